// A sealed file opens to what was sealed, and no octet of it can be changed, moved or left out.
#include "adapters/store/materials/sealed_file.hpp"

#include <gtest/gtest.h>

#include "adapters/store/memory/memory_keys.hpp"
#include "adapters/system/system_random.hpp"

namespace vermilion::materials {
namespace {

struct Fixture : testing::Test {
  SystemRandom random;
  MemoryKeys keys{1};
  Sealer sealer{keys, random};
  Head head;

  Fixture() {
    head.key = keys.take().value();
    head.media_type = "application/pdf";
    head.made_at = Instant{1'700'000'000'000'000};
    random.fill(reinterpret_cast<char*>(head.salt.data()), head.salt.size());
  }
  Bytes plain(std::size_t size) {
    Bytes octets(size, '\0');
    random.fill(octets.data(), octets.size());
    head.size = size;
    return octets;
  }
};

using sealed_file = Fixture;

TEST_F(sealed_file, of_every_size_about_a_chunk_opens_to_what_was_sealed) {
  for (const std::size_t size :
       {std::size_t{1}, chunk_plain - 1, chunk_plain, chunk_plain + 1, 3 * chunk_plain}) {
    const auto octets = plain(size);
    const auto sealed = seal_file(sealer, head, octets);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(sealed.value().size(), sealed_size(size));
    const auto opened = open_file(sealer, sealed.value());
    ASSERT_TRUE(opened) << opened.error().text();
    EXPECT_EQ(opened.value(), octets);
  }
}

TEST_F(sealed_file, head_says_what_it_was_told) {
  const auto sealed = seal_file(sealer, head, plain(10)).value();
  const auto read = read_head(sealed);
  ASSERT_TRUE(read);
  EXPECT_EQ(read.value().media_type, "application/pdf");
  EXPECT_EQ(read.value().size, 10U);
  EXPECT_EQ(read.value().key, head.key);
  EXPECT_EQ(read.value().made_at, head.made_at);
}

TEST_F(sealed_file, with_any_octet_changed_does_not_open) {
  const auto sealed = seal_file(sealer, head, plain(chunk_plain + 7)).value();
  for (std::size_t at = 0; at < sealed.size(); at += at < head_octets ? 1 : 997) {
    auto changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(open_file(sealer, changed)) << "octet " << at;
  }
}

TEST_F(sealed_file, with_chunks_changed_about_or_left_out_does_not_open) {
  const auto sealed = seal_file(sealer, head, plain(3 * chunk_plain)).value();
  auto swapped = sealed;
  swapped.replace(chunk_at(0), chunk_octets, sealed, chunk_at(1), chunk_octets);
  swapped.replace(chunk_at(1), chunk_octets, sealed, chunk_at(0), chunk_octets);
  EXPECT_FALSE(open_file(sealer, swapped));
  EXPECT_FALSE(open_file(sealer, BytesView{sealed}.substr(0, chunk_at(2))));
  // A head that says fewer chunks, over the chunks that there are.
  head.size = 2 * chunk_plain;
  EXPECT_FALSE(open_file(sealer, encode_head(head) + sealed.substr(head_octets, 2 * chunk_octets)));
}

TEST_F(sealed_file, of_another_file_under_the_same_key_does_not_fit) {
  const auto first = seal_file(sealer, head, plain(10)).value();
  random.fill(reinterpret_cast<char*>(head.salt.data()), head.salt.size());
  const auto second = seal_file(sealer, head, plain(10)).value();
  EXPECT_FALSE(open_file(sealer, first.substr(0, head_octets) + second.substr(head_octets)));
}

TEST_F(sealed_file, of_an_erased_subject_is_not_found) {
  const auto sealed = seal_file(sealer, head, plain(10)).value();
  ASSERT_TRUE(keys.destroy(head.key));
  EXPECT_EQ(open_file(sealer, sealed).error().code, Code::not_found);
}

}  // namespace
}  // namespace vermilion::materials
