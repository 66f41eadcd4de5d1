#include "adapters/store/segments/segment_partition.hpp"

#include <fmt/format.h>

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

void SegmentPartition::keep_void(BytesView frame, const char* why) {
  if (options_.read_only) return;
  const std::lock_guard lock{void_mutex_};
  const auto segment = live();
  // The frame has no effect either way: a void file that cannot be written is no reason to stop.
  static_cast<void>(void_.keep(segment ? segment->octets() : 0, why, frame));
}

Result<Reigning> SegmentPartition::claim(const Claim& claim) {
  if (options_.read_only) {
    return fail(Code::conflict, "the journal was opened to be read; nothing can be claimed");
  }
  if (const auto why = stopped()) return fail(why->code, why->detail);
  if (!live()) {
    VERMILION_TRY(auto created,
                  LiveSegment::create(files_, directory_, {house_, partition_, arbiter_.tip()},
                                      options_.octets_ahead));
    const std::lock_guard lock{mutex_};
    live_ = std::move(created);
  }
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
  const char* why = nullptr;
  const auto walked =
      each_record(frame, [&](const Header& record, BytesView octets) -> Result<void> {
        const auto answer = after.rule(record, octets);
        if (answer.ruling == Ruling::diverged) return fail(Code::diverged, answer.why);
        if (answer.ruling == Ruling::void_record) why = answer.why;
        return ok();
      });
  if (!walked) return Appended::not_done;  // a bug of the caller's; nothing of it is written
  if (header.value().epoch != arbiter_.tip().epoch) why = "written under an epoch that has ended";
  if (why != nullptr) {
    keep_void(frame, why);
    return Appended::not_done;
  }
  return write(frame, header.value().count > 0 ? arbiter_.tip().sequence + 1 : 0, after);
}

Appended SegmentPartition::empty(FrameKind kind) {
  if (!claimed_ || stopped()) return Appended::not_done;
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
