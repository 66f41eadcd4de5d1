// What the auditor finds: nothing in what an owner wrote, and each planted difference by name.
#include "tests/engine/audited.hpp"

namespace vermilion::test {
namespace {

bool names(const AuditReport& report, AuditFault fault, Sequence sequence) {
  for (const auto& finding : report.first) {
    if (finding.fault == fault && finding.at.sequence == sequence) return true;
  }
  return false;
}

struct Story {
  Hall hall;
  CaseId licence;
  CaseId rival;
  Sequence refusal = 0;  // somebody may not
  Sequence approval = 0;
  Sequence place_refused = 0;
};

// A licence from end to end with a claimed task, a refusal, a rival who wants the same people, a
// case that is accepted by rule and withdrawn, and one on which two deadlines pass.
void tell(Story& story) {
  auto& hall = story.hall;
  story.licence = hall.submit("licence");
  const auto request = hall.task(story.licence, "check");
  const auto done = [](const Decided& decided) {
    EXPECT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
    return decided.position.sequence;
  };
  done(hall.propose(public_security(), story.licence,
                    CheckPassed{request, "ps-1", sha256("answer")}));
  done(hall.by("w1", story.licence, TaskClaimed{hall.task(story.licence, "precheck")}));
  done(hall.by("w1", story.licence, Accepted{}));
  done(hall.by("x1", story.licence, Proposed{true, "符合条件"}));
  const auto refused = hall.by("x1-second", story.licence, Approved{});
  EXPECT_TRUE(Hall::refused(refused));
  story.refusal = refused.position.sequence;
  story.approval = done(hall.by("p1", story.licence, Approved{}));
  story.rival = hall.submit("licence", {3, 4, 5}, "rival");
  for (const auto& record : hall.records()) {
    if (record.body.fact == PlaceRefused::name) story.place_refused = record.header.sequence;
  }
  EXPECT_NE(story.place_refused, 0);
  done(hall.propose(applicant("rival"), story.rival, Withdrawn{"更换人员"}));
  hall.submit("quick");
  const auto silent = hall.submit("permit");
  hall.now = at("2026-04-20 09:00");
  done(hall.propose(applicant("applicant"), silent, Withdrawn{"不再申请"}));
  done(hall.by("m1", story.licence, CertificateMade{"DLJZ330106000001"}));
  EXPECT_TRUE(hall.node.owner().adopt(grants_of_version("2"), hall.now));
  done(hall.by("w2", story.licence, HandedOver{"窗口领取"}));
}

TEST(AuditTest, WhatAnOwnerWroteIsJudgedTheSameAgain) {
  Story story;
  tell(story);
  const auto report = audited(story.hall);
  EXPECT_TRUE(report.good()) << texts(report);
  EXPECT_EQ(report.records, story.hall.records().size());
  EXPECT_GT(report.judged, 30U);
  bool deadline = false;
  for (const auto& record : story.hall.records()) {
    deadline = deadline || record.body.principal.who == "system/timer";
  }
  EXPECT_TRUE(deadline) << "the story must contain a deadline that passed";
}

TEST(AuditTest, EveryPlantedDifferenceIsNamedAtItsRecord) {
  struct Planted {
    const char* what;
    AuditFault fault;
    std::string fact;
    Change change;
  };
  const std::vector<Planted> all{
      {"an approval by whoever handled the case", AuditFault::separation, "Approved",
       [](Header&, Body& body) { body.principal.who = body.principal.person = "x1"; }},
      {"another row", AuditFault::row, "Accepted", [](Header&, Body& body) { ++*body.row; }},
      {"another state", AuditFault::states, "CertificateMade",
       [](Header&, Body& body) { body.to[0] = "CLOSED"; }},
      {"a duty left out", AuditFault::duties, "Approved",
       [](Header&, Body& body) { body.duties.pop_back(); }},
      {"a later due date", AuditFault::duties, "Proposed",
       [](Header&, Body& body) { body.duties[0].due = body.duties[0].due + 1; }},
      {"a duty that stays open", AuditFault::met, "Approved",
       [](Header&, Body& body) { body.met.pop_back(); }},
      {"another role", AuditFault::role, "Proposed",
       [](Header&, Body& body) { body.principal.role = "approver"; }},
      {"a grant that is not there", AuditFault::role, "Approved",
       [](Header&, Body& body) { body.principal.grant = "p9/approver"; }},
      {"a person hidden behind a second account", AuditFault::role, "Approved",
       [](Header&, Body& body) { body.principal.person = "somebody"; }},
      {"another text of the item", AuditFault::basis, "Submitted",
       [](Header&, Body& body) { body.basis.item.digest[0] ^= 1; }},
      {"another edition", AuditFault::basis, "Proposed",
       [](Header&, Body& body) { body.basis.edition.digest[0] ^= 1; }},
      {"another calendar", AuditFault::basis, "Accepted",
       [](Header&, Body& body) { body.basis.calendar.version = "2"; }},
      {"an effect before its receipt", AuditFault::order, "Approved",
       [](Header&, Body& body) { body.effective_at = body.effective_at + -1; }},
      {"a receipt after it was written", AuditFault::order, "Proposed",
       [](Header&, Body& body) { body.received_at = body.recorded_at + 1; }},
      {"a material version that jumps", AuditFault::version, "Proposed",
       [](Header&, Body& body) { body.material_version += 1; }},
      {"a deadline that takes effect a day late", AuditFault::order, "DeemedAccepted",
       [](Header&, Body& body) { body.effective_at = body.effective_at + microseconds_a_day; }},
      {"a deadline fired by hand", AuditFault::cause, "DeemedAccepted",
       [](Header&, Body& body) { body.cause.reset(); }},
      {"a place given to the second taker", AuditFault::verdict, "PlaceRefused",
       [](Header& header, Body&) { header.kind = RecordKind::refused; }},
      {"another first holder", AuditFault::cause, "PlaceRefused",
       [](Header&, Body& body) {
         body.payload.back() = static_cast<char>(body.payload.back() ^ 1);
       }},
      {"a proposal without an id", AuditFault::proposal, "HandedOver",
       [](Header&, Body& body) { body.proposal_id.clear(); }},
  };
  Story story;
  tell(story);
  for (const auto& planted : all) {
    Sequence at = 0;
    for (const auto& record : story.hall.records()) {
      const bool accepted = record.header.kind == RecordKind::accepted;
      if (at == 0 && accepted && record.body.fact == planted.fact) at = record.header.sequence;
    }
    ASSERT_NE(at, 0) << planted.fact;
    const auto report = audited(story.hall, at, planted.change);
    EXPECT_TRUE(names(report, planted.fault, at)) << planted.what << ":" << texts(report);
  }
}

TEST(AuditTest, ARefusalTurnedIntoAnApprovalIsNamed) {
  Story story;
  tell(story);
  const auto report = audited(story.hall, story.refusal, [](Header& header, Body& body) {
    header.kind = RecordKind::accepted;
    body.refusal.reset();
  });
  EXPECT_TRUE(names(report, AuditFault::verdict, story.refusal)) << texts(report);
}

TEST(AuditTest, ACitationThatWasChangedIsNamed) {
  Story story;
  tell(story);
  const auto report = audited(story.hall, story.refusal, [](Header&, Body& body) {
    body.refusal->tried.front().article = "1";
  });
  EXPECT_TRUE(names(report, AuditFault::refusal, story.refusal)) << texts(report);
}

TEST(AuditTest, APersonsActBeforeAPassedDeadlineIsNamed) {
  Hall hall;
  const auto id = hall.submit("permit");
  const auto before = hall.records().size();
  hall.now = at("2026-03-20 09:00");
  EXPECT_TRUE(Hall::accepted(hall.propose(applicant("applicant"), id, Withdrawn{"不再申请"})));
  const auto records = hall.records();
  ASSERT_GT(records.size(), before + 1) << "the deadlines come first";
  // The auditor is shown the withdrawal with the number and version of the deadline's record.
  MemoryRows rows;
  const auto core = rows.family("core");
  ASSERT_TRUE(core);
  Auditor auditor{{0, &editions(), &reference_loader(), core.value()}};
  for (std::size_t i = 0; i < before; ++i) {
    ASSERT_TRUE(auditor.take(records[i].header, records[i].body,
                             hash_of_record(encode_record(records[i].header, records[i].body)),
                             name_of_decision(records[i].header, records[i].body)));
  }
  auto early = records.back();
  early.header.sequence = records[before].header.sequence;
  early.body.case_version = records[before].body.case_version;
  ASSERT_TRUE(auditor.take(early.header, early.body, Digest{}, DecisionName{}));
  const auto report = auditor.finish();
  ASSERT_TRUE(report);
  EXPECT_TRUE(names(report.value(), AuditFault::due_first, early.header.sequence))
      << texts(report.value());
}

TEST(AuditTest, ATakeThatWasNotPerformedIsNamed) {
  Hall hall;
  hall.submit("licence");
  MemoryRows rows;
  const auto core = rows.family("core");
  ASSERT_TRUE(core);
  Auditor auditor{{0, &editions(), &reference_loader(), core.value()}};
  for (const auto& record : hall.records()) {
    ASSERT_TRUE(auditor.take(record.header, record.body,
                             hash_of_record(encode_record(record.header, record.body)),
                             name_of_decision(record.header, record.body)));
    if (record.body.fact == PlaceTaken::name) break;
  }
  const auto report = auditor.finish();
  ASSERT_TRUE(report);
  EXPECT_FALSE(report.value().good());
  EXPECT_EQ(report.value().first.front().fault, AuditFault::cause) << texts(report.value());
}

TEST(AuditTest, AHoleInACasesVersionsStopsTheAuditThere) {
  Story story;
  tell(story);
  const auto report =
      audited(story.hall, story.approval, [](Header&, Body& body) { ++body.case_version; });
  EXPECT_TRUE(names(report, AuditFault::version, story.approval)) << texts(report);
  EXPECT_TRUE(names(report, AuditFault::unfoldable, story.approval)) << texts(report);
  EXPECT_FALSE(report.stopped.empty());
}

TEST(AuditTest, AProposalIdUsedTwiceIsNamed) {
  Story story;
  tell(story);
  std::string first;
  for (const auto& record : story.hall.records()) {
    if (record.body.principal.who == "p1") first = record.body.proposal_id;
  }
  const auto again = story.hall.by("p1", story.licence, Approved{}).position.sequence;
  const auto report =
      audited(story.hall, again, [&](Header&, Body& body) { body.proposal_id = first; });
  EXPECT_TRUE(names(report, AuditFault::proposal, again)) << texts(report);
}

TEST(AuditTest, TimeThatGoesBackIsNamed) {
  Story story;
  tell(story);
  const auto report = audited(story.hall, story.approval, [](Header&, Body& body) {
    body.recorded_at = body.recorded_at + -microseconds_a_day;
    body.received_at = body.effective_at = body.recorded_at;
  });
  EXPECT_TRUE(names(report, AuditFault::order, story.approval)) << texts(report);
}

TEST(AuditTest, ReferenceDataThatCannotBeHadEndTheAudit) {
  Story story;
  tell(story);
  const auto report = audited(story.hall, 3, [](Header&, Body& body) {
    auto adopted = decode<Adopted>(body.payload);
    ASSERT_TRUE(adopted) << body.fact;
    adopted->digest[0] ^= 1;
    body.payload = encode(*adopted);
  });
  EXPECT_TRUE(names(report, AuditFault::reference, 3)) << texts(report);
  EXPECT_FALSE(report.stopped.empty());
}

}  // namespace
}  // namespace vermilion::test
