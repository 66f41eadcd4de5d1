// recognition/1 (认定) as an edition.
//
// Threads: any.
#pragma once

#include <memory>

#include "engine/core/edition.hpp"

namespace vermilion {

[[nodiscard]] std::shared_ptr<const Edition> make_recognition_1();

}  // namespace vermilion
