// HouseBook: a journal in memory of made-up records, and a small office that writes them.
//
// It plays the decider just well enough for views: it keeps each case's open duties and states, so
// that every record it makes is one that an owner could have made. By hand (open, step, claim …) or
// as a random walk from a seed. Threads: one.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "engine/ports/journal.hpp"
#include "events/billing.hpp"
#include "events/consent.hpp"
#include "events/delivery.hpp"
#include "events/directory.hpp"
#include "events/duties.hpp"
#include "events/facts/all.hpp"
#include "events/service.hpp"
#include "events/sessions.hpp"
#include "projections/reading.hpp"
#include "tests/projections/filing_book.hpp"
#include "tests/projections/notice_book.hpp"
#include "tests/projections/register_book.hpp"

namespace vermilion::test {

class HouseBook final : public Journal {
 public:
  struct Open {
    DutyId id;
    Duty duty;
    std::string holder;
  };
  struct Kept {
    CaseId id;
    Scope scope;
    std::string item;
    std::uint64_t version = 0;
    std::uint64_t material = 0;
    std::vector<std::string> states{"DRAFT"};
    std::vector<Open> open;
    [[nodiscard]] const Open* first(DutyKind kind) const {
      for (const auto& one : open) {
        if (one.duty.kind == kind) return &one;
      }
      return nullptr;
    }
  };

  static constexpr std::int64_t minute = 60 * microseconds_a_second;
  // 2026-09-21T09:00+08:00, a Monday.
  static constexpr Instant begin{1'789'952'400LL * microseconds_a_second};

  // A record of the case, whatever it says; answers its seq.
  template <class F>
  Sequence add(Kept& kase, const F& fact, Principal principal, std::vector<std::string> to,
               std::vector<Duty> duties = {}, std::vector<DutyId> met = {},
               std::optional<DutyId> cause = {}, std::string edition = "approval") {
    Body body = body_of(kase, fact, std::move(principal));
    body.basis.edition = {std::move(edition), "1", {}};
    body.to = std::move(to);
    body.duties = std::move(duties);
    body.met = std::move(met);
    body.cause = cause;
    if (cause && body.principal.role == "timer") {
      for (const auto& one : kase.open) {
        if (one.id == *cause) body.effective_at = body.received_at = one.duty.due;
      }
    }
    const bool beside =
        body.basis.edition.name == "worklist" || is_of_service(body) || is_of_delivery(body);
    if (!beside) ++kase.material;
    body.material_version = kase.material;
    const auto states = body.to;
    const auto owed = body.duties;
    const auto ended = body.met;
    const auto worklist = body.basis.edition.name == "worklist";
    const auto decision = write(RecordKind::accepted, std::move(body));
    if (!worklist) kase.states = states;
    std::erase_if(kase.open, [&](const Open& one) {
      return std::find(ended.begin(), ended.end(), one.id) != ended.end();
    });
    for (std::size_t i = 0; i < owed.size(); ++i) {
      if (duty_stays_open(owed[i].kind)) kase.open.push_back({duty_of(decision, i), owed[i], {}});
    }
    return records_.size();
  }

  // Enrols the account, or once more; and grants it something.
  void enrol(const std::string& who, const std::string& person) {
    StaffEnrolled fact;
    fact.who = who;
    fact.identity.id_number.lookup = sha256(person);
    fact.tree = "accounting";
    fact.path = "/330000/330100/33010" + person;
    auto& account = accounts_[who];
    account.id = case_of_account(who);
    account.states = {"UNKNOWN"};
    const auto by = staff("head", "administrator");
    add(account, fact, by, {"ACTIVE"}, {}, {}, {}, "directory");
    Granted granted{"window", "accounting", "", fact.path, "*", {}, {}, begin};
    add(account, granted, by, {"ACTIVE"}, {}, {}, {}, "directory");
    if (accounts_.size() < 2) return;
    const auto& other = accounts_.begin()->first;
    if (other == who) return;
    add(account, AbsenceRecorded{other, {}, begin, "x"}, by, {"ACTIVE"}, {}, {}, {}, "directory");
  }

  // Consents to prefill, and withdraws it the next time.
  void consent(const std::string& who, const std::string& item) {
    auto& kept = consents_[who];
    kept.id = case_of_consent(who, item);
    const bool given = kept.version > 0 && kept.states.front() == "GIVEN";
    if (kept.version == 0) kept.states = {"NONE"};
    if (given) {
      add(kept, ConsentWithdrawn{item}, person(who), {"WITHDRAWN"}, {}, {}, {}, "consent");
    } else {
      add(kept, ConsentGiven{item, {"unit"}, begin}, person(who), {"GIVEN"}, {}, {}, {}, "consent");
    }
  }

  // Numbers of a code opened, handed to a unit that signs by some key, and one bill of them; the
  // next time, its booking.
  void bill() {
    static const std::string code = "33060126";
    static const std::string unit = "11339099PDY000108H";
    const auto steward = staff("steward", "bill_steward");
    if (numbers_.version == 0) {
      numbers_.id = case_of_numbers(code);
      numbers_.states = {"OPEN"};
      add(numbers_, NumbersOpened{code, "fiscal", "330000", 1, 1000}, steward, {"OPEN"}, {}, {}, {},
          "numbers");
      add(numbers_, NumbersHandedDown{code, "fiscal", "330000", "", unit, 1000}, steward, {"OPEN"},
          {}, {}, {}, "numbers");
      signer_.id = case_of_signer(unit);
      signer_.states = {"NONE"};
      SignerBound bound;
      bound.unit = {"门诊部", unit};
      add(signer_, bound, steward, {"BOUND"}, {}, {}, {}, "signer");
    }
    if (bills_.empty() || bills_.back()->states.front() != "NUMBERED") {
      auto& made = *bills_.emplace_back(std::make_unique<Kept>());
      made.id = {octets_of<16>(view_of(sha256("bill " + std::to_string(bills_.size()))))};
      made.scope = {"fiscal", 1, "/330000/330100/330106"};
      made.item = "medical-outpatient-bill";
      BillPrepared fact;
      fact.unit = {"门诊部", unit};
      fact.check_code = "abc123";
      add(made, fact, person("applicant-1"), {"PREPARED"}, {}, {}, {}, "bill");
      add(numbers_, NumberTaken{code, unit, made.id}, system("register"), {"OPEN"}, {}, {}, {},
          "numbers");
      add(made, NumberAllotted{code, bills_.size()}, system("register"), {"NUMBERED"}, {}, {}, {},
          "bill");
      return;
    }
    add(*bills_.back(), BillBooked{"abc123", 0, "1"}, person("applicant-2"), {"BOOKED"}, {}, {}, {},
        "bill");
  }

  // A session opened; of every three acts on it the last gives the seat of the second back.
  void seat() {
    static const std::string session = "a1";
    if (session_.version == 0) {
      session_.id = case_of_session("exam", session);
      session_.states = {"UNOPENED"};
      SessionOpened opened;
      opened.item = "exam";
      opened.session = session;
      opened.seats = 1000;
      add(session_, opened, staff("steward", "exam_steward"), {"OPEN"}, {}, {}, {}, "session");
    }
    const auto who = CaseId{octets_of<16>(view_of(sha256("seat " + std::to_string(seats_))))};
    if (seats_ % 3 == 2) {
      const CaseId before{octets_of<16>(view_of(sha256("seat " + std::to_string(seats_ - 1))))};
      add(session_, SeatReturned{seats_ / 3 + 2, before}, system("register"), {"OPEN"}, {}, {}, {},
          "session");
    } else {
      add(session_, SeatTaken{"exam", session, "law", who}, system("register"), {"OPEN"}, {}, {},
          {}, "session");
    }
    ++seats_;
  }

  // A worklist act on one of the case's tasks.
  Sequence claim(Kept& kase, const DutyId& task, const std::string& who) {
    for (auto& one : kase.open) {
      if (one.id == task) one.holder = who;
    }
    return add(kase, TaskClaimed{task}, staff(who, "window"), {"HELD"}, {}, {}, {}, "worklist");
  }
  Sequence release(Kept& kase, const DutyId& task, const std::string& who) {
    for (auto& one : kase.open) {
      if (one.id == task) one.holder.clear();
    }
    return add(kase, TaskReleased{task}, staff(who, "window"), {"FREE"}, {}, {}, {}, "worklist");
  }
  Sequence assign(Kept& kase, const DutyId& task, const std::string& to) {
    for (auto& one : kase.open) {
      if (one.id == task) one.holder = to;
    }
    return add(kase, TaskAssigned{task, to}, staff("head", "window"), {"HELD"}, {}, {}, {},
               "worklist");
  }
  template <class F>
  Sequence refuse(Kept& kase, const F& fact, Principal principal) {
    Body body = body_of(kase, fact, std::move(principal));
    body.basis.edition = {"approval", "1", {}};
    body.to = body.from;
    body.material_version = kase.material;
    body.refusal =
        Refusal{"refused", {{3, "OtherThanHandler", "行政许可法", "34"}}, "/opinion", "reviewer-1"};
    write(RecordKind::refused, std::move(body));
    return records_.size();
  }
  // A fact of the partition itself.
  template <class F>
  Sequence note(const F& fact) {
    Body body;
    body.fact = F::name;
    body.schema = F::schema;
    body.payload = encode(fact);
    body.recorded_at = body.received_at = body.effective_at = now_;
    write(RecordKind::house, std::move(body));
    return records_.size();
  }
  // A deadline of the case moves.
  Sequence move_due(Kept& kase, const DutyId& deadline, Instant to) {
    Instant from;
    for (auto& one : kase.open) {
      if (one.id == deadline) from = std::exchange(one.duty.due, to);
    }
    // The tasks that bore its date move with it.
    for (auto& one : kase.open) {
      if (one.duty.kind == DutyKind::task && one.duty.due == from) one.duty.due = to;
    }
    return add(kase, DueMoved{deadline, from, to, false}, Principal{}, kase.states);
  }

  static Principal staff(const std::string& who, const std::string& role) {
    Principal principal;
    principal.kind = PrincipalKind::staff;
    principal.who = principal.person = who;
    principal.role = role;
    principal.grant = "g-" + who;
    return principal;
  }
  static Principal person(const std::string& who) {
    Principal principal;
    principal.kind = PrincipalKind::person;
    principal.who = principal.person = who;
    principal.role = "applicant";
    return principal;
  }
  static Principal system(const std::string& role) {
    Principal principal;
    principal.who = principal.role = role;
    return principal;
  }
  static Duty task(const std::string& name, const std::string& role) {
    return {DutyKind::task, name, role, {}, false, {}};
  }
  Duty deadline(const std::string& name, std::int64_t minutes) const {
    return {DutyKind::deadline, name, "timer", now_ + minutes * minute, false, "DeemedAccepted"};
  }
  static Duty owe(DutyKind kind, const std::string& name, const std::string& to) {
    return {kind, name, to, {}, false, {}};
  }

  Kept& open_case(const std::string& path = "/330000/330100/330106",
                  const std::string& item = "bookkeeping", const std::string& tree = "accounting") {
    auto kase = std::make_unique<Kept>();
    kase->id.octets = octets_of<16>(view_of(sha256(std::to_string(cases_.size()))));
    kase->id.octets[0] = 0;
    kase->scope = {tree, 1, path};
    kase->item = item;
    cases_.push_back(std::move(kase));
    return *cases_.back();
  }
  Sequence submit(Kept& kase, const std::string& who = "applicant-1") {
    Submitted fact;
    fact.item = kase.item;
    fact.office = "330106";
    fact.unit = Unit{"西湖代账有限公司", "91330106MA2CE0000X"};
    fact.materials.push_back({"charter", {}, "C", 1024, "application/pdf"});
    fact.people.emplace_back().id_number.lookup = sha256(who);
    return add(kase, fact, person(who), {"PRECHECK", "CHECK_OPEN"},
               {owe(DutyKind::document, "receipt", "receipt"),
                owe(DutyKind::notice, "tell_received", "received"), task("precheck", "window"),
                deadline("accept", 5 * 24 * 60), owe(DutyKind::check, "check", "public_security")});
  }

  // One step of a random office: opens a case or moves one on.
  void step(std::mt19937_64& random);

  void tick(std::int64_t minutes = 1) { now_ = now_ + minutes * minute; }
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] Sequence size() const { return records_.size(); }
  [[nodiscard]] const std::vector<std::unique_ptr<Kept>>& cases() const { return cases_; }
  // Records first … last, as the projector is handed them.
  [[nodiscard]] std::vector<RecordInHand> in_hand(Sequence first, Sequence last) const {
    std::vector<RecordInHand> batch;
    for (auto at = first; at <= last; ++at) {
      const auto& one = records_[at - 1];
      batch.push_back({&one.header, &one.body, &one.decision});
    }
    return batch;
  }
  // The record's body is lost from now on: no view can take it.
  void spoil(Sequence sequence) {
    records_[sequence - 1].body.fact = TaskClaimed::name;
    records_[sequence - 1].body.payload = "?";
    records_[sequence - 1].body.basis.edition.name = "worklist";
    octets_[sequence - 1] =
        encode_record(records_[sequence - 1].header, records_[sequence - 1].body);
  }

  [[nodiscard]] HouseId house() const override { return {}; }
  [[nodiscard]] Bytes house_record() const override { return {}; }
  [[nodiscard]] Result<Reigning> claim(PartitionNumber, const Claim&) override {
    return fail(Code::unsupported, "a book is only read");
  }
  [[nodiscard]] Appended append(PartitionNumber, BytesView) override { return Appended::not_done; }
  [[nodiscard]] Result<void> read(PartitionNumber partition, Sequence from,
                                  const EntryVisitor& each) override {
    ++reads_;
    for (auto at = from; partition == 0 && at <= octets_.size(); ++at) {
      VERMILION_TRY(each(Entry{records_[at - 1].header, octets_[at - 1], true, at, ""}));
    }
    return ok();
  }
  [[nodiscard]] Result<void> read_all(PartitionNumber partition,
                                      const EntryVisitor& each) override {
    return read(partition, 1, each);
  }
  [[nodiscard]] Result<Bytes> read_one(PartitionNumber, Sequence sequence) override {
    return octets_[sequence - 1];
  }
  [[nodiscard]] Sequence last(PartitionNumber partition) const override {
    return partition == 0 ? octets_.size() : 0;
  }
  [[nodiscard]] std::size_t reads() const { return reads_; }
  [[nodiscard]] std::size_t octets() const {
    std::size_t sum = 0;
    for (const auto& record : octets_) sum += record.size();
    return sum;
  }

 private:
  template <class F>
  Body body_of(Kept& kase, const F& fact, Principal principal) {
    Body body;
    body.case_id = kase.id;
    body.case_version = ++kase.version;
    body.principal = std::move(principal);
    body.scope = kase.scope;
    body.received_at = body.recorded_at = body.effective_at = now_;
    body.basis.item = {kase.item, "1", {}};
    body.basis.calendar = {"cn", "2026", {}};
    body.proposal_id =
        body.principal.kind == PrincipalKind::system ? "" : "p-" + std::to_string(records_.size());
    body.fact = F::name;
    body.schema = F::schema;
    body.payload = encode(fact);
    body.row = 1;
    body.from = kase.states;
    return body;
  }
  DecisionName write(RecordKind kind, Body&& body) {
    Header header;
    header.kind = kind;
    header.sequence = records_.size() + 1;
    if (!octets_.empty()) header.previous = hash_of_record(octets_.back());
    octets_.push_back(encode_record(header, body));
    const auto decision = name_of_decision(header, body);
    records_.push_back({header, std::move(body), decision});
    return decision;
  }

  Instant now_ = begin;
  std::vector<std::unique_ptr<Kept>> cases_;
  std::map<std::string, Kept> accounts_;
  std::map<std::string, Kept> consents_;
  Kept numbers_;
  Kept signer_;
  Kept session_;
  std::uint32_t seats_ = 0;
  std::vector<std::unique_ptr<Kept>> bills_;
  RegisterBook<Kept> registers_;
  FilingBook<Kept> filings_;
  NoticeBook<Kept> notices_;
  std::vector<projections::DecodedRecord> records_;
  std::vector<Bytes> octets_;
  std::size_t reads_ = 0;
};

inline void HouseBook::step(std::mt19937_64& random) {
  const auto pick = [&](std::uint64_t n) { return random() % n; };
  tick(static_cast<std::int64_t>(pick(200)));
  if (cases_.empty() || pick(5) == 0) {
    static const char* paths[] = {"/330000/330100/330106", "/330000/330100", "/330200/330203", ""};
    static const char* items[] = {"bookkeeping", "seal"};
    submit(open_case(paths[pick(4)], items[pick(2)]), "applicant-" + std::to_string(pick(4)));
    return;
  }
  if (pick(20) == 0) {
    const auto n = std::to_string(pick(6));
    enrol("clerk-" + n, n);
    return;
  }
  if (pick(20) == 0) {
    consent("applicant-" + std::to_string(pick(4)), "bookkeeping");
    return;
  }
  if (pick(20) == 0) {
    bill();
    seat();
    registers_.next(*this);
    filings_.next(*this);
    notices_.next(*this);
    return;
  }
  if (pick(40) == 0) {
    note(Adopted{"calendar", "2027", {}});
    return;
  }
  auto& kase = *cases_[cases_.size() - 1 - pick(std::min<std::size_t>(cases_.size(), 12))];
  const auto* work = kase.first(DutyKind::task);
  const auto* check = kase.first(DutyKind::check);
  const auto* limit = kase.first(DutyKind::deadline);
  const std::string who = "staff-" + std::to_string(pick(3));
  const auto every = [&] {
    std::vector<DutyId> met;
    for (const auto& one : kase.open) met.push_back(one.id);
    return met;
  };
  switch (pick(11)) {
    case 9:
      add(kase, MaterialVerified{"charter", {}, "原件"}, staff(who, "window"), kase.states, {}, {},
          {}, "service");
      return;
    case 10:
      add(kase, Rated{1, ""}, person("applicant-1"), kase.states, {task("answer", "supervisor")},
          {}, {}, "service");
      return;
    case 0:
      refuse(kase, Approved{"同意"}, staff(who, "approver"));
      return;
    case 1:
      if (work == nullptr) return;
      if (work->holder.empty()) {
        claim(kase, work->id, who);
      } else {
        release(kase, work->id, work->holder);
      }
      return;
    case 2:
      if (work != nullptr) assign(kase, work->id, who);
      return;
    case 3:
      if (check != nullptr) {
        add(kase, CheckUnavailable{check->id, 5, "timeout"}, system("public_security"),
            {kase.states[0], "CHECK_MANUAL"}, {task("check_by_hand", "window")}, {check->id},
            check->id);
      }
      return;
    case 4:
      if (limit != nullptr) {
        add(kase, DecisionOverdue{}, system("timer"), kase.states,
            {owe(DutyKind::notice, "alert", "supervision")}, {limit->id}, limit->id);
      }
      return;
    case 5:
      if (limit != nullptr) move_due(kase, limit->id, limit->duty.due + 24 * 60 * minute);
      return;
    case 6:
      if (work != nullptr) {
        add(kase, Proposed{true, "拟准予"}, staff(who, "handler"), {"REVIEW", "CHECK_OPEN"},
            {task("review", "approver"), deadline("decide", 7 * 24 * 60)}, {work->id});
      }
      return;
    case 7:
      if (work != nullptr && work->duty.name == "check_by_hand") {
        add(kase, CheckedByHand{true, "电话"}, staff(who, "window"),
            {kase.states[0], "CHECK_PASSED"}, {}, {work->id});
      }
      return;
    default:
      if (!kase.open.empty() && pick(3) == 0) {
        add(kase, Withdrawn{""}, person("applicant-1"), {"WITHDRAWN", "CHECK_OPEN"},
            {owe(DutyKind::document, "confirmation", "confirmation")}, every());
      }
      return;
  }
}

}  // namespace vermilion::test
