#include "adapters/store/segments/segment_partition.hpp"

#include <fmt/format.h>

#include "engine/journal/frame_ruling.hpp"

namespace vermilion {

SegmentPartition::SegmentPartition(FilePort& files, BlockCache& cache,
                                   const SegmentOptions& options, std::string directory,
                                   HouseId house, PartitionNumber partition, Recovered recovered)
    : files_{files},
      cache_{cache},
      options_{options},
      directory_{std::move(directory)},
      house_{house},
      partition_{partition},
      arbiter_{house, partition, recovered.tip},
      sealed_{std::move(recovered.sealed)},
      rolled_{std::move(recovered.rolled)},
      live_{std::move(recovered.live)},
      tip_{recovered.tip},
      void_{files, directory_ + "/void"} {}

Tip SegmentPartition::tip() const {
  const std::lock_guard lock{mutex_};
  return tip_;
}

std::optional<Error> SegmentPartition::stopped() const {
  const std::lock_guard lock{mutex_};
  return stopped_;
}

std::optional<Error> SegmentPartition::sealing_failed() const {
  const std::lock_guard lock{mutex_};
  return sealing_failed_;
}

std::shared_ptr<LiveSegment> SegmentPartition::live() const {
  const std::lock_guard lock{mutex_};
  return live_;
}

SegmentPartition::Segments SegmentPartition::segments() const {
  const std::lock_guard lock{mutex_};
  Segments segments{sealed_.begin(), sealed_.end()};
  segments.insert(segments.end(), rolled_.begin(), rolled_.end());
  if (live_) segments.push_back(live_);
  return segments;
}

void SegmentPartition::stop(const Error& why) {
  const std::lock_guard lock{mutex_};
  if (!stopped_) stopped_ = why;
}

// The frame has no effect either way: a void file that cannot be written is no reason to stop.
void SegmentPartition::keep_void(BytesView frame, std::uint64_t offset, const char* why) {
  if (options_.read_only) return;
  const std::lock_guard lock{void_mutex_};
  if (options_.carried) {
    if (!void_next_) {
      void_next_ = 0;
      static_cast<void>(void_.each([&](std::uint64_t at, const char*, BytesView) -> Result<void> {
        void_next_ = at + 1;
        return ok();
      }));
    }
    if (offset < *void_next_) return;
    void_next_ = offset + 1;
  }
  static_cast<void>(void_.keep(offset, why, frame));
}

Result<void> SegmentPartition::begin_live() {
  if (live()) return ok();
  VERMILION_TRY(auto created,
                LiveSegment::create(files_, directory_, {house_, partition_, arbiter_.tip()},
                                    options_.octets_ahead));
  const std::lock_guard lock{mutex_};
  live_ = std::move(created);
  return ok();
}

Result<void> SegmentPartition::keep(const FrameHeader& header, BytesView frame, const Tip& after) {
  if (!options_.carried || options_.read_only) {
    return fail(Code::conflict, "this journal's frames do not come from a carrier");
  }
  if (const auto why = stopped()) return fail(why->code, why->detail);
  const auto& tip = arbiter_.tip();
  const auto records = header.kind == FrameKind::claim ? 0 : header.count;
  const auto claims = header.kind == FrameKind::claim ? 1U : 0U;
  if (after.sequence != tip.sequence + records || after.epoch != tip.epoch + claims ||
      header.epoch != after.epoch) {
    return fail(Code::corrupt,
                fmt::format("a frame that leads to seq {} of epoch {} cannot be kept behind seq {} "
                            "of epoch {}",
                            after.sequence, after.epoch, tip.sequence, tip.epoch));
  }
  VERMILION_TRY(begin_live());
  if (auto added = live()->add(frame, records > 0 ? tip.sequence + 1 : 0, after.sequence); !added) {
    stop(added.error());
    return added;
  }
  arbiter_ = Arbiter{house_, partition_, after};
  {
    const std::lock_guard lock{mutex_};
    tip_ = after;
  }
  if (!options_.background && wants_zeros()) extend();
  return ok();
}

Result<void> SegmentPartition::sync_kept() {
  const auto segment = live();
  if (!segment) return ok();
  auto synced = segment->sync();
  if (!synced) stop(synced.error());
  return synced;
}

Result<Reigning> SegmentPartition::claim(const Claim& claim) {
  if (options_.read_only || options_.carried) {
    return fail(Code::conflict,
                options_.carried
                    ? "this journal keeps what a carrier brings; nothing can be claimed here"
                    : "the journal was opened to be read; nothing can be claimed");
  }
  if (const auto why = stopped()) return fail(why->code, why->detail);
  VERMILION_TRY(begin_live());
  Header header;
  header.kind = RecordKind::claim;
  header.house = house_;
  header.partition = partition_;
  header.epoch = arbiter_.tip().epoch + 1;
  const auto record = encode_claim(header, claim);
  FrameBuilder builder{house_, partition_, header.epoch};
  builder.add(record);
  Arbiter after = arbiter_;
  after.rule(header, record);
  if (write(builder.finish(FrameKind::claim), 0, after) != Appended::done) {
    const auto why = stopped();
    return fail(why->code, why->detail);
  }
  claimed_ = true;
  const auto& tip = arbiter_.tip();
  return Reigning{tip.epoch, tip.sequence, tip.head};
}

Appended SegmentPartition::append(BytesView frame) {
  if (!claimed_ || stopped()) return Appended::not_done;
  const auto header = read_frame(frame);
  if (!header || header.value().length != frame.size() || header.value().house != house_ ||
      header.value().partition != partition_ || header.value().kind == FrameKind::claim) {
    return Appended::not_done;
  }
  Arbiter after = arbiter_;
  const auto ruling = rule_frame(after, header.value(), frame);
  if (!ruling) return Appended::not_done;  // a bug of the caller's; nothing of it is written
  if (!ruling.value().valid) {
    const auto segment = live();
    keep_void(frame, segment ? segment->octets() : 0, ruling.value().why);
    return Appended::not_done;
  }
  return write(frame, header.value().count > 0 ? arbiter_.tip().sequence + 1 : 0, after);
}

Appended SegmentPartition::empty(FrameKind kind) {
  if ((!claimed_ && !options_.carried) || !live() || stopped()) return Appended::not_done;
  FrameBuilder builder{house_, partition_, arbiter_.tip().epoch};
  return write(builder.finish(kind), 0, arbiter_);
}

Appended SegmentPartition::write(BytesView frame, Sequence first, const Arbiter& after) {
  const auto segment = live();
  if (const auto appended = segment->append(frame, first, after.tip().sequence); !appended) {
    stop(appended.error());
    return Appended::unknown;
  }
  arbiter_ = after;
  {
    const std::lock_guard lock{mutex_};
    tip_ = after.tip();
  }
  if (!options_.background && wants_zeros()) extend();
  return Appended::done;
}

bool SegmentPartition::wants_zeros() const {
  const std::lock_guard lock{mutex_};
  return live_ && !stopped_ && !zeros_failed_ && live_->headroom() < options_.octets_ahead / 2;
}

void SegmentPartition::extend() {
  const auto segment = live();
  const auto extended = segment->extend(files_, options_.octets_ahead, options_.octets_a_step);
  if (extended) return;
  if (segment->sync_failed()) stop(extended.error());
  // Without zeros ahead an append is slower, and says itself when the disk is full.
  const std::lock_guard lock{mutex_};
  zeros_failed_ = true;
}

bool SegmentPartition::due_to_roll() const {
  const std::lock_guard lock{mutex_};
  if (!live_ || stopped_) return false;
  const auto records = tip_.sequence - live_->header().before.sequence;
  return records >= options_.records_a_segment ||
         (records > 0 && live_->octets() >= options_.octets_a_segment);
}

Result<bool> SegmentPartition::roll() {
  if (const auto why = stopped()) return fail(why->code, why->detail);
  const auto old = live();
  if (!old || arbiter_.tip().sequence == old->header().before.sequence) return false;
  if (options_.carried) {
    VERMILION_TRY(sync_kept());  // an older file behind a newer one must be whole
  }
  auto created = LiveSegment::create(files_, directory_, {house_, partition_, arbiter_.tip()},
                                     options_.octets_at_first);
  if (!created) {
    // The new name may be on the disk or not: a frame more in the old file would make it a fork.
    stop(created.error());
    return fail(created.error().code, created.error().detail);
  }
  const std::lock_guard lock{mutex_};
  rolled_.push_back(old);
  live_ = std::move(created.value());
  zeros_failed_ = false;
  return true;
}

}  // namespace vermilion
