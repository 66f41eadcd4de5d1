// Whether a form is filled: what an item asks, against what was answered.
//
// Threads: pure.
#pragma once

#include <optional>
#include <span>

#include "engine/core/item.hpp"
#include "engine/table/table.hpp"
#include "events/facts/person.hpp"

namespace vermilion {

// The first field that is unknown, stands twice, is too long, or is required and empty.
[[nodiscard]] std::optional<table::Finding> form_fault(std::span<const FormAnswer> answers,
                                                       std::span<const FormField> fields);

}  // namespace vermilion
