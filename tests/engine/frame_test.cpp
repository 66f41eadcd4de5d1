#include "engine/journal/frame.hpp"

#include <gtest/gtest.h>

#include "tests/contract/chain_writer.hpp"

namespace vermilion::test {
namespace {

Bytes sample_frame(std::uint32_t count) {
  ChainWriter writer{sample_house(), 2, Reigning{5, 40, {}}};
  return writer.frame(count, 60);
}

TEST(Frame, HoldsItsRecordsInOrderAndSaysWhatItHolds) {
  const auto frame = sample_frame(3);
  const auto header = read_frame(frame).value();
  EXPECT_EQ(header.kind, FrameKind::records);
  EXPECT_EQ(header.length, frame.size());
  EXPECT_EQ(header.partition, 2);
  EXPECT_EQ(header.epoch, 5U);
  EXPECT_EQ(header.first, 41U);
  EXPECT_EQ(header.count, 3U);
  Sequence next = 41;
  ASSERT_TRUE(each_record(frame, [&](const Header& record, BytesView octets) -> Result<void> {
    EXPECT_EQ(record.sequence, next++);
    EXPECT_EQ(record.length, octets.size());
    return ok();
  }));
  EXPECT_EQ(next, 44U);
}

TEST(Frame, EveryFlippedBitAndEveryTruncationIsFound) {
  const auto frame = sample_frame(2);
  for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
    auto flipped = frame;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(read_frame(flipped)) << bit;
  }
  for (std::size_t size = 0; size < frame.size(); ++size) {
    EXPECT_FALSE(read_frame(BytesView{frame}.substr(0, size))) << size;
  }
}

TEST(Frame, OctetsBehindTheLastRecordAreAnError) {
  const auto frame = sample_frame(2);
  FrameBuilder builder{sample_house(), 2, 5};
  auto longer = frame.substr(frame_header_size);
  const auto first = read_header(longer).value();
  builder.add(BytesView{longer}.substr(0, first.length));
  auto one = builder.finish();
  EXPECT_TRUE(each_record(one, [](const Header&, BytesView) -> Result<void> { return ok(); }));
  // The count says one, two are there; the checksum is made to hold.
  one = frame;
  put_little<std::uint32_t>(one.data() + 48, 1);
  put_little<std::uint32_t>(
      one.data() + 12, crc32c(BytesView{one}.substr(16), crc32c(BytesView{one}.substr(0, 12))));
  ASSERT_TRUE(read_frame(one));
  EXPECT_FALSE(each_record(one, [](const Header&, BytesView) -> Result<void> { return ok(); }));
}

TEST(Frame, TheBuilderKeepsWithinTheBound) {
  FrameBuilder builder{sample_house(), 0, 1};
  EXPECT_TRUE(builder.fits(frame_size_max - frame_header_size));
  EXPECT_FALSE(builder.fits(frame_size_max - frame_header_size + 1));
}

}  // namespace
}  // namespace vermilion::test
