#include "app/publish/publishing.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <charconv>

#include "adapters/system/thread_name.hpp"

namespace vermilion {
namespace {

constexpr std::size_t events_a_batch = 1'000;
constexpr std::size_t records_a_look = 20'000;
constexpr std::chrono::milliseconds idle_pause{50};
constexpr std::chrono::milliseconds trouble_pause{1'000};

// The number behind the last ':' of a header, or all of it.
std::optional<std::uint64_t> number_in(const kafka::PublicTopic::Headers& headers,
                                       std::string_view name) {
  for (const auto& [header, value] : headers) {
    if (header != name) continue;
    const auto text = std::string_view{value}.substr(value.rfind(':') + 1);
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc{} && read.ptr == text.data() + text.size()) return number;
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<Publishing> Publishing::start(Hall& hall, KafkaOptions kafka) {
  std::unique_ptr<Publishing> publishing{new Publishing{hall, std::move(kafka)}};
  auto* const self = publishing.get();
  publishing->thread_ = std::jthread{[self](const std::stop_token& stop) { self->run(stop); }};
  return publishing;
}

Publishing::~Publishing() = default;

api::PublishingStatistics Publishing::statistics() const {
  const std::lock_guard lock{mutex_};
  return statistics_;
}

Result<void> Publishing::open() {
  kafka::PublicTopicOptions options;
  options.cluster = kafka_.cluster;
  options.topic = api::public_topic(kafka_.topic, public_families.front());
  options.partition = Hall::partition;
  options.partitions = partitions_max;
  options.single_broker = kafka_.single_broker;
  options.patience = kafka_.patience;
  VERMILION_TRY(auto topic, kafka::PublicTopic::open(options));
  pubseq_ = 0;
  position_ = 0;
  if (const auto& tail = topic->tail()) {
    const auto pubseq = number_in(*tail, "ce_pubseq");
    const auto position = number_in(*tail, "ce_id");
    if (!pubseq || !position || *position > hall_.journal().last(Hall::partition)) {
      return fail(Code::corrupt, options.topic + ": its last message is none of this house's");
    }
    pubseq_ = *pubseq;
    position_ = *position;
  }
  topic_ = std::move(topic);
  return ok();
}

kafka::PublicMessage Publishing::message_of(const Header& header, const CaseChanged& event,
                                            std::uint64_t pubseq) const {
  kafka::PublicMessage message;
  message.key = event.case_id.text();
  message.headers = {
      {"ce_specversion", "1.0"},
      {"ce_id", Position{header.partition, header.sequence}.text()},
      {"ce_source", "urn:vermilion:house:" + to_hex(view_of(header.house.octets))},
      {"ce_type", fmt::format("vermilion.{}.v{}", CaseChanged::name, CaseChanged::schema)},
      {"ce_subject", message.key},
      {"ce_time", to_text(event.recorded_at)},
      {"ce_dataschema", api::public_schema_id()},
      {"ce_pubseq", std::to_string(pubseq)},
      {"content-type", "application/json"},
  };
  if (hall_.founded().set_clock) message.headers.emplace_back("ce_setclock", "true");
  message.value = boost::json::serialize(api::public_json(event));
  return message;
}

Result<bool> Publishing::publish_some() {
  std::vector<kafka::PublicMessage> batch;
  auto pubseq = pubseq_;
  auto position = position_;
  std::size_t looked = 0;
  const Error enough{Code::full, "enough for one batch"};  // ends the walk
  const auto read =
      hall_.journal().read(Hall::partition, position_ + 1, [&](const Entry& entry) -> Result<void> {
        if (batch.size() >= events_a_batch || looked >= records_a_look)
          return fail(enough.code, enough.detail);
        ++looked;
        position = entry.header.sequence;
        if (entry.header.kind != RecordKind::accepted) return ok();
        VERMILION_TRY(const auto body, read_body(entry.record));
        if (const auto event = case_changed(entry.header, body)) {
          batch.push_back(message_of(entry.header, *event, ++pubseq));
        }
        return ok();
      });
  const bool full = batch.size() >= events_a_batch || looked >= records_a_look;
  if (!read && !full) return fail(read.error().code, read.error().detail);
  VERMILION_TRY(topic_->publish(batch));
  pubseq_ = pubseq;
  position_ = position;
  const std::lock_guard lock{mutex_};
  statistics_.published += batch.size();
  statistics_.pubseq = pubseq_;
  statistics_.position = position_;
  statistics_.trouble.clear();
  return looked > 0;
}

void Publishing::run(const std::stop_token& stop) {
  name_this_thread("publishing");
  while (!stop.stop_requested()) {
    auto pause = idle_pause;
    if (!hall_.loop().reigns()) {
      topic_.reset();
    } else {
      auto done = topic_ ? Result<void>{ok()} : open();
      bool more = false;
      if (done) {
        auto some = publish_some();
        if (some) {
          more = some.value();
        } else {
          done = fail(some.error().code, some.error().detail);
        }
      }
      if (!done) {
        // What became of it is found out by opening the topic anew.
        topic_.reset();
        pause = trouble_pause;
        const std::lock_guard lock{mutex_};
        statistics_.trouble = done.error().text();
      }
      if (more) continue;
    }
    std::unique_lock lock{mutex_};
    pauses_.wait_for(lock, stop, pause, [] { return false; });
  }
  topic_.reset();
}

}  // namespace vermilion
