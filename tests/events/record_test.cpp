#include "events/record.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "tests/events/allocation_watch.hpp"
#include "tests/golden/samples.hpp"

namespace vermilion::test {
namespace {

Bytes golden_octets(const std::string& name) {
  std::ifstream file{std::string{VERMILION_SOURCE_DIR} + "/tests/golden/" + name + ".hex"};
  std::string text;
  for (std::string line; std::getline(file, line);) text += line;
  return from_hex(text).value_or("");
}

TEST(Record, EncodesToTheGoldenOctetsForEver) {
  for (const auto& golden : golden_records()) {
    EXPECT_EQ(to_hex(golden.octets), to_hex(golden_octets(golden.name))) << golden.name;
  }
}

TEST(Record, TheGoldenOctetsDecodeToTheSamples) {
  const auto accepted = golden_octets("record-accepted-1");
  ASSERT_FALSE(accepted.empty());
  auto header = read_header(accepted).value();
  EXPECT_EQ(header.length, accepted.size());
  auto expected = sample_header(RecordKind::accepted);
  expected.length = header.length;
  expected.crc = header.crc;
  EXPECT_EQ(header, expected);
  EXPECT_EQ(read_body(accepted).value(), sample_accepted());
  EXPECT_EQ(read_body(golden_octets("record-refused-1")).value(), sample_refused());
  EXPECT_EQ(read_body(golden_octets("record-house-1")).value(), sample_house_founded());
  const auto claim = read_claim(golden_octets("record-claim-1")).value();
  EXPECT_EQ(claim, (Claim{octets_from<16>(0xC0), "node-1", {1'795'320'000'000'000}}));
}

// The value was computed from the golden octets by a script written from docs/journal.md §3.4.
TEST(Record, ADecisionBearsItsNameForEver) {
  const auto header = sample_header(RecordKind::accepted);
  EXPECT_EQ(to_hex(view_of(name_of_decision(header, sample_accepted()))),
            "4ee7c2aaf564a641dcb13df6c0a0171a");
}

TEST(Record, ADecisionsNameHangsOnWhatWasDecidedAndNotOnWhereItStands) {
  using Change = void (*)(Header&, Body&);
  const Change same[] = {
      [](Header&, Body& body) { body.recorded_at = body.recorded_at + microseconds_a_day; },
      [](Header& header, Body&) { header.previous = {}; },
      [](Header& header, Body&) { ++header.sequence; },
      [](Header& header, Body&) { ++header.epoch; },
  };
  const Change other[] = {
      [](Header& header, Body&) { header.house.octets[3] ^= 1; },
      [](Header& header, Body&) { ++header.partition; },
      [](Header&, Body& body) { body.case_id.octets[9] ^= 1; },
      [](Header&, Body& body) { ++body.case_version; },
      [](Header&, Body& body) { body.meaning[0] ^= 1; },
      [](Header&, Body& body) { body.received_at = body.received_at + 1; },
      [](Header&, Body& body) { body.effective_at = body.effective_at + 1; },
      [](Header&, Body& body) { ++body.schema; },
      [](Header&, Body& body) { body.cause->decision[0] ^= 1; },
      [](Header&, Body& body) { ++body.cause->index; },
      [](Header&, Body& body) { body.cause.reset(); },
      [](Header&, Body& body) { body.fact += 'x'; },
      [](Header&, Body& body) { body.proposal_id += 'x'; },
      [](Header&, Body& body) { body.payload += 'x'; },
      // The same octets in a row, cut elsewhere.
      [](Header&, Body& body) {
        body.proposal_id.insert(0, 1, body.fact.back());
        body.fact.pop_back();
      },
  };
  const auto name_after = [](Change change) {
    auto header = sample_header(RecordKind::accepted);
    auto body = sample_accepted();
    change(header, body);
    return name_of_decision(header, body);
  };
  const auto name = name_after([](Header&, Body&) {});
  for (std::size_t i = 0; i < std::size(same); ++i) EXPECT_EQ(name_after(same[i]), name) << i;
  for (std::size_t i = 0; i < std::size(other); ++i) EXPECT_NE(name_after(other[i]), name) << i;
  EXPECT_EQ(name_after([](Header&, Body& body) { body.duties.clear(); }), DecisionName{});
}

TEST(Record, EncodingIsAFunctionOfTheValueAndComesBack) {
  std::mt19937_64 random{5};
  for (int i = 0; i < 500; ++i) {
    auto body = sample_accepted();
    body.payload.assign(random() % 2000, static_cast<char>(random()));
    body.duties.resize(random() % 5);
    body.met.resize(random() % 5);
    if (random() % 2 == 0) body.cause.reset();
    if (random() % 2 == 0) body.row.reset();
    if (random() % 2 == 0) body.refusal = sample_refused().refusal;
    const auto record = encode_record(sample_header(RecordKind::accepted), body);
    const auto again = read_body(record);
    ASSERT_TRUE(again);
    EXPECT_EQ(again.value(), body);
    EXPECT_EQ(encode_record(sample_header(RecordKind::accepted), again.value()), record);
  }
}

TEST(Record, EveryFlippedBitIsFound) {
  for (const auto& golden : golden_records()) {
    for (std::size_t bit = 0; bit < golden.octets.size() * 8; ++bit) {
      auto flipped = golden.octets;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      EXPECT_FALSE(read_header(flipped)) << golden.name << ", bit " << bit;
    }
  }
}

TEST(Record, EveryTruncationIsFound) {
  for (const auto& golden : golden_records()) {
    for (std::size_t size = 0; size < golden.octets.size(); ++size) {
      const auto cut = read_header(BytesView{golden.octets}.substr(0, size));
      ASSERT_FALSE(cut);
      EXPECT_EQ(cut.error().code, Code::corrupt);
    }
  }
}

// The checksum set aside: hostile octets under a right header decode to an error or to a value, and
// cost no more memory than a small multiple of their own length.
TEST(Record, HostileBodiesNeverAllocateMoreThanTheyAreLong) {
  std::mt19937_64 random{7};
  const auto sample = encode_record(sample_header(RecordKind::accepted), sample_accepted());
  std::size_t refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    Bytes hostile = sample;
    if (i % 4 == 0) hostile.resize(record_header_size + random() % (hostile.size() - 88));
    if (i % 4 == 1) {
      for (std::size_t at = record_header_size; at < hostile.size(); ++at) {
        hostile[at] = static_cast<char>(random());
      }
    }
    for (int flips = i % 4 < 2 ? 0 : 1 + i % 7; flips > 0; --flips) {
      hostile[record_header_size + random() % (hostile.size() - 88)] =
          static_cast<char>(i % 3 == 0 ? 0xFF : random());
    }
    write_header(hostile, sample_header(RecordKind::accepted));
    ASSERT_TRUE(read_header(hostile));
    forget_allocations();
    const auto body = read_body(hostile);
    // The largest element that one octet can call for is a duty or a reference, about 120 octets.
    EXPECT_LT(largest_allocation(), hostile.size() * 256) << i;
    if (!body) {
      ++refused;
      EXPECT_EQ(body.error().code, Code::corrupt);
    }
  }
  EXPECT_GT(refused, 10'000U);
}

TEST(Record, AnOctetLeftBehindTheBodyIsAnError) {
  auto record = encode_record(sample_header(RecordKind::accepted), sample_accepted());
  record.push_back('\0');
  write_header(record, sample_header(RecordKind::accepted));
  ASSERT_TRUE(read_header(record));
  EXPECT_FALSE(read_body(record)) << "newer octets read by older code leave a tail";
}

TEST(Record, AnUnknownFormatOrKindIsUnsupportedAndNotCorrupt) {
  auto record = encode_record(sample_header(RecordKind::accepted), sample_accepted());
  const auto with = [&](std::size_t at, std::uint16_t value) {
    auto changed = record;
    put_little<std::uint16_t>(changed.data() + at, value);
    const auto crc =
        crc32c(BytesView{changed}.substr(16), crc32c(BytesView{changed}.substr(0, 12)));
    put_little<std::uint32_t>(changed.data() + 12, crc);
    return read_header(changed).error().code;
  };
  EXPECT_EQ(with(4, 2), Code::unsupported);
  EXPECT_EQ(with(6, 5), Code::unsupported);
  EXPECT_EQ(with(6, 0), Code::unsupported);
}

}  // namespace
}  // namespace vermilion::test
