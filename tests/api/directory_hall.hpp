// A served hall whose directory is changed over HTTP, and audited at the end of each test: what the
// owner decided by the directory an auditor decides again.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "adapters/store/memory/memory_rows.hpp"
#include "engine/audit.hpp"
#include "tests/api/served_hall.hpp"

namespace vermilion::tests {

inline constexpr const char* far = "2030-01-01T00:00:00+08:00";

inline json::array strings(const std::vector<std::string>& texts) {
  json::array array;
  for (const auto& text : texts) array.push_back(json::value(text));
  return array;
}

struct directory : testing::Test {
  ServedHall hall;

  void TearDown() override { audit(); }

  [[nodiscard]] std::string token_file() {
    return hall.directory() + "/keys/" + Hall::first_token_name;
  }
  std::string token() {
    std::ifstream file{token_file()};
    std::string text;
    std::getline(file, text);
    return text;
  }
  // Each person has a number of his own.
  static json::object person(int number) {
    const auto id = identifiers::synthetic_resident_number(*day_from_text("1980-05-06"), number);
    return {{"name", "李伟"}, {"id_number", id}};
  }
  Answer name_first(const std::string& who, const std::string& shown) {
    return hall.post(who, "/v1/admin/first",
                     json::object{{"token", shown}, {"identity", person(1)}, {"post", "局长"}});
  }
  Answer enrol(const std::string& by, const std::string& who, int number,
               const std::string& office) {
    return hall.post(by, "/v1/admin/staff",
                     json::object{{"who", who},
                                  {"identity", person(number)},
                                  {"post", "科员"},
                                  {"tree", "accounting"},
                                  {"office", office}});
  }
  Answer change(const std::string& by, const std::string& who, const std::string& fact,
                json::object data) {
    return hall.post(by, "/v1/admin/staff/" + who + "/facts",
                     json::object{{"fact", fact}, {"data", std::move(data)}});
  }
  static json::object grant_of(const std::string& role, const std::string& office,
                               std::vector<std::string> hands_on = {}) {
    json::object data{
        {"role", role}, {"tree", "accounting"}, {"office", office}, {"item", "*"}, {"until", far}};
    if (!hands_on.empty()) data["hands_on"] = strings(hands_on);
    return data;
  }
  Answer grant(const std::string& by, const std::string& who, const std::string& role,
               const std::string& office, std::vector<std::string> hands_on = {}) {
    return change(by, who, "Granted", grant_of(role, office, std::move(hands_on)));
  }
  Answer absent(const std::string& by, const std::string& who, const std::string& substitute) {
    return change(by, who, "AbsenceRecorded",
                  {{"substitute", substitute}, {"until", far}, {"reason", "休假"}});
  }
  Answer decline(const std::string& who, const std::string& id) {
    return hall.record(who, id, "NotAccepted", {{"reason", "不需要许可"}});
  }
  void move_clock(const char* to) {
    ASSERT_EQ(
        hall.operations("POST", "/ops/clock", json::serialize(json::object{{"to", to}})).status,
        200);
  }
  Answer record_for(const std::string& who, const std::string& absent, const std::string& id,
                    const std::string& fact, json::object data = {}) {
    const auto body = json::serialize(json::object{{"fact", fact}, {"data", std::move(data)}});
    return hall.send(who, "POST", "/v1/cases/" + id + "/facts",
                     "Content-Type: application/json\r\nIdempotency-Key: s" +
                         std::to_string(++keys_) + "\r\nVermilion-On-Behalf-Of: " + absent + "\r\n",
                     body);
  }
  // root.one administers all, chen.an the city (330100) for window, handler, approver and
  // administrator, ma.li the county (330106) for windows and handlers.
  void administrators() {
    ASSERT_EQ(name_first("root.one", token()).status, 201);
    ASSERT_EQ(enrol("root.one", "chen.an", 2, "330100").status, 201);
    ASSERT_EQ(grant("root.one", "chen.an", "administrator", "330100",
                    {"window", "handler", "approver", "administrator"})
                  .status,
              200);
    ASSERT_EQ(enrol("chen.an", "ma.li", 3, "330106").status, 201);
    ASSERT_EQ(grant("chen.an", "ma.li", "administrator", "330106", {"window", "handler"}).status,
              200);
  }
  // What its record says of the grant under which it was decided.
  Principal principal_of(const Answer& answer) {
    const auto position = position_from_text(answer.field("Vermilion-Position"));
    const auto octets = hall.hall().journal().read_one(0, position ? position->sequence : 0);
    EXPECT_TRUE(octets.has_value());
    return octets ? read_body(octets.value()).value().principal : Principal{};
  }
  void audit() {
    MemoryRows rows;
    Auditor auditor{{0, &hall.hall().editions(), &loader_of(), rows.family("core").value()}};
    ASSERT_TRUE(hall.hall().journal().read(0, 1, [&](const Entry& entry) -> Result<void> {
      const auto body = read_body(entry.record).value();
      return auditor.take(entry.header, body, hash_of_record(entry.record),
                          name_of_decision(entry.header, body));
    }));
    const auto report = auditor.finish();
    ASSERT_TRUE(report.has_value());
    EXPECT_TRUE(report.value().stopped.empty()) << report.value().stopped;
    for (const auto& finding : report.value().first) {
      ADD_FAILURE() << finding.at.text() << " " << finding.fact << " " << name_of(finding.fault)
                    << ": " << finding.recorded << " | " << finding.judged;
    }
  }

 private:
  ReferenceLoader& loader_of() {
    if (!blobs_) {
      blobs_ = FileBlobs::open(hall.directory() + "/blobs").value();
      loader_ = std::make_unique<Loader>(*blobs_);
    }
    return *loader_;
  }
  std::unique_ptr<FileBlobs> blobs_;
  std::unique_ptr<Loader> loader_;
  int keys_ = 0;
};

}  // namespace vermilion::tests
