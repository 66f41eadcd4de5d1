// Sealing holds what it wrote against what it was written from.
#include "adapters/store/segments/sealing.hpp"

#include <gtest/gtest.h>

#include "adapters/store/segments/live_segment.hpp"
#include "adapters/store/segments/sealed_segment.hpp"
#include "tests/contract/chain_writer.hpp"
#include "tests/support/faulty_files.hpp"

namespace vermilion {
namespace {

TEST(Sealing, ASegmentIsComparedWithEveryOctetItWasSealedFrom) {
  test::FaultyFiles files;
  ASSERT_TRUE(files.make_directory("/journal"));
  const HouseId house{};
  const Tip before{1, 0, Digest{}};
  const auto live = LiveSegment::create(files, "/journal", {house, 0, before}, 64 * 1024).value();
  test::ChainWriter writer{house, 0, {before.epoch, before.sequence, before.head}};
  std::vector<std::uint64_t> ends;
  for (int i = 0; i < 30; ++i) {
    const auto first = writer.tip().sequence + 1;
    const auto frame = writer.frame(3, 200);
    writer.done();
    ASSERT_TRUE(live->append(frame, first, writer.tip().sequence));
    ends.push_back(live->octets());
  }
  BlockCache cache{4};
  const auto sealed = seal(files, cache, *live, writer.tip(), 4'096);
  ASSERT_TRUE(sealed) << sealed.error().text();
  ASSERT_GT(sealed.value()->manifest().blocks, 3U);
  EXPECT_TRUE(sealed.value()->compare(*live));
  // One octet of the first frame, of one in the middle, and the very last.
  for (const auto at : {segment_header_size + 100, ends[15] - 1, ends.back() - 1}) {
    files.flip(live->path(), at, 0x10);
    const auto compared = sealed.value()->compare(*live);
    ASSERT_FALSE(compared) << at;
    EXPECT_EQ(compared.error().code, Code::corrupt);
    files.flip(live->path(), at, 0x10);
    EXPECT_TRUE(sealed.value()->compare(*live)) << at;
  }
  // A frame more than was sealed.
  ASSERT_TRUE(
      live->append(writer.frame(1, 50), writer.tip().sequence + 1, writer.tip().sequence + 1));
  EXPECT_FALSE(sealed.value()->compare(*live));
}

}  // namespace
}  // namespace vermilion
