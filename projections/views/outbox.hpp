// outbox: what is owed to the world outside: checks by offices, papers, notices, deliveries; and
// what could not be done (incidents).
//
// An office's runner reads its own checks, oldest first; a row leaves when a later record meets its
// duty. Documents and notices stand here until something meets theirs. An incident begins with
// CheckUnavailable and ends when the task that it owes is met, by CheckedByHand or by the end of
// the case. Rows:
//   K <office> <partition 2> <due, else since> <duty> → CheckOwed
//   N <kind as text> <partition 2> <since> <duty>     → PaperOwed: document, notice, delivery,
//                                                       payment, child
//   E <tree> <path> <since> <duty of the check>       → Incident, while it lasts
//   C <case>                                          → what of the case stands here; gone with it
// Threads: any.
#pragma once

#include "projections/view.hpp"

namespace vermilion::projections {

struct CheckOwed {
  CaseId case_id;
  std::string name;
  std::string detail;  // the request, in the office's own grammar (events/facts/requests.hpp)
  std::string item;
  std::string tree;
  std::string path;
  Instant since;
  Instant due;
  bool provisional = false;
  Sequence sequence = 0;  // of the record that owes it
  template <class Archive>
  void serialize(Archive& archive) {
    archive(case_id, name, detail, item, tree, path, since, due, provisional, sequence);
  }
  bool operator==(const CheckOwed&) const = default;
};

struct PaperOwed {
  CaseId case_id;
  std::string name;
  std::string to;  // template of a document or notice
  std::string detail;
  Instant since;
  Sequence sequence = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(case_id, name, to, detail, since, sequence);
  }
  bool operator==(const PaperOwed&) const = default;
};

struct Incident {
  CaseId case_id;
  std::string office;
  std::string item;
  std::uint32_t attempts = 0;
  std::string last_error;
  std::optional<DutyId> task;  // of the person who is to look it up
  Instant since;
  Sequence sequence = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(case_id, office, item, attempts, last_error, task, since, sequence);
  }
  bool operator==(const Incident&) const = default;
};

inline constexpr char check_kind = 'K';
inline constexpr char paper_kind = 'N';
inline constexpr char incident_kind = 'E';
inline constexpr std::size_t outbox_suffix = 8 + 18;

[[nodiscard]] std::shared_ptr<const View> outbox_view();

}  // namespace vermilion::projections
