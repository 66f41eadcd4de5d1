// Materials over real sockets: handed in by pieces, named by an application, read for a purpose.
#include <gmock/gmock.h>

#include "adapters/papers/paper.hpp"
#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;

const std::string type = "Content-Type: application/partial-upload\r\n";

// A PDF of several chunks: a page whose description says the rest.
std::string pdf(std::size_t least = 200'000) {
  papers::Paper paper;
  paper.title = "内部规范";
  paper.at = *instant_from_text("2026-01-01T00:00:00+08:00");
  auto octets = papers::draw(paper).value();
  while (octets.size() < least) octets += "%" + std::string(200, 'x') + "\n";
  return octets + "%%EOF\n";
}

struct materials : testing::Test {
  ServedHall hall{true, {.keeps_materials = true}};

  static json::object wanted(const std::string& file, const char* media = "application/pdf") {
    return {
        {"media_type", media}, {"size", file.size()}, {"digest", to_hex(view_of(sha256(file)))}};
  }
  Answer piece(const std::string& who, const std::string& upload, std::size_t offset,
               const std::string& octets) {
    return hall.send(who, "PATCH", "/v1/materials/uploads/" + upload,
                     type + "Upload-Offset: " + std::to_string(offset) + "\r\n", octets);
  }
  std::string hand_in(const std::string& who, const std::string& file) {
    const auto begun = hall.post(who, "/v1/materials", wanted(file));
    EXPECT_EQ(begun.status, 201) << begun.body;
    const auto done = piece(who, begun.text("/upload"), 0, file);
    EXPECT_EQ(done.status, 200) << done.body;
    return done.text("/material");
  }
  Answer apply(const std::string& who, const std::string& material, std::size_t claimed = 1) {
    json::array list;
    for (const auto* code :
         {"application", "organisation", "statutes", "accountants", "partners"}) {
      list.push_back(
          json::object{{"code", code}, {"digest", material}, {"grade", "C"}, {"size", claimed}});
    }
    return hall.post(who, "/v1/cases",
                     json::object{{"item", "accounting-firm"},
                                  {"office", "330106"},
                                  {"materials", std::move(list)},
                                  {"answers", {{{"field", "firm-name"}, {"value", "明信"}}}}});
  }
};

TEST_F(materials, are_handed_in_by_pieces_and_go_on_after_a_restart) {
  const auto file = pdf();
  const auto begun = hall.post("applicant", "/v1/materials", wanted(file));
  ASSERT_EQ(begun.status, 201) << begun.body;
  const auto upload = begun.text("/upload");
  auto answer = piece("applicant", upload, 0, file.substr(0, 65'536));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.field("Upload-Offset"), "65536");
  EXPECT_EQ(answer.field("Upload-Complete"), "?0");
  hall.restart();
  answer = hall.get_as_it_is("applicant", "/v1/materials/uploads/" + upload);
  EXPECT_EQ(answer.field("Upload-Offset"), "65536");
  answer = piece("applicant", upload, 65'536, file.substr(65'536));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.field("Upload-Complete"), "?1");
  const auto read = hall.get_as_it_is("applicant", "/v1/materials/" + answer.text("/material"));
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(read.body, file);
  EXPECT_EQ(read.field("Content-Disposition"), "attachment");
  EXPECT_EQ(read.field("X-Content-Type-Options"), "nosniff");
}

TEST_F(materials, a_piece_at_another_place_is_told_where_the_upload_stands) {
  const auto file = pdf();
  const auto upload = hall.post("applicant", "/v1/materials", wanted(file)).text("/upload");
  const auto answer = piece("applicant", upload, 65'536, file.substr(65'536));
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.field("Upload-Offset"), "0");
  EXPECT_EQ(piece("applicant", upload, 0, file.substr(0, 100)).status, 422);
  EXPECT_EQ(piece("stranger", upload, 0, file).status, 404);
  EXPECT_EQ(hall.send("applicant", "PATCH", "/v1/materials/uploads/" + upload,
                      "Upload-Offset: 0\r\nContent-Type: text/plain\r\n", file)
                .status,
            415);
  EXPECT_EQ(hall.send("applicant", "PATCH", "/v1/materials/uploads/" + upload, type, file).status,
            400);
  EXPECT_EQ(piece("applicant", upload, 0, std::string((1U << 20U) + 1, 'x')).status, 413);
}

TEST_F(materials, the_same_key_is_the_same_upload_and_another_file_is_refused) {
  const auto file = pdf();
  const auto text = json::serialize(json::value(wanted(file)));
  const auto first = hall.post_as_it_is("applicant", "/v1/materials", "k", text);
  const auto again = hall.post_as_it_is("applicant", "/v1/materials", "k", text);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.text("/upload"), first.text("/upload"));
  const auto other = json::serialize(json::value(wanted(file + "%\n")));
  EXPECT_EQ(hall.post_as_it_is("applicant", "/v1/materials", "k", other).status, 422);
}

TEST_F(materials, that_may_not_be_taken_are_refused_before_or_at_their_end) {
  EXPECT_EQ(hall.post("applicant", "/v1/materials", wanted("x", "application/zip")).text("/place"),
            "/media_type");
  auto large = wanted("x");
  large["size"] = (20U << 20U) + 1;
  EXPECT_EQ(hall.post("applicant", "/v1/materials", large).text("/place"), "/size");
  const std::string program =
      "\x7f"
      "ELF and so on";
  const auto upload = hall.post("applicant", "/v1/materials", wanted(program)).text("/upload");
  const auto answer = piece("applicant", upload, 0, program);
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("application/pdf"));
  EXPECT_EQ(hall.get_as_it_is("applicant", "/v1/materials/uploads/" + upload).status, 404);
}

TEST_F(materials, a_part_is_given_as_it_was_asked_for) {
  const auto file = pdf();
  const auto path = "/v1/materials/" + hand_in("applicant", file);
  const auto part = [&](const std::string& range) {
    return hall.get_as_it_is("applicant", path, "Range: bytes=" + range + "\r\n");
  };
  EXPECT_EQ(part("0-9").status, 206);
  EXPECT_EQ(part("0-9").body, file.substr(0, 10));
  EXPECT_EQ(part("65530-65545").body, file.substr(65'530, 16));
  EXPECT_EQ(part("-5").body, file.substr(file.size() - 5));
  EXPECT_EQ(part("100000-").body, file.substr(100'000));
  EXPECT_EQ(part("0-9").field("Content-Range"), "bytes 0-9/" + std::to_string(file.size()));
  EXPECT_EQ(part(std::to_string(file.size()) + "-").status, 416);
  EXPECT_EQ(part("nonsense").body, file);
  EXPECT_EQ(part("5-2").body, file);
}

TEST_F(materials, only_ones_own_can_be_named_and_the_file_says_what_it_is) {
  const auto file = pdf();
  const auto material = hand_in("applicant", file);
  const auto unknown = apply("applicant", std::string(64, 'a'));
  EXPECT_EQ(unknown.status, 422);
  EXPECT_EQ(unknown.text("/place"), "/materials/0/digest");
  const auto borrowed = apply("stranger", material);
  EXPECT_EQ(borrowed.status, 422);
  const auto opened = apply("applicant", material, 7);
  ASSERT_EQ(opened.status, 201) << opened.body;
  const auto seen = hall.get("li.wei", "/v1/cases/" + opened.text("/case"));
  EXPECT_EQ(seen.at("/submitted/materials/0/size").to_number<std::size_t>(), file.size());
  EXPECT_EQ(seen.text("/submitted/materials/0/media_type"), "application/pdf");
}

TEST_F(materials, are_read_by_whoever_sees_the_case_for_a_purpose_and_by_nobody_else) {
  const auto material = hand_in("applicant", pdf());
  const auto path = "/v1/materials/" + material;
  EXPECT_EQ(hall.get("li.wei", path + "?purpose=check").status, 404);  // no case names it yet
  ASSERT_EQ(apply("applicant", material).status, 201);
  EXPECT_EQ(hall.get("li.wei", path).status, 400);
  EXPECT_EQ(hall.get("li.wei", path + "?purpose=check").status, 200);
  const auto sister = hall.get("qian.jin", path + "?purpose=check");
  const auto none =
      hall.get("qian.jin", "/v1/materials/" + std::string(64, 'b') + "?purpose=check");
  EXPECT_EQ(sister.status, 404);
  EXPECT_EQ(sister.body, none.body);
  EXPECT_EQ(hall.get("stranger", path).status, 404);
}

TEST_F(materials, of_an_erased_person_are_gone_and_their_keys_are_on_record) {
  const auto material = hand_in("applicant", pdf());
  const auto id = apply("applicant", material).text("/case");
  const auto first = hall.get("li.wei", "/v1/cases/" + id + "/timeline").at("/rows/0/seq");
  const auto record = hall.hall().journal().read_one(0, first.to_number<Sequence>());
  const auto body = read_body(record.value()).value();
  ASSERT_EQ(body.subjects.size(), 1U);  // the five that name one file name one key
  ASSERT_TRUE(hall.hall().keys().destroy(body.subjects[0].key));
  EXPECT_EQ(hall.get("applicant", "/v1/materials/" + material).status, 410);
  // The next one is under the same subject, and a fresh key.
  EXPECT_EQ(hall.get("applicant", "/v1/cases/" + id).status, 200);
}

}  // namespace
}  // namespace vermilion::tests
