// Entries of a register through the owner: one a person, given up once and for ever, told what a
// comparison finds; and an auditor who judges all of it again.
#include "events/facts/requests.hpp"
#include "tests/engine/audited.hpp"

namespace vermilion::test {
namespace {

Principal system_of(const std::string& name, const std::string& role) {
  auto principal = public_security();
  principal.who = principal.person = "system/" + name;
  principal.role = role;
  return principal;
}

struct OwnerRegistrantTest : ::testing::Test {
  Hall hall{"2026-03-02 09:00"};
  int keys = 0;
  std::map<CaseId, std::string> whose;

  Decided try_to_enter(std::uint32_t person, RegistrantEntered fact = {}) {
    fact.item = "registrant";
    fact.office = office;
    fact.id_number.lookup = person_number(person);
    fact.id_number.check_holds = true;
    const auto who = "person-" + std::to_string(person);
    const auto key = "enter " + std::to_string(++keys);
    auto proposal = proposal_of(applicant(who), case_of(who, key), key, fact);
    proposal.opens = true;
    proposal.item = fact.item;
    proposal.office = office;
    whose[proposal.case_id] = who;
    entered = proposal.case_id;
    return hall.propose(proposal);
  }
  CaseId enter(std::uint32_t person, const RegistrantEntered& fact = {}) {
    const auto decided = try_to_enter(person, fact);
    EXPECT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
    return entered;
  }
  // Moving in from Ningbo, by a form of its.
  CaseId arrive(std::uint32_t person) {
    RegistrantEntered fact;
    fact.from_register = "330200";
    fact.form = "nb-1";
    return enter(person, fact);
  }
  template <class F>
  Decided by_person(const CaseId& id, const F& fact) {
    return hall.propose(applicant(whose.at(id)), id, fact);
  }
  CaseId frozen(std::uint32_t person) {
    const auto id = enter(person);
    EXPECT_TRUE(Hall::accepted(by_person(id, TransferOutAsked{"330200", ""})));
    EXPECT_TRUE(Hall::accepted(hall.by("r1", id, TransferOutIssued{})));
    EXPECT_EQ(hall.state(id), "FROZEN");
    return id;
  }
  Decided confirm(const CaseId& id, std::uint32_t person, std::uint32_t form = 1,
                  const char* by = "330200", Instant lodged = {}) {
    TransferConfirmed fact;
    fact.form = transfer_form(id, form);
    fact.to_register = by;
    fact.id_number.lookup = person_number(person);
    fact.lodged_at = lodged.set() ? lodged : hall.now;
    return hall.propose(system_of(std::string{"register."} + by, "other_register"), id, fact);
  }
  void fire() {
    ASSERT_GE(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
    hall.settle();
  }
  CaseId start_run() {
    ComparisonStarted fact{"comparison", "330000"};
    const auto key = "run " + std::to_string(++keys);
    auto proposal = proposal_of(staff("r1"), case_of("r1", key), key, fact);
    proposal.opens = true;
    proposal.item = fact.item;
    proposal.office = fact.office;
    const auto decided = hall.propose(proposal);
    EXPECT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
    return proposal.case_id;
  }
  Decided compare(const CaseId& run, std::uint64_t through, std::vector<EntryFound> found,
                  bool last) {
    PieceCompared fact;
    fact.request = hall.task(run, "compare_piece");
    fact.through = through;
    fact.compared = 500;
    fact.found = std::move(found);
    fact.last = last;
    return hall.propose(system_of("population", "population"), run, fact);
  }
  void found(const CaseId& id, const char* finding) {
    const auto run = start_run();
    EXPECT_TRUE(Hall::accepted(compare(run, 10, {{id, finding}}, true)));
    EXPECT_EQ(hall.state(run), "COMPLETE");
  }
  std::size_t count(std::string_view fact, RecordKind kind) {
    std::size_t found = 0;
    for (const auto& record : hall.records()) {
      found += static_cast<std::size_t>(record.body.fact == fact && record.header.kind == kind);
    }
    return found;
  }
  void expect_good_audit() {
    const auto report = audited(hall);
    EXPECT_TRUE(report.good()) << texts(report);
  }
  CaseId entered;
};

TEST_F(OwnerRegistrantTest, OneEntryAPersonAndRegister) {
  const auto first = enter(1);
  EXPECT_EQ(hall.state(first), "ACTIVE");
  EXPECT_EQ(hall.state(enter(1)), "DUPLICATE");
  ASSERT_TRUE(Hall::accepted(by_person(first, EntryCancelled{})));
  EXPECT_EQ(hall.state(enter(1)), "ACTIVE") << "what was given back can be taken again";
  expect_good_audit();
}

TEST_F(OwnerRegistrantTest, WhatIsEnteredMustHold) {
  RegistrantEntered half;
  half.form = "nb-1";
  EXPECT_TRUE(Hall::refused_by(try_to_enter(1, half), "FirstEntry"));
  half.from_register = "330000";
  EXPECT_TRUE(Hall::refused(try_to_enter(1, half))) << "from this very register";
  half.from_register = "999999";
  EXPECT_TRUE(Hall::refused(try_to_enter(1, half))) << "from one that is not exchanged with";
  RegistrantEntered employed;
  employed.unit = "91330106000000000A";
  EXPECT_TRUE(Hall::refused_by(try_to_enter(1, employed), "UnitCodeHolds"));
}

TEST_F(OwnerRegistrantTest, IsGivenUpOnceAndForEver) {
  const auto id = frozen(1);
  EXPECT_TRUE(Hall::refused_by(confirm(id, 1, 2), "OfThisForm"));
  EXPECT_TRUE(Hall::refused_by(confirm(id, 2), "SamePerson"));
  EXPECT_TRUE(Hall::refused_by(confirm(id, 1, 1, "330000"), "ByThatRegister"));
  ASSERT_TRUE(Hall::accepted(confirm(id, 1)));
  EXPECT_EQ(hall.state(id), "MOVED");
  EXPECT_TRUE(hall.load(id).open.empty());
  EXPECT_TRUE(Hall::accepted(confirm(id, 1))) << "whoever asks again hears the same";
  EXPECT_EQ(hall.state(id), "MOVED");
  EXPECT_EQ(hall.state(enter(1)), "ACTIVE") << "and may come back";
  expect_good_audit();
}

TEST_F(OwnerRegistrantTest, AFormLapsesAfterThreeMonthsUnlessItWasLodgedInTime) {
  const auto id = frozen(1);
  hall.now = at("2026-06-02 23:59");
  EXPECT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 0U);
  hall.now = at("2026-06-03 00:00");
  fire();
  EXPECT_EQ(hall.state(id), "ACTIVE");
  EXPECT_TRUE(
      Hall::refused_by(confirm(id, 1, 1, "330200", at("2026-06-03 00:00")), "LodgedInTime"));
  ASSERT_TRUE(Hall::accepted(confirm(id, 1, 1, "330200", at("2026-06-02 20:00"))));
  EXPECT_EQ(hall.state(id), "MOVED");

  // A new form makes the old one void.
  hall.now = at("2026-06-03 09:00");
  const auto other = frozen(2);
  hall.now = at("2026-09-08 00:00");
  fire();
  EXPECT_EQ(hall.state(other), "ACTIVE");
  ASSERT_TRUE(Hall::accepted(by_person(other, TransferOutAsked{"330200", ""})));
  ASSERT_TRUE(Hall::accepted(hall.by("r1", other, TransferOutRefused{"材料不全"})));
  EXPECT_TRUE(
      Hall::refused_by(confirm(other, 2, 1, "330200", at("2026-06-04 09:00")), "OfThisForm"));
  expect_good_audit();
}

TEST_F(OwnerRegistrantTest, AWithdrawalCountsFromWhenItWasReceived) {
  const auto id = frozen(1);
  ASSERT_TRUE(Hall::accepted(by_person(id, TransferWithdrawn{})));
  EXPECT_EQ(hall.state(id), "ACTIVE");
  EXPECT_TRUE(Hall::refused(confirm(id, 1)));
  const auto other = frozen(2);
  hall.now = at("2026-06-03 00:00");
  fire();
  auto proposal = proposal_of(applicant(whose.at(other)), other, "late", TransferWithdrawn{});
  proposal.received_at = at("2026-06-02 18:00");
  ASSERT_TRUE(Hall::accepted(hall.propose(proposal)));
  EXPECT_TRUE(Hall::refused(confirm(other, 2, 1, "330200", at("2026-05-01 09:00"))));
  EXPECT_TRUE(Hall::refused(by_person(other, TransferWithdrawn{}))) << "there is none any more";
  expect_good_audit();
}

TEST_F(OwnerRegistrantTest, AReviewThatIsLateIsTold) {
  const auto id = enter(1);
  EXPECT_TRUE(Hall::refused_by(by_person(id, TransferOutAsked{"330000", ""}), "ToOtherRegister"));
  ASSERT_TRUE(Hall::accepted(by_person(id, TransferOutAsked{"330200", ""})));
  hall.now = at("2026-03-10 00:00");
  fire();
  EXPECT_EQ(count(TransferReviewOverdue::name, RecordKind::accepted), 1U);
  ASSERT_TRUE(Hall::accepted(hall.by("r2", id, TransferOutIssued{})));
  EXPECT_EQ(hall.state(id), "FROZEN");
  expect_good_audit();
}

TEST_F(OwnerRegistrantTest, WhoMovesInIsInForceOnlyByTheOtherSidesWord) {
  const auto other = system_of("register.330200", "other_register");
  const auto id = arrive(1);
  EXPECT_EQ(hall.state(id), "CONFIRMING");
  const auto request = hall.task(id, "ask_release");
  EXPECT_EQ(hall.load(id).duty(request)->to, "register.330200");
  const auto asked = decode<ReleaseRequest>(hall.load(id).duty(request)->detail);
  ASSERT_TRUE(asked);
  EXPECT_EQ(*asked, (ReleaseRequest{"nb-1", "330000", at("2026-03-02 09:00")}));
  EXPECT_TRUE(Hall::refused(by_person(id, EntryCancelled{})));
  EXPECT_TRUE(Hall::refused_by(hall.propose(system_of("register.320000", "other_register"), id,
                                            TransferReleased{request, "x"}),
                               "AnswersRequest"))
      << "another register has no say";
  ASSERT_TRUE(Hall::accepted(hall.propose(other, id, CheckUnavailable{request, 9, "down"})));
  EXPECT_EQ(hall.state(id), "CONFIRMING");
  EXPECT_TRUE(Hall::refused(hall.propose(other, id, TransferReleased{request, "late"})));
  ASSERT_TRUE(Hall::accepted(hall.by("r1", id, ReleaseAskedAgain{})));
  const auto again = hall.task(id, "ask_release");
  EXPECT_NE(again, request);
  ASSERT_TRUE(Hall::accepted(hall.propose(other, id, TransferReleased{again, "0:7"})));
  EXPECT_EQ(hall.state(id), "ACTIVE");

  const auto refused = arrive(2);
  ASSERT_TRUE(Hall::accepted(hall.propose(
      other, refused, TransferNotReleased{hall.task(refused, "ask_release"), "lapsed"})));
  EXPECT_EQ(hall.state(refused), "NOT_RELEASED");
  EXPECT_EQ(hall.state(enter(2)), "ACTIVE") << "the entry was given back";
  expect_good_audit();
}

TEST_F(OwnerRegistrantTest, WhatAComparisonFindsEndsATransfer) {
  const auto id = frozen(1);
  found(id, "dead");
  EXPECT_EQ(hall.state(id), "DEATH_FOUND");
  EXPECT_TRUE(Hall::refused(confirm(id, 1)));
  ASSERT_TRUE(Hall::accepted(hall.by("r1", id, FindingDismissed{"同名同姓，已核实"})));
  EXPECT_EQ(hall.state(id), "ACTIVE");
  EXPECT_TRUE(Hall::refused_by(confirm(id, 1), "OfThisForm"));
  found(id, "dead");
  ASSERT_TRUE(Hall::accepted(hall.by("r2", id, DeathConfirmed{"户籍证明"})));
  EXPECT_EQ(hall.state(id), "CANCELLED");
  EXPECT_TRUE(hall.load(id).open.empty());
  expect_good_audit();
}

TEST_F(OwnerRegistrantTest, AMismatchIsCorrectedOrSuspends) {
  const auto id = enter(1);
  found(id, "mismatch");
  EXPECT_EQ(hall.state(id), "NOTIFIED");
  EntryCorrected corrected;
  corrected.id_number.lookup = person_number(9);
  EXPECT_TRUE(Hall::refused_by(by_person(id, corrected), "SameNumber"));
  corrected.id_number.lookup = person_number(1);
  ASSERT_TRUE(Hall::accepted(by_person(id, corrected)));
  EXPECT_EQ(hall.state(id), "ACTIVE");
  found(id, "mismatch");
  hall.now = at("2026-03-31 00:00");
  fire();
  EXPECT_EQ(hall.state(id), "SUSPENDED");
  ASSERT_TRUE(Hall::accepted(by_person(id, corrected)));
  EXPECT_EQ(hall.state(id), "ACTIVE");
  found(id, "emigrated");
  EXPECT_EQ(hall.state(id), "SUSPENDED");
  ASSERT_TRUE(Hall::accepted(hall.by("r1", id, FindingDismissed{"已回国"})));
  EXPECT_EQ(hall.state(id), "ACTIVE");
  expect_good_audit();
}

TEST_F(OwnerRegistrantTest, ARunGoesPieceByPieceAndStandsStillWithoutTheLibrary) {
  const auto population = system_of("population", "population");
  const auto first = enter(1);
  const auto second = enter(2);
  const auto run = start_run();
  ASSERT_TRUE(Hall::accepted(compare(run, 100, {{first, "mismatch"}}, false)));
  EXPECT_EQ(hall.state(run), "RUNNING");
  EXPECT_EQ(decode<PieceRequest>(hall.load(run).duty_named("compare_piece")->detail)->after, 100U);
  EXPECT_TRUE(Hall::refused(compare(run, 100, {}, false))) << "it does not go on";
  ASSERT_TRUE(Hall::accepted(hall.propose(
      population, run, CheckUnavailable{hall.task(run, "compare_piece"), 12, "HTTP 503"})));
  EXPECT_EQ(hall.state(run), "HALTED");
  ASSERT_TRUE(Hall::accepted(hall.by("r1", run, ComparisonResumed{})));
  EXPECT_EQ(decode<PieceRequest>(hall.load(run).duty_named("compare_piece")->detail)->after, 100U);
  // One who stands otherwise by now, and one who is not there: neither stops the run.
  ASSERT_TRUE(Hall::accepted(
      compare(run, 200, {{first, "dead"}, {CaseId{}, "dead"}, {second, "emigrated"}}, true)));
  EXPECT_EQ(hall.state(run), "COMPLETE");
  EXPECT_EQ(hall.state(first), "NOTIFIED");
  EXPECT_EQ(hall.state(second), "SUSPENDED");
  EXPECT_EQ(count(IdentityFound::name, RecordKind::accepted), 2U);
  EXPECT_EQ(count(IdentityFound::name, RecordKind::refused), 1U);
  const auto stopped = start_run();
  ASSERT_TRUE(Hall::accepted(hall.by("r1", stopped, ComparisonStopped{"误启动"})));
  EXPECT_EQ(hall.state(stopped), "STOPPED");
  expect_good_audit();
}

// Whoever changes what was told, or leaves an entry untold, is found.
TEST_F(OwnerRegistrantTest, AnAuditorFindsAFindingThatWasToldOtherwise) {
  const auto id = enter(1);
  found(id, "mismatch");
  Sequence told = 0;
  for (const auto& record : hall.records()) {
    if (record.body.fact == IdentityFound::name) told = record.header.sequence;
  }
  const auto report = audited(hall, told, [](Header&, Body& body) {
    const auto said = read_fact<IdentityFound>(body.schema, body.payload).value();
    body.payload = encode(IdentityFound{said.run, "emigrated"});
  });
  EXPECT_FALSE(report.good());
}

}  // namespace
}  // namespace vermilion::test
