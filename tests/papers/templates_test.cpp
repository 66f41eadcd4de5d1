// Templates: what is in the repository loads, is locked, and names only facts that there are.
#include "workflows/documents/templates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace vermilion::documents {
namespace {

using testing::HasSubstr;

const std::string folder = std::string{VERMILION_SOURCE_DIR} + "/workflows/documents";

constexpr auto text = R"(document: receipt
version: 1
in_force: {from: 2020-01-01}
title: {zh: 凭证, en: Receipt}
word: 收
basis: {law: 行政许可法, article: "32"}
body:
  - {kind: addressee, text: "{addressee}："}
  - {kind: paragraph, when: reason, text: "因为{reason}。"}
  - {kind: list, of: materials}
  - {kind: field, label: 事项, text: "{item}"}
told: number item
)";

std::string with(std::string_view what, std::string_view instead) {
  std::string changed{text};
  changed.replace(changed.find(what), what.size(), instead);
  return changed;
}

TEST(templates, of_the_repository_load_and_each_is_found_on_its_day) {
  const auto templates = Templates::read_folder(folder);
  ASSERT_TRUE(templates) << templates.error().text();
  EXPECT_GE(templates.value().all().size(), 9U);
  EXPECT_NE(templates.value().find("licence", *day_from_text("2026-09-21")), nullptr);
  EXPECT_EQ(templates.value().find("licence", *day_from_text("1999-01-01")), nullptr);
  EXPECT_EQ(templates.value().find("nothing", *day_from_text("2026-09-21")), nullptr);
}

TEST(templates, are_filled_with_facts_and_leave_out_what_was_not_said) {
  const auto form = read_template("receipt-1.yaml", text);
  ASSERT_TRUE(form) << form.error().text();
  Filling filling;
  filling.values["addressee"] = "样例公司";
  filling.values["item"] = "许可";
  filling.lists["materials"] = {"甲", "乙"};
  auto parts = fill(form.value(), filling);
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_EQ(parts[0].text, "样例公司：");
  EXPECT_EQ(parts[1].text, "1. 甲");
  EXPECT_EQ(parts[2].text, "2. 乙");
  EXPECT_EQ(parts[3].label, "事项");
  EXPECT_EQ(parts[3].text, "许可");
  filling.values["reason"] = "齐全";
  parts = fill(form.value(), filling);
  ASSERT_EQ(parts.size(), 5U);
  EXPECT_EQ(parts[1].text, "因为齐全。");
}

TEST(templates, a_fact_is_not_read_as_a_template) {
  const auto form = read_template("receipt-1.yaml", text);
  Filling filling;
  filling.values["addressee"] = "{reason}";
  EXPECT_EQ(fill(form.value(), filling)[0].text, "{reason}：");
}

TEST(templates, that_are_wrong_name_file_line_and_what_is_wrong) {
  const auto refused = [](std::string_view what, std::string_view instead) {
    const auto form = read_template("bad.yaml", with(what, instead));
    EXPECT_FALSE(form) << instead;
    return form ? std::string{} : form.error().detail;
  };
  EXPECT_THAT(refused("{reason}", "{raeson}"), HasSubstr("no place is called raeson"));
  EXPECT_THAT(refused("{reason}。", "{reason。"), HasSubstr("is not closed"));
  EXPECT_THAT(refused("kind: list", "kind: lost"), HasSubstr("bad.yaml:10"));
  EXPECT_THAT(refused("of: materials", "of: people"), HasSubstr("materials, supplements or lines"));
  EXPECT_THAT(refused("told: number item", "told: number itme"), HasSubstr("itme"));
  EXPECT_THAT(refused("when: reason", "when: ever"), HasSubstr("bad.yaml:9"));
}

TEST(templates, that_were_published_are_not_edited_in_place) {
  std::string place = (std::filesystem::temp_directory_path() / "templates.XXXXXX").string();
  ASSERT_NE(::mkdtemp(place.data()), nullptr);
  std::ofstream{place + "/receipt-1.yaml"} << text;
  std::ofstream{place + "/templates.lock"} << "template receipt 1 " << to_hex(view_of(sha256(text)))
                                           << "\n";
  EXPECT_TRUE(Templates::read_folder(place));
  std::ofstream{place + "/receipt-1.yaml"} << with("因为", "由于");
  const auto edited = Templates::read_folder(place);
  ASSERT_FALSE(edited);
  EXPECT_EQ(edited.error().code, Code::conflict);
  EXPECT_THAT(edited.error().detail, HasSubstr("receipt-1.yaml"));
  std::filesystem::remove_all(place);
}

}  // namespace
}  // namespace vermilion::documents
