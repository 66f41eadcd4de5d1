#include "adapters/offices/postal/contract.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "adapters/offices/frame/strict_json.hpp"
#include "events/delivery.hpp"

namespace vermilion::postal {
namespace {

namespace json = boost::json;
using offices::has_exactly;
using offices::is_token;
using offices::read_object;
using offices::text_of;

constexpr std::size_t id_max = 64;
constexpr std::size_t path_max = 256;
constexpr std::size_t place_max = 200;
constexpr std::size_t text_max = 500;
constexpr std::string_view events_suffix = "/events";

Error bad(std::string_view what) {
  return {Code::corrupt, std::string{what}};
}

Result<std::string> token_in(const json::object& object, std::string_view name) {
  const auto text = text_of(object, name, id_max);
  if (!is_token(text, id_max)) return bad("a token of at most 64 characters is missing");
  return std::string{text};
}

Result<std::string> text_in(const json::object& object, std::string_view name) {
  const auto text = text_of(object, name, text_max);
  if (text.empty()) return bad("a text is missing or too long");
  return std::string{text};
}

Result<Instant> instant_in(const json::object& object, std::string_view name) {
  const auto at = instant_from_text(text_of(object, name, id_max));
  if (!at) return bad("a time is none of RFC 3339");
  return *at;
}

bool is_of(const json::object& object, std::string_view request_id) {
  return text_of(object, "request_id", id_max) == request_id;
}

Result<ParcelScan> read_scan(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr || !has_exactly(*object, {"trace", "kind", "at", "place", "signed_by"})) {
    return bad("an event is trace, kind, at, place and signed_by");
  }
  ParcelScan scan;
  VERMILION_TRY(scan.trace, token_in(*object, "trace"));
  VERMILION_TRY(scan.kind, token_in(*object, "kind"));
  VERMILION_TRY(scan.at, instant_in(*object, "at"));
  scan.place = text_of(*object, "place", place_max);
  scan.signed_by = text_of(*object, "signed_by", id_max);
  const auto state = state_by(scan.kind);
  if (state.empty()) return bad("an event is of no kind of the contract");
  const bool known =
      scan.signed_by == "addressee" || scan.signed_by == "other" || scan.signed_by == "locker";
  if (state == parcel::delivered ? !known : !scan.signed_by.empty()) {
    return bad("who signed is said of a delivery, and is addressee, other or locker");
  }
  return scan;
}

}  // namespace

std::string to_json(const Order& order) {
  return json::serialize(json::object{
      {"request_id", order.request_id},
      {"asked_at", to_text(order.asked_at)},
      {"sender", order.sender},
      {"contents", order.contents},
      {"recipient",
       json::object{{"name", order.name}, {"phone", order.phone}, {"address", order.address}}}});
}

std::string to_json(std::string_view request_id, const News& news) {
  json::array events;
  for (const auto& one : news.events) {
    events.push_back(json::object{{"trace", one.trace},
                                  {"kind", one.kind},
                                  {"at", to_text(one.at)},
                                  {"place", one.place},
                                  {"signed_by", one.signed_by}});
  }
  return json::serialize(json::object{{"request_id", std::string{request_id}},
                                      {"through", news.through},
                                      {"events", std::move(events)}});
}

std::string taken_json(std::string_view request_id, std::string_view waybill) {
  return json::serialize(
      json::object{{"request_id", std::string{request_id}}, {"waybill", std::string{waybill}}});
}

std::string pending_json(const Question& question) {
  return json::serialize(
      json::object{{"request_id", question.request_id}, {"poll", path_of(question)}});
}

std::string path_of(const Question& question) {
  return fmt::format("{}/{}{}?request_id={}&after={}", parcels_path, question.waybill,
                     events_suffix, question.request_id, question.after);
}

Result<Order> read_order(std::string_view text) {
  VERMILION_TRY(const auto object, read_object(text));
  if (!has_exactly(object, {"request_id", "asked_at", "sender", "contents", "recipient"})) {
    return bad("request_id, asked_at, sender, contents, recipient and nothing else");
  }
  const auto* recipient = object.at("recipient").if_object();
  if (recipient == nullptr || !has_exactly(*recipient, {"name", "phone", "address"})) {
    return bad("a recipient is name, phone and address");
  }
  Order order;
  VERMILION_TRY(order.request_id, token_in(object, "request_id"));
  VERMILION_TRY(order.asked_at, instant_in(object, "asked_at"));
  VERMILION_TRY(order.sender, text_in(object, "sender"));
  VERMILION_TRY(order.contents, text_in(object, "contents"));
  VERMILION_TRY(order.name, text_in(*recipient, "name"));
  VERMILION_TRY(order.phone, text_in(*recipient, "phone"));
  VERMILION_TRY(order.address, text_in(*recipient, "address"));
  return order;
}

Result<std::string> read_taken(std::string_view text, std::string_view request_id) {
  VERMILION_TRY(const auto object, read_object(text));
  if (!has_exactly(object, {"request_id", "waybill"}) || !is_of(object, request_id)) {
    return bad("the answer is request_id and waybill, of this request");
  }
  VERMILION_TRY(auto waybill, token_in(object, "waybill"));
  if (!is_waybill(waybill)) return bad("the waybill number cannot be one");
  return waybill;
}

Result<News> read_news(std::string_view text, const Question& asked) {
  VERMILION_TRY(const auto object, read_object(text));
  if (!has_exactly(object, {"request_id", "through", "events"}) ||
      !is_of(object, asked.request_id)) {
    return bad("the answer is request_id, through and events, of this request");
  }
  const auto* through = object.at("through").if_int64();
  const auto* events = object.at("events").if_array();
  if (through == nullptr || *through < 0 || events == nullptr || events->empty() ||
      events->size() > scans_told_max) {
    return bad("there are 1 to 100 events, and a number through which they go");
  }
  News news;
  news.through = static_cast<std::uint64_t>(*through);
  if (news.through != asked.after + events->size()) {
    return bad("the events do not go on from those that are known");
  }
  for (const auto& one : *events) {
    VERMILION_TRY(auto scan, read_scan(one));
    news.events.push_back(std::move(scan));
  }
  return news;
}

Result<std::string> read_pending(std::string_view text, const Question& asked) {
  VERMILION_TRY(const auto object, read_object(text));
  auto path = path_of(asked);
  if (!has_exactly(object, {"request_id", "poll"}) || !is_of(object, asked.request_id) ||
      text_of(object, "poll", path_max) != path) {
    return bad("the poll of a pending answer is not that of the contract");
  }
  return path;
}

Result<Question> read_question(std::string_view path, std::string_view query) {
  constexpr std::string_view request = "request_id=";
  constexpr std::string_view from = "&after=";
  Question question;
  const auto parted = query.find(from);
  if (!path.starts_with(parcels_path) || !path.ends_with(events_suffix) ||
      path.size() <= parcels_path.size() + events_suffix.size() || !query.starts_with(request) ||
      parted == std::string_view::npos) {
    return bad("the path is /v1/parcels/<waybill>/events?request_id=<id>&after=<n>");
  }
  path.remove_prefix(parcels_path.size() + 1);
  path.remove_suffix(events_suffix.size());
  question.waybill = path;
  question.request_id = query.substr(request.size(), parted - request.size());
  const auto number = query.substr(parted + from.size());
  const auto [end, fault] =
      std::from_chars(number.data(), number.data() + number.size(), question.after);
  if (!is_waybill(question.waybill) || !is_token(question.request_id, id_max) ||
      fault != std::errc{} || end != number.data() + number.size()) {
    return bad("the waybill, the request or the number cannot be one");
  }
  return question;
}

}  // namespace vermilion::postal
