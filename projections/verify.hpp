// verify: folds every record of the journal afresh and compares with what is stored, both ways.
//
// The fold is driven differently from the projector's: record by record into plain sorted maps,
// with no batches, no hash table and no store below, so that a fault of either driver shows as a
// difference. Each family is folded up to its own position and no further. Every missing, surplus
// and differing row is counted; the first of them are named. Read-only and offline: a family that
// is written meanwhile is an error. Anything with a fold can be verified so, `core` too.
// Memory: the families' rows. Threads: one.
#pragma once

#include <functional>
#include <map>

#include "engine/ports/journal.hpp"
#include "engine/ports/overlay.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

// Rows as a plain sorted map, changed one at a time.
class PlainRows final : public RowReader, public FoldRows {
 public:
  [[nodiscard]] Result<std::optional<BytesView>> find(BytesView key) override;
  void put(BytesView key, BytesView value) override { rows_[Bytes{key}] = value; }
  void add(BytesView key, BytesView value) override;
  void erase(BytesView key) override;
  [[nodiscard]] Result<OpenRow*> open(BytesView key, RowOpener opener, bool surely_new) override;
  void add_open(BytesView key, std::unique_ptr<OpenRow> row) override;
  // Opened rows live for one record only.
  void settle() override;
  // The first key that was added although it was there; empty while the folds keep their promise.
  [[nodiscard]] const Bytes& added_twice() const noexcept { return added_twice_; }
  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override;
  [[nodiscard]] Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView, BytesView)>& each) const override;
  [[nodiscard]] const std::map<Bytes, Bytes, std::less<>>& all() const noexcept { return rows_; }

 private:
  std::map<Bytes, Bytes, std::less<>> rows_;
  std::map<Bytes, std::unique_ptr<OpenRow>, std::less<>> opened_;
  Bytes added_twice_;
};

using FreshFold = std::function<Result<void>(PlainRows&, const Header&, const Body&,
                                             const Digest& hash, const DecisionName& decision)>;

// What is verified: a stored family, the fold that should have made it, and how to name its keys.
struct Verified {
  std::string name;
  const RowFamily* family = nullptr;
  FreshFold fold;
  std::function<std::string(BytesView key)> readable;
};
[[nodiscard]] Verified verified(std::shared_ptr<const View> view, const RowFamily& family);
// A fold that is written for overlays, such as the decider's, one overlay a record.
using OverlayFold = std::function<Result<void>(Overlay&, const Header&, const Body&, const Digest&,
                                               const DecisionName&)>;
[[nodiscard]] FreshFold over_overlay(OverlayFold fold);

enum class RowFault : std::uint8_t {
  missing,    // folding makes it, the store has it not
  surplus,    // the store has it, folding does not make it
  different,  // both have it, with other octets
  unread,     // the store could not read on from here
  stopped,    // folding itself failed at this record
  ahead,      // the family says that it is folded further than the journal reaches
};
[[nodiscard]] const char* name_of(RowFault fault) noexcept;

struct RowFinding {
  RowFault fault = RowFault::missing;
  std::string where;  // the row's key or the record, for people
};

struct VerifiedFamily {
  std::string name;
  std::uint64_t records = 0;  // folded
  std::uint64_t rows = 0;     // compared, as folding makes them
  std::uint64_t missing = 0;
  std::uint64_t surplus = 0;
  std::uint64_t different = 0;
  std::vector<RowFinding> findings;  // the first `findings_max`
  [[nodiscard]] bool good() const noexcept { return findings.empty(); }
};

struct VerifyOptions {
  std::size_t findings_max = 100;  // a family, named; all are counted
  // Called now and then with how many records were read.
  std::function<void(std::uint64_t records)> progress;
};

// Errors: the journal's (corrupt, diverged, io: named), conflict (a family is being written).
// What the stores say is a finding, not an error.
[[nodiscard]] Result<std::vector<VerifiedFamily>> verify(
    Journal& journal, std::span<const PartitionNumber> partitions,
    const std::vector<Verified>& families, const VerifyOptions& options = {});

}  // namespace vermilion::projections
