#include "projections/query/supervision.hpp"

namespace vermilion::projections {
namespace {

template <class Row>
Result<Page<ListedDuty<Row>>> listed(Page<Hit>&& hits, bool newest_first = false) {
  Page<ListedDuty<Row>> page;
  page.next = std::move(hits.next);
  for (const auto& hit : hits.rows) {
    auto row = decode<Row>(hit.value);
    const auto id = duty_id_from_bytes(BytesView{hit.suffix}.substr(8));
    if (!row || !id) return fail(Code::corrupt, "a view's row does not decode");
    auto at = get_big<std::uint64_t>(hit.suffix.data());
    if (newest_first) at = ~at;
    page.rows.push_back({*id, Instant{static_cast<std::int64_t>(at)}, std::move(*row)});
  }
  return page;
}

// A page of rows that name their item, within the scopes.
template <class Row, class Keep>
Result<Page<Hit>> scoped_page(const RowReader& rows, char kind, SeenScopes scopes, Bytes until,
                              const PageRequest& request, Keep&& keep) {
  VERMILION_TRY(const auto subtrees, subtrees_of(scopes));
  const Range range{parts_of(kind, subtrees), outbox_suffix, std::move(until)};
  return page_of(rows, range, request,
                 [&](std::size_t prefix, BytesView, BytesView value) -> Result<bool> {
                   const auto row = decode<Row>(value);
                   if (!row) return fail(Code::corrupt, "a view's row does not decode");
                   return subtrees[prefix].allows_item(row->item) && keep(*row);
                 });
}

template <class Row>
Result<Page<ListedDuty<Row>>> deadline_page(const RowReader& rows, char kind, SeenScopes scopes,
                                            const DeadlineFilter& filter, Bytes until,
                                            const PageRequest& request) {
  VERMILION_TRY(auto hits, scoped_page<Row>(
                               rows, kind, scopes, std::move(until), request, [&](const Row& row) {
                                 return (filter.item.empty() || row.item == filter.item) &&
                                        (filter.name.empty() || row.name == filter.name);
                               }));
  return listed<Row>(std::move(hits), kind == passed_deadline_kind);
}

template <class Row>
Result<Page<ListedDuty<Row>>> queue_page(const RowReader& rows, Bytes prefix,
                                         const PageRequest& request) {
  VERMILION_TRY(auto hits,
                page_of(rows, Range{{{std::move(prefix), {}}}, outbox_suffix, {}}, request,
                        [](std::size_t, BytesView, BytesView) -> Result<bool> { return true; }));
  return listed<Row>(std::move(hits));
}

}  // namespace

Result<Page<ListedDuty<OpenDeadline>>> open_deadlines(const RowReader& deadlines, SeenScopes scopes,
                                                      const DeadlineFilter& filter,
                                                      const PageRequest& request) {
  Bytes until;
  if (filter.due_before.set()) {
    append_big(until, static_cast<std::uint64_t>(filter.due_before.microseconds));
  }
  return deadline_page<OpenDeadline>(deadlines, open_deadline_kind, scopes, filter,
                                     std::move(until), request);
}

Result<Page<ListedDuty<PassedDeadlineRow>>> passed_deadlines(const RowReader& deadlines,
                                                             SeenScopes scopes,
                                                             const DeadlineFilter& filter,
                                                             const PageRequest& request) {
  return deadline_page<PassedDeadlineRow>(deadlines, passed_deadline_kind, scopes, filter, {},
                                          request);
}

Result<Page<ListedDuty<Incident>>> incidents(const RowReader& outbox, SeenScopes scopes,
                                             const PageRequest& request) {
  VERMILION_TRY(auto hits, scoped_page<Incident>(outbox, incident_kind, scopes, {}, request,
                                                 [](const Incident&) { return true; }));
  return listed<Incident>(std::move(hits));
}

Result<Page<ListedDuty<CheckOwed>>> checks_owed(const RowReader& outbox, std::string_view office,
                                                PartitionNumber partition,
                                                const PageRequest& request) {
  return queue_page<CheckOwed>(outbox, Key{check_kind}.text(office).brief(partition).take(),
                               request);
}

Result<Page<ListedDuty<PaperOwed>>> papers_owed(const RowReader& outbox, DutyKind kind,
                                                PartitionNumber partition,
                                                const PageRequest& request) {
  return queue_page<PaperOwed>(outbox, Key{paper_kind}.text(name_of(kind)).brief(partition).take(),
                               request);
}

}  // namespace vermilion::projections
