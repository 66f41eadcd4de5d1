// A strict reader of one YAML map: every member is asked for by name, none may be left over.
//
//   YamlFile file{"bookkeeping-licence.yaml", text};
//   YamlMap map = file.root();
//   item.code = map.text("item");
//   …
//   map.finish();                          // names members nobody asked for, and members twice
//   VERMILION_TRY(file.result());          // the first fault: "file:line: what, what would be
//   right"
// A fault is kept, not thrown; after the first all answers are empty. Bounds: 256 KiB a file, 1,024
// elements a list, 4,096 octets a text. YAML's guesses of type are not used: a member is read as
// what is asked for. Threads: one file, one thread; start-up and tools only.
#pragma once

#include <yaml-cpp/yaml.h>

#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion::catalogue {

inline constexpr std::size_t yaml_bytes_max = 256 * 1024;
inline constexpr std::size_t yaml_list_max = 1024;
inline constexpr std::size_t yaml_text_max = 4096;

class YamlMap;

class YamlFile {
 public:
  YamlFile(std::string name, std::string_view text);
  [[nodiscard]] YamlMap root();
  [[nodiscard]] Result<void> result() const;
  [[nodiscard]] bool failed() const noexcept { return !fault_.empty(); }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  // Keeps the first fault; `line` from 0.
  void fault(int line, const std::string& what);

 private:
  std::string name_;
  std::string fault_;
  YAML::Node root_;
};

class YamlMap {
 public:
  YamlMap(YamlFile& file, const YAML::Node& node, std::string place);

  [[nodiscard]] bool has(const char* member) const;
  [[nodiscard]] int line() const;                       // from 1
  [[nodiscard]] int line_of(const char* member) const;  // from 1; that of the map when not there

  // Required, not empty.
  [[nodiscard]] std::string text(const char* member);
  [[nodiscard]] std::string text_or(const char* member, const std::string& otherwise);
  [[nodiscard]] std::int64_t number(const char* member, std::int64_t least, std::int64_t most);
  [[nodiscard]] std::int64_t number_or(const char* member, std::int64_t least, std::int64_t most,
                                       std::int64_t otherwise);
  [[nodiscard]] bool flag_or(const char* member, bool otherwise);
  [[nodiscard]] Day day(const char* member);
  [[nodiscard]] Day day_or(const char* member, Day otherwise);
  [[nodiscard]] YamlMap map(const char* member);
  // Empty when it is not there.
  [[nodiscard]] std::vector<YamlMap> list(const char* member);
  // Names of the members, each a map, in the order of the file.
  [[nodiscard]] std::vector<std::string> names();

  void finish();
  void fault(const std::string& what) const;
  void fault_at(const char* member, const std::string& what) const;

 private:
  [[nodiscard]] YAML::Node scalar(const char* member, bool required);

  YamlFile* file_;
  YAML::Node node_;
  std::string place_;
  std::set<std::string> asked_;
};

}  // namespace vermilion::catalogue
