#include "workflows/approval/1/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/identifiers.hpp"
#include "engine/core/forms.hpp"

namespace vermilion::approval_1 {
namespace {

const MaterialRule* rule_of(const Item& item, std::string_view code) {
  const auto found = std::find_if(item.materials.begin(), item.materials.end(),
                                  [&](const MaterialRule& rule) { return rule.code == code; });
  return found == item.materials.end() ? nullptr : &*found;
}

bool grade_suffices(const MaterialRule& rule, std::string_view grade) {
  return grade.size() == 1 && rule.grades.find(grade) != std::string::npos;
}

std::size_t full_time_count(const std::vector<Person>& people) {
  return static_cast<std::size_t>(std::count_if(
      people.begin(), people.end(), [](const Person& person) { return person.full_time; }));
}

}  // namespace

Fault unit_fault(const Submitted& fact, const Item& item) {
  if (!fact.unit) {
    return item.needs_unit ? Fault{Finding{"/unit", ""}} : Fault{};
  }
  const auto code = identifiers::check_social_credit_code(fact.unit->uscc);
  if (code) return {};
  return Finding{"/unit/uscc", fmt::format("{} | {}", identifiers::chinese(code.error()),
                                           identifiers::english(code.error()))};
}

Fault people_fault(const Submitted& fact, const Item& item) {
  const auto count = full_time_count(fact.people);
  if (count >= item.people_min) return {};
  return Finding{"/people",
                 fmt::format("专职 {} 人，应不少于 {} 人 | {} full-time, at least {} needed", count,
                             item.people_min, count, item.people_min)};
}

Fault lead_fault(const Submitted& fact, const Item& item) {
  if (!item.needs_lead) return {};
  const auto leads = std::count_if(fact.people.begin(), fact.people.end(),
                                   [](const Person& person) { return person.lead; });
  if (leads != 1) {
    return Finding{"/people", fmt::format("业务负责人 {} 名，应为 1 名 | {} in charge, must be one",
                                          leads, leads)};
  }
  const auto index = lead_of(fact.people);
  const auto& lead = fact.people[index];
  if (!lead.full_time) {
    return Finding{fmt::format("/people/{}/full_time", index), "非专职 | not full-time"};
  }
  if (lead.accountant_title || lead.years_of_work >= item.lead_years_min) return {};
  return Finding{fmt::format("/people/{}/years_of_work", index),
                 fmt::format("{} 年且无会计师职称，应满 {} 年 | {} years and no title, {} needed",
                             lead.years_of_work, item.lead_years_min, lead.years_of_work,
                             item.lead_years_min)};
}

Fault id_number_fault(const Submitted& fact) {
  for (std::size_t i = 0; i < fact.people.size(); ++i) {
    if (!fact.people[i].id_number.check_holds) {
      return Finding{fmt::format("/people/{}/id_number", i), ""};
    }
  }
  return {};
}

Fault same_person_fault(const Submitted& fact) {
  std::set<Digest> seen;
  for (std::size_t i = 0; i < fact.people.size(); ++i) {
    if (!seen.insert(fact.people[i].id_number.lookup).second) {
      return Finding{fmt::format("/people/{}/id_number", i), ""};
    }
  }
  return {};
}

Fault form_fault(const Submitted& fact, const Item& item) {
  return vermilion::form_fault(fact.answers, item.fields);
}

Fault material_list_fault(const std::vector<Material>& materials, const Item& item) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < materials.size(); ++i) {
    const auto& code = materials[i].code;
    if (rule_of(item, code) == nullptr || !seen.insert(code).second) {
      return Finding{fmt::format("/materials/{}/code", i), code};
    }
  }
  return {};
}

Fault grade_fault(const std::vector<Material>& materials, const Item& item) {
  for (std::size_t i = 0; i < materials.size(); ++i) {
    const auto* rule = rule_of(item, materials[i].code);
    if (rule != nullptr && !grade_suffices(*rule, materials[i].grade)) {
      return Finding{fmt::format("/materials/{}/grade", i), materials[i].grade};
    }
  }
  return {};
}

Fault list_fault(const SupplementRequested& fact, const Item& item) {
  if (fact.items.empty()) return Finding{"/items", ""};
  for (std::size_t i = 0; i < fact.items.size(); ++i) {
    if (rule_of(item, fact.items[i].material) == nullptr) {
      return Finding{fmt::format("/items/{}/material", i), fact.items[i].material};
    }
  }
  return {};
}

Fault completeness_fault(const Data& data, const Item& item) {
  for (const auto& rule : item.materials) {
    const bool there =
        std::any_of(data.materials.begin(), data.materials.end(),
                    [&](const MaterialSeen& material) { return material.code == rule.code; });
    if (rule.required && !there) return Finding{"", rule.code};
  }
  return {};
}

Fault grade_fault(const Data& data, const Item& item) {
  for (const auto& material : data.materials) {
    const auto* rule = rule_of(item, material.code);
    if (rule != nullptr && !grade_suffices(*rule, material.grade)) {
      return Finding{"", fmt::format("{}: {}", material.code, material.grade)};
    }
  }
  return {};
}

Fault supplied_fault(const Supplemented& fact, const Data& data) {
  for (const auto& code : data.listed) {
    const bool there = std::any_of(fact.materials.begin(), fact.materials.end(),
                                   [&](const Material& material) { return material.code == code; });
    if (!there) return Finding{"/materials", code};
  }
  return {};
}

Fault posts_fault(const Data& data) {
  for (const auto& post : data.posts) {
    if (post.refused) return Finding{"", post.first_holder.text()};
  }
  for (const auto& post : data.posts) {
    if (!post.granted) return Finding{"", "尚未答复 | not answered yet"};
  }
  return {};
}

}  // namespace vermilion::approval_1
