#include "tests/evidence/house.hpp"

#include <fmt/format.h>

#include <future>

#include "base/check.hpp"
#include "base/identifiers.hpp"
#include "engine/journal/frame.hpp"
#include "events/facts/all.hpp"
#include "workflows/catalogue/catalogue.hpp"
#include "workflows/catalogue/grants.hpp"
#include "workflows/catalogue/scopes.hpp"

namespace vermilion::test {
namespace {

constexpr const char* scopes_text =
    "vermilion-scopes/1\nnumber 1\nversion evidence\ntree accounting\n"
    "330000 /330000\n330100 /330000/330100\n330106 /330000/330100/330106\n";

std::string grants_yaml() {
  std::string yaml = "version: \"evidence\"\ngrants:\n";
  const auto grant = [&](const char* who, const char* role) {
    yaml += fmt::format(
        "  - {{id: {0}-{1}, who: {0}, person: person-{0}, role: {1}, tree: accounting, node: "
        "\"330106\", item: \"*\", from: 2025-01-01, until: 2028-01-01}}\n",
        who, role);
  };
  grant("li.wei", "window");
  grant("li.wei", "maker");
  grant("zhang.min", "handler");
  grant("zhang.min", "approver");
  grant("wang.fang", "approver");
  return yaml;
}

// One who feeds a hall and waits for each answer.
class Feeder {
 public:
  explicit Feeder(Hall& hall) : hall_{hall} {}

  template <Fact F>
  Result<Decided> propose(const Principal& principal, const CaseId& id, const F& fact) {
    Proposal proposal;
    proposal.case_id = id;
    proposal.fact = F::name;
    proposal.schema = F::schema;
    proposal.payload = encode(fact);
    proposal.principal = principal;
    proposal.proposal_id = fmt::format("evidence-{}", ++ids_);
    const auto meaning = sha256({id.bytes(), F::name, proposal.payload});
    std::copy_n(meaning.begin(), 16, proposal.meaning.begin());
    proposal.received_at = hall_.clock().now();
    if constexpr (std::is_same_v<F, Submitted>) {
      proposal.opens = true;
      proposal.item = fact.item;
      proposal.office = fact.office;
      proposal.subjects = subjects_;
    }
    auto decided = std::make_shared<std::promise<Decided>>();
    auto answer = decided->get_future();
    if (!hall_.loop().submit(std::move(proposal), ProposalClass::people,
                             [decided](Decided&& one) { decided->set_value(std::move(one)); })) {
      return fail(Code::full, "the hall takes nothing");
    }
    return answer.get();
  }
  // It must be recorded, as accepted or as refused.
  template <Fact F>
  Result<Decided> propose(const Principal& principal, const CaseId& id, const F& fact,
                          RecordKind kind) {
    VERMILION_TRY(auto decided, propose(principal, id, fact));
    if (decided.outcome == Outcome::recorded && decided.kind == kind) return decided;
    std::string rules;
    if (decided.body && decided.body->refusal) {
      for (const auto& tried : decided.body->refusal->tried) rules += " " + tried.rule;
    }
    return fail(Code::conflict,
                fmt::format("{} by {}: outcome {} {}{}", F::name, principal.who,
                            static_cast<int>(decided.outcome), decided.detail, rules));
  }

  Result<Person> person(std::uint32_t number, bool lead) {
    VERMILION_TRY(const auto key, hall_.keys().take());
    Person one;
    VERMILION_TRY(one.name, hall_.sealer().seal_text(key, fmt::format("测试人员{}", number)));
    const auto digits = fmt::format("330106199001{:06}", number);
    VERMILION_TRY(one.id_number.number, hall_.sealer().seal_text(key, digits));
    one.id_number.lookup = lookup_hash(hall_.keys(), "person", digits);
    one.id_number.check_holds = true;
    one.full_time = true;
    one.lead = lead;
    one.years_of_work = lead ? 5 : 1;
    SubjectKey subject;
    subject.subject = octets_of<16>(view_of(one.id_number.lookup));
    subject.key = key;
    subjects_.push_back(subject);
    return one;
  }

  Result<CaseId> submit(const std::string& who, Submitted fact) {
    Principal applicant;
    applicant.kind = PrincipalKind::person;
    applicant.who = who;
    const auto digest = sha256({"evidence case", who, std::to_string(++ids_)});
    CaseId id;
    std::copy_n(digest.begin(), 15, id.octets.begin() + 1);
    VERMILION_TRY(submitted_, propose(applicant, id, fact, RecordKind::accepted));
    subjects_.clear();
    return id;
  }
  Result<CaseId> submit_licence(int number, std::uint32_t first_person) {
    Submitted fact;
    fact.item = "bookkeeping-licence";
    fact.office = "330106";
    fact.unit = Unit{
        fmt::format("第{}会计服务公司", number),
        identifiers::synthetic_social_credit_code("91", static_cast<std::uint64_t>(number + 1))};
    for (std::uint32_t i = 0; i < 3; ++i) {
      VERMILION_TRY(auto one, person(first_person + i, i == 0));
      fact.people.push_back(std::move(one));
    }
    for (const char* code : {"lead-pledge", "full-time-pledge", "internal-rules"}) {
      fact.materials.push_back({code, sha256(code), "D", 1'000, "application/pdf"});
    }
    fact.answers = {{"address", "文三路 1 号"}, {"registered-on", "2025-06-01"}};
    return submit(applicant_of(number).who, std::move(fact));
  }
  // A duty that the last application owes.
  Result<DutyId> open_duty(std::string_view name) const {
    for (std::size_t i = 0; i < submitted_.body->duties.size(); ++i) {
      if (submitted_.body->duties[i].name == name) return duty_of(submitted_.decision, i);
    }
    return fail(Code::not_found, fmt::format("the application owes no {}", name));
  }

  static Principal applicant_of(int number) {
    Principal principal;
    principal.kind = PrincipalKind::person;
    principal.who = fmt::format("{:032x}", number + 1);
    return principal;
  }
  static Principal staff(const char* who) {
    Principal principal;
    principal.kind = PrincipalKind::staff;
    principal.who = who;
    return principal;
  }
  static Principal public_security() {
    Principal principal;
    principal.who = "system/public_security";
    principal.person = principal.who;
    principal.role = "public_security";
    return principal;
  }

 private:
  Hall& hall_;
  int ids_ = 0;
  Decided submitted_;
  std::vector<SubjectKey> subjects_;
};

constexpr auto accepted = RecordKind::accepted;
constexpr auto refused = RecordKind::refused;

// Up to the state in which the approver decides.
Result<void> bring_to_review(Feeder& feeder, const CaseId& id) {
  VERMILION_TRY(const auto check, feeder.open_duty("check"));
  VERMILION_TRY(feeder.propose(Feeder::public_security(), id,
                               CheckPassed{check, "ps-" + id.text(), sha256("answer")}, accepted));
  VERMILION_TRY(const auto precheck, feeder.open_duty("precheck"));
  const auto window = Feeder::staff("li.wei");
  VERMILION_TRY(feeder.propose(window, id, TaskClaimed{precheck}, accepted));
  VERMILION_TRY(feeder.propose(window, id, Accepted{"材料齐全"}, accepted));
  VERMILION_TRY(
      feeder.propose(Feeder::staff("zhang.min"), id, Proposed{true, "符合条件"}, accepted));
  return ok();
}

Result<void> run_case(Feeder& feeder, int number) {
  const auto first_person = static_cast<std::uint32_t>(number * 10);
  if (number % 6 == 5) {
    Submitted fact;
    fact.item = "bench-a4";
    fact.office = "330106";
    VERMILION_TRY(feeder.submit(Feeder::applicant_of(number).who, std::move(fact)));
    return ok();  // its decision will be overdue
  }
  // The third wants a person of the second.
  VERMILION_TRY(const auto id,
                feeder.submit_licence(number, number % 6 == 2 ? first_person - 8 : first_person));
  if (number % 6 == 4) return ok();  // silence: deemed accepted, then overdue
  const auto applicant = Feeder::applicant_of(number);
  if (number % 6 == 2 || number % 6 == 3) {
    VERMILION_TRY(feeder.propose(applicant, id, Withdrawn{"更换人员"}, accepted));
    return ok();
  }
  VERMILION_TRY(bring_to_review(feeder, id));
  if (number < 24) {  // more than ten refusals a minute would be answered unjudged
    VERMILION_TRY(feeder.propose(Feeder::staff("zhang.min"), id, Approved{}, refused));
  }
  const auto approver = Feeder::staff("wang.fang");
  if (number % 12 == 7) {
    VERMILION_TRY(feeder.propose(approver, id,
                                 RefusedToGrant{"不符合条件", "六十日内可申请行政复议"}, accepted));
    return ok();
  }
  VERMILION_TRY(feeder.propose(approver, id, Approved{"准予"}, accepted));
  if (number % 6 == 1) return ok();  // the certificate waits: delivery overdue
  VERMILION_TRY(feeder.propose(Feeder::staff("li.wei"), id,
                               CertificateMade{fmt::format("DLJZ330106{:06}", number)}, accepted));
  VERMILION_TRY(feeder.propose(Feeder::staff("li.wei"), id, HandedOver{"窗口领取"}, accepted));
  return ok();
}

Instant noon(int month, int day) {
  return start_of(day_of({2026, month, day})) + 12 * 3'600 * microseconds_a_second;
}

HallOptions options_of(const std::string& directory) {
  HallOptions options;
  options.directory = directory;
  options.house_name = "证据之家";
  options.set_clock = noon(3, 2);
  options.references = house_references();
  options.segments.octets_a_block = 16 * 1'024;  // several blocks a segment, small as it is
  return options;
}

// A frame of an epoch that has ended: it has no effect and goes to the void file.
Result<void> keep_void_frame(const std::string& directory) {
  PosixFiles files;
  VERMILION_TRY(const auto journal, SegmentJournal::open(files, directory, {}));
  Claim claim;
  claim.node = "rival";
  claim.at = noon(5, 4);
  VERMILION_TRY(const auto reigning, journal->claim(0, claim));
  Header header;
  header.kind = RecordKind::house;
  header.house = journal->house();
  header.epoch = reigning.epoch - 1;
  header.sequence = reigning.sequence + 1;
  header.previous = reigning.head;
  Body body;
  body.fact = Placed::name;
  body.schema = Placed::schema;
  body.payload = encode(Placed{});
  FrameBuilder frame{header.house, 0, header.epoch};
  frame.add(encode_record(header, body));
  if (journal->append(0, frame.finish()) != Appended::not_done) {
    return fail(Code::conflict, "a frame of an ended epoch was taken");
  }
  return ok();
}

}  // namespace

std::vector<HallReference> house_references() {
  auto files = catalogue::read_folder(VERMILION_SOURCE_DIR "/workflows/catalogue");
  auto bench = catalogue::read_folder(VERMILION_SOURCE_DIR "/tests/data/catalogue");
  VERMILION_CHECK(files && bench);
  for (auto& file : bench.value()) files.value().push_back(std::move(file));
  const auto catalogue = catalogue::text_of(std::move(files.value()));
  const auto scopes = catalogue::load_scopes(scopes_text);
  const auto calendar =
      clock::Calendar::make({"evidence", day_of({2025, 1, 1}), day_of({2027, 12, 31}), {}});
  VERMILION_CHECK(catalogue && scopes && calendar);
  const auto grants = catalogue::grants_text("grants.yaml", grants_yaml(), scopes.value());
  VERMILION_CHECK(grants.has_value());
  return {{"calendar", "evidence", calendar.value().encode()},
          {"scopes", "evidence", scopes_text},
          {"catalogue", "evidence", catalogue.value()},
          {"grants", "evidence", grants.value()}};
}

Result<void> make_house(const std::string& directory, const HouseWanted& wanted) {
  {
    VERMILION_TRY(const auto hall, Hall::open(options_of(directory)));
    Feeder feeder{*hall};
    for (int number = 0; number < wanted.cases; ++number) {
      VERMILION_TRY(run_case(feeder, number));
      if (number == wanted.cases / 3) {
        VERMILION_TRY(hall->move_clock(noon(4, 1)));
      }
    }
    VERMILION_TRY(hall->move_clock(noon(5, 4)));
    VERMILION_TRY(
        feeder.submit_licence(wanted.cases, static_cast<std::uint32_t>(wanted.cases * 10)));
  }
  if (!wanted.rival) return ok();
  VERMILION_TRY(keep_void_frame(directory));
  VERMILION_TRY(const auto hall, Hall::open(options_of(directory)));
  Feeder feeder{*hall};
  VERMILION_TRY(
      const auto id,
      feeder.submit_licence(wanted.cases + 1, static_cast<std::uint32_t>(wanted.cases * 10 + 10)));
  static_cast<void>(id);
  return ok();
}

Result<Position> plant_acceptance(const std::string& directory) {
  PosixFiles files;
  VERMILION_TRY(const auto journal, SegmentJournal::open(files, directory, {}));
  Body body;
  VERMILION_TRY(journal->read(0, 1, [&](const Entry& entry) -> Result<void> {
    VERMILION_TRY(auto one, read_body(entry.record));
    if (one.fact == Submitted::name || one.case_id == body.case_id) {
      const auto version = one.case_version;
      if (one.fact == Submitted::name) body = std::move(one);
      body.case_version = version + 1;
    }
    return ok();
  }));
  Claim claim;
  claim.node = "forger";
  VERMILION_TRY(const auto reigning, journal->claim(0, claim));
  body.principal = Feeder::staff("zhang.min");
  body.principal.person = "person-zhang.min";
  body.principal.role = "window";
  body.principal.grant = "li.wei-window";
  body.proposal_id = "planted";
  body.fact = Accepted::name;
  body.schema = Accepted::schema;
  body.payload = encode(Accepted{"同意"});
  body.from = body.to;
  body.to[0] = "HANDLING";
  body.row = 1;
  ++body.material_version;
  body.duties.clear();
  body.subjects.clear();
  Header header;
  header.house = journal->house();
  header.epoch = reigning.epoch;
  header.sequence = reigning.sequence + 1;
  header.previous = reigning.head;
  FrameBuilder frame{header.house, 0, header.epoch};
  frame.add(encode_record(header, body));
  if (journal->append(0, frame.finish()) != Appended::done) {
    return fail(Code::conflict, "the planted record was not taken");
  }
  static_cast<void>(journal->close(0));
  return Position{0, header.sequence};
}

}  // namespace vermilion::test
