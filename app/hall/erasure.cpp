#include "app/hall/erasure.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/identifiers.hpp"
#include "projections/views/cases.hpp"

namespace vermilion {
namespace {

constexpr std::size_t basis_max = 500;
constexpr std::size_t by_max = 128;

Result<Octets<16>> subject_of(const Hall& hall, const std::string& text) {
  if (text.size() == 32) {
    const auto octets = from_hex(text);
    if (octets) return octets_of<16>(*octets);
  }
  const auto number = identifiers::check_resident_number(text);
  if (!number) {
    return fail(Code::invalid, "a subject is an identity number, or 32 hexadecimal digits");
  }
  const auto hash = lookup_hash(hall.keys(), "person_number", number.value().text);
  return octets_of<16>(view_of(hash));
}

Result<std::vector<KeyId>> keys_of(Hall& hall, const Octets<16>& subject) {
  std::vector<KeyId> keys;
  const auto prefix = core::subject_prefix(subject);
  VERMILION_TRY(hall.core().scan(prefix, after_prefix(prefix), [&](BytesView key, BytesView) {
    if (key.size() == prefix.size() + 16) {
      keys.push_back(KeyId{octets_of<16>(key.substr(prefix.size()))});
    }
    return true;
  }));
  return keys;
}

// A key's id stands in the octets of whatever it sealed, and of the record that names it.
Result<std::vector<CaseId>> cases_of(Hall& hall, const std::vector<KeyId>& keys) {
  std::set<CaseId> cases;
  VERMILION_TRY(hall.journal().read(Hall::partition, 1, [&](const Entry& entry) -> Result<void> {
    const bool found = std::any_of(keys.begin(), keys.end(), [&](const KeyId& key) {
      return entry.record.find(view_of(key.octets)) != BytesView::npos;
    });
    if (!found || entry.header.kind == RecordKind::house) return ok();
    VERMILION_TRY(const auto body, read_body(entry.record));
    cases.insert(body.case_id);
    return ok();
  }));
  return std::vector<CaseId>(cases.begin(), cases.end());
}

// "30 years" as years; nothing when the class is kept for ever.
std::optional<int> years_of(const std::string& retention) {
  int years = 0;
  const auto* end = retention.data() + retention.size();
  const auto read = std::from_chars(retention.data(), end, years);
  if (read.ec != std::errc{} || !std::string_view{read.ptr, end}.starts_with(" year")) return {};
  return years;
}

Result<std::optional<Kept>> kept_of(Hall& hall, const CaseId& id) {
  VERMILION_TRY(const auto* cases, hall.projector().family("cases"));
  VERMILION_TRY(const auto octets, cases->get(projections::case_row_key(id)));
  const auto row = octets ? decode<projections::CaseRow>(*octets) : std::nullopt;
  if (!row) return fail(Code::unavailable, "the views have not folded case " + id.text() + " yet");
  const auto references = hall.loop().references();
  std::uint32_t version = 0;
  std::from_chars(row->item_version.data(), row->item_version.data() + row->item_version.size(),
                  version);
  const auto* item = references->catalogue->find(row->item, version);
  Kept kept{id, row->item, item == nullptr ? std::string{} : item->retention, {}};
  const auto years = years_of(kept.retention);
  if (!row->settled_at.set() || !years) return std::optional{std::move(kept)};
  auto date = date_of(china_day(row->settled_at));
  date.year += *years;
  if (date.month == 2 && date.day == 29) date.day = 28;
  const auto last = day_of(date);
  kept.until = Instant{(static_cast<std::int64_t>(last.number) + 1) * microseconds_a_day -
                       china_offset_s * microseconds_a_second};
  if (hall.clock().now() >= kept.until) return std::optional<Kept>{};
  return std::optional{std::move(kept)};
}

Result<void> check_reasons(const Hall& hall, const ErasureWanted& wanted) {
  if (wanted.basis.empty() || wanted.basis.size() > basis_max || wanted.by.empty() ||
      wanted.by.size() > by_max) {
    return fail(Code::invalid, "it is said why (basis) and by whom (by)");
  }
  if (!hall.keeps_views()) return fail(Code::unavailable, "this hall keeps no views");
  return ok();
}

}  // namespace

Result<Restriction> restrict_subject(Hall& hall, const ErasureWanted& wanted, bool lift) {
  VERMILION_TRY(check_reasons(hall, wanted));
  VERMILION_TRY(const auto subject, subject_of(hall, wanted.subject));
  VERMILION_TRY(hall.settle());
  Restriction restriction;
  VERMILION_TRY(restriction.keys, keys_of(hall, subject));
  if (restriction.keys.empty()) return fail(Code::not_found, "the house knows no such subject");
  std::vector<Octets<16>> keys;
  keys.reserve(restriction.keys.size());
  for (const auto& key : restriction.keys) keys.push_back(key.octets);
  if (lift) {
    VERMILION_TRY(hall.lift({subject, std::move(keys), wanted.basis, wanted.by}));
  } else {
    VERMILION_TRY(hall.restrict({subject, std::move(keys), wanted.basis, wanted.by}));
  }
  return restriction;
}

Result<Erasure> erase_subject(Hall& hall, const ErasureWanted& wanted) {
  VERMILION_TRY(check_reasons(hall, wanted));
  VERMILION_TRY(const auto subject, subject_of(hall, wanted.subject));
  Erasure erasure;
  VERMILION_TRY(hall.settle());
  VERMILION_TRY(erasure.keys, keys_of(hall, subject));
  if (erasure.keys.empty()) return fail(Code::not_found, "the house knows no such subject");
  VERMILION_TRY(erasure.cases, cases_of(hall, erasure.keys));
  for (const auto& id : erasure.cases) {
    VERMILION_TRY(auto kept, kept_of(hall, id));
    if (kept) erasure.kept.push_back(std::move(*kept));
  }
  if (!erasure.kept.empty() || wanted.rehearse) return erasure;
  SubjectErased erased{subject, {}, wanted.basis, wanted.by};
  for (const auto& key : erasure.keys) erased.keys.push_back(key.octets);
  VERMILION_TRY(hall.erase(erased));
  erasure.erased = true;
  return erasure;
}

}  // namespace vermilion
