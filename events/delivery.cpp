#include "events/delivery.hpp"

#include <algorithm>
#include <array>

#include "base/identifiers.hpp"
#include "events/codec/upcast.hpp"

namespace vermilion {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kinds{
    {{"collected", parcel::under_way},
     {"in_transit", parcel::under_way},
     {"out_for_delivery", parcel::under_way},
     {"attempted", parcel::under_way},
     {"delivered", parcel::delivered},
     {"returned", parcel::returned},
     {"lost", parcel::lost}}};

// The record is accepted, so there is a parcel that it speaks of.
Result<Parcel*> newest(std::vector<Parcel>& parcels) {
  if (parcels.empty()) return fail(Code::corrupt, "a record of a parcel, and none was ordered");
  return &parcels.back();
}

}  // namespace

std::string_view state_of(const std::vector<Parcel>& parcels) noexcept {
  return parcels.empty() ? parcel::none : std::string_view{parcels.back().state};
}

bool is_waybill(std::string_view text) noexcept {
  const bool digits =
      std::all_of(text.begin(), text.end(), [](char one) { return one >= '0' && one <= '9'; });
  return digits ? text.size() == 13 : identifiers::check_parcel_number(text).has_value();
}

std::string_view state_by(std::string_view kind) noexcept {
  for (const auto& [known, state] : kinds) {
    if (known == kind) return state;
  }
  return {};
}

Parcel parcel_after(Parcel parcel, const std::vector<ParcelScan>& scans) {
  auto& known = parcel.scans;
  for (const auto& scan : scans) {
    const bool before = std::any_of(known.begin(), known.end(),
                                    [&](const ParcelScan& one) { return one.trace == scan.trace; });
    if (before) continue;
    const auto later =
        std::upper_bound(known.begin(), known.end(), scan,
                         [](const ParcelScan& a, const ParcelScan& b) { return a.at < b.at; });
    known.insert(later, scan);
  }
  parcel.state = parcel::under_way;
  for (const auto& scan : known) {
    const auto state = state_by(scan.kind);
    if (state.empty() || state == parcel::under_way) continue;
    parcel.state = state;
    parcel.ended_at = scan.at;
  }
  if (known.size() > scans_max) {
    known.erase(known.begin(), known.end() - static_cast<std::ptrdiff_t>(scans_max));
  }
  return parcel;
}

bool is_of_delivery(const Body& body) noexcept {
  return body.basis.edition.name == "delivery";
}

bool is_delivery_fact(std::string_view fact) noexcept {
  return fact == ParcelOrdered::name || fact == ParcelLabelled::name ||
         fact == ParcelTracked::name || fact == ParcelUnavailable::name ||
         fact == ParcelSettled::name;
}

Result<void> fold_delivery(std::vector<Parcel>& parcels, const Body& body) {
  if (body.fact == ParcelOrdered::name) {
    VERMILION_TRY(const auto fact, read_fact<ParcelOrdered>(body.schema, body.payload));
    Parcel made;
    made.state = parcel::ordered;
    made.contents = fact.contents;
    made.ordered_at = body.effective_at;
    parcels.push_back(std::move(made));
    return ok();
  }
  VERMILION_TRY(auto* const one, newest(parcels));
  if (body.fact == ParcelLabelled::name) {
    VERMILION_TRY(const auto fact, read_fact<ParcelLabelled>(body.schema, body.payload));
    one->state = parcel::labelled;
    one->waybill = fact.waybill;
  } else if (body.fact == ParcelTracked::name) {
    VERMILION_TRY(const auto fact, read_fact<ParcelTracked>(body.schema, body.payload));
    *one = parcel_after(std::move(*one), fact.scans);
    one->through = fact.through;
  } else if (body.fact == ParcelUnavailable::name) {
    one->state = parcel::unclear;
  } else if (body.fact == ParcelSettled::name) {
    VERMILION_TRY(const auto fact, read_fact<ParcelSettled>(body.schema, body.payload));
    one->state = state_by(fact.outcome);
    one->ended_at = fact.at;
  }
  return ok();
}

}  // namespace vermilion
