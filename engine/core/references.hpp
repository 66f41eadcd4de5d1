// Reference data: what a partition has adopted and judges by (DESIGN §5.3).
//
// A decision uses what its own log has adopted; the octets lie in the blob store under the digest
// that the Adopted record names, so an auditor judges with the same data in thirty years.
// Threads: immutable after loading; a partition swaps the whole set by a record.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>

#include "engine/clock/calendar.hpp"
#include "engine/core/item.hpp"
#include "events/directory.hpp"
#include "events/record.hpp"

namespace vermilion {

// A role that a principal holds on one case at one moment.
struct RoleHeld {
  std::string role;
  std::string grant;      // empty for roles that follow from the case (applicant) or systems
  Sequence position = 0;  // seq of the record that put the grant in force here
  bool operator==(const RoleHeld&) const = default;
};

// The grants of a file that was adopted whole: how a house that has its staff elsewhere begins.
// What is granted in the house itself stands in the directory (events/directory.hpp).
struct Grants {
  std::string version;
  Digest digest{};
  std::unordered_map<std::string, std::vector<Grant>> by_who;

  // The person behind an account; `who` itself when nothing is known.
  [[nodiscard]] std::string person_behind(const std::string& who) const;
  // Grants of `who` that cover the scope and the item at that moment.
  void held(const std::string& who, const Scope& scope, std::string_view item, Instant at,
            std::vector<RoleHeld>& into) const;
};

// The scope trees: node → path, one tree a business line.
struct Scopes {
  std::string version;
  Digest digest{};
  std::uint32_t number = 1;  // version of the trees as records carry it
  std::map<std::string, std::unordered_map<std::string, std::string>> paths;

  [[nodiscard]] const std::string* path_of(const std::string& tree, const std::string& node) const;
};

struct References {
  std::shared_ptr<const Catalogue> catalogue;
  std::shared_ptr<const clock::Calendar> calendar;
  std::shared_ptr<const Grants> grants;
  std::shared_ptr<const Scopes> scopes;
  std::uint64_t grants_position = 0;  // seq of the record that adopted the grants

  [[nodiscard]] bool complete() const noexcept { return catalogue && calendar && grants && scopes; }
};

// Loads one adopted piece from the octets of its blob; `app` gives the implementation, because the
// catalogue's text is YAML and only workflows/catalogue reads that.
class ReferenceLoader {
 public:
  ReferenceLoader() = default;
  ReferenceLoader(const ReferenceLoader&) = delete;
  ReferenceLoader& operator=(const ReferenceLoader&) = delete;
  virtual ~ReferenceLoader() = default;
  // Puts what `what` ("calendar" | "catalogue" | "grants" | "scopes") says into `into`.
  // Errors: not_found, corrupt, invalid.
  [[nodiscard]] virtual Result<void> load(const std::string& what, const std::string& version,
                                          const Digest& digest, References& into) = 0;
};

}  // namespace vermilion
