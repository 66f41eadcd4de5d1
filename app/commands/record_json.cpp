#include "app/commands/record_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "app/api/fact_json.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

json::value moment(Instant at) {
  return at.set() ? json::value(to_text(at)) : json::value(nullptr);
}

std::string joined(const std::vector<std::string>& states) {
  return states.empty() ? "-" : fmt::format("{}", fmt::join(states, "/"));
}

json::value json_of(const Reference& reference) {
  if (reference.name.empty()) return nullptr;
  return json::object{{"name", reference.name},
                      {"version", reference.version},
                      {"digest", to_hex(view_of(reference.digest))}};
}

json::object json_of(const Principal& principal) {
  return {{"kind", name_of(principal.kind)},
          {"who", principal.who},
          {"person", principal.person},
          {"role", principal.role},
          {"grant", principal.grant},
          {"grant_position", principal.grant_position},
          {"on_behalf_of", principal.on_behalf_of}};
}

json::object json_of(const Refusal& refusal) {
  json::array tried;
  for (const auto& row : refusal.tried) {
    tried.push_back(json::object{
        {"row", row.row}, {"rule", row.rule}, {"law", row.law}, {"article", row.article}});
  }
  return {{"reason", refusal.reason},
          {"tried", std::move(tried)},
          {"place", refusal.place},
          {"found", refusal.found}};
}

// A detail is text, or octets of its kind's own grammar (events/facts/requests.hpp).
std::string detail_text(const Bytes& detail) {
  const bool text = std::all_of(detail.begin(), detail.end(), [](char one) {
    return static_cast<unsigned char>(one) >= 0x20 && static_cast<unsigned char>(one) < 0x7f;
  });
  return text ? detail : "0x" + to_hex(detail);
}

json::object json_of(const Header& header) {
  return {{"position", Position{header.partition, header.sequence}.text()},
          {"kind", name_of(header.kind)},
          {"length", header.length},
          {"crc32c", fmt::format("{:08x}", header.crc)},
          {"house", to_hex(view_of(header.house.octets))},
          {"level", header.level},
          {"epoch", header.epoch},
          {"prev", to_hex(view_of(header.previous))}};
}

std::string scalar_text(const json::value& value) {
  if (value.is_string()) return std::string{value.get_string()};
  if (value.is_null()) return "-";
  return json::serialize(value);
}

}  // namespace

json::array texts(const std::vector<std::string>& all) {
  json::array array;
  for (const auto& one : all) array.push_back(json::value(one));
  return array;
}

std::string line_of(const Header& header, const Body& body, const Digest& hash) {
  const auto states = body.from.empty() && body.to.empty()
                          ? std::string{"-"}
                          : joined(body.from) + "→" + joined(body.to);
  return fmt::format("{} {} {} {} {} {}", Position{header.partition, header.sequence}.text(),
                     to_hex(view_of(hash)).substr(0, 16), name_of(header.kind),
                     body.case_id.set() ? body.case_id.text() : "-", body.fact, states);
}

json::object json_of(const Duty& duty, const DutyId& id) {
  return {{"id", id.text()},
          {"kind", name_of(duty.kind)},
          {"name", duty.name},
          {"to", duty.to},
          {"due", moment(duty.due)},
          {"provisional", duty.provisional},
          {"detail", detail_text(duty.detail)}};
}

Result<json::object> json_of(const Header& header, const Body& body, const Digest& hash) {
  VERMILION_TRY(auto payload, api::fact_to_json(body.fact, body.schema, body.payload,
                                                [](const Sealed&) { return std::nullopt; }));
  auto object = json_of(header);
  object["hash"] = to_hex(view_of(hash));
  object["case"] = body.case_id.set() ? json::value(body.case_id.text()) : json::value(nullptr);
  object["case_version"] = body.case_version;
  object["material_version"] = body.material_version;
  object["fact"] = body.fact;
  object["schema"] = body.schema;
  if (const auto title = api::title_of_fact(body.fact)) {
    object["title"] = json::object{{"zh", title->zh}, {"en", title->en}};
  }
  object["from"] = texts(body.from);
  object["to"] = texts(body.to);
  object["row"] = body.row ? json::value(*body.row) : json::value(nullptr);
  object["principal"] = json_of(body.principal);
  object["received_at"] = moment(body.received_at);
  object["recorded_at"] = moment(body.recorded_at);
  object["effective_at"] = moment(body.effective_at);
  object["refusal"] = body.refusal ? json::value(json_of(*body.refusal)) : json::value(nullptr);
  json::array owes;
  const auto decision = name_of_decision(header, body);
  for (std::size_t i = 0; i < body.duties.size(); ++i) {
    owes.push_back(json_of(body.duties[i], duty_of(decision, i)));
  }
  object["owes"] = std::move(owes);
  json::array met;
  for (const auto& id : body.met) met.push_back(json::value(id.text()));
  object["met"] = std::move(met);
  object["cause"] = body.cause ? json::value(body.cause->text()) : json::value(nullptr);
  object["proposal_id"] = body.proposal_id;
  object["meaning"] = to_hex(view_of(body.meaning));
  object["scope"] = json::object{
      {"tree", body.scope.tree}, {"version", body.scope.version}, {"path", body.scope.path}};
  json::array codes;
  for (const auto& one : body.basis.code_sets) codes.push_back(json_of(one));
  object["basis"] = json::object{{"item", json_of(body.basis.item)},
                                 {"edition", json_of(body.basis.edition)},
                                 {"calendar", json_of(body.basis.calendar)},
                                 {"code_sets", std::move(codes)}};
  json::array subjects;
  for (const auto& subject : body.subjects) {
    subjects.push_back(json::object{{"subject", to_hex(view_of(subject.subject))},
                                    {"key", to_hex(view_of(subject.key.octets))}});
  }
  object["subjects"] = std::move(subjects);
  json::array signatures;
  for (const auto& one : body.signatures) signatures.push_back(json::value(to_hex(one)));
  object["signatures"] = std::move(signatures);
  object["payload"] = std::move(payload);
  return object;
}

json::object json_of(const Header& header, const Claim& claim) {
  auto object = json_of(header);
  object["nonce"] = to_hex(view_of(claim.nonce));
  object["node"] = claim.node;
  object["at"] = moment(claim.at);
  return object;
}

std::string as_text(const json::value& value, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string text;
  if (const auto* object = value.if_object()) {
    for (const auto& [name, member] : *object) {
      const bool nested = (member.is_object() && !member.get_object().empty()) ||
                          (member.is_array() && !member.get_array().empty());
      text += margin + std::string{name} + ":";
      text += nested ? "\n" + as_text(member, indent + 2)
                     : " " + (member.is_structured() ? "-" : scalar_text(member)) + "\n";
    }
    return text;
  }
  if (const auto* array = value.if_array()) {
    for (const auto& element : *array) {
      if (!element.is_structured()) {
        text += margin + "- " + scalar_text(element) + "\n";
        continue;
      }
      auto nested = as_text(element, indent + 2);
      if (nested.size() > indent) nested[indent] = '-';
      text += nested;
    }
    return text;
  }
  return margin + scalar_text(value) + "\n";
}

}  // namespace vermilion::commands
