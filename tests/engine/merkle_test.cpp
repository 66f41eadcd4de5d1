#include "engine/journal/merkle.hpp"

#include <gtest/gtest.h>

namespace vermilion::test {
namespace {

// RFC 6962 §2.1, as it is written there: split at the largest power of two below n.
Digest tree_of(const std::vector<Digest>& leaves) {
  if (leaves.empty()) return sha256(BytesView{});
  if (leaves.size() == 1) return leaves.front();
  std::size_t split = 1;
  while (split * 2 < leaves.size()) split *= 2;
  const auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(split);
  return merkle_node(tree_of({leaves.begin(), middle}), tree_of({middle, leaves.end()}));
}

TEST(Merkle, TheStacksRootIsTheTreesForEveryCount) {
  MerkleStack stack;
  std::vector<Digest> leaves;
  EXPECT_EQ(stack.root(), tree_of(leaves));
  for (int i = 0; i < 130; ++i) {
    const auto record = std::to_string(i);
    stack.add(record);
    leaves.push_back(merkle_leaf(record));
    ASSERT_EQ(stack.root(), tree_of(leaves)) << i;
  }
  EXPECT_EQ(stack.count(), 130U);
}

TEST(Merkle, TheRootsAreThoseThatCertificateTransparencyPublishes) {
  // The first three inputs of the reference tree of certificate-transparency-go's tests.
  MerkleStack stack;
  EXPECT_EQ(to_hex(view_of(stack.root())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  stack.add("");
  EXPECT_EQ(to_hex(view_of(stack.root())),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  stack.add(BytesView{"\0", 1});
  EXPECT_EQ(to_hex(view_of(stack.root())),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
  stack.add(BytesView{"\x10", 1});
  EXPECT_EQ(to_hex(view_of(stack.root())),
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
}

}  // namespace
}  // namespace vermilion::test
