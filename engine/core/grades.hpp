// Trust grades of materials (国办函〔2016〕108号) that a table cannot know: what a grade stands on.
//
// A sender may say C (the original is to be seen) or D (he answers for its truth). B says that a
// window has seen the original, and holds only when the house has that on record for this
// applicant; A says that the house itself issued it, and no source of such is linked yet. Every
// shape that takes materials is asked the same, after its own rows. Threads: free functions.
#pragma once

#include <algorithm>

#include "engine/core/edition.hpp"
#include "events/facts/person.hpp"

namespace vermilion::grades {

inline constexpr table::RuleInfo rule{"GradeStandsOnRecord",
                                      {"国办函〔2016〕108号", "材料可信等级"},
                                      "A、B 级须有本机关的记录：B 级为窗口已核验原件",
                                      "grades A and B stand on a record of the house: B on a "
                                      "window that saw the original"};

// Turns a verdict that a row gave into a refusal when a grade stands on nothing. Errors: the
// store's.
[[nodiscard]] inline Result<void> judge_grades(const std::vector<Material>& materials,
                                               const JudgeInput& input, Judgement& judgement) {
  if (input.materials == nullptr || judgement.answer != table::Answer::recorded) return ok();
  for (std::size_t i = 0; i < materials.size(); ++i) {
    const auto& material = materials[i];
    if (material.grade != "A" && material.grade != "B") continue;
    if (material.grade == "B") {
      VERMILION_TRY(const auto verified,
                    input.materials->is_verified(material.digest, input.principal.who));
      if (verified) continue;
    }
    refuse_by(rule, "/materials/" + std::to_string(i) + "/grade", input.kase.states, judgement);
    return ok();
  }
  return ok();
}

inline void note_handed_in(Case& kase, const std::vector<Material>& materials) {
  auto& known = kase.handed_in;
  for (const auto& material : materials) {
    if (std::find(known.begin(), known.end(), material.digest) == known.end()) {
      known.push_back(material.digest);
    }
  }
}

}  // namespace vermilion::grades
