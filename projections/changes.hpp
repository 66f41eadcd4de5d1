// Changes: the rows that a run of records changed, not yet written to the store below.
//
// A hash table, because folding asks for single keys only; rows read from below are kept too, so a
// row that ten records of one batch touch is read once and written once, and a row that came and
// went within the batch is never written at all. Keys and values lie in an arena; a value that
// outgrows its place takes a new one and leaves the old. The changes are handed out in key order.
// Bounded by its caller, which asks `octets()` after each record. Threads: one.
#pragma once

#include <span>

#include "engine/ports/rows.hpp"
#include "projections/arena.hpp"
#include "projections/fold_rows.hpp"

namespace vermilion::projections {

// A change in a run of changes; no value: the row goes.
struct ChangeView {
  BytesView key;
  std::optional<BytesView> value;
};

class Changes final : public FoldRows {
 public:
  // `below` may be nullptr: nothing is there.
  explicit Changes(const RowReader* below) : below_{below} {}

  [[nodiscard]] Result<std::optional<BytesView>> find(BytesView key) override;
  void put(BytesView key, BytesView value) override { set(key, value, below_ == nullptr); }
  void add(BytesView key, BytesView value) override { set(key, value, true); }
  void erase(BytesView key) override;

  // From now on rows that are not here are looked for there.
  void stand_on(const RowReader* below) { below_ = below; }
  // Octets held, about.
  [[nodiscard]] std::size_t octets() const noexcept {
    return arena_.taken() + slots_.size() * (sizeof(Slot) + 2 * sizeof(std::uint32_t));
  }
  // The changes in key order, until the next call of anything else.
  [[nodiscard]] std::vector<ChangeView> sorted() const;
  // The same as rows of their own, for RowFamily::write; nothing is held afterwards.
  [[nodiscard]] std::vector<RowChange> take();
  void clear();

 private:
  // What the store below has under the key, as far as this table knows.
  enum class Below : std::uint8_t {
    same,     // exactly this: it was read and not changed
    nothing,  // no such row
    unknown,  // another value, or perhaps none
  };
  struct Slot {
    const char* key = nullptr;
    char* value = nullptr;
    std::uint32_t key_size = 0;
    std::uint32_t size = 0;
    std::uint32_t room = 0;
    std::uint32_t hash = 0;
    bool present = false;
    Below below = Below::unknown;
    [[nodiscard]] BytesView key_view() const noexcept { return {key, key_size}; }
  };

  void set(BytesView key, BytesView value, bool nothing_below);
  [[nodiscard]] Slot* lookup(BytesView key, std::uint32_t hash);
  Slot& insert(BytesView key, std::uint32_t hash);
  void write_value(Slot& slot, BytesView value);
  void grow();

  const RowReader* below_;
  Arena arena_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> table_;  // slot index + 1; open addressing, a power of two
};

}  // namespace vermilion::projections
