#include "workflows/approval/1/duties.hpp"

#include "base/check.hpp"
#include "engine/table/roles.hpp"
#include "workflows/approval/1/words.hpp"

namespace vermilion::approval_1 {
namespace {

struct Occasion {
  std::string_view fact;
  const Submitted* submitted;
  const JudgeInput& input;
  const Data& data;

  [[nodiscard]] const Item& item() const { return *input.item; }
  [[nodiscard]] bool is(std::string_view name) const { return fact == name; }
  [[nodiscard]] bool check_stands_at(std::string_view state) const {
    return input.kase.in_state(state);
  }
};

using Owed = std::vector<Duty>;

Duty plain(const table::DutyInfo& info) {
  return {info.kind, std::string{info.name}, std::string{info.to}, {}, false, Bytes{info.detail}};
}

// When the limit of this name ends that starts to run with this fact; an item without such a limit
// owes no such deadline (the model check says which an item must have).
std::optional<clock::DueAt> fresh_due(const Occasion& on, std::string_view limit) {
  const auto found = on.item().limits.find(std::string{limit});
  if (found == on.item().limits.end()) return {};
  const bool from_receipt = limit == decide_in_time::info.name && on.is(DeemedAccepted::name);
  const auto start = from_receipt ? on.data.received : on.input.moments.effective_at;
  const auto due = clock::due_of(found->second, start, *on.input.calendar);
  VERMILION_CHECK(due.has_value(), "a loaded item's limits were checked");
  return due.value();
}

Owed deadline_duty(const table::DutyInfo& info, const Occasion& on) {
  const auto due = fresh_due(on, info.name);
  if (!due) return {};
  auto duty = plain(info);
  duty.due = due->due;
  duty.provisional = due->provisional;
  return {duty};
}

// The facts that start the limit `deadline`; after others it runs on.
bool starts(const Occasion& on, std::string_view deadline) {
  if (deadline == accept_in_time::info.name) return on.is(Submitted::name);
  if (deadline == supply_in_time::info.name) return on.is(SupplementRequested::name);
  if (deadline == deliver_in_time::info.name) return on.is(Approved::name);
  return on.is(Accepted::name) || on.is(DeemedAccepted::name) || on.is(Supplemented::name);
}

Duty task_under(const table::DutyInfo& info, const Occasion& on, std::string_view deadline) {
  auto duty = plain(info);
  // Who may not do it: for the office, the applicant; the second look adds to it.
  if (table::roles::is_staff(info.to)) duty.detail = Submitted::name;
  if (starts(on, deadline)) {
    if (const auto due = fresh_due(on, deadline)) {
      duty.due = due->due;
      duty.provisional = due->provisional;
    }
  } else if (const auto* open = on.input.kase.duty_named(deadline)) {
    duty.due = open->due;
    duty.provisional = open->provisional;
  } else if (deadline == decide_in_time::info.name) {
    duty.due = on.data.decide_due;  // overdue by now, and still the date it was due
  } else if (deadline == deliver_in_time::info.name) {
    duty.due = on.data.deliver_due;
  }
  return duty;
}

Owed review_duty(const Occasion& on) {
  if (!on.is(Proposed::name) && on.item().links != 1) return {};
  auto duty = task_under(review::info, on, decide_in_time::info.name);
  duty.detail += on.item().links == 1 ? ",Proposed" : ",Proposed,Accepted";
  return {duty};
}

Owed take_duties(const Occasion& on) {
  Owed owed;
  if (!on.item().full_time_posts) return owed;
  const auto add = [&](const Digest& key) {
    auto duty = plain(take_posts::info);
    duty.detail = Bytes{view_of(key)};
    owed.push_back(std::move(duty));
  };
  if (on.submitted != nullptr) {
    for (const auto& person : on.submitted->people) {
      if (person.full_time) add(person.id_number.lookup);
    }
  } else {
    for (const auto& post : on.data.posts) add(post.key);
  }
  return owed;
}

Owed give_back_duties(const Occasion& on) {
  Owed owed;
  for (const auto& post : on.data.posts) {
    if (!post.granted) continue;
    auto duty = plain(give_back_posts::info);
    duty.detail = Bytes{view_of(post.key)};
    owed.push_back(std::move(duty));
  }
  return owed;
}

Owed check_duty(const Occasion& on) {
  if (!on.item().check_lead || !on.check_stands_at(CheckOpen::info.name)) return {};
  auto duty = plain(check_lead::info);
  const CheckRequest request{on.submitted != nullptr ? lead_of(on.submitted->people)
                                                     : on.data.lead};
  duty.detail = encode(request);
  return {duty};
}

Owed hand_check_duty(const Occasion& on) {
  // Taken up again after a lapse that was none: the task had ended with the case.
  if (on.is(Supplemented::name) && !on.check_stands_at(CheckByHand::info.name) &&
      !on.check_stands_at(CheckDiffers::info.name)) {
    return {};
  }
  return {task_under(check_by_hand::info, on, accept_in_time::info.name)};
}

Owed acceptance_by_rule(const Occasion& on) {
  if (!on.item().accept_by_rule) return {};
  const bool now =
      on.submitted != nullptr ? !on.item().check_lead : on.input.kase.in_state(PreCheck::info.name);
  return now ? Owed{plain(accept_at_once::info)} : Owed{};
}

Owed task_duty(const table::DutyInfo& info, const Occasion& on) {
  const auto name = info.name;
  if (name == precheck::info.name) return {task_under(info, on, accept_in_time::info.name)};
  if (name == supply_materials::info.name) {
    return {task_under(info, on, supply_in_time::info.name)};
  }
  if (name == check_by_hand::info.name) return hand_check_duty(on);
  if (name == review::info.name) return review_duty(on);
  if (name == handle::info.name) {
    if (on.item().links == 1) return {};
    return {task_under(info, on, decide_in_time::info.name)};
  }
  return {task_under(info, on, deliver_in_time::info.name)};
}

}  // namespace

Instant start_of(const Data& data, const OpenDuty& deadline) {
  // Accepted by silence, and by nobody since: the decision runs from receipt.
  const bool from_receipt = deadline.name == decide_in_time::info.name && data.deemed_only;
  return from_receipt ? data.received : deadline.since;
}

std::vector<Duty> resolve(const table::DutyInfo& info, std::string_view fact,
                          const Submitted* submitted, const JudgeInput& input, const Data& data) {
  const Occasion on{fact, submitted, input, data};
  switch (info.kind) {
    case deadline:
      return deadline_duty(info, on);
    case task:
      return task_duty(info, on);
    case take:
      return take_duties(on);
    case give_back:
      return give_back_duties(on);
    case check:
      return check_duty(on);
    case judgement:
      return acceptance_by_rule(on);
    default:
      return {plain(info)};
  }
}

}  // namespace vermilion::approval_1
