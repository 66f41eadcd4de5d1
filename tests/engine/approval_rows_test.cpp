// Every row of approval/1, taken through the owner: a day's ordinary ways, timers, what was in time
// but is known later, and answers of a register that come when the case has gone on.
//
// tests/workflows asks the table by itself; here each row is a record of a journal. A node stamps
// what it receives, so an act may reach the owner after a deadline that it came before (DESIGN
// §5.4); and a register of another partition answers when it can, not in the same frame.

#include <fmt/format.h>

#include <iostream>
#include <set>

#include "tests/support/hall.hpp"
#include "workflows/approval/1/edition.hpp"

namespace vermilion::test {
namespace {

const Proposed opinion{true, "符合条件"};
const SupplementRequested list{{{"rules", "缺少页"}}};
const Supplemented supply{{{"rules", sha256("supplied"), "C", 1, ""}}};
const RefusedToGrant refusal{"不符合条件", "可申请行政复议"};

// A hall whose every act must hold.
struct Town : Hall {
  template <Fact F>
  void says(const std::string& account, const CaseId& id, const F& fact) {
    const auto decided = by(account, id, fact);
    EXPECT_TRUE(accepted(decided)) << F::name << ": " << said(decided);
  }
  template <Fact F>
  void applies(const CaseId& id, const F& fact, Instant received = {}) {
    in_time(applicant("applicant"), id, fact, received);
  }
  template <Fact F>
  void in_time(const Principal& who, const CaseId& id, const F& fact, Instant received) {
    auto proposal = proposal_of(who, id, "key " + std::to_string(++keys), fact);
    proposal.received_at = received;
    const auto decided = propose(std::move(proposal));
    EXPECT_TRUE(accepted(decided)) << F::name << ": " << said(decided);
  }
  // The deadline passes and is recorded; answers an instant before it.
  Instant let_pass(const CaseId& id, std::string_view deadline) {
    const auto passes = due(id, deadline);
    now = passes + hour;
    EXPECT_GE(node.owner().fire_deadlines(now).value(), 1U);
    settle();
    return passes + -hour;
  }
  CaseId handled(const std::string& item_code = "permit") {
    const auto id = submit(item_code);
    says("w1", id, Accepted{});
    return id;
  }
  CaseId reviewed() {
    const auto id = handled();
    says("h1", id, opinion);
    return id;
  }
  CaseId granted() {
    const auto id = reviewed();
    says("p1", id, Approved{});
    return id;
  }
  CaseId made() {
    const auto id = granted();
    says("m1", id, CertificateMade{"DLJZ330106000001"});
    return id;
  }
  CaseId supplementing(const std::string& item_code = "permit") {
    const auto id = submit(item_code);
    says("w1", id, list);
    return id;
  }
  template <Fact F>
  void check_answers(const CaseId& id, F fact) {
    fact.request = task(id, "check");
    in_time(public_security(), id, fact, {});
  }
};

using Taken = std::map<std::uint16_t, std::size_t>;

Taken operator+(Taken all, Town& town) {
  for (const auto& record : town.records()) {
    const auto& body = record.body;
    if (record.header.kind != RecordKind::accepted || !body.row) continue;
    if (body.basis.edition.name == "approval") ++all[*body.row];
  }
  return all;
}

Taken ordinary_ways(Taken taken) {
  Town town;
  town.says("w1", town.made(), HandedOver{"窗口领取"});
  town.says("w1", town.submit("permit"), NotAccepted{"不需要取得行政许可", ""});
  town.applies(town.supplementing(), supply);
  const auto sent_back = town.reviewed();
  town.says("p1", sent_back, SentBack{"再核"});
  town.says("p1", town.reviewed(), refusal);
  town.says("p1", town.submit("quick"), Approved{});
  town.says("p1", town.submit("quick"), refusal);
  for (const auto& id :
       {town.submit("permit"), town.supplementing(), town.handled(), town.reviewed()}) {
    town.applies(id, Withdrawn{});
  }
  return std::move(taken) + town;
}

Taken timers(Taken taken) {
  {
    Town town;  // accepted by silence, and decided too late
    const auto id = town.submit("permit");
    town.let_pass(id, "accept");
    town.let_pass(id, "decide");
    taken = std::move(taken) + town;
  }
  {
    Town town;
    town.let_pass(town.reviewed(), "decide");
    town.let_pass(town.granted(), "deliver");
    town.let_pass(town.made(), "deliver");
    town.let_pass(town.supplementing(), "supply");
    taken = std::move(taken) + town;
  }
  return taken;
}

Taken in_time_but_known_later(Taken taken) {
  Town town;
  const auto accepted_by_silence = [&] {
    const auto id = town.submit("permit");
    return std::pair{id, town.let_pass(id, "accept")};
  };
  const auto lapsed = [&](const std::string& item_code) {
    const auto id = town.supplementing(item_code);
    return std::pair{id, town.let_pass(id, "supply")};
  };
  {
    const auto [id, before] = accepted_by_silence();
    town.in_time(staff("w1"), id, Accepted{}, before);
    EXPECT_EQ(town.state(id), "HANDLING");
  }
  {
    const auto [id, before] = accepted_by_silence();
    town.in_time(staff("w1"), id, NotAccepted{"不需要取得行政许可", ""}, before);
    EXPECT_EQ(town.state(id), "NOT_ACCEPTED");
  }
  {
    const auto [id, before] = accepted_by_silence();
    town.in_time(staff("w1"), id, list, before);
    EXPECT_EQ(town.state(id), "SUPPLEMENT");
  }
  {
    const auto [id, before] = lapsed("licence");  // which asks for its posts anew
    town.applies(id, supply, before);
    EXPECT_EQ(town.state(id), "HANDLING");
  }
  {
    const auto [id, before] = lapsed("permit");
    town.applies(id, Withdrawn{}, before);
    EXPECT_EQ(town.state(id), "WITHDRAWN");
  }
  {
    const auto [id, before] = accepted_by_silence();
    const auto decided =
        town.propose(proposal_of(staff("w1"), id, "too late", NotAccepted{"理由", ""}));
    EXPECT_TRUE(Hall::refused_by(decided, "ReceivedInTime")) << Hall::said(decided);
  }
  return std::move(taken) + town;
}

Taken checks_of_the_lead(Taken taken) {
  Town town;
  std::uint32_t person = 1;
  const auto asked = [&] {
    const auto id = town.submit("licence", {person, person + 1, person + 2});
    person += 3;
    return id;
  };
  town.check_answers(asked(), CheckPassed{{}, "ps-1", sha256("answer")});
  for (const bool passes : {true, false}) {
    const auto differs = asked();
    town.check_answers(differs, CheckFailed{{}, "ps-2", sha256("answer"), "name"});
    town.says("w1", differs, CheckedByHand{passes, "证件原件"});
    const auto unavailable = asked();
    town.check_answers(unavailable, CheckUnavailable{{}, 5, "timeout"});
    town.says("w1", unavailable, CheckedByHand{passes, "证件原件"});
  }
  return std::move(taken) + town;
}

// Three posts are held by the first case. The second goes on all the same, and hears of each again
// and again: still refused, and at last, when the first has withdrawn, granted.
Taken a_register_that_answers_late(Taken taken) {
  Town town;
  const auto first = town.submit("licence", {1, 2, 3});
  const auto second = town.submit("licence", {1, 2, 3}, "applicant");
  std::vector<Duty> posts;
  for (const auto& record : town.records()) {
    if (record.body.case_id != second || record.body.fact != Submitted::name) continue;
    for (const auto& duty : record.body.duties) {
      if (duty.kind == DutyKind::take) posts.push_back(duty);
    }
  }
  EXPECT_EQ(posts.size(), 3U);
  Principal answers;
  answers.kind = PrincipalKind::system;
  answers.who = answers.person = "system/register";
  answers.role = "register";
  const auto hears = [&](std::size_t post) {
    const auto key = octets_of<32>(posts[post].detail);
    const auto home = core::register_case_of(posts[post].to, posts[post].detail);
    town.in_time(answers, second, PlaceRefused{posts[post].to, key, home, first}, {});
    town.in_time(answers, second, PlaceGranted{posts[post].to, key, home}, {});
    const auto again = town.propose(answers, second, PlaceGranted{posts[post].to, key, home});
    EXPECT_TRUE(Hall::refused_by(again, "PostWasAskedFor")) << Hall::said(again);
  };
  town.check_answers(second, CheckPassed{{}, "ps-3", sha256("answer")});
  EXPECT_TRUE(Hall::refused_by(town.by("w1", second, Accepted{}), "PostsAreHeld"));
  town.says("w1", second, list);
  hears(0);  // SUPPLEMENT
  town.applies(second, supply);
  hears(1);  // HANDLING
  town.says("h1", second, opinion);
  EXPECT_TRUE(Hall::refused_by(town.by("p1", second, Approved{}), "PostsAreHeld"));
  hears(2);  // REVIEW
  town.says("p1", second, Approved{});
  return std::move(taken) + town;
}

TEST(ApprovalRows, EveryRowOfTheTableIsTakenThroughTheOwner) {
  auto taken = a_register_that_answers_late(
      checks_of_the_lead(in_time_but_known_later(timers(ordinary_ways({})))));
  const auto edition = make_approval_1();
  const auto rows = edition->info().rows;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    EXPECT_GT(taken[static_cast<std::uint16_t>(row)], 0U) << fmt::format(
        "row {}, {} on {}, was never taken", row, rows[row].from.name, rows[row].fact);
  }
  const auto count =
      std::count_if(taken.begin(), taken.end(), [](const auto& row) { return row.second > 0; });
  std::cout << count << " of " << rows.size() << " rows of approval/1 taken through the owner\n";
}

}  // namespace
}  // namespace vermilion::test
