#include "engine/core/forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace vermilion {

std::optional<table::Finding> form_fault(std::span<const FormAnswer> answers,
                                         std::span<const FormField> fields) {
  using table::Finding;
  std::set<std::string_view> filled;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto& answer = answers[i];
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const FormField& one) { return one.name == answer.field; });
    if (field == fields.end() || !filled.insert(answer.field).second) {
      return Finding{fmt::format("/answers/{}/field", i), answer.field};
    }
    if (answer.value.size() > field->max || (field->required && answer.value.empty())) {
      return Finding{fmt::format("/answers/{}/value", i), ""};
    }
  }
  for (const auto& field : fields) {
    if (field.required && !filled.contains(field.name)) return Finding{"/answers", field.name};
  }
  return {};
}

}  // namespace vermilion
