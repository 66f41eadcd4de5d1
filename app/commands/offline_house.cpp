#include "app/commands/offline_house.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace vermilion::commands {
namespace {

constexpr std::int64_t between_lines = 200'000;  // microseconds

std::int64_t monotonic() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace

Result<std::unique_ptr<OfflineHouse>> OfflineHouse::open(const std::string& directory) {
  std::unique_ptr<OfflineHouse> house{new OfflineHouse};
  house->directory_ = directory;
  SegmentOptions options;
  options.read_only = true;
  options.background = false;
  auto journal = SegmentJournal::open(house->files_, directory, options);
  if (!journal) {
    const auto& error = journal.error();
    const bool held = error.code == Code::conflict;
    return fail(error.code,
                error.detail + (held ? "; stop the hall first, or look at a copy" : ""));
  }
  house->journal_ = std::move(journal.value());
  VERMILION_TRY(house->founded_, read_house_record(house->journal_->house_record()));
  return house;
}

std::uint64_t OfflineHouse::records() const {
  std::uint64_t all = 0;
  for (const auto partition : journal_->partitions()) all += journal_->last(partition);
  return all;
}

Progress::Progress(std::string what, std::uint64_t all)
    : what_{std::move(what)}, all_{all}, started_{monotonic()}, terminal_{isatty(2) != 0} {}

Progress::~Progress() {
  if (terminal_ && said_ != 0) std::fprintf(stderr, "\r\033[K");
}

void Progress::at(std::uint64_t records) {
  if (!terminal_) return;
  const auto now = monotonic();
  if (now - said_ < between_lines) return;
  said_ = now;
  const auto rate = static_cast<double>(records) / std::max(seconds(), 0.001);
  std::fprintf(stderr, "\r\033[K%s: %llu of %llu records, %.0f/s", what_.c_str(),
               static_cast<unsigned long long>(records), static_cast<unsigned long long>(all_),
               rate);
}

double Progress::seconds() const {
  return static_cast<double>(monotonic() - started_) / 1e6;
}

}  // namespace vermilion::commands
