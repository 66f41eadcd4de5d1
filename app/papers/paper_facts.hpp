// What a case's records say, gathered into the places of a template.
//
// Only what was recorded up to and with the record that owes the paper is looked at, so a later
// record never changes an earlier paper. Personal data are opened for one person at most: the
// applicant, where a natural person applies; the person in charge, on a unit's licence; to whom a
// parcel goes, on its label and the proof of its delivery.
// Threads: free functions; one gathering a thread.
#pragma once

#include "engine/core/references.hpp"
#include "engine/seal/seal.hpp"
#include "workflows/codes/code_set.hpp"
#include "workflows/documents/templates.hpp"

namespace vermilion {

// Whether a record with this fact has something to say to a paper.
[[nodiscard]] bool speaks_to_papers(std::string_view fact) noexcept;

// Where names of places come from: the full names of a path's divisions, and what office it is.
// "/330000/330100/330108" → "浙江省杭州市滨江区财政局"; "/330000" → "浙江省财政厅".
[[nodiscard]] std::string office_name(const codes::CodeSet& divisions, std::string_view path);
// 2026年9月21日.
[[nodiscard]] std::string day_text(Instant at);
// 2026年5月16日 09:00, in China.
[[nodiscard]] std::string moment_text(Instant at);

struct PaperFacts {
  documents::Filling filling;
  KeyId key;  // of the person whose data are in it
  bool has_key = false;
};

struct PaperSources {
  const Catalogue* catalogue = nullptr;
  const Sealer* sealer = nullptr;
  const codes::CodeSet* divisions = nullptr;
};

// `records` in order, the last one owes the paper. Errors: corrupt, unsupported; not_found when the
// person that the paper names was erased.
[[nodiscard]] Result<PaperFacts> gather(const PaperSources& sources,
                                        const std::vector<Record>& records);

}  // namespace vermilion
