#include "app/api/done_late.hpp"

#include "app/api/kept_call.hpp"

namespace vermilion::api {

RouteHandler done_late(std::shared_ptr<LateWork> late, RouteHandler handle) {
  return
      [late = std::move(late), handle = std::move(handle)](const Call& call, Responder responder) {
        const auto kept = std::make_shared<KeptCall>(call, std::move(responder));
        const bool posted =
            late->post([kept, handle] { handle(kept->call(), kept->take_responder()); });
        if (posted) return;
        kept->take_responder().send(
            response_of(Problem{.type = ProblemType::busy}, kept->call().language));
      };
}

}  // namespace vermilion::api
