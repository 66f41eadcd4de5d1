#include "workflows/codes/code_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/lines.hpp"
#include "base/utf8.hpp"

namespace vermilion::codes {
namespace {

constexpr std::string_view title = "vermilion-codes/1";

bool is_symbol(char symbol) noexcept {
  return (symbol >= '0' && symbol <= '9') || (symbol >= 'A' && symbol <= 'Z') ||
         (symbol >= 'a' && symbol <= 'z') || symbol == '_' || symbol == '-';
}

bool is_code(std::string_view text) noexcept {
  return !text.empty() && text != "-" && text.size() <= code_length_max &&
         std::all_of(text.begin(), text.end(), is_symbol);
}

bool is_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= name_length_max && text.front() != ' ' &&
         text.back() != ' ' && is_plain_line(text);
}

// Only for a message: a foreign text may be long and may not be text.
std::string shown(std::string_view text) {
  return is_plain_line(text) ? std::string(text.substr(0, code_length_max)) : "?";
}

}  // namespace

CodeSet::CodeSet(std::string name, std::string version, std::vector<Entry> codes)
    : name_(std::move(name)), version_(std::move(version)), codes_(std::move(codes)) {
  text_ = fmt::format("{}\nname {}\nversion {}\n", title, name_, version_);
  for (const Entry& code : codes_) {
    fmt::format_to(std::back_inserter(text_), "{} {} {}\n", code.code,
                   code.parent.empty() ? "-" : code.parent, code.name);
  }
  digest_ = sha256(text_);
}

const Entry* CodeSet::find(std::string_view code) const noexcept {
  const auto found =
      std::lower_bound(codes_.begin(), codes_.end(), code,
                       [](const Entry& c, std::string_view k) { return c.code < k; });
  return found != codes_.end() && found->code == code ? &*found : nullptr;
}

Result<void> CodeSet::check() const {
  if (!is_name(name_) || !is_name(version_)) {
    return fail(Code::invalid,
                fmt::format("code set: name and version must be 1 to {} octets of plain text "
                            "without outer spaces",
                            name_length_max));
  }
  for (std::size_t i = 0; i < codes_.size(); ++i) {
    const Entry& code = codes_[i];
    if (!is_code(code.code) || (!code.parent.empty() && !is_code(code.parent)) ||
        !is_name(code.name)) {
      return fail(Code::invalid,
                  fmt::format("code set {}: \"{}\": a code is 1 to {} letters, digits, '_' or '-', "
                              "a name 1 to {} octets of plain text",
                              name_, shown(code.code), code_length_max, name_length_max));
    }
    if (i > 0 && codes_[i - 1].code >= code.code) {
      return fail(Code::invalid,
                  fmt::format("code set {}: {} stands twice or out of order; codes ascend, each "
                              "once",
                              name_, code.code));
    }
  }
  for (const Entry& code : codes_) {
    std::size_t depth = 0;
    for (const Entry* at = &code; !at->parent.empty(); ++depth) {
      const Entry* parent = find(at->parent);
      if (parent == nullptr || depth == depth_max) {
        return fail(Code::invalid,
                    parent == nullptr
                        ? fmt::format("code set {}: {} answers to {}, which is no code of the set",
                                      name_, at->code, at->parent)
                        : fmt::format("code set {}: {} lies in a cycle or deeper than {}", name_,
                                      code.code, depth_max));
      }
      at = parent;
    }
  }
  return ok();
}

Result<CodeSet> CodeSet::make(std::string name, std::string version, std::vector<Entry> codes) {
  if (codes.size() > codes_max) {
    return fail(Code::full,
                fmt::format("code set: {} codes; at most {} are allowed", codes.size(), codes_max));
  }
  std::sort(codes.begin(), codes.end(),
            [](const Entry& a, const Entry& b) { return a.code < b.code; });
  CodeSet set(std::move(name), std::move(version), std::move(codes));
  VERMILION_TRY(set.check());
  return set;
}

Result<CodeSet> CodeSet::decode(std::string_view text) {
  if (text.size() > text_bytes_max) {
    return fail(Code::full, fmt::format("code set: {} octets; at most {} are allowed", text.size(),
                                        text_bytes_max));
  }
  if (take_line(text) != title) {
    return fail(Code::invalid, fmt::format("code set, line 1: expected \"{}\"", title));
  }
  const auto name = take_field(text, "name");
  const auto version = name ? take_field(text, "version") : std::nullopt;
  if (!version) {
    return fail(Code::invalid,
                "code set, lines 2 and 3: expected \"name <text>\" and \"version <text>\"");
  }
  std::vector<Entry> codes;
  while (!text.empty()) {
    auto line = take_line(text);
    if (!line || codes.size() == codes_max) {
      return fail(Code::invalid,
                  fmt::format("code set, line {}: expected \"code parent name\" ended by a line "
                              "feed, at most {} of them",
                              codes.size() + 4, codes_max));
    }
    const std::string_view code = take_word(*line);
    const std::string_view parent = take_word(*line);
    if (parent.empty()) {
      return fail(Code::invalid,
                  fmt::format("code set, line {}: a root has the parent \"-\"", codes.size() + 4));
    }
    codes.push_back({std::string(code), parent == "-" ? std::string{} : std::string(parent),
                     std::string(*line)});
  }
  CodeSet set(std::string(*name), std::string(*version), std::move(codes));
  VERMILION_TRY(set.check());
  return set;
}

}  // namespace vermilion::codes
