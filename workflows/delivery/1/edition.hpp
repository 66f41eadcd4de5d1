// The edition "delivery/1" as the engine takes it; `app` adds it to its registry.
//
// Threads: the edition is immutable. Call once at start-up, not during static initialisation.
#pragma once

#include <memory>

#include "engine/core/edition.hpp"

namespace vermilion {

[[nodiscard]] std::shared_ptr<const Edition> make_delivery_1();

}  // namespace vermilion
