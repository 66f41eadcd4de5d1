// The arbiter over every log of a small world: invariants I1–I4 of RELIABILITY §1.8.
#include "engine/journal/arbiter.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace vermilion::test {
namespace {

const HouseId house = [] {
  HouseId id;
  id.octets.fill(9);
  return id;
}();
const Digest house_hash = sha256(BytesView{"house record"});

// An entry of the log, made up but with real octets, so that `prev` can be right or wrong.
struct Piece {
  Header header;
  Bytes record;
};

Piece claim_of(Epoch epoch) {
  Piece piece;
  piece.header.kind = RecordKind::claim;
  piece.header.house = house;
  piece.header.epoch = epoch;
  Claim claim;
  claim.node = "n";
  piece.record = encode_claim(piece.header, claim);
  return piece;
}

Piece record_of(Epoch epoch, Sequence sequence, const Digest& previous) {
  Piece piece;
  piece.header.house = house;
  piece.header.epoch = epoch;
  piece.header.sequence = sequence;
  piece.header.previous = previous;
  Body body;
  body.fact = "Noted";
  body.payload = std::to_string(epoch) + "/" + std::to_string(sequence);
  piece.record = encode_record(piece.header, body);
  return piece;
}

// What the rule says, written a second time from DESIGN §4, over the whole log at once.
struct Reference {
  Epoch epoch = 0;
  std::vector<const Piece*> valid;
  Ruling rule(const Piece& piece) {
    if (piece.header.kind == RecordKind::claim) {
      if (piece.header.epoch <= epoch) return Ruling::void_record;
      if (piece.header.epoch != epoch + 1) return Ruling::diverged;
      ++epoch;
      return Ruling::valid;
    }
    if (piece.header.epoch > epoch) return Ruling::diverged;
    if (piece.header.epoch != epoch || piece.header.sequence != valid.size() + 1) {
      return Ruling::void_record;
    }
    const auto head = valid.empty() ? house_hash : sha256(valid.back()->record);
    if (piece.header.previous != head) return Ruling::diverged;
    valid.push_back(&piece);
    return Ruling::valid;
  }
};

// All logs of up to `length` entries over claims 1–3 and records of epochs 1–2, seq 1–3, whose
// `prev` is the head that a writer of any epoch might have believed in.
class EveryLog {
 public:
  explicit EveryLog(std::size_t length) : length_{length} {
    for (Epoch epoch = 1; epoch <= 3; ++epoch) alphabet_.push_back(claim_of(epoch));
    std::vector<Digest> heads{house_hash};
    for (Sequence sequence = 1; sequence <= 3; ++sequence) {
      std::vector<Digest> next;
      for (Epoch epoch = 1; epoch <= 2; ++epoch) {
        // Every believed head for seq 1 and 2; for seq 3 two of them keep the world small.
        for (std::size_t i = 0; i < heads.size() && i < 2; ++i) {
          alphabet_.push_back(record_of(epoch, sequence, heads[i]));
          next.push_back(sha256(alphabet_.back().record));
        }
      }
      heads = next;
    }
  }
  std::uint64_t walk(const std::function<void(const std::vector<const Piece*>&)>& each) {
    std::vector<const Piece*> log;
    std::uint64_t count = 0;
    const std::function<void()> grow = [&] {
      ++count;
      each(log);
      if (log.size() == length_) return;
      for (const auto& piece : alphabet_) {
        log.push_back(&piece);
        grow();
        log.pop_back();
      }
    };
    grow();
    return count;
  }

 private:
  std::size_t length_;
  std::vector<Piece> alphabet_;
};

TEST(Arbiter, OverEveryShortLogItAgreesWithTheRuleAndKeepsItsInvariants) {
  std::uint64_t valid_records = 0;
  std::uint64_t voids = 0;
  std::uint64_t diverged = 0;
  std::uint64_t broken = 0;
  EveryLog world{6};
  const auto logs = world.walk([&](const std::vector<const Piece*>& log) {
    Arbiter arbiter{house, 0, house_hash};
    Reference reference;
    Epoch claims = 0;
    Sequence sequence = 0;
    Digest head = house_hash;
    for (const auto* piece : log) {
      const auto before = arbiter.tip();
      const auto answer = arbiter.rule(piece->header, piece->record);
      const auto expected = reference.rule(*piece);
      if (answer.ruling != expected) ++broken;
      if (answer.ruling == Ruling::diverged) {
        ++diverged;
        if (arbiter.tip() != before) ++broken;  // a reader stops where it stood
        return;
      }
      if (answer.ruling == Ruling::void_record) {
        ++voids;
        if (arbiter.tip() != before || *answer.why == '\0') ++broken;
        continue;
      }
      if (piece->header.kind == RecordKind::claim) {
        if (piece->header.epoch != ++claims) ++broken;  // I2
      } else {
        ++valid_records;
        if (piece->header.sequence != ++sequence) ++broken;  // I3
        if (piece->header.previous != head) ++broken;        // I4
        head = sha256(piece->record);
      }
    }
    if (arbiter.tip() != Tip{claims, sequence, head}) ++broken;
  });
  EXPECT_EQ(broken, 0U);
  EXPECT_EQ(logs, 5'229'043U);  // 13^0 + … + 13^6
  EXPECT_GT(valid_records, 0U);
  EXPECT_GT(voids, 0U);
  EXPECT_GT(diverged, 0U);
}

TEST(Arbiter, AReaderThatGoesOnFromATipRulesAsOneThatReadFromTheBeginning) {
  // I1: the verdict on an entry depends on the prefix only, however the reader came to it.
  std::uint64_t broken = 0;
  EveryLog world{5};
  world.walk([&](const std::vector<const Piece*>& log) {
    Arbiter whole{house, 0, house_hash};
    Arbiter resumed{house, 0, house_hash};
    for (const auto* piece : log) {
      Arbiter fresh{house, 0, resumed.tip()};  // restarted before every entry
      const auto a = whole.rule(piece->header, piece->record);
      const auto b = fresh.rule(piece->header, piece->record);
      if (a.ruling != b.ruling || whole.tip() != fresh.tip()) ++broken;
      if (a.ruling == Ruling::diverged) return;
      resumed = fresh;
    }
  });
  EXPECT_EQ(broken, 0U);
}

TEST(Arbiter, WhatWasOnceValidStaysValidWhateverIsAppended) {
  // Nothing that lands later reaches back: the tip after a prefix is a prefix of the tip after it.
  std::uint64_t broken = 0;
  std::map<std::vector<const Piece*>, Tip> tips;
  EveryLog world{4};
  world.walk([&](const std::vector<const Piece*>& log) {
    Arbiter arbiter{house, 0, house_hash};
    for (const auto* piece : log) {
      if (arbiter.rule(piece->header, piece->record).ruling == Ruling::diverged) break;
    }
    tips[log] = arbiter.tip();
    auto shorter = log;
    while (!shorter.empty()) {
      shorter.pop_back();
      const auto& before = tips.at(shorter);
      if (before.sequence > arbiter.tip().sequence || before.epoch > arbiter.tip().epoch) ++broken;
      if (before.sequence == arbiter.tip().sequence && before.head != arbiter.tip().head) ++broken;
    }
  });
  EXPECT_EQ(broken, 0U);
}

TEST(Arbiter, ARecordOfAnotherHouseOrPartitionStopsTheReader) {
  Arbiter arbiter{house, 0, house_hash};
  arbiter.rule(claim_of(1).header, "");
  auto foreign = record_of(1, 1, house_hash);
  foreign.header.house.octets[0] ^= 1U;
  EXPECT_EQ(arbiter.rule(foreign.header, foreign.record).ruling, Ruling::diverged);
  auto elsewhere = record_of(1, 1, house_hash);
  elsewhere.header.partition = 3;
  EXPECT_EQ(arbiter.rule(elsewhere.header, elsewhere.record).ruling, Ruling::diverged);
  EXPECT_EQ(arbiter.tip(), (Tip{1, 0, house_hash}));
}

}  // namespace
}  // namespace vermilion::test
