#include "app/api/gate.hpp"

namespace vermilion::api {

Gate bearer_gate(TokenVerifier& verifier, std::function<Instant()> now) {
  return [&verifier, now = std::move(now)](Call& call, Responder& responder) {
    const auto field = call.request.header("Authorization");
    const auto token = field ? bearer_of(*field) : std::nullopt;
    if (!token) {
      responder.send(
          response_of(Problem{.type = ProblemType::token,
                              .detail = {"请在 Authorization 头中提供 Bearer 凭证",
                                         "send a bearer token in the Authorization header"}},
                      call.language));
      return false;
    }
    auto identity = verifier.verify(*token, now());
    if (!identity) {
      responder.send(response_of(
          Problem{.type = ProblemType::token,
                  .detail = {"凭证无效：" + identity.error().detail, identity.error().detail},
                  .token_was_shown = true},
          call.language));
      return false;
    }
    call.caller = std::move(identity).value();
    return true;
  };
}

}  // namespace vermilion::api
