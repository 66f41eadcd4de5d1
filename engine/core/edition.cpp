#include "engine/core/edition.hpp"

namespace vermilion {

void Editions::add(std::shared_ptr<const Edition> edition) {
  const std::string name{edition->info().edition};
  editions_.emplace(name, std::move(edition));
}

const Edition* Editions::find(std::string_view name) const {
  const auto found = editions_.find(name);
  return found == editions_.end() ? nullptr : found->second.get();
}

}  // namespace vermilion
