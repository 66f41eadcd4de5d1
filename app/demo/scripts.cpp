#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>

#include "app/demo/script.hpp"

namespace vermilion::demo {
namespace {

using Kind = Step::Kind;
using Steps = std::vector<Step>;

constexpr auto licence = "bookkeeping-licence";
constexpr auto firm = "accounting-firm";
constexpr auto xihu = "330106";
constexpr auto binjiang = "330108";
constexpr auto xiaoshan = "330109";
constexpr auto haishu = "330203";

Step submits() {
  return {.kind = Kind::submit, .who = "applicant"};
}
Step submit_refused(std::string expect) {
  return {.kind = Kind::submit, .who = "applicant", .expect = std::move(expect)};
}
Step until(std::string state) {
  return {.kind = Kind::until, .name = std::move(state)};
}
Step passed(std::string deadline) {
  return {.kind = Kind::passed, .name = std::move(deadline)};
}
Step does(std::string who, std::string fact, boost::json::object data = {}) {
  return {.who = std::move(who), .name = std::move(fact), .data = std::move(data)};
}
Step refused(std::string who, std::string fact, boost::json::object data, std::string expect) {
  return {.who = std::move(who),
          .name = std::move(fact),
          .data = std::move(data),
          .expect = std::move(expect)};
}
Step task(std::string who, std::string act, std::string name, const std::string& to = {},
          std::string expect = {}) {
  Step step{.kind = Kind::task,
            .who = std::move(who),
            .name = std::move(act),
            .expect = std::move(expect),
            .task = std::move(name)};
  if (!to.empty()) step.data["to"] = to;
  return step;
}
// An act on a task that says something.
Step says(std::string who, std::string act, std::string name, boost::json::object data) {
  auto step = task(std::move(who), std::move(act), std::move(name));
  step.data = std::move(data);
  return step;
}
Step supplies(std::string expect = {}) {
  return {.who = "applicant", .name = "Supplemented", .expect = std::move(expect), .missing = true};
}

Step accepts() {
  return does("window", "Accepted", {{"opinion", "材料齐全，符合法定形式，予以受理"}});
}
Step declines(std::string reason) {
  return does("window", "NotAccepted", {{"reason", std::move(reason)}});
}
boost::json::object list_of(const char* material, const char* what) {
  return {
      {"items", boost::json::array{boost::json::object{{"material", material}, {"what", what}}}}};
}
Step lists() {
  return does("window", "SupplementRequested", list_of("internal-rules", "未提交内部规范"));
}
Step lists_again(std::string expect) {
  return refused("window", "SupplementRequested", list_of("internal-rules", "仍需补充"),
                 std::move(expect));
}
Step proposes() {
  return does("handler", "Proposed", {{"approve", true}, {"opinion", "符合条件，拟准予"}});
}
Step approves() {
  return does("approver", "Approved", {{"opinion", "准予"}});
}
Step refuses() {
  return does("approver", "RefusedToGrant",
              {{"reasons", "经营场所与登记不符，不具备开展业务的条件"},
               {"remedies", "六十日内可申请行政复议，六个月内可提起行政诉讼"}});
}
Step makes(int number) {
  return does("maker", "CertificateMade", {{"number", fmt::format("DLJZ-SAMPLE-{:04}", number)}});
}
Step hands_over() {
  return does("window", "HandedOver", {{"how", "窗口领取"}});
}
Step withdraws() {
  return does("applicant", "Withdrawn", {{"reason", "申请人自行撤回"}});
}
Step checks_by_hand(bool passes) {
  return does("window", "CheckedByHand", {{"passed", passes}, {"how", "查验身份证原件并电话核实"}});
}

Steps operator+(Steps first, const Steps& then) {
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

const Steps received{submits(), until("CHECK_PASSED")};
const Steps handled = received + Steps{accepts()};
const Steps reviewed = handled + Steps{proposes()};
const Steps granted = reviewed + Steps{approves()};
// From HANDLING to the end.
Steps to_the_end(int number) {
  return {proposes(), approves(), makes(number), hands_over()};
}

class Writer {
 public:
  std::vector<Script> take() { return std::move(scripts_); }
  [[nodiscard]] int next() const { return static_cast<int>(scripts_.size()) + 1; }
  Script& add(std::string key, std::string zh, std::string en, const char* office, Steps steps,
              const char* item = licence) {
    Script script{.key = std::move(key), .zh = std::move(zh), .en = std::move(en)};
    script.wish.item = item;
    script.wish.office = office;
    script.steps = std::move(steps);
    scripts_.push_back(std::move(script));
    return scripts_.back();
  }

 private:
  std::vector<Script> scripts_;
};

// The check of the person in charge: what the office answers, and what people do when it does not.
void write_checks(Writer& day) {
  auto* script = &day.add("check-refused", "公安接口拒绝应答，人工核验相符",
                          "the office takes no questions; by hand", binjiang,
                          Steps{fault({{"mode", "error"}, {"status", 400}, {"for_requests", 1}}),
                                submits(), until("CHECK_MANUAL"), checks_by_hand(true), accepts()} +
                              to_the_end(day.next()));
  script->alone = true;
  script = &day.add(
      "check-down", "公安接口不可用，人工核验不符", "the office is unavailable; wrong by hand",
      xihu,
      {fault({{"mode", "error"}, {"status", 503}, {"for_requests", 6}}), submits(),
       until("CHECK_MANUAL"), checks_by_hand(false), until("CHECK_FAILED"),
       refused("window", "Accepted", {}, "LeadWasChecked"), declines("负责人身份核验不符")});
  script->alone = true;
  script = &day.add("check-failed-then-right", "公安核验不符，人工复核相符",
                    "the office differs, found right by hand", xihu,
                    Steps{submits(), until("CHECK_FAILED"), checks_by_hand(true), accepts()} +
                        to_the_end(day.next()));
  script->wish.police = PoliceSays::mismatch;
  script = &day.add(
      "check-failed", "公安核验不符，人工复核仍不符", "the office differs, and so does the hand",
      binjiang,
      {submits(), until("CHECK_FAILED"), checks_by_hand(false), declines("负责人身份核验不符")});
  script->wish.police = PoliceSays::mismatch;
  script = &day.add("check-pending", "公安核验稍后应答", "the office answers later", haishu,
                    handled + to_the_end(day.next()));
  script->wish.police = PoliceSays::pending;
}

void write_acceptance(Writer& day) {
  day.add("not-accepted", "不予受理", "not accepted", xihu,
          {submits(), refused("window", "NotAccepted", {{"reason", ""}}, "422"),
           declines("不属于本机关职权范围，请向市级机关申请")});
  day.add("not-accepted-2", "不予受理", "not accepted", haishu,
          {submits(), declines("依法不需要取得行政许可")});
  for (const char* office : {xihu, binjiang, haishu}) {
    auto& script = day.add(
        fmt::format("supplemented-{}", office), "一次性补正后受理",
        "supplement once, then supplied", office,
        received +
            Steps{refused("window", "Accepted", {}, "MaterialsComplete"), lists(), supplies()} +
            to_the_end(day.next()));
    script.wish.without = "internal-rules";
  }
  auto& second = day.add(
      "second-list", "第二次补正告知被拒（32(1)(4)）", "a second list is refused with 32(1)(4)",
      binjiang,
      received + Steps{lists(), lists_again("409"), supplies(), lists_again("FirstAndOnlyList")} +
          to_the_end(day.next()));
  second.wish.without = "internal-rules";
  for (const char* office : {xihu, haishu}) {
    auto& script = day.add(fmt::format("lapsed-{}", office), "逾期未补正，终止",
                           "lapsed, nothing supplied", office,
                           received + Steps{lists(), passed("supply"), until("TERMINATED"),
                                            supplies("ReceivedInTime")});
    script.wish.without = "internal-rules";
  }
  for (const char* office : {xihu, binjiang}) {
    day.add(fmt::format("silence-{}", office), "五个工作日未告知，视为受理",
            "deemed accepted on silence", office,
            received +
                Steps{passed("accept"), until("HANDLING"),
                      refused("window", "NotAccepted", {{"reason", "太迟"}}, "ReceivedInTime")} +
                to_the_end(day.next()));
  }
}

void write_decisions(Writer& day) {
  int number = 0;
  for (const char* office : {xihu, binjiang, haishu, xihu, xiaoshan, haishu}) {
    day.add(fmt::format("normal-{}", ++number), "正常准予", "normal approval", office,
            handled + to_the_end(day.next()));
  }
  for (const char* office : {xihu, binjiang}) {
    day.add(fmt::format("refused-{}", office), "不予许可，告知理由和救济",
            "refused with reasons and remedies", office,
            reviewed + Steps{refused("approver", "RefusedToGrant",
                                     {{"reasons", "不符合条件"}, {"remedies", ""}}, "422"),
                             refuses()});
  }
  day.add("sent-back", "退回承办后再审", "sent back, proposed again", haishu,
          reviewed + Steps{does("approver", "SentBack", {{"reason", "意见不完整"}})} +
              to_the_end(day.next()));
  day.add("overdue-handling", "承办中逾期，仍须决定", "decision overdue while handled", xihu,
          handled + Steps{passed("decide"), until("HANDLING")} + to_the_end(day.next()));
  day.add("overdue-review", "审核中逾期", "decision overdue while reviewed", binjiang,
          reviewed + Steps{passed("decide"), until("REVIEW"), approves(), makes(day.next()),
                           hands_over()});
  day.add("late-certificate", "准予后逾期未制证", "delivery overdue before the certificate", xihu,
          granted + Steps{passed("deliver"), until("APPROVED"), makes(day.next()), hands_over()});
  day.add("late-delivery", "制证后逾期未送达", "delivery overdue after the certificate", haishu,
          granted + Steps{makes(day.next()), passed("deliver"), until("MAKING"), hands_over()});
  day.add("withdrawn-precheck", "受理前撤回", "withdrawn before acceptance", binjiang,
          {submits(), withdraws()});
  auto& supplement = day.add("withdrawn-supplement", "补正中撤回", "withdrawn while supplementing",
                             xihu, received + Steps{lists(), withdraws()});
  supplement.wish.without = "internal-rules";
  day.add("withdrawn-handling", "承办中撤回", "withdrawn while handled", haishu,
          handled + Steps{withdraws()});
  day.add("withdrawn-review", "审核中撤回", "withdrawn while reviewed", xihu,
          reviewed + Steps{withdraws(), refused("approver", "Approved", {}, "409")});
}

void write_rules(Writer& day) {
  auto* script = &day.add("wrong-code", "统一社会信用代码校验位错误，退回",
                          "a wrong social credit code is refused with its place", xihu,
                          {submit_refused("UnitHolds")});
  script->wish.wrong_code = true;
  script = &day.add(
      "second-agency", "专职人员已在另一机构，退回并指明在先办件",
      "somebody full-time elsewhere; the refusal names the first case", binjiang,
      received +
          Steps{
              {.who = "window", .name = "Accepted", .expect = "PostsAreHeld", .names = "normal-1"},
              declines("专职从业人员在其他机构专职")});
  script->shares = "normal-1";
  script =
      &day.add("freed-person", "前案撤回后，同一人可在新机构专职",
               "free again after a withdrawal elsewhere", haishu, handled + to_the_end(day.next()));
  script->shares = "withdrawn-precheck";
  day.add("same-key", "同一键重复提交，只记一次", "the same key twice, one record", binjiang,
          Steps{submits(), same_key_again()} + Steps(handled.begin() + 1, handled.end()) +
              to_the_end(day.next()));
  day.add("second-look", "承办人不得批准，换账号也不得",
          "whoever proposed cannot approve, nor by a second account", xihu,
          reviewed + Steps{refused("handler", "Approved", {}, "OtherThanHandler"),
                           refused("handler-b", "Approved", {}, "OtherThanHandler"),
                           task("handler", "claim", "review", "", "NotInConflict"),
                           task("supervisor", "assign", "review", "handler.330106",
                                "AssigneeNotInConflict"),
                           approves(), makes(day.next()), hands_over()});
  day.add("former-assignee", "任务改派后，原承办人不得办理", "a former assignee cannot act",
          binjiang,
          handled + Steps{task("handler", "claim", "handle"),
                          task("supervisor", "assign", "handle", "handler2.330108"),
                          refused("handler", "Proposed", {{"approve", true}, {"opinion", "拟准予"}},
                                  "TaskMineOrFree"),
                          does("handler2", "Proposed", {{"approve", true}, {"opinion", "拟准予"}}),
                          approves(), makes(day.next()), hands_over()});
  day.add("hands", "认领、退回、再认领、指派", "claim, release, claim again, assign", haishu,
          received +
              Steps{task("window", "claim", "precheck"),
                    task("window2", "claim", "precheck", "", "409"),
                    task("window", "release", "precheck"), task("window2", "claim", "precheck"),
                    task("window2", "assign", "precheck", "window.330203"), accepts()} +
              to_the_end(day.next()));
  day.add("beside", "委托、催办、备注、抄送、前加签", "delegated, urged, noted, copied, co-signed",
          binjiang,
          handled +
              Steps{task("handler", "claim", "handle"),
                    task("handler", "delegate", "handle", "head.330108", "AssigneeMayDoIt"),
                    task("handler", "delegate", "handle", "handler2.330108"),
                    task("applicant", "urge", "handle"),
                    task("supervisor", "urge", "handle", "", "NotUrgedToday"),
                    says("handler2", "return", "handle", {{"note", "已核对营业范围"}}),
                    says("handler", "comments", "handle", {{"note", "申请人来电询问进度"}}),
                    says("handler", "copy", "handle", {{"to", {"head.330108"}}}),
                    says("handler", "cosign", "handle", {{"to", {"head.330108"}}}),
                    refused("handler", "Proposed", {{"approve", true}, {"opinion", "拟准予"}},
                            "CosignsAreGiven"),
                    says("head", "sign", "cosign", {{"agrees", true}, {"opinion", "同意"}})} +
              to_the_end(day.next()));
  day.add("beside-more", "待认领时备注、催办、抄送、指派；撤回加签；代岗接办",
          "what else may be done to a task", haishu,
          received +
              Steps{says("window", "comments", "precheck", {{"note", "待核对"}}),
                    says("window", "copy", "precheck", {{"to", {"head.330203"}}}),
                    task("applicant", "urge", "precheck"), accepts(),
                    task("supervisor", "assign", "handle", "handler.330203"),
                    task("applicant", "urge", "handle"), taken_over("handle"),
                    task("supervisor", "assign", "handle", "handler.330203"),
                    task("handler", "delegate", "handle", "handler2.330203"),
                    says("window", "comments", "handle", {{"note", "受托办理中"}}),
                    says("handler2", "copy", "handle", {{"to", {"head.330203"}}}),
                    says("handler2", "cosign", "handle", {{"to", {"head.330203"}}}),
                    says("handler2", "unsign", "cosign", {{"note", "不必了"}}),
                    task("supervisor", "assign", "handle", "handler.330203")} +
              to_the_end(day.next()));
  day.add("other-version", "负责人将办件改按原版本办理",
          "the head moves a case to the other version", xihu,
          handled + Steps{does("head", "ItemVersionChanged", {{"to", 1}, {"reason", "样例"}})} +
              to_the_end(day.next()));
  day.add("role", "窗口不得批准，批准人不得受理", "each role its own acts", xihu,
          handled +
              Steps{refused("window", "Proposed", {{"approve", true}, {"opinion", "无"}}, "403"),
                    refused("approver", "HandedOver", {{"how", "窗口领取"}}, "409")} +
              to_the_end(day.next()));
  day.add("deputy", "批准人缺勤，代岗人以其名义批准", "a deputy approves in the name of the absent",
          xiaoshan,
          reviewed + Steps{stood_in_for("Approved", {{"opinion", "代岗准予"}}), makes(day.next()),
                           hands_over()});
  day.add("sister", "外单位查询与查无此件相同", "for a sister division it does not exist", xihu,
          Steps{submits(), hidden_from("window.330108"), hidden_from("supervisor.330203"),
                withdraws()});
  day.add("batch-one", "批量批准（一）", "approved in a batch, one", xihu,
          reviewed + Steps{until("APPROVED"), makes(day.next()), hands_over()});
  day.add("batch-two", "批量批准（二），先试算", "approved in a batch with dry run, two", xihu,
          reviewed + Steps{{.kind = Kind::until, .name = "REVIEW", .names = "batch-one"},
                           batch_of_two("batch-one"),
                           makes(day.next()),
                           hands_over()});
}

// The second item stands in YAML alone: one link, accepted by rule, no check.
void write_second_item(Writer& day) {
  day.add("firm-approved", "第二事项：自动受理，一环节准予", "second item: by rule, one link", xihu,
          {submits(), until("HANDLING"), approves(), makes(day.next()), hands_over()}, firm);
  day.add("firm-refused", "第二事项：一环节不予许可", "second item: refused at the one link",
          haishu, {submits(), until("HANDLING"), refuses()}, firm);
  auto& incomplete =
      day.add("firm-incomplete", "第二事项：材料不齐，补正", "second item: supplemented", binjiang,
              {submits(), until("PRECHECK"),
               does("window", "SupplementRequested", list_of("statutes", "未提交章程")), supplies(),
               approves(), makes(day.next()), hands_over()},
              firm);
  incomplete.wish.without = "statutes";
}

// What any case may have beside its own steps: a way of delivery, a rating, originals seen.
void write_services(Writer& day) {
  const auto rates = [](int score, const char* comment) {
    return does("applicant", "Rated", {{"score", score}, {"comment", comment}});
  };
  const boost::json::object express{
      {"way", "express"},
      {"recipient", {{"name", "样例"}, {"phone", "13800000000"}, {"address", "样例路 9 号"}}}};
  day.add("express-and-content", "申请人选择快递送达，办结后好评",
          "delivery chosen by the applicant, then a good rating", xihu,
          granted +
              Steps{refused("applicant", "DeliveryChosen", {{"way", "express"}}, "RecipientIfSent"),
                    does("applicant", "DeliveryChosen", {{"way", "window"}}),
                    does("applicant", "DeliveryChosen", express), makes(day.next()), hands_over(),
                    rates(5, "很快"), refused("applicant", "Rated", {{"score", 1}}, "409")});
  day.add(
      "unsatisfied", "差评即成监察任务，回复后了结",
      "a bad rating is a task of supervision, and answered", binjiang,
      Steps{submits(), rates(1, "等得太久"), task("supervisor", "claim", "answer_rating"),
            does("supervisor", "RatingAnswered", {{"answer", "已电话回访并致歉"}}), withdraws()});
  day.add("reused-material", "窗口核验原件后，经同意再次使用该材料",
          "an original seen at the window serves again, by consent", haishu,
          {submits(), until("HANDLING"), reuses_verified_material(), approves(), makes(day.next()),
           hands_over()},
          firm);
  day.add("parcels", "寄递：签收、退回、遗失、乱序、无回应",
          "results that are sent: delivered, returned, lost, told out of order, not told at all",
          xihu, {sends_parcels()}, firm);
}

// What stops a limit, and the one extension of it.
void write_clock(Writer& day) {
  const auto starts = [](const char* procedure) {
    return does(
        "handler", "ProcedureStarted",
        {{"procedure", procedure}, {"limit", "decide"}, {"reason", "申请人及利害关系人要求"}});
  };
  const auto ends = does("handler", "ProcedureEnded", {{"result", "听证笔录已附卷"}});
  const auto asks = does("handler", "ExtensionAsked",
                         {{"limit", "decide"}, {"reason", "案情复杂，需要进一步核实"}});
  const auto extends = [](int amount) {
    return boost::json::object{{"amount", amount}, {"reason", "案情复杂"}};
  };
  day.add(
      "hearing", "听证期间期限暂停，结束后继续计算",
      "a hearing stops the limit, and what was left runs on", xihu,
      reviewed + Steps{starts("hearing"), refused("approver", "Approved", {}, "ProcedureHasEnded"),
                       ends, approves(), makes(day.next()), hands_over()});
  day.add("long-hearing", "听证超过时限，监察告警，期限仍暂停",
          "a hearing takes too long: supervision is told, the limit stays stopped", haishu,
          handled + Steps{starts("hearing"), passed("procedure"), ends} + to_the_end(day.next()));
  day.add("extended", "经负责人批准延长一次", "extended once by the head", binjiang,
          handled +
              Steps{asks, refused("approver", "LimitExtended", extends(10), "403"),
                    refused("head", "LimitExtended", extends(11), "WithinExtension"),
                    does("head", "LimitExtended", extends(10)),
                    refused("handler", "ExtensionAsked",
                            {{"limit", "decide"}, {"reason", "再次延长"}}, "409")} +
              to_the_end(day.next()));
  day.add("not-extended", "负责人不同意延长", "the head does not extend it", xiaoshan,
          handled + Steps{asks, does("head", "ExtensionDenied", {{"reason", "按期可以办结"}})} +
              to_the_end(day.next()));
}

void write_bills(Writer& day) {
  day.add("bills", "门诊部批量开具电子票据，两个签名，入账一张，作废一张",
          "a clinic issues bills in a batch by two signatures; one is booked, one voided", xihu,
          {issues_bills()}, firm);
  day.add("donations", "基金会开具捐赠票据，不能作废，全额冲红",
          "a foundation's bill for a donation is never voided, and taken back whole", binjiang,
          {issues_donations()}, firm);
}

void write_examinations(Writer& day) {
  // They move the clock themselves.
  const auto alone = [](Script& script) { script.alone = script.evening = true; };
  day.add("exam", "考生报名、缴费、选考，领取准考证；一人取消并退费",
          "candidates enrol, pay, choose a session and have their tickets; one is paid back", xihu,
          {holds_examination()}, firm);
  alone(day.add(
      "registers", "登记、跨省调转、库比对：转出、转入、重复、死亡、出国（境）、不一致",
      "entries of a register move out and in; a comparison finds the dead, emigrated, mismatching",
      xihu, {keeps_registers()}, firm));
  alone(day.add("exam-results", "考试、评分、公布成绩；保留过期、迟到的缴费、先选后缴的课程",
                "sat, marked and published; holds that lapse, money that is late", xiaoshan,
                {brings_to_results()}, firm));
  day.add("filings", "备案：即时生效、事项、核查、改正",
          "filings: at once, later ones, looked into", binjiang, {files()}, firm);
  alone(day.add("recognitions", "认定：公示、异议、逐级确认",
                "recognition: public notice, objections, level by level", xihu, {recognises()},
                firm));
  alone(day.add("filings-later", "备案：撤销、年度", "filings: struck off, each year", binjiang,
                {files_later()}, firm));
  day.add("books", "人员、同意、委托、签名证书的来去",
          "people, consents, mandates and keys come and go", binjiang, {keeps_books()}, firm);
}

// Agents come for units, with a mandate that a window recorded.
void write_agents(Writer& day) {
  auto& firm_agent = day.add("agent-firm", "经办人凭授权委托代单位申请",
                             "an agent applies for a unit, by its mandate", xiaoshan,
                             {submit_refused("403"), mandated(), submits(), until("HANDLING"),
                              approves(), makes(day.next()), hands_over()},
                             firm);
  firm_agent.by_agent = true;
  auto& gone = day.add("agent-gone", "经办人辞去委托后不能再办",
                       "an agent who gave it up does no more", xihu,
                       {mandated(), submits(), until("HANDLING"), gives_up_mandate(),
                        refused("applicant", "Withdrawn", {{"reason", "撤回"}}, "403"), approves(),
                        makes(day.next()), hands_over()},
                       firm);
  gone.by_agent = true;
}

// Cases that the day leaves open: each says for whom it waits, since when and until when.
void write_open_ends(Writer& day) {
  day.add("waits-window", "留待受理", "left with the window", haishu, received).evening = true;
  auto& supplement = day.add("waits-applicant", "留待补正", "left with the applicant", binjiang,
                             received + Steps{lists()});
  supplement.wish.without = "internal-rules";
  supplement.evening = true;
  day.add("waits-review", "留待审核", "left with the approver", xihu, reviewed).evening = true;
  day.add("waits-certificate", "留待制证", "left with the maker", binjiang, granted).evening = true;
}

}  // namespace

std::vector<Script> scripts(std::size_t least) {
  Writer day;
  for (const auto write : {write_checks, write_decisions, write_acceptance, write_rules,
                           write_second_item, write_services, write_clock, write_agents,
                           write_bills, write_examinations, write_open_ends}) {
    write(day);
  }
  constexpr std::array offices{xihu, binjiang, xiaoshan, haishu};
  for (auto number = static_cast<std::size_t>(day.next()); number <= least;
       number = static_cast<std::size_t>(day.next())) {
    day.add(fmt::format("more-{}", number), "正常准予", "normal approval",
            offices[number % offices.size()], handled + to_the_end(day.next()));
  }
  return day.take();
}

}  // namespace vermilion::demo
