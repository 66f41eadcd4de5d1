// Reading and sealing of a partition; appending is in segment_partition.cpp.
#include <fmt/format.h>

#include "adapters/store/segments/sealing.hpp"
#include "adapters/store/segments/segment_partition.hpp"

namespace vermilion {

Result<void> SegmentPartition::read(Sequence from, const EntryVisitor& each) const {
  from = std::max<Sequence>(from, 1);
  Sequence next = from;
  for (const auto& segment : segments()) {
    if (segment->last() < next) continue;
    VERMILION_TRY(segment->frames(next, [&](std::uint64_t at, BytesView frame) -> Result<bool> {
      VERMILION_TRY(each_record(frame, [&](const Header& header, BytesView record) -> Result<void> {
        if (header.kind == RecordKind::claim || header.sequence < next) return ok();
        ++next;
        const auto offset = at + static_cast<std::uint64_t>(record.data() - frame.data());
        return each(Entry{header, record, true, offset, ""});
      }));
      return true;
    }));
  }
  return ok();
}

Result<Bytes> SegmentPartition::read_one(Sequence sequence) const {
  Bytes found;
  for (const auto& segment : segments()) {
    if (sequence == 0 || segment->last() < sequence) continue;
    VERMILION_TRY(segment->frames(sequence, [&](std::uint64_t, BytesView frame) -> Result<bool> {
      const auto header = read_frame(frame);
      if (header && sequence - header.value().first >= header.value().count) return true;
      VERMILION_TRY(each_record(frame, [&](const Header& record, BytesView octets) -> Result<void> {
        if (record.kind != RecordKind::claim && record.sequence == sequence) found = octets;
        return ok();
      }));
      return found.empty();
    }));
    if (!found.empty()) return found;
    return fail(Code::corrupt,
                fmt::format("{} should hold record {} and does not", segment->path(), sequence));
  }
  return fail(Code::not_found, fmt::format("partition {} has no record {}; its last is {}",
                                           partition_, sequence, tip().sequence));
}

Result<void> SegmentPartition::read_all(const EntryVisitor& each) {
  for (const auto& segment : segments()) {
    Arbiter arbiter{house_, partition_, segment->header().before};
    VERMILION_TRY(segment->frames(0, [&](std::uint64_t at, BytesView frame) -> Result<bool> {
      VERMILION_TRY(each_record(frame, [&](const Header& header, BytesView record) -> Result<void> {
        const auto answer = arbiter.rule(header, record);
        if (answer.ruling == Ruling::diverged) {
          return fail(Code::diverged, fmt::format("{} at {}, seq {}: {}", segment->path(), at,
                                                  header.sequence, answer.why));
        }
        const auto offset = at + static_cast<std::uint64_t>(record.data() - frame.data());
        return each(Entry{header, record, answer.ruling == Ruling::valid, offset, answer.why});
      }));
      return true;
    }));
  }
  const std::lock_guard lock{void_mutex_};
  return void_.each([&](std::uint64_t at, const char* why, BytesView frame) {
    return each_record(frame, [&](const Header& header, BytesView record) {
      return each(Entry{header, record, false, at, why});
    });
  });
}

std::vector<Manifest> SegmentPartition::sealed() const {
  const std::lock_guard lock{mutex_};
  std::vector<Manifest> manifests;
  manifests.reserve(sealed_.size());
  for (const auto& segment : sealed_) manifests.push_back(segment->manifest());
  return manifests;
}

Result<void> SegmentPartition::verify_sealed() const {
  std::vector<std::shared_ptr<SealedSegment>> sealed;
  {
    const std::lock_guard lock{mutex_};
    sealed = sealed_;
  }
  for (const auto& segment : sealed) {
    VERMILION_TRY(segment->verify());
  }
  return ok();
}

Result<void> SegmentPartition::seal_rolled() {
  const std::lock_guard sealing{sealing_mutex_};
  for (;;) {
    std::shared_ptr<LiveSegment> oldest;
    Tip after;
    {
      const std::lock_guard lock{mutex_};
      if (rolled_.empty()) return ok();
      oldest = rolled_.front();
      after = rolled_.size() > 1 ? rolled_[1]->header().before : live_->header().before;
    }
    auto sealed = seal(files_, cache_, *oldest, after, options_.octets_a_block);
    {
      const std::lock_guard lock{mutex_};
      if (!sealed) {
        sealing_failed_ = sealed.error();
      } else {
        sealing_failed_.reset();
        sealed_.push_back(std::move(sealed.value()));
        rolled_.erase(rolled_.begin());
      }
    }
    if (!sealed) return fail(sealing_failed()->code, sealing_failed()->detail);
    // Readers that are under way keep the file open; its name may go.
    VERMILION_TRY(files_.remove(oldest->path()));
    VERMILION_TRY(files_.sync_directory(directory_));
  }
}

}  // namespace vermilion
