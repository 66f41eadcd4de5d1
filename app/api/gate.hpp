// The gate of routes that need a token: who is asking, or 401 (RFC 6750 §3).
//
// Threads: the Gate may be called by every io thread; `verifier` must outlive it.
#pragma once

#include <functional>

#include "app/api/router.hpp"
#include "app/api/token.hpp"

namespace vermilion::api {

// `now` is the real clock, whatever clock the house keeps (DESIGN §5, rule 5).
[[nodiscard]] Gate bearer_gate(TokenVerifier& verifier, std::function<Instant()> now);

}  // namespace vermilion::api
