// The parcels of a case, folded alike by the decider and by views.
//
// Such facts are judged by the edition "delivery/1" over the state of the newest parcel; the case's
// own states stay as they are. Threads: values.
#pragma once

#include "events/facts/delivery.hpp"
#include "events/record.hpp"

namespace vermilion {

inline constexpr std::size_t parcels_max = 8;  // of one case
inline constexpr std::size_t scans_max = 64;   // kept of one parcel, the newest

// Where a parcel stands; the last three are its ends.
namespace parcel {
inline constexpr std::string_view none = "NO_PARCEL";
inline constexpr std::string_view ordered = "ORDERED";
inline constexpr std::string_view labelled = "LABELLED";
inline constexpr std::string_view under_way = "UNDER_WAY";
inline constexpr std::string_view unclear = "UNCLEAR";
inline constexpr std::string_view delivered = "DELIVERED";
inline constexpr std::string_view returned = "RETURNED";
inline constexpr std::string_view lost = "LOST";
}  // namespace parcel

struct Parcel {
  std::string state;
  std::string waybill;  // empty before the post has given one
  std::string contents;
  Instant ordered_at;
  Instant ended_at;               // when it was delivered, came back, or was lost
  std::uint64_t through = 0;      // events of the post that were told
  std::vector<ParcelScan> scans;  // each once, by when they happened
  template <class Archive>
  void serialize(Archive& archive) {
    archive(state, waybill, contents, ordered_at, ended_at, through, scans);
  }
  bool operator==(const Parcel&) const = default;
};

// The state of "delivery/1".
[[nodiscard]] std::string_view state_of(const std::vector<Parcel>& parcels) noexcept;
// What a parcel would be if this were told of it: a scan that was told before changes nothing, and
// of the ends the one that happened last counts, whatever else was told before or after it.
[[nodiscard]] Parcel parcel_after(Parcel parcel, const std::vector<ParcelScan>& scans);
// A number that the post may give: UPU S10 where it has letters, else the thirteen digits of EMS.
[[nodiscard]] bool is_waybill(std::string_view text) noexcept;
// "" when `kind` is none of ParcelScan::kind.
[[nodiscard]] std::string_view state_by(std::string_view kind) noexcept;

[[nodiscard]] bool is_of_delivery(const Body& body) noexcept;
[[nodiscard]] bool is_delivery_fact(std::string_view fact) noexcept;
// Folds an accepted record of the edition "delivery". Errors: corrupt.
[[nodiscard]] Result<void> fold_delivery(std::vector<Parcel>& parcels, const Body& body);

}  // namespace vermilion
