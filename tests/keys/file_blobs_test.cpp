#include "adapters/store/blobs/file_blobs.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "tests/contract/scratch_directory.hpp"

namespace vermilion::test {
namespace {

namespace fs = std::filesystem;

std::string path_of(const std::string& directory, const Digest& digest) {
  const auto name = to_hex(view_of(digest));
  return directory + "/" + name.substr(0, 2) + "/" + name.substr(2);
}

TEST(FileBlobs, GiveBackWhatWasPutAlsoAfterARestart) {
  const ScratchDirectory scratch;
  const std::vector<Bytes> all{"", "calendar", Bytes(300'000, '\0'), Bytes(1, '\0')};
  std::vector<Digest> digests;
  {
    const auto blobs = FileBlobs::open(scratch / "blobs").value();
    for (const auto& bytes : all) digests.push_back(blobs->put(bytes).value());
    for (const auto& bytes : all) EXPECT_EQ(blobs->put(bytes).value(), sha256(bytes)) << "again";
  }
  const auto blobs = FileBlobs::open_read_only(scratch / "blobs").value();
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(digests[i], sha256(all[i]));
    EXPECT_EQ(blobs->get(digests[i]).value(), all[i]);
    EXPECT_TRUE(fs::exists(path_of(scratch / "blobs", digests[i])));
  }
  EXPECT_EQ(blobs->put("more").error().code, Code::unsupported);
  for (const auto& entry : fs::recursive_directory_iterator{scratch / "blobs"}) {
    EXPECT_NE(entry.path().extension(), ".new") << entry.path();
  }
}

TEST(FileBlobs, WhatIsMissingIsNotFound) {
  const ScratchDirectory scratch;
  const auto blobs = FileBlobs::open(scratch / "blobs").value();
  EXPECT_EQ(blobs->get(sha256("nothing")).error().code, Code::not_found);
  EXPECT_EQ(FileBlobs::open_read_only(scratch / "none").error().code, Code::not_found);
}

TEST(FileBlobs, RotIsNamedAndMendedByPuttingAgain) {
  const ScratchDirectory scratch;
  const auto blobs = FileBlobs::open(scratch / "blobs").value();
  const auto digest = blobs->put("reference data").value();
  const auto path = path_of(scratch / "blobs", digest);
  for (const std::string rotten : {"reference dato", "", "reference data "}) {
    std::ofstream{path, std::ios::binary} << rotten;
    const auto got = blobs->get(digest);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, Code::corrupt);
    EXPECT_NE(got.error().detail.find(path), std::string::npos);
    EXPECT_TRUE(blobs->put("reference data"));
    EXPECT_EQ(blobs->get(digest).value(), "reference data");
  }
}

TEST(FileBlobs, AreBounded) {
  const ScratchDirectory scratch;
  const auto blobs = FileBlobs::open(scratch / "blobs").value();
  const Bytes most(FileBlobs::blob_bytes_max, 'm');
  EXPECT_EQ(blobs->get(blobs->put(most).value()).value().size(), most.size());
  EXPECT_EQ(blobs->put(most + "m").error().code, Code::invalid);
}

TEST(FileBlobs, ThreadsPutTheSameOctetsAtOnce) {
  const ScratchDirectory scratch;
  const auto blobs = FileBlobs::open(scratch / "blobs").value();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        const auto bytes = "blob " + std::to_string(n);
        const auto digest = blobs->put(bytes);
        if (!digest || blobs->get(digest.value()).value() != bytes) ADD_FAILURE() << bytes;
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace vermilion::test
