// Erasing a person: not before the law lets it, on record first, and once more after a restore.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

struct erasure : testing::Test {
  ServedHall hall{true, {.keeps_materials = true}};
  std::string id;
  std::string number;

  // A licence's case that was not accepted, and the lead's number.
  void SetUp() override {
    const auto file = std::string{
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages "
        "/Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 "
        "10 10] >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n"};
    const auto begun = hall.post("owner", "/v1/materials",
                                 json::object{{"media_type", "application/pdf"},
                                              {"size", file.size()},
                                              {"digest", to_hex(view_of(sha256(file)))}});
    hall.use_material(hall.send("owner", "PATCH", "/v1/materials/uploads/" + begun.text("/upload"),
                                "Content-Type: application/partial-upload\r\nUpload-Offset: 0\r\n",
                                file)
                          .text("/material"));
    id = hall.submit_licence("owner");
    number =
        hall.get("owner", "/v1/cases/" + id + "/unmasked").text("/submitted/people/0/id_number");
    ASSERT_EQ(number.size(), 18U);
  }
  Answer erase(bool rehearse = false) {
    return hall.operations("POST", "/ops/erase",
                           json::serialize(json::object{{"subject", number},
                                                        {"basis", "本人申请"},
                                                        {"by", "operator"},
                                                        {"rehearse", rehearse}}));
  }
  void decline() {
    ASSERT_EQ(hall.record("li.wei", id, "NotAccepted", {{"reason", "不需要许可"}}).status, 200);
  }
  void wait_for_years(const char* until) {
    ASSERT_EQ(
        hall.operations("POST", "/ops/clock", json::serialize(json::object{{"to", until}})).status,
        200);
  }
};

TEST_F(erasure, is_refused_while_a_case_is_open_and_for_thirty_years_after_it) {
  auto refused = erase();
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.text("/citation"), "个人信息保护法 47(2)");
  EXPECT_EQ(refused.text("/kept/0/case"), id);
  EXPECT_TRUE(refused.at("/kept/0/until").is_null());
  decline();
  hall.get("owner", "/v1/cases/" + id);  // the views have folded it
  refused = erase();
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.text("/kept/0/until"), "2056-09-22T00:00:00+08:00");
  EXPECT_EQ(hall.get("owner", "/v1/cases/" + id).text("/submitted/people/0/name"), "王**");
}

TEST_F(erasure, leaves_the_record_and_takes_the_person) {
  decline();
  hall.get("owner", "/v1/cases/" + id);
  wait_for_years("2056-10-01T09:00:00+08:00");
  const auto may = erase(true);
  ASSERT_EQ(may.status, 200) << may.body;
  EXPECT_EQ(may.at("/erased"), false);
  EXPECT_EQ(hall.get("owner", "/v1/cases/" + id).text("/submitted/people/0/name"), "王**");
  const auto done = erase();
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.at("/erased"), true);
  EXPECT_EQ(done.text("/cases/0"), id);
  const auto seen = hall.get("owner", "/v1/cases/" + id);
  EXPECT_EQ(seen.at("/erased"), true);
  EXPECT_TRUE(seen.at("/submitted/people/0/name").is_null());
  EXPECT_EQ(seen.text("/submitted/people/1/name"), "王**");  // another person
  EXPECT_EQ(seen.text("/states/0/name"), "NOT_ACCEPTED");
  EXPECT_EQ(hall.get("owner", "/v1/cases/" + id + "/documents/rejection_notice").status, 410);
  EXPECT_EQ(erase().status, 200);  // again: nothing is left to do, and it says so alike
}

TEST_F(erasure, is_done_again_when_the_keys_were_restored_from_a_copy) {
  decline();
  hall.get("owner", "/v1/cases/" + id);
  wait_for_years("2056-10-01T09:00:00+08:00");
  std::filesystem::copy(hall.directory() + "/keys", hall.directory() + "/copy",
                        std::filesystem::copy_options::recursive);
  ASSERT_EQ(erase().status, 200);
  hall.restart_after([&] {
    std::filesystem::remove_all(hall.directory() + "/keys");
    std::filesystem::rename(hall.directory() + "/copy", hall.directory() + "/keys");
  });
  const auto seen = hall.get("owner", "/v1/cases/" + id);
  EXPECT_EQ(seen.at("/erased"), true) << seen.body;
}

TEST_F(erasure, of_an_account_lets_its_owner_come_again_as_somebody_new) {
  const auto account = hall.get("owner", "/v1/cases/" + id).text("/applicant/pseudonym");
  decline();
  hall.get("owner", "/v1/cases/" + id);
  wait_for_years("2056-10-01T09:00:00+08:00");
  const auto done =
      hall.operations("POST", "/ops/erase",
                      json::serialize(json::object{
                          {"subject", account}, {"basis", "本人申请"}, {"by", "operator"}}));
  ASSERT_EQ(done.status, 200) << done.body;
  const auto saved =
      hall.send("owner", "PUT", "/v1/drafts/again", "Content-Type: application/json\r\n", "{}");
  EXPECT_EQ(saved.status, 200) << saved.body;
}

TEST_F(erasure, that_the_law_forbids_leaves_restriction_to_storage) {
  const auto restrict = [&](const std::string& subject, bool lift) {
    return hall.operations(
        "POST", "/ops/restrict",
        json::serialize(json::object{
            {"subject", subject}, {"basis", "本人申请"}, {"by", "operator"}, {"lift", lift}}));
  };
  const auto account = hall.get("owner", "/v1/cases/" + id).text("/applicant/pseudonym");
  ASSERT_EQ(erase().status, 409);
  const auto done = restrict(number, false);
  ASSERT_EQ(done.status, 200) << done.body;
  auto seen = hall.get("owner", "/v1/cases/" + id + "/unmasked");
  EXPECT_EQ(seen.at("/restricted"), true);
  EXPECT_TRUE(seen.at("/submitted/people/0/name").is_null());
  EXPECT_EQ(seen.text("/submitted/people/1/name"), "王小明");
  EXPECT_EQ(hall.get("owner", "/v1/cases/" + id + "/documents/receipt").status, 403);
  const auto material = seen.text("/submitted/materials/0/digest");
  EXPECT_EQ(hall.get_as_it_is("owner", "/v1/materials/" + material).status, 200);
  ASSERT_EQ(restrict(account, false).status, 200);
  EXPECT_EQ(hall.get_as_it_is("owner", "/v1/materials/" + material).status, 403);
  hall.restart();
  seen = hall.get("owner", "/v1/cases/" + id);
  EXPECT_EQ(seen.at("/restricted"), true);
  // What comes in is stored all the same.
  EXPECT_EQ(hall.record("owner", id, "Withdrawn", {}).status, 200);
  ASSERT_EQ(restrict(number, true).status, 200);
  ASSERT_EQ(restrict(account, true).status, 200);
  seen = hall.get("owner", "/v1/cases/" + id + "/unmasked");
  EXPECT_EQ(seen.text("/submitted/people/0/name"), "王小明");
  EXPECT_EQ(hall.get_as_it_is("owner", "/v1/materials/" + material).status, 200);
  EXPECT_EQ(restrict(std::string(32, 'a'), false).status, 404);
}

TEST_F(erasure, of_nobody_or_without_a_reason_is_refused) {
  const auto ask = [&](const char* subject, const char* basis) {
    return hall.operations(
        "POST", "/ops/erase",
        json::serialize(json::object{{"subject", subject}, {"basis", basis}, {"by", "operator"}}));
  };
  EXPECT_EQ(ask("11010119800101001X", "x").status, 422);
  EXPECT_EQ(ask(std::string(32, 'a').c_str(), "x").status, 404);
  EXPECT_EQ(ask(number.c_str(), "").status, 422);
  EXPECT_EQ(hall.operations("POST", "/ops/erase", R"({"subject":1})").status, 400);
}

}  // namespace
}  // namespace vermilion::tests
