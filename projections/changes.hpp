// Changes: the rows that a run of records changed, not yet written to the store below.
//
// A hash table, because folding asks for single keys only; rows read from below are kept too, so a
// row that ten records of one batch touch is read once and written once, and a row that came and
// went within the batch is never written at all, and its place taken by the next that comes. Keys
// and values lie in an arena; one that outgrows its place takes a new one and leaves the old.
// Opened rows stay decoded: within a batch, and, as far as `open_rows_max` reaches, from batch to
// batch (`written`), so that a case that is being worked on is neither read nor decoded again. The
// changes are handed out in key order. Bounded by its caller, which asks `octets()` after each
// record. Threads: one.
#pragma once

#include <span>

#include "engine/ports/rows.hpp"
#include "projections/arena.hpp"
#include "projections/fold_rows.hpp"

namespace vermilion::projections {

using ChangeView = RowChangeView;

class Changes final : public FoldRows {
 public:
  // `below` may be nullptr: nothing is there.
  explicit Changes(const RowReader* below) : below_{below} {}

  [[nodiscard]] Result<std::optional<BytesView>> find(BytesView key) override;
  void put(BytesView key, BytesView value) override { set(key, value, below_ == nullptr); }
  void add(BytesView key, BytesView value) override { set(key, value, true); }
  void erase(BytesView key) override;
  [[nodiscard]] Result<OpenRow*> open(BytesView key, RowOpener opener, bool surely_new) override;
  void add_open(BytesView key, std::unique_ptr<OpenRow> row) override;
  void settle() override {
    if (opened_.size() > close_at_) close_old();
  }

  // From now on rows that are not here are looked for there.
  void stand_on(const RowReader* below) { below_ = below; }
  // Octets held, about.
  [[nodiscard]] std::size_t octets() const noexcept {
    return arena_.taken() + slots_.size() * (sizeof(Slot) + 2 * sizeof(std::uint32_t)) +
           opened_.size() * open_row_octets;
  }
  // The changes in key order, until the next call of anything else.
  [[nodiscard]] std::vector<ChangeView> sorted();
  // What `sorted` gave stands below now: holds nothing any more but decoded rows as they are there.
  void written();
  void clear();

  static constexpr std::size_t open_rows_max = 4'096;

 private:
  static constexpr std::size_t open_row_octets = 1'024;  // about, of a decoded row
  static constexpr std::size_t kept_row_octets_max = 16U << 10U;

  // What the store below has under the key, as far as this table knows.
  enum class Below : std::uint8_t {
    same,     // exactly this: it was read and not changed
    nothing,  // no such row
    unknown,  // another value, or perhaps none
  };
  struct Slot {
    char* key = nullptr;
    char* value = nullptr;
    std::unique_ptr<OpenRow> row;  // decoded; what it says counts, not the octets
    std::uint32_t key_size = 0;
    std::uint32_t key_room = 0;
    std::uint32_t size = 0;
    std::uint32_t room = 0;
    std::uint32_t hash = 0;
    std::uint32_t used = 0;  // the generation in which the decoded row was last asked for
    bool present = false;
    bool has_octets = false;  // `value` is the row, unless its decoded form was changed since
    bool listed = false;      // in `opened_`
    bool vacant = false;      // nothing is or was here; in `vacant_`
    Below below = Below::unknown;
    [[nodiscard]] BytesView key_view() const noexcept { return {key, key_size}; }
  };

  void set(BytesView key, BytesView value, bool nothing_below);
  [[nodiscard]] Slot* lookup(BytesView key, std::uint32_t hash);
  Slot& insert(BytesView key, std::uint32_t hash);
  void vacate(Slot& slot);
  void write_value(Slot& slot, BytesView value);
  void hold(Slot& slot, std::unique_ptr<OpenRow> row);
  // The octets are what the decoded row says.
  void encode(Slot& slot);
  void close_old();
  void place_all(std::size_t places);

  const RowReader* below_;
  Arena arena_;
  Arena spare_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> table_;   // slot index + 1; open addressing, a power of two
  std::vector<std::uint32_t> opened_;  // slot indices
  std::vector<std::uint32_t> vacant_;
  std::size_t close_at_ = open_rows_max;
  std::uint32_t generation_ = 1;
  Bytes scratch_;
};

}  // namespace vermilion::projections
