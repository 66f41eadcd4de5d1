#include "projections/views/notices.hpp"

#include "events/facts/approval.hpp"
#include "events/facts/house.hpp"

namespace vermilion::projections {
namespace {

// The duty whose deadline ends a notice (workflows/recognition).
constexpr std::string_view notice_duty = "notice";

bool is_on_notice(std::string_view state) {
  return state == "NOTICE" || state == "INVESTIGATING";
}
bool is_over(std::string_view state) {
  return state == "RECOGNISED" || state == "REFUSED" || state == "WITHDRAWN" ||
         state == "NOT_ACCEPTED";
}

class Notices final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "notices"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{'N', "notice", {case_id}},
                                       {'P', "notice-of-item", {text, newest, case_id}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName& decision) const override {
    if (header.kind != RecordKind::accepted || body.basis.edition.name != "recognition")
      return ok();
    VERMILION_TRY(auto row, row_of(rows, header, body));
    const std::string state = body.to.empty() ? std::string{} : body.to.front();
    for (std::size_t i = 0; i < body.duties.size(); ++i) {
      const auto& duty = body.duties[i];
      if (duty.name != notice_duty) continue;
      row.notice = duty_of(decision, i);
      row.until = duty.due;
      row.provisional = duty.provisional;
      if (row.since.set()) continue;
      row.since = body.effective_at;
    }
    if (body.fact == DueMoved::name) {
      VERMILION_TRY(const auto moved, fact_of<DueMoved>(header, body));
      if (moved.deadline == row.notice && row.until.set()) {
        row.until = moved.to;
        row.provisional = moved.provisional;
      }
    }
    if (state == "INVESTIGATING") row.until = {};
    if (row.since.set()) {
      const auto place = Key{'P'}.text(row.item).newest(row.since).case_id(body.case_id).take();
      if (is_on_notice(state)) {
        rows.put(place, Bytes{body.case_id.text()});
      } else {
        rows.erase(place);
      }
    }
    if (is_over(state)) {
      rows.erase(notice_key(body.case_id));
    } else {
      rows.put(notice_key(body.case_id), encode(row));
    }
    return ok();
  }

 private:
  static Result<NoticeRow> row_of(FoldRows& rows, const Header& header, const Body& body) {
    NoticeRow row;
    if (body.fact == Submitted::name) {
      VERMILION_TRY(const auto fact, fact_of<Submitted>(header, body));
      row.item = body.basis.item.name;
      row.item_version = body.basis.item.version;
      row.tree = body.scope.tree;
      row.path = body.scope.path;
      if (!fact.people.empty()) row.name = fact.people.front().name;
      return row;
    }
    VERMILION_TRY(const auto octets, rows.find(notice_key(body.case_id)));
    auto before = octets ? decode<NoticeRow>(*octets) : std::nullopt;
    if (before) return std::move(*before);
    return fail(Code::corrupt,
                fmt::format("record {} of partition {}: the row of its recognition is missing or "
                            "does not decode",
                            header.sequence, header.partition));
  }
};

}  // namespace

Bytes notice_key(const CaseId& id) {
  return Key{'N'}.case_id(id).take();
}
Bytes notices_of_item_prefix(std::string_view item) {
  return Key{'P'}.text(item).take();
}

std::shared_ptr<const View> notices_view() {
  return std::make_shared<Notices>();
}

}  // namespace vermilion::projections
