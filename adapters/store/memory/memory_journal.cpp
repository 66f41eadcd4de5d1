#include "adapters/store/memory/memory_journal.hpp"

#include <fmt/format.h>

namespace vermilion {
namespace {

Behaviour& correct() {
  static Behaviour behaviour;
  return behaviour;
}

}  // namespace

MemoryJournal::Reader::Reader(const SharedLog& log, PartitionNumber partition)
    : arbiter{log.house(), partition, hash_of_record(log.house_record())} {}

MemoryJournal::MemoryJournal(std::shared_ptr<SharedLog> log, FaultHook faults,
                             const Behaviour* behaviour)
    : log_{std::move(log)},
      faults_{std::move(faults)},
      behaviour_{behaviour != nullptr ? behaviour : &correct()} {}

MemoryJournal::Reader& MemoryJournal::reader(PartitionNumber partition) const {
  return readers_.try_emplace(partition, *log_, partition).first->second;
}

Fault MemoryJournal::fate_of(PartitionNumber partition, const FrameHeader& frame) const {
  return faults_ ? faults_(Attempt{partition, frame}) : Fault{};
}

Result<void> MemoryJournal::follow_piece(Reader& reader, const SharedLog::Piece& piece) const {
  const BytesView octets{*piece};
  VERMILION_TRY(const auto frame, read_frame(octets));
  // An empty frame has no record that could be void: it counts under the epoch in force.
  bool all_valid =
      frame.count > 0 || !behaviour_->checks_epoch() || frame.epoch == reader.arbiter.tip().epoch;
  const auto walked =
      each_record(octets, [&](const Header& header, BytesView record) -> Result<void> {
        Header judged = header;
        if (!behaviour_->checks_epoch() && header.kind != RecordKind::claim) {
          judged.epoch = reader.arbiter.tip().epoch;
        }
        const auto before = reader.arbiter.tip();
        const auto answer = reader.arbiter.rule(judged, record);
        const auto at = static_cast<std::size_t>(record.data() - octets.data());
        if (answer.ruling == Ruling::diverged) {
          return fail(Code::diverged, fmt::format("partition {} at seq {}, epoch {}, offset {}: {}",
                                                  header.partition, header.sequence, header.epoch,
                                                  reader.offset + at, answer.why));
        }
        const bool valid = answer.ruling == Ruling::valid;
        all_valid = all_valid && valid;
        if (header.kind == RecordKind::claim) {
          VERMILION_TRY(const auto claim, read_claim(record));
          const auto epoch = reader.arbiter.tip().epoch;
          reader.claims.try_emplace(claim.nonce, valid,
                                    Reigning{epoch, before.sequence, before.head});
        } else if (valid) {
          reader.valid.push_back(reader.seen.size());
        }
        reader.seen.push_back({piece, at, header, reader.offset + at, answer.why, valid});
        return ok();
      });
  reader.frames.push_back(walked && all_valid);
  return walked;
}

void MemoryJournal::follow(PartitionNumber partition, Reader& reader) const {
  if (reader.stopped) return;
  for (const auto& piece : log_->pieces(partition, reader.next)) {
    if (!read_frame(*piece)) {
      ++reader.torn;
      reader.frames.push_back(false);
    } else if (auto followed = follow_piece(reader, piece); !followed) {
      reader.stopped = followed.error();
      return;
    }
    ++reader.next;
    reader.offset += piece->size();
  }
}

std::optional<std::size_t> MemoryJournal::write(PartitionNumber partition, BytesView frame,
                                                const Fault& fault) {
  switch (fault.fate) {
    case Fate::lands:
      return log_->land(partition, frame);
    case Fate::refused:
    case Fate::lost:
      return std::nullopt;
    case Fate::late:
      log_->land_later(partition, frame, fault.after);
      return std::nullopt;
    case Fate::doubled: {
      const auto index = log_->land(partition, frame);
      if (fault.after == 0) {
        log_->land(partition, frame);
      } else {
        log_->land_later(partition, frame, fault.after);
      }
      return index;
    }
    case Fate::unheard:
      log_->land(partition, frame);
      return std::nullopt;
    case Fate::sync_error:
      if (fault.kept) log_->land(partition, frame);
      broken_[partition] = true;
      return std::nullopt;
    case Fate::torn:
      log_->land(partition, frame.substr(0, frame.size() / 2));
      crashed_ = true;
      return std::nullopt;
    case Fate::crash_before:
      crashed_ = true;
      return std::nullopt;
    case Fate::crash_after:
      log_->land(partition, frame);
      crashed_ = true;
      return std::nullopt;
  }
  return std::nullopt;
}

Result<Reigning> MemoryJournal::claim(PartitionNumber partition, const Claim& claim) {
  const std::lock_guard lock{mutex_};
  if (crashed_) return fail(Code::unavailable, "this client has crashed");
  if (broken_[partition]) {
    return fail(Code::io, fmt::format("partition {}: a sync has failed; restart", partition));
  }
  auto& reader = this->reader(partition);
  follow(partition, reader);
  if (reader.stopped) return fail(reader.stopped->code, reader.stopped->detail);
  Header header;
  header.kind = RecordKind::claim;
  header.house = house();
  header.partition = partition;
  header.epoch = reader.arbiter.tip().epoch + 1;
  FrameBuilder builder{house(), partition, header.epoch};
  builder.add(encode_claim(header, claim));
  const auto frame = builder.finish(FrameKind::claim);
  const auto frame_header = read_frame(frame);
  write(partition, frame, fate_of(partition, frame_header.value()));
  if (crashed_) return fail(Code::unavailable, "this client has crashed");
  if (broken_[partition]) {
    return fail(Code::io, fmt::format("partition {}: the claim's sync failed", partition));
  }
  follow(partition, reader);
  if (reader.stopped) return fail(reader.stopped->code, reader.stopped->detail);
  const auto found = reader.claims.find(claim.nonce);
  if (found == reader.claims.end()) {
    return fail(Code::unavailable,
                fmt::format("partition {}: the claim of epoch {} was not found in the log; claim "
                            "again with a new nonce",
                            partition, header.epoch));
  }
  const auto& [valid, reigning] = found->second;
  if (!valid || reigning.epoch != reader.arbiter.tip().epoch) {
    return fail(Code::conflict, fmt::format("partition {}: another claim took epoch {}", partition,
                                            reader.arbiter.tip().epoch));
  }
  return reigning;
}

Appended MemoryJournal::append(PartitionNumber partition, BytesView frame) {
  const std::lock_guard lock{mutex_};
  if (crashed_) return Appended::unknown;
  const auto header = read_frame(frame);
  if (!header || header.value().length != frame.size() || broken_[partition]) {
    return Appended::not_done;
  }
  auto& reader = this->reader(partition);
  if (reader.stopped) return Appended::not_done;
  const auto fault = fate_of(partition, header.value());
  const auto index = write(partition, frame, fault);
  if (!behaviour_->waits_until_durable()) return Appended::done;
  if (fault.fate == Fate::refused) return Appended::not_done;
  if (!index) return Appended::unknown;
  if (!behaviour_->reads_back()) return Appended::done;
  follow(partition, reader);
  if (*index >= reader.frames.size()) return Appended::unknown;  // diverged before it
  return reader.frames[*index] ? Appended::done : Appended::not_done;
}

Result<void> MemoryJournal::visit(PartitionNumber partition, Sequence from, bool all,
                                  const EntryVisitor& each) {
  std::vector<Seen> entries;
  std::optional<Error> stopped;
  {
    const std::lock_guard lock{mutex_};
    if (crashed_) return fail(Code::unavailable, "this client has crashed");
    auto& reader = this->reader(partition);
    follow(partition, reader);
    stopped = reader.stopped;
    if (all) {
      entries = reader.seen;
    } else {
      for (auto seq = std::max<Sequence>(from, 1); seq <= reader.valid.size(); ++seq) {
        entries.push_back(reader.seen[reader.valid[seq - 1]]);
      }
    }
  }
  for (const auto& seen : entries) {
    const auto record = BytesView{*seen.piece}.substr(seen.at, seen.header.length);
    VERMILION_TRY(each(Entry{seen.header, record, seen.valid, seen.offset, seen.why}));
  }
  if (stopped) return fail(stopped->code, stopped->detail);
  return ok();
}

Result<void> MemoryJournal::read(PartitionNumber partition, Sequence from,
                                 const EntryVisitor& each) {
  return visit(partition, from, false, each);
}

Result<void> MemoryJournal::read_all(PartitionNumber partition, const EntryVisitor& each) {
  return visit(partition, 1, true, each);
}

Result<Bytes> MemoryJournal::read_one(PartitionNumber partition, Sequence sequence) {
  const std::lock_guard lock{mutex_};
  if (crashed_) return fail(Code::unavailable, "this client has crashed");
  auto& reader = this->reader(partition);
  follow(partition, reader);
  if (sequence == 0 || sequence > reader.valid.size()) {
    return fail(Code::not_found, fmt::format("partition {} has no record {}; its last is {}",
                                             partition, sequence, reader.valid.size()));
  }
  const auto& seen = reader.seen[reader.valid[sequence - 1]];
  return Bytes{BytesView{*seen.piece}.substr(seen.at, seen.header.length)};
}

Sequence MemoryJournal::last(PartitionNumber partition) const {
  const std::lock_guard lock{mutex_};
  return reader(partition).arbiter.tip().sequence;
}

void MemoryJournal::crash() {
  const std::lock_guard lock{mutex_};
  crashed_ = true;
}

bool MemoryJournal::crashed() const {
  const std::lock_guard lock{mutex_};
  return crashed_;
}

Tip MemoryJournal::tip(PartitionNumber partition) const {
  const std::lock_guard lock{mutex_};
  return reader(partition).arbiter.tip();
}

std::uint64_t MemoryJournal::torn(PartitionNumber partition) const {
  const std::lock_guard lock{mutex_};
  return reader(partition).torn;
}

}  // namespace vermilion
