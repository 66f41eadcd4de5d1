#include "engine/audit_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vermilion::audit {
namespace {

std::string text_of(const Reference& reference) {
  return fmt::format("{}/{} {}", reference.name, reference.version,
                     to_hex(view_of(reference.digest)).substr(0, 16));
}

// Details are text or octets.
std::string printable(const Bytes& octets) {
  for (const char one : octets) {
    if (static_cast<unsigned char>(one) < 0x20) return "0x" + to_hex(octets);
  }
  return octets;
}

}  // namespace

std::string text_of(const Duty& duty) {
  auto text = fmt::format("{} {} to {}", name_of(duty.kind), duty.name, duty.to);
  if (duty.due.set()) text += " by " + to_text(duty.due);
  if (duty.provisional) text += " (provisional)";
  if (!duty.detail.empty()) text += " [" + printable(duty.detail) + "]";
  return text;
}

std::string text_of(const std::vector<Duty>& duties) {
  if (duties.empty()) return "no duty";
  std::vector<std::string> texts;
  texts.reserve(duties.size());
  for (const auto& duty : duties) texts.push_back(text_of(duty));
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string text_of(const OpenDuty& duty) {
  return fmt::format("{} {} of {}", name_of(duty.kind), duty.name, to_text(duty.due));
}

std::string text_of(const std::vector<DutyId>& duties) {
  std::vector<std::string> texts;
  texts.reserve(duties.size());
  for (const auto& duty : duties) texts.push_back(duty.text());
  return texts.empty() ? "no duty" : fmt::format("{}", fmt::join(texts, ", "));
}

std::string text_of(const std::optional<std::uint16_t>& row) {
  return row ? fmt::format("row {}", *row) : "no row";
}

std::string text_of(const std::optional<Refusal>& refusal) {
  if (!refusal) return "no refusal";
  auto text = refusal->reason;
  for (const auto& tried : refusal->tried) {
    text += fmt::format("; row {}: {} ({} {})", tried.row, tried.rule, tried.law, tried.article);
  }
  if (!refusal->place.empty()) text += "; at " + refusal->place;
  if (!refusal->found.empty()) text += "; found " + refusal->found;
  return text;
}

std::string text_of(const Basis& basis) {
  auto text = fmt::format("item {}, edition {}, calendar {}", text_of(basis.item),
                          text_of(basis.edition), text_of(basis.calendar));
  for (const auto& codes : basis.code_sets) text += ", codes " + text_of(codes);
  return text;
}

std::string text_of(const Scope& scope) {
  return fmt::format("scope {} {} {}", scope.tree, scope.version, scope.path);
}

std::string text_of(const Principal& principal) {
  return fmt::format("{} as {} by grant {} of {}", principal.who, principal.role, principal.grant,
                     principal.grant_position);
}

std::string text_of(const std::vector<std::string>& from, const std::vector<std::string>& to) {
  return fmt::format("{} → {}", fmt::join(from, " "), fmt::join(to, " "));
}

}  // namespace vermilion::audit
