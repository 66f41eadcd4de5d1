// The contract of the rows port (engine/ports/rows.hpp): every implementation passes it.
//
// A *Store* is what a test instantiates the suite with: a default-constructible class with
//   Rows& rows()      empty rows
// What only a store on disk can show (crash, reopening, rot) is in tests/store/rocks_rows_test.cpp.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "engine/ports/rows.hpp"

namespace vermilion::test {

using Model = std::map<Bytes, Bytes>;

template <class T>
T expect_good(Result<T> result) {
  EXPECT_TRUE(result) << (result ? "" : result.error().text());
  return result ? std::move(result).value() : T{};
}
inline void expect_done(const Result<void>& result) {
  EXPECT_TRUE(result) << (result ? "" : result.error().text());
}

inline Model read_all(const RowReader& reader, BytesView from = {}, BytesView to = {}) {
  Model found;
  Bytes before;
  expect_done(reader.scan(from, to, [&](BytesView key, BytesView value) {
    EXPECT_TRUE(found.empty() || before < key) << "keys ascend";
    before = key;
    found.emplace(key, value);
    return true;
  }));
  return found;
}

template <class Store>
class RowsContract : public ::testing::Test {
 protected:
  RowFamily& family(std::string_view name = "cases") {
    return *expect_good(store_.rows().family(name));
  }
  Store store_;
};

TYPED_TEST_SUITE_P(RowsContract);

TYPED_TEST_P(RowsContract, AFreshFamilyIsEmptyAndFoldedToNothing) {
  auto& family = this->family();
  EXPECT_TRUE(read_all(family).empty());
  EXPECT_EQ(family.get("a").value(), std::nullopt);
  for (PartitionNumber partition = 0; partition < partitions_max; ++partition) {
    EXPECT_EQ(family.position(partition), 0U);
  }
  EXPECT_EQ(&family, &this->family()) << "the same name is the same family";
}

TYPED_TEST_P(RowsContract, ABatchMovesRowsAndThePositionOfItsPartitionOnly) {
  auto& family = this->family();
  expect_done(family.write({{"a", "1"}, {"b", ""}}, 3, 70'000'000'000U));
  EXPECT_EQ(family.get("a").value(), "1");
  EXPECT_EQ(family.get("b").value(), "") << "an empty value is a row";
  EXPECT_EQ(family.position(3), 70'000'000'000U);
  EXPECT_EQ(family.position(0), 0U);
  EXPECT_EQ(family.position(15), 0U);
  expect_done(family.write({{"a", std::nullopt}}, 15, 1));
  EXPECT_EQ(family.get("a").value(), std::nullopt);
  EXPECT_EQ(family.position(3), 70'000'000'000U);
  EXPECT_EQ(family.position(15), 1U);
  expect_done(family.write({}, 3, 70'000'000'001U));
  EXPECT_EQ(family.position(3), 70'000'000'001U) << "a position moves without rows too";
}

TYPED_TEST_P(RowsContract, LaterChangesOfOneKeyWin) {
  auto& family = this->family();
  expect_done(family.write({{"k", "1"}, {"k", std::nullopt}, {"k", "3"}, {"l", "1"}}, 0, 1));
  EXPECT_EQ(family.get("k").value(), "3");
  expect_done(family.write({{"l", "2"}, {"l", std::nullopt}, {"never", std::nullopt}}, 0, 2));
  EXPECT_EQ(read_all(family), (Model{{"k", "3"}}));
}

TYPED_TEST_P(RowsContract, KeysAreAnyOctetsInUnsignedOrder) {
  auto& family = this->family();
  const Model rows{{Bytes{}, "empty"},         {Bytes(1, '\0'), "zero"},
                   {Bytes(30, '\0'), "zeros"}, {Bytes{"\0posit", 6}, "near"},
                   {Bytes{"\0q", 2}, "after"}, {"\x7f", "middle"},
                   {"\x80", "upper"},          {"\xff\xff", "last"}};
  std::vector<RowChange> changes;
  for (const auto& [key, value] : rows) changes.push_back({key, value});
  std::reverse(changes.begin(), changes.end());
  expect_done(family.write(changes, 0, 1));
  EXPECT_EQ(read_all(family), rows);
  for (const auto& [key, value] : rows) EXPECT_EQ(family.get(key).value(), value);
}

TYPED_TEST_P(RowsContract, AScanTakesFromAndLeavesToAndStopsWhenTold) {
  auto& family = this->family();
  expect_done(family.write({{"a", "1"}, {"b", "2"}, {"b1", "3"}, {"c", "4"}}, 0, 1));
  EXPECT_EQ(read_all(family, "b", "c"), (Model{{"b", "2"}, {"b1", "3"}}));
  EXPECT_EQ(read_all(family, "b", after_prefix("b")), (Model{{"b", "2"}, {"b1", "3"}}));
  EXPECT_EQ(read_all(family, "b1", ""), (Model{{"b1", "3"}, {"c", "4"}}));
  EXPECT_TRUE(read_all(family, "d", "").empty());
  EXPECT_TRUE(read_all(family, "c", "b").empty());
  int met = 0;
  expect_done(family.scan("", "", [&](BytesView, BytesView) { return ++met < 2; }));
  EXPECT_EQ(met, 2);
}

TYPED_TEST_P(RowsContract, PositionsAreNoRowsAndTheirKeysAreRefused) {
  auto& family = this->family();
  for (PartitionNumber partition = 0; partition < partitions_max; ++partition) {
    expect_done(family.write({}, partition, partition + 1U));
  }
  expect_done(family.write({{Bytes(1, '\0'), "x"}, {"y", "y"}}, 0, 9));
  EXPECT_EQ(read_all(family), (Model{{Bytes(1, '\0'), "x"}, {"y", "y"}}));
  EXPECT_EQ(read_all(*family.snapshot()), read_all(family));
  const Bytes own = Bytes{reserved_row_prefix} + Bytes(2, '\0');
  EXPECT_EQ(family.get(own).value(), std::nullopt);
  EXPECT_TRUE(read_all(family, own, after_prefix(own)).empty());
  const auto refused = family.write({{"z", "z"}, {own, "forged"}}, 0, 10);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_EQ(family.get("z").value(), std::nullopt) << "nothing of the batch";
  EXPECT_EQ(family.position(0), 9U);
  const auto beyond = family.write({{"z", "z"}}, partitions_max, 1);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, Code::invalid);
  EXPECT_EQ(family.get("z").value(), std::nullopt);
  EXPECT_EQ(family.position(partitions_max), 0U);
}

TYPED_TEST_P(RowsContract, ASnapshotStandsStillWhileTheFamilyIsWrittenAndCleared) {
  auto& family = this->family();
  expect_done(family.write({{"a", "1"}, {"b", "1"}}, 0, 1));
  const auto first = family.snapshot();
  expect_done(family.write({{"a", "2"}, {"b", std::nullopt}, {"c", "2"}}, 0, 2));
  const auto second = family.snapshot();
  expect_done(family.clear());
  expect_done(family.write({{"d", "3"}}, 0, 1));
  EXPECT_EQ(read_all(*first), (Model{{"a", "1"}, {"b", "1"}}));
  EXPECT_EQ(first->get("b").value(), "1");
  EXPECT_EQ(first->get("c").value(), std::nullopt);
  EXPECT_EQ(read_all(*second), (Model{{"a", "2"}, {"c", "2"}}));
  EXPECT_EQ(read_all(family), (Model{{"d", "3"}}));
}

TYPED_TEST_P(RowsContract, ClearTakesRowsAndPositionsOfOneFamilyOnly) {
  auto& cases = this->family("cases");
  auto& tasks = this->family("tasks");
  expect_done(cases.write({{"a", "1"}}, 0, 1));
  expect_done(cases.write({{"b", "1"}}, 7, 4));
  expect_done(tasks.write({{"a", "task"}}, 0, 2));
  expect_done(cases.clear());
  EXPECT_TRUE(read_all(cases).empty());
  EXPECT_EQ(cases.position(0), 0U);
  EXPECT_EQ(cases.position(7), 0U);
  EXPECT_EQ(read_all(tasks), (Model{{"a", "task"}}));
  EXPECT_EQ(tasks.position(0), 2U);
  expect_done(cases.write({{"a", "again"}}, 0, 1));
  EXPECT_EQ(read_all(cases), (Model{{"a", "again"}}));
  expect_done(this->store_.rows().flush());
}

TYPED_TEST_P(RowsContract, RandomBatchesAgreeWithAPlainMap) {
  std::mt19937 dice{20260922};
  const auto below = [&](unsigned bound) { return static_cast<unsigned>(dice() % bound); };
  const auto key = [&] { return Bytes(below(4), static_cast<char>(below(7) * 43)); };
  auto& family = this->family();
  Model model;
  std::vector<std::pair<std::unique_ptr<RowReader>, Model>> snapshots;
  for (Sequence seq = 1; seq <= 600; ++seq) {
    std::vector<RowChange> changes;
    for (unsigned i = below(6); i > 0; --i) {
      changes.push_back({key(), std::nullopt});
      if (below(3) > 0) changes.back().value = std::to_string(dice());
      if (changes.back().value) {
        model[changes.back().key] = *changes.back().value;
      } else {
        model.erase(changes.back().key);
      }
    }
    expect_done(family.write(changes, 0, seq));
    if (below(20) == 0) snapshots.emplace_back(family.snapshot(), model);
    if (below(60) == 0) expect_done(this->store_.rows().flush());
    if (below(150) == 0) {
      expect_done(family.clear());
      model.clear();
    }
    const auto from = key();
    const auto to = key();
    Model part;
    for (const auto& [k, v] : model) {
      if (k >= from && (to.empty() || k < to)) part.emplace(k, v);
    }
    ASSERT_EQ(read_all(family, from, to), part) << "after batch " << seq;
    const auto probe = key();
    const auto row = model.find(probe);
    ASSERT_EQ(family.get(probe).value(),
              row == model.end() ? std::nullopt : std::optional{row->second});
  }
  for (const auto& [snapshot, then] : snapshots) ASSERT_EQ(read_all(*snapshot), then);
}

TYPED_TEST_P(RowsContract, ReadersOnOtherThreadsSeeWholeBatchesOnly) {
  auto& family = this->family();
  std::atomic<bool> over{false};
  std::atomic<int> torn{0};
  std::atomic<int> readings{0};
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader) {
    readers.emplace_back([&, reader] {
      while (!over || readings < 20) {
        const auto rows = read_all(reader == 0 ? *family.snapshot() : family);
        if (!rows.empty() && (rows.size() != 2 || rows.at("a") != rows.at("b"))) ++torn;
        ++readings;
      }
    });
  }
  for (Sequence seq = 1; seq <= 2000; ++seq) {
    const auto mark = std::to_string(seq);
    expect_done(family.write({{"a", mark}, {"b", mark}}, 0, seq));
  }
  over = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
}

REGISTER_TYPED_TEST_SUITE_P(RowsContract, AFreshFamilyIsEmptyAndFoldedToNothing,
                            ABatchMovesRowsAndThePositionOfItsPartitionOnly,
                            LaterChangesOfOneKeyWin, KeysAreAnyOctetsInUnsignedOrder,
                            AScanTakesFromAndLeavesToAndStopsWhenTold,
                            PositionsAreNoRowsAndTheirKeysAreRefused,
                            ASnapshotStandsStillWhileTheFamilyIsWrittenAndCleared,
                            ClearTakesRowsAndPositionsOfOneFamilyOnly,
                            RandomBatchesAgreeWithAPlainMap,
                            ReadersOnOtherThreadsSeeWholeBatchesOnly);

}  // namespace vermilion::test
