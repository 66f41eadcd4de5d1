// Filings of the day: what stands on receipt, what is filed later, what is found wrong, and what
// becomes of it; and what the public is shown.
#include <boost/json/array.hpp>

#include "app/demo/asking.hpp"
#include "base/identifiers.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

constexpr auto agency = "bookkeeping-agency";  // each year
constexpr auto firm = "appraisal-firm";        // once
constexpr int units = 7;
constexpr int yearly_unit = 3;
constexpr int first_late = 4;   // from here on ordered to set right, and not doing so
constexpr int draws_max = 200;  // a fifth of the filings is looked into

class Filings : Asking {
 public:
  // `of` is the visit whose units these are.
  Filings(Visit& visit, const Visit& of)
      : Asking{visit},
        name_{of.submit_key()},
        first_{static_cast<int>(
            std::stoul(to_hex(view_of(sha256(name_))).substr(0, 8), nullptr, 16) % 90'000)} {}

  Result<void> run() {
    VERMILION_TRY(mandates());
    VERMILION_TRY(const auto one, filed(0, agency));
    VERMILION_TRY(file(0, agency, "DUPLICATE"));
    VERMILION_TRY(events(0, one));
    VERMILION_TRY(drawn(0, one));
    VERMILION_TRY(record(handler_, one, "PostCheckPassed", {{"opinion", "属实"}}));
    VERMILION_TRY(drawn(0, one));
    VERMILION_TRY(wrong(one));
    VERMILION_TRY(events(0, one));
    VERMILION_TRY(set_right(0, one));
    VERMILION_TRY(events(0, one));
    VERMILION_TRY(wrong(one));
    VERMILION_TRY(set_right(0, one));
    VERMILION_TRY(record(handler_, one, "CorrectionConfirmed", {{"opinion", "已改正"}}));
    VERMILION_TRY(paper(0, one, "event_receipt"));
    VERMILION_TRY(paper(0, one, "correction_order"));
    VERMILION_TRY(record(agent(0), one, "FilingCancelled", {{"reason", "不再经营"}}));
    VERMILION_TRY(shown(agency, 0, "CANCELLED"));

    VERMILION_TRY(const auto two, filed(1, agency));
    VERMILION_TRY(wrong(two));
    VERMILION_TRY(record(agent(1), two, "FilingCancelled"));
    VERMILION_TRY(const auto three, filed(2, agency));
    VERMILION_TRY(wrong(three));
    VERMILION_TRY(set_right(2, three));
    VERMILION_TRY(record(agent(2), three, "FilingCancelled"));
    VERMILION_TRY(filed(yearly_unit, agency));
    for (int number = first_late; number < units; ++number) {
      VERMILION_TRY(const auto late, filed(number, firm));
      VERMILION_TRY(wrong(late));
    }
    return ok();
  }

  // Orders that were not met in twenty working days; and a new year.
  Result<void> time_passes() {
    VERMILION_TRY(auto now, client_.house_time());
    std::vector<std::string> late;
    for (int number = first_late; number < units; ++number) {
      VERMILION_TRY(late.emplace_back(), case_of(number));
    }
    VERMILION_TRY(const auto seen,
                  client_.get(agent(first_late), "/v1/cases/" + late[0] + "/filing"));
    const auto* correct = seen.body.if_contains("correct");
    if (correct != nullptr && correct->is_object()) {
      const auto due = instant_from_text(text_at(correct->get_object(), "due"));
      if (due && now <= *due) {
        VERMILION_TRY(visit_.day().move_clock(*due + microseconds_a_second));
      }
    }
    for (int i = 0; i < 3; ++i) {
      VERMILION_TRY(becomes(first_late + i, late[static_cast<std::size_t>(i)], "ORDER_LAPSED"));
    }
    VERMILION_TRY(events(first_late, late[0]));
    VERMILION_TRY(record(approver_, late[0], "OrderLifted", {{"reason", "已改正，情节轻微"}}));
    VERMILION_TRY(record(
        approver_, late[1], "StruckOff",
        {{"reasons", "逾期未改正"}, {"remedies", "可以自收到决定书之日起六十日内申请行政复议"}}));
    VERMILION_TRY(paper(first_late + 1, late[1], "strike_off_decision"));
    VERMILION_TRY(shown(firm, first_late + 1, "STRUCK_OFF"));
    VERMILION_TRY(record(agent(first_late + 2), late[2], "FilingCancelled"));

    VERMILION_TRY(now, client_.house_time());
    const auto year = date_of(china_day(now)).year;
    VERMILION_TRY(visit_.day().move_clock(start_of(day_of({year + 1, 1, 5}))));
    VERMILION_TRY(const auto yearly, case_of(yearly_unit));
    VERMILION_TRY(record(agent(yearly_unit), yearly, "PeriodFiled",
                         {{"year", year + 1},
                          {"answers",
                           {{{"field", "full-time-staff"}, {"value", "5"}},
                            {{"field", "clients"}, {"value", "120"}},
                            {{"field", "revenue"}, {"value", "860000"}}}}}));
    return paper(yearly_unit, yearly, "yearly_receipt");
  }

 private:
  // The only case of that unit's.
  Result<std::string> case_of(int number) {
    VERMILION_TRY(const auto mine, client_.get(agent(number), "/v1/my/cases"));
    const auto* rows = mine.body.if_contains("rows");
    if (rows == nullptr || rows->get_array().size() != 1) return unexpected("one filing", mine);
    return text_at(rows->get_array().front().get_object(), "case");
  }
  [[nodiscard]] std::string uscc(int number) const {
    return identifiers::synthetic_social_credit_code("91", first_ + number);
  }
  [[nodiscard]] Identity agent(int number) const {
    return {fmt::format("{}-filer-{}", name_, number), false, {}, uscc(number)};
  }
  Result<void> mandates() {
    VERMILION_TRY(const auto now, client_.house_time());
    for (int number = 0; number < units; ++number) {
      VERMILION_TRY(const auto me, client_.get(agent(number), "/v1/me"));
      VERMILION_TRY(expect(visit_.identity("window"), "/v1/mandates",
                           {{"agent", text_at(me.body, "who")},
                            {"unit", {{"name", name(number)}, {"uscc", uscc(number)}}},
                            {"items", json::array{agency, firm}},
                            {"until", to_text(now + 300 * microseconds_a_day)},
                            {"tree", "accounting"},
                            {"office", visit_.script().wish.office},
                            {"evidence", "授权委托书（样例）"}},
                           201));
    }
    return ok();
  }
  static std::string name(int number) { return fmt::format("样例机构 {}", number); }

  Result<std::string> file(int number, const char* item, const char* state) {
    json::array answers;
    if (item == agency) {
      answers = {{{"field", "licence-number"}, {"value", "DLJZ-SAMPLE-0001"}},
                 {{"field", "address"}, {"value", "样例路 1 号"}}};
    } else {
      answers = {{{"field", "appraisers"}, {"value", "8"}}};
    }
    VERMILION_TRY(const auto answer,
                  post(agent(number), "/v1/cases",
                       {{"item", item},
                        {"office", visit_.script().wish.office},
                        {"unit", {{"name", name(number)}, {"uscc", uscc(number)}}},
                        {"answers", std::move(answers)}}));
    if (answer.status != 201) return unexpected("a filing", answer);
    auto id = text_at(answer.body, "case");
    visit_.day().note_case(id, visit_.script().wish.office, visit_.script().key);
    VERMILION_TRY(becomes(number, id, state));
    return id;
  }
  // Stands on receipt, with its receipt as a paper, and the public sees it.
  Result<std::string> filed(int number, const char* item) {
    VERMILION_TRY(auto id, file(number, item, "FILED"));
    VERMILION_TRY(paper(number, id, "filing_receipt"));
    VERMILION_TRY(shown(item, number, "FILED"));
    return id;
  }
  // One that is reported today, and one from before its limit.
  Result<void> events(int number, const std::string& id) {
    VERMILION_TRY(event(number, id, 0));
    return event(number, id, 60);
  }
  Result<void> event(int number, const std::string& id, int days_ago) {
    VERMILION_TRY(const auto now, client_.house_time());
    return record(agent(number), id, "EventFiled",
                  {{"kind", "change"},
                   {"happened_at", to_text(now + -days_ago * microseconds_a_day)},
                   {"answers", {{{"field", "what"}, {"value", "变更经营场所"}}}}});
  }
  // Files until a filing is drawn.
  Result<void> drawn(int number, const std::string& id) {
    for (int i = 0; i < draws_max; ++i) {
      VERMILION_TRY(event(number, id, 0));
      VERMILION_TRY(const auto seen, client_.get(handler_, "/v1/cases/" + id));
      if (seen.text.find("look_into") != std::string::npos) return ok();
    }
    return fail(Code::conflict, "no filing of two hundred was drawn");
  }
  Result<void> wrong(const std::string& id) {
    return record(handler_, id, "FilingFoundWrong", {{"what", "专职从业人员不足三人"}});
  }
  Result<void> set_right(int number, const std::string& id) {
    return record(agent(number), id, "FilingCorrected", {{"how", "已增加专职从业人员"}});
  }
  Result<void> becomes(int number, const std::string& id, const char* state) {
    const auto is = [&](const Answer& seen) { return text_at(seen.body, "state") == state; };
    VERMILION_TRY(const auto seen, await(agent(number), "/v1/cases/" + id + "/filing", is));
    return is(seen) ? Result<void>{ok()} : unexpected(state, seen);
  }
  Result<void> paper(int number, const std::string& id, const std::string& kind) {
    VERMILION_TRY(const auto pdf,
                  client_.fetch(agent(number), "/v1/cases/" + id + "/documents/" + kind));
    if (!pdf.starts_with("%PDF")) return fail(Code::conflict, kind + " is no PDF");
    return ok();
  }
  Result<void> shown(const char* item, int number, const char* status) {
    VERMILION_TRY(
        const auto seen,
        client_.get(agent(number), fmt::format("/v1/public/filings/{}/{}", item, uscc(number))));
    if (text_at(seen.body, "status") != status) return unexpected(status, seen);
    return ok();
  }

  const std::string name_;
  const int first_;
  const Identity handler_ = visit_.identity("handler");
  const Identity approver_ = visit_.identity("approver");
};

Result<void> keep_filings(Visit& visit) {
  return Filings{visit, visit}.run();
}

Result<void> keep_filings_later(Visit& visit) {
  const auto* before = visit.day().visit("filings");
  if (before == nullptr || !visit.day().may_move_clock()) return ok();
  return Filings{visit, *before}.time_passes();
}

}  // namespace

Step files() {
  return special("applicant", "FilingLodged", keep_filings);
}

Step files_later() {
  return special("applicant", "PeriodFiled", keep_filings_later);
}

}  // namespace vermilion::demo
