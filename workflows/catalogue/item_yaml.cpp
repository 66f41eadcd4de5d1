#include "workflows/catalogue/item_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/identifiers.hpp"
#include "base/utf8.hpp"
#include "workflows/catalogue/yaml_reader.hpp"

namespace vermilion::catalogue {
namespace {

constexpr std::array<std::string_view, 4> limit_names{"accept", "supply", "decide", "deliver"};
constexpr std::array<std::string_view, 3> registrant_limits{"review", "enter", "correct"};
constexpr std::array<std::string_view, 1> filing_limits{"correct"};
constexpr std::array<std::string_view, 6> recognition_limits{"originals", "notice", "investigate",
                                                             "county",    "city",   "province"};
constexpr int minutes_max = 30 * 24 * 60;

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// Who answers what a material would show, where one does: nobody is asked to bring it.
// Source: 优化营商环境条例 (国务院令第722号) 37: what data sharing gives is not asked of
// applicants.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> sources{{
    {"identity-card", "public_security"},
    {"household-register", "public_security"},
    {"business-licence", "the e-license library"},
    {"legal-person-certificate", "the e-license library"},
}};
std::string_view source_of(std::string_view material) {
  for (const auto& [code, source] : sources) {
    if (code == material) return source;
  }
  return {};
}

std::string code_of(YamlMap& map, const char* member) {
  auto code = map.text(member);
  if (!code.empty() && !is_code(code)) {
    map.fault_at(member, fmt::format("\"{}\" is to be 1 to 64 of a-z, 0-9, '-', '_'", code));
  }
  return code;
}

Bilingual bilingual(YamlMap& map, const char* member) {
  auto both = map.map(member);
  Bilingual text{both.text("zh"), both.text("en")};
  both.finish();
  return text;
}

struct Basis {
  std::string law;
  std::string article;
};

Basis basis_of(YamlMap& map) {
  auto both = map.map("basis");
  Basis basis{both.text("law"), both.text("article")};
  both.finish();
  return basis;
}

clock::Unit unit_of(YamlMap& map) {
  const auto written = map.text_or("unit", "working_days");
  for (const auto unit :
       {clock::Unit::working_days, clock::Unit::natural_days, clock::Unit::calendar_months}) {
    if (written == clock::name_of(unit)) return unit;
  }
  map.fault_at("unit", fmt::format("\"{}\" is to be working_days, natural_days or calendar_months",
                                   written));
  return clock::Unit::working_days;
}

void read_extension(YamlMap& limit, const std::string& name, const clock::Limit& of, Item& item) {
  auto map = limit.map("extension");
  item.lines["extension." + name] = map.line();
  Extension extension;
  extension.most = static_cast<std::int32_t>(map.number("amount", 1, clock::working_days_max));
  const auto basis = basis_of(map);
  extension.basis = basis.law + " " + basis.article;
  map.finish();
  auto whole = of;
  whole.amount += extension.most;
  if (const auto bounds = clock::check_bounds(whole); !bounds) limit.fault(bounds.error().detail);
  item.extensions[name] = std::move(extension);
}

void read_limits(YamlMap& root, std::span<const std::string_view> names, Item& item) {
  auto limits = root.map("limits");
  for (const auto name : names) {
    const std::string key{name};
    if (!limits.has(key.c_str())) continue;
    auto one = limits.map(key.c_str());
    item.lines["limits." + key] = one.line();
    clock::Limit limit;
    limit.amount = static_cast<std::int32_t>(one.number("amount", 1, clock::working_days_max));
    limit.unit = unit_of(one);
    const auto basis = basis_of(one);
    limit.basis = basis.law + " " + basis.article;
    if (one.has("statutory")) {
      const auto cap = static_cast<std::int32_t>(one.number("statutory", 1, 3660));
      item.statutory[key] = cap;
      if (limit.amount > cap) {
        one.fault_at("amount", fmt::format("{} is above the statutory {}", limit.amount, cap));
      }
    }
    if (one.has("promised")) {
      const auto promised = static_cast<std::int32_t>(one.number("promised", 1, 3660));
      item.promised[key] = promised;
      if (promised > limit.amount) {
        one.fault_at("promised", fmt::format("{} is above the limit, {}", promised, limit.amount));
      }
    }
    if (one.has("extension")) read_extension(one, key, limit, item);
    // A limit that the Licensing Law bounds says what the bound is, so that nobody widens it
    // unseen.
    if (licensing_law_cap(name) != 0 && !one.has("statutory")) {
      one.fault(fmt::format("limits.{}: statutory is missing", name));
    }
    if (const auto checked = clock::check(limit); !checked) one.fault(checked.error().detail);
    one.finish();
    item.limits[key] = std::move(limit);
  }
  limits.finish();
}

void read_procedures(YamlMap& root, Item& item) {
  if (!root.has("procedures")) return;
  for (auto& one : root.list("procedures")) {
    Procedure procedure;
    procedure.code = code_of(one, "code");
    procedure.title = bilingual(one, "title");
    auto basis = basis_of(one);
    procedure.law = std::move(basis.law);
    procedure.article = std::move(basis.article);
    procedure.stops = one.text("stops");
    procedure.days_most = static_cast<std::uint32_t>(one.number("days_most", 1, 366));
    if (!item.limits.contains(procedure.stops)) {
      one.fault_at("stops", fmt::format("the item has no limit \"{}\"", procedure.stops));
    }
    if (item.procedure(procedure.code) != nullptr) {
      one.fault_at("code", fmt::format("\"{}\" stands here twice", procedure.code));
    }
    one.finish();
    item.procedures.push_back(std::move(procedure));
  }
  if (item.procedures.size() > 16) root.fault_at("procedures", "at most 16");
}

void read_materials(YamlMap& root, Item& item) {
  for (auto& one : root.list("materials")) {
    MaterialRule rule;
    rule.code = code_of(one, "code");
    item.lines["materials." + rule.code] = one.line();
    if (const auto source = source_of(rule.code); !source.empty()) {
      one.fault_at("code",
                   fmt::format("\"{}\" is not asked for: {} answers it (国务院令第722号, 37)",
                               rule.code, source));
    }
    rule.title = bilingual(one, "title");
    auto basis = basis_of(one);
    rule.law = std::move(basis.law);
    rule.article = std::move(basis.article);
    rule.required = one.flag_or("required", true);
    rule.grades = one.text("grades");
    if (rule.grades.find_first_not_of("ABCD") != std::string::npos ||
        !std::is_sorted(rule.grades.begin(), rule.grades.end(), std::less_equal<>{})) {
      one.fault_at("grades",
                   fmt::format("\"{}\" is to be some of ABCD in that order", rule.grades));
    }
    one.finish();
    const bool twice = std::any_of(item.materials.begin(), item.materials.end(),
                                   [&](const auto& other) { return other.code == rule.code; });
    if (twice) one.fault_at("code", fmt::format("\"{}\" stands here twice", rule.code));
    item.materials.push_back(std::move(rule));
  }
  if (item.materials.size() > 64) root.fault_at("materials", "at most 64");
}

std::vector<FormField> form_of(YamlMap& map) {
  std::vector<FormField> fields;
  for (auto& one : map.list("form")) {
    FormField field;
    field.name = code_of(one, "field");
    field.title = bilingual(one, "title");
    field.required = one.flag_or("required", true);
    field.max = static_cast<std::size_t>(one.number_or("max", 1, 2000, 500));
    one.finish();
    const bool twice = std::any_of(fields.begin(), fields.end(),
                                   [&](const auto& other) { return other.name == field.name; });
    if (twice) one.fault_at("field", fmt::format("\"{}\" stands here twice", field.name));
    fields.push_back(std::move(field));
  }
  if (fields.size() > 64) map.fault_at("form", "at most 64");
  return fields;
}

void read_requirements(YamlMap& root, Item& item) {
  auto applicant = root.map("applicant");
  item.needs_unit = applicant.flag_or("unit", false);
  item.assurance = static_cast<std::uint32_t>(applicant.number_or("assurance", 1, 4, 1));
  item.people_min = static_cast<std::uint32_t>(applicant.number_or("people_min", 0, 64, 0));
  item.full_time_posts = applicant.flag_or("full_time_posts", false);
  item.check_lead = applicant.flag_or("check_lead", false);
  if (applicant.has("lead")) {
    auto lead = applicant.map("lead");
    item.needs_lead = true;
    item.lead_years_min = static_cast<std::uint32_t>(lead.number("years_min", 0, 60));
    lead.finish();
  }
  if (item.check_lead && !item.needs_lead) {
    applicant.fault_at("check_lead", "nobody is in charge: lead is missing");
  }
  applicant.finish();
  auto review = root.map("review");
  item.links = static_cast<std::uint32_t>(review.number("links", 1, 2));
  item.accept_by_rule = review.flag_or("accept_by_rule", false);
  review.finish();
}

std::string digits(YamlMap& map, const char* member) {
  auto text = map.text(member);
  if (text.size() != 2 || text.find_first_not_of("0123456789") != std::string::npos) {
    map.fault_at(member, fmt::format("\"{}\" is to be two digits", text));
  }
  return text;
}

// What a kind of bill is; its cases have no materials, limits or review.
void read_bill(YamlMap& root, Item& item) {
  auto map = root.map("bill");
  BillType type;
  type.division = digits(map, "division");
  type.group = digits(map, "group");
  type.kind = digits(map, "kind");
  type.supervisor = map.text("supervisor");
  if (!identifiers::check_social_credit_code(type.supervisor)) {
    map.fault_at("supervisor", fmt::format("\"{}\" is no social credit code", type.supervisor));
  }
  const auto voids = map.text("void");
  type.void_same_day = voids == "same_day";
  if (voids != "same_day" && voids != "never") {
    map.fault_at("void", fmt::format("\"{}\" is to be same_day or never", voids));
  }
  for (auto& one : map.list("charges")) {
    BillCharge charge;
    charge.code = code_of(one, "code");
    charge.title = bilingual(one, "title");
    charge.price = static_cast<std::uint64_t>(one.number_or("price", 1, 1'000'000'000, 0));
    if (type.charge(charge.code) != nullptr) {
      one.fault_at("code", fmt::format("\"{}\" stands here twice", charge.code));
    }
    one.finish();
    type.charges.push_back(std::move(charge));
  }
  if (type.charges.empty() || type.charges.size() > 256) map.fault_at("charges", "1 to 256");
  map.finish();
  item.bill = std::move(type);
}

void read_assurance(YamlMap& root, Item& item) {
  auto applicant = root.map("applicant");
  item.assurance = static_cast<std::uint32_t>(applicant.number_or("assurance", 1, 4, 1));
  applicant.finish();
}

// How one enrols; such cases have no review, and their limits are minutes.
void read_enrolment(YamlMap& root, Item& item) {
  auto map = root.map("enrolment");
  EnrolmentRules rules;
  for (auto& one : map.list("subjects")) {
    Subject subject{code_of(one, "code"), bilingual(one, "title")};
    if (rules.subject(subject.code) != nullptr) {
      one.fault_at("code", fmt::format("\"{}\" stands here twice", subject.code));
    }
    one.finish();
    rules.subjects.push_back(std::move(subject));
  }
  if (rules.subjects.empty() || rules.subjects.size() > 64) map.fault_at("subjects", "1 to 64");
  if (map.has("fee")) {
    auto fee = map.map("fee");
    rules.fee = static_cast<std::uint64_t>(fee.number("amount", 1, 100'000'000));
    auto basis = basis_of(fee);
    rules.fee_law = std::move(basis.law);
    rules.fee_article = std::move(basis.article);
    const auto order = fee.text("paid");
    rules.pays_first = order == "before_choosing";
    if (!rules.pays_first && order != "while_held") {
      fee.fault_at("paid", fmt::format("\"{}\" is to be before_choosing or while_held", order));
    }
    if (rules.pays_first) {
      rules.pay_within_minutes =
          static_cast<std::uint32_t>(fee.number("within_minutes", 5, minutes_max));
    }
    fee.finish();
  }
  rules.hold_minutes = static_cast<std::uint32_t>(map.number("hold_minutes", 1, minutes_max));
  rules.cancel_hours_before =
      static_cast<std::uint32_t>(map.number("cancel_hours_before", 0, 24 * 60));
  rules.score_max = static_cast<std::uint32_t>(map.number_or("score_max", 1, 1'000, 100));
  rules.pass_mark = static_cast<std::uint32_t>(map.number("pass_mark", 1, 1'000));
  if (rules.pass_mark > rules.score_max) {
    map.fault_at("pass_mark",
                 fmt::format("{} is above score_max, {}", rules.pass_mark, rules.score_max));
  }
  map.finish();
  item.enrolment = std::move(rules);
  read_assurance(root, item);
}

// With whom a register exchanges persons; its limits are those of a transfer and of a correction.
void read_registrant(YamlMap& root, Item& item) {
  auto map = root.map("registrant");
  RegistrantRules rules;
  for (auto& one : map.list("registers")) {
    auto code = code_of(one, "code");
    if (rules.exchanges_with(code)) {
      one.fault_at("code", fmt::format("\"{}\" stands here twice", code));
    }
    if (code.size() > 16) one.fault_at("code", "at most 16 octets");
    one.finish();
    rules.registers.push_back(std::move(code));
  }
  if (rules.registers.size() > 64) map.fault_at("registers", "at most 64");
  map.finish();
  item.registrant = std::move(rules);
  read_limits(root, registrant_limits, item);
  read_assurance(root, item);
}

// A limit that stands within another member: amount, unit, basis.
clock::Limit limit_of(YamlMap& map) {
  clock::Limit limit;
  limit.amount = static_cast<std::int32_t>(map.number("amount", 1, clock::natural_days_max));
  limit.unit = unit_of(map);
  const auto basis = basis_of(map);
  limit.basis = basis.law + " " + basis.article;
  if (const auto checked = clock::check(limit); !checked) map.fault(checked.error().detail);
  map.finish();
  return limit;
}

void read_kind(YamlMap& map, FilingKind& kind) {
  kind.title = bilingual(map, "title");
  auto basis = basis_of(map);
  kind.law = std::move(basis.law);
  kind.article = std::move(basis.article);
  kind.fields = form_of(map);
}

void read_yearly(YamlMap& filing, FilingRules& rules) {
  auto map = filing.map("yearly");
  FilingKind kind;
  kind.code = "yearly";
  read_kind(map, kind);
  const auto due = map.text("due");
  const auto day = due.size() == 5 ? day_from_text("2001-" + due) : std::nullopt;
  if (!day) {
    map.fault_at("due", fmt::format("\"{}\" is to be month and day, as 04-30", due));
  } else {
    rules.due_month = date_of(*day).month;
    rules.due_day = date_of(*day).day;
  }
  auto order = map.map("order");
  kind.within = limit_of(order);
  map.finish();
  rules.yearly = std::move(kind);
}

// What is filed under an item, and by when.
void read_filing(YamlMap& root, Item& item) {
  auto map = root.map("filing");
  FilingRules rules;
  if (map.has("yearly")) read_yearly(map, rules);
  if (map.has("events")) {
    for (auto& one : map.list("events")) {
      FilingKind kind;
      kind.code = code_of(one, "code");
      read_kind(one, kind);
      if (one.has("within")) {
        auto within = one.map("within");
        kind.within = limit_of(within);
      }
      if (rules.event(kind.code) != nullptr) {
        one.fault_at("code", fmt::format("\"{}\" stands here twice", kind.code));
      }
      one.finish();
      rules.events.push_back(std::move(kind));
    }
    if (rules.events.size() > 64) map.fault_at("events", "at most 64");
  }
  auto check = map.map("check");
  rules.check_percent = static_cast<std::uint32_t>(check.number("percent", 0, 100));
  auto within = check.map("within");
  rules.check_within = limit_of(within);
  check.finish();
  map.finish();
  item.filing = std::move(rules);
  read_limits(root, filing_limits, item);
  item.fields = form_of(root);
  item.needs_unit = true;
  read_assurance(root, item);
}

void read_recognition(YamlMap& root, Item& item) {
  auto map = root.map("recognition");
  RecognitionRules rules;
  for (auto& one : map.list("levels")) {
    auto level = one.text("level");
    const bool known = level == "county" || level == "city" || level == "province";
    if (!known || rules.has(level)) {
      one.fault_at("level", fmt::format("\"{}\" is to be county, city or province, once", level));
    }
    one.finish();
    rules.levels.push_back(std::move(level));
  }
  if (!rules.has("province")) map.fault_at("levels", "the province confirms last");
  map.finish();
  item.recognition = std::move(rules);
  read_assurance(root, item);
  read_limits(root, recognition_limits, item);
  read_materials(root, item);
  item.fields = form_of(root);
}

void read_validity(YamlMap& root, Item& item) {
  auto in_force = root.map("in_force");
  item.valid_from = in_force.day("from");
  item.valid_to = in_force.day_or("to", Day{});
  if (item.valid_to.number != 0 && item.valid_to <= item.valid_from) {
    in_force.fault_at("to", "is to be after from, and is itself outside");
  }
  in_force.finish();
}

}  // namespace

std::int32_t licensing_law_cap(std::string_view limit) noexcept {
  if (limit == "accept") return 5;
  if (limit == "decide") return 20;
  if (limit == "deliver") return 10;
  return 0;
}

Result<Item> load_item(const std::string& file, std::string_view text) {
  Item item;
  item.digest = sha256(text);
  item.source = file;
  YamlFile yaml{file, text};
  if (!is_utf8(text)) yaml.fault(0, "the text is to be UTF-8");
  auto root = yaml.root();
  item.code = code_of(root, "item");
  item.version = static_cast<std::uint32_t>(root.number("version", 1, 65'535));
  item.national_code = root.text_or("national_code", "");
  item.title = bilingual(root, "title");
  item.edition = root.text("workflow");
  for (const auto* member : {"workflow", "scope_tree", "limits"}) {
    item.lines[member] = root.line_of(member);
  }
  auto basis = basis_of(root);
  item.law = std::move(basis.law);
  item.article = std::move(basis.article);
  read_validity(root, item);
  item.scope_tree = code_of(root, "scope_tree");
  if (item.edition.starts_with("bill/")) {
    read_bill(root, item);
  } else if (item.edition.starts_with("enrolment/")) {
    read_enrolment(root, item);
  } else if (item.edition.starts_with("registrant/")) {
    read_registrant(root, item);
  } else if (item.edition.starts_with("filing/")) {
    read_filing(root, item);
  } else if (item.edition.starts_with("recognition/")) {
    read_recognition(root, item);
  } else if (item.edition.starts_with("comparison/")) {
    // Its cases are runs of the office: nobody applies.
  } else {
    read_requirements(root, item);
    read_limits(root, limit_names, item);
    read_procedures(root, item);
    read_materials(root, item);
    item.fields = form_of(root);
  }
  item.remedies = bilingual(root, "remedies");
  item.retention = root.text("retention");
  root.finish();
  VERMILION_TRY(yaml.result());
  return item;
}

}  // namespace vermilion::catalogue
