// MerkleStack: the root of an RFC 6962 tree over leaves that come one at a time.
//
// Leaf = SHA-256(0x00 ‖ record octets), node = SHA-256(0x01 ‖ left ‖ right); the tree of n leaves
// is split at the largest power of two below n. The stack holds one node for each set bit of n, so
// it needs at most 64 nodes however many leaves there were. Source: RFC 6962 §2.1. Threads: one
// stack, one thread.
#pragma once

#include <vector>

#include "base/hash.hpp"

namespace vermilion {

[[nodiscard]] Digest merkle_leaf(BytesView record);
[[nodiscard]] Digest merkle_node(const Digest& left, const Digest& right);

class MerkleStack {
 public:
  void add(BytesView record) { add_leaf(merkle_leaf(record)); }
  void add_leaf(Digest leaf);
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  // Of no leaves: SHA-256 of nothing.
  [[nodiscard]] Digest root() const;

 private:
  std::vector<Digest> stack_;
  std::uint64_t count_ = 0;
};

}  // namespace vermilion
