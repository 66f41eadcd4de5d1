#include "adapters/offices/payment/contract.hpp"

#include <boost/json/serialize.hpp>

#include "adapters/offices/frame/strict_json.hpp"

namespace vermilion::payment {
namespace {

namespace json = boost::json;
using offices::has_exactly;
using offices::is_token;
using offices::read_object;
using offices::text_of;

constexpr std::size_t id_max = 64;
constexpr std::size_t text_max = 300;
constexpr std::size_t reference_max = 128;
constexpr std::int64_t amount_max = 100'000'000'000;

// Of 1 to `most`; 0: there is no such number.
std::uint64_t number_of(const json::object& object, std::string_view name, std::int64_t most) {
  const auto* value = object.if_contains(json::string_view{name.data(), name.size()});
  const bool good = value != nullptr && value->is_int64() && value->get_int64() >= 1 &&
                    value->get_int64() <= most;
  return good ? static_cast<std::uint64_t>(value->get_int64()) : 0;
}

Result<std::string> request_in(const json::object& object, std::string_view name) {
  const auto text = text_of(object, name, id_max);
  if (is_token(text, id_max)) return std::string{text};
  return fail(Code::corrupt, std::string{name} + " is no token of at most 64 characters");
}

Result<std::uint64_t> amount_in(const json::object& object) {
  const auto amount = number_of(object, "amount", amount_max);
  if (amount == 0) return fail(Code::corrupt, "amount is no number of fen");
  return amount;
}

}  // namespace

std::string to_json(const Order& order) {
  return json::serialize(json::object{{"request_id", order.request_id},
                                      {"amount", order.amount},
                                      {"purpose", order.purpose},
                                      {"asked_at", to_text(order.asked_at)},
                                      {"valid_s", order.valid_s}});
}

std::string to_json(const Refund& refund) {
  return json::serialize(json::object{{"request_id", refund.request_id},
                                      {"pays_back", refund.pays_back},
                                      {"amount", refund.amount}});
}

std::string to_json(std::string_view request_id, const Outcome& outcome) {
  json::object object{{"request_id", std::string{request_id}}};
  if (outcome.status == Outcome::Status::ended) {
    object["status"] = "ended";
    object["reason"] = outcome.reason;
    return json::serialize(object);
  }
  const bool paid = outcome.status == Outcome::Status::paid;
  object["status"] = paid ? "paid" : "refunded";
  object["amount"] = outcome.amount;
  object["reference"] = outcome.reference;
  if (paid) object["paid_at"] = to_text(outcome.paid_at);
  return json::serialize(object);
}

std::string pending_json(std::string_view request_id) {
  const std::string id{request_id};
  return json::serialize(
      json::object{{"request_id", id}, {"poll", std::string{orders_path} + "/" + id}});
}

Result<Order> read_order(std::string_view text) {
  VERMILION_TRY(const auto object, read_object(text));
  if (!has_exactly(object, {"request_id", "amount", "purpose", "asked_at", "valid_s"})) {
    return fail(Code::corrupt, "request_id, amount, purpose, asked_at, valid_s and nothing else");
  }
  Order order;
  VERMILION_TRY(order.request_id, request_in(object, "request_id"));
  VERMILION_TRY(order.amount, amount_in(object));
  order.purpose = text_of(object, "purpose", text_max);
  if (order.purpose.empty()) return fail(Code::corrupt, "purpose is no text within its bound");
  const auto asked = instant_from_text(text_of(object, "asked_at", 64));
  if (!asked) return fail(Code::corrupt, "asked_at is no RFC 3339 time");
  order.asked_at = *asked;
  order.valid_s = number_of(object, "valid_s", 366LL * 86'400);
  if (order.valid_s == 0) return fail(Code::corrupt, "valid_s is no number of seconds");
  return order;
}

Result<Refund> read_refund(std::string_view text) {
  VERMILION_TRY(const auto object, read_object(text));
  if (!has_exactly(object, {"request_id", "pays_back", "amount"})) {
    return fail(Code::corrupt, "request_id, pays_back, amount and nothing else");
  }
  Refund refund;
  VERMILION_TRY(refund.request_id, request_in(object, "request_id"));
  VERMILION_TRY(refund.pays_back, request_in(object, "pays_back"));
  VERMILION_TRY(refund.amount, amount_in(object));
  return refund;
}

Result<Outcome> read_outcome(std::string_view text, std::string_view request_id) {
  VERMILION_TRY(const auto object, read_object(text));
  if (text_of(object, "request_id", id_max) != request_id) {
    return fail(Code::corrupt, "the answer is one to another request");
  }
  const auto status = text_of(object, "status", 16);
  Outcome outcome;
  if (status == "ended" && has_exactly(object, {"request_id", "status", "reason"})) {
    outcome.status = Outcome::Status::ended;
    outcome.reason = text_of(object, "reason", 64);
    if (!is_token(outcome.reason, 64)) return fail(Code::corrupt, "the reason is no word");
    return outcome;
  }
  const bool paid = status == "paid" &&
                    has_exactly(object, {"request_id", "status", "amount", "reference", "paid_at"});
  const bool refunded =
      status == "refunded" && has_exactly(object, {"request_id", "status", "amount", "reference"});
  if (!paid && !refunded) {
    return fail(Code::corrupt, "the answer's members are not those of the contract");
  }
  outcome.status = paid ? Outcome::Status::paid : Outcome::Status::refunded;
  VERMILION_TRY(outcome.amount, amount_in(object));
  outcome.reference = text_of(object, "reference", reference_max);
  if (!is_token(outcome.reference, reference_max)) {
    return fail(Code::corrupt, "the answer's reference is no token of at most 128 characters");
  }
  if (!paid) return outcome;
  const auto at = instant_from_text(text_of(object, "paid_at", 64));
  if (!at) return fail(Code::corrupt, "paid_at is no RFC 3339 time");
  outcome.paid_at = *at;
  return outcome;
}

Result<std::string> read_pending(std::string_view text, std::string_view request_id) {
  VERMILION_TRY(const auto object, read_object(text));
  const auto poll = text_of(object, "poll", 256);
  if (!has_exactly(object, {"request_id", "poll"}) ||
      text_of(object, "request_id", id_max) != request_id || order_in(poll) != request_id) {
    return fail(Code::corrupt, "the poll of a pending answer is not that of the contract");
  }
  return std::string{poll};
}

std::optional<std::string_view> order_in(std::string_view path) {
  if (!path.starts_with(orders_path)) return std::nullopt;
  path.remove_prefix(orders_path.size());
  if (!path.starts_with('/') || !is_token(path.substr(1), id_max)) return std::nullopt;
  return path.substr(1);
}

}  // namespace vermilion::payment
