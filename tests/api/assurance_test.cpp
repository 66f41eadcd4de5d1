// Assurance levels: an item says how surely whoever applies must be known, a token says how surely
// he is; who is known too little is told which level would do (RFC 9470).
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/api/served_hall.hpp"
#include "workflows/catalogue/catalogue.hpp"

namespace vermilion::tests {
namespace {

namespace fs = std::filesystem;

struct assurance : testing::Test {
  ServedHall hall;

  // The accounting firm's item needs level 2 from here on.
  void SetUp() override {
    const auto folder = fs::path{hall.directory()}.parent_path() / "catalogue";
    fs::create_directories(folder);
    for (const auto& entry : fs::directory_iterator(built_in_files().catalogue_folder)) {
      if (entry.path().extension() == ".yaml") fs::copy(entry.path(), folder);
    }
    const auto file = folder / "accounting-firm.yaml";
    std::ifstream in{file};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    in.close();
    const auto change = [&](const std::string& from, const std::string& to) {
      const auto at = text.find(from);
      ASSERT_NE(at, std::string::npos) << from;
      text.replace(at, from.size(), to);
    };
    change("\nversion: 1\n", "\nversion: 2\n");
    change("applicant: {", "applicant: {assurance: 2, ");
    std::ofstream{file} << text;
    auto items = catalogue::read_folder(folder.string());
    ASSERT_TRUE(items.has_value()) << items.error().text();
    auto all = catalogue::text_of(std::move(items.value()));
    ASSERT_TRUE(all.has_value());
    const auto adopted = hall.hall().adopt({"catalogue", "with assurance", std::move(all.value())});
    ASSERT_TRUE(adopted.has_value()) << adopted.error().text();
  }

  std::string token(const std::string& acr, PrincipalKind kind = PrincipalKind::person) {
    const auto now_s = SystemClock{}.now().microseconds / microseconds_a_second;
    json::object payload{{"iss", "test"},      {"sub", "owner"},
                         {"aud", "vermilion"}, {"iat", now_s},
                         {"exp", now_s + 300}, {"kind", std::string{name_of(kind)}}};
    if (!acr.empty()) payload["acr"] = acr;
    return hall.signer().sign_parts(
        R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + hall.signer().kid() + "\"}",
        json::serialize(payload));
  }
  Answer post(const std::string& acr, const std::string& path, json::object body) {
    return hall.send({}, "POST", path,
                     "Authorization: Bearer " + token(acr) +
                         "\r\nContent-Type: application/json\r\nIdempotency-Key: k" +
                         std::to_string(++keys_) + "\r\n",
                     json::serialize(body));
  }
  Answer apply(const std::string& acr) {
    json::array materials;
    for (const auto* code :
         {"application", "organisation", "statutes", "accountants", "partners"}) {
      materials.push_back(json::object{{"code", code},
                                       {"digest", std::string(64, 'a')},
                                       {"grade", "C"},
                                       {"size", 10},
                                       {"media_type", "application/pdf"}});
    }
    return post(acr, "/v1/cases",
                {{"item", "accounting-firm"},
                 {"office", "330106"},
                 {"materials", std::move(materials)},
                 {"answers", {{{"field", "firm-name"}, {"value", "明信"}}}}});
  }
  int keys_ = 0;
};

TEST_F(assurance, that_is_too_low_is_refused_with_the_level_that_would_do) {
  for (const std::string low : {"", "1", "0", "5", "22", "high", "urn:2"}) {
    const auto answer = apply(low);
    EXPECT_EQ(answer.status, 401) << low << answer.body;
    EXPECT_EQ(answer.text("/type"), "urn:vermilion:problem:assurance");
    EXPECT_EQ(answer.field("WWW-Authenticate"),
              "Bearer error=\"insufficient_user_authentication\", acr_values=\"2\"");
  }
  EXPECT_EQ(apply("2").status, 201);
  EXPECT_EQ(apply("4").status, 201);
}

TEST_F(assurance, counts_for_what_the_applicant_does_later_too) {
  const auto id = apply("3").text("/case");
  hall.get("owner", "/v1/cases/" + id);
  const json::object withdrawal{{"fact", "Withdrawn"}, {"data", {{"reason", "撤回"}}}};
  const auto path = "/v1/cases/" + id + "/facts";
  EXPECT_EQ(post("1", path, withdrawal).status, 401);
  EXPECT_EQ(hall.record("li.wei", id, "NotAccepted", {{"reason", "x"}}).status, 422);  // no clerk's
  EXPECT_EQ(post("2", path, withdrawal).status, 200);
}

TEST_F(assurance, stands_in_the_items_description) {
  EXPECT_EQ(apply("2").status, 201);  // judged by the new catalogue, which is then known to all
  EXPECT_EQ(hall.get("", "/v1/items/accounting-firm").at("/assurance").to_number<int>(), 2);
  EXPECT_EQ(hall.get("", "/v1/items/bookkeeping-licence").at("/assurance").to_number<int>(), 1);
}

}  // namespace
}  // namespace vermilion::tests
