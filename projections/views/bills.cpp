#include "projections/views/bills.hpp"

namespace vermilion::projections {
namespace {

Key stock_row(std::string_view code, std::string_view owner) {
  return Key{'S'}.text(code).text(owner);
}

template <class Row>
Result<std::optional<Row>> found(FoldRows& rows, BytesView key, const Header& header) {
  VERMILION_TRY(const auto octets, rows.find(key));
  if (!octets) return std::optional<Row>{};
  auto row = decode<Row>(*octets);
  if (!row) {
    return fail(Code::corrupt, fmt::format("record {} of partition {}: a row of bills does not "
                                           "decode",
                                           header.sequence, header.partition));
  }
  return row;
}

class Bills final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "bills"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{
        {'B', "bill", {text, number}}, {'C', "bill-of-case", {case_id}},
        {'P', "prepared", {case_id}},  {'U', "bill-of-unit", {text, newest, case_id}},
        {'S', "stock", {text, text}},  {'O', "signer", {case_id}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName&) const override {
    if (header.kind != RecordKind::accepted) return ok();
    if (is_of_numbers(body)) return fold_stocks(rows, header, body);
    if (is_of_signer(body)) return fold_signers(rows, header, body);
    if (body.basis.edition.name == "bill") return fold_bill(rows, header, body);
    return ok();
  }

 private:
  static Result<void> fold_stocks(FoldRows& rows, const Header& header, const Body& body) {
    std::string code;
    if (body.fact == NumbersOpened::name) {
      VERMILION_TRY(const auto fact, fact_of<NumbersOpened>(header, body));
      code = fact.code;
    } else if (body.fact == NumbersHandedDown::name) {
      VERMILION_TRY(const auto fact, fact_of<NumbersHandedDown>(header, body));
      code = fact.code;
    } else {
      VERMILION_TRY(const auto fact, fact_of<NumberTaken>(header, body));
      code = fact.code;
    }
    return fold_numbers(body,
                        [&](const std::string& owner,
                            const std::function<Result<void>(Stock&)>& how) -> Result<void> {
                          const Key key = stock_row(code, owner);
                          VERMILION_TRY(const auto before, found<Stock>(rows, key, header));
                          auto stock = before.value_or(Stock{});
                          VERMILION_TRY(how(stock));
                          rows.put(key, encode(stock));
                          return ok();
                        });
  }

  static Result<void> fold_signers(FoldRows& rows, const Header& header, const Body& body) {
    const Key key = Key{'O'}.case_id(body.case_id);
    VERMILION_TRY(const auto before, found<Signer>(rows, key, header));
    auto signer = before.value_or(Signer{});
    VERMILION_TRY(fold_signer(signer, body));
    rows.put(key, encode(signer));
    return ok();
  }

  static Result<void> fold_bill(FoldRows& rows, const Header& header, const Body& body) {
    const Key prepared = Key{'P'}.case_id(body.case_id);
    if (body.fact == BillPrepared::name || body.fact == RedPrepared::name) {
      BillRow row;
      BillPrepared fact;
      if (body.fact == RedPrepared::name) {
        VERMILION_TRY(const auto red, fact_of<RedPrepared>(header, body));
        fact = as_prepared(red);
        row.red = true;
      } else {
        VERMILION_TRY(fact, fact_of<BillPrepared>(header, body));
      }
      row.case_id = body.case_id;
      row.item = body.basis.item.name;
      row.item_version = body.basis.item.version;
      row.tree = body.scope.tree;
      row.path = body.scope.path;
      row.unit = fact.unit.uscc;
      row.unit_name = fact.unit.name;
      row.check_code = fact.check_code;
      row.total = fact.total;
      rows.add(prepared, encode(row));
      return ok();
    }
    if (body.fact == ReversalGranted::name) {
      VERMILION_TRY(const auto fact, fact_of<ReversalGranted>(header, body));
      VERMILION_TRY(auto before, found<BillRow>(rows, prepared, header));
      if (!before) return fail(Code::corrupt, "a reversal is granted to no red bill");
      before->original = {fact.code, fact.number};
      rows.put(prepared, encode(*before));
      return ok();
    }
    // Without a number there is nothing to find it by.
    const bool ends_before = body.fact == ReversalRefused::name ||
                             (body.fact == BillDiscarded::name && body.from.front() == "ASKING");
    if (body.fact == NumbersExhausted::name || ends_before) {
      rows.erase(prepared);
      return ok();
    }
    if (body.fact == NumberAllotted::name) {
      VERMILION_TRY(const auto fact, fact_of<NumberAllotted>(header, body));
      VERMILION_TRY(auto before, found<BillRow>(rows, prepared, header));
      if (!before) return fail(Code::corrupt, "a number goes to a bill that was not prepared");
      rows.erase(prepared);
      auto& row = *before;
      row.issued = china_day(body.effective_at);
      row.state = body.to.front();
      row.changed_at = body.effective_at;
      const BillNumber number{fact.code, fact.number};
      rows.add(bill_key(fact.code, fact.number), encode(row));
      rows.add(Key{'C'}.case_id(body.case_id), encode(number));
      rows.add(Key{'U'}.text(row.unit).newest(body.effective_at).case_id(body.case_id),
               encode(number));
      return ok();
    }
    VERMILION_TRY(const auto number,
                  found<BillNumber>(rows, Key{'C'}.case_id(body.case_id), header));
    if (!number) return ok();
    const auto key = bill_key(number->code, number->number);
    VERMILION_TRY(auto row, found<BillRow>(rows, key, header));
    if (!row) return fail(Code::corrupt, "a numbered bill has no row");
    if (!body.to.empty()) row->state = body.to.front();
    row->changed_at = body.effective_at;
    if (body.fact == BillBooked::name) {
      VERMILION_TRY(const auto fact, fact_of<BillBooked>(header, body));
      row->booked_by = body.principal.on_behalf_of;
      row->voucher = fact.voucher;
    } else if (body.fact == BillReversed::name) {
      VERMILION_TRY(const auto fact, fact_of<BillReversed>(header, body));
      row->reversed += fact.total;
    } else if (body.fact == BookingWithdrawn::name) {
      row->booked_by.clear();
      row->voucher.clear();
    }
    rows.put(key, encode(*row));
    return ok();
  }
};

}  // namespace

Bytes bill_key(std::string_view code, std::uint64_t number) {
  return Key{'B'}.text(code).number(number).take();
}
Bytes bill_of_case_key(const CaseId& id) {
  return Key{'C'}.case_id(id).take();
}
Bytes bills_of_unit_prefix(std::string_view unit) {
  return Key{'U'}.text(unit).take();
}
Bytes stocks_prefix(std::string_view code) {
  return Key{'S'}.text(code).take();
}
Bytes signer_row_key(std::string_view unit) {
  return Key{'O'}.case_id(case_of_signer(unit)).take();
}

std::shared_ptr<const View> bills_view() {
  return std::make_shared<Bills>();
}

}  // namespace vermilion::projections
