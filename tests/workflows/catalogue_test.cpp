// The catalogue: what loads, what does not and where it says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "workflows/catalogue/catalogue.hpp"
#include "workflows/catalogue/grants.hpp"
#include "workflows/catalogue/item_yaml.hpp"
#include "workflows/catalogue/loader.hpp"
#include "workflows/catalogue/scopes.hpp"

namespace vermilion::catalogue {
namespace {

const std::string folder = VERMILION_SOURCE_DIR "/workflows/catalogue";

std::string text_of_file(const std::string& name) {
  const auto files = read_folder(folder);
  for (const auto& file : files.value()) {
    if (file.name == name) return file.text;
  }
  ADD_FAILURE() << "no " << name;
  return {};
}

TEST(catalogue, loads_the_bookkeeping_licence_with_its_limits_materials_and_links) {
  const auto text = text_of(read_folder(folder).value()).value();
  const auto loaded = load_catalogue_text(text).value();
  const auto* item = loaded.find("bookkeeping-licence", 1);
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->limits.at("accept").amount, 5);
  EXPECT_EQ(item->limits.at("supply").amount, 15);
  EXPECT_EQ(item->limits.at("decide").amount, 10);
  EXPECT_EQ(item->limits.at("deliver").amount, 10);
  EXPECT_EQ(item->limits.at("decide").basis, "代理记账管理办法 6(2)");
  EXPECT_EQ(item->promised.at("decide"), 8);
  EXPECT_EQ(item->links, 2U);
  EXPECT_EQ(item->people_min, 3U);
  EXPECT_TRUE(item->needs_unit && item->needs_lead && item->full_time_posts && item->check_lead);
  EXPECT_EQ(item->materials.size(), 4U);
  EXPECT_EQ(item->materials[3].grades, "ABC");
  EXPECT_FALSE(item->materials[3].required);
  const auto* firm = loaded.find("accounting-firm", 1);
  ASSERT_NE(firm, nullptr);
  EXPECT_EQ(firm->links, 1U);
  EXPECT_TRUE(firm->accept_by_rule);
  EXPECT_EQ(loaded.open_on("bookkeeping-licence", day_of({2019, 3, 13})), nullptr);
  EXPECT_EQ(loaded.open_on("bookkeeping-licence", day_of({2019, 3, 14})), item);
}

TEST(catalogue, is_one_text_from_which_the_same_files_come_back) {
  const auto files = read_folder(folder).value();
  const auto text = text_of(files).value();
  const auto again = files_of(text).value();
  ASSERT_EQ(again.size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(again[i].name, files[i].name);
    EXPECT_EQ(again[i].text, files[i].text);
  }
  EXPECT_EQ(load_catalogue_text(text).value().digest, sha256(text));
  EXPECT_EQ(load_catalogue_text(text).value().find("accounting-firm", 1)->digest,
            sha256(text_of_file("accounting-firm.yaml")));
}

struct Change {
  const char* from;
  const char* to;
  const char* says;
};

TEST(catalogue, names_file_and_line_of_what_is_wrong) {
  const std::string good = text_of_file("accounting-firm.yaml");
  ASSERT_TRUE(load_item("accounting-firm.yaml", good));
  const Change changes[] = {
      {"retention: 30 years", "retention: 30 years\ncolour: red", "colour is no member here"},
      {"version: 1", "version: 1\nversion: 1", "version stands here twice"},
      {"version: 1", "version: one", "\"one\" is to be a number from 1 to 65535"},
      {"retention: 30 years\n", "", "retention: is missing"},
      {"from: 2014-08-31", "from: 2014-02-30", "\"2014-02-30\" is to be a date"},
      {"{from: 2014-08-31}", "{from: 2014-08-31, to: 2014-08-31}", "is to be after from"},
      {"amount: 5", "amount: 6", "6 is above the statutory 5"},
      {"promised: 20", "promised: 31", "31 is above the limit, 30"},
      {"    statutory: 10\n", "", "limits.deliver: statutory is missing"},
      {"    basis: {law: 注册会计师法, article: \"25(1)\"}\n", "",
       "materials[0].basis: is missing"},
      {"{law: 注册会计师法, article: \"25(1)\"}", "{law: 注册会计师法}",
       "materials[0].basis.article: is missing"},
      {"code: organisation", "code: application", "\"application\" stands here twice"},
      {"grades: ABCD", "grades: ABZ", "some of ABCD in that order"},
      {"links: 1", "links: 3", "\"3\" is to be a number from 1 to 2"},
      {"accept_by_rule: true", "accept_by_rule: yes", "\"yes\" is to be true or false"},
      {"{unit: false}", "{unit: false, check_lead: true}", "nobody is in charge"},
      {"item: accounting-firm", "item: Accounting Firm", "1 to 64 of a-z"},
      {"limits:\n", "limits: [\n", "no YAML"},
  };
  for (const auto& change : changes) {
    SCOPED_TRACE(change.says);
    auto text = good;
    const auto at = text.find(change.from);
    ASSERT_NE(at, std::string::npos) << change.from;
    text.replace(at, std::string_view{change.from}.size(), change.to);
    const auto loaded = load_item("accounting-firm.yaml", text);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, Code::invalid);
    EXPECT_THAT(loaded.error().detail, testing::HasSubstr(change.says));
    EXPECT_THAT(loaded.error().detail, testing::ContainsRegex("^accounting-firm.yaml:[0-9]+: "));
  }
  auto text = good;
  text.replace(text.find("amount: 30"), 10, "amount: 31");
  EXPECT_THAT(load_item("f.yaml", text).error().detail, testing::StartsWith("f.yaml:28: "));
}

TEST(catalogue, refuses_texts_that_are_not_canonical) {
  const std::string item = text_of_file("accounting-firm.yaml");
  EXPECT_FALSE(load_catalogue_text("--- b.yaml\n" + item + "--- a.yaml\n" + item));
  EXPECT_FALSE(load_catalogue_text(item));
  EXPECT_FALSE(text_of({{"a.yaml", item}, {"a.yaml", item}}));
  EXPECT_FALSE(text_of({{"a.yaml", "item: x"}}));
  EXPECT_FALSE(text_of({{"../a.yaml", item}}));
  const auto twice = text_of({{"a.yaml", item}, {"b.yaml", item}}).value();
  EXPECT_EQ(load_catalogue_text(twice).error().detail,
            "b.yaml:1: accounting-firm version 1 stands in a.yaml already");
}

Scopes scopes() {
  Scopes made;
  made.paths["accounting"] = {{"330000", "/330000"}, {"330106", "/330000/330100/330106"}};
  return made;
}

constexpr const char* grants_yaml = R"(version: "2026-1"
grants:
  - {id: g2, who: li, person: p1, role: window, tree: accounting, node: "330106",
     from: 2026-01-01, until: 2027-01-01}
  - {id: g1, who: wang, role: approver, tree: accounting, node: "330000",
     item: bookkeeping-licence, from: 2026-01-01, until: "2026-03-01T12:00:00+08:00"}
)";

TEST(grants, resolve_nodes_to_paths_and_hold_within_scope_item_and_time) {
  const auto text = grants_text("grants.yaml", grants_yaml, scopes()).value();
  const auto grants = load_grants(text).value();
  EXPECT_EQ(grants.version, "2026-1");
  EXPECT_EQ(grants.person_behind("li"), "p1");
  EXPECT_EQ(grants.person_behind("wang"), "wang");
  const Scope here{"accounting", 1, "/330000/330100/330106"};
  const auto held = [&](const char* who, const Scope& scope, const char* item, Instant at) {
    std::vector<RoleHeld> roles;
    grants.held(who, scope, item, at, roles);
    return roles.size();
  };
  const auto march = start_of(day_of({2026, 3, 1}));
  EXPECT_EQ(held("wang", here, "bookkeeping-licence", march), 1U);
  EXPECT_EQ(held("wang", here, "accounting-firm", march), 0U);
  EXPECT_EQ(held("wang", here, "bookkeeping-licence", march + 12 * 3600 * microseconds_a_second),
            0U);
  EXPECT_EQ(held("li", {"accounting", 1, "/330000"}, "accounting-firm", march), 0U);
  EXPECT_EQ(held("li", here, "accounting-firm", start_of(day_of({2027, 1, 1}))), 0U);
}

TEST(grants, are_refused_by_file_and_line) {
  const Change changes[] = {
      {"role: window", "role: emperor", "grants.yaml:3: grants[0].role: \"emperor\" is no role"},
      {"node: \"330106\"", "node: \"330107\"", "has no node 330107"},
      {"id: g1", "id: g2", "\"g2\" stands here twice"},
      {"until: 2027-01-01", "until: 2026-01-01", "is to be after from"},
      {"who: wang", "who: li", "li is \"p1\" in another grant"},
      {"who: wang", "who: wang, boss: yes", "boss is no member here"},
      {"version: \"2026-1\"\n", "", "version: is missing"},
  };
  for (const auto& change : changes) {
    SCOPED_TRACE(change.says);
    std::string text = grants_yaml;
    text.replace(text.find(change.from), std::string_view{change.from}.size(), change.to);
    const auto made = grants_text("grants.yaml", text, scopes());
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().detail, testing::HasSubstr(change.says));
  }
}

TEST(scopes, come_back_from_their_text) {
  const auto divisions = codes::CodeSet::make("divisions", "1",
                                              {{"330000", "", "浙江省"},
                                               {"330100", "330000", "杭州市"},
                                               {"330106", "330100", "西湖区"}})
                             .value();
  codes::ScopeChanges changes;
  changes.line = "accounting";
  changes.version = "1";
  const LineTree trees[] = {{"accounting", codes::ScopeTree::build(divisions, changes).value()}};
  const auto text = scopes_text(3, "of today", trees);
  const auto loaded = load_scopes(text).value();
  EXPECT_EQ(loaded.number, 3U);
  EXPECT_EQ(loaded.version, "of today");
  ASSERT_NE(loaded.path_of("accounting", "330106"), nullptr);
  EXPECT_EQ(*loaded.path_of("accounting", "330106"), "/330000/330100/330106");
  EXPECT_EQ(loaded.path_of("fiscal", "330106"), nullptr);
  EXPECT_FALSE(load_scopes("vermilion-scopes/1\nnumber 1\nversion x\n330106 /330106\n"));
  EXPECT_FALSE(load_scopes(""));
}

class MapBlobs : public Blobs {
 public:
  Result<Digest> put(BytesView bytes) override {
    const auto digest = sha256(bytes);
    blobs_[digest] = bytes;
    return digest;
  }
  Result<Bytes> get(const Digest& digest) const override {
    const auto found = blobs_.find(digest);
    if (found == blobs_.end()) return fail(Code::not_found, "no such blob");
    return found->second;
  }

 private:
  std::map<Digest, Bytes> blobs_;
};

TEST(loader, puts_each_kind_into_the_references_in_any_order) {
  MapBlobs blobs;
  Loader loader{blobs};
  References references;
  const auto calendar =
      clock::Calendar::make({"test", day_of({2025, 1, 1}), day_of({2027, 12, 31}), {}}).value();
  const auto load = [&](const char* what, const Bytes& text) {
    const auto digest = blobs.put(text).value();
    return loader.load(what, "v1", digest, references);
  };
  EXPECT_TRUE(load("grants", grants_text("g", grants_yaml, scopes()).value()));
  EXPECT_TRUE(load("catalogue", text_of(read_folder(folder).value()).value()));
  EXPECT_TRUE(load("calendar", calendar.encode()));
  EXPECT_FALSE(references.complete());
  EXPECT_TRUE(load("scopes", "vermilion-scopes/1\nnumber 1\nversion x\ntree a\n1 /1\n"));
  EXPECT_TRUE(references.complete());
  EXPECT_EQ(references.catalogue->version, "v1");
  EXPECT_EQ(load("weather", "rain").error().code, Code::unsupported);
  EXPECT_EQ(loader.load("grants", "v", Digest{}, references).error().code, Code::not_found);
}

}  // namespace
}  // namespace vermilion::catalogue
