// SegmentJournal: the journal of one house in segment files on one machine.
//
// `found` makes a house, `open` takes the directory's lock, recovers every partition and says what
// it met. Since the lock admits one owner, a frame is known valid before it is written: *done*
// after pwrite and fdatasync. A frame that the arbiter finds void is not written to the live file;
// it is not_done and goes to the void file. After a failed write or sync the partition answers
// unknown for that frame and not_done from then on, that file is never synced again, reads go on
// (`stopped` says why), and a restart recovers. The caller groups records into frames, calls
// `silence` after a second without one, `roll` when `due_to_roll`, `close` before it ends.
// Zeros ahead and sealing are the work of one background thread, or of the caller (Options).
// Contract: tests/contract/journal_contract.hpp. Layout: layout.hpp, sealed_segment.hpp.
// Threads: claim, append, silence, close, roll, keep of one partition from one thread; the rest
// any.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "adapters/store/segments/recovery.hpp"
#include "engine/ports/journal.hpp"

namespace vermilion {

struct SegmentOptions {
  std::uint64_t records_a_segment = 65'536;
  std::uint64_t octets_a_segment = 64ULL * 1024 * 1024;
  std::size_t octets_ahead = 4 * 1024 * 1024;  // zeros kept ahead of the frames
  std::size_t octets_at_first = 512 * 1024;    // zeros of a new file, which an append waits for
  std::size_t octets_a_step = 256 * 1024;      // of them, written and synced at once
  std::size_t octets_a_block = 256 * 1024;     // of a sealed segment, uncompressed
  std::size_t blocks_cached = 16;
  bool background =
      true;  // without it, zeros ahead are written by `append`, sealing by seal_rolled
  bool read_only = false;  // for tools: changes nothing; refused while a writer holds the lock
  // Frames come from a carrier that has them for good (Kafka): nothing is claimed or appended here,
  // frames are kept without a sync of their own, and a bad one in the newest file is cut whatever
  // stands behind it, because the carrier has all of it again.
  bool carried = false;
};

class SegmentPartition;

class SegmentJournal final : public Journal {
 public:
  // Makes the house in `directory`. Errors: conflict (there is one), invalid, io.
  [[nodiscard]] static Result<void> found(FilePort& files, const std::string& directory,
                                          BytesView house_record);
  // `files` outlives the journal. Errors: conflict (another process holds the lock, named),
  // not_found (no house), corrupt, diverged, unsupported (file and place named), io.
  [[nodiscard]] static Result<std::unique_ptr<SegmentJournal>> open(
      FilePort& files, const std::string& directory, const SegmentOptions& options = {});
  ~SegmentJournal() override;  // stops the background thread; writes nothing

  [[nodiscard]] HouseId house() const override { return house_; }
  [[nodiscard]] Bytes house_record() const override { return house_record_; }
  [[nodiscard]] Result<Reigning> claim(PartitionNumber partition, const Claim& claim) override;
  [[nodiscard]] Appended append(PartitionNumber partition, BytesView frame) override;
  [[nodiscard]] Result<void> read(PartitionNumber partition, Sequence from,
                                  const EntryVisitor& each) override;
  // Void records of the void file come last, with the offset at which they were met.
  [[nodiscard]] Result<void> read_all(PartitionNumber partition, const EntryVisitor& each) override;
  [[nodiscard]] Result<Bytes> read_one(PartitionNumber partition, Sequence sequence) override;
  [[nodiscard]] Sequence last(PartitionNumber partition) const override;

  // Of a carried journal. `keep` takes a frame that was found valid, and where it leads; readers
  // see it at once. Errors: corrupt (it does not continue what is kept), conflict (not carried),
  // io.
  [[nodiscard]] Result<void> keep(const FrameHeader& header, BytesView frame, const Tip& after);
  // Sets a frame that counts for nothing aside, with its offset in the carrier. Those of one
  // partition come in the order of their offsets; what was set aside before is known by that.
  void keep_void(PartitionNumber partition, BytesView frame, std::uint64_t offset, const char* why);
  // Makes durable what is kept. Errors: io; the partition then stops.
  [[nodiscard]] Result<void> sync_kept(PartitionNumber partition);

  // What was met at `open`; to be printed.
  [[nodiscard]] const RecoveryReport& report() const noexcept { return report_; }
  // Partitions that have files.
  [[nodiscard]] std::vector<PartitionNumber> partitions() const;
  // Why the partition takes nothing more; nothing while it does.
  [[nodiscard]] std::optional<Error> stopped(PartitionNumber partition) const;
  [[nodiscard]] Tip tip(PartitionNumber partition) const;

  // One empty frame: what stands before it is complete, and a bad frame before it is rot.
  [[nodiscard]] Appended silence(PartitionNumber partition);
  // The closing frame of a clean stop.
  [[nodiscard]] Appended close(PartitionNumber partition);

  // The live segment holds its share of records or octets.
  [[nodiscard]] bool due_to_roll(PartitionNumber partition) const;
  // Starts a new live file; the old one will be sealed. Does nothing when it holds no record.
  // Errors: io; the partition then stops, because the new file may be there or not.
  [[nodiscard]] Result<void> roll(PartitionNumber partition);
  // Seals what was rolled, now and in this thread. Errors: corrupt, diverged, io.
  [[nodiscard]] Result<void> seal_rolled(PartitionNumber partition);
  // Segments that are sealed, oldest first; rolled ones appear once the background is through.
  [[nodiscard]] std::vector<Manifest> sealed(PartitionNumber partition) const;
  // Waits until the background thread has nothing left to do.
  void settle();
  // Why sealing last failed; nothing while it does not. The live file stays, and counts.
  [[nodiscard]] std::optional<Error> sealing_failed(PartitionNumber partition) const;
  // Reads every sealed segment in full: checksums, chain, Merkle root.
  [[nodiscard]] Result<void> verify_sealed(PartitionNumber partition);

 private:
  class Background;
  SegmentJournal(FilePort& files, std::string directory, const SegmentOptions& options);
  [[nodiscard]] Result<void> recover();
  [[nodiscard]] SegmentPartition* at(PartitionNumber partition) const;
  [[nodiscard]] Result<SegmentPartition*> make(PartitionNumber partition);

  FilePort& files_;
  std::string directory_;
  SegmentOptions options_;
  std::unique_ptr<DirectoryLock> lock_;
  BlockCache cache_;
  HouseId house_;
  Bytes house_record_;
  RecoveryReport report_;
  mutable std::mutex partitions_mutex_;  // guards the places, not what they point to
  std::array<std::unique_ptr<SegmentPartition>, partitions_max> partitions_;
  std::unique_ptr<Background> background_;  // last: it uses the partitions
};

}  // namespace vermilion
