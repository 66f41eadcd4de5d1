#include "events/legal_clock.hpp"

#include "events/codec/upcast.hpp"

namespace vermilion {

const ProcedureRun* LegalClock::running() const noexcept {
  return procedures.empty() || procedures.back().until.set() ? nullptr : &procedures.back();
}

std::vector<std::string> states_of(const LegalClock& clock) {
  const char* extension = clock.extension != 0  ? "EXTENDED"
                          : clock.asked.empty() ? "UNEXTENDED"
                                                : "EXTENSION_ASKED";
  return {clock.running() != nullptr ? "STOPPED" : "RUNNING", extension, "OF_ITEM"};
}

bool is_of_clock(const Body& body) noexcept {
  return body.basis.edition.name == "clock";
}

bool is_clock_fact(std::string_view fact) noexcept {
  return fact == ProcedureStarted::name || fact == ProcedureEnded::name ||
         fact == ProcedureOverdue::name || fact == ExtensionAsked::name ||
         fact == LimitExtended::name || fact == ExtensionDenied::name ||
         fact == ItemVersionChanged::name;
}

Result<void> fold_clock(LegalClock& clock, const Body& body) {
  if (body.fact == ProcedureStarted::name) {
    VERMILION_TRY(const auto fact, read_fact<ProcedureStarted>(body.schema, body.payload));
    ProcedureRun run{fact.procedure, fact.limit, body.effective_at, {}, {}};
    for (const auto& duty : body.duties) {
      if (duty.detail == ProcedureOverdue::name) run.planned = duty.due;
    }
    clock.procedures.push_back(std::move(run));
  } else if (body.fact == ProcedureEnded::name) {
    if (clock.running() == nullptr) {
      return fail(Code::corrupt, "it ends a procedure, and none goes on");
    }
    clock.procedures.back().until = body.effective_at;
  } else if (body.fact == ExtensionAsked::name) {
    VERMILION_TRY(const auto fact, read_fact<ExtensionAsked>(body.schema, body.payload));
    clock.asked = fact.limit;
  } else if (body.fact == LimitExtended::name) {
    VERMILION_TRY(const auto fact, read_fact<LimitExtended>(body.schema, body.payload));
    clock.extended = std::move(clock.asked);
    clock.asked.clear();
    clock.extended_at = body.effective_at;
    clock.extension = fact.amount;
  } else if (body.fact == ExtensionDenied::name) {
    clock.asked.clear();
  } else if (body.fact == ItemVersionChanged::name) {
    ++clock.versions;
  }
  return ok();
}

}  // namespace vermilion
