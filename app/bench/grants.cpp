// What a grant check and the opening of a sealed field cost, beside what a whole command costs.
//
// The check is the one that the owner makes (engine/judging.hpp), on rows in RocksDB of as many
// accounts as a province has clerks; the field is as long as the profile's content. Both are held
// against a command in process, which does all else but HTTP: the share over HTTP is smaller.
#include <fmt/format.h>

#include <random>

#include "adapters/store/rocksdb/rocks_rows.hpp"
#include "adapters/system/system_random.hpp"
#include "app/bench/bench_hall.hpp"
#include "app/bench/profile.hpp"
#include "engine/judging.hpp"

namespace vermilion::bench {
namespace {

constexpr std::size_t accounts = 20'000;
constexpr std::size_t grants_each = 8;
constexpr std::size_t checks = 200'000;
constexpr std::size_t subjects = 1'000;
constexpr auto day = microseconds_a_day;

std::string account(std::size_t number) {
  return fmt::format("clerk.{}", number);
}

Staff staff_of(std::size_t number, Instant now) {
  Staff staff;
  staff.who = account(number);
  staff.person = staff.who;
  staff.tree = "accounting";
  staff.path = fmt::format("/330000/330100/{}", 330'100 + number % 90);
  for (std::size_t i = 0; i < grants_each; ++i) {
    Grant grant;
    grant.id = fmt::format("0:{}", number * grants_each + i);
    grant.who = staff.who;
    grant.role = i + 1 == grants_each ? "approver" : "window";
    grant.tree = staff.tree;
    grant.path = i + 1 == grants_each ? staff.path : staff.path + "/other";
    grant.item = "*";
    grant.from = now + -day;
    grant.until = now + day;
    staff.grants.push_back(std::move(grant));
  }
  return staff;
}

// Processor microseconds of one check. Errors: the store's; corrupt (a clerk held nothing).
Result<double> check_us(const std::string& folder, Instant now) {
  VERMILION_TRY(const auto rows, RocksRows::open(folder + "/rows", {}));
  VERMILION_TRY(auto* core, rows->family("core"));
  std::vector<RowChange> changes;
  changes.reserve(accounts);
  for (std::size_t i = 0; i < accounts; ++i) {
    changes.push_back({core::account_key(case_of_account(account(i))), encode(staff_of(i, now))});
  }
  VERMILION_TRY(core->write(changes, 0, 1));
  VERMILION_TRY(rows->flush());
  const References references;
  std::mt19937_64 chance{1};
  Principal principal;
  principal.kind = PrincipalKind::staff;
  Case kase;
  kase.scope_tree = "accounting";
  kase.item = item_code;
  const auto began = cpu_of_thread();
  for (std::size_t i = 0; i < checks; ++i) {
    const auto number = chance() % accounts;
    principal.who = account(number);
    kase.scope_path = fmt::format("/330000/330100/{}", 330'100 + number % 90);
    VERMILION_TRY(const auto asked, asked_by(*core, references, principal, kase, now));
    if (asked.roles.size() != 1) return fail(Code::corrupt, "a clerk did not hold one role");
  }
  return (cpu_of_thread() - began) * 1e6 / static_cast<double>(checks);
}

// Processor microseconds of opening one field. Errors: the keys'.
Result<double> opening_us(const std::string& folder) {
  SystemRandom random;
  VERMILION_TRY(const auto keys, FileKeys::open(folder + "/keys", {}));
  const Sealer sealer{*keys, random};
  const std::string content(content_octets, 'x');
  std::vector<Personal<std::string>> sealed;
  for (std::size_t i = 0; i < subjects; ++i) {
    VERMILION_TRY(const auto key, keys->take());
    VERMILION_TRY(auto one, sealer.seal_text(key, content));
    sealed.push_back(std::move(one));
  }
  const auto began = cpu_of_thread();
  for (std::size_t i = 0; i < checks; ++i) {
    VERMILION_TRY(const auto opened, sealer.open(sealed[i % subjects].sealed()));
    if (opened.size() != content_octets) return fail(Code::corrupt, "a field did not open");
  }
  return (cpu_of_thread() - began) * 1e6 / static_cast<double>(checks);
}

}  // namespace

Result<Run> run_grants(const BenchOptions& options) {
  const TemporaryFolder folder{options.under, "grants"};
  VERMILION_TRY(const auto check, check_us(folder.path(), SystemClock{}.now()));
  VERMILION_TRY(const auto opening, opening_us(folder.path()));
  VERMILION_TRY(const auto inside, run_in_process(options));
  const auto command = inside.figures.at("cpu_us_an_item").to_number<double>() / 3;
  Run run;
  run.figures = {{"accounts", accounts},
                 {"grants_an_account", grants_each},
                 {"grant_check_cpu_us", rounded(check, 2)},
                 {"opening_cpu_us", rounded(opening, 2)},
                 {"command_cpu_us", rounded(command, 2)},
                 {"share_of_a_command", rounded((check + opening) / command, 3)}};
  return run;
}

}  // namespace vermilion::bench
