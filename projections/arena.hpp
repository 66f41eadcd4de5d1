// Arena: octets that are handed out one after another and given back all at once.
//
// A table of changes makes and drops millions of small keys and values; one block for many of them
// costs no call of the allocator each and keeps neighbours together. Threads: one.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "base/bytes.hpp"

namespace vermilion::projections {

class Arena {
 public:
  // `size` octets, not set; they hold until `clear`.
  [[nodiscard]] char* take(std::size_t size) {
    if (size > left_) open_block(size);
    left_ -= size;
    taken_ += size;
    return std::exchange(at_, at_ + size);
  }
  [[nodiscard]] char* copy(BytesView octets) {
    auto* const at = take(octets.size());
    if (!octets.empty()) std::memcpy(at, octets.data(), octets.size());
    return at;
  }
  // Octets handed out since the last `clear`.
  [[nodiscard]] std::size_t taken() const noexcept { return taken_; }
  // Keeps one block for what comes.
  void clear() {
    if (blocks_.size() > 1) blocks_.resize(1);
    at_ = blocks_.empty() ? nullptr : blocks_[0].get();
    left_ = blocks_.empty() ? 0 : first_size_;
    taken_ = 0;
  }

 private:
  static constexpr std::size_t block_octets = 256U << 10U;

  void open_block(std::size_t least) {
    const auto size = std::max(least, block_octets);
    // Not value-initialised: every octet is written before it is read.
    blocks_.emplace_back(new char[size]);
    if (blocks_.size() == 1) first_size_ = size;
    at_ = blocks_.back().get();
    left_ = size;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
  std::size_t first_size_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace vermilion::projections
