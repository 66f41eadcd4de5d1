// Facts and JSON: intake (strict, sealing what is personal), display (masked), schema and form.
//
// All three walk the fact's own description (events/facts/describe.hpp), so a new field of a fact
// is read, shown and documented without a line here. At intake every Personal value is sealed under
// its subject's key before anything is encoded or hashed, and what rules need of it (check holds,
// keyed hash) is made beside it; unknown, missing and ill-typed members are refused with their
// place. Source: DESIGN §3, §8, §10. Threads: free functions; Intake is one request's.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/store/materials/file_materials.hpp"
#include "base/result.hpp"
#include "engine/seal/seal.hpp"
#include "events/record.hpp"

namespace vermilion::api {

// What intake needs of the house.
struct IntakeHouse {
  Keys* keys = nullptr;
  const Sealer* sealer = nullptr;
  // A key that `core` knows for this subject; nothing when it knows none.
  std::function<std::optional<KeyId>(const Octets<16>& subject)> key_of;
  // The path of an office in a business line's tree; nothing when there is no such office.
  std::function<std::optional<std::string>(const std::string& tree, const std::string& office)>
      path_of;
  // Where materials are; null: they are kept elsewhere, and taken as they are said.
  materials::FileMaterials* materials = nullptr;
};

// Whose a material is, and whose key seals it: the principal by its name in records.
[[nodiscard]] Octets<16> owner_of(std::string_view who);

// A fact as it goes into a proposal.
struct FactTaken {
  std::uint16_t schema = 0;
  Bytes payload;
  std::vector<SubjectKey> subjects;  // keys used here for the first time
  std::string item;                  // of a fact that opens a case
  std::string office;
  std::optional<DutyId> task;  // of a worklist act
};

// What is wrong with the data, and where.
struct FactFault {
  std::string place;  // JSON Pointer within the data
  std::string zh;
  std::string en;
  bool unknown_fact = false;
  Code code = Code::invalid;  // unavailable, io: the house's fault, not the sender's
};

struct FactReading {
  std::optional<FactTaken> fact;
  FactFault fault;
};

// `who` proposes it: a material counts only when he has handed it in.
[[nodiscard]] FactReading fact_from_json(std::string_view name, const boost::json::value& data,
                                         const IntakeHouse& house, std::string_view who);

// Opens a sealed text for display; nothing when the subject was erased.
using Opener = std::function<std::optional<std::string>(const Sealed&)>;

// How personal values are shown. Masked: the first character of a name, the ends of a number.
enum class Shown : std::uint8_t { masked, whole };

// The fact as JSON. Whole values are for whoever has said why, and is on record for it
// (app/api/disclosure.hpp). Errors: as with_fact.
[[nodiscard]] Result<boost::json::object> fact_to_json(std::string_view name, std::uint16_t schema,
                                                       BytesView payload, const Opener& open,
                                                       Shown shown = Shown::masked);

// JSON Schema 2020-12 of a fact's data; nothing when no fact has that name.
[[nodiscard]] std::optional<boost::json::object> schema_of_fact(std::string_view name);
// Names in Chinese and English; nothing when no fact has that name.
struct FactTitle {
  std::string zh;
  std::string en;
};
[[nodiscard]] std::optional<FactTitle> title_of_fact(std::string_view name);
// Facts that people may send (not deadlines', offices' or the house's own).
[[nodiscard]] std::vector<std::string> facts_of_people();
// Facts that administrators, and staff of themselves, may send to an account that is enrolled.
[[nodiscard]] std::vector<std::string> facts_of_accounts();

}  // namespace vermilion::api
