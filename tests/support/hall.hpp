// A hall with one node and a set clock, for tests that read as given, when, then.
//
// `propose` receives, judges, records and answers in one motion; `hall.node` has the single steps.
// Threads: one.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/contract/chain_writer.hpp"
#include "tests/support/node.hpp"

namespace vermilion::test {

struct Hall {
  explicit Hall(std::string_view time = "2026-03-02 09:00") : now{at(time)} {
    EXPECT_TRUE(node.reign(now));
    settle();
  }

  // Records all that is forming, and keeps the answers by ticket.
  void settle() {
    for (;;) {
      const auto formed = node.form(now);
      ASSERT_TRUE(formed) << (formed ? "" : formed.error().text());
      if (!formed.value()) break;
      const auto appended = node.append();
      ASSERT_TRUE(appended) << (appended ? "" : appended.error().text());
      ASSERT_EQ(appended.value(), Appended::done);
    }
    collect();
  }
  void collect() {
    for (auto& decided : node.answers()) answers[decided.ticket] = std::move(decided);
  }
  // Takes without recording yet; answers the ticket.
  std::uint64_t take(Proposal proposal) {
    proposal.ticket = ++tickets;
    if (!proposal.received_at.set()) proposal.received_at = now;
    node.take(std::move(proposal), now);
    return tickets;
  }
  Decided propose(Proposal proposal) {
    const auto ticket = take(std::move(proposal));
    settle();
    EXPECT_TRUE(answers.contains(ticket)) << "no answer";
    return answers[ticket];
  }
  // The same for a fact of an open case under a key that nobody used.
  template <Fact F>
  Decided propose(const Principal& principal, const CaseId& id, const F& fact) {
    return propose(proposal_of(principal, id, "key " + std::to_string(++keys), fact));
  }
  template <Fact F>
  Decided by(const std::string& account, const CaseId& id, const F& fact) {
    return propose(staff(account), id, fact);
  }
  // Submits an application that holds, by "applicant"; it must be accepted for recording.
  CaseId submit(const std::string& item_code, const std::vector<std::uint32_t>& people = {1, 2, 3},
                const std::string& who = "applicant") {
    const auto proposal =
        submission(applicant(who), "key " + std::to_string(++keys), application(item_code, people));
    const auto decided = propose(proposal);
    EXPECT_TRUE(accepted(decided)) << said(decided);
    return proposal.case_id;
  }

  [[nodiscard]] Case load(const CaseId& id) const {
    const auto kase = core::load_case(node.core(), id);
    EXPECT_TRUE(kase && kase.value().has_value());
    return kase && kase.value() ? *kase.value() : Case{};
  }
  [[nodiscard]] std::string state(const CaseId& id) const {
    const auto kase = load(id);
    return kase.states.empty() ? "" : kase.states.front();
  }
  [[nodiscard]] DutyId task(const CaseId& id, std::string_view name) const {
    const auto kase = load(id);
    const auto* duty = kase.duty_named(name);
    EXPECT_NE(duty, nullptr) << name << " is not open in " << state(id);
    return duty == nullptr ? DutyId{} : duty->id;
  }
  [[nodiscard]] Instant due(const CaseId& id, std::string_view name) const {
    const auto kase = load(id);
    const auto* duty = kase.duty_named(name);
    EXPECT_NE(duty, nullptr) << name << " is not open in " << state(id);
    return duty == nullptr ? Instant{} : duty->due;
  }
  // Everything valid in the journal, decoded.
  [[nodiscard]] std::vector<Record> records() {
    std::vector<Record> all;
    for (const auto& octets : read_records(node.journal(), 0)) {
      auto body = read_body(octets);
      EXPECT_TRUE(body);
      if (body) all.push_back({read_header(octets).value(), std::move(body.value())});
    }
    return all;
  }
  // Whether the newest record of the case owes this.
  [[nodiscard]] bool owes(const CaseId& id, std::string_view duty) {
    const auto all = records();
    const auto last = std::find_if(all.rbegin(), all.rend(),
                                   [&](const Record& one) { return one.body.case_id == id; });
    return last != all.rend() && std::any_of(last->body.duties.begin(), last->body.duties.end(),
                                             [&](const Duty& one) { return one.name == duty; });
  }
  // Facts recorded of one case, in order; a refused one ends with '!'.
  [[nodiscard]] std::vector<std::string> history(const CaseId& id) {
    std::vector<std::string> facts;
    for (const auto& record : records()) {
      if (record.body.case_id != id) continue;
      facts.push_back(record.body.fact + (record.header.kind == RecordKind::refused ? "!" : ""));
    }
    return facts;
  }

  [[nodiscard]] static bool accepted(const Decided& decided) {
    return decided.outcome == Outcome::recorded && decided.kind == RecordKind::accepted;
  }
  [[nodiscard]] static bool refused(const Decided& decided) {
    return decided.outcome == Outcome::recorded && decided.kind == RecordKind::refused;
  }
  // Whether it was refused by the rule of this name ("role" for the row's role).
  [[nodiscard]] static bool refused_by(const Decided& decided, std::string_view rule) {
    if (!refused(decided)) return false;
    for (const auto& tried : decided.body->refusal->tried) {
      if (tried.rule == rule) return true;
    }
    return false;
  }
  [[nodiscard]] static std::string said(const Decided& decided) {
    auto text = "outcome " + std::to_string(static_cast<int>(decided.outcome)) + " " +
                decided.detail + decided.place;
    if (decided.body && decided.body->refusal) {
      const auto& refusal = *decided.body->refusal;
      text += " " + refusal.reason + " " + refusal.place + " " + refusal.found;
      for (const auto& tried : refusal.tried) text += " " + tried.rule;
    }
    return text;
  }

  Instant now;
  std::shared_ptr<SharedLog> log = std::make_shared<SharedLog>(sample_house_record());
  Fault next;  // the fate of the next thing written
  Node node{{.name = "hall",
             .log = log,
             .faults = [this](const Attempt&) { return std::exchange(next, {}); },
             .behaviour = nullptr,
             .make = {},
             .claims_after_doubt = true,
             .records_refusals = true,
             .knows_own_by_sequence = false}};
  std::map<std::uint64_t, Decided> answers;
  std::uint64_t tickets = 0;
  std::uint64_t keys = 0;
};

}  // namespace vermilion::test
