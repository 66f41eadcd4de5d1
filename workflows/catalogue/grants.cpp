#include "workflows/catalogue/grants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "engine/table/roles.hpp"
#include "workflows/catalogue/yaml_reader.hpp"

namespace vermilion::catalogue {
namespace {

constexpr std::string_view head = "vermilion-grants/1\n";
constexpr std::size_t columns = 9;

// A word of the text: no tabs, line feeds or control characters.
std::string word(YamlMap& map, const char* member, bool required) {
  auto text = required ? map.text(member) : map.text_or(member, "");
  const bool fits = text.size() <= 128 && std::none_of(text.begin(), text.end(), [](char c) {
                      return static_cast<unsigned char>(c) < 0x21 || c == 0x7f;
                    });
  if (!fits) map.fault_at(member, "is to be at most 128 octets without spaces");
  return text;
}

Instant moment(YamlMap& map, const char* member) {
  const auto written = map.text(member);
  if (const auto day = day_from_text(written)) return start_of(*day);
  if (const auto instant = instant_from_text(written)) return *instant;
  if (!written.empty()) {
    map.fault_at(member, fmt::format("\"{}\" is to be a date or an RFC 3339 time", written));
  }
  return {};
}

std::string line_of(const Grant& grant) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", grant.id, grant.who, grant.person,
                     grant.role, grant.tree, grant.path, grant.item, grant.from.microseconds,
                     grant.until.microseconds);
}

bool read_number(std::string_view text, Instant& into) {
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, into.microseconds);
  return read.ec == std::errc{} && read.ptr == end;
}

std::string_view next_part(std::string_view& text, char by) {
  const auto at = text.find(by);
  const auto part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

}  // namespace

Result<Bytes> grants_text(const std::string& file, std::string_view yaml, const Scopes& scopes) {
  YamlFile reader{file, yaml};
  auto root = reader.root();
  const auto version = word(root, "version", true);
  std::map<std::string, Grant> by_id;
  std::map<std::string, std::string> person_of;
  for (auto& one : root.list("grants")) {
    Grant grant;
    grant.id = word(one, "id", true);
    grant.who = word(one, "who", true);
    grant.person = word(one, "person", false);
    grant.role = word(one, "role", true);
    grant.tree = word(one, "tree", true);
    const auto node = word(one, "node", true);
    grant.item = one.has("item") ? word(one, "item", true) : std::string{"*"};
    grant.from = moment(one, "from");
    grant.until = moment(one, "until");
    one.finish();
    if (reader.failed()) break;
    if (!table::roles::is_staff(grant.role)) {
      one.fault_at("role", fmt::format("\"{}\" is no role of staff", grant.role));
    }
    if (const auto* path = scopes.path_of(grant.tree, node)) {
      grant.path = *path;
    } else {
      one.fault_at("node", fmt::format("the {} tree has no node {}", grant.tree, node));
    }
    if (grant.until <= grant.from) one.fault_at("until", "is to be after from");
    // Separation of duties compares persons: one account, one person.
    const auto [known, fresh] = person_of.emplace(grant.who, grant.person);
    if (!fresh && known->second != grant.person) {
      one.fault_at("person",
                   fmt::format("{} is \"{}\" in another grant", grant.who, known->second));
    }
    const auto id = grant.id;
    if (!by_id.emplace(id, std::move(grant)).second) {
      one.fault_at("id", fmt::format("\"{}\" stands here twice", id));
    }
  }
  root.finish();
  VERMILION_TRY(reader.result());
  Bytes text = fmt::format("{}version {}\n", head, version);
  for (const auto& [id, grant] : by_id) text += line_of(grant);
  return text;
}

Result<Grants> load_grants(BytesView text) {
  Grants grants;
  grants.digest = sha256(text);
  auto rest = text;
  if (!rest.starts_with(head)) {
    return fail(Code::invalid, "grants:1: \"vermilion-grants/1\" would be right");
  }
  rest.remove_prefix(head.size());
  auto line = next_part(rest, '\n');
  if (!line.starts_with("version ")) {
    return fail(Code::invalid, "grants:2: \"version <text>\" would be right");
  }
  grants.version = line.substr(8);
  std::size_t number = 2;
  std::string previous;
  while (!rest.empty()) {
    ++number;
    line = next_part(rest, '\n');
    const auto bad = [&](const char* what) {
      return fail(Code::invalid, fmt::format("grants:{}: {}", number, what));
    };
    if (std::count(line.begin(), line.end(), '\t') != columns - 1) return bad("nine columns");
    if (number - 2 > grants_max) return bad("too many grants");
    Grant grant;
    for (auto* part : {&grant.id, &grant.who, &grant.person, &grant.role, &grant.tree, &grant.path,
                       &grant.item}) {
      *part = next_part(line, '\t');
    }
    if (!read_number(next_part(line, '\t'), grant.from) ||
        !read_number(next_part(line, '\t'), grant.until)) {
      return bad("from and until are microseconds since 1970");
    }
    if (grant.id <= previous) return bad("ids ascend");
    if (!table::roles::is_staff(grant.role)) return bad("no such role of staff");
    previous = grant.id;
    const auto who = grant.who;
    grants.by_who[who].push_back(std::move(grant));
  }
  return grants;
}

}  // namespace vermilion::catalogue
