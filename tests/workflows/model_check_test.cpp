// The model check: the house as it stands has no findings, and each planted fault is named.
#include "workflows/catalogue/model_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "editions.hpp"
#include "engine/register_kinds.hpp"
#include "engine/table/permitted.hpp"

namespace vermilion::scenes {
namespace {

using catalogue::check_model;
using catalogue::Model;
using table::Consumers;
using table::ModelFinding;
using table::RowInfo;
using table::Text;

constexpr std::array<Text, 6> offices{"public_security", "bill_supervision", "payment",
                                      "register",        "population",       "postal"};
const Consumers consumers{offices, register_names};

std::string all_of(const std::vector<ModelFinding>& findings) {
  std::string text;
  for (const auto& finding : findings) text += finding.where + ": " + finding.what + "\n";
  return text;
}

TEST(model_check, finds_nothing_in_the_house_as_it_stands) {
  const auto editions = all_editions();
  const auto items = tree_catalogue();
  const auto lock = read_text("workflows/catalogue/editions.lock");
  EXPECT_EQ(all_of(check_model({editions, items, lock, nullptr, nullptr, consumers})), "")
      << "\neditions.lock would be:\n"
      << catalogue::lock_text(editions, items);
}

// The rows of approval/1 as data, to be spoilt.
struct Spoilt {
  std::shared_ptr<const Edition> edition = make_approval_1();
  table::TableInfo table = edition->info();
  std::vector<RowInfo> rows{table.rows.begin(), table.rows.end()};

  void drop(Text from, Text fact) {
    const auto before = rows.size();
    std::erase_if(rows, [&](const auto& row) { return row.from.name == from && row.fact == fact; });
    EXPECT_LT(rows.size(), before);
  }
  std::string findings() {
    table.rows = rows;
    return all_of(check_table(table, consumers));
  }
};

using testing::HasSubstr;

TEST(model_check, names_a_deadline_that_no_row_judges) {
  Spoilt spoilt;
  spoilt.drop("REVIEW", "DecisionOverdue");
  EXPECT_THAT(spoilt.findings(), HasSubstr("duty decide: can pass in REVIEW+"));
}

TEST(model_check, names_an_act_that_could_have_stopped_a_deadline_and_is_known_later) {
  Spoilt spoilt;
  spoilt.drop("TERMINATED", "Supplemented");
  EXPECT_THAT(spoilt.findings(), HasSubstr("Supplemented could have stopped it in SUPPLEMENT, and "
                                           "has no row in TERMINATED"));
  Spoilt other;
  other.drop("HANDLING", "NotAccepted");
  EXPECT_THAT(other.findings(), HasSubstr("NotAccepted could have stopped it in PRECHECK"));
}

TEST(model_check, names_states_that_cannot_be_left_or_reached) {
  Spoilt stuck;
  stuck.drop("MAKING", "HandedOver");
  stuck.drop("MAKING", "DeliveryOverdue");
  EXPECT_THAT(stuck.findings(), HasSubstr("state MAKING: is not final and cannot be left"));
  Spoilt lost;
  lost.drop("HANDLING", "Proposed");
  EXPECT_THAT(lost.findings(), HasSubstr("state REVIEW: cannot be reached"));
}

TEST(model_check, names_unknown_roles_offices_registers_and_bare_rules) {
  static constexpr std::array<table::RoleInfo, 1> emperor{table::RoleInfo{"emperor", "皇帝"}};
  static constexpr std::array<table::RuleInfo, 1> bare{
      table::RuleInfo{"Bare", {"", ""}, "无", "none"}};
  Spoilt spoilt;
  spoilt.rows[0].who = emperor;
  spoilt.rows[1].rules = bare;
  EXPECT_THAT(spoilt.findings(), HasSubstr("row 0 (DRAFT + Submitted): no role emperor"));
  EXPECT_THAT(spoilt.findings(), HasSubstr("rule Bare lacks citation"));
  Spoilt whole;
  const auto alone = all_of(check_table(whole.table, Consumers{}));
  EXPECT_THAT(alone, HasSubstr("no office \"public_security\""));
  EXPECT_THAT(alone, HasSubstr("no register kind \"full_time_post\""));
}

TEST(model_check, names_a_task_that_its_role_cannot_end_and_a_duty_that_nobody_owes) {
  Spoilt spoilt;
  spoilt.drop("APPROVED", "CertificateMade");
  EXPECT_THAT(spoilt.findings(), HasSubstr("state MAKING: cannot be reached"));
  static constexpr std::array<Text, 1> nothing{Text{"nothing"}};
  Spoilt other;
  other.rows[0].ends = nothing;
  EXPECT_THAT(other.findings(), HasSubstr("ends nothing, which no row owes"));
}

struct House {
  Editions editions = all_editions();
  Catalogue items = tree_catalogue();
  std::string lock = catalogue::lock_text(editions, items);
  Scopes scopes;
  Grants grants;

  Item& licence() { return items.items.at({"bookkeeping-licence", 1}); }
  void grant(const char* who, const char* role, const char* path, const char* person = "") {
    grants.by_who[who].push_back({std::string{who} + role, who, person, role, "accounting", path,
                                  "*", Instant{}, Instant{1}});
  }
  std::string findings(bool with_grants = false) {
    return all_of(
        check_model({editions, items, lock, nullptr, with_grants ? &grants : nullptr, consumers}));
  }
};

TEST(model_check, names_the_file_of_an_item_that_was_edited_in_place_or_is_unknown_or_gone) {
  House house;
  EXPECT_EQ(house.findings(), "");
  house.licence().digest[0] ^= 1U;
  EXPECT_THAT(house.findings(), HasSubstr("bookkeeping-licence.yaml:1: was edited in place"));
  House fresh;
  fresh.lock.clear();
  EXPECT_THAT(fresh.findings(), HasSubstr("accounting-firm.yaml:1: is not in editions.lock"));
  EXPECT_THAT(fresh.findings(), HasSubstr("approval/1: is not in editions.lock"));
  House gone;
  gone.items.items.erase({"accounting-firm", 1});
  EXPECT_THAT(gone.findings(), HasSubstr("is here and no longer in the house"));
}

TEST(model_check, names_limits_that_are_missing_superfluous_or_above_the_licensing_law) {
  House house;
  house.licence().limits.erase("supply");
  EXPECT_THAT(house.findings(), HasSubstr("limits.supply is missing"));
  house.licence().limits["nap"] = {};
  EXPECT_THAT(house.findings(), HasSubstr("limits.nap serves no deadline"));
  House slow;
  slow.licence().limits.at("deliver").amount = 11;
  EXPECT_THAT(slow.findings(), HasSubstr("limits.deliver is 11"));
  // 注册会计师法 26 gives thirty days: another law may.
  EXPECT_EQ(House{}.items.find("accounting-firm", 1)->limits.at("decide").amount, 30);
}

TEST(model_check, names_an_item_whose_edition_basis_or_tree_is_not_there) {
  House house;
  house.licence().edition = "approval/9";
  EXPECT_THAT(house.findings(), HasSubstr("no edition approval/9"));
  House bare;
  bare.licence().materials[0].law.clear();
  EXPECT_THAT(bare.findings(), HasSubstr("material lead-pledge has no legal basis"));
  const Scopes none;
  EXPECT_THAT(
      all_of(check_model({bare.editions, bare.items, bare.lock, &none, nullptr, consumers})),
      HasSubstr("no scope tree accounting"));
}

TEST(model_check, names_roles_that_nobody_holds_and_links_that_one_person_would_hold_alone) {
  House house;
  for (const char* role : {"window", "handler", "maker"}) house.grant("li", role, "/330000");
  EXPECT_THAT(house.findings(true), HasSubstr("nobody is granted the role approver"));
  house.grant("li-second", "approver", "/330000/330100", "li");
  EXPECT_THAT(house.findings(true),
              HasSubstr("nobody but li could be approver where li is handler"));
  house.grant("wang", "approver", "/330200");
  EXPECT_THAT(house.findings(true), HasSubstr("nobody but li"));
  house.grant("zhao", "approver", "/330000/330100");
  EXPECT_THAT(house.findings(true), Not(HasSubstr("bookkeeping-licence")));
  EXPECT_THAT(house.findings(true), HasSubstr("nobody is granted the role invigilator"));
  for (const char* role : {"invigilator", "marker", "exam_steward", "registrar", "county_reviewer",
                           "city_reviewer", "province_reviewer"}) {
    house.grant(role, role, "/330000");
  }
  EXPECT_EQ(house.findings(true), "");
}

TEST(permitted_facts, are_those_of_state_and_role) {
  const auto table = make_approval_1()->info();
  const auto facts = [&](std::vector<std::string> states, std::vector<Text> roles) {
    std::vector<std::string> names;
    for (const auto& one : permitted_facts(table, states, roles)) names.emplace_back(one.fact);
    return names;
  };
  using testing::ElementsAre;
  EXPECT_THAT(facts({"PRECHECK", "CHECK_MANUAL"}, {"window"}),
              ElementsAre("Accepted", "NotAccepted", "SupplementRequested", "CheckedByHand"));
  EXPECT_THAT(facts({"REVIEW", "CHECK_PASSED"}, {"approver"}),
              ElementsAre("SentBack", "Approved", "RefusedToGrant"));
  EXPECT_THAT(facts({"REVIEW", "CHECK_PASSED"}, {"applicant"}), ElementsAre("Withdrawn"));
  EXPECT_THAT(facts({"CLOSED", "CHECK_PASSED"}, {"window", "approver"}), ElementsAre());
  const auto by_hand = permitted_facts(table, std::vector<std::string>{"X", "CHECK_MANUAL"},
                                       std::vector<Text>{"window"});
  ASSERT_EQ(by_hand.size(), 1U);
  EXPECT_EQ(by_hand[0].rows.size(), 2U);
}

}  // namespace
}  // namespace vermilion::scenes
