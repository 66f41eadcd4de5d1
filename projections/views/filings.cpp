#include "projections/views/filings.hpp"

#include <algorithm>

#include "engine/ports/rows.hpp"
#include "events/facts/register.hpp"

namespace vermilion::projections {
namespace {

// The row that was judged owes a notice of its own where a limit had passed (workflows/filing).
bool is_late(const Body& body) {
  return std::any_of(body.duties.begin(), body.duties.end(),
                     [](const Duty& duty) { return duty.name == "tell_late"; });
}

void add(FilingRow& row, FilingMade made) {
  ++row.filed;
  if (row.filings.size() >= filings_shown_max) row.filings.erase(row.filings.begin());
  row.filings.push_back(std::move(made));
}

class Filings final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "filings"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{'F', "filing", {case_id}},
                                       {'U', "filing-of-unit", {text, text}},
                                       {'O', "filings-of-unit", {text, case_id}},
                                       {'P', "filing-by-status", {text, text, case_id}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName&) const override {
    if (header.kind != RecordKind::accepted || body.basis.edition.name != "filing") return ok();
    FilingRow row;
    if (body.fact == FilingLodged::name) {
      VERMILION_TRY(const auto fact, fact_of<FilingLodged>(header, body));
      row.item = fact.item;
      row.unit = fact.unit.uscc;
      row.unit_name = fact.unit.name;
      rows.add(Key{'O'}.text(row.unit).case_id(body.case_id).take(), Bytes{body.case_id.text()});
    } else {
      VERMILION_TRY(const auto octets, rows.find(filing_key(body.case_id)));
      auto before = octets ? decode<FilingRow>(*octets) : std::nullopt;
      if (!before) {
        return fail(Code::corrupt, fmt::format("record {} of partition {}: the row of its filing "
                                               "is missing or does not decode",
                                               header.sequence, header.partition));
      }
      row = std::move(*before);
    }
    VERMILION_TRY(take(row, header, body));
    if (body.to.size() == 2) {
      row.state = body.to[0];
      row.standing = body.to[1];
    }
    show(rows, row, body);
    rows.put(filing_key(body.case_id), encode(row));
    return ok();
  }

 private:
  static Result<void> take(FilingRow& row, const Header& header, const Body& body) {
    const FilingMade made{{}, 0, body.effective_at, is_late(body)};
    if (body.fact == PlaceGranted::name) {
      add(row, made);
      row.filings.back().kind = "first";
    } else if (body.fact == PeriodFiled::name) {
      VERMILION_TRY(const auto fact, fact_of<PeriodFiled>(header, body));
      add(row, made);
      row.filings.back().kind = "yearly";
      row.filings.back().year = fact.year;
    } else if (body.fact == EventFiled::name) {
      VERMILION_TRY(const auto fact, fact_of<EventFiled>(header, body));
      add(row, made);
      row.filings.back().kind = fact.kind;
    }
    return ok();
  }
  static void show(FoldRows& rows, FilingRow& row, const Body& body) {
    auto status = public_status(row.state, row.standing);
    if (status == row.status) return;
    const auto place = [&](const std::string& of) {
      return Key{'P'}.text(row.item).text(of).case_id(body.case_id).take();
    };
    if (!row.status.empty()) rows.erase(place(row.status));
    rows.add(place(status), Bytes{body.case_id.text()});
    rows.put(filing_of_unit_key(row.item, row.unit), Bytes{body.case_id.text()});
    row.status = std::move(status);
    row.since = body.effective_at;
  }
};

}  // namespace

std::string public_status(std::string_view state, std::string_view standing) {
  if (state == "STRUCK_OFF" || state == "CANCELLED") return std::string{state};
  const bool never_stood = state.empty() || state == "LODGING" || state == "DUPLICATE";
  if (never_stood) return {};
  return standing == "WATCH_LISTED" ? "WATCH_LISTED" : "FILED";
}

Bytes filing_key(const CaseId& id) {
  return Key{'F'}.case_id(id).take();
}
Bytes filing_of_unit_key(std::string_view item, std::string_view unit) {
  return Key{'U'}.text(item).text(unit).take();
}
Bytes filings_of_unit_prefix(std::string_view unit) {
  return Key{'O'}.text(unit).take();
}
Bytes filings_by_status_prefix(std::string_view item, std::string_view status) {
  return Key{'P'}.text(item).text(status).take();
}

std::shared_ptr<const View> filings_view() {
  return std::make_shared<Filings>();
}

}  // namespace vermilion::projections
