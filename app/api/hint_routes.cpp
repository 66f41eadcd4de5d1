// Hints of outside systems that they have news: whoever sends one, the system itself is asked what
// it is, and a hint of anything that is not in hand is nothing.
#include <boost/json/object.hpp>

#include "app/api/json.hpp"
#include "app/api/peer_limits.hpp"
#include "app/api/writing.hpp"
#include "app/hall/office_desk.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

Route hint(Api& api, std::string pattern, std::string operation, Text summary, const char* office) {
  auto route = write_route(
      api, std::move(pattern), std::move(operation), std::move(summary),
      [&api, office](const Call& call, Responder responder) {
        const auto body = body_of(call, responder);
        if (!body) return;
        const auto request = duty_id_from_text(text_at(*body, "/request_id"));
        for (auto* desk : api.offices) {
          if (request && desk->office().name() == office) desk->hint(*request);
        }
        responder.send(json_response(202, json::object{{"noted", request.has_value()}}));
      },
      "OfficeNotification", 202);
  route.needs_token = false;
  route.response_schema = "OfficeNoted";
  route.parameters.clear();
  route.problems = {ProblemType::media_type, ProblemType::malformed_json, ProblemType::too_large,
                    ProblemType::too_many_requests};
  route.handle = limited(std::make_shared<PeerLimits>(offices::RateLimitOptions{2'000, 2'000}),
                         std::move(route.handle));
  return route;
}

}  // namespace

std::vector<Route> hint_routes(Api& api) {
  std::vector<Route> routes;
  routes.push_back(
      hint(api, "/v1/public/payments/notifications", "notifyPayment",
           {"缴费平台提示：某缴费单有变化", "the payment system's hint that an order has changed"},
           "payment"));
  routes.push_back(
      hint(api, "/v1/public/parcels/notifications", "notifyParcel",
           {"邮政提示：某邮件有新轨迹", "the post's hint that it has news of a parcel"}, "postal"));
  return routes;
}

}  // namespace vermilion::api
