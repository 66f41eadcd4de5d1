// Overlay: row changes that are not yet (or never will be) in the store below.
//
// The owner decides on overlays: what it evolved is visible to the next decision and can be dropped
// as a whole (DESIGN §4: decided on an overlay, kept from the log). Overlays stack: store, frame in
// flight, frame forming, one proposal. Threads: one.
#pragma once

#include <map>

#include "engine/ports/rows.hpp"

namespace vermilion {

class Overlay : public RowReader {
 public:
  explicit Overlay(const RowReader* below) : below_{below} {}

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override;
  [[nodiscard]] Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView, BytesView)>& each) const override;

  void put(BytesView key, Bytes value);
  // A row whose key never was below: when it is erased before it reached the store, nothing of it
  // is ever written.
  void add(BytesView key, Bytes value);
  void erase(BytesView key);
  // What lies below was asked and has no such row: it is not asked again. Only for an overlay that
  // lives no longer than what lies below stays as it is.
  void remember_absent(Bytes key) { absent_.push_back(std::move(key)); }

  [[nodiscard]] bool empty() const noexcept { return changes_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return changes_.size(); }
  // Moves every change into `target`, which lies below, and is empty afterwards.
  void move_into(Overlay& target);
  // Takes the changes out, for RowFamily::write.
  [[nodiscard]] std::vector<RowChange> take();
  void clear() { changes_.clear(); }

 private:
  const RowReader* below_;
  struct Change {
    std::optional<Bytes> value;  // none: the row goes
    bool added = false;
  };
  std::map<Bytes, Change, std::less<>> changes_;
  std::vector<Bytes> absent_;  // few
};

}  // namespace vermilion
