#include "tests/sim/people.hpp"

#include <algorithm>

#include "engine/table/roles.hpp"
#include "tests/support/house.hpp"

namespace vermilion::sim {
namespace {

const std::vector<std::string>& applicants() {
  static const std::vector<std::string> all{"a1", "a2", "a3"};
  return all;
}

DutyId open_check(const Case& kase) {
  const auto* check = kase.duty_named("check");
  return check == nullptr ? DutyId{} : check->id;
}

// What a fact must say to hold; `spoiled`, it says nothing.
template <class F>
F content(const Case& kase, bool spoiled) {
  F fact;
  if constexpr (requires { fact.request; }) fact.request = open_check(kase);
  if (spoiled) return fact;
  if constexpr (requires { fact.reason; }) fact.reason = "理由";
  if constexpr (requires { fact.opinion; }) fact.opinion = "符合条件";
  if constexpr (requires { fact.reasons; }) fact.reasons = "不符合条件";
  if constexpr (requires { fact.remedies; }) fact.remedies = "可申请行政复议";
  if constexpr (requires { fact.how; }) fact.how = "窗口";
  if constexpr (requires { fact.passed; }) fact.passed = true;
  if constexpr (std::is_same_v<F, CertificateMade>) fact.number = "DLJZ330106000001";
  if constexpr (std::is_same_v<F, SupplementRequested>) fact.items = {{"rules", "缺少页"}};
  if constexpr (std::is_same_v<F, Supplemented>) {
    fact.materials = {{"rules", sha256("supplied"), "C", 1, ""}};
  }
  if constexpr (std::is_same_v<F, Submitted>) fact = test::application("permit");
  return fact;
}

}  // namespace

Proposal People::next(const Checker& known) {
  if (known.cases().empty() || dice_->percent(12)) return submit();
  // The newest cases are the ones that move.
  const auto& cases = known.cases();
  const auto back = std::min<std::size_t>(cases.size(), 3);
  const auto id =
      dice_->percent(80) ? cases[cases.size() - 1 - dice_->below(back)] : dice_->one_of(cases);
  const auto kase = known.load(id).value_or(Case{});
  Proposal proposal;
  if (dice_->percent(72)) {
    proposal = by_the_table(kase);
  } else if (dice_->percent(60)) {
    proposal = on_a_task(kase);
  } else {
    proposal = anything(kase);
  }
  if (dice_->percent(10)) proposal.expected = kase.material_version - dice_->below(2);
  return proposal;
}

Proposal People::submit() {
  static const std::vector<std::string> items{"licence", "permit", "permit", "quick"};
  const auto& item = dice_->one_of(items);
  std::vector<std::uint32_t> people;
  const auto first = static_cast<std::uint32_t>(dice_->below(4));
  for (std::uint32_t i = 0; i < 3; ++i) people.push_back(first + i);
  auto fact = test::application(item, people);
  if (dice_->percent(8) && fact.unit) fact.unit->uscc = "x";
  if (dice_->percent(5)) fact.office = "999999";
  if (dice_->percent(10)) fact.materials.pop_back();
  return test::submission(test::applicant(dice_->one_of(applicants())), key(), fact);
}

Principal People::somebody(const Case& kase, std::string_view role) {
  if (role == "applicant") return test::applicant(kase.applicant);
  if (role == "public_security") return test::public_security();
  return test::staff(dice_->one_of(test::accounts_with(std::string{role})));
}

Proposal People::by_the_table(const Case& kase) {
  const auto* edition = test::editions().find(kase.edition);
  if (edition == nullptr) return submit();
  const auto table = edition->info();
  for (int attempt = 0; attempt < 40; ++attempt) {
    const auto& row = dice_->one_of(table.rows);
    if (!kase.in_state(row.from.name) || row.who.empty()) continue;
    const std::string role{dice_->one_of(row.who).name};
    const bool by_somebody =
        table::roles::is_staff(role) || role == "applicant" || role == "public_security";
    if (!by_somebody) continue;
    const bool ends = row.fact == Withdrawn::name || row.fact == NotAccepted::name;
    if (ends && dice_->percent(75)) continue;
    return make(somebody(kase, role), kase, row.fact);
  }
  return anything(kase);
}

Proposal People::on_a_task(const Case& kase) {
  std::vector<const OpenDuty*> tasks;
  for (const auto& duty : kase.open) {
    if (duty.kind == DutyKind::task) tasks.push_back(&duty);
  }
  if (tasks.empty()) return by_the_table(kase);
  const auto& task = *dice_->one_of(tasks);
  const bool fitting = table::roles::is_staff(task.to) && dice_->percent(70);
  const auto& accounts = fitting ? test::accounts_with(task.to) : test::all_staff();
  const auto who = test::staff(dice_->one_of(accounts));
  switch (dice_->below(4)) {
    case 0:
      return test::proposal_of(test::staff(task.holder.empty() ? who.who : task.holder), kase.id,
                               key(), TaskReleased{task.id});
    case 1:
      return test::proposal_of(test::staff("s1"), kase.id, key(),
                               TaskAssigned{task.id, dice_->one_of(accounts)});
    default:
      return test::proposal_of(who, kase.id, key(), TaskClaimed{task.id});
  }
}

Proposal People::anything(const Case& kase) {
  static const std::vector<std::string_view> facts = [] {
    std::vector<std::string_view> names;
    const auto rows = test::editions().find("approval/1")->info().rows;
    for (const auto& row : rows) names.push_back(row.fact);
    return names;
  }();
  const auto who = dice_->percent(20) ? test::applicant(dice_->one_of(applicants()))
                                      : test::staff(dice_->one_of(test::all_staff()));
  return make(who, kase, dice_->one_of(facts));
}

Proposal People::make(const Principal& principal, const Case& kase, std::string_view wanted) {
  const bool spoiled = dice_->percent(8);
  Proposal proposal;
  each_fact([&](const auto& sample) {
    using F = std::decay_t<decltype(sample)>;
    if (F::name != wanted) return;
    proposal = test::proposal_of(principal, kase.id, key(), content<F>(kase, spoiled));
  });
  return proposal;
}

Proposal People::with_other_meaning(Proposal proposal) {
  proposal.meaning[0] ^= 1U;
  return proposal;
}

}  // namespace vermilion::sim
