#include "adapters/offices/postal/sandbox.hpp"

#include <fmt/format.h>

#include "base/identifiers.hpp"

namespace vermilion::postal {

using offices::problem_reply;

namespace {

struct Step {
  int number;  // of the parcel's life: when it happened, and its trace
  const char* kind;
};
using Piece = std::vector<Step>;

std::vector<Piece> life_of(std::string_view address) {
  const auto says = [&](std::string_view word) {
    return address.find(word) != std::string_view::npos;
  };
  if (says("无讯")) return {};
  if (says("中断")) return {{{1, "collected"}}};
  if (says("退回")) {
    return {{{1, "collected"}},
            {{2, "in_transit"}, {3, "out_for_delivery"}, {4, "attempted"}},
            {{5, "returned"}}};
  }
  if (says("遗失")) return {{{1, "collected"}, {2, "in_transit"}}, {{3, "lost"}}};
  if (says("乱序")) {
    return {{{2, "in_transit"}, {1, "collected"}, {2, "in_transit"}},
            {{4, "delivered"}, {3, "out_for_delivery"}, {4, "delivered"}}};
  }
  return {{{1, "collected"}}, {{2, "in_transit"}}, {{3, "out_for_delivery"}, {4, "delivered"}}};
}

ParcelScan scan_of(const Step& step, const Order& order, std::string_view waybill) {
  const bool delivered = std::string_view{step.kind} == "delivered";
  return {fmt::format("{}-{}", waybill, step.number), step.kind,
          order.asked_at + step.number * microseconds_a_second,
          step.number == 1   ? "收寄网点"
          : step.number == 2 ? "分拨中心"
                             : "投递网点",
          delivered ? "addressee" : ""};
}

}  // namespace

SandboxReply Sandbox::order(std::string_view key, std::string_view body) {
  auto read = read_order(body);
  if (!read) return problem_reply(400, read.error().detail);
  if (key != read.value().request_id) {
    return problem_reply(400, "the Idempotency-Key is not the request_id");
  }
  const std::scoped_lock lock{mutex_};
  if (const auto before = waybills_.find(key); before != waybills_.end()) {
    ++repeated_;
    if (known_.at(before->second).order != read.value()) {
      return problem_reply(422, "this Idempotency-Key was used for another parcel");
    }
    return {200, taken_json(key, before->second), 0};
  }
  if (known_.size() >= parcels_max_) return problem_reply(503, "too many parcels");
  Known made;
  made.waybill = identifiers::synthetic_parcel_number(static_cast<int>(known_.size() + 1));
  made.order = std::move(read.value());
  const bool at_once = made.order.address.find("一次") != std::string::npos;
  for (const auto& piece : life_of(made.order.address)) {
    for (const auto& step : piece) {
      made.events.push_back(scan_of(step, made.order, made.waybill));
    }
    if (at_once) made.pieces.clear();
    made.pieces.push_back(made.events.size());
  }
  waybills_.emplace(key, made.waybill);
  auto answer = taken_json(key, made.waybill);
  known_.emplace(made.waybill, std::move(made));
  return {200, std::move(answer), 0};
}

SandboxReply Sandbox::news(std::string_view path, std::string_view query) {
  constexpr std::uint32_t again_s = 1;
  const auto asked = read_question(path, query);
  if (!asked) return problem_reply(400, asked.error().detail);
  const auto& question = asked.value();
  const std::scoped_lock lock{mutex_};
  ++questions_;
  const auto found = known_.find(question.waybill);
  if (found == known_.end()) return problem_reply(404, "no such parcel");
  auto& one = found->second;
  const auto told = one.told == 0 ? 0 : one.pieces[one.told - 1];
  if (question.after > told) return problem_reply(422, "nothing was told through that number");
  if (question.after < told) {  // asked again for what was told: the same answer
    News news;
    news.through = told;
    news.events.assign(one.events.begin() + static_cast<std::ptrdiff_t>(question.after),
                       one.events.begin() + static_cast<std::ptrdiff_t>(told));
    told_ += news.events.size();
    return {200, to_json(question.request_id, news), 0};
  }
  if (one.told < one.pieces.size() && ++one.told == one.pieces.size()) ++ended_;
  return {202, pending_json(question), again_s};
}

boost::json::object Sandbox::statistics() const {
  const std::scoped_lock lock{mutex_};
  return {{"parcels", known_.size()},
          {"repeated", repeated_},
          {"questions", questions_},
          {"told", told_},
          {"ended", ended_}};
}

}  // namespace vermilion::postal
