// Templates of the papers that records owe: the text of each, with places for recorded facts.
//
// One YAML file a version, never edited in place (templates.lock holds their digests): the paper
// that a record owes is made by the version in force on the day of the record, whenever it is
// asked for. A template names facts only by the words of `places`, so a misspelt one does not
// load. README.md says how to add one. Errors: invalid with file and line. Threads: immutable.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "engine/core/item.hpp"

namespace vermilion::documents {

enum class PartKind : std::uint8_t { number, addressee, paragraph, list, field, closing };

struct Part {
  PartKind kind = PartKind::paragraph;
  std::string text;   // with {places}
  std::string label;  // of a field
  std::string of;     // of a list: "materials" | "supplements" | "lines"
  std::string when;   // only when this place is filled; empty: always
};

struct Template {
  std::string name;  // the duty's
  std::uint32_t version = 0;
  Digest digest{};  // SHA-256 of its text
  Day from;         // of records from this day on
  Bilingual title;
  std::string word;  // the character in its number: 受
  std::string law;
  std::string article;
  bool framed = false;
  std::vector<Part> parts;
  std::vector<std::string> told;  // the places that the signed code tells
};

// A place and what it stands for.
struct Place {
  std::string_view name;
  std::string_view zh;
};
[[nodiscard]] const std::vector<Place>& places();

// What fills the places of one paper; a place that is not here is empty.
struct Filling {
  std::map<std::string, std::string, std::less<>> values;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;
};

// A part with its places filled; a list is one part an entry.
struct Filled {
  PartKind kind = PartKind::paragraph;
  std::string text;
  std::string label;
};
[[nodiscard]] std::vector<Filled> fill(const Template& form, const Filling& filling);

class Templates {
 public:
  // Every *.yaml of the folder. Errors also: conflict when one is not what templates.lock says.
  [[nodiscard]] static Result<Templates> read_folder(const std::string& folder);

  // The version that a record of that day is made by; null when there is none.
  [[nodiscard]] const Template* find(std::string_view name, Day day) const;
  [[nodiscard]] const std::vector<Template>& all() const noexcept { return templates_; }

 private:
  std::vector<Template> templates_;
};

[[nodiscard]] Result<Template> read_template(const std::string& file, std::string_view text);

}  // namespace vermilion::documents
