// The table of delivery/1 as a domain expert reads it: given where a parcel stands, who says what,
// what happens.
//
// The questions and answers stand in delivery_1.txt beside this file.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "scene.hpp"
#include "text_table.hpp"
#include "workflows/delivery/1/edition.hpp"

namespace vermilion::scenes {
namespace {

void open(Scene& scene, DutyKind kind, const char* name, const char* to) {
  OpenDuty duty;
  duty.id.decision[0] = static_cast<std::uint8_t>(scene.kase.open.size() + 1);
  duty.kind = kind;
  duty.name = name;
  duty.to = to;
  scene.kase.open.push_back(std::move(duty));
}

// A result that is made and to be sent; its parcel stands there, by news of the sixth of March.
Scene parcel_at(const std::string& state) {
  Scene scene;
  scene.kase.id.octets[15] = 1;
  scene.kase.edition = "approval/1";
  scene.kase.applicant = "applicant/1";
  scene.kase.states = {state};
  scene.kase.service.delivery = "express";
  scene.moments.received_at = at("2026-03-06 10");
  scene.moments.effective_at = scene.moments.recorded_at = scene.moments.received_at;
  open(scene, DutyKind::task, "hand_over", "window");
  if (state != parcel::none) {
    auto& one = scene.kase.parcels.emplace_back();
    one.state = state;
    one.ordered_at = at("2026-03-04 09");
  }
  if (state == parcel::ordered) open(scene, DutyKind::check, "order_parcel", "postal");
  if (state == parcel::labelled || state == parcel::under_way) {
    open(scene, DutyKind::check, "track_parcel", "postal");
  }
  if (state == parcel::returned || state == parcel::lost) {
    open(scene, DutyKind::task, "send_again", "dispatcher");
  }
  if (state == parcel::unclear) open(scene, DutyKind::task, "settle_parcel", "dispatcher");

  const auto request = scene.kase.open.back().id;
  scene.of<ParcelOrdered>().contents = "证书";
  scene.of<ParcelLabelled>() = {request, "EE471108151FR"};
  scene.of<ParcelTracked>() = {request, 1, {{"1", "in_transit", at("2026-03-05 09"), "", ""}}};
  scene.of<ParcelUnavailable>() = {request, 6, "HTTP 503"};
  scene.of<ParcelSettled>() = {"delivered", at("2026-03-05 09"), "电话核实"};
  return scene;
}

void told(Scene& scene, const char* trace, const char* kind, const char* when) {
  auto& fact = scene.of<ParcelTracked>();
  fact.scans.push_back({trace, kind, at(when), "", ""});
  fact.through = fact.scans.size();
}

const std::map<std::string, Word>& delivery_words() {
  static const auto another = [](Scene& s) {
    DutyId other;
    other.index = 91;
    s.of<ParcelLabelled>().request = s.of<ParcelTracked>().request = other;
  };
  static const auto hold = [](Scene& s, std::size_t number, const std::string& who) {
    s.kase.open.at(number).holder = who;
  };
  static const std::map<std::string, Word> all{
      {"li applied", [](Scene& s) { s.kase.acts.push_back({"Submitted", "li", "li", "", 1}); }},
      {"to be fetched", [](Scene& s) { s.kase.service.delivery = "window"; }},
      {"not made yet", [](Scene& s) { s.kase.open.clear(); }},
      {"held by another", [](Scene& s) { hold(s, 0, "somebody"); }},
      {"in own hands", [](Scene& s) { hold(s, 0, s.principal.who); }},
      {"taken up by another", [](Scene& s) { hold(s, 1, "somebody"); }},
      {"sent eight times", [](Scene& s) { s.kase.parcels.resize(8, s.kase.parcels.back()); }},
      {"not said what", [](Scene& s) { s.of<ParcelOrdered>().contents.clear(); }},
      {"thirteen digits", [](Scene& s) { s.of<ParcelLabelled>().waybill = "1234567890123"; }},
      {"wrong check digit", [](Scene& s) { s.of<ParcelLabelled>().waybill = "EE471108152FR"; }},
      {"another request", another},
      {"signed for", [](Scene& s) { told(s, "2", "delivered", "2026-03-05 12"); }},
      {"then told of an earlier scan",
       [](Scene& s) { told(s, "3", "out_for_delivery", "2026-03-05 10"); }},
      {"brought back", [](Scene& s) { told(s, "4", "returned", "2026-03-05 18"); }},
      {"brought back early", [](Scene& s) { told(s, "5", "returned", "2026-03-05 11"); }},
      {"lost", [](Scene& s) { told(s, "6", "lost", "2026-03-05 18"); }},
      {"found returned", [](Scene& s) { s.of<ParcelSettled>().outcome = "returned"; }},
      {"found lost", [](Scene& s) { s.of<ParcelSettled>().outcome = "lost"; }},
      {"found eaten", [](Scene& s) { s.of<ParcelSettled>().outcome = "eaten"; }},
      {"before it was ordered", [](Scene& s) { s.of<ParcelSettled>().at = at("2026-03-03 09"); }},
      {"tomorrow", [](Scene& s) { s.of<ParcelSettled>().at = at("2026-03-07 09"); }},
  };
  return all;
}

TEST(delivery_1, answers_as_the_text_table_says_and_every_row_is_used) {
  const auto edition = make_delivery_1();
  std::set<std::uint16_t> used;
  std::ifstream file{VERMILION_SOURCE_DIR "/tests/workflows/delivery_1.txt"};
  ASSERT_TRUE(file.is_open());
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    SCOPED_TRACE(line);
    const auto columns = split(line + " ", '|');
    ASSERT_EQ(columns.size(), 5U);
    auto scene = parcel_at(columns[0]);
    scene.fact = columns[1];
    enter(scene, columns[2]);
    for (const auto& word : split(columns[3], ',')) {
      if (word.empty()) continue;
      ASSERT_TRUE(delivery_words().contains(word)) << "no word is \"" << word << '"';
      delivery_words().at(word)(scene);
    }
    const auto judged =
        with_input(scene, [&](const JudgeInput& input) { return edition->judge(input).value(); });
    if (judged.answer == table::Answer::recorded) {
      used.insert(*judged.row);
      EXPECT_EQ(judged.to.front(), columns[4]);
    } else {
      EXPECT_EQ(answer_of(judged), columns[4]);
    }
  }
  expect_every_row(*edition, used);
}

}  // namespace
}  // namespace vermilion::scenes
