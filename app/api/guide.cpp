#include "app/api/guide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/api/fact_json.hpp"
#include "engine/table/roles.hpp"

namespace vermilion::api {
namespace {

namespace roles = table::roles;

bool of_a_guide(const table::RowInfo& row) {
  return row.who.empty() || std::any_of(row.who.begin(), row.who.end(), [](const auto& role) {
           return roles::is_staff(role.name) || role.name == roles::applicant::info.name ||
                  role.name == roles::timer::info.name;
         });
}

FactTitle title(table::Text fact) {
  return title_of_fact(fact).value_or(FactTitle{std::string{fact}, std::string{fact}});
}

std::string amount_text(std::int32_t amount, clock::Unit unit, bool english) {
  switch (unit) {
    case clock::Unit::working_days:
      return fmt::format("{} {}", amount, english ? "working days" : "个工作日");
    case clock::Unit::natural_days:
      return fmt::format("{} {}", amount, english ? "days" : "日");
    case clock::Unit::calendar_months:
      return fmt::format("{} {}", amount, english ? "months" : "个月");
    case clock::Unit::office_hours:
      return fmt::format("{} {}", amount, english ? "office hours" : "个工作小时");
  }
  return {};
}

// Writes a text in one of the two languages.
class Writer {
 public:
  explicit Writer(Language language) : english_{language == Language::english} {}

  [[nodiscard]] bool english() const noexcept { return english_; }
  [[nodiscard]] std::string_view in(std::string_view zh, std::string_view en) const noexcept {
    return english_ ? en : zh;
  }
  [[nodiscard]] std::string_view in(const Bilingual& text) const noexcept {
    return english_ ? text.en : text.zh;
  }
  void line(std::string_view text) { text_ += fmt::format("{}\n", text); }
  void heading(std::string_view zh, std::string_view en) {
    text_ += fmt::format("\n## {}\n\n", in(zh, en));
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  bool english_;
  std::string text_;
};

std::string_view duty_title(const table::TableInfo& table, std::string_view name, bool english) {
  for (const auto& row : table.rows) {
    for (const auto& duty : row.owes) {
      if (duty.name == name) return english ? duty.en : duty.zh;
    }
  }
  return name;
}

void write_limits(Writer& to, const Item& item, const table::TableInfo& table) {
  to.heading("期限", "Limits");
  for (const auto& [name, limit] : item.limits) {
    const auto most = item.statutory.find(name);
    const auto less = item.promised.find(name);
    const auto amount = [&](std::int32_t number) {
      return amount_text(number, limit.unit, to.english());
    };
    std::string more;
    if (most != item.statutory.end()) {
      more += fmt::format("{} {}", to.in("；法定", "; at most"), amount(most->second));
    }
    if (less != item.promised.end()) {
      more += fmt::format("{} {}", to.in("；承诺", "; promised"), amount(less->second));
    }
    if (const auto found = item.extensions.find(name); found != item.extensions.end()) {
      more += fmt::format("{} {} ({})",
                          to.in("；经机关负责人批准可延长一次，至多", "; once extended by at most"),
                          amount(found->second.most), found->second.basis);
    }
    to.line(fmt::format("- {}{}{}{} ({})", duty_title(table, name, to.english()), to.in("：", ": "),
                        amount(limit.amount), more, limit.basis));
  }
  for (const auto& one : item.procedures) {
    to.line(fmt::format("- {}{}{} {} {} ({} {})", to.in(one.title), to.in("：", ": "),
                        to.in("所需时间不计入期限，至多", "its time is not counted, at most"),
                        amount_text(static_cast<std::int32_t>(one.days_most),
                                    clock::Unit::working_days, to.english()),
                        to.in("", "of it"), one.law, one.article));
  }
}

void write_materials(Writer& to, const Item& item) {
  to.heading("材料", "Materials");
  if (item.materials.empty()) to.line(to.in("无", "None."));
  for (const auto& one : item.materials) {
    to.line(fmt::format("- {}{} ({} {}{} {})", to.in(one.title),
                        one.required ? "" : to.in("（可选）", " (if any)"), one.law, one.article,
                        to.in("；可信等级", "; trust grades"), one.grades));
  }
}

void write_applicant(Writer& to, const Item& item) {
  to.heading("谁可以申请", "Who may apply");
  to.line(item.needs_unit ? to.in("- 单位", "- a unit with its social credit code")
                          : to.in("- 自然人或者单位", "- a person or a unit"));
  if (item.people_min > 0) {
    to.line(fmt::format("- {}{}", to.in("专职从业人员不少于：", "full-time people, at least: "),
                        item.people_min));
  }
  if (item.full_time_posts) {
    to.line(to.in("- 专职人员不得同时在其他机构专职",
                  "- full-time means in one agency only: each post is registered"));
  }
  if (item.needs_lead) {
    to.line(fmt::format("- {}{}",
                        to.in("业务负责人：会计师以上职称，或者从业年限不少于（年）：",
                              "one in charge, with the title or at least so many years: "),
                        item.lead_years_min));
  }
  if (item.check_lead) {
    to.line(to.in("- 公安机关核验负责人身份", "- public security checks the person in charge"));
  }
}

// What a kind of bill is, instead of materials, form and limits.
void write_bill(Writer& to, const BillType& type) {
  to.heading("票据", "Bill");
  to.line(fmt::format(
      "- {}{}-{}-{}",
      to.in("票据代码（财政部门-分类-种类）：", "Bill code (department, group, kind): "),
      type.division, type.group, type.kind));
  to.line(fmt::format("- {}{}", to.in("监制：", "Supervised by: "), type.supervisor));
  to.line(type.void_same_day
              ? to.in("- 开具当日可以作废", "- may be voided on the day of its issue")
              : to.in("- 不得作废", "- is never voided"));
  to.heading("收费项目", "Charges");
  for (const auto& charge : type.charges) {
    to.line(fmt::format("- {} ({})", to.in(charge.title), charge.code));
  }
}

void write_form(Writer& to, const std::vector<FormField>& fields, const char* indent) {
  for (const auto& field : fields) {
    to.line(fmt::format("{}- {}{}", indent, to.in(field.title),
                        field.required ? "" : to.in("（可选）", " (if any)")));
  }
}

// What is filed each year and of which events, and by when.
void write_filing(Writer& to, const FilingRules& rules) {
  to.heading("备案种类", "What is filed");
  const auto within = [&](const std::optional<clock::Limit>& limit) {
    return limit ? fmt::format("{} ({})", amount_text(limit->amount, limit->unit, to.english()),
                               limit->basis)
                 : std::string{to.in("无期限", "no limit")};
  };
  if (rules.yearly) {
    to.line(fmt::format("- {}{}{:02}-{:02} ({} {}){}{}", to.in(rules.yearly->title),
                        to.in("：每年不迟于 ", ": each year by "), rules.due_month, rules.due_day,
                        rules.yearly->law, rules.yearly->article,
                        to.in("；逾期责令补报：", "; when late, to be filed within "),
                        within(rules.yearly->within)));
    write_form(to, rules.yearly->fields, "  ");
  }
  for (const auto& kind : rules.events) {
    to.line(fmt::format("- {}{}{}", to.in(kind.title), to.in("：", ": "), within(kind.within)));
    write_form(to, kind.fields, "  ");
  }
  to.line(fmt::format("- {}{}%{}{}", to.in("事后核查抽取比例：", "Looked into afterwards: "),
                      rules.check_percent, to.in("，期限：", ", within "),
                      within(rules.check_within)));
}

// Who confirms after the public notice, one after the other.
void write_levels(Writer& to, const RecognitionRules& rules) {
  to.heading("逐级确认", "Confirmed by");
  for (const auto& level : rules.levels) {
    to.line(fmt::format("- {}", level == "county" ? to.in("县级", "the county")
                                : level == "city" ? to.in("市级", "the city")
                                                  : to.in("省级", "the province")));
  }
}

std::string who_of(const table::RowInfo& row, const Writer& to) {
  std::string text;
  for (const auto& role : row.who) {
    text += fmt::format("{}{}", text.empty() ? "" : to.in("、", ", "), to.in(role.zh, role.name));
  }
  return text;
}

void write_steps(Writer& to, const table::TableInfo& table) {
  to.heading("办理流程", "How a case goes");
  for (const auto& step : steps_of(table)) {
    to.line(fmt::format("- **{}**", to.in(step.state.zh, step.state.name)));
    for (const auto& row : step.rows) {
      const auto fact = title(row.fact);
      const bool stays = row.from.name == row.to.name;
      to.line(
          fmt::format("  - {} ({}){}", to.in(fact.zh, fact.en), who_of(row, to),
                      stays ? std::string{} : fmt::format(" → {}", to.in(row.to.zh, row.to.name))));
      for (const auto& rule : row.rules) {
        if (rule.citation.law == "house") continue;
        to.line(fmt::format("    - {} ({} {})", to.in(rule.zh, rule.en), rule.citation.law,
                            rule.citation.article));
      }
    }
  }
}

std::string joined(std::span<const table::Text> names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

void write_rows(Writer& to, const table::TableInfo& table) {
  to.line("\n## 各行 · Rows\n");
  to.line(
      "| # | 状态 · from | 事实 · fact | 岗位 · who | 条件 · provided that | 至 · to | "
      "所负职责 · owes | 了结 · ends |");
  to.line("|---|---|---|---|---|---|---|---|");
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    std::vector<std::string> who;
    std::vector<table::Text> rules;
    std::vector<table::Text> owes;
    for (const auto& role : row.who) who.push_back(fmt::format("{} {}", role.zh, role.name));
    for (const auto& rule : row.rules) rules.push_back(rule.name);
    for (const auto& duty : row.owes) owes.push_back(duty.name);
    to.line(fmt::format("| {} | {} {} | {} {} | {} | {} | {} {} | {} | {} |", i, row.from.zh,
                        row.from.name, title(row.fact).zh, row.fact, fmt::join(who, ", "),
                        joined(rules), row.to.zh, row.to.name, joined(owes), joined(row.ends)));
  }
}

void write_words(Writer& to, const table::TableInfo& table) {
  std::map<table::Text, table::RuleInfo> rules;
  std::map<table::Text, table::DutyInfo> duties;
  for (const auto& row : table.rows) {
    for (const auto& rule : row.rules) rules.emplace(rule.name, rule);
    for (const auto& duty : row.owes) duties.emplace(duty.name, duty);
  }
  to.line("\n## 条件与依据 · Conditions and their law\n");
  to.line("| 条件 · condition | 中文 | English | 依据 · citation |");
  to.line("|---|---|---|---|");
  for (const auto& [name, rule] : rules) {
    to.line(fmt::format("| {} | {} | {} | {} {} |", name, rule.zh, rule.en, rule.citation.law,
                        rule.citation.article));
  }
  to.line("\n## 职责 · Duties\n");
  to.line("| 职责 · duty | 中文 | English | 类别 · kind | 归于 · to | 届满记载 · records |");
  to.line("|---|---|---|---|---|---|");
  for (const auto& [name, duty] : duties) {
    to.line(fmt::format("| {} | {} | {} | {} | {} | {} |", name, duty.zh, duty.en,
                        name_of(duty.kind), duty.to, duty.detail));
  }
}

}  // namespace

std::vector<GuideStep> steps_of(const table::TableInfo& table) {
  std::vector<GuideStep> steps;
  for (const auto& row : table.rows) {
    if (!of_a_guide(row)) continue;
    auto step = std::find_if(steps.begin(), steps.end(), [&](const GuideStep& other) {
      return other.state.name == row.from.name;
    });
    if (step == steps.end()) step = steps.insert(steps.end(), GuideStep{row.from, {}});
    step->rows.push_back(row);
  }
  return steps;
}

std::vector<table::DutyInfo> papers_of(const table::TableInfo& table) {
  std::vector<table::DutyInfo> papers;
  for (const auto& row : table.rows) {
    for (const auto& duty : row.owes) {
      const bool known = std::any_of(papers.begin(), papers.end(),
                                     [&](const auto& one) { return one.name == duty.name; });
      if (duty.kind == DutyKind::document && !known) papers.push_back(duty);
    }
  }
  return papers;
}

std::string item_guide(const Item& item, const Edition& edition, Language language) {
  const auto table = edition.info();
  Writer to{language};
  to.line(fmt::format("# {}\n", to.in(item.title)));
  to.line(fmt::format("- {}{}{}{}", to.in("事项：", "Item: "), item.code,
                      to.in("，版本 ", ", version "), item.version));
  if (!item.national_code.empty()) {
    to.line(fmt::format("- {}{}", to.in("基本编码：", "National code: "), item.national_code));
  }
  to.line(fmt::format("- {}{} {}", to.in("依据：", "Basis: "), item.law, item.article));
  to.line(fmt::format("- {}{}", to.in("流程：", "Workflow: "), item.edition));
  if (item.bill) {
    write_bill(to, *item.bill);
  } else {
    write_applicant(to, item);
    write_materials(to, item);
    to.heading("申请表", "Form");
    write_form(to, item.fields, "");
    if (item.filing) write_filing(to, *item.filing);
    if (item.recognition) write_levels(to, *item.recognition);
    write_limits(to, item, table);
  }
  write_steps(to, table);
  to.heading("文书", "Papers");
  for (const auto& paper : papers_of(table)) {
    to.line(fmt::format("- {}", to.in(paper.zh, paper.en)));
  }
  to.heading("救济", "Remedies");
  to.line(to.in(item.remedies));
  return to.take();
}

std::string edition_guide(const Edition& edition) {
  const auto table = edition.info();
  Writer to{Language::chinese};
  to.line(fmt::format("# {}\n", table.edition));
  to.line(
      fmt::format("由流程表生成，请勿手改；有测试比对。Made from the table by `vermilion model "
                  "guide {}`; a test says\nwhen it is stale.\n",
                  table.edition));
  to.line(fmt::format("```mermaid\n{}```", table::as_mermaid(table)));
  write_rows(to, table);
  write_words(to, table);
  return to.take();
}

}  // namespace vermilion::api
