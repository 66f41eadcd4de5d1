#include "app/api/case_then.hpp"

#include "projections/query/cases.hpp"
#include "projections/view.hpp"

namespace vermilion::api {

using namespace projections;

Result<CaseThen> case_then(const Reading& reading, const CaseId& id, Instant as_of,
                           Instant known_at) {
  VERMILION_TRY(const auto timeline, snapshot_of(reading, "timeline"));
  const auto view = cases_view();
  CaseThen then{std::make_unique<PlainRows>(), {}};
  PageRequest request{page_rows_max, {}};
  std::size_t folded = 0;
  for (bool over = false; !over;) {
    VERMILION_TRY(const auto page, timeline_page(*timeline, id, request));
    for (const auto& [version, listed] : page.rows) {
      over = (as_of.set() && listed.effective_at > as_of) ||
             (known_at.set() && listed.recorded_at > known_at);
      if (over) break;
      if (++folded > records_then_max) return fail(Code::full, "the case has too many records");
      VERMILION_TRY(const auto record,
                    reading.hall.journal().read_one(Hall::partition, listed.sequence));
      VERMILION_TRY(const auto header, read_header(record));
      VERMILION_TRY(const auto body, read_body(record));
      VERMILION_TRY(view->fold(*then.rows, header, body, name_of_decision(header, body)));
      then.rows->settle();
    }
    if (!page.next) break;
    request.cursor = *page.next;
  }
  if (folded == 0) return then;
  const auto key = case_row_key(id);
  VERMILION_TRY(const auto octets, then.rows->get(key));
  if (!octets) return fail(Code::corrupt, "case " + id.text() + " has records and no row");
  auto row = decode<CaseRow>(*octets);
  if (!row) return fail(Code::corrupt, "the row of case " + id.text());
  then.row = std::move(*row);
  return then;
}

}  // namespace vermilion::api
