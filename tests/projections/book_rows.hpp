// BookRows: the rows port over maps, with what tests of views need: counts of what was read, a
// write that fails on request, and hands on the rows themselves. Threads: one at a time.
#pragma once

#include <map>

#include "engine/ports/rows.hpp"

namespace vermilion::test {

class BookRows final : public Rows {
 public:
  using Map = std::map<Bytes, Bytes, std::less<>>;

  class Reader : public RowReader {
   public:
    explicit Reader(const Map* rows) : rows_{rows} {}
    [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override {
      ++gets;
      const auto found = rows_->find(key);
      if (found == rows_->end()) return std::optional<Bytes>{};
      return std::optional<Bytes>{found->second};
    }
    [[nodiscard]] Result<void> scan(
        BytesView from, BytesView to,
        const std::function<bool(BytesView, BytesView)>& each) const override {
      ++scans;
      for (auto at = rows_->lower_bound(from); at != rows_->end(); ++at) {
        if (!to.empty() && at->first >= to) break;
        ++scanned;
        if (!each(at->first, at->second)) break;
      }
      return ok();
    }
    mutable std::size_t gets = 0;
    mutable std::size_t scans = 0;
    mutable std::size_t scanned = 0;

   private:
    const Map* rows_;
  };

  class Family final : public RowFamily {
   public:
    [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override {
      return Reader{&rows}.get(key);
    }
    [[nodiscard]] Result<void> scan(
        BytesView from, BytesView to,
        const std::function<bool(BytesView, BytesView)>& each) const override {
      return Reader{&rows}.scan(from, to, each);
    }
    [[nodiscard]] Sequence position(PartitionNumber partition) const override {
      const auto found = positions.find(partition);
      return found == positions.end() ? 0 : found->second;
    }
    [[nodiscard]] Result<void> write(const std::vector<RowChange>& changes,
                                     PartitionNumber partition, Sequence position) override {
      if (fails) return fail(Code::io, "no space left on device");
      ++writes;
      for (const auto& change : changes) {
        if (change.value) {
          rows[change.key] = *change.value;
        } else {
          rows.erase(change.key);
        }
      }
      positions[partition] = position;
      return ok();
    }
    [[nodiscard]] std::unique_ptr<RowReader> snapshot() const override {
      return std::make_unique<Reader>(&rows);
    }
    [[nodiscard]] Result<void> clear() override {
      rows.clear();
      positions.clear();
      return ok();
    }
    Map rows;
    std::map<PartitionNumber, Sequence> positions;
    std::size_t writes = 0;
    bool fails = false;
  };

  [[nodiscard]] Result<RowFamily*> family(std::string_view name) override { return &of(name); }
  [[nodiscard]] Result<void> flush() override { return ok(); }
  [[nodiscard]] Family& of(std::string_view name) { return families_[std::string{name}]; }
  [[nodiscard]] std::map<std::string, Map> all() const {
    std::map<std::string, Map> rows;
    for (const auto& [name, family] : families_) rows[name] = family.rows;
    return rows;
  }

 private:
  std::map<std::string, Family> families_;
};

}  // namespace vermilion::test
