// MemoryRows: the rows port over std::map, for tests, for the simulator and as the second fold
// driver of `verify`.
//
// Nothing survives the object, so `flush` has nothing to do. A snapshot shares the version that it
// was made of; the first write while one is held copies the whole family, so snapshots are cheap
// only where they are few. Contract: tests/contract/rows_contract.hpp. Threads: as the port.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "engine/ports/rows.hpp"

namespace vermilion {

class MemoryRows final : public Rows {
 public:
  MemoryRows();
  ~MemoryRows() override;
  [[nodiscard]] Result<RowFamily*> family(std::string_view name) override;
  [[nodiscard]] Result<void> flush() override { return ok(); }

 private:
  class Family;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;
};

}  // namespace vermilion
