#include "projections/query/directory.hpp"

#include <algorithm>

namespace vermilion::projections {
namespace {

constexpr std::string_view administrator = "administrator";

// "O tree\0path\0who\0": the three parts.
struct OfficeEntry {
  std::string_view tree;
  std::string_view path;
  std::string_view who;
};
std::optional<OfficeEntry> entry_of(BytesView key) {
  OfficeEntry entry;
  key.remove_prefix(1);
  for (auto* part : {&entry.tree, &entry.path, &entry.who}) {
    const auto end = key.find('\0');
    if (end == BytesView::npos) return std::nullopt;
    *part = key.substr(0, end);
    key.remove_prefix(end + 1);
  }
  return entry;
}

bool is_seen(std::span<const Grant> powers, const OfficeFilter& filter, const OfficeEntry& entry) {
  const bool asked_for =
      filter.tree.empty() || (entry.tree == filter.tree && is_within(entry.path, filter.path));
  return asked_for && std::any_of(powers.begin(), powers.end(), [&](const Grant& power) {
           return power.covers(entry.tree, entry.path);
         });
}

void take_grants(const Staff& staff, Instant at, const std::string& on_behalf_of,
                 Holdings& holdings) {
  for (const auto& grant : staff.grants) {
    if (!grant.holds_at(at)) continue;
    if (grant.role == administrator) {
      if (on_behalf_of.empty()) holdings.powers.push_back(grant);
      continue;
    }
    holdings.grants.push_back(grant);
    holdings.grants.back().on_behalf_of = on_behalf_of;
  }
}

// All rows behind the prefix, a page's worth at most.
template <class Row>
Result<std::vector<Row>> rows_under(const RowReader& directory, const Bytes& prefix) {
  std::vector<Row> rows;
  Result<void> result = ok();
  VERMILION_TRY(directory.scan(prefix, after_prefix(prefix), [&](BytesView key, BytesView value) {
    auto row = decode<Row>(value);
    if (!row) {
      result = fail(Code::corrupt, "a row of the directory does not decode: " + to_hex(key));
      return false;
    }
    rows.push_back(std::move(*row));
    return rows.size() < page_rows_max;
  }));
  VERMILION_TRY(std::move(result));
  return rows;
}

}  // namespace

Result<std::optional<Staff>> find_staff(const RowReader& directory, std::string_view who) {
  return read_row<Staff>(directory, staff_key(who));
}

Result<Page<Staff>> staff_page(const RowReader& directory, std::span<const Grant> powers,
                               const OfficeFilter& filter, const PageRequest& request) {
  if (request.limit == 0 || request.limit > page_rows_max) {
    return fail(Code::invalid, fmt::format("limit is 1 to {}", page_rows_max));
  }
  Page<Staff> page;
  if (powers.empty()) return page;
  // Where one business line's subtree begins; every account of it lies behind.
  Bytes from = filter.tree.empty() ? Bytes{office_index_kind}
                                   : Key{office_index_kind}.text(filter.tree).take() + filter.path;
  const Bytes end = after_prefix(from);
  if (!request.cursor.empty()) {
    auto place = from_base64url(request.cursor);
    if (!place || place->empty() || place->front() != office_index_kind) {
      return fail(Code::invalid, "this is no cursor of this list; leave it out to start again");
    }
    from = std::max(from, *place + '\0');
  }
  std::vector<Bytes> accounts;
  Bytes last;
  std::size_t examined = 0;
  VERMILION_TRY(directory.scan(from, end, [&](BytesView key, BytesView) {
    const auto entry = entry_of(key);
    if (!entry) return true;
    if (accounts.size() == request.limit || examined++ == page_examined_max) {
      page.next = to_base64url(last);
      return false;
    }
    last = key;
    if (is_seen(powers, filter, *entry)) accounts.emplace_back(entry->who);
    return true;
  }));
  for (const auto& who : accounts) {
    VERMILION_TRY(auto staff, find_staff(directory, who));
    if (!staff) return fail(Code::corrupt, "the directory has no row for its own " + who);
    page.rows.push_back(std::move(*staff));
  }
  return page;
}

Result<std::vector<Mandate>> mandates_of(const RowReader& directory, std::string_view agent) {
  return rows_under<Mandate>(directory, mandates_prefix(agent));
}

Result<std::vector<Consent>> consents_of(const RowReader& directory, std::string_view who) {
  return rows_under<Consent>(directory, consents_prefix(who));
}

Result<Holdings> holdings_of(const RowReader& directory, std::string_view who, Instant at) {
  Holdings holdings;
  VERMILION_TRY(const auto staff, find_staff(directory, who));
  if (!staff) return holdings;
  holdings.person = staff->person;
  holdings.left = staff->left;
  if (staff->left) return holdings;
  take_grants(*staff, at, {}, holdings);
  for (const auto& stand_in : staff->stands_in) {
    if (at < stand_in.absence.from || at >= stand_in.absence.until) continue;
    VERMILION_TRY(const auto absent, find_staff(directory, stand_in.absent));
    if (absent) take_grants(*absent, at, stand_in.absent, holdings);
    holdings.absent.push_back(stand_in.absent);
  }
  return holdings;
}

}  // namespace vermilion::projections
