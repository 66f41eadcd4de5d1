#include "app/demo/applications.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>

#include "base/identifiers.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

constexpr std::array surnames{"赵", "钱", "孙", "李", "周", "吴", "郑", "王",
                              "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨"};
constexpr std::array given_names{"明轩", "若溪", "思远", "雨桐", "嘉树", "静姝", "望舒",
                                 "允之", "清和", "听澜", "知夏", "怀瑾", "景行", "念慈"};
constexpr std::array trades{"会计服务", "财务咨询", "代理记账", "企业管理"};
// The counterpart's rule on the sequence (adapters/offices/public_security/sandbox.hpp).
constexpr int mismatch_from = 940;
constexpr int pending_from = 980;

// The fruit of nobody's birthday: any day of 1960 to 1999.
constexpr int days_of_birth = 14'600;

char other_symbol(char symbol) {
  return symbol == '0' ? '1' : '0';
}

}  // namespace

Applications::Applications(std::uint64_t seed, const codes::CodeSet& divisions)
    : chance_{seed}, divisions_{divisions} {
  for (const auto& entry : divisions.codes()) {
    if (entry.code.starts_with("33") && !entry.code.ends_with("00")) counties_.push_back(&entry);
  }
}

// Not std::uniform_int_distribution, whose numbers are each library's own.
std::size_t Applications::any(std::size_t below) {
  return static_cast<std::size_t>(chance_() % below);
}

std::string Applications::name() {
  return std::string{surnames[any(surnames.size())]} + given_names[any(given_names.size())];
}

std::string Applications::number(PoliceSays police) {
  for (;;) {
    const Day born = day_of({1960, 1, 1}) + static_cast<int>(any(days_of_birth));
    int sequence = static_cast<int>(any(900));
    if (police == PoliceSays::mismatch) sequence = mismatch_from + static_cast<int>(any(40));
    if (police == PoliceSays::pending) sequence = pending_from + static_cast<int>(any(20));
    auto text = identifiers::synthetic_resident_number(born, sequence);
    if (given_.insert(text).second) return text;
  }
}

std::string Applications::unit_code() {
  for (;;) {
    auto text = identifiers::synthetic_social_credit_code("91", 1 + static_cast<int>(any(99'999)));
    if (given_.insert(text).second) return text;
  }
}

std::string Applications::address() {
  if (counties_.empty()) return "样例路 1 号";
  const auto* county = counties_[any(counties_.size())];
  std::string text;
  for (const auto* entry = county; entry != nullptr; entry = divisions_.find(entry->parent)) {
    text.insert(0, entry->name);
    if (entry->parent.empty()) break;
  }
  return fmt::format("{}样例路 {} 号（{}）", text, 1 + any(300), county->code);
}

// What it is called is known once it is handed in.
json::object Applications::material(const char* code, const char* grade) {
  return {{"code", code}, {"digest", ""}, {"grade", grade}};
}

Application Applications::make(const Wish& wish) {
  Application made;
  made.body = {{"item", wish.item}, {"office", wish.office}};
  json::array materials;
  json::array missing;
  const auto add = [&](const char* code, const char* grade) {
    auto paper = material(code, grade);
    (wish.without == code ? missing : materials).push_back(std::move(paper));
  };
  if (wish.item == "accounting-firm") {
    add("application", "C");
    add("organisation", "C");
    add("statutes", "C");
    add("accountants", "C");
    add("partners", "C");
    made.body["answers"] =
        json::array{json::object{{"field", "firm-name"}, {"value", name() + "会计师事务所"}}};
  } else {
    json::array people;
    for (int i = 0; i < 3; ++i) {
      auto id = number(i == 0 ? wish.police : PoliceSays::match);
      if (i == 2 && !wish.with_person.empty()) id = wish.with_person;
      people.push_back(json::object{{"name", name()},
                                    {"id_number", id},
                                    {"full_time", true},
                                    {"lead", i == 0},
                                    {"accountant_title", i == 0},
                                    {"years_of_work", 3 + any(20)}});
      made.people.push_back(std::move(id));
    }
    made.body["people"] = std::move(people);
    auto code = unit_code();
    if (wish.wrong_code) code.back() = other_symbol(code.back());
    made.body["unit"] =
        json::object{{"name", fmt::format("样例{}{}有限公司", name(), trades[any(trades.size())])},
                     {"uscc", std::move(code)}};
    add("lead-pledge", "D");
    add("full-time-pledge", "D");
    add("internal-rules", "C");
    made.body["answers"] = json::array{
        json::object{{"field", "address"}, {"value", address()}},
        json::object{{"field", "registered-on"},
                     {"value", to_text(day_of({2015, 1, 1}) + static_cast<int>(any(4'000)))}}};
  }
  made.body["materials"] = std::move(materials);
  made.missing = {{"materials", std::move(missing)}};
  return made;
}

}  // namespace vermilion::demo
