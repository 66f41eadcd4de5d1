#include "app/api/item_json.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "app/api/guide.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

json::object bilingual(const Bilingual& text) {
  return {{"zh", text.zh}, {"en", text.en}};
}

json::array limits_json(const Words& words, const Item& item) {
  json::array limits;
  for (const auto& [name, limit] : item.limits) {
    json::object object{{"name", name},
                        {"title", words.duty(item.edition, name)},
                        {"amount", limit.amount},
                        {"unit", clock::name_of(limit.unit)},
                        {"basis", limit.basis}};
    if (const auto most = item.statutory.find(name); most != item.statutory.end()) {
      object["statutory"] = most->second;
    }
    if (const auto less = item.promised.find(name); less != item.promised.end()) {
      object["promised"] = less->second;
    }
    if (const auto more = item.extensions.find(name); more != item.extensions.end()) {
      object["extension"] =
          json::object{{"most", more->second.most}, {"basis", more->second.basis}};
    }
    limits.push_back(std::move(object));
  }
  return limits;
}

// What whoever enrols is to know before: subjects, what it costs and when, how long a seat is held.
json::object enrolment_json(const EnrolmentRules& rules) {
  json::array subjects;
  for (const auto& one : rules.subjects) {
    subjects.push_back(json::object{{"code", one.code}, {"title", bilingual(one.title)}});
  }
  json::object object{
      {"subjects", std::move(subjects)},    {"fee", nullptr},
      {"hold_minutes", rules.hold_minutes}, {"cancel_hours_before", rules.cancel_hours_before},
      {"score_max", rules.score_max},       {"pass_mark", rules.pass_mark}};
  if (rules.fee == 0) return object;
  json::object fee{{"amount", rules.fee},
                   {"currency", "CNY"},
                   {"basis", rules.fee_law + " " + rules.fee_article},
                   {"paid", rules.pays_first ? "before_choosing" : "while_held"}};
  if (rules.pays_first) fee["within_minutes"] = rules.pay_within_minutes;
  object["fee"] = std::move(fee);
  return object;
}

json::object registrant_json(const RegistrantRules& rules) {
  json::array registers;
  for (const auto& code : rules.registers) registers.emplace_back(code);
  return {{"registers", std::move(registers)}};
}

json::array form_json(const std::vector<FormField>& fields) {
  json::array form;
  for (const auto& field : fields) {
    form.push_back(json::object{{"field", field.name},
                                {"title", bilingual(field.title)},
                                {"required", field.required},
                                {"max", field.max}});
  }
  return form;
}

json::value within_json(const std::optional<clock::Limit>& limit) {
  if (!limit) return nullptr;
  return json::object{
      {"amount", limit->amount}, {"unit", clock::name_of(limit->unit)}, {"basis", limit->basis}};
}

json::object filing_json(const FilingRules& rules) {
  json::array events;
  for (const auto& kind : rules.events) {
    events.push_back(json::object{{"code", kind.code},
                                  {"title", bilingual(kind.title)},
                                  {"basis", kind.law + " " + kind.article},
                                  {"within", within_json(kind.within)},
                                  {"form", form_json(kind.fields)}});
  }
  json::object object{{"yearly", nullptr},
                      {"events", std::move(events)},
                      {"check", json::object{{"percent", rules.check_percent},
                                             {"within", within_json(rules.check_within)}}}};
  if (rules.yearly) {
    object["yearly"] =
        json::object{{"due", fmt::format("{:02}-{:02}", rules.due_month, rules.due_day)},
                     {"title", bilingual(rules.yearly->title)},
                     {"basis", rules.yearly->law + " " + rules.yearly->article},
                     {"order", within_json(rules.yearly->within)},
                     {"form", form_json(rules.yearly->fields)}};
  }
  return object;
}

json::object bill_json(const BillType& type) {
  json::array charges;
  for (const auto& charge : type.charges) {
    json::object object{{"code", charge.code}, {"title", bilingual(charge.title)}};
    if (charge.price != 0) object["price"] = charge.price;
    charges.push_back(std::move(object));
  }
  return {{"division", type.division},
          {"group", type.group},
          {"kind", type.kind},
          {"supervisor", type.supervisor},
          {"void", type.void_same_day ? "same_day" : "never"},
          {"charges", std::move(charges)}};
}

json::object step_json(const Words& words, const std::string& edition, const GuideStep& step) {
  json::array acts;
  for (const auto& row : step.rows) {
    json::array by;
    for (const auto& role : row.who) {
      by.push_back(json::object{{"name", std::string{role.name}}, {"zh", std::string{role.zh}}});
    }
    json::array conditions;
    for (const auto& rule : row.rules) {
      conditions.push_back(json::object{{"rule", std::string{rule.name}},
                                        {"zh", std::string{rule.zh}},
                                        {"en", std::string{rule.en}},
                                        {"law", std::string{rule.citation.law}},
                                        {"article", std::string{rule.citation.article}}});
    }
    acts.push_back(json::object{{"fact", std::string{row.fact}},
                                {"title", title_json(row.fact)},
                                {"by", std::move(by)},
                                {"conditions", std::move(conditions)},
                                {"to", words.states(edition, {std::string{row.to.name}}).front()}});
  }
  return {{"state", words.states(edition, {std::string{step.state.name}}).front()},
          {"acts", std::move(acts)}};
}

}  // namespace

json::object item_head_json(const Item& item) {
  json::object object{{"item", item.code},
                      {"version", item.version},
                      {"title", bilingual(item.title)},
                      {"workflow", item.edition},
                      {"basis", item.law + " " + item.article},
                      {"valid_from", to_text(item.valid_from)},
                      {"scope_tree", item.scope_tree}};
  object["valid_to"] =
      item.valid_to.number == 0 ? json::value(nullptr) : json::value(to_text(item.valid_to));
  if (!item.national_code.empty()) object["national_code"] = item.national_code;
  return object;
}

json::object whole_item_json(const Words& words, const Item& item) {
  auto object = item_head_json(item);
  object["digest"] = to_hex(view_of(item.digest));
  json::array materials;
  for (const auto& material : item.materials) {
    materials.push_back(json::object{{"code", material.code},
                                     {"title", bilingual(material.title)},
                                     {"basis", material.law + " " + material.article},
                                     {"required", material.required},
                                     {"grades", material.grades}});
  }
  object["materials"] = std::move(materials);
  object["form"] = form_json(item.fields);
  object["limits"] = limits_json(words, item);
  json::array procedures;
  for (const auto& one : item.procedures) {
    procedures.push_back(json::object{{"code", one.code},
                                      {"title", bilingual(one.title)},
                                      {"basis", one.law + " " + one.article},
                                      {"stops", one.stops},
                                      {"days_most", one.days_most}});
  }
  object["procedures"] = std::move(procedures);
  object["applicant"] = json::object{{"unit", item.needs_unit},
                                     {"people_min", item.people_min},
                                     {"lead", item.needs_lead},
                                     {"lead_years_min", item.lead_years_min},
                                     {"full_time_posts", item.full_time_posts}};
  object["links"] = item.links;
  if (item.bill) object["bill"] = bill_json(*item.bill);
  if (item.enrolment) object["enrolment"] = enrolment_json(*item.enrolment);
  if (item.registrant) object["registrant"] = registrant_json(*item.registrant);
  if (item.filing) object["filing"] = filing_json(*item.filing);
  if (item.recognition) {
    object["recognition"] = json::object{
        {"levels", json::array(item.recognition->levels.begin(), item.recognition->levels.end())}};
  }
  object["remedies"] = bilingual(item.remedies);
  object["assurance"] = item.assurance;
  object["retention"] = item.retention;
  return object;
}

json::object guide_json(const Words& words, const Item& item, const Edition& edition) {
  auto object = whole_item_json(words, item);
  const auto table = edition.info();
  json::array steps;
  for (const auto& step : steps_of(table)) steps.push_back(step_json(words, item.edition, step));
  json::array papers;
  for (const auto& paper : papers_of(table)) {
    papers.push_back(json::object{{"name", std::string{paper.name}},
                                  {"zh", std::string{paper.zh}},
                                  {"en", std::string{paper.en}}});
  }
  object["steps"] = std::move(steps);
  object["papers"] = std::move(papers);
  return object;
}

}  // namespace vermilion::api
