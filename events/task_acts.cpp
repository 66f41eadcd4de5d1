#include "events/task_acts.hpp"

#include <tuple>

#include "events/codec/upcast.hpp"

namespace vermilion {
namespace {

using TaskFacts =
    std::tuple<TaskClaimed, TaskReleased, TaskAssigned, TaskTakenOver, TaskDelegated, TaskReturned,
               TaskUrged, TaskNoted, TaskCopied, CosignAsked, CosignGiven, CosignWithdrawn>;

template <class Each>
void each_task_fact(Each&& each) {
  std::apply([&each](const auto&... fact) { (each(fact), ...); }, TaskFacts{});
}

// Calls `then` with the act decoded. Errors: corrupt, unsupported.
template <class Then>
Result<void> with_act(std::string_view name, std::uint16_t schema, BytesView payload, Then&& then) {
  Result<void> result =
      fail(Code::unsupported, fmt::format("{} is no act on a task that is known here", name));
  each_task_fact([&](const auto& empty) {
    using F = std::decay_t<decltype(empty)>;
    if (F::name != name) return;
    const auto fact = read_fact<F>(schema, payload);
    result = fact ? ok() : Result<void>{fail(fact.error().code, fact.error().detail)};
    if (fact) then(fact.value());
  });
  return result;
}

}  // namespace

bool is_task_fact(std::string_view fact) noexcept {
  bool is = false;
  each_task_fact([&](const auto& empty) { is = is || empty.name == fact; });
  return is;
}

Result<std::string> note_of_act(const Body& body) {
  std::string note;
  VERMILION_TRY(with_act(body.fact, body.schema, body.payload, [&](const auto& fact) {
    if constexpr (requires { fact.note; }) note = fact.note;
    if constexpr (requires { fact.opinion; }) note = fact.opinion;
  }));
  return note;
}

Result<DutyId> task_of_act(std::string_view name, std::uint16_t schema, BytesView payload) {
  DutyId task;
  VERMILION_TRY(with_act(name, schema, payload, [&](const auto& fact) { task = fact.task; }));
  return task;
}

Result<std::vector<std::string>> named_in_act(std::string_view name, std::uint16_t schema,
                                              BytesView payload) {
  std::vector<std::string> named;
  VERMILION_TRY(with_act(name, schema, payload, [&](const auto& fact) {
    if constexpr (requires { std::string{fact.to}; }) {
      named = {fact.to};
    } else if constexpr (requires { fact.to; }) {
      named = fact.to;
    }
  }));
  return named;
}

Result<std::vector<std::string>> holders_at_once(const Body& body) {
  if (body.fact != CosignAsked::name) return std::vector<std::string>{};
  return named_in_act(body.fact, body.schema, body.payload);
}

Result<HandsChange> hands_change(const Body& body) {
  HandsChange change;
  VERMILION_TRY(with_act(body.fact, body.schema, body.payload, [&](const auto& fact) {
    using F = std::decay_t<decltype(fact)>;
    if constexpr (std::is_same_v<F, TaskClaimed> || std::is_same_v<F, TaskTakenOver>) {
      change.holder = body.principal.who;
    } else if constexpr (std::is_same_v<F, TaskReleased>) {
      change.holder = "";
    } else if constexpr (std::is_same_v<F, TaskAssigned> || std::is_same_v<F, TaskDelegated>) {
      change.holder = fact.to;
      change.delegates = std::is_same_v<F, TaskDelegated>;
    } else if constexpr (std::is_same_v<F, TaskReturned>) {
      change.returns = true;
    } else if constexpr (std::is_same_v<F, TaskUrged>) {
      change.urges = true;
    }
  }));
  return change;
}

const Cosigns* cosigns_of(const std::vector<Cosigns>& all, const DutyId& own) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Cosigns& one) { return one.is_open(own); });
  return found == all.end() ? nullptr : &*found;
}

Result<void> fold_cosigns(std::vector<Cosigns>& all, const Body& body,
                          const DecisionName& decision) {
  if (body.fact == CosignGiven::name) {
    VERMILION_TRY(const auto fact, read_fact<CosignGiven>(body.schema, body.payload));
    for (auto& one : all) {
      if (one.is_open(fact.task)) ++(fact.agrees ? one.agreed : one.objected);
    }
  }
  for (auto& one : all) {
    std::erase_if(one.open, [&](const DutyId& id) {
      return std::find(body.met.begin(), body.met.end(), id) != body.met.end();
    });
  }
  std::erase_if(all, [](const Cosigns& one) { return one.open.empty(); });
  if (body.fact != CosignAsked::name) return ok();
  VERMILION_TRY(const auto fact, read_fact<CosignAsked>(body.schema, body.payload));
  Cosigns asked{fact.task, body.principal.who, fact.before, fact.needed, 0, 0, {}};
  for (std::size_t i = 0; i < body.duties.size(); ++i) {
    if (body.duties[i].name == cosign_task) asked.open.push_back(duty_of(decision, i));
  }
  all.push_back(std::move(asked));
  return ok();
}

}  // namespace vermilion
