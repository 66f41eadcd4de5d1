#include "projections/query/cases.hpp"

#include <algorithm>

namespace vermilion::projections {
namespace {

CaseId case_of(BytesView suffix) {
  return CaseId{octets_of<16>(suffix.substr(8))};
}

Result<CaseRow> row_of(const RowReader& cases, const CaseId& id) {
  VERMILION_TRY(auto row, read_row<CaseRow>(cases, case_row_key(id)));
  if (!row) return fail(Code::corrupt, "the view of cases has no row for its own " + id.text());
  return std::move(*row);
}

Result<Page<ListedCase>> listed(const RowReader& cases, Page<Hit>&& hits) {
  Page<ListedCase> page;
  page.next = std::move(hits.next);
  for (const auto& hit : hits.rows) {
    const auto id = case_of(hit.suffix);
    VERMILION_TRY(auto row, row_of(cases, id));
    page.rows.push_back({id, std::move(row)});
  }
  return page;
}

}  // namespace

Result<std::optional<CaseRow>> find_case(const RowReader& cases, const Viewer& viewer,
                                         const CaseId& id) {
  VERMILION_TRY(auto row, read_row<CaseRow>(cases, case_row_key(id)));
  if (!row) return row;
  // An account, a mandate or a consent is no case to look at (query/directory.hpp), whoever made
  // it.
  for (const std::string_view shape : {"directory/", "mandate/", "consent/"}) {
    if (row->edition.starts_with(shape)) return std::optional<CaseRow>{};
  }
  const bool own = !viewer.who.empty() && viewer.who == row->applicant;
  const bool of_unit = !viewer.unit.empty() && viewer.unit == row->on_behalf_of;
  if (!own && !of_unit && !sees(viewer.scopes, row->tree, row->path, row->item)) {
    return std::optional<CaseRow>{};
  }
  return row;
}

Result<std::vector<PassedFact>> facts_of_case(const RowReader& cases, const CaseId& id,
                                              std::size_t limit) {
  std::vector<PassedFact> facts;
  Result<void> result = ok();
  const auto prefix = passed_fact_prefix(id);
  VERMILION_TRY(cases.scan(prefix, after_prefix(prefix), [&](BytesView key, BytesView value) {
    auto some = passed_facts(value);
    if (!some) {
      result = fail(some.error().code, some.error().detail + ": " + to_hex(key));
      return false;
    }
    std::move(some.value().begin(), some.value().end(), std::back_inserter(facts));
    if (facts.size() >= 2 * limit) {
      facts.erase(facts.begin(), facts.end() - static_cast<std::ptrdiff_t>(limit));
    }
    return true;
  }));
  VERMILION_TRY(std::move(result));
  if (facts.size() > limit) {
    facts.erase(facts.begin(), facts.end() - static_cast<std::ptrdiff_t>(limit));
  }
  return facts;
}

Result<Page<ListedCase>> cases_of_applicant(const RowReader& cases, const std::string& who,
                                            const PageRequest& request) {
  const Range range{{{Key{applicant_index_kind}.text(who).take(), {}}}, case_index_suffix, {}};
  VERMILION_TRY(auto hits,
                page_of(cases, range, request,
                        [](std::size_t, BytesView, BytesView) -> Result<bool> { return true; }));
  return listed(cases, std::move(hits));
}

Result<Page<ListedCase>> search_cases(const RowReader& cases, SeenScopes scopes,
                                      const CaseFilter& filter, const PageRequest& request) {
  VERMILION_TRY(const auto subtrees, subtrees_of(scopes));
  const Range range{parts_of(case_index_kind, subtrees), case_index_suffix, {}};
  const auto matches = [&](std::size_t prefix, BytesView suffix, BytesView item) -> Result<bool> {
    if (!filter.item.empty() && item != filter.item) return false;
    if (!subtrees[prefix].allows_item(item)) return false;
    if (filter.state.empty() && !filter.settled) return true;
    VERMILION_TRY(const auto row, row_of(cases, case_of(suffix)));
    if (filter.settled && *filter.settled != row.settled_at.set()) return false;
    return filter.state.empty() ||
           std::find(row.states.begin(), row.states.end(), filter.state) != row.states.end();
  };
  VERMILION_TRY(auto hits, page_of(cases, range, request, matches));
  return listed(cases, std::move(hits));
}

Result<Page<ListedCase>> cases_of_person(const RowReader& cases, const Digest& lookup,
                                         SeenScopes scopes, const PageRequest& request) {
  const Range range{{{person_index_prefix(lookup), {}}}, case_index_suffix, {}};
  const auto matches = [&](std::size_t, BytesView suffix, BytesView) -> Result<bool> {
    VERMILION_TRY(const auto row, row_of(cases, case_of(suffix)));
    return sees(scopes, row.tree, row.path, row.item);
  };
  VERMILION_TRY(auto hits, page_of(cases, range, request, matches));
  return listed(cases, std::move(hits));
}

Result<Page<PassedFact>> notes_of_case(const RowReader& cases, const CaseId& id,
                                       const PageRequest& request) {
  const Range range{{{note_prefix(id), {}}}, note_suffix, {}};
  VERMILION_TRY(auto hits,
                page_of(cases, range, request,
                        [](std::size_t, BytesView, BytesView) -> Result<bool> { return true; }));
  Page<PassedFact> page;
  page.next = std::move(hits.next);
  for (const auto& hit : hits.rows) {
    auto note = decode<PassedFact>(hit.value);
    if (!note) return fail(Code::corrupt, "a note of case " + id.text() + " does not decode");
    page.rows.push_back(std::move(*note));
  }
  return page;
}

Result<Page<ListedCopy>> copies_for(const RowReader& cases, const std::string& who,
                                    SeenScopes scopes, const PageRequest& request) {
  const Range range{{{copy_prefix(who), {}}}, copy_suffix, {}};
  const auto matches = [&](std::size_t, BytesView suffix, BytesView) -> Result<bool> {
    VERMILION_TRY(const auto row, row_of(cases, case_of(suffix)));
    return sees(scopes, row.tree, row.path, row.item);
  };
  VERMILION_TRY(auto hits, page_of(cases, range, request, matches));
  Page<ListedCopy> page;
  page.next = std::move(hits.next);
  for (const auto& hit : hits.rows) {
    ListedCopy one;
    one.kase.id = case_of(hit.suffix);
    VERMILION_TRY(one.kase.row, row_of(cases, one.kase.id));
    one.at.microseconds = static_cast<std::int64_t>(~get_big<std::uint64_t>(hit.suffix.data()));
    auto copy = decode<CopyRow>(hit.value);
    if (!copy) return fail(Code::corrupt, "a copy for " + who + " does not decode");
    one.copy = std::move(*copy);
    page.rows.push_back(std::move(one));
  }
  return page;
}

Result<Page<ListedRecord>> timeline_page(const RowReader& timeline, const CaseId& id,
                                         const PageRequest& request) {
  VERMILION_TRY(const auto after, place_of(request, 8));
  const auto seen = after.empty() ? 0 : get_big<std::uint64_t>(after.data());
  const auto from = timeline_key(id, seen + 1);
  const auto to = after_prefix(BytesView{from}.substr(0, from.size() - 8));
  Page<ListedRecord> page;
  Result<void> result = ok();
  VERMILION_TRY(timeline.scan(from, to, [&](BytesView key, BytesView value) {
    auto rows = timeline_rows(value);
    if (!rows) {
      result = fail(rows.error().code, rows.error().detail + ": the timeline of " + id.text());
      return false;
    }
    auto version = get_big<std::uint64_t>(key.data() + key.size() - 8);
    for (auto& row : rows.value()) {
      if (version > seen) page.rows.push_back({version, std::move(row)});
      ++version;
    }
    return page.rows.size() <= request.limit;
  }));
  VERMILION_TRY(std::move(result));
  if (page.rows.size() > request.limit) {
    page.rows.erase(page.rows.begin() + static_cast<std::ptrdiff_t>(request.limit),
                    page.rows.end());
    Bytes place;
    append_big(place, page.rows.back().case_version);
    page.next = to_base64url(place);
  }
  return page;
}

}  // namespace vermilion::projections
