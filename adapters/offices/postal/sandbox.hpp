// The post's counterpart for demonstrations and tests.
//
// A parcel is a number after the other, by its order's key. What becomes of it follows from words
// in its address: 退回 comes back after an attempt, 遗失 is lost, 乱序 is told late, twice and in
// reverse, of 中断 and 无讯 the end and everything is never told; all others are delivered to the
// addressee; with 一次 all of it is told at once. Each time that one asks and knows all that
// was told, one piece more is told. Scans happen a second after the other, from asked_at on, so
// that a hall with a set clock hears of them in its own time. At most `parcels_max` parcels are
// kept; then a new one is answered 503. Threads: any.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <mutex>

#include "adapters/offices/frame/sandbox_reply.hpp"
#include "adapters/offices/postal/contract.hpp"

namespace vermilion::postal {

using offices::SandboxReply;

class Sandbox {
 public:
  explicit Sandbox(std::size_t parcels_max = 100'000) : parcels_max_{parcels_max} {}

  [[nodiscard]] SandboxReply order(std::string_view key, std::string_view body);
  [[nodiscard]] SandboxReply news(std::string_view path, std::string_view query);

  // {"parcels", "repeated", "questions", "told", "ended"}
  [[nodiscard]] boost::json::object statistics() const;

 private:
  struct Known {
    Order order;
    std::string waybill;
    std::vector<ParcelScan> events;   // in the order in which they are told
    std::vector<std::size_t> pieces;  // each ends before this number
    std::size_t told = 0;             // pieces
  };

  const std::size_t parcels_max_;
  mutable std::mutex mutex_;
  std::map<std::string, Known, std::less<>> known_;           // by waybill
  std::map<std::string, std::string, std::less<>> waybills_;  // by key
  std::uint64_t repeated_ = 0;
  std::uint64_t questions_ = 0;
  std::uint64_t told_ = 0;
  std::uint64_t ended_ = 0;
};

}  // namespace vermilion::postal
