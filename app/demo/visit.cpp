#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "app/demo/day.hpp"
#include "base/identifiers.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

bool is_status(const std::string& expect) {
  return !expect.empty() && expect[0] >= '0' && expect[0] <= '9';
}

// Whether the refusal names the rule, as the one that tells or as one of those tried.
bool names_rule(const Answer& answer, const std::string& rule) {
  if (text_at(answer.body, "rule") == rule) return true;
  const auto* tried = answer.body.if_contains("tried");
  if (tried == nullptr || !tried->is_array()) return false;
  return std::any_of(tried->get_array().begin(), tried->get_array().end(), [&](const auto& row) {
    return row.is_object() && text_at(row.get_object(), "rule") == rule;
  });
}

}  // namespace

Visit::Visit(Day& day, const Script& script, std::size_t number)
    : day_{&day},
      script_{&script},
      number_{number},
      key_{fmt::format("demo-{:016x}-{}", day.options_.seed, number)} {
  auto wish = script.wish;
  if (const auto* other = script.shares.empty() ? nullptr : day.visit(script.shares)) {
    wish.with_person = other->application_.people.back();
  }
  application_ = day.applications_.make(wish);
}

Identity Visit::identity(const std::string& role) const {
  if (role == "applicant" && script_->by_agent) return {key_ + "-agent", false, {}, unit()};
  if (role == "applicant") return {key_, false};
  return {role + "." + script_->wish.office, true};
}

std::string Visit::unit() const {
  return identifiers::synthetic_social_credit_code("91", static_cast<int>(number_));
}

std::string Visit::fresh_key() {
  return fmt::format("{}-{}", key_, ++keys_);
}

Result<json::object> Visit::look() {
  VERMILION_TRY(auto answer, day_->client_.get(identity("supervisor"), "/v1/cases/" + case_id_));
  if (answer.status != 200) {
    return fail(Code::conflict,
                fmt::format("GET of its case answers HTTP {} {}", answer.status, answer.text));
  }
  return std::move(answer.body);
}

const json::object* Visit::open_duty(const json::object& seen, std::string_view kind,
                                     std::string_view name) {
  const auto* waiting = seen.if_contains("waiting");
  if (waiting == nullptr || !waiting->is_array()) return nullptr;
  for (const auto& entry : waiting->get_array()) {
    const auto* duty = entry.if_object();
    if (duty != nullptr && text_at(*duty, "kind") == kind && text_at(*duty, "name") == name) {
      return duty;
    }
  }
  return nullptr;
}

bool Visit::is_in(const json::object& seen, std::string_view state) {
  const auto* states = seen.if_contains("states");
  if (states == nullptr || !states->is_array()) return false;
  return std::any_of(states->get_array().begin(), states->get_array().end(), [&](const auto& one) {
    return one.is_object() && text_at(one.get_object(), "name") == state;
  });
}

// An answer other than the expected one is a conflict, which fails the script and not the day.
Result<void> Visit::compare(const Step& step, const Answer& answer) {
  const bool good = answer.status >= 200 && answer.status < 300;
  const bool met = step.expect.empty()      ? good
                   : is_status(step.expect) ? std::to_string(answer.status) == step.expect
                                            : !good && names_rule(answer, step.expect);
  if (!met) {
    return fail(Code::conflict, fmt::format("{} by {}: expected {}, got HTTP {} {}",
                                            step.name.empty() ? "Submitted" : step.name, step.who,
                                            step.expect.empty() ? "acceptance" : step.expect,
                                            answer.status, answer.text.substr(0, 600)));
  }
  if (!step.names.empty()) {
    const auto* other = day_->visit(step.names);
    if (other == nullptr || other->case_id_.empty() ||
        answer.text.find(other->case_id_) == std::string::npos) {
      return fail(Code::conflict, "the refusal does not name the case of " + step.names + ": " +
                                      answer.text.substr(0, 600));
    }
  }
  return ok();
}

Result<void> Visit::hand_in(const Identity& who, json::object& with_materials) {
  auto* list = with_materials.if_contains("materials");
  if (list == nullptr || !list->is_array()) return ok();
  for (auto& entry : list->get_array()) {
    auto& material = entry.get_object();
    VERMILION_TRY(const auto file, day_->material(text_at(material, "code")));
    VERMILION_TRY(const auto name,
                  day_->client_.hand_in(who, file, "application/pdf", fresh_key()));
    material["digest"] = name;
  }
  return ok();
}

Result<void> Visit::submit(const Step& step) {
  if (!std::exchange(handed_in_, true)) {
    VERMILION_TRY(hand_in(identity("applicant"), application_.body));
    VERMILION_TRY(hand_in(identity("applicant"), application_.missing));
  }
  VERMILION_TRY(opened_,
                day_->client_.post(identity("applicant"), "/v1/cases", application_.body, key_));
  VERMILION_TRY(compare(step, opened_));
  if (!step.expect.empty()) {
    ++day_->refused_at_door_;
    return ok();
  }
  case_id_ = text_at(opened_.body, "case");
  day_->note_case(case_id_, script_->wish.office, script_->key);
  return ok();
}

Result<void> Visit::record(const Step& step) {
  const auto& data = step.missing ? application_.missing : step.data;
  VERMILION_TRY(const auto answer,
                day_->client_.post(identity(step.who), "/v1/cases/" + case_id_ + "/facts",
                                   json::object{{"fact", step.name}, {"data", data}}, fresh_key()));
  return compare(step, answer);
}

Result<void> Visit::act_on_task(const Step& step) {
  VERMILION_TRY(const auto seen, look());
  const auto* duty = open_duty(seen, "task", step.task);
  if (duty == nullptr) {
    return fail(Code::conflict, "the case has no open task " + step.task);
  }
  VERMILION_TRY(
      const auto answer,
      day_->client_.post(identity(step.who), "/v1/tasks/" + text_at(*duty, "id") + "/" + step.name,
                         step.data, fresh_key()));
  return compare(step, answer);
}

Result<Visit::Turn> Visit::wait_until(const Step& step) {
  auto* whom = step.names.empty() ? this : const_cast<Visit*>(day_->visit(step.names));
  if (whom == nullptr) return fail(Code::conflict, "no script " + step.names);
  if (!whom->failure_.empty()) return fail(Code::conflict, step.names + " failed");
  json::object seen;
  if (!whom->case_id_.empty()) {
    VERMILION_TRY(seen, whom->look());
  }
  if (is_in(seen, step.name)) return Turn::went_on;
  const auto now = std::chrono::steady_clock::now();
  if (!waits_since_) waits_since_ = now;
  if (now - *waits_since_ > patience) {
    return fail(Code::conflict,
                fmt::format("{} was not reached within {} s", step.name, patience.count()));
  }
  return Turn::waits;
}

// Passed, or ended by somebody: then it is not open any more.
Result<Visit::Turn> Visit::wait_passed(const Step& step) {
  VERMILION_TRY(const auto seen, look());
  const auto* duty = open_duty(seen, "deadline", step.name);
  if (duty == nullptr) return Turn::went_on;
  const auto until = instant_from_text(text_at(*duty, "until"));
  if (!until) return fail(Code::conflict, "the deadline " + step.name + " has no date");
  if (!day_->options_.clock_moves) {
    skipped_ = "时钟不可拨动，止于此 | stops here: the clock cannot be moved";
    at_ = script_->steps.size() - 1;
    return Turn::went_on;
  }
  const auto now = std::chrono::steady_clock::now();
  if (day_->moved_to_ >= *until) {
    // The clock is past it: the timer is about to be recorded.
    if (!waits_since_) waits_since_ = now;
    if (now - *waits_since_ > patience) {
      return fail(Code::conflict, "the deadline " + step.name + " was not recorded");
    }
    return Turn::waits;
  }
  waits_for_ = *until;
  return Turn::waits_for_clock;
}

Result<Visit::Turn> Visit::step(const Step& step) {
  switch (step.kind) {
    case Step::Kind::submit: {
      VERMILION_TRY(submit(step));
      return Turn::went_on;
    }
    case Step::Kind::fact: {
      VERMILION_TRY(record(step));
      return Turn::went_on;
    }
    case Step::Kind::task: {
      VERMILION_TRY(act_on_task(step));
      return Turn::went_on;
    }
    case Step::Kind::special: {
      VERMILION_TRY(step.special(*this));
      return Turn::went_on;
    }
    case Step::Kind::until:
      return wait_until(step);
    case Step::Kind::passed:
      return wait_passed(step);
  }
  return Turn::went_on;
}

}  // namespace vermilion::demo
