// The contract of the keys port (engine/ports/keys.hpp): every implementation passes it.
//
// A *Store* is a default-constructible class with `Keys& keys()`, freshly made.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "engine/ports/keys.hpp"

namespace vermilion::test {

// A key, though the pool may have to be waited for: `full` says to try again, so we do.
inline KeyId take_one(Keys& keys) {
  for (;;) {
    const auto taken = keys.take();
    if (taken) return taken.value();
    if (taken.error().code != Code::full) {
      ADD_FAILURE() << taken.error().text();
      return {};
    }
    std::this_thread::yield();
  }
}

template <class Store>
class KeysContract : public ::testing::Test {
 protected:
  Keys& keys() { return store_.keys(); }
  Store store_;
};

TYPED_TEST_SUITE_P(KeysContract);

TYPED_TEST_P(KeysContract, EveryKeyTakenIsNewAndOpens) {
  std::set<KeyId> ids;
  std::set<Octets<32>> octets{this->keys().lookup_key()};
  for (int i = 0; i < 500; ++i) {
    const auto id = take_one(this->keys());
    const auto key = this->keys().open(id);
    ASSERT_TRUE(key) << key.error().text();
    EXPECT_EQ(this->keys().open(id).value(), key.value());
    ids.insert(id);
    octets.insert(key.value());
  }
  EXPECT_EQ(ids.size(), 500U);
  EXPECT_EQ(octets.size(), 501U);
}

TYPED_TEST_P(KeysContract, ADestroyedKeyIsGoneAndTheOthersStay) {
  const auto gone = take_one(this->keys());
  const auto stays = take_one(this->keys());
  const auto before = this->keys().open(stays).value();
  ASSERT_TRUE(this->keys().destroy(gone));
  const auto opened = this->keys().open(gone);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::not_found);
  EXPECT_NE(opened.error().detail.find("destroyed"), std::string::npos);
  EXPECT_EQ(this->keys().open(stays).value(), before);
  EXPECT_TRUE(this->keys().destroy(gone)) << "again is no error";
}

TYPED_TEST_P(KeysContract, AKeyThatNeverWasIsNotFoundByThatName) {
  KeyId never;
  never.octets.fill(7);
  const auto opened = this->keys().open(never);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::not_found);
  EXPECT_NE(opened.error().detail.find("ever made"), std::string::npos);
  const auto destroyed = this->keys().destroy(never);
  ASSERT_FALSE(destroyed);
  EXPECT_EQ(destroyed.error().code, Code::not_found);
}

TYPED_TEST_P(KeysContract, ThreadsTakeDifferentKeys) {
  std::vector<std::vector<KeyId>> taken(4);
  std::vector<std::thread> takers;
  for (auto& mine : taken) {
    takers.emplace_back([&, this] {
      for (int i = 0; i < 300; ++i) {
        mine.push_back(take_one(this->keys()));
        if (!this->keys().open(mine.back())) ADD_FAILURE() << "a key that was taken opens";
        if (i % 50 == 0 && !this->keys().destroy(mine.back())) ADD_FAILURE() << "destroy";
      }
    });
  }
  for (auto& taker : takers) taker.join();
  std::set<KeyId> all;
  for (const auto& mine : taken) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 1200U);
}

REGISTER_TYPED_TEST_SUITE_P(KeysContract, EveryKeyTakenIsNewAndOpens,
                            ADestroyedKeyIsGoneAndTheOthersStay,
                            AKeyThatNeverWasIsNotFoundByThatName, ThreadsTakeDifferentKeys);

}  // namespace vermilion::test
