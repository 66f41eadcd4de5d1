// What leaves the house: the events, their schema held against what was published before, and what
// describes them to whoever wants to read them.
#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "app/api/public_json.hpp"
#include "projections/view.hpp"
#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Header header_of(RecordKind kind) {
  Header header;
  header.kind = kind;
  header.sequence = 7;
  return header;
}

Body sample_body() {
  Body body;
  body.case_id.octets[0] = 1;
  body.case_version = 3;
  body.material_version = 2;
  body.proposal_id = "a secret of the client";
  body.principal.who = "who it was";
  body.principal.on_behalf_of = "whom for";
  body.scope = {"accounting", 1, "/330000/330100"};
  body.recorded_at = *instant_from_text("2026-09-21T09:00:00+08:00");
  body.basis.item = {"permit", "2", {}};
  body.basis.edition = {"approval", "1", {}};
  body.fact = "Approved";
  body.payload = "what was filled in";
  body.from = {"REVIEW", "A"};
  body.to = {"APPROVED", "A"};
  return body;
}

TEST(PublicEvents, AreOfWhatWasAcceptedInAFamilyThatIsPublic) {
  auto body = sample_body();
  const auto event = case_changed(header_of(RecordKind::accepted), body);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->workflow, "approval/1");
  EXPECT_EQ(event->to, body.to);
  EXPECT_FALSE(case_changed(header_of(RecordKind::refused), body));
  EXPECT_FALSE(case_changed(header_of(RecordKind::house), body));
  body.basis.edition.name = "register";
  EXPECT_FALSE(case_changed(header_of(RecordKind::accepted), body));
}

TEST(PublicEvents, SayNothingOfWhoActedOrWhatWasFilledIn) {
  const auto event = case_changed(header_of(RecordKind::accepted), sample_body());
  const auto text = json::serialize(api::public_json(*event));
  EXPECT_THAT(text, HasSubstr(R"("fact":"Approved")"));
  for (const auto* hidden : {"secret", "who it was", "whom for", "filled in"}) {
    EXPECT_THAT(text, Not(HasSubstr(hidden)));
  }
}

// What a reader of `old` schema could no longer rely on.
std::vector<std::string> broken(const json::object& old, const json::object& now) {
  std::vector<std::string> faults;
  const auto required = [](const json::object& schema) {
    std::set<std::string> names;
    for (const auto& name : schema.at("required").get_array()) {
      names.insert(std::string{name.get_string()});
    }
    return names;
  };
  const auto& members = now.at("properties").get_object();
  for (const auto& member : old.at("properties").get_object()) {
    const auto* found = members.if_contains(member.key());
    const auto shape = [](const json::value& value) {
      auto object = value.get_object();
      object.erase("title");
      object.erase("description");
      return json::value(object);
    };
    if (found == nullptr) {
      faults.push_back("member " + std::string{member.key()} + " went");
    } else if (shape(*found) != shape(member.value())) {
      faults.push_back("member " + std::string{member.key()} + " is of another shape");
    }
  }
  const auto before = required(old);
  const auto after = required(now);
  for (const auto& name : before) {
    if (!after.contains(name)) faults.push_back("member " + name + " may now be missing");
  }
  if (old.at("$id") != now.at("$id")) faults.emplace_back("it is another schema");
  return faults;
}

TEST(PublicEvents, TheirSchemaStillHoldsWhatWasPublishedBefore) {
  std::ifstream file{std::string{VERMILION_SOURCE_DIR} +
                     "/tests/golden/public/case-changed-1.json"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  const auto published = json::parse(text).get_object();
  auto now = api::public_schema();
  EXPECT_THAT(broken(published, now), IsEmpty())
      << "a member went or changed: make a new schema beside the old one";
  // And the comparison finds what it is for.
  auto other = now;
  other["properties"].get_object().erase("fact");
  EXPECT_EQ(broken(published, other).size(), 1U);
  other = now;
  other["properties"].get_object()["case_version"].get_object()["type"] = "string";
  EXPECT_EQ(broken(published, other).size(), 1U);
  other = now;
  other["required"].get_array().pop_back();
  EXPECT_EQ(broken(published, other).size(), 1U);
  other = now;
  other["properties"].get_object()["more"] = json::object{{"type", "string"}};
  EXPECT_THAT(broken(published, other), IsEmpty()) << "an addition breaks nobody";
}

TEST(PublicEvents, HaveTheMembersOfTheirSchemaAndNoOthers) {
  const auto schema = api::public_schema();
  const auto event = api::public_json(CaseChanged{});
  EXPECT_EQ(schema.at("properties").get_object().size(), event.size());
  for (const auto& name : schema.at("required").get_array()) {
    EXPECT_TRUE(event.contains(name.get_string())) << name;
  }
  for (const auto& attribute : api::public_attributes()) {
    EXPECT_EQ(attribute.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"),
              std::string::npos);
    EXPECT_LE(attribute.name.size(), 20U);
  }
}

TEST(PublicEvents, AreDescribedToAnybody) {
  ServedHall hall;
  const auto schema = hall.get_as_it_is("", "/v1/schemas/case-changed/1");
  EXPECT_EQ(schema.status, 200);
  EXPECT_EQ(schema.field("Content-Type"), "application/schema+json");
  EXPECT_EQ(schema.document(), json::value(api::public_schema()));
  EXPECT_EQ(hall.get_as_it_is("", "/v1/schemas/case-changed/2").status, 404);
  EXPECT_EQ(hall.get_as_it_is("", "/v1/schemas/other/1").status, 404);
  const auto described = hall.get_as_it_is("", "/asyncapi.json");
  EXPECT_EQ(described.text("/asyncapi"), "3.0.0");
  EXPECT_EQ(described.text("/channels"), "{}") << "without Kafka there are no topics";
  const auto inside = api::asyncapi("journal", "1", true);
  const auto& channel = inside.at("channels").at("approval");
  EXPECT_EQ(channel.at("address"), "journal-public-approval");
  EXPECT_EQ(channel.at("messages").at("caseChanged").at("$ref"),
            "#/components/messages/caseChanged");
  EXPECT_TRUE(inside.at("components").at("messages").get_object().contains("caseChanged"));
  const auto catalogue = hall.get_as_it_is("", "/v1/catalogue");
  std::set<std::string> names;
  for (const auto& one : catalogue.list("/resources")) {
    names.insert(std::string{one.at("name").get_string()});
  }
  // Without Kafka there are no topics; every view is there.
  EXPECT_EQ(names.size(), projections::all_views().size());
  for (const auto& view : projections::all_views()) {
    EXPECT_TRUE(names.contains(std::string{view->name()})) << view->name();
  }
}

}  // namespace
}  // namespace vermilion::tests
