// service/1 (服务): what an applicant and the office may add to any case, whatever its shape.
//
// It is judged beside the case's own edition, as worklist/1 is: its states follow from
// Case::service (events/service.hpp), and the case's own states stay as they are. Two regions:
// delivery and rating. A rating is given once a case; one of 2 or less is answered by supervision,
// whose task it is at once. Nothing here changes what is judged of the application itself. Source:
// 国办发〔2019〕51号 (好差评: five grades, one a case, the unsatisfied are answered);
// 国办函〔2016〕108号 (trust grades); 行政许可法 44. Threads: types.
#pragma once

#include <algorithm>
#include <array>

#include "engine/core/shared_rules.hpp"
#include "engine/table/roles.hpp"
#include "events/service.hpp"

namespace vermilion::service_1 {

using rules::NotOnesOwnCase;
using table::Any;
using table::By;
using table::Ends;
using table::Finding;
using table::If;
using table::On;
using table::Owes;
using table::Regions;
using table::Rows;
using table::RuleInfo;
using table::Same;
using table::State;
using table::StateInfo;
using namespace table::roles;

// Empty: the case's data are those of its own edition.
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

struct AsUsual : State {
  static constexpr StateInfo info{"AS_USUAL", "按事项约定送达"};
};
struct Chosen : State {
  static constexpr StateInfo info{"CHOSEN", "已选择送达方式"};
};
struct Unrated : State {
  static constexpr StateInfo info{"UNRATED", "未评价"};
};
struct Content : State {
  static constexpr StateInfo info{"RATED", "已评价", true};
};
struct Unsatisfied : State {
  static constexpr StateInfo info{"UNSATISFIED", "差评待回复"};
};
struct Answered : State {
  static constexpr StateInfo info{"ANSWERED", "差评已回复", true};
};

struct CaseIsLive {
  static constexpr RuleInfo info{"CaseIsLive",
                                 {"行政许可法", "44"},
                                 "办件尚有未尽事项",
                                 "something is still owed in the case"};
  static bool holds(const auto&, const Context& context) {
    return !context.input.kase.open.empty();
  }
};
struct WayIsKnown : Tells<WayIsKnown> {
  static constexpr std::string_view place = "/way";
  static constexpr RuleInfo info{"WayIsKnown",
                                 {"行政许可法", "44"},
                                 "送达方式为窗口 window、快递 express 或电子 electronic",
                                 "the way is window, express or electronic"};
  static constexpr std::array<std::string_view, 3> ways{"window", "express", "electronic"};
  static bool holds(const DeliveryChosen& fact, const Context&) {
    return std::find(ways.begin(), ways.end(), fact.way) != ways.end();
  }
};
struct RecipientIfSent : Tells<RecipientIfSent> {
  static constexpr std::string_view place = "/recipient";
  static constexpr RuleInfo info{"RecipientIfSent",
                                 {"个人信息保护法", "6(2)"},
                                 "快递须填收件信息，其他方式不得填写",
                                 "express needs a recipient, and no other way takes one"};
  static bool holds(const DeliveryChosen& fact, const Context&) {
    return fact.recipient.has_value() == (fact.way == "express");
  }
};
struct MaterialOfThisCase : Tells<MaterialOfThisCase> {
  static constexpr std::string_view place = "/digest";
  static constexpr RuleInfo info{"MaterialOfThisCase",
                                 {"国办函〔2016〕108号", "材料可信等级"},
                                 "材料由本办件提交",
                                 "the material was handed in with this case"};
  static bool holds(const MaterialVerified& fact, const Context& context) {
    const auto& handed_in = context.input.kase.handed_in;
    return std::find(handed_in.begin(), handed_in.end(), fact.digest) != handed_in.end();
  }
};

struct ScoreInRange : Tells<ScoreInRange> {
  static constexpr std::string_view place = "/score";
  static constexpr RuleInfo info{
      "ScoreInRange", {"国办发〔2019〕51号", "三(五)"}, "评价为 1 至 5 级", "the score is 1 to 5"};
  static bool holds(const Rated& fact, const Context&) {
    return fact.score >= 1 && fact.score <= 5;
  }
};
struct ScoreSatisfies {
  static constexpr RuleInfo info{"ScoreSatisfies",
                                 {"国办发〔2019〕51号", "三(五)"},
                                 "基本满意及以上",
                                 "satisfied, more or less"};
  static bool holds(const Rated& fact, const Context&) { return fact.score > unsatisfied_score; }
};
struct ScoreDoesNot {
  static constexpr RuleInfo info{
      "ScoreDoesNot", {"国办发〔2019〕51号", "三(五)"}, "差评", "unsatisfied"};
  static bool holds(const Rated& fact, const Context&) { return fact.score <= unsatisfied_score; }
};
struct AnswerTaskMineOrFree {
  static constexpr RuleInfo info{"TaskMineOrFree",
                                 {"house", "worklist"},
                                 "该任务无人认领或者由本人承办",
                                 "the task is free or in one's own hands"};
  static bool holds(const auto&, const Context& context) {
    return context.task_is_mine_or_free("answer_rating");
  }
};

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<answer_rating>
struct answer_rating {
  static constexpr table::DutyInfo info{"answer_rating", DutyKind::task,     "supervisor", "",
                                        "差评核实整改",  "answer the rating"};
};
// NOLINTEND(readability-identifier-naming): end of the words

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "service/1";
  using initial = Regions<AsUsual, Unrated>;
  using table = Rows<
  On<Any<AsUsual, Chosen>, DeliveryChosen, Chosen, By<applicant>,
     If<CaseIsLive, WayIsKnown, RecipientIfSent>>,
  On<Any<AsUsual, Chosen>, MaterialVerified, Same, By<window>,
     If<CaseIsLive, NotOnesOwnCase, MaterialOfThisCase>>,

  On<Unrated, Rated, Content, By<applicant>, If<ScoreInRange, ScoreSatisfies>>,
  On<Unrated, Rated, Unsatisfied, By<applicant>, If<ScoreInRange, ScoreDoesNot>,
     Owes<answer_rating>>,
  On<Unsatisfied, RatingAnswered, Answered, By<supervisor>,
     If<NotOnesOwnCase, AnswerTaskMineOrFree>, Owes<>, Ends<answer_rating>>
  >;
};
// clang-format on

}  // namespace vermilion::service_1
