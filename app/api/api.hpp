// The API of a hall: the routes of DESIGN §10 over one Hall.
//
// Each *_routes function gives the routes of its concern; `all_routes` is the table from which
// dispatch and the OpenAPI document are made. Handlers run on io threads and do not block: writes
// are answered by the engine's outcome, reads by views, with `min_position` waiting in the
// projector's list. Whatever lies outside the caller's scope answers exactly as what does not
// exist. Threads: an Api outlives the servers that use it; handlers on any io thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/store/drafts/file_drafts.hpp"
#include "app/api/forwarding.hpp"
#include "app/api/house_seal.hpp"
#include "app/api/http_server.hpp"
#include "app/api/proposing.hpp"
#include "app/api/public_json.hpp"
#include "app/api/router.hpp"
#include "app/hall/hall.hpp"
#include "app/papers/papers.hpp"
#include "projections/query/directory.hpp"

namespace vermilion {
class OfficeDesk;
}

namespace vermilion::api {

struct Api {
  Hall& hall;
  Proposing proposing;
  std::function<Instant()> real_now;       // authentication and waiting stay on the real clock
  std::unique_ptr<Forwarding> forwarding;  // null where no other node can own a partition
  std::function<HttpStatistics()> http_statistics;  // of the public listener; empty: not counted

  std::string journal_topic;  // of a house in Kafka, beside which its public topics stand
  std::function<PublishingStatistics()> publishing;  // empty: nothing is published

  // What makes papers and seals them; null where a hall makes none (benches, tests of other
  // things).
  struct Paperwork {
    HouseSeal seal;
    KeySet keys;  // that papers of this house are checked by
    std::unique_ptr<Papers> papers;
  };
  std::unique_ptr<Paperwork> paperwork;

  std::unique_ptr<materials::FileMaterials> materials;  // null: kept elsewhere
  std::unique_ptr<drafts::FileDrafts> drafts;           // null: none are kept

  std::vector<OfficeDesk*> offices;           // that the hall asks
  std::optional<Sm2PublicKey> bill_key = {};  // by which this hall supervises bills

  explicit Api(Hall& of);

  // The principal of a call. Errors: as principal_of.
  [[nodiscard]] Result<Principal> caller(const Call& call) const;
  // What a principal holds now, anywhere, by the file of grants and by the directory as the views
  // have it; nothing for applicants. Errors: the store's.
  [[nodiscard]] Result<projections::Holdings> holdings_of(const Principal& principal) const;
};

// cases, facts, task acts, batches
[[nodiscard]] std::vector<Route> write_routes(Api& api);
// cases, timeline, clock, actions, tasks, deadlines, incidents, my cases
[[nodiscard]] std::vector<Route> read_routes(Api& api);
// items, workflows, diagram, openapi.json
[[nodiscard]] std::vector<Route> catalogue_routes(Api& api);
// schemas of public events, asyncapi.json, the catalogue of what is shared
[[nodiscard]] std::vector<Route> public_routes(Api& api);
// papers of a case, and checking them
[[nodiscard]] std::vector<Route> document_routes(Api& api);
// materials: handed in piece by piece, and read
[[nodiscard]] std::vector<Route> material_routes(Api& api);
// the directory: staff, grants, absences
[[nodiscard]] std::vector<Route> admin_routes(Api& api);
// what agents may do for units
[[nodiscard]] std::vector<Route> mandate_routes(Api& api);
[[nodiscard]] std::vector<Route> consent_routes(Api& api);
[[nodiscard]] std::vector<Route> bill_routes(Api& api);
[[nodiscard]] std::vector<Route> exam_routes(Api& api);
// offices that run as processes of their own
[[nodiscard]] std::vector<Route> office_routes(Api& api);
[[nodiscard]] std::vector<Route> filing_routes(Api& api);
[[nodiscard]] std::vector<Route> hint_routes(Api& api);
[[nodiscard]] std::vector<Route> notice_routes(Api& api);
[[nodiscard]] std::vector<Route> register_routes(Api& api);
// drafts of applicants
[[nodiscard]] std::vector<Route> draft_routes(Api& api);
// healthz, readyz, metrics, ops/clock, ops/…: the operations listener
[[nodiscard]] std::vector<Route> operations_routes(Api& api);
// All of them, of every listener.
[[nodiscard]] std::vector<Route> all_routes(Api& api);

}  // namespace vermilion::api
