// Papers (文书) of a hall: what a case's records owe, made when it is first asked for and kept.
//
// A paper is a function of records: its text is that of the template in force on the day of the
// record that owes it, filled with what was recorded until then; its number is the record's. So
// nothing is drawn that nobody asks for, and what is drawn needs no record of its own (decision
// 0014). Its octets are sealed under the key of the person they name, and from then on these very
// octets are handed out, whatever becomes of fonts and libraries: DIRECTORY/ab/<duty>. The signed
// code on it and the seal behind it (pdf_seal.hpp) tell house, record and record hash, so that
// anybody checks the paper by the house's public key and an auditor checks it by the journal.
// Threads: any; `open` draws and blocks on the disk: not for io threads.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <span>

#include "adapters/papers/fonts.hpp"
#include "app/papers/paper_facts.hpp"
#include "engine/ports/journal.hpp"
#include "engine/ports/keys.hpp"
#include "engine/ports/random.hpp"

namespace vermilion {

// A paper that a record owes.
struct OwedPaper {
  std::string name;  // of the template, and in its address
  const documents::Template* form = nullptr;
  Sequence sequence = 0;
  DutyId duty;
  std::string number;
  Instant issued_at;  // when the record took effect
};

// One accepted record of a case, as the timeline lists it.
struct CaseRecord {
  Sequence sequence = 0;
  std::string fact;
  std::vector<std::string> duties;
};

class Papers {
 public:
  struct Parts {
    Journal* journal = nullptr;
    PartitionNumber partition = 0;
    Keys* keys = nullptr;
    const Sealer* sealer = nullptr;
    Random* random = nullptr;
    bool set_clock = false;
    documents::Templates templates;
    codes::CodeSet divisions;
    std::unique_ptr<papers::Fonts> fonts;                       // may be null
    std::function<std::string(std::string_view payload)> sign;  // a JWS over it
  };
  // Errors: io, full.
  [[nodiscard]] static Result<std::unique_ptr<Papers>> open(std::string directory, Parts parts);

  // The papers that these records owe, oldest first; of two with one name the later one.
  // Errors: the journal's; corrupt.
  [[nodiscard]] Result<std::vector<OwedPaper>> owed(std::span<const CaseRecord> records) const;
  // Its octets: PDF with a seal. `records` are all of the case. Errors: not_found (the person was
  // erased), unavailable (no font), corrupt, io, full.
  [[nodiscard]] Result<Bytes> open_paper(const OwedPaper& paper,
                                         std::span<const CaseRecord> records,
                                         const Catalogue& catalogue) const;
  [[nodiscard]] const documents::Templates& templates() const noexcept { return parts_.templates; }

 private:
  Papers(std::string directory, Parts parts)
      : directory_{std::move(directory)}, parts_{std::move(parts)} {}
  struct Made {
    Bytes pdf;
    KeyId key;
  };
  [[nodiscard]] std::string path_of(const OwedPaper& paper) const;
  [[nodiscard]] Result<std::optional<Bytes>> kept(const std::string& path) const;
  struct Read {
    Record record;
    Digest hash{};
  };
  [[nodiscard]] Result<Read> record_at(Sequence sequence) const;
  [[nodiscard]] Result<Made> make(const OwedPaper& paper, std::span<const CaseRecord> records,
                                  const Catalogue& catalogue) const;
  [[nodiscard]] boost::json::object statement(const OwedPaper& paper, const Digest& record_hash,
                                              const documents::Filling& filling) const;

  const std::string directory_;
  const Parts parts_;
};

}  // namespace vermilion
