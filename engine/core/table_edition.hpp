// TableEdition: the part of an edition that every table shares.
//
// `W` gives: edition, table, initial (engine/table/table.hpp); `Data`, the edition's own state with
// cereal `serialize`; and
//   static std::vector<Duty> resolve(const DutyInfo&, const Fact&, const Context&)   // 0…n duties
//   static void fold(Data&, const Fact&, const Body&)                 // for each fact of the table
//   static constexpr bool changes_material
// and, where it owes deadlines that a calendar counts,
//   static Instant start_of(const Data&, const OpenDuty&)       // where an open deadline began
//   static void fold_due(Data&, std::string_view deadline, Instant to)
// where Context is RuleContext<Data>. Included only by the .cpp of an edition: it brings Boost.MSM.
// Threads: immutable.
#pragma once

#include <fmt/format.h>

#include "engine/core/grades.hpp"
#include "engine/core/legal_clock.hpp"
#include "engine/core/rule_context.hpp"
#include "engine/table/interpreter.hpp"
#include "engine/table/machine.hpp"
#include "events/codec/upcast.hpp"

namespace vermilion {

// The workflow of a table that owes nothing, and whose cases keep no state of their own.
template <class Table, class State, bool Material>
struct PlainWorkflow : Table {
  using Data = State;
  static constexpr bool changes_material = Material;

  template <class Fact>
  static std::vector<Duty> resolve(const table::DutyInfo&, const Fact&, const RuleContext<Data>&) {
    return {};
  }
  template <class Fact>
  static void fold(Data&, const Fact&, const Body&) {}
};

template <class W>
class TableEdition : public Edition {
  using Data = typename W::Data;
  using Context = RuleContext<Data>;
  using Machine = table::Machine<W, Context>;
  using Interpreter = table::Interpreter<W, Context>;

 public:
  [[nodiscard]] table::TableInfo info() const override { return table::info_of<W>(); }
  [[nodiscard]] Digest digest() const override { return digest_; }
  [[nodiscard]] std::vector<std::string> initial() const override {
    std::vector<std::string> names;
    for (const auto& state : info().initial) names.emplace_back(state.name);
    return names;
  }

  [[nodiscard]] Result<Judgement> judge(const JudgeInput& input) const override {
    Judgement judgement;
    judgement.changes_material = W::changes_material;
    VERMILION_TRY(with_context(
        input,
        [&](const auto& fact, const Context& context) -> Result<void> {
          const auto verdict = Machine::judge(std::span{input.kase.states}, fact, context);
          fill(judgement, verdict, fact, context);
          if constexpr (requires { fact.materials; }) {
            return grades::judge_grades(fact.materials, input, judgement);
          }
          return ok();
        },
        judgement));
    return judgement;
  }

  [[nodiscard]] Result<table::Verdict> interpret(const JudgeInput& input) const override {
    table::Verdict verdict;
    Judgement unused;
    VERMILION_TRY(with_context(
        input,
        [&](const auto& fact, const Context& context) -> Result<void> {
          verdict = Interpreter::judge(std::span{input.kase.states}, fact, context);
          return ok();
        },
        unused));
    return verdict;
  }

  [[nodiscard]] Result<void> fold(Case& kase, const Body& body) const override {
    VERMILION_TRY(auto data, data_of(kase));
    bool known = false;
    Result<void> result = ok();
    table::mp::mp_for_each<table::detail::identities<table::facts_of<W>>>([&](auto identity) {
      using F = typename decltype(identity)::type;
      if (F::name != body.fact) return;
      known = true;
      const auto fact = read_fact<F>(body.schema, body.payload);
      if (!fact) {
        result = fail(fact.error().code, fact.error().detail);
        return;
      }
      W::fold(data, fact.value(), body);
      if constexpr (requires { fact.value().materials; }) {
        grades::note_handed_in(kase, fact.value().materials);
      }
    });
    VERMILION_TRY(result);
    if (!known) {
      return fail(Code::unsupported,
                  fmt::format("edition {} knows no fact {}", info().edition, body.fact));
    }
    if constexpr (!std::is_empty_v<Data>) kase.data = encode(data);
    return ok();
  }

  [[nodiscard]] Result<std::optional<clock::DueAt>> due_again(
      const Case& kase, const OpenDuty& deadline, const Item& item,
      const clock::Calendar& calendar) const override {
    std::optional<clock::DueAt> again;
    if constexpr (requires(const Data& data) { W::due_of(data, deadline, item, calendar); }) {
      VERMILION_TRY(const auto data, data_of(kase));
      again = W::due_of(data, deadline, item, calendar);
      if (again) return again;
    }
    if constexpr (requires(const Data& data) { W::start_of(data, deadline); }) {
      const auto limit = item.limits.find(deadline.name);
      if (limit == item.limits.end()) return again;
      VERMILION_TRY(const auto data, data_of(kase));
      auto begun = deadline;
      if (const auto* passed = taken_up(kase, deadline)) begun.since = passed->since;
      const auto run =
          run_of(kase.clock, deadline.name, item, limit->second, W::start_of(data, begun));
      VERMILION_TRY(again, due_of(run, calendar));
    }
    return again;
  }

  [[nodiscard]] Result<void> fold_due(Case& kase, std::string_view deadline,
                                      Instant to) const override {
    if constexpr (requires(Data& data) { W::fold_due(data, deadline, to); }) {
      VERMILION_TRY(auto data, data_of(kase));
      W::fold_due(data, deadline, to);
      kase.data = encode(data);
    }
    return ok();
  }

 private:
  [[nodiscard]] Result<Data> data_of(const Case& kase) const {
    // An edition without state of its own (worklist) leaves that of the case's edition alone.
    if (std::is_empty_v<Data> || kase.data.empty()) return Data{};
    auto data = decode<Data>(kase.data);
    if (!data) {
      return fail(Code::corrupt, fmt::format("the data of case {} are not those of edition {}",
                                             kase.id.text(), info().edition));
    }
    return std::move(*data);
  }

  // Calls `then(fact, context)` when a row of the table has the fact; else leaves `not_here`.
  template <class Then>
  [[nodiscard]] Result<void> with_context(const JudgeInput& input, Then&& then,
                                          Judgement& judgement) const {
    VERMILION_TRY(const auto data, data_of(input.kase));
    Context context{input, data};
    judgement.from = input.kase.states;
    judgement.to = input.kase.states;
    judgement.refusal = Refusal{"not_here", {}, {}, {}};
    Result<void> result = ok();
    table::mp::mp_for_each<table::detail::identities<table::facts_of<W>>>([&](auto identity) {
      using F = typename decltype(identity)::type;
      if (F::name != input.fact) return;
      const auto fact = read_fact<F>(input.schema, input.payload);
      if (!fact) {
        result = fail(fact.error().code, fact.error().detail);
        return;
      }
      result = then(fact.value(), context);
    });
    return result;
  }

  template <class F>
  void fill(Judgement& judgement, const table::Verdict& verdict, const F& fact,
            const Context& context) const {
    const auto table = info();
    judgement.answer = verdict.answer;
    if (verdict.answer == table::Answer::recorded) {
      const auto& row = table.rows[verdict.row];
      const auto& input = context.input;
      judgement.row = verdict.row;
      judgement.refusal.reset();
      for (std::size_t i = 0; i < judgement.to.size(); ++i) {
        if (judgement.from[i] == row.from.name) judgement.to[i] = row.to.name;
      }
      if (const auto* held = context.role_for(row.who)) {
        judgement.role = held->role;
        judgement.grant = held->grant;
        judgement.grant_position = held->position;
      }
      for (const auto& duty : row.owes) {
        for (auto& owed : W::resolve(duty, fact, context)) {
          judgement.duties.push_back(std::move(owed));
        }
      }
      for (const auto& open : input.kase.open) {
        const bool over = std::any_of(row.ends.begin(), row.ends.end(),
                                      [&](auto name) { return name == "*" || name == open.name; });
        if (over) judgement.met.push_back(open.id);
      }
      return;
    }
    Refusal refusal;
    refusal.reason = verdict.answer == table::Answer::not_here    ? "not_here"
                     : verdict.answer == table::Answer::ambiguous ? "internal"
                                                                  : "refused";
    for (const auto& tried : verdict.tried) {
      const auto& row = table.rows[tried.row];
      RowTried entry{tried.row, "role", {}, {}};
      if (tried.rule >= 0) {
        const auto& rule = row.rules[static_cast<std::size_t>(tried.rule)];
        entry.rule = rule.name;
        entry.law = rule.citation.law;
        entry.article = rule.citation.article;
      }
      refusal.tried.push_back(std::move(entry));
    }
    refusal.place = verdict.finding.place;
    refusal.found = verdict.finding.found;
    judgement.refusal = std::move(refusal);
    if (!context.input.roles.empty()) {
      judgement.role = context.input.roles.front().role;
      judgement.grant = context.input.roles.front().grant;
      judgement.grant_position = context.input.roles.front().position;
    }
  }

  Digest digest_ = table::digest_of(table::info_of<W>());
};

}  // namespace vermilion
