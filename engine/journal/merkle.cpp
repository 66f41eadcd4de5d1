#include "engine/journal/merkle.hpp"

namespace vermilion {

Digest merkle_leaf(BytesView record) {
  return sha256({BytesView{"\0", 1}, record});
}

Digest merkle_node(const Digest& left, const Digest& right) {
  return sha256({BytesView{"\1", 1}, view_of(left), view_of(right)});
}

void MerkleStack::add_leaf(Digest leaf) {
  // As many merges as the count has trailing ones: two full trees of one size become one.
  for (auto count = count_; (count & 1U) != 0; count >>= 1U) {
    leaf = merkle_node(stack_.back(), leaf);
    stack_.pop_back();
  }
  stack_.push_back(leaf);
  ++count_;
}

Digest MerkleStack::root() const {
  if (stack_.empty()) return sha256(BytesView{});
  auto root = stack_.back();
  for (auto i = stack_.size() - 1; i-- > 0;) root = merkle_node(stack_[i], root);
  return root;
}

}  // namespace vermilion
