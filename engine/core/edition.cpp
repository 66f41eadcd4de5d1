#include "engine/core/edition.hpp"

namespace vermilion {

void Editions::add(std::shared_ptr<const Edition> edition) {
  const std::string name{edition->info().edition};
  editions_.emplace(name, std::move(edition));
}

const Edition* Editions::find(std::string_view name) const {
  const auto found = editions_.find(name);
  return found == editions_.end() ? nullptr : found->second.get();
}

void refuse_by(const table::RuleInfo& rule, std::string place,
               const std::vector<std::string>& states, Judgement& judgement) {
  Refusal refusal;
  refusal.reason = "refused";
  refusal.tried.push_back({judgement.row.value_or(0), std::string{rule.name},
                           std::string{rule.citation.law}, std::string{rule.citation.article}});
  refusal.place = std::move(place);
  refusal.found = std::string{rule.zh}.append(" | ").append(rule.en);
  judgement.answer = table::Answer::refused;
  judgement.row.reset();
  judgement.from = states;
  judgement.to = states;
  judgement.duties.clear();
  judgement.met.clear();
  judgement.refusal = std::move(refusal);
}

}  // namespace vermilion
