// Erasing a person (个人信息保护法 47): whether it may be done, and doing it; and restricting what
// may not be erased to storage (47(2)).
//
// A subject is named by an identity number, or by `who` as records name a person's account. Its
// keys are those that records name for it. As long as a case that one of them sealed must be kept
// (the item's retention class, counted from the day on which nothing was owed any more), the law's
// second paragraph applies and nothing is destroyed. The journal is read whole to find the cases: a
// rare act, for a late thread. Threads: one at a time a hall.
#pragma once

#include <vector>

#include "app/hall/hall.hpp"

namespace vermilion {

struct ErasureWanted {
  std::string subject;  // identity number, or 32 hexadecimal digits
  std::string basis;    // why
  std::string by;       // the operator
  bool rehearse = false;
};

// A case that must still be kept.
struct Kept {
  CaseId case_id;
  std::string item;
  std::string retention;
  Instant until;  // not set: the case is still open
};

struct Erasure {
  bool erased = false;
  std::vector<KeyId> keys;
  std::vector<CaseId> cases;  // that the keys seal something of
  std::vector<Kept> kept;     // why it was not done
};

struct Restriction {
  std::vector<KeyId> keys;
};

// Stores what the subject's keys seal and uses it no more, or, with `lift`, uses it again: for a
// subject that asks to be erased while the law keeps its cases. Errors: as erase_subject.
[[nodiscard]] Result<Restriction> restrict_subject(Hall& hall, const ErasureWanted& wanted,
                                                   bool lift);
// Errors: not_found (no such subject), invalid, unavailable, those of the journal.
[[nodiscard]] Result<Erasure> erase_subject(Hall& hall, const ErasureWanted& wanted);

}  // namespace vermilion
