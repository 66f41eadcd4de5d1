// comparison/1 (库比对): one run over a register against the population library.
//
// What the library cannot be asked for is not taken for agreement: the run stands still until a
// person has it go on, or ends it. Source: ITEMS §2.7 (W9). Threads: types.
#pragma once

#include "engine/core/shared_rules.hpp"
#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"
#include "events/facts/approval.hpp"
#include "events/facts/comparison.hpp"

namespace vermilion::comparison_1 {

using namespace table::roles;
using rules::TaskMineOrFree;
using table::Any;
using table::By;
using table::DutyInfo;
using table::Ends;
using table::EndsAll;
using table::If;
using table::On;
using table::Owes;
using table::Regions;
using table::Rows;
using table::RuleInfo;
using table::Same;
using table::State;
using table::StateInfo;

struct Data {
  std::uint64_t through = 0;  // position of the last entry that was compared
  std::uint32_t pieces = 0;
  std::uint64_t compared = 0;
  std::uint64_t found = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(through, pieces, compared, found);
  }
};
using Context = RuleContext<Data>;

struct Draft : State {
  static constexpr StateInfo info{"DRAFT", "草稿"};
};
struct Running : State {
  static constexpr StateInfo info{"RUNNING", "比对中"};
};
struct Halted : State {
  static constexpr StateInfo info{"HALTED", "比对中断"};
};
struct Complete : State {
  static constexpr StateInfo info{"COMPLETE", "比对完成", true};
};
struct Stopped : State {
  static constexpr StateInfo info{"STOPPED", "已停止", true};
};

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<compare_piece>
struct compare_piece {
  static constexpr DutyInfo info{"compare_piece", DutyKind::check,    "population", "",
                                 "比对一批",      "compare one piece"};
};
struct go_on {
  static constexpr DutyInfo info{"go_on", DutyKind::task, "registrar",
                                 "",      "继续比对",     "have the run go on"};
};
// As many as were found.
struct tell_entries {
  static constexpr DutyInfo info{"tell_entries", DutyKind::tell,    "registrant", "",
                                 "告知各登记",   "tell the entries"};
};
struct tell_complete {
  static constexpr DutyInfo info{"tell_complete", DutyKind::notice,           "complete", "",
                                 "告知比对完成",  "tell: the run is complete"};
};
// NOLINTEND(readability-identifier-naming): end of the words

struct AnswersRequest {
  static constexpr RuleInfo info{"AnswersRequest",
                                 {"house", "offices"},
                                 "对应本批次未答复的请求",
                                 "it answers an open request of this run"};
  static bool holds(const auto& fact, const Context& context) {
    const auto* asked = context.input.kase.duty(fact.request);
    return asked != nullptr && asked->name == compare_piece::info.name;
  }
};
struct MoreToCome {
  static constexpr RuleInfo info{
      "MoreToCome", {"ITEMS", "W9"}, "之后还有登记", "entries lie beyond it"};
  static bool holds(const PieceCompared& fact, const Context& context) {
    return !fact.last && fact.through > context.data.through;
  }
};
struct NothingBeyond {
  static constexpr RuleInfo info{
      "NothingBeyond", {"ITEMS", "W9"}, "之后没有登记", "no entry lies beyond it"};
  static bool holds(const PieceCompared& fact, const Context&) { return fact.last; }
};

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "comparison/1";
  using initial = Regions<Draft>;
  using table = Rows<
  On<Draft, ComparisonStarted, Running, By<registrar>, If<>, Owes<compare_piece>>,
  On<Running, PieceCompared, Same, By<population>, If<AnswersRequest, MoreToCome>,
     Owes<tell_entries, compare_piece>, Ends<compare_piece>>,
  On<Running, PieceCompared, Complete, By<population>, If<AnswersRequest, NothingBeyond>,
     Owes<tell_entries, tell_complete>, EndsAll>,
  On<Running, CheckUnavailable, Halted, By<population>, If<AnswersRequest>, Owes<go_on>,
     Ends<compare_piece>>,
  On<Halted, ComparisonResumed, Running, By<registrar>, If<TaskMineOrFree<go_on>>,
     Owes<compare_piece>, Ends<go_on>>,
  On<Any<Running, Halted>, ComparisonStopped, Stopped, By<registrar>, If<>, Owes<>, EndsAll>
  >;
};
// clang-format on

}  // namespace vermilion::comparison_1
