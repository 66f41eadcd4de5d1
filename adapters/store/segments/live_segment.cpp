#include "adapters/store/segments/live_segment.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace vermilion {

LiveSegment::LiveSegment(std::unique_ptr<File> file, std::string path, const SegmentHeader& header,
                         std::vector<FrameMark> marks, Sequence last, std::uint64_t end,
                         std::uint64_t allocated)
    : file_{std::move(file)},
      path_{std::move(path)},
      header_{header},
      marks_{std::move(marks)},
      last_{last},
      end_{end},
      allocated_{allocated} {}

Result<std::shared_ptr<LiveSegment>> LiveSegment::create(FilePort& files,
                                                         const std::string& directory,
                                                         const SegmentHeader& header,
                                                         std::size_t ahead) {
  auto path = directory + "/" + live_name(header.first());
  const auto unfinished = path + unfinished_suffix;
  VERMILION_TRY(auto file, files.open(unfinished, Opening::fresh));
  VERMILION_TRY(file->write_at(0, encode_segment_header(header)));
  VERMILION_TRY(write_zeros(*file, segment_header_size, ahead));
  VERMILION_TRY(file->sync());
  VERMILION_TRY(files.rename(unfinished, path));
  VERMILION_TRY(files.sync_directory(directory));
  return std::shared_ptr<LiveSegment>{new LiveSegment{std::move(file),
                                                      std::move(path),
                                                      header,
                                                      {},
                                                      header.before.sequence,
                                                      segment_header_size,
                                                      segment_header_size + ahead}};
}

Result<std::shared_ptr<LiveSegment>> LiveSegment::open(FilePort& files, std::string path,
                                                       const LiveScan& scan, Opening opening) {
  VERMILION_TRY(auto file, files.open(path, opening));
  return std::shared_ptr<LiveSegment>{new LiveSegment{std::move(file), std::move(path), scan.header,
                                                      scan.marks, scan.tip.sequence, scan.end,
                                                      std::max(scan.size, scan.end)}};
}

Result<std::shared_ptr<LiveSegment>> LiveSegment::copy(FilePort& files, const std::string& path,
                                                       const File& from, const LiveScan& scan,
                                                       std::size_t ahead) {
  const auto unfinished = path + unfinished_suffix;
  VERMILION_TRY(auto file, files.open(unfinished, Opening::fresh));
  constexpr std::size_t piece = 1024 * 1024;
  for (std::uint64_t at = 0; at < scan.end;) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece, scan.end - at));
    VERMILION_TRY(const auto octets, from.read_at(at, size, Cache::past));
    if (octets.size() != size) {
      return fail(Code::io,
                  fmt::format("{}: {} octets at {} cannot be read again", path, size, at));
    }
    VERMILION_TRY(file->write_at(at, octets));
    at += size;
  }
  VERMILION_TRY(write_zeros(*file, scan.end, ahead));
  VERMILION_TRY(file->sync());
  VERMILION_TRY(files.rename(unfinished, path));
  VERMILION_TRY(files.sync_directory(path.substr(0, path.rfind('/'))));
  return std::shared_ptr<LiveSegment>{new LiveSegment{std::move(file), path, scan.header,
                                                      scan.marks, scan.tip.sequence, scan.end,
                                                      scan.end + ahead}};
}

Sequence LiveSegment::last() const {
  const std::lock_guard lock{mutex_};
  return last_;
}

std::uint64_t LiveSegment::octets() const {
  const std::lock_guard lock{mutex_};
  return end_;
}

Result<Bytes> LiveSegment::octets_at(std::uint64_t at, std::size_t size) const {
  return file_->read_at(at, size, Cache::through);
}

std::uint64_t LiveSegment::headroom() const {
  const auto end = octets();
  const auto allocated = allocated_.load();
  return allocated > end ? allocated - end : 0;
}

Result<void> LiveSegment::frames(Sequence from, const FrameVisitor& each) const {
  std::uint64_t at = segment_header_size;
  std::uint64_t end = 0;
  {
    const std::lock_guard lock{mutex_};
    end = end_;
    if (from > last_) return ok();
    const auto behind = std::upper_bound(
        marks_.begin(), marks_.end(), from,
        [](Sequence sequence, const FrameMark& mark) { return sequence < mark.first; });
    if (from > 0 && behind != marks_.begin()) at = std::prev(behind)->offset;
  }
  FrameWindow window{*file_, end, Cache::through};
  while (at < end) {
    VERMILION_TRY(const auto octets, window.frame(at));
    const auto frame = read_frame(octets);
    if (!frame) {
      return fail(Code::corrupt, fmt::format("{} at {}: {}", path_, at, frame.error().detail));
    }
    VERMILION_TRY(const bool go_on, each(at, octets));
    if (!go_on) return ok();
    at += frame.value().length;
  }
  return ok();
}

Result<void> LiveSegment::append(BytesView frame, Sequence first, Sequence last) {
  VERMILION_TRY(place(frame));
  VERMILION_TRY(sync());
  publish(frame, first, last);
  return ok();
}

Result<void> LiveSegment::add(BytesView frame, Sequence first, Sequence last) {
  VERMILION_TRY(place(frame));
  publish(frame, first, last);
  return ok();
}

Result<void> LiveSegment::place(BytesView frame) {
  const auto end = end_;  // only this thread moves it
  const auto needed = end + frame.size();
  if (needed > allocated_.load()) {
    const std::lock_guard lock{extent_mutex_};
    if (needed > allocated_.load()) allocated_ = needed;
  }
  return file_->write_at(end, frame);
}

Result<void> LiveSegment::sync() {
  if (sync_failed_) return fail(Code::io, path_ + ": a sync has failed; it is not synced again");
  if (auto synced = file_->sync(); !synced) {
    sync_failed_ = true;
    return synced;
  }
  if (sync_failed_) return fail(Code::io, path_ + ": a sync of the zeros ahead has failed");
  return ok();
}

void LiveSegment::publish(BytesView frame, Sequence first, Sequence last) {
  const std::lock_guard lock{mutex_};
  if (first != 0) marks_.push_back({first, end_});
  last_ = last;
  end_ += frame.size();
}

Result<void> LiveSegment::extend(FilePort& files, std::uint64_t size, std::size_t step) {
  VERMILION_TRY(const auto file, files.open(path_, Opening::to_write));
  for (std::uint64_t done = 0; done < size && !sync_failed_; done += step) {
    const std::lock_guard lock{extent_mutex_};
    const auto from = allocated_.load();
    VERMILION_TRY(write_zeros(*file, from, step));
    if (auto synced = file->sync(); !synced) {
      sync_failed_ = true;
      return synced;
    }
    allocated_ = from + step;
  }
  return ok();
}

}  // namespace vermilion
