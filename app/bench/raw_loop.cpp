#include "app/bench/raw_loop.hpp"

#include <filesystem>

#include "app/hall/house_record.hpp"
#include "base/check.hpp"

namespace vermilion::bench {

Result<std::unique_ptr<RawLoop>> RawLoop::start(
    const std::string& directory, std::function<void(const std::function<void()>&)> batch,
    const std::optional<KafkaOptions>& kafka) {
  std::unique_ptr<RawLoop> loop{new RawLoop};
  loop->batch_ = std::move(batch);
  std::filesystem::create_directories(directory);
  HouseId house;
  fill_random(reinterpret_cast<char*>(house.octets.data()), house.octets.size());
  const auto record = make_house_record(house, {"raw", true, Instant{1}});
  if (kafka) {
    VERMILION_TRY(KafkaJournal::found(*kafka, record));
    VERMILION_TRY(loop->journal_, KafkaJournal::open(loop->files_, directory, *kafka));
  } else {
    VERMILION_TRY(SegmentJournal::found(loop->files_, directory, record));
    VERMILION_TRY(auto segments, SegmentJournal::open(loop->files_, directory));
    loop->segments_ = segments.get();
    loop->journal_ = std::move(segments);
  }
  VERMILION_TRY(loop->tip_, loop->journal_->claim(0, Claim{{}, "raw", Instant{1}}));
  loop->forming_ = std::thread{[self = loop.get()] { self->run_forming(); }};
  loop->writer_ = std::thread{[self = loop.get()] { self->run_journal(); }};
  return loop;
}

RawLoop::~RawLoop() {
  stop();
}

void RawLoop::stop() {
  {
    const std::lock_guard lock{mutex_};
    if (!forming_.joinable()) return;
    stopping_ = true;
    forming_wakes_.notify_all();
  }
  forming_.join();
  {
    const std::lock_guard lock{mutex_};
    forming_ended_ = true;
    journal_wakes_.notify_all();
  }
  writer_.join();
}

void RawLoop::submit(Bytes payload, Done done) {
  const std::lock_guard lock{mutex_};
  inbox_.push_back({std::move(payload), std::move(done)});
  forming_wakes_.notify_one();
}

void RawLoop::run_forming() {
  std::vector<Item> taken;
  std::vector<Done> in_flight;
  std::vector<Done> forming;
  FrameBuilder builder{journal_->house(), 0, tip_.epoch};
  for (;;) {
    bool done = false;
    {
      std::unique_lock lock{mutex_};
      forming_wakes_.wait(lock, [&] { return !inbox_.empty() || written_ || stopping_; });
      done = std::exchange(written_, false);
      if (done) writing_ = false;
      taken.swap(inbox_);
      if (stopping_ && taken.empty() && !done && !writing_ && builder.empty()) return;
    }
    if (done) {
      batch_([&] {
        for (auto& answer : in_flight) answer();
      });
      in_flight.clear();
    }
    for (auto& item : taken) {
      Header header;
      header.house = journal_->house();
      header.epoch = tip_.epoch;
      header.sequence = ++tip_.sequence;
      header.previous = tip_.head;
      Body body;
      body.fact = "Raw";
      body.payload = std::move(item.payload);
      const auto record = encode_record(header, body);
      tip_.head = hash_of_record(record);
      VERMILION_CHECK(builder.fits(record.size()), "64 connections never fill a frame");
      builder.add(record);
      forming.push_back(std::move(item.done));
    }
    taken.clear();
    const std::lock_guard lock{mutex_};
    if (!writing_ && !builder.empty()) {
      to_write_ = builder.finish();
      in_flight.swap(forming);
      writing_ = true;
      journal_wakes_.notify_one();
    }
  }
}

void RawLoop::run_journal() {
  for (;;) {
    Bytes frame;
    {
      std::unique_lock lock{mutex_};
      journal_wakes_.wait(lock, [&] { return !to_write_.empty() || forming_ended_; });
      if (to_write_.empty()) return;
      frame.swap(to_write_);
    }
    VERMILION_CHECK(journal_->append(0, frame) == Appended::done, "the raw journal stopped");
    if (segments_ != nullptr && segments_->due_to_roll(0)) {
      VERMILION_CHECK(segments_->roll(0).has_value(), "the raw journal cannot roll");
    }
    const std::lock_guard lock{mutex_};
    ++frames_;
    written_ = true;
    forming_wakes_.notify_one();
  }
}

}  // namespace vermilion::bench
