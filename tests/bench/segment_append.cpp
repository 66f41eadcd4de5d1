// bench_segment_append DIRECTORY [SECONDS]: how fast the segment journal takes records of 300
// octets.
//
// One record outstanding: frames of one. 64 outstanding: frames of 64, because all that wait for
// one sync come back together. Frames are made in the same thread, outside what is timed; beside
// it, the same octets by a plain pwrite and fdatasync into a file of zeros, which is the disk's own
// word. One JSON line a run. DIRECTORY must not exist.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "adapters/store/segments/posix_files.hpp"
#include "adapters/store/segments/segment_journal.hpp"
#include "base/check.hpp"
#include "tests/contract/chain_writer.hpp"

namespace vermilion::test {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

struct Measured {
  std::vector<double> waits;  // seconds an append
  std::uint64_t records = 0;
  std::uint64_t octets = 0;
  void add(double wait, std::uint32_t count, std::size_t size) {
    waits.push_back(wait);
    records += count;
    octets += size;
  }
  void print(const char* what, std::uint32_t outstanding) {
    std::sort(waits.begin(), waits.end());
    double busy = 0;
    for (const auto wait : waits) busy += wait;
    const auto at = [&](double share) {
      return waits[static_cast<std::size_t>(share * static_cast<double>(waits.size() - 1))] * 1e6;
    };
    fmt::print(R"({{"what":"{}","outstanding":{},"records_a_second":{:.0f},"frames":{},)"
               R"("octets_a_record":{:.0f},"p50_us":{:.0f},"p99_us":{:.0f},"p999_us":{:.0f},)"
               R"("max_us":{:.0f}}})"
               "\n",
               what, outstanding, static_cast<double>(records) / busy, waits.size(),
               static_cast<double>(octets) / static_cast<double>(records), at(0.5), at(0.99),
               at(0.999), at(1.0));
  }
};

void run(SegmentJournal& journal, PosixFiles& files, const std::string& directory,
         std::uint32_t outstanding, double seconds) {
  const auto partition = static_cast<PartitionNumber>(outstanding == 1 ? 0 : 1);
  const auto reigning = journal.claim(partition, sample_claim(1));
  VERMILION_CHECK(reigning);
  ChainWriter writer{journal.house(), partition, reigning.value()};
  Measured appended;
  Measured plain;
  const auto path = directory + "/plain";
  const auto file = std::move(files.open(path, Opening::fresh).value());
  VERMILION_CHECK(write_zeros(*file, 0, 256 * 1024 * 1024) && file->sync());
  std::uint64_t at = 0;
  double rolling = 0;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (Clock::now() < end) {
    const auto frame = writer.frame(outstanding, 12);
    const auto start = Clock::now();
    VERMILION_CHECK(journal.append(partition, frame) == Appended::done);
    const auto stop = Clock::now();
    writer.done();
    appended.add(seconds_between(start, stop), outstanding, frame.size());
    if (journal.due_to_roll(partition)) {
      VERMILION_CHECK(journal.roll(partition));
      rolling = std::max(rolling, seconds_between(stop, Clock::now()));
    }
    if (at + frame.size() > 256 * 1024 * 1024) at = 0;
    const auto again = Clock::now();
    VERMILION_CHECK(file->write_at(at, frame) && file->sync());
    plain.add(seconds_between(again, Clock::now()), outstanding, frame.size());
    at += frame.size();
  }
  appended.print("SegmentJournal::append", outstanding);
  plain.print("pwrite + fdatasync", outstanding);
  fmt::print(R"({{"what":"longest roll","ms":{:.1f}}})"
             "\n",
             rolling * 1e3);
  const auto start = Clock::now();
  Sequence read = 0;
  VERMILION_CHECK(journal.read(partition, 1, [&](const Entry& entry) -> Result<void> {
    read = entry.header.sequence;
    return ok();
  }));
  fmt::print(R"({{"what":"read all","records":{},"records_a_second":{:.0f}}})"
             "\n",
             read, static_cast<double>(read) / seconds_between(start, Clock::now()));
}

}  // namespace
}  // namespace vermilion::test

int main(int count, char** arguments) {
  using namespace vermilion;
  if (count < 2) {
    fmt::print(stderr, "usage: bench_segment_append DIRECTORY [SECONDS]\n");
    return 2;
  }
  const std::string directory{arguments[1]};
  const double seconds = count > 2 ? std::atof(arguments[2]) : 5.0;
  PosixFiles files;
  const auto founded = SegmentJournal::found(files, directory, test::sample_house_record());
  if (!founded) {
    fmt::print(stderr, "{}\n", founded.error().text());
    return 2;
  }
  auto journal = std::move(SegmentJournal::open(files, directory).value());
  for (const std::uint32_t outstanding : {1U, 64U}) {
    test::run(*journal, files, directory, outstanding, seconds);
  }
  journal->settle();
  return 0;
}
