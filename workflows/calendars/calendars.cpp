#include "workflows/calendars/calendars.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "engine/clock/statutory.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion::calendars {
namespace {

using clock::Calendar;
using clock::Kind;

using vermilion::reference::read_file;

// "National Day,国庆节,3" → "国庆节"
std::string_view chinese_name(std::string_view value) {
  const std::size_t begin = value.find(',');
  const std::size_t end = value.find(',', begin + 1);
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  return value.substr(begin + 1, end - begin - 1);
}

Result<void> take_list(const boost::json::object& root, std::string_view list, Kind kind,
                       std::vector<clock::Exception>& exceptions) {
  const boost::json::value* days = root.if_contains(list);
  if (days == nullptr || !days->is_object()) {
    return fail(Code::invalid, fmt::format("chinese-days: no object \"{}\"", list));
  }
  if (days->get_object().size() > clock::exceptions_max) {
    return fail(Code::full, fmt::format("chinese-days: more than {} entries in \"{}\"",
                                        clock::exceptions_max, list));
  }
  for (const auto& entry : days->get_object()) {
    const std::string_view key(entry.key().data(), entry.key().size());
    const auto day = day_from_text(key);
    const auto* text = entry.value().if_string();
    const std::string_view name = text == nullptr
                                      ? std::string_view{}
                                      : chinese_name(std::string_view(text->data(), text->size()));
    if (!day || name.empty()) {
      return fail(Code::invalid, fmt::format("chinese-days: {}[\"{}\"]: expected \"yyyy-mm-dd\": "
                                             "\"English,Chinese,days\"",
                                             list, key));
    }
    exceptions.push_back({*day, kind, std::string(name)});
  }
  return ok();
}

}  // namespace

Result<Calendar> from_chinese_days(std::string_view json, std::string version) {
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = 4;
  const auto value = boost::json::parse(boost::json::string_view(json.data(), json.size()), error,
                                        boost::json::storage_ptr{}, options);
  if (error || !value.is_object()) {
    return fail(Code::invalid,
                fmt::format("chinese-days: not a JSON object ({})", error.message()));
  }
  clock::Parts parts;
  parts.version = std::move(version);
  VERMILION_TRY(take_list(value.get_object(), "holidays", Kind::rest, parts.exceptions));
  std::set<int> years;
  for (const auto& exception : parts.exceptions) years.insert(date_of(exception.day).year);
  VERMILION_TRY(take_list(value.get_object(), "workdays", Kind::work, parts.exceptions));
  if (years.empty()) return fail(Code::invalid, "chinese-days: no holidays at all");
  for (int year = *years.begin(); year <= *years.rbegin(); ++year) {
    if (!years.contains(year)) {
      return fail(Code::corrupt, fmt::format("chinese-days: no holiday in {}, but before and after "
                                             "it; every year needs its list",
                                             year));
    }
  }
  parts.first = day_of({*years.begin(), 1, 1});
  parts.horizon = day_of({*years.rbegin(), 12, 31});
  for (auto& exception : clock::statutory_days_after(parts.horizon)) {
    parts.exceptions.push_back(std::move(exception));
  }
  return Calendar::make(std::move(parts));
}

Result<Calendar> load_chinese_days(const std::string& path, std::string version) {
  std::error_code error;
  const bool folder = std::filesystem::is_directory(path, error);
  VERMILION_TRY(const std::string json, read_file(folder ? path + "/chinese-days.json" : path));
  return from_chinese_days(json, std::move(version));
}

Result<Calendar> load_reference_calendar(const std::string& folder) {
  const std::string path = folder + "/versions.json";
  VERMILION_TRY(const std::string text, read_file(path));
  boost::json::error_code error;
  const auto versions = boost::json::parse(text, error);
  const auto* name =
      !error && versions.is_object() ? versions.get_object().if_contains("chinese-days") : nullptr;
  if (name == nullptr || !name->is_string()) {
    return fail(Code::invalid, fmt::format("{}: expected {{\"chinese-days\": \"…\"}}", path));
  }
  return load_chinese_days(folder + "/holidays",
                           "chinese-days " + std::string(name->get_string().c_str()));
}

Result<Calendar> load_calendar(const std::string& path) {
  VERMILION_TRY(const std::string text, read_file(path));
  return Calendar::decode(text);
}

}  // namespace vermilion::calendars
