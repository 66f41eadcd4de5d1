// Recognitions of the day: public notice, objections, three offices one after the other, and what
// becomes of each when it is late, refused or withdrawn.
#include <boost/json/array.hpp>

#include "app/demo/asking.hpp"
#include "base/identifiers.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

constexpr auto item = "outstanding-accountant";
constexpr auto remedies = "可以自收到决定书之日起六十日内申请行政复议";

class Recognitions : Asking {
 public:
  explicit Recognitions(Visit& visit)
      : Asking{visit}, county_office_{visit.script().wish.office}, name_{visit.submit_key()} {}

  // All are lodged on one day, so that the clock moves over each step once.
  Result<void> run() {
    VERMILION_TRY(const auto declined, apply(county_office_));
    VERMILION_TRY(
        record(window_, declined.id, "NotAccepted", {{"reason", "不属于本机关受理范围"}}));
    VERMILION_TRY(const auto late, apply(county_office_));
    VERMILION_TRY(const auto whole, on_notice(county_office_));
    VERMILION_TRY(const auto not_county, on_notice(county_office_));
    VERMILION_TRY(const auto not_city, on_notice(county_office_));
    VERMILION_TRY(const auto not_province, on_notice(county_office_));
    VERMILION_TRY(const auto left_at_county, on_notice(county_office_));
    VERMILION_TRY(const auto of_city, on_notice("330100"));
    VERMILION_TRY(const auto of_province, on_notice("330000"));
    VERMILION_TRY(const auto left_on_notice, on_notice(county_office_));
    VERMILION_TRY(withdrawn(left_on_notice));
    VERMILION_TRY(const auto wrong, on_notice(county_office_));
    VERMILION_TRY(objections(whole, wrong));

    VERMILION_TRY(pass(late, "originals"));
    VERMILION_TRY(withdrawn(late));
    VERMILION_TRY(pass(wrong, "investigate"));
    VERMILION_TRY(record(handler_, wrong.id, "ObjectionUpheld",
                         {{"reasons", "事迹与事实不符"}, {"remedies", remedies}}));
    VERMILION_TRY(paper(wrong, "recognition_refusal"));

    VERMILION_TRY(pass(whole, "notice"));
    for (const auto* one : {&whole, &not_county, &not_city, &not_province, &left_at_county}) {
      VERMILION_TRY(becomes(*one, "AT_COUNTY"));
    }
    VERMILION_TRY(becomes(of_city, "AT_CITY"));
    VERMILION_TRY(withdrawn(of_city));
    VERMILION_TRY(becomes(of_province, "AT_PROVINCE"));
    VERMILION_TRY(withdrawn(of_province));
    VERMILION_TRY(withdrawn(left_at_county));
    for (const auto* one : {&whole, &not_city, &not_province}) {
      VERMILION_TRY(record(county_, one->id, "LevelConfirmed", {{"opinion", "同意上报"}}));
    }
    for (const auto* one : {&whole, &not_province}) {
      VERMILION_TRY(record(city_, one->id, "LevelConfirmed", {{"opinion", "同意上报"}}));
    }
    VERMILION_TRY(refused(not_county, county_, "county"));
    VERMILION_TRY(refused(not_city, city_, "city"));
    VERMILION_TRY(refused(not_province, province_, "province"));
    VERMILION_TRY(record(province_, whole.id, "LevelConfirmed", {{"opinion", "予以认定"}}));
    VERMILION_TRY(becomes(whole, "RECOGNISED"));
    return paper(whole, "recognition_letter");
  }

 private:
  struct Opened {
    std::string id;
    Identity who;
  };

  Result<Opened> apply(const std::string& office) {
    const auto number = ++number_;
    Opened opened{{}, {fmt::format("{}-nominee-{}", name_, number), false}};
    json::object body{{"item", item},
                      {"office", office},
                      {"people",
                       {{{"name", fmt::format("样例人员{}", number)},
                         {"id_number", identifiers::synthetic_resident_number(
                                           *day_from_text("1981-05-06"), number)}}}},
                      {"materials", {{{"code", "unit-statement"}, {"digest", ""}, {"grade", "C"}}}},
                      {"answers", {{{"field", "merits"}, {"value", "三十年无差错"}}}}};
    VERMILION_TRY(visit_.hand_in(opened.who, body));
    VERMILION_TRY(const auto answer, post(opened.who, "/v1/cases", std::move(body)));
    if (answer.status != 201) return unexpected("an application for a recognition", answer);
    opened.id = text_at(answer.body, "case");
    visit_.day().note_case(opened.id, office, visit_.script().key);
    return opened;
  }
  // A city or a province sees the originals of its own applicants.
  Result<Opened> on_notice(const std::string& office) {
    VERMILION_TRY(auto opened, apply(office));
    const auto& window = office == county_office_ ? window_ : province_window_;
    VERMILION_TRY(record(window, opened.id, "OriginalsSeen", {{"opinion", "原件相符"}}));
    VERMILION_TRY(becomes(opened, "NOTICE"));
    return opened;
  }
  Result<void> objected(const Opened& one) {
    const Identity somebody{fmt::format("{}-objector-{}", name_, ++number_), false};
    VERMILION_TRY(record(somebody, one.id, "ObjectionRaised", {{"grounds", "事迹与事实不符"}}));
    return becomes(one, "INVESTIGATING");
  }
  // One that is dismissed, two that are not yet looked into, one that its applicant does not await.
  Result<void> objections(const Opened& whole, const Opened& wrong) {
    VERMILION_TRY(const auto left, on_notice(county_office_));
    VERMILION_TRY(objected(left));
    VERMILION_TRY(withdrawn(left));
    VERMILION_TRY(objected(wrong));
    VERMILION_TRY(objected(wrong));
    VERMILION_TRY(objected(whole));
    VERMILION_TRY(record(handler_, whole.id, "ObjectionDismissed", {{"findings", "经核实属实"}}));
    return becomes(whole, "NOTICE");
  }
  Result<void> withdrawn(const Opened& one) { return record(one.who, one.id, "Withdrawn"); }
  Result<void> refused(const Opened& one, const Identity& level, const char* limit) {
    VERMILION_TRY(pass(one, limit));
    VERMILION_TRY(record(level, one.id, "RefusedToGrant",
                         {{"reasons", "不符合认定条件"}, {"remedies", remedies}}));
    return becomes(one, "REFUSED");
  }
  // Moves the clock beyond the deadline of the case, unless it went with another's on the same day,
  // and waits until that is recorded.
  Result<void> pass(const Opened& one, const std::string& deadline) {
    const auto path = "/v1/cases/" + one.id;
    VERMILION_TRY(const auto seen, client_.get(one.who, path));
    const auto due = due_of(seen, deadline);
    VERMILION_TRY(const auto now, client_.house_time());
    if (due && now <= *due) {
      VERMILION_TRY(visit_.day().move_clock(*due + microseconds_a_second));
    }
    const auto is_over = [&](const Answer& answer) { return !due_of(answer, deadline); };
    VERMILION_TRY(const auto after, await(one.who, path, is_over));
    return is_over(after) ? Result<void>{ok()} : unexpected(deadline + " is not over", after);
  }
  static std::optional<Instant> due_of(const Answer& seen, const std::string& deadline) {
    const auto* waiting = seen.body.if_contains("waiting");
    if (waiting == nullptr || !waiting->is_array()) return {};
    for (const auto& one : waiting->get_array()) {
      const auto& duty = one.get_object();
      if (text_at(duty, "kind") == "deadline" && text_at(duty, "name") == deadline) {
        return instant_from_text(text_at(duty, "until"));
      }
    }
    return {};
  }
  Result<void> becomes(const Opened& one, const std::string& state) {
    const auto is = [&](const Answer& seen) { return state_of(seen) == state; };
    VERMILION_TRY(const auto seen, await(one.who, "/v1/cases/" + one.id, is));
    return is(seen) ? Result<void>{ok()} : unexpected(state, seen);
  }
  static std::string state_of(const Answer& seen) {
    const auto* states = seen.body.if_contains("states");
    if (states == nullptr || !states->is_array() || states->get_array().empty()) return {};
    return text_at(states->get_array().front().get_object(), "name");
  }
  Result<void> paper(const Opened& one, const std::string& kind) {
    VERMILION_TRY(const auto pdf,
                  client_.fetch(one.who, "/v1/cases/" + one.id + "/documents/" + kind));
    if (!pdf.starts_with("%PDF")) return fail(Code::conflict, kind + " is no PDF");
    return ok();
  }

  const std::string county_office_;
  const std::string name_;
  const Identity window_ = visit_.identity("window");
  const Identity handler_ = visit_.identity("handler");
  const Identity province_window_{"window.sample", true};
  const Identity county_{"county.sample", true};
  const Identity city_{"city.sample", true};
  const Identity province_{"province.sample", true};
  int number_ = 0;
};

Result<void> recognise(Visit& visit) {
  if (!visit.day().may_move_clock()) return ok();
  return Recognitions{visit}.run();
}

}  // namespace

Step recognises() {
  return special("applicant", "Submitted", recognise);
}

}  // namespace vermilion::demo
