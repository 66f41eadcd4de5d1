// Bills in process: prepared with a number, signed by the unit, supervised and so issued; 32 units,
// one bill of each outstanding. Three commands a bill, and two SM2 signatures verified by the
// deciding thread. What units and supervision sign is signed before the clock runs: it is not the
// hall's to do for them.
#include "app/bench/lanes.hpp"
#include "app/bench/profile.hpp"
#include "base/identifiers.hpp"
#include "base/sm2.hpp"
#include "events/billing.hpp"
#include "events/directory.hpp"

namespace vermilion::bench {
namespace {

constexpr auto bill_type = "bench-bill";
constexpr auto province = "330000";
constexpr auto supervisor = "11339099PDY000108H";
constexpr auto check_code = "b3nch0";
constexpr std::size_t units = 32;
constexpr double bills_a_unit_and_second = 25;
constexpr int verifications = 2'000;

void at_once(const std::function<void()>& answers) {
  answers();
}

// One unit, its agent, and what it is going to hand in.
struct UnitAtWork {
  std::string uscc;
  Principal agent;
  BillPrepared prepared;
  std::vector<std::string> unit_signatures;
  std::vector<std::string> supervision_signatures;
  std::size_t at = 0;
};

class BillsRun : public Lanes {
 public:
  BillsRun(Hall& hall, std::size_t each) : Lanes{hall}, each_{each} {}

  Result<void> set_up() {
    VERMILION_TRY(auto unit_key, Sm2Key::generate());
    VERMILION_TRY(auto seal, Sm2Key::generate());
    const auto now = hall_.clock().now();
    const auto today = china_day(now);
    code_ = "339901" + to_text(today).substr(2, 2);
    const auto until = now + microseconds_a_day;
    const auto numbers = case_of_numbers(code_);
    VERMILION_TRY(record(staff_with("bill_steward"), numbers,
                         NumbersOpened{code_, "accounting", province, 1, bill_number_max}));
    VERMILION_TRY(bind(supervisor, seal.public_key(), until));
    for (std::size_t i = 0; i < units; ++i) {
      auto& unit = units_.emplace_back();
      unit.uscc = identifiers::synthetic_social_credit_code("91", 1'000 + static_cast<int>(i));
      unit.agent.kind = PrincipalKind::agent;
      unit.agent.who = unit.agent.person = to_hex(view_of(sha256(unit.uscc))).substr(0, 32);
      unit.agent.on_behalf_of = unit.uscc;
      VERMILION_TRY(record(staff_with("window"), case_of_mandate(unit.agent.who, unit.uscc),
                           MandateGiven{unit.agent.who,
                                        {"单位", unit.uscc},
                                        {bill_type},
                                        {},
                                        until,
                                        "accounting",
                                        office_node,
                                        "/330000/330100/330106",
                                        "x"}));
      VERMILION_TRY(bind(unit.uscc, unit_key.public_key(), until));
      VERMILION_TRY(record(staff_with("bill_steward"), numbers,
                           NumbersHandedDown{code_, "accounting", province, "", unit.uscc, each_}));
      VERMILION_TRY(prepare(unit, i, unit_key, seal, today));
    }
    return ok();
  }

  void run() {
    begin_lanes(units);
    for (auto& unit : units_) begin(unit);
    wait();
  }
  [[nodiscard]] std::size_t bills() const noexcept { return each_ * units; }

 private:
  Result<void> bind(const std::string& uscc, const Sm2PublicKey& key, Instant until) {
    return record(staff_with("bill_steward"), case_of_signer(uscc),
                  SignerBound{"accounting", office_node, {"单位", uscc}, key, "bench", until});
  }

  Result<void> prepare(UnitAtWork& unit, std::size_t number, const Sm2Key& key, const Sm2Key& seal,
                       Day today) {
    unit.prepared.item = bill_type;
    unit.prepared.office = office_node;
    unit.prepared.unit = {"单位", unit.uscc};
    unit.prepared.lines = {{"fee", 1, 500, 500}};
    unit.prepared.total = 500;
    unit.prepared.check_code = check_code;
    const auto text = text_of(unit.prepared, "1");
    for (std::size_t i = 0; i < each_; ++i) {
      const auto whole = signed_text(text, {code_, number * each_ + i + 1}, check_code, today);
      VERMILION_TRY(const auto own, key.sign(whole));
      unit.unit_signatures.push_back(to_hex(own));
      VERMILION_TRY(const auto theirs,
                    seal.sign(supervised_text(whole, unit.unit_signatures.back())));
      unit.supervision_signatures.push_back(to_hex(theirs));
    }
    return ok();
  }

  void begin(UnitAtWork& unit) {
    if (unit.at >= each_) return end();
    const auto id = case_for(fmt::format("{}-{}", unit.uscc, unit.at));
    step(unit.agent, id, unit.prepared, true,
         [this, &unit, id](const Decided&) { sign(unit, id); });
  }
  void sign(UnitAtWork& unit, const CaseId& id) {
    step(unit.agent, id, BillSigned{unit.unit_signatures[unit.at]}, false,
         [this, &unit, id](const Decided& decided) {
           supervise(unit, id, duty_of(decided.decision, 0));
         });
  }
  void supervise(UnitAtWork& unit, const CaseId& id, const DutyId& request) {
    Principal office;
    office.kind = PrincipalKind::system;
    office.role = "bill_supervision";
    office.who = office.person = "system/bill_supervision";
    step(office, id, BillSupervised{request, unit.supervision_signatures[unit.at]}, false,
         [this, &unit](const Decided&) {
           ++unit.at;
           begin(unit);
         });
  }

  const std::size_t each_;
  std::string code_;
  std::vector<UnitAtWork> units_;
};

// Processor microseconds of verifying one signature.
Result<double> verifying_us() {
  VERMILION_TRY(const auto key, Sm2Key::generate());
  const std::string text(400, 'x');
  VERMILION_TRY(const auto signature, key.sign(text));
  const auto began = cpu_of_thread();
  for (int i = 0; i < verifications; ++i) {
    if (!sm2_verifies(key.public_key(), text, signature)) {
      return fail(Code::corrupt, "a signature does not verify");
    }
  }
  return (cpu_of_thread() - began) * 1e6 / verifications;
}

}  // namespace

Result<Run> run_bills(const BenchOptions& options) {
  const TemporaryFolder folder{options.under, "bills"};
  VERMILION_TRY(const auto verifying, verifying_us());
  VERMILION_TRY(const auto hall, open_hall(folder.path(), at_once));
  const auto each =
      std::max<std::size_t>(1, static_cast<std::size_t>(bills_a_unit_and_second * options.seconds));
  BillsRun bills{*hall, each};
  VERMILION_TRY(bills.set_up());
  const auto cpu = cpu_of_process();
  const auto started = steady_now();
  bills.run();
  drain(*hall);
  const auto seconds = seconds_since(started);
  const auto cpu_us = (cpu_of_process() - cpu) * 1e6 / static_cast<double>(bills.bills());
  hall->stop();
  Run run;
  run.commands_a_second = 3 * static_cast<double>(bills.bills()) / seconds;
  run.figures = {{"bills", bills.bills()},
                 {"bills_a_second", rounded(static_cast<double>(bills.bills()) / seconds, 1)},
                 {"commands_a_second", rounded(run.commands_a_second, 1)},
                 {"failures", bills.failures()},
                 {"cpu_us_a_bill", rounded(cpu_us, 1)},
                 {"verifying_cpu_us", rounded(verifying, 1)},
                 {"share_of_verifying", rounded(2 * verifying / cpu_us, 2)}};
  return run;
}

}  // namespace vermilion::bench
