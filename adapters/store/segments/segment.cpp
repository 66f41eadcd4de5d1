#include "adapters/store/segments/segment.hpp"

#include <algorithm>

namespace vermilion {
namespace {

constexpr std::size_t piece_max = 4 * 1024 * 1024;

}  // namespace

Result<BytesView> FrameWindow::need(std::uint64_t offset, std::size_t size) {
  if (offset >= end_) return BytesView{};
  const auto until = std::min<std::uint64_t>(offset + size, end_);
  if (offset < start_ || until > start_ + held_.size()) {
    const auto wanted = std::max<std::uint64_t>(until - offset, piece_);
    const auto length = static_cast<std::size_t>(std::min(wanted, end_ - offset));
    VERMILION_TRY(held_, file_.read_at(offset, length, cache_));
    start_ = offset;
    piece_ = std::min(piece_ * 2, piece_max);
  }
  return BytesView{held_}.substr(static_cast<std::size_t>(offset - start_));
}

Result<BytesView> FrameWindow::frame(std::uint64_t offset) {
  VERMILION_TRY(const auto head, need(offset, frame_header_size));
  if (head.size() < frame_header_size) return head;
  const auto length = std::clamp<std::size_t>(get_little<std::uint32_t>(head.data() + 8),
                                              frame_header_size, frame_size_max);
  VERMILION_TRY(const auto octets, need(offset, length));
  return octets.substr(0, length);
}

}  // namespace vermilion
