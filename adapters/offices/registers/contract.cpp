#include "adapters/offices/registers/contract.hpp"

#include <boost/json/serialize.hpp>

#include "adapters/offices/frame/strict_json.hpp"

namespace vermilion::registers {
namespace {

namespace json = boost::json;
using offices::has_exactly;
using offices::is_token;
using offices::read_object;
using offices::text_of;

constexpr std::size_t id_max = 64;
constexpr std::size_t code_max = 16;
constexpr std::size_t reference_max = 128;

Result<std::string> token_in(const json::object& object, std::string_view name, std::size_t most) {
  const auto text = text_of(object, name, most);
  if (is_token(text, most)) return std::string{text};
  return fail(Code::corrupt, std::string{name} + " is no token within its bound");
}

}  // namespace

std::string to_json(const Transfer& transfer) {
  return json::serialize(json::object{{"request_id", transfer.request_id},
                                      {"form", transfer.form},
                                      {"to_register", transfer.to_register},
                                      {"id_number", transfer.id_number},
                                      {"lodged_at", to_text(transfer.lodged_at)}});
}

std::string to_json(std::string_view request_id, const Outcome& outcome) {
  json::object object{{"request_id", std::string{request_id}},
                      {"status", outcome.released ? "released" : "refused"}};
  if (outcome.released) {
    object["reference"] = outcome.reference;
  } else {
    object["reason"] = outcome.reason;
  }
  return json::serialize(object);
}

Result<Transfer> read_transfer(std::string_view text) {
  VERMILION_TRY(const auto object, read_object(text));
  if (!has_exactly(object, {"request_id", "form", "to_register", "id_number", "lodged_at"})) {
    return fail(Code::corrupt,
                "request_id, form, to_register, id_number, lodged_at and nothing else");
  }
  Transfer transfer;
  VERMILION_TRY(transfer.request_id, token_in(object, "request_id", id_max));
  VERMILION_TRY(transfer.form, token_in(object, "form", id_max));
  VERMILION_TRY(transfer.to_register, token_in(object, "to_register", code_max));
  VERMILION_TRY(transfer.id_number, token_in(object, "id_number", id_max));
  const auto lodged = instant_from_text(text_of(object, "lodged_at", 64));
  if (!lodged) return fail(Code::corrupt, "lodged_at is no RFC 3339 time");
  transfer.lodged_at = *lodged;
  return transfer;
}

Result<Outcome> read_outcome(std::string_view text, std::string_view request_id) {
  VERMILION_TRY(const auto object, read_object(text));
  if (text_of(object, "request_id", id_max) != request_id) {
    return fail(Code::corrupt, "the answer is one to another request");
  }
  Outcome outcome;
  const auto status = text_of(object, "status", 16);
  if (status == "released" && has_exactly(object, {"request_id", "status", "reference"})) {
    outcome.released = true;
    VERMILION_TRY(outcome.reference, token_in(object, "reference", reference_max));
    return outcome;
  }
  if (status == "refused" && has_exactly(object, {"request_id", "status", "reason"})) {
    VERMILION_TRY(outcome.reason, token_in(object, "reason", id_max));
    return outcome;
  }
  return fail(Code::corrupt, "the answer's members are not those of the contract");
}

}  // namespace vermilion::registers
