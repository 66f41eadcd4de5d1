// Overlay: row changes that are not yet (or never will be) in the store below.
//
// The owner decides on overlays: what it evolved is visible to the next decision and can be dropped
// as a whole (DESIGN §4: decided on an overlay, kept from the log). Overlays stack: store, done
// frames, frame in flight, frame forming, one proposal. Nearly every question is for one key, so
// changes lie in a hash table; a scan sorts those in its range. Threads: one.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>

#include "base/check.hpp"
#include "engine/ports/rows.hpp"

namespace vermilion {

// A key held in place: no allocation for each look-up and each row.
class RowKey {
 public:
  static constexpr std::size_t size_max = 63;
  // `octets` is at most 63 octets long (CHECKed): the longest key of core has 33.
  explicit RowKey(BytesView octets) : size_{static_cast<std::uint8_t>(octets.size())} {
    VERMILION_CHECK(octets.size() <= size_max, "an overlay's key is at most 63 octets");
    std::copy(octets.begin(), octets.end(), octets_.begin());
  }
  [[nodiscard]] BytesView view() const noexcept { return {octets_.data(), size_}; }
  bool operator==(const RowKey& other) const noexcept { return view() == other.view(); }

 private:
  std::uint8_t size_;
  std::array<char, size_max> octets_;
};

class Overlay : public RowReader {
 public:
  explicit Overlay(const RowReader* below) : below_{below} {}

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override;
  [[nodiscard]] Result<FoundRow> find(BytesView key) const override;
  [[nodiscard]] Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView, BytesView)>& each) const override;

  void put(BytesView key, Bytes value);
  void put(BytesView key, std::shared_ptr<const RowValue> value);
  // The value that stands under the key in this overlay itself, if nobody else holds it: to be
  // changed and put back, with no copy made. Until then the row is gone.
  [[nodiscard]] std::shared_ptr<RowValue> take_value(BytesView key);
  // A row whose key never was below: when it is erased before it reached the store, nothing of it
  // is ever written.
  void add(BytesView key, Bytes value);
  void erase(BytesView key);
  // What lies below was asked and has no such row: it is not asked again. Only for an overlay that
  // is cleared before what lies below changes.
  void remember_absent(BytesView key) { absent_.emplace_back(key); }

  [[nodiscard]] bool empty() const noexcept { return changes_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return changes_.size(); }
  // Moves every change into `target`, which lies below, and is empty afterwards.
  void move_into(Overlay& target);
  // The changes in the order of their keys, for RowFamily::write. May run beside readers.
  [[nodiscard]] std::vector<RowChange> changes() const;
  // The same, and is empty afterwards.
  [[nodiscard]] std::vector<RowChange> take();
  template <class Each>
  void each_key(Each&& each) const {
    for (const auto& [key, change] : changes_) each(key.view());
  }
  // From now on what is not here is looked for there.
  void stand_on(const RowReader* below) noexcept { below_ = below; }
  void clear();

 private:
  struct Change {
    std::optional<Bytes> octets;  // neither octets nor value: the row goes
    std::shared_ptr<const RowValue> value;
    bool added = false;
    [[nodiscard]] bool gone() const noexcept { return !octets && !value; }
    [[nodiscard]] Bytes made() const { return octets ? *octets : value->octets(); }
  };
  struct KeyHash {
    using is_transparent = void;
    std::size_t operator()(const RowKey& key) const noexcept { return (*this)(key.view()); }
    std::size_t operator()(BytesView key) const noexcept { return std::hash<BytesView>{}(key); }
  };
  struct KeyEqual {
    using is_transparent = void;
    bool operator()(const RowKey& a, const RowKey& b) const noexcept { return a == b; }
    bool operator()(const RowKey& a, BytesView b) const noexcept { return a.view() == b; }
    bool operator()(BytesView a, const RowKey& b) const noexcept { return a == b.view(); }
  };
  [[nodiscard]] const Change* own(BytesView key) const;
  [[nodiscard]] bool is_absent(BytesView key) const;

  const RowReader* below_;
  boost::unordered_flat_map<RowKey, Change, KeyHash, KeyEqual> changes_;
  std::vector<RowKey> absent_;  // few
};

}  // namespace vermilion
