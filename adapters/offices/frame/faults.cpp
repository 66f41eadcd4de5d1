#include "adapters/offices/frame/faults.hpp"

#include <algorithm>
#include <array>

#include "adapters/offices/frame/strict_json.hpp"

namespace vermilion::offices {
namespace {

constexpr std::array<std::string_view, 9> mode_names = {
    "down", "slow", "late", "error", "malformed", "drip", "huge", "pending", "duplicate"};
constexpr std::array<std::string_view, 7> members = {
    "office", "mode", "for_requests", "for_seconds", "probability", "delay_ms", "status"};

// A whole number of `object` within its bounds; nothing when it is not there.
Result<std::optional<std::uint64_t>> number_of(const boost::json::object& object,
                                               std::string_view name, std::uint64_t least,
                                               std::uint64_t most) {
  const auto* value = object.if_contains(boost::json::string_view(name.data(), name.size()));
  if (value == nullptr) return std::optional<std::uint64_t>{};
  const auto* number = value->if_int64();
  if (number == nullptr || *number < static_cast<std::int64_t>(least) ||
      *number > static_cast<std::int64_t>(most)) {
    return fail(Code::invalid, std::string(name) + " is a whole number from " +
                                   std::to_string(least) + " to " + std::to_string(most));
  }
  return std::optional<std::uint64_t>(static_cast<std::uint64_t>(*number));
}

Result<double> probability_of(const boost::json::object& object) {
  const auto* value = object.if_contains("probability");
  if (value == nullptr) return 1.0;
  boost::system::error_code error;
  const double probability = value->to_number<double>(error);
  if (error || !(probability >= 0.0 && probability <= 1.0)) {
    return fail(Code::invalid, "probability is a number from 0 to 1");
  }
  return probability;
}

}  // namespace

std::string_view name_of(FaultMode mode) noexcept {
  return mode_names[static_cast<std::size_t>(mode)];
}

Result<Fault> read_fault(std::string_view json) {
  VERMILION_TRY(const auto object, read_object(json, 4096));
  for (const auto& member : object) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::find(members.begin(), members.end(), name) == members.end()) {
      return fail(Code::invalid,
                  "a fault has office, mode, for_requests, for_seconds, "
                  "probability, delay_ms, status and no other member");
    }
  }
  Fault fault;
  fault.office = text_of(object, "office", 64);
  const auto mode = std::find(mode_names.begin(), mode_names.end(), text_of(object, "mode", 16));
  if (fault.office.empty() || mode == mode_names.end()) {
    return fail(Code::invalid,
                "office is a name, and mode one of down, slow, late, error, "
                "malformed, drip, huge, pending, duplicate");
  }
  fault.mode = static_cast<FaultMode>(mode - mode_names.begin());
  VERMILION_TRY(fault.for_requests, number_of(object, "for_requests", 1, 1'000'000'000));
  VERMILION_TRY(fault.for_seconds, number_of(object, "for_seconds", 1, 86'400));
  VERMILION_TRY(fault.probability, probability_of(object));
  VERMILION_TRY(const auto delay, number_of(object, "delay_ms", 0, 600'000));
  VERMILION_TRY(const auto status, number_of(object, "status", 300, 599));
  const std::uint64_t usual = fault.mode == FaultMode::late ? 30'000 : 2'000;
  fault.delay = Milliseconds(delay.value_or(usual));
  fault.status = static_cast<int>(status.value_or(500));
  return fault;
}

Result<void> Faults::add(Fault fault, Moment now) {
  const std::scoped_lock lock(mutex_);
  forget_past(now);
  if (standing_.size() >= faults_max) {
    return fail(Code::full, "64 faults stand already; DELETE /faults takes them away");
  }
  std::optional<Moment> until;
  if (fault.for_seconds) until = now + std::chrono::seconds(*fault.for_seconds);
  standing_.push_back({std::move(fault), until});
  return ok();
}

std::optional<Fault> Faults::meet(std::string_view office, Moment now) {
  const std::scoped_lock lock(mutex_);
  forget_past(now);
  for (Standing& standing : standing_) {
    Fault& fault = standing.fault;
    if (fault.office != office) continue;
    // 53 bits, as a double holds them.
    if (static_cast<double>(chance_() >> 11U) * 0x1.0p-53 >= fault.probability) continue;
    ++fault.hit;
    if (fault.for_requests) --*fault.for_requests;
    return fault;
  }
  return std::nullopt;
}

void Faults::clear() {
  const std::scoped_lock lock(mutex_);
  standing_.clear();
}

boost::json::array Faults::list(Moment now) {
  const std::scoped_lock lock(mutex_);
  forget_past(now);
  boost::json::array all;
  for (const Standing& standing : standing_) {
    const Fault& fault = standing.fault;
    const std::string_view mode = name_of(fault.mode);
    boost::json::object one{{"office", fault.office},           {"mode", std::string(mode)},
                            {"probability", fault.probability}, {"delay_ms", fault.delay.count()},
                            {"status", fault.status},           {"hit", fault.hit}};
    if (fault.for_requests) one["requests_left"] = *fault.for_requests;
    if (standing.until) {
      one["seconds_left"] =
          std::chrono::duration_cast<std::chrono::seconds>(*standing.until - now).count();
    }
    all.push_back(std::move(one));
  }
  return all;
}

void Faults::forget_past(Moment now) {
  std::erase_if(standing_, [now](const Standing& standing) {
    return (standing.until && *standing.until <= now) || standing.fault.for_requests == 0U;
  });
}

}  // namespace vermilion::offices
