// The loader of adopted reference data: octets from the blob store, by their digest, into values.
//
// Kinds and texts: "catalogue" (catalogue.hpp), "calendar" (engine/clock/calendar.hpp), "grants"
// (grants.hpp), "scopes" (scopes.hpp). Each text stands by itself, so the order in which they were
// adopted does not matter. Threads: one; the engine thread of a partition, or a tool.
#pragma once

#include "engine/core/references.hpp"
#include "engine/ports/blobs.hpp"

namespace vermilion {

class Loader : public ReferenceLoader {
 public:
  // `blobs` outlives the loader.
  explicit Loader(const Blobs& blobs) : blobs_(blobs) {}
  [[nodiscard]] Result<void> load(const std::string& what, const std::string& version,
                                  const Digest& digest, References& into) override;

 private:
  const Blobs& blobs_;
};

}  // namespace vermilion
