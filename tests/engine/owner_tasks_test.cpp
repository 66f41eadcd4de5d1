// What an owner decides of worklist acts: tasks handed on and back, urged, talked about, co-signed;
// and that an auditor agrees with every record of it.
#include "tests/engine/audited.hpp"

namespace vermilion::test {
namespace {

using Names = std::vector<std::string>;

struct Reviewed {
  Hall hall;
  CaseId id = hall.submit("permit");
  DutyId review;

  Reviewed() {
    EXPECT_TRUE(Hall::accepted(hall.by("w1", id, Accepted{})));
    EXPECT_TRUE(Hall::accepted(hall.by("h1", id, Proposed{true, "符合条件"})));
    review = hall.task(id, "review");
    EXPECT_TRUE(Hall::accepted(hall.by("p1", id, TaskClaimed{review})));
  }
  template <Fact F>
  bool holds(const std::string& who, const F& fact) {
    const auto decided = hall.by(who, id, fact);
    if (!Hall::accepted(decided)) said = Hall::said(decided);
    return Hall::accepted(decided);
  }
  template <Fact F>
  bool refused(const std::string& who, const F& fact, std::string_view rule,
               std::string_view place = "") {
    const auto decided = hall.by(who, id, fact);
    said = Hall::said(decided);
    return Hall::refused_by(decided, rule) && decided.body->refusal->place == place;
  }
  // The co-signature's own task of that colleague.
  DutyId cosign_of(const std::string& who) {
    const auto kase = hall.load(id);
    for (const auto& duty : kase.open) {
      if (duty.name == cosign_task && duty.holder == who) return duty.id;
    }
    ADD_FAILURE() << who << " has nothing to sign";
    return {};
  }
  std::size_t open_cosigns() {
    const auto kase = hall.load(id);
    return static_cast<std::size_t>(
        std::count_if(kase.open.begin(), kase.open.end(),
                      [](const OpenDuty& duty) { return duty.name == cosign_task; }));
  }
  void expect_audited() {
    const auto report = audited(hall);
    EXPECT_EQ(report.findings, 0U) << texts(report);
  }
  std::string said;
};

TEST(TasksOfAnOwner, ADelegatedTaskIsTheDelegatesUntilItComesBack) {
  Reviewed at;
  EXPECT_TRUE(at.holds("p1", TaskDelegated{at.review, "p2", "请核对营业范围"})) << at.said;
  EXPECT_TRUE(at.refused("p1", Approved{}, "TaskMineOrFree")) << at.said;
  EXPECT_TRUE(at.refused("x3", TaskReturned{at.review, ""}, "HolderOrDelegator")) << at.said;
  EXPECT_TRUE(Hall::refused(at.hall.by("p2", at.id, TaskDelegated{at.review, "x3", ""})));
  EXPECT_TRUE(at.holds("p2", TaskReturned{at.review, "已核对"})) << at.said;
  const auto kase = at.hall.load(at.id);
  const auto* task = kase.duty(at.review);
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(task->holder, "p1");
  EXPECT_EQ(task->delegated_by, "");
  EXPECT_EQ(task->former_holders, (Names{"p1", "p2"}));
  EXPECT_TRUE(at.holds("p1", TaskDelegated{at.review, "p2", ""})) << at.said;
  EXPECT_TRUE(at.holds("p1", TaskReturned{at.review, "收回自办"})) << "taken back" << at.said;
  EXPECT_TRUE(at.holds("p1", Approved{})) << at.said;
  at.expect_audited();
}

TEST(TasksOfAnOwner, NobodyIsGivenATaskThatHeCouldNotDo) {
  Reviewed at;
  EXPECT_TRUE(at.refused("p1", TaskDelegated{at.review, "p1", ""}, "NamedIsAnother", "/to"));
  EXPECT_TRUE(at.refused("p1", TaskDelegated{at.review, "w1", ""}, "AssigneeMayDoIt", "/to"));
  EXPECT_TRUE(at.refused("p1", TaskAssigned{at.review, "nobody"}, "AssigneeMayDoIt", "/to"));
  EXPECT_TRUE(at.refused("p1", TaskAssigned{at.review, "sister-window"}, "AssigneeMayDoIt", "/to"));
  EXPECT_TRUE(at.refused("p2", TaskDelegated{at.review, "x3", ""}, "Holder")) << at.said;
  EXPECT_TRUE(at.holds("p1", TaskAssigned{at.review, "x3"})) << at.said;
  at.expect_audited();
}

// The account that handled has another, which is told by who stands behind both.
TEST(TasksOfAnOwner, ASecondAccountIsInConflictBeforeItEverActed) {
  Hall hall;
  const auto id = hall.submit("permit");
  EXPECT_TRUE(Hall::accepted(hall.by("w1", id, Accepted{})));
  EXPECT_TRUE(Hall::accepted(hall.by("x1", id, Proposed{true, "符合条件"})));
  const auto review = hall.task(id, "review");
  EXPECT_TRUE(Hall::refused_by(hall.by("s1", id, TaskAssigned{review, "x1-second"}),
                               "AssigneeNotInConflict"));
  EXPECT_TRUE(Hall::accepted(hall.by("s1", id, TaskAssigned{review, "x2"})));
}

TEST(TasksOfAnOwner, TwoOfThreeSignBeforeItIsDecided) {
  Reviewed at;
  EXPECT_TRUE(at.holds("p1", CosignAsked{at.review, {"d1", "x2", "x3"}, 2, true, "是否同意"}))
      << at.said;
  EXPECT_EQ(at.open_cosigns(), 3U);
  EXPECT_TRUE(at.refused("p1", Approved{}, "CosignsAreGiven")) << at.said;
  EXPECT_TRUE(at.refused("x2", CosignGiven{at.cosign_of("d1"), true, ""}, "Holder")) << at.said;
  EXPECT_TRUE(at.holds("d1", CosignGiven{at.cosign_of("d1"), true, "同意"})) << at.said;
  EXPECT_TRUE(at.refused("p1", Approved{}, "CosignsAreGiven")) << "one is not two" << at.said;
  EXPECT_TRUE(at.holds("x2", CosignGiven{at.cosign_of("x2"), true, "同意"})) << at.said;
  EXPECT_EQ(at.open_cosigns(), 0U) << "two agree: the third is not waited for";
  EXPECT_TRUE(at.holds("p1", Approved{})) << at.said;
  at.expect_audited();
}

TEST(TasksOfAnOwner, WhenAllHaveAnsweredTheHolderDecidesWhateverTheySaid) {
  Reviewed at;
  EXPECT_TRUE(at.holds("p1", CosignAsked{at.review, {"d1", "x2"}, 2, true, ""})) << at.said;
  EXPECT_TRUE(at.holds("d1", CosignGiven{at.cosign_of("d1"), false, "材料不足"})) << at.said;
  EXPECT_TRUE(at.refused("p1", Approved{}, "CosignsAreGiven")) << at.said;
  EXPECT_TRUE(at.holds("x2", CosignGiven{at.cosign_of("x2"), true, ""})) << at.said;
  EXPECT_TRUE(at.holds("p1", Approved{})) << at.said;
  at.expect_audited();
}

TEST(TasksOfAnOwner, WhatIsSignedAfterAnActHoldsUpTheNext) {
  Reviewed at;
  EXPECT_TRUE(at.holds("p1", CosignAsked{at.review, {"d1"}, 1, false, ""})) << at.said;
  EXPECT_TRUE(at.holds("p1", Approved{})) << at.said;
  EXPECT_TRUE(at.refused("m1", CertificateMade{"DLJZ330106000001"}, "CosignsAreGiven")) << at.said;
  EXPECT_TRUE(at.holds("d1", CosignGiven{at.cosign_of("d1"), true, ""})) << at.said;
  EXPECT_TRUE(at.holds("m1", CertificateMade{"DLJZ330106000001"})) << at.said;
  at.expect_audited();
}

TEST(TasksOfAnOwner, WhatIsSignedAfterAnActOutlivesTheCaseThatItEnds) {
  Reviewed at;
  EXPECT_TRUE(at.holds("p1", CosignAsked{at.review, {"d1"}, 1, false, ""})) << at.said;
  EXPECT_TRUE(at.holds("p1", RefusedToGrant{"不符合条件", "可依法申请行政复议"})) << at.said;
  EXPECT_EQ(at.open_cosigns(), 1U);
  EXPECT_TRUE(at.holds("d1", CosignGiven{at.cosign_of("d1"), true, ""})) << at.said;
  EXPECT_EQ(at.open_cosigns(), 0U);
  at.expect_audited();
}

TEST(TasksOfAnOwner, AskerOrSupervisorStopWaitingAndWithdrawalEndsAll) {
  Reviewed at;
  EXPECT_TRUE(at.holds("p1", CosignAsked{at.review, {"d1", "x2"}, 2, true, ""})) << at.said;
  EXPECT_TRUE(at.refused("p1", CosignAsked{at.review, {"x3"}, 1, true, ""}, "NoneIsAskedFor"));
  EXPECT_TRUE(at.refused("h1", CosignWithdrawn{at.cosign_of("d1"), ""}, "AskerOrSupervisor"));
  EXPECT_TRUE(at.holds("p1", CosignWithdrawn{at.cosign_of("d1"), "出差"})) << at.said;
  EXPECT_TRUE(at.holds("s1", CosignWithdrawn{at.cosign_of("x2"), ""})) << at.said;
  EXPECT_TRUE(at.hall.load(at.id).cosigns.empty());
  EXPECT_TRUE(at.holds("p1", CosignAsked{at.review, {"x3"}, 1, true, ""})) << at.said;
  EXPECT_TRUE(Hall::accepted(at.hall.propose(applicant("applicant"), at.id, Withdrawn{})));
  EXPECT_TRUE(at.hall.load(at.id).open.empty());
  EXPECT_TRUE(at.hall.load(at.id).cosigns.empty());
  at.expect_audited();
}

TEST(TasksOfAnOwner, CosignersAreOthersWhoMaySeeTheCase) {
  Reviewed at;
  const auto ask = [&](Names to, std::uint16_t needed, std::string_view rule,
                       std::string_view place) {
    EXPECT_TRUE(
        at.refused("p1", CosignAsked{at.review, std::move(to), needed, true, ""}, rule, place))
        << at.said;
  };
  ask({"d1", "sister-window"}, 1, "NamedMaySeeIt", "/to/1");
  ask({"nobody"}, 1, "NamedMaySeeIt", "/to/0");
  ask({"d1", "p1"}, 1, "CosignersAreOthers", "/to/1");
  ask({"x1", "x1-second"}, 1, "CosignersAreOthers", "/to/1");
  ask({"d1", "x2"}, 3, "NeededAreAsked", "/needed");
  ask({"d1", "x2"}, 0, "NeededAreAsked", "/needed");
  EXPECT_TRUE(at.holds("p1", CosignAsked{at.review, {"d1"}, 1, true, ""})) << at.said;
  const auto own = at.cosign_of("d1");
  EXPECT_TRUE(at.refused("d1", TaskReleased{own}, "NoCosignature")) << at.said;
  EXPECT_TRUE(at.refused("d1", TaskDelegated{own, "x2", ""}, "NoCosignature")) << at.said;
  EXPECT_TRUE(at.refused("d1", CosignAsked{own, {"x2"}, 1, true, ""}, "NoCosignature")) << at.said;
  EXPECT_TRUE(at.refused("p1", CosignGiven{at.review, true, ""}, "IsCosignature")) << at.said;
}

TEST(TasksOfAnOwner, ATaskIsUrgedOnceADayByWhomItConcerns) {
  Reviewed at;
  const auto material = at.hall.load(at.id).material_version;
  EXPECT_TRUE(
      Hall::accepted(at.hall.propose(applicant("applicant"), at.id, TaskUrged{at.review, "盼复"})));
  EXPECT_TRUE(at.refused("s1", TaskUrged{at.review, ""}, "NotUrgedToday")) << at.said;
  EXPECT_TRUE(at.refused("p1", TaskUrged{at.review, ""}, "ConcernsOne")) << at.said;
  at.hall.now = at.hall.now + 24 * hour;
  at.hall.node.owner().set_pace(at.hall.now);
  EXPECT_TRUE(at.holds("s1", TaskUrged{at.review, ""})) << at.said;
  const auto kase = at.hall.load(at.id);
  EXPECT_EQ(kase.duty(at.review)->urged, 2);
  EXPECT_EQ(kase.material_version, material);
  at.expect_audited();
}

TEST(TasksOfAnOwner, NotesAndCopiesAreStaffsAndForWhoMaySeeTheCase) {
  Reviewed at;
  EXPECT_TRUE(at.holds("w1", TaskNoted{at.review, "申请人来电"})) << at.said;
  EXPECT_TRUE(Hall::refused_by(
      at.hall.propose(applicant("applicant"), at.id, TaskNoted{at.review, "x"}), "WorksHere"));
  EXPECT_TRUE(at.holds("p1", TaskCopied{at.review, {"d1", "h2"}, "供参考"})) << at.said;
  EXPECT_TRUE(at.refused("p1", TaskCopied{at.review, {"d1", "sister-window"}, ""}, "NamedMaySeeIt",
                         "/to/1"))
      << at.said;
  EXPECT_EQ(at.hall.propose(staff("sister-window"), at.id, TaskNoted{at.review, "x"}).outcome,
            Outcome::not_found);
  at.expect_audited();
}

// A house's older records were judged by worklist/1, and stay so.
TEST(TasksOfAnOwner, AnOlderRecordIsAuditedByItsOwnEdition) {
  Reviewed at;
  const auto claimed = at.hall.records().back();
  ASSERT_EQ(claimed.body.fact, TaskClaimed::name);
  const auto first = editions().find("worklist/1");
  const auto older = [&](Header&, Body& body) {
    body.basis.edition.version = "1";
    body.basis.edition.digest = first->digest();
  };
  const auto report = audited(at.hall, claimed.header.sequence, older);
  EXPECT_EQ(report.findings, 0U) << texts(report);
  const auto never = audited(at.hall, claimed.header.sequence,
                             [&](Header&, Body& body) { body.basis.edition.version = "1"; });
  EXPECT_GT(never.findings, 0U) << "the digest is the second edition's";
}

}  // namespace
}  // namespace vermilion::test
