// Entries and tables that are bad on purpose, each in one way: the model check, or the loader
// before it, refuses every one, and says in which file, at which line, and what is wrong there.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <sstream>

#include "engine/core/table_edition.hpp"
#include "engine/register_kinds.hpp"
#include "engine/table/roles.hpp"
#include "engine/table/source_lines.hpp"
#include "events/facts/approval.hpp"
#include "tests/workflows/editions.hpp"
#include "workflows/catalogue/item_yaml.hpp"
#include "workflows/catalogue/model_check.hpp"

namespace vermilion::scenes {
namespace {

using table::Text;

constexpr std::array<Text, 6> offices{"public_security", "bill_supervision", "payment",
                                      "register",        "population",       "postal"};

std::string read_text(const std::string& name) {
  std::ifstream file{std::string{VERMILION_SOURCE_DIR} + "/" + name};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// An edition whose two rows hold at once.
namespace planted {
using namespace table::roles;
struct Open : table::State {
  static constexpr table::StateInfo info{"OPEN", "开"};
};
struct Shut : table::State {
  static constexpr table::StateInfo info{"SHUT", "关", true};
};
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
struct Table {
  static constexpr table::EditionName edition = "planted/1";
  using initial = table::Regions<Open>;
  using table = vermilion::table::Rows<
      vermilion::table::On<Open, Withdrawn, Shut, vermilion::table::By<applicant>>,
      vermilion::table::On<Open, Withdrawn, Open, vermilion::table::By<applicant>>>;
};
constexpr auto first_row = Table::edition.line + 3;
}  // namespace planted

std::string source_of(Text file) {
  return read_text(std::string{file});
}

// A house of this tree, in which one thing is spoilt.
struct House {
  Editions editions = all_editions();
  Catalogue items = tree_catalogue();
  std::string lock = catalogue::lock_text(editions, items);
  Grants grants;
  std::string at_loading;  // the loader's own words, when it does not take a text

  House() {
    for (const char* role :
         {"window", "handler", "approver", "maker", "head", "invigilator", "marker", "exam_steward",
          "registrar", "county_reviewer", "city_reviewer", "province_reviewer"}) {
      grant(role, role);
      grant((std::string{role} + "-2").c_str(), role);
    }
  }
  void grant(const char* who, const char* role, const char* person = "") {
    grants.by_who[who].push_back({std::string{who} + role, who, person, role, "accounting",
                                  "/330000", "*", Instant{}, Instant{1}});
  }
  // The item's text with one line of it written otherwise; `line` counts from 1.
  void write(const std::string& file, const std::string& from, const std::string& to, int& line) {
    auto text = read_text("workflows/catalogue/" + file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    line = 1 + static_cast<int>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    text.replace(at, from.size(), to);
    auto item = catalogue::load_item(file, text);
    if (!item) {
      at_loading = item.error().detail;
      return;
    }
    items.items[{item.value().code, item.value().version}] = std::move(item.value());
    lock = catalogue::lock_text(editions, items);
  }
  std::string findings() {
    if (!at_loading.empty()) return at_loading;
    std::string all;
    for (const auto& one :
         catalogue::check_model({editions,
                                 items,
                                 lock,
                                 nullptr,
                                 &grants,
                                 {offices, register_names, nullptr, source_of}})) {
      all += one.where + ": " + one.what + "\n";
    }
    return all;
  }
};

constexpr auto licence = "bookkeeping-licence-2.yaml";
constexpr auto agency = "bookkeeping-agency.yaml";
constexpr auto exam = "accounting-title-exam.yaml";
constexpr auto merit = "outstanding-accountant.yaml";

struct Entry {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  int below;         // lines from what is written otherwise to what is named
  const char* says;  // what is wrong
};

// Each: in the text of an item, one thing written otherwise.
const Entry entries[]{
    {"limit_above_the_statutory_one", licence, "amount: 10\n    statutory: 10",
     "amount: 21\n    statutory: 10", 0, "21 is above the statutory 10"},
    {"limit_of_no_deadline", licence, "  supply:\n    amount: 15\n",
     "  deliver_twice:\n    amount: 15\n", 0, "deliver_twice"},
    {"limit_that_is_missing", licence,
     "  supply:\n    amount: 15\n    basis: {law: 本机关办事规程, article: "
     "\"补正期限（法律未规定）\"}\n",
     "", -6, "limits.supply is missing"},
    {"promise_longer_than_the_limit", licence, "promised: 8", "promised: 11", 0,
     "11 is above the limit, 10"},
    {"material_without_basis", licence, "    basis: {law: 代理记账管理办法, article: \"5(3)\"}\n",
     "", -2, "basis: is missing"},
    {"upload_where_a_source_answers", licence, "code: internal-rules", "code: identity-card", 0,
     "public_security answers it"},
    {"material_twice", licence, "code: internal-rules", "code: lead-pledge", 0,
     "stands here twice"},
    {"shape_that_is_none", licence, "workflow: approval/1", "workflow: approval/9", 0,
     "no edition approval/9"},
    {"procedure_that_stops_no_limit", licence, "stops: decide", "stops: dinner", 0,
     "the item has no limit \"dinner\""},
    {"law_that_ends_before_it_begins", licence, "in_force: {from: 2026-07-01}",
     "in_force: {from: 2026-07-01, to: 2026-06-01}", 0, "is to be after from"},
    {"fee_without_basis", exam,
     "    basis: {law: 发改价格〔2015〕1217号, article: \"考试考务费\"}\n", "", -1,
     "basis: is missing"},
    {"pass_mark_nobody_reaches", exam, "pass_mark: 60", "pass_mark: 101", 0,
     "101 is above score_max, 100"},
    {"day_that_no_year_has", agency, "due: \"04-30\"", "due: \"02-30\"", 0,
     "is to be month and day, as 04-30"},
    {"more_than_all_are_looked_into", agency, "percent: 20", "percent: 101", 0, "percent"},
    {"event_twice", agency, "code: branch", "code: change", 0, "stands here twice"},
    {"order_without_basis", agency,
     "      unit: natural_days\n      basis: {law: 代理记账管理办法, article: \"22\"}\n",
     "      unit: natural_days\n", -1, "basis: is missing"},
    {"level_that_is_none", merit, "{level: city}", "{level: village}", 0,
     "is to be county, city or province, once"},
    {"nobody_confirms_last", merit, ", {level: province}]", "]", 0, "the province confirms last"},
    {"level_without_a_limit", merit,
     "  city: {amount: 1, basis: {law: 本机关办事规程, article: \"市级审核\"}}\n", "", -5,
     "limits.city is missing"},
    {"member_that_means_nothing", exam, "pass_mark: 60", "pass_mark: 60\n  colour: red", 1,
     "colour"},
};

TEST(bad_entries, are_each_refused_at_their_line) {
  EXPECT_EQ(House{}.findings(), "") << "nothing is wrong before";
  for (const auto& entry : entries) {
    House house;
    int line = 0;
    house.write(entry.file, entry.from, entry.to, line);
    const auto where = std::string{entry.file} + ":" + std::to_string(line + entry.below) + ":";
    const auto findings = house.findings();
    EXPECT_THAT(findings, testing::HasSubstr(where)) << entry.name;
    EXPECT_THAT(findings, testing::HasSubstr(entry.says)) << entry.name;
  }
}

// Of approval/1 as data, one row dropped or changed.
std::string spoilt(const std::function<void(std::vector<table::RowInfo>&)>& how) {
  const auto edition = make_approval_1();
  auto table = edition->info();
  std::vector<table::RowInfo> rows{table.rows.begin(), table.rows.end()};
  how(rows);
  table.rows = rows;
  std::string all;
  for (const auto& one : table::check_table(table, {offices, register_names})) {
    all += one.where + ": " + one.what + "\n";
  }
  return all;
}
auto without(Text state, Text fact) {
  return [state, fact](std::vector<table::RowInfo>& rows) {
    std::erase_if(rows,
                  [&](const auto& row) { return row.from.name == state && row.fact == fact; });
  };
}

TEST(bad_tables, are_each_refused_with_file_and_row) {
  using testing::AllOf;
  using testing::HasSubstr;
  constexpr auto file = "workflows/approval/1/table.hpp";
  EXPECT_EQ(spoilt([](auto&) {}), "") << "nothing is wrong before";
  EXPECT_THAT(spoilt([](auto& rows) {
                without("MAKING", "HandedOver")(rows);
                without("MAKING", "DeliveryOverdue")(rows);
              }),
              AllOf(HasSubstr(file), HasSubstr("state MAKING: is not final and cannot be left")))
      << "a dead state";
  EXPECT_THAT(spoilt(without("HANDLING", "Proposed")),
              AllOf(HasSubstr(file), HasSubstr("state REVIEW: cannot be reached")));
  EXPECT_THAT(spoilt(without("REVIEW", "DecisionOverdue")),
              AllOf(HasSubstr(file), HasSubstr("duty decide: can pass in REVIEW+")))
      << "a deadline without consequence";
  EXPECT_THAT(spoilt(without("TERMINATED", "Supplemented")),
              AllOf(HasSubstr(file), HasSubstr("for when it is known later")));
  EXPECT_THAT(
      spoilt([](auto& rows) {
        static constexpr std::array<table::RoleInfo, 1> emperor{table::RoleInfo{"emperor", "皇帝"}};
        rows[3].who = emperor;
      }),
      AllOf(HasSubstr(file), HasSubstr("row 3 ("), HasSubstr("no role emperor")));
  EXPECT_THAT(spoilt([](auto& rows) {
                static constexpr std::array<table::DutyInfo, 1> unserved{table::DutyInfo{
                    "ask_the_moon", DutyKind::check, "moon", "", "问月", "ask the moon"}};
                rows[0].owes = unserved;
              }),
              AllOf(HasSubstr(file), HasSubstr("duty ask_the_moon: nobody serves it")));
}

TEST(bad_tables, a_paper_that_no_template_makes_is_named) {
  const auto bill = make_bill_1();
  const std::set<std::string> papers{"bill_face"};
  const auto found = table::check_table(bill->info(), {offices, register_names, &papers});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].where,
              testing::MatchesRegex("workflows/bill/1/table.hpp:[0-9]+ duty voided_face"));
  EXPECT_EQ(found[0].what, "no template makes this paper");
}

TEST(bad_tables, two_rows_that_can_both_hold_are_named) {
  House house;
  house.editions.add(
      std::make_shared<const TableEdition<PlainWorkflow<planted::Table, planted::Data, true>>>());
  house.items.items.at({"accounting-firm", 1}).edition = "planted/1";
  EXPECT_THAT(house.findings(), testing::HasSubstr(fmt::format(
                                    "tests/workflows/bad_entries_test.cpp:{}: two rows hold for "
                                    "Withdrawn in OPEN",
                                    planted::first_row)));
}

// Each row of each table is found in its source, so that a finding names its line.
TEST(tables, have_a_line_for_each_row) {
  const auto editions = all_editions();
  for (const auto& [name, edition] : editions.all()) {
    const auto table = edition->info();
    const auto file = table::in_tree(table.file);
    const auto text = read_text(std::string{file});
    const auto lines = table::row_lines(table, text);
    ASSERT_EQ(lines.size(), table.rows.size()) << name;
    std::vector<std::string> written{""};
    std::istringstream source{text};
    for (std::string line; std::getline(source, line);) written.push_back(line);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      // An opening may run on to the next line.
      const auto here = written.at(lines[i]) + written.at(lines[i] + 1);
      EXPECT_THAT(here, testing::HasSubstr(std::string{table.rows[i].fact}))
          << name << " row " << i;
    }
  }
}

TEST(bad_grants, that_no_two_persons_could_satisfy_are_named) {
  House alone;
  alone.grants.by_who.clear();
  for (const char* role :
       {"window", "handler", "approver", "maker", "head", "invigilator", "marker", "exam_steward",
        "registrar", "county_reviewer", "city_reviewer", "province_reviewer"}) {
    alone.grant((std::string{"li-"} + role).c_str(), role, "li");
  }
  EXPECT_THAT(alone.findings(),
              testing::HasSubstr("nobody but li-handler could be approver where li-handler is"));
  EXPECT_THAT(alone.findings(), testing::ContainsRegex(
                                    "accounting-title-exam.yaml:[0-9]+: nobody but li-marker could "
                                    "be exam_steward where li-marker is marker"));
  House without_role;
  without_role.grants.by_who.erase("maker");
  without_role.grants.by_who.erase("maker-2");
  EXPECT_THAT(without_role.findings(), testing::HasSubstr("nobody is granted the role maker"));
}

}  // namespace
}  // namespace vermilion::scenes
