#include "adapters/store/memory/memory_rows.hpp"

#include <fmt/format.h>

#include <array>
#include <atomic>

namespace vermilion {
namespace {

// What a reader sees. `readers` counts the snapshots and scans that rely on it: while it is not 0
// the writer changes a copy. (shared_ptr's own count orders nothing, so it cannot tell.)
struct Version {
  std::map<Bytes, Bytes, std::less<>> rows;
  std::atomic<int> readers{0};
};

class Reading final : public RowReader {
 public:
  explicit Reading(std::shared_ptr<Version> version) : version_{std::move(version)} {
    version_->readers.fetch_add(1, std::memory_order_relaxed);
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() override { version_->readers.fetch_sub(1, std::memory_order_release); }

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override {
    const auto row = version_->rows.find(key);
    if (row == version_->rows.end()) return std::optional<Bytes>{};
    return std::optional<Bytes>{row->second};
  }
  [[nodiscard]] Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView, BytesView)>& each) const override {
    for (auto row = version_->rows.lower_bound(from); row != version_->rows.end(); ++row) {
      if (!to.empty() && row->first >= to) break;
      if (!each(row->first, row->second)) break;
    }
    return ok();
  }

 private:
  std::shared_ptr<Version> version_;
};

}  // namespace

class MemoryRows::Family final : public RowFamily {
 public:
  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override {
    const std::lock_guard lock{mutex_};
    const auto row = version_->rows.find(key);
    if (row == version_->rows.end()) return std::optional<Bytes>{};
    return std::optional<Bytes>{row->second};
  }
  [[nodiscard]] Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView, BytesView)>& each) const override {
    return snapshot()->scan(from, to, each);  // no lock is held while `each` runs
  }
  [[nodiscard]] Sequence position(PartitionNumber partition) const override {
    const std::lock_guard lock{mutex_};
    return partition < partitions_max ? positions_[partition] : 0;
  }
  [[nodiscard]] Result<void> write(const std::vector<RowChange>& changes, PartitionNumber partition,
                                   Sequence position) override {
    if (partition >= partitions_max) {
      return fail(Code::invalid, fmt::format("partition {}: they run from 0 to 15", partition));
    }
    for (const auto& change : changes) {
      if (change.key.starts_with(reserved_row_prefix)) {
        return fail(Code::invalid,
                    fmt::format("row key {}: this prefix is the store's own", to_hex(change.key)));
      }
    }
    const std::lock_guard lock{mutex_};
    if (version_->readers.load(std::memory_order_acquire) > 0) {
      auto copy = std::make_shared<Version>();
      copy->rows = version_->rows;
      version_ = std::move(copy);
    }
    for (const auto& change : changes) {
      if (change.value) {
        version_->rows.insert_or_assign(change.key, *change.value);
      } else {
        version_->rows.erase(change.key);
      }
    }
    positions_[partition] = position;
    return ok();
  }
  [[nodiscard]] std::unique_ptr<RowReader> snapshot() const override {
    const std::lock_guard lock{mutex_};
    return std::make_unique<Reading>(version_);
  }
  [[nodiscard]] Result<void> clear() override {
    const std::lock_guard lock{mutex_};
    version_ = std::make_shared<Version>();
    positions_ = {};
    return ok();
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<Version> version_ = std::make_shared<Version>();
  std::array<Sequence, partitions_max> positions_{};
};

MemoryRows::MemoryRows() = default;
MemoryRows::~MemoryRows() = default;

Result<RowFamily*> MemoryRows::family(std::string_view name) {
  const std::lock_guard lock{mutex_};
  auto found = families_.find(name);
  if (found == families_.end()) {
    found = families_.emplace(std::string{name}, std::make_unique<Family>()).first;
  }
  return static_cast<RowFamily*>(found->second.get());
}

}  // namespace vermilion
