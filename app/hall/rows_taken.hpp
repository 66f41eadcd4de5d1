// Which rows of which tables a house's records took, and how often.
//
// Threads: each value is one thread's.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/core/edition.hpp"
#include "engine/ports/journal.hpp"

namespace vermilion {

class RowsTaken {
 public:
  // `editions` must outlive it.
  explicit RowsTaken(const Editions& editions);
  // Counts every accepted record of the partition. Errors: the journal's, corrupt.
  [[nodiscard]] Result<void> take_all(Journal& journal, PartitionNumber partition);
  // By edition, one number a row of its table.
  [[nodiscard]] const std::map<std::string, std::vector<std::uint64_t>, std::less<>>& all()
      const noexcept {
    return taken_;
  }

 private:
  std::map<std::string, std::vector<std::uint64_t>, std::less<>> taken_;
};

}  // namespace vermilion
