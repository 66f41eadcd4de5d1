// ChainWriter: frames of made-up records that continue a chain, for tests of journals.
//
// It plays the owner: it knows its reign, builds the next frame on what it believes is the head,
// and moves on only when told that the frame was done. Threads: one.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/journal/arbiter.hpp"
#include "engine/journal/frame.hpp"
#include "engine/ports/journal.hpp"

namespace vermilion::test {

inline HouseId sample_house(std::uint8_t mark = 7) {
  HouseId house;
  house.octets.fill(mark);
  return house;
}

inline Bytes sample_house_record(HouseId house = sample_house()) {
  Header header;
  header.kind = RecordKind::house;
  header.house = house;
  Body body;
  body.fact = "HouseFounded";
  body.schema = 1;
  body.payload = "sample";
  return encode_record(header, body);
}

inline Claim sample_claim(std::uint64_t number, std::string node = "node") {
  Claim claim;
  put_little<std::uint64_t>(reinterpret_cast<char*>(claim.nonce.data()), number);
  claim.node = std::move(node);
  return claim;
}

class ChainWriter {
 public:
  ChainWriter(HouseId house, PartitionNumber partition, const Reigning& reigning)
      : house_{house},
        partition_{partition},
        tip_{reigning.epoch, reigning.sequence, reigning.head},
        planned_{tip_} {}

  // A frame of `count` records, each with a payload of `size` octets that names its seq and `mark`.
  Bytes frame(std::uint32_t count, std::size_t size = 40, const std::string& mark = "") {
    planned_ = tip_;
    records_.clear();
    FrameBuilder builder{house_, partition_, tip_.epoch};
    for (std::uint32_t i = 0; i < count; ++i) {
      Header header;
      header.house = house_;
      header.partition = partition_;
      header.epoch = planned_.epoch;
      header.sequence = ++planned_.sequence;
      header.previous = planned_.head;
      Body body;
      body.fact = "Noted";
      body.payload = mark + ":" + std::to_string(header.sequence) + ":";
      while (body.payload.size() < size) {
        body.payload.push_back(
            static_cast<char>('a' + (body.payload.size() * 7 + header.sequence * 13) % 26));
      }
      records_.push_back(encode_record(header, body));
      planned_.head = hash_of_record(records_.back());
      builder.add(records_.back());
    }
    return builder.finish(count == 0 ? FrameKind::silence : FrameKind::records);
  }
  // The last frame stands: build on it.
  void done() { tip_ = planned_; }

  [[nodiscard]] const std::vector<Bytes>& records() const noexcept { return records_; }
  [[nodiscard]] const Tip& tip() const noexcept { return tip_; }
  [[nodiscard]] const Tip& planned() const noexcept { return planned_; }

 private:
  HouseId house_;
  PartitionNumber partition_;
  Tip tip_;
  Tip planned_;
  std::vector<Bytes> records_;
};

// All valid records' octets from `from` on; an error of the journal is a failed expectation.
inline std::vector<Bytes> read_records(Journal& journal, PartitionNumber partition,
                                       Sequence from = 1) {
  std::vector<Bytes> records;
  const auto read = journal.read(partition, from, [&](const Entry& entry) -> Result<void> {
    records.emplace_back(entry.record);
    return ok();
  });
  EXPECT_TRUE(read) << (read ? "" : read.error().text());
  return records;
}

// What holds of the valid records of any log: dense seq from 1, each `prev` the hash before.
inline void expect_chained(Journal& journal, PartitionNumber partition) {
  Digest head = hash_of_record(journal.house_record());
  Sequence sequence = 0;
  for (const auto& record : read_records(journal, partition)) {
    const auto header = read_header(record);
    ASSERT_TRUE(header);
    EXPECT_EQ(header.value().sequence, ++sequence);
    EXPECT_EQ(header.value().previous, head);
    head = hash_of_record(record);
  }
  EXPECT_EQ(journal.last(partition), sequence);
}

}  // namespace vermilion::test
