#include "projections/views/directory.hpp"

#include "events/facts/house.hpp"

namespace vermilion::projections {
namespace {

Result<std::optional<Staff>> staff_in(FoldRows& rows, BytesView who) {
  VERMILION_TRY(const auto octets, rows.find(staff_key(who)));
  if (!octets) return std::optional<Staff>{};
  auto staff = decode<Staff>(*octets);
  if (!staff) return fail(Code::corrupt, "a row of the directory does not decode");
  return staff;
}

Key office_key(const Staff& staff) {
  return Key{office_index_kind}.text(staff.tree).text(staff.path).text(staff.who);
}

// Whose account a case is, under its own id: every other record names the case alone.
Key account_key(const CaseId& account) {
  return Key{'C'}.case_id(account);
}

// A row that is found by whom it is about, and by its case through a row that holds its key: folds
// the record into it. Errors: corrupt.
template <class Row, class Fold, class KeyOf>
Result<void> fold_row_of_case(FoldRows& rows, const Key& of_case, Fold&& fold, KeyOf&& key_of) {
  Row row;
  VERMILION_TRY(const auto names, rows.find(of_case));
  if (names) {
    const Bytes key{*names};
    VERMILION_TRY(const auto octets, rows.find(key));
    auto found = octets ? decode<Row>(*octets) : std::nullopt;
    if (!found) return fail(Code::corrupt, "a row of the directory does not decode");
    row = std::move(*found);
  }
  VERMILION_TRY(fold(row));
  const Key key = key_of(row);
  rows.put(of_case, key);
  rows.put(key, encode(row));
  return ok();
}

Result<void> fold_mandates(FoldRows& rows, const Body& body) {
  return fold_row_of_case<Mandate>(
      rows, Key{'N'}.case_id(body.case_id),
      [&](Mandate& mandate) { return fold_mandate(mandate, body); },
      [](const Mandate& mandate) { return Key{'M'}.text(mandate.agent).text(mandate.unit); });
}

Result<void> fold_consents(FoldRows& rows, const Header& header, const Body& body) {
  return fold_row_of_case<Consent>(
      rows, Key{'P'}.case_id(body.case_id),
      [&](Consent& consent) { return fold_consent(consent, header, body); },
      [](const Consent& consent) { return Key{'K'}.text(consent.who).text(consent.item); });
}

template <class F>
Result<void> close_keys(FoldRows& rows, const Header& header, const Body& body, const char* why) {
  VERMILION_TRY(const auto fact, fact_of<F>(header, body));
  for (const auto& key : fact.keys) {
    const auto row = Key{'R'}.text(to_hex(view_of(key)));
    if (why == nullptr) {
      VERMILION_TRY(const auto closed, rows.find(row));
      if (closed && *closed == "r") rows.erase(row);
    } else {
      rows.put(row, why);
    }
  }
  Bytes sequence;
  append_big(sequence, header.sequence);
  rows.put(Key{'Q'}, sequence);
  return ok();
}

Result<void> fold_closed(FoldRows& rows, const Header& header, const Body& body) {
  if (body.fact == SubjectRestricted::name) {
    return close_keys<SubjectRestricted>(rows, header, body, "r");
  }
  if (body.fact == SubjectErased::name) return close_keys<SubjectErased>(rows, header, body, "e");
  if (body.fact == RestrictionLifted::name) {
    return close_keys<RestrictionLifted>(rows, header, body, nullptr);
  }
  return ok();
}

class Directory final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "directory"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{
        {'S', "staff", {text}},           {'C', "account", {case_id}},
        {'K', "consent", {text, text}},   {'M', "mandate", {text, text}},
        {'N', "mandate-case", {case_id}}, {'O', "staff-of-office", {text, text, text}},
        {'P', "consent-case", {case_id}}, {'Q', "keys-closed-at", {}},
        {'R', "closed-key", {text}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName&) const override {
    if (header.kind == RecordKind::house) return fold_closed(rows, header, body);
    if (header.kind != RecordKind::accepted) return ok();
    if (is_of_consent(body)) return fold_consents(rows, header, body);
    if (!is_of_directory(body)) return ok();
    if (is_of_mandate(body)) return fold_mandates(rows, body);
    VERMILION_TRY(const auto who, rows.find(account_key(body.case_id)));
    Staff staff;
    if (who) {
      const Bytes account{*who};
      VERMILION_TRY(auto found, staff_in(rows, account));
      if (found) staff = std::move(*found);
      rows.erase(office_key(staff));
    }
    VERMILION_TRY(const auto changes, fold_account(staff, header, body));
    rows.put(account_key(body.case_id), staff.who);
    rows.put(staff_key(staff.who), encode(staff));
    rows.put(office_key(staff), {});
    for (const auto& change : changes) {
      VERMILION_TRY(auto substitute, staff_in(rows, change.who));
      if (!substitute) continue;
      fold_substitute(*substitute, change);
      rows.put(staff_key(change.who), encode(*substitute));
    }
    return ok();
  }
};

}  // namespace

Bytes staff_key(BytesView who) {
  return Key{'S'}.text(who).take();
}

Bytes mandates_prefix(BytesView agent) {
  return Key{'M'}.text(agent).take();
}

Bytes closed_prefix() {
  return "R";
}

Bytes closed_changed_key() {
  return "Q";
}

Bytes consents_prefix(BytesView who) {
  return Key{'K'}.text(who).take();
}

std::shared_ptr<const View> directory_view() {
  return std::make_shared<Directory>();
}

}  // namespace vermilion::projections
