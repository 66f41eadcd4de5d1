#include "workflows/catalogue/yaml_reader.hpp"

#include <fmt/format.h>

#include <charconv>

namespace vermilion::catalogue {

YamlFile::YamlFile(std::string name, std::string_view text) : name_(std::move(name)) {
  if (text.size() > yaml_bytes_max) {
    fault(0, fmt::format("{} octets; at most {}", text.size(), yaml_bytes_max));
    return;
  }
  try {
    root_ = YAML::Load(std::string{text});
  } catch (const YAML::Exception& error) {
    fault(error.mark.line, "no YAML: " + error.msg);
  }
}

void YamlFile::fault(int line, const std::string& what) {
  if (fault_.empty()) fault_ = fmt::format("{}:{}: {}", name_, std::max(line, 0) + 1, what);
}

Result<void> YamlFile::result() const {
  if (failed()) return fail(Code::invalid, fault_);
  return ok();
}

YamlMap YamlFile::root() {
  return {*this, root_, ""};
}

YamlMap::YamlMap(YamlFile& file, const YAML::Node& node, std::string place)
    : file_(&file), node_(node), place_(std::move(place)) {
  if (!file_->failed() && !node_.IsMap()) {
    file_->fault(node_.IsDefined() ? node_.Mark().line : 0,
                 fmt::format("{} is to be a map", place_.empty() ? "the file" : place_));
  }
}

void YamlMap::fault(const std::string& what) const {
  file_->fault(line() - 1, what);
}

void YamlMap::fault_at(const char* member, const std::string& what) const {
  file_->fault(line_of(member) - 1, fmt::format("{}{}: {}", place_, member, what));
}

bool YamlMap::has(const char* member) const {
  return !file_->failed() && node_[member].IsDefined();
}

int YamlMap::line() const {
  return node_.IsDefined() ? node_.Mark().line + 1 : 1;
}

int YamlMap::line_of(const char* member) const {
  if (node_.IsDefined() && node_.IsMap()) {
    for (const auto& pair : node_) {
      if (pair.first.IsScalar() && pair.first.Scalar() == member) {
        return pair.first.Mark().line + 1;
      }
    }
  }
  return line();
}

YAML::Node YamlMap::scalar(const char* member, bool required) {
  asked_.insert(member);
  if (file_->failed()) return YAML::Node{};
  const auto found = node_[member];
  if (!found.IsDefined() || found.IsNull()) {
    if (required || found.IsNull()) fault_at(member, "is missing");
    return YAML::Node{};
  }
  if (!found.IsScalar() || found.Scalar().empty() || found.Scalar().size() > yaml_text_max) {
    fault_at(member, fmt::format("is to be a text of 1 to {} octets", yaml_text_max));
    return YAML::Node{};
  }
  return found;
}

std::string YamlMap::text(const char* member) {
  const auto found = scalar(member, true);
  return found.IsScalar() ? found.Scalar() : std::string{};
}

std::string YamlMap::text_or(const char* member, const std::string& otherwise) {
  const auto found = scalar(member, false);
  return found.IsScalar() ? found.Scalar() : otherwise;
}

std::int64_t YamlMap::number(const char* member, std::int64_t least, std::int64_t most) {
  const auto written = text(member);
  if (file_->failed()) return least;
  std::int64_t value = 0;
  const auto* end = written.data() + written.size();
  const auto read = std::from_chars(written.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value < least || value > most) {
    fault_at(member, fmt::format("\"{}\" is to be a number from {} to {}", written, least, most));
    return least;
  }
  return value;
}

std::int64_t YamlMap::number_or(const char* member, std::int64_t least, std::int64_t most,
                                std::int64_t otherwise) {
  asked_.insert(member);
  return has(member) ? number(member, least, most) : otherwise;
}

bool YamlMap::flag_or(const char* member, bool otherwise) {
  asked_.insert(member);
  if (!has(member)) return otherwise;
  const auto written = text(member);
  if (!file_->failed() && written != "true" && written != "false") {
    fault_at(member, fmt::format("\"{}\" is to be true or false", written));
  }
  return written == "true";
}

Day YamlMap::day(const char* member) {
  const auto written = text(member);
  if (file_->failed()) return {};
  const auto found = day_from_text(written);
  if (!found) {
    fault_at(member, fmt::format("\"{}\" is to be a date such as 2026-09-25", written));
    return {};
  }
  return *found;
}

Day YamlMap::day_or(const char* member, Day otherwise) {
  asked_.insert(member);
  return has(member) ? day(member) : otherwise;
}

YamlMap YamlMap::map(const char* member) {
  asked_.insert(member);
  if (file_->failed()) return {*file_, YAML::Node{}, place_};
  const auto found = node_[member];
  if (!found.IsDefined()) {
    fault_at(member, "is missing");
    return {*file_, YAML::Node{}, place_};
  }
  return {*file_, found, fmt::format("{}{}.", place_, member)};
}

std::vector<YamlMap> YamlMap::list(const char* member) {
  asked_.insert(member);
  std::vector<YamlMap> elements;
  if (!has(member)) return elements;
  const auto found = node_[member];
  if (!found.IsSequence() || found.size() > yaml_list_max) {
    fault_at(member, fmt::format("is to be a list of at most {}", yaml_list_max));
    return elements;
  }
  for (std::size_t i = 0; i < found.size() && !file_->failed(); ++i) {
    elements.emplace_back(*file_, found[i], fmt::format("{}{}[{}].", place_, member, i));
  }
  return elements;
}

std::vector<std::string> YamlMap::names() {
  std::vector<std::string> all;
  if (file_->failed()) return all;
  for (const auto& pair : node_) {
    if (!pair.first.IsScalar()) {
      fault("a member's name is to be a text");
      return {};
    }
    all.push_back(pair.first.Scalar());
  }
  return all;
}

void YamlMap::finish() {
  if (file_->failed()) return;
  std::set<std::string> seen;
  for (const auto& pair : node_) {
    const auto name = pair.first.IsScalar() ? pair.first.Scalar() : std::string{"?"};
    if (!asked_.contains(name)) {
      file_->fault(pair.first.Mark().line, fmt::format("{}{} is no member here", place_, name));
    } else if (!seen.insert(name).second) {
      file_->fault(pair.first.Mark().line, fmt::format("{}{} stands here twice", place_, name));
    }
  }
}

}  // namespace vermilion::catalogue
