#include "projections/view.hpp"

#include "projections/views/bills.hpp"
#include "projections/views/cases.hpp"
#include "projections/views/deadlines.hpp"
#include "projections/views/directory.hpp"
#include "projections/views/filings.hpp"
#include "projections/views/materials.hpp"
#include "projections/views/notices.hpp"
#include "projections/views/outbox.hpp"
#include "projections/views/registrants.hpp"
#include "projections/views/sessions.hpp"
#include "projections/views/timeline.hpp"
#include "projections/views/worklist.hpp"

namespace vermilion::projections {

Views all_views() {
  return {worklist_view(), cases_view(),       timeline_view(),  deadlines_view(),
          outbox_view(),   materials_view(),   directory_view(), bills_view(),
          sessions_view(), registrants_view(), filings_view(),   notices_view()};
}

}  // namespace vermilion::projections
