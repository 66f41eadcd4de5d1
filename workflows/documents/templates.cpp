#include "workflows/documents/templates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "workflows/catalogue/catalogue.hpp"
#include "workflows/catalogue/yaml_reader.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion::documents {
namespace {

using catalogue::YamlMap;

constexpr std::pair<std::string_view, PartKind> kinds[]{
    {"number", PartKind::number},       {"addressee", PartKind::addressee},
    {"paragraph", PartKind::paragraph}, {"list", PartKind::list},
    {"field", PartKind::field},         {"closing", PartKind::closing}};

bool is_place(std::string_view name) {
  const auto& known = places();
  return std::any_of(known.begin(), known.end(),
                     [&](const Place& place) { return place.name == name; });
}

// Calls `text` with what stands between places and `place` with each place's name. False: a brace
// that is not closed.
template <class Text, class OfPlace>
bool walk(std::string_view from, Text&& text, OfPlace&& place) {
  while (!from.empty()) {
    const auto open = from.find('{');
    text(from.substr(0, open));
    if (open == std::string_view::npos) return true;
    const auto close = from.find('}', open);
    if (close == std::string_view::npos) return false;
    place(from.substr(open + 1, close - open - 1));
    from.remove_prefix(close + 1);
  }
  return true;
}

void check_places(const YamlMap& map, const char* member, const std::string& text) {
  const bool whole = walk(
      text, [](std::string_view) {},
      [&](std::string_view name) {
        if (!is_place(name)) map.fault_at(member, fmt::format("no place is called {}", name));
      });
  if (!whole) map.fault_at(member, "a { is not closed");
}

Part read_part(YamlMap& map) {
  Part part;
  const auto kind = map.text("kind");
  const auto* const known = std::find_if(std::begin(kinds), std::end(kinds),
                                         [&](const auto& one) { return one.first == kind; });
  if (known == std::end(kinds)) {
    map.fault_at("kind", "kind is number, addressee, paragraph, list, field or closing");
    return part;
  }
  part.kind = known->second;
  if (part.kind == PartKind::list) {
    part.of = map.text("of");
    if (part.of != "materials" && part.of != "supplements" && part.of != "lines") {
      map.fault_at("of", "a list is of materials, supplements or lines");
    }
  } else {
    part.text = map.text("text");
    check_places(map, "text", part.text);
  }
  if (part.kind == PartKind::field) part.label = map.text("label");
  part.when = map.text_or("when", "");
  if (!part.when.empty() && !is_place(part.when)) map.fault_at("when", "is no place");
  map.finish();
  return part;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = text.find(' ');
    if (end != 0) words.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return words;
}

std::string filled(const std::string& text, const Filling& filling) {
  std::string made;
  const bool whole = walk(
      text, [&](std::string_view plain) { made += plain; },
      [&](std::string_view name) {
        const auto found = filling.values.find(name);
        if (found != filling.values.end()) made += found->second;
      });
  return whole ? made : text;
}

std::string lock_line(const Template& form) {
  return fmt::format("template {} {} {}", form.name, form.version, to_hex(view_of(form.digest)));
}

}  // namespace

const std::vector<Place>& places() {
  static const std::vector<Place> all{
      {"addressee", "申请人"},
      {"number", "文书编号"},
      {"case", "办件号"},
      {"item", "事项名称"},
      {"item_law", "设定依据"},
      {"office", "机关名称"},
      {"unit", "单位名称"},
      {"uscc", "统一社会信用代码"},
      {"address", "地址"},
      {"lead", "业务负责人"},
      {"lead_masked", "业务负责人（隐去部分）"},
      {"submitted_on", "申请日期"},
      {"accepted_on", "受理日期"},
      {"decided_on", "决定日期"},
      {"issued_on", "文书日期"},
      {"bill_code", "票据代码"},
      {"bill_number", "票据号码"},
      {"check_code", "校验码"},
      {"bill_issued_on", "开票日期"},
      {"original_code", "原票据代码"},
      {"original_number", "原票据号码"},
      {"payer", "交款人"},
      {"total_in_words", "大写金额"},
      {"total_in_figures", "小写金额"},
      {"remark", "备注"},
      {"procedure", "特别程序"},
      {"procedure_reason", "启动特别程序的事由"},
      {"procedure_by", "特别程序时限"},
      {"extended_by", "延长的期限"},
      {"extension_basis", "延长依据"},
      {"extension_reason", "延长理由"},
      {"accept_by", "受理期限"},
      {"decide_by", "决定期限"},
      {"supply_by", "补正期限"},
      {"reason", "理由"},
      {"where_to_go", "应当向其申请的机关"},
      {"remedies", "救济途径"},
      {"certificate_number", "证书编号"},
      {"withdrawn_because", "撤回理由"},
      {"candidate", "考生姓名"},
      {"candidate_masked", "考生姓名（隐去部分）"},
      {"id_number", "身份证件号码"},
      {"subject", "科目"},
      {"ticket_number", "准考证号"},
      {"venue", "考点"},
      {"venue_address", "考点地址"},
      {"seat", "座位号"},
      {"starts_at", "开始时间"},
      {"ends_at", "结束时间"},
      {"score", "成绩"},
      {"result", "结果"},
      {"filed_what", "备案内容"},
      {"happened_on", "发生日期"},
      {"yearly_by", "下一年度备案期限"},
      {"to_be_corrected", "应改正内容"},
      {"correct_by", "改正期限"},
      {"notice_from", "公示起始日期"},
      {"notice_by", "公示截止日期"},
      {"waybill", "运单号"},
      {"contents", "内件"},
      {"recipient", "收件人"},
      {"recipient_phone", "收件人电话"},
      {"recipient_address", "收件地址"},
      {"sent_on", "交邮日期"},
      {"delivered_at", "送达时间"},
      {"delivered_how", "签收情况"},
  };
  return all;
}

std::vector<Filled> fill(const Template& form, const Filling& filling) {
  std::vector<Filled> parts;
  for (const auto& part : form.parts) {
    if (!part.when.empty()) {
      const auto given = filling.values.find(part.when);
      if (given == filling.values.end() || given->second.empty()) continue;
    }
    if (part.kind != PartKind::list) {
      parts.push_back({part.kind, filled(part.text, filling), part.label});
      continue;
    }
    const auto entries = filling.lists.find(part.of);
    if (entries == filling.lists.end()) continue;
    for (std::size_t i = 0; i < entries->second.size(); ++i) {
      parts.push_back({part.kind, fmt::format("{}. {}", i + 1, entries->second[i]), {}});
    }
  }
  return parts;
}

Result<Template> read_template(const std::string& file, std::string_view text) {
  catalogue::YamlFile yaml{file, text};
  auto map = yaml.root();
  Template form;
  form.name = map.text("document");
  form.version = static_cast<std::uint32_t>(map.number("version", 1, 9'999));
  form.digest = sha256(text);
  auto in_force = map.map("in_force");
  form.from = in_force.day("from");
  in_force.finish();
  auto title = map.map("title");
  form.title = {title.text("zh"), title.text("en")};
  title.finish();
  form.word = map.text("word");
  auto basis = map.map("basis");
  form.law = basis.text("law");
  form.article = basis.text("article");
  basis.finish();
  form.framed = map.flag_or("framed", false);
  for (auto& part : map.list("body")) form.parts.push_back(read_part(part));
  form.told = words_of(map.text("told"));
  for (const auto& place : form.told) {
    if (!is_place(place)) map.fault_at("told", "no place is called " + place);
  }
  if (form.parts.empty()) map.fault_at("body", "a paper has a text");
  map.finish();
  VERMILION_TRY(yaml.result());
  return form;
}

Result<Templates> Templates::read_folder(const std::string& folder) {
  Templates made;
  VERMILION_TRY(const auto files, catalogue::read_folder(folder));
  VERMILION_TRY(const auto lock, reference::read_file(folder + "/templates.lock"));
  for (const auto& file : files) {
    VERMILION_TRY(auto form, read_template(file.name, file.text));
    const auto line = lock_line(form);
    if (("\n" + lock).find("\n" + line + "\n") == std::string::npos) {
      return fail(Code::conflict,
                  fmt::format("{}: is not what templates.lock says. A published template is never "
                              "edited: make a new version. For a new one the line is: {}",
                              file.name, line));
    }
    if (made.find(form.name, form.from) != nullptr &&
        made.find(form.name, form.from)->from == form.from) {
      return fail(Code::invalid, file.name + ": another version is in force from the same day");
    }
    made.templates_.push_back(std::move(form));
  }
  return made;
}

const Template* Templates::find(std::string_view name, Day day) const {
  const Template* newest = nullptr;
  for (const auto& form : templates_) {
    if (form.name != name || day < form.from) continue;
    if (newest == nullptr || newest->from < form.from) newest = &form;
  }
  return newest;
}

}  // namespace vermilion::documents
