#include "adapters/kafka/journal/kafka_partition.hpp"

#include <fmt/format.h>

#include "events/facts/house.hpp"

namespace vermilion {
namespace {

constexpr std::chrono::milliseconds reading_nap{100};
constexpr std::chrono::milliseconds storing_pause{500};
constexpr int claims_max = 3;
// How long a broker may take to learn that it leads no more.
constexpr std::chrono::milliseconds stale_for{10'000};
constexpr std::chrono::milliseconds stale_pause{200};

// Whether the journal rolls to a new segment behind a frame that ends with this record.
Result<bool> seals(BytesView record) {
  if (record.empty()) return false;
  VERMILION_TRY(const auto header, read_header(record));
  if (header.kind != RecordKind::house) return false;
  VERMILION_TRY(const auto body, read_body(record));
  return body.fact == SegmentSealed::name;
}

}  // namespace

KafkaPartition::KafkaPartition(FilePort& files, const std::string& directory,
                               const KafkaOptions& options, SegmentJournal& kept,
                               const kafka::Asking& asking, PartitionNumber partition)
    : files_{files},
      directory_{directory},
      options_{options},
      kept_{kept},
      asking_{asking},
      partition_{partition},
      arbiter_{kept.house(), partition, Tip{0, 0, hash_of_record(kept.house_record())}},
      kept_tip_{kept.tip(partition)} {}

KafkaPartition::~KafkaPartition() {
  end();
}

Result<std::unique_ptr<KafkaPartition>> KafkaPartition::follow(
    FilePort& files, const std::string& directory, const KafkaOptions& options,
    SegmentJournal& kept, const kafka::Asking& asking, PartitionNumber partition) {
  std::unique_ptr<KafkaPartition> here{
      new KafkaPartition{files, directory, options, kept, asking, partition}};
  VERMILION_TRY(here->begin());
  return here;
}

Result<void> KafkaPartition::begin() {
  position_.tip = arbiter_.tip();
  VERMILION_TRY(const auto found, load_position(files_, directory_, partition_));
  // A segment that was cut behind what the position names is read again from the start.
  const bool stands =
      found && found->tip.epoch <= kept_tip_.epoch && found->tip.sequence <= kept_tip_.sequence;
  if (stands) {
    position_ = *found;
    arbiter_ = Arbiter{kept_.house(), partition_, position_.tip};
  }
  stored_ = position_;
  VERMILION_TRY(take_producer());
  VERMILION_TRY(read_again({}));
  reader_ = std::jthread{[this](const std::stop_token& stop) { read_on(stop); }};
  keeper_ = std::jthread{[this](const std::stop_token& stop) { keep_on(stop); }};
  return ok();
}

Result<kafka::Extent> KafkaPartition::extent_around(std::int64_t next,
                                                    const std::stop_token& stop) const {
  const auto until = std::chrono::steady_clock::now() + std::min(options_.patience, stale_for);
  for (;;) {
    VERMILION_TRY(const auto extent, asking_.extent(options_.topic, partition_, options_.patience));
    if (next < extent.first) {
      return fail(Code::corrupt,
                  fmt::format("{}[{}] begins at offset {}, and this node would read on from {}: "
                              "copy the segments of another node first",
                              options_.topic, partition_, extent.first, next));
    }
    if (next <= extent.end) return extent;
    if (std::chrono::steady_clock::now() > until || stop.stop_requested()) {
      return fail(Code::corrupt,
                  fmt::format("{}[{}] ends at offset {}, and this node has read to {}: the topic "
                              "has lost what was acknowledged, or is another one",
                              options_.topic, partition_, extent.end, next));
    }
    std::this_thread::sleep_for(stale_pause);
  }
}

Result<void> KafkaPartition::read_again(const std::stop_token& stop) {
  std::int64_t next = 0;
  {
    const std::lock_guard lock{mutex_};
    next = static_cast<std::int64_t>(position_.next);
  }
  VERMILION_TRY(extent_around(next, stop));
  VERMILION_TRY(consumer_, kafka::Consumer::open(options_.cluster, options_.topic, partition_));
  return consumer_->begin(next);
}

void KafkaPartition::end() {
  for (auto* thread : {&reader_, &keeper_}) {
    thread->request_stop();
    if (thread->joinable()) thread->join();
  }
}

void KafkaPartition::close() {
  end();
  if (stopped()) return;
  // Whatever fails here costs reading it again, or a copy, at the next start.
  if (kept_.close(partition_) == Appended::done) static_cast<void>(store());
}

void KafkaPartition::halt(const Error& why) {
  const std::lock_guard lock{mutex_};
  if (!stopped_) stopped_ = why;
  changed_.notify_all();
}

Claimed KafkaPartition::claimed() const {
  const std::lock_guard lock{mutex_};
  return {position_.tip.epoch, position_.node};
}

std::optional<Error> KafkaPartition::stopped() const {
  const std::lock_guard lock{mutex_};
  return stopped_;
}

void KafkaPartition::read_on(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto read = consumer_->next(reading_nap);
    if (!read && read.error().code == Code::corrupt) {
      // Not there says the broker that was asked; another may lead by now.
      auto again = read_again(stop);
      while (!again && again.error().code == Code::unavailable && !stop.stop_requested()) {
        again = read_again(stop);
      }
      if (!again) return halt(again.error());
      continue;
    }
    if (!read) return halt(read.error());
    if (!read.value()) continue;
    const auto& message = *read.value();
    const auto taken = take(message.offset(), message.octets());
    if (!taken) {
      return halt(
          {taken.error().code, fmt::format("{}[{}] at offset {}: {}", options_.topic, partition_,
                                           message.offset(), taken.error().detail)});
    }
  }
}

Result<void> KafkaPartition::take(std::int64_t offset, BytesView frame) {
  VERMILION_TRY(const auto header, read_frame(frame));
  if (header.length != frame.size() || header.house != kept_.house() ||
      header.partition != partition_) {
    return fail(Code::diverged, "a message that is no frame of this house and partition");
  }
  VERMILION_TRY(const auto ruling, rule_frame(arbiter_, header, frame));
  const auto& tip = arbiter_.tip();
  if (!ruling.valid) {
    kept_.keep_void(partition_, frame, static_cast<std::uint64_t>(offset), ruling.why);
  } else if (tip.epoch > kept_tip_.epoch || tip.sequence > kept_tip_.sequence) {
    VERMILION_TRY(kept_.keep(header, frame, tip));
    VERMILION_TRY(const bool sealed, seals(ruling.last));
    if (sealed) {
      VERMILION_TRY(kept_.roll(partition_));
    }
  } else if (tip.sequence == kept_tip_.sequence && tip.head != kept_tip_.head) {
    return fail(Code::diverged,
                fmt::format("seq {} is not the record that this node has kept", tip.sequence));
  }
  std::optional<Claim> claimed;
  if (ruling.valid && header.kind == FrameKind::claim) {
    VERMILION_TRY(claimed, read_claim(ruling.last));
  }
  const std::lock_guard lock{mutex_};
  position_.next = static_cast<std::uint64_t>(offset) + 1;
  position_.tip = tip;
  if (claimed) position_.node = std::move(claimed->node);
  if (expected_ != nullptr && !expected_->met && expected_->frame == frame) {
    expected_->met = true;
    expected_->ruling = ruling;
    expected_->tip = tip;
  }
  changed_.notify_all();
  return ok();
}

void KafkaPartition::keep_on(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock{mutex_};
      ending_.wait_for(lock, stop, storing_pause, [] { return false; });
    }
    if (const auto stored = store(); !stored) return halt(stored.error());
  }
}

Result<void> KafkaPartition::store() {
  CarriedPosition position;
  {
    const std::lock_guard lock{mutex_};
    position = position_;
  }
  if (position == stored_) return ok();
  VERMILION_TRY(kept_.sync_kept(partition_));
  VERMILION_TRY(store_position(files_, directory_, partition_, position));
  stored_ = position;
  return ok();
}

// Under the mutex. What this node has kept was acknowledged, so it stands in the topic, or is lost.
Result<void> KafkaPartition::reaches_what_is_kept(std::uint64_t end) const {
  const auto& tip = position_.tip;
  if (tip.epoch >= kept_tip_.epoch && tip.sequence >= kept_tip_.sequence) return ok();
  return fail(
      Code::corrupt,
      fmt::format("{}[{}] ends at offset {} with seq {} of epoch {}, and this node has kept "
                  "seq {} of epoch {}: the topic has lost what was acknowledged",
                  options_.topic, partition_, end, tip.sequence, tip.epoch, kept_tip_.sequence,
                  kept_tip_.epoch));
}

Result<void> KafkaPartition::catch_up() {
  VERMILION_TRY(const auto extent, asking_.extent(options_.topic, partition_, options_.patience));
  const auto end = static_cast<std::uint64_t>(extent.end);
  std::unique_lock lock{mutex_};
  for (;;) {
    if (stopped_) return fail(stopped_->code, stopped_->detail);
    const auto before = position_.next;
    if (before >= end) return reaches_what_is_kept(end);
    // A long way is no fault while it gets shorter.
    const bool moved = changed_.wait_for(
        lock, options_.patience, [&] { return position_.next > before || stopped_.has_value(); });
    if (!moved) {
      return fail(Code::unavailable,
                  fmt::format("{}[{}] ends at offset {} and cannot be read on from {}",
                              options_.topic, partition_, end, before));
    }
  }
}

Result<KafkaPartition::Expected> KafkaPartition::send(BytesView frame) {
  if (const auto why = stopped()) return fail(why->code, why->detail);
  if (!producer_) {
    VERMILION_TRY(take_producer());
  }
  Expected expected;
  expected.frame = frame;
  {
    const std::lock_guard lock{mutex_};
    expected_ = &expected;
  }
  const auto sent = producer_->send(frame);
  auto met =
      sent ? wait_for(expected) : Result<Expected>{fail(sent.error().code, sent.error().detail)};
  {
    const std::lock_guard lock{mutex_};
    expected_ = nullptr;
  }
  if (!met) {
    reigns_ = false;
    producer_.reset();
    static_cast<void>(take_producer());  // if it cannot be had now, the next claim says why
  }
  return met;
}

Result<KafkaPartition::Expected> KafkaPartition::wait_for(Expected& expected) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, options_.patience, [&] { return expected.met || stopped_.has_value(); });
  if (expected.met) return expected;
  if (stopped_) return fail(stopped_->code, stopped_->detail);
  return fail(Code::unavailable,
              fmt::format("{}[{}]: the frame was acknowledged and not met again in {} ms",
                          options_.topic, partition_, options_.patience.count()));
}

// It connects at once, which is better done before a claim needs it.
Result<void> KafkaPartition::take_producer() {
  VERMILION_TRY(producer_, kafka::Producer::open(options_.cluster, options_.topic, partition_,
                                                 options_.patience));
  return ok();
}

// It claims behind what it has read. A claim that lost was met with all that stands before it, so
// the next one knows better; losing again and again is a duel, which the caller must end.
Result<Reigning> KafkaPartition::claim(const Claim& claim) {
  Header header;
  header.kind = RecordKind::claim;
  header.house = kept_.house();
  header.partition = partition_;
  for (int i = 0; i < claims_max; ++i) {
    {
      const std::lock_guard lock{mutex_};
      header.epoch = position_.tip.epoch + 1;
    }
    FrameBuilder builder{header.house, partition_, header.epoch};
    builder.add(encode_claim(header, claim));
    VERMILION_TRY(const auto met, send(builder.finish(FrameKind::claim)));
    if (!met.ruling.valid) continue;
    reigns_ = true;
    return Reigning{met.tip.epoch, met.tip.sequence, met.tip.head};
  }
  return fail(Code::conflict,
              fmt::format("partition {}: another claim took epoch {}", partition_, header.epoch));
}

Appended KafkaPartition::append(BytesView frame) {
  const auto header = read_frame(frame);
  if (!header || header.value().length != frame.size() || header.value().house != kept_.house() ||
      header.value().partition != partition_ || header.value().kind == FrameKind::claim) {
    return Appended::not_done;
  }
  if (stopped() || !reigns_) return Appended::not_done;
  const auto met = send(frame);
  if (!met) return Appended::unknown;
  return met.value().ruling.valid ? Appended::done : Appended::not_done;
}

}  // namespace vermilion
