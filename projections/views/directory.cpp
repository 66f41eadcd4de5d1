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

Result<void> fold_mandates(FoldRows& rows, const Body& body) {
  const Key id = Key{'N'}.case_id(body.case_id);
  Mandate mandate;
  VERMILION_TRY(const auto names, rows.find(id));
  if (names) {
    const Bytes key{*names};
    VERMILION_TRY(const auto octets, rows.find(key));
    auto found = octets ? decode<Mandate>(*octets) : std::nullopt;
    if (!found) return fail(Code::corrupt, "a mandate of the directory does not decode");
    mandate = std::move(*found);
  }
  VERMILION_TRY(fold_mandate(mandate, body));
  const Key key = Key{'M'}.text(mandate.agent).text(mandate.unit);
  rows.put(id, key);
  rows.put(key, encode(mandate));
  return ok();
}

Result<void> fold_consents(FoldRows& rows, const Header& header, const Body& body) {
  const Key id = Key{'P'}.case_id(body.case_id);
  Consent consent;
  VERMILION_TRY(const auto names, rows.find(id));
  if (names) {
    const Bytes key{*names};
    VERMILION_TRY(const auto octets, rows.find(key));
    auto found = octets ? decode<Consent>(*octets) : std::nullopt;
    if (!found) return fail(Code::corrupt, "a consent of the directory does not decode");
    consent = std::move(*found);
  }
  VERMILION_TRY(fold_consent(consent, header, body));
  const Key key = Key{'K'}.text(consent.who).text(consent.item);
  rows.put(id, key);
  rows.put(key, encode(consent));
  return ok();
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
