#include "engine/seal/seal.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "adapters/store/memory/memory_keys.hpp"

namespace vermilion::test {
namespace {

// A counter: nonces that differ and repeat from run to run.
class Counted final : public Random {
 public:
  void fill(char* at, std::size_t size) override {
    const auto digest = sha256(std::to_string(++count_));
    std::memcpy(at, digest.data(), std::min(size, digest.size()));
  }

 private:
  std::atomic<int> count_{0};
};

class Sealing : public ::testing::Test {
 protected:
  MemoryKeys keys_{1};
  Counted random_;
  Sealer sealer_{keys_, random_};
  KeyId key_ = keys_.take().value();
};

TEST_F(Sealing, WhatIsSealedOpensAgainAndHidesWhatItSays) {
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 100U, 65536U}) {
    const Bytes plain(size, 'p');
    const auto sealed = sealer_.seal(key_, plain, "place").value();
    EXPECT_EQ(sealed.key, key_);
    EXPECT_EQ(sealed.ciphertext.size(), size + 16);
    EXPECT_FALSE(sealed.empty());
    if (size > 3) {
      EXPECT_EQ(sealed.ciphertext.find("pppp"), Bytes::npos);
    }
    EXPECT_EQ(sealer_.open(sealed, "place").value(), plain);
  }
  EXPECT_EQ(sealer_.seal(key_, Bytes(65537, 'p')).error().code, Code::invalid);
}

TEST_F(Sealing, TheSameFieldTwiceIsSealedDifferently) {
  const auto one = sealer_.seal(key_, "张三").value();
  const auto two = sealer_.seal(key_, "张三").value();
  EXPECT_NE(one.nonce, two.nonce);
  EXPECT_NE(one.ciphertext, two.ciphertext);
}

// NIST's test case 16 of GCM (McGrew and Viega, "The Galois/Counter Mode of Operation", appendix
// B).
TEST(Sealer, AgreesWithThePublishedTestCase) {
  class Given final : public Keys {
   public:
    Result<KeyId> take() override { return fail(Code::full, "none"); }
    Result<Octets<32>> open(const KeyId&) const override { return key_; }
    Result<void> destroy(const KeyId&) override { return ok(); }
    const Octets<32>& lookup_key() const override { return key_; }

   private:
    Octets<32> key_ = octets_of<32>(
        *from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  };
  class Nonce final : public Random {
   public:
    void fill(char* at, std::size_t size) override {
      ASSERT_EQ(size, 12U);
      std::memcpy(at, from_hex("cafebabefacedbaddecaf888")->data(), size);
    }
  };
  Given keys;
  Nonce random;
  const Sealer sealer{keys, random};
  const auto sealed =
      sealer
          .seal({},
                *from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                          "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"),
                *from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
          .value();
  EXPECT_EQ(to_hex(sealed.ciphertext),
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b");
}

TEST_F(Sealing, AnyChangedOctetIsFound) {
  const auto sealed = sealer_.seal(key_, "a name of someone", "case 1").value();
  for (std::size_t at = 0; at < sealed.ciphertext.size(); ++at) {
    auto changed = sealed;
    changed.ciphertext[at] = static_cast<char>(changed.ciphertext[at] ^ 1);
    EXPECT_EQ(sealer_.open(changed, "case 1").error().code, Code::corrupt);
  }
  auto other_nonce = sealed;
  other_nonce.nonce[11] ^= 1;
  EXPECT_EQ(sealer_.open(other_nonce, "case 1").error().code, Code::corrupt);
  auto other_key = sealed;
  other_key.key = keys_.take().value();
  EXPECT_EQ(sealer_.open(other_key, "case 1").error().code, Code::corrupt);
  for (const auto* elsewhere : {"case 2", "", "case 1 "}) {
    EXPECT_EQ(sealer_.open(sealed, elsewhere).error().code, Code::corrupt) << elsewhere;
  }
  for (const std::size_t size : {0U, 1U, 15U, 16U}) {
    auto cut = sealed;
    cut.ciphertext.resize(size);
    EXPECT_EQ(sealer_.open(cut, "case 1").error().code, Code::corrupt) << size;
  }
  EXPECT_EQ(sealer_.open(sealed, "case 1").value(), "a name of someone") << "and again good";
}

TEST_F(Sealing, AnErasedSubjectCanNeitherBeOpenedNorSealed) {
  const auto field = sealer_.seal_text(key_, "张三", "name").value();
  EXPECT_EQ(sealer_.open_text(field, "name").value(), "张三");
  ASSERT_TRUE(keys_.destroy(key_));
  for (const auto& error :
       {sealer_.open_text(field, "name").error(), sealer_.seal_text(key_, "张三").error()}) {
    EXPECT_EQ(error.code, Code::not_found);
    EXPECT_NE(error.detail.find("the subject was erased"), std::string::npos) << error.text();
  }
}

TEST_F(Sealing, ThreadsSealSideBySide) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < 500; ++i) {
        const auto plain = std::to_string(thread) + ":" + std::to_string(i);
        const auto sealed = sealer_.seal(key_, plain);
        if (!sealed || sealer_.open(sealed.value()).value() != plain) ADD_FAILURE() << plain;
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST_F(Sealing, LookUpsDependOnHouseDomainAndValue) {
  const MemoryKeys other_house{2};
  const auto hash = lookup_hash(keys_, "person_number", "11010519491231002X");
  EXPECT_EQ(hash, lookup_hash(keys_, "person_number", "11010519491231002X"));
  EXPECT_NE(hash, lookup_hash(keys_, "person_number", "11010519491231002x"));
  EXPECT_NE(hash, lookup_hash(keys_, "permit_number", "11010519491231002X"));
  EXPECT_NE(hash, lookup_hash(other_house, "person_number", "11010519491231002X"));
  EXPECT_NE(lookup_hash(keys_, "ab", "c"), lookup_hash(keys_, "a", "bc"));
  EXPECT_NE(hash, sha256("11010519491231002X"));
}

TEST_F(Sealing, APrincipalIsThirtyTwoDigitsThatOnlyThisHouseCanCompute) {
  const MemoryKeys other_house{2};
  const auto who = who_of(keys_, "https://issuer.example", "wang");
  EXPECT_EQ(who.size(), 32U);
  EXPECT_TRUE(from_hex(who));
  EXPECT_EQ(who, who_of(keys_, "https://issuer.example", "wang"));
  EXPECT_NE(who, who_of(keys_, "https://issuer.example", "zhang"));
  EXPECT_NE(who, who_of(keys_, "https://other.example", "wang"));
  EXPECT_NE(who, who_of(other_house, "https://issuer.example", "wang"));
}

}  // namespace
}  // namespace vermilion::test
