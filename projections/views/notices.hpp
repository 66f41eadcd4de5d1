// notices (公示): what is on public notice now, of which anybody may object.
//
// Rows:
//   N <case>                       → NoticeRow, from the application to the case's end
//   P <item> <since, newest> <case> → case id: those that are on notice, or whose objections are
//                                    looked into
// The name stays sealed; whoever is on notice is named to the public by law, and by nobody else.
// Threads: any.
#pragma once

#include "events/facts/person.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

struct NoticeRow {
  std::string item;
  std::string item_version;
  std::string tree;
  std::string path;
  Personal<std::string> name;
  DutyId notice;  // its deadline
  Instant since;  // when it was put on notice; not set: it is not
  Instant until;  // not set: an objection stops it
  bool provisional = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(item, item_version, tree, path, name, notice, since, until, provisional);
  }
};

[[nodiscard]] Bytes notice_key(const CaseId& id);
// What follows is the time, then a case id.
[[nodiscard]] Bytes notices_of_item_prefix(std::string_view item);

[[nodiscard]] std::shared_ptr<const View> notices_view();

}  // namespace vermilion::projections
