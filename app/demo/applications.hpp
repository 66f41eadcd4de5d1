// Applications of persons and units that nobody is, by seed: every number checks, and none was or
// will ever be issued (base/identifiers.hpp, STANDARDS §1.1(e)). Places are published divisions
// (codes::load_divisions), so addresses look as they do at a counter.
//
// The same seed and order of calls make the same applications everywhere. The three last digits
// before the check digit of the lead's number choose what the sandbox's public security will say.
// Threads: one.
#pragma once

#include <boost/json/object.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "workflows/codes/code_set.hpp"

namespace vermilion::demo {

enum class PoliceSays : std::uint8_t { match, mismatch, pending };

// What is particular about one application; the rest is as it should be.
struct Wish {
  std::string item;    // of the catalogue
  std::string office;  // that is to decide
  PoliceSays police = PoliceSays::match;
  std::string without = {};      // code of a material that is left out
  bool wrong_code = false;       // the unit's code has a wrong check digit
  std::string with_person = {};  // identity number of somebody who is to be named too, full-time
};

struct Application {
  boost::json::object body;         // of POST /v1/cases
  std::vector<std::string> people;  // identity numbers, the lead's first
  boost::json::object missing;      // {"materials": […]}: what Wish::without left out
};

class Applications {
 public:
  // `divisions` must outlive it.
  Applications(std::uint64_t seed, const codes::CodeSet& divisions);
  [[nodiscard]] Application make(const Wish& wish);

 private:
  [[nodiscard]] std::size_t any(std::size_t below);
  [[nodiscard]] std::string name();
  [[nodiscard]] std::string number(PoliceSays police);
  [[nodiscard]] std::string unit_code();
  [[nodiscard]] std::string address();
  [[nodiscard]] boost::json::object material(const char* code, const char* grade);

  std::mt19937_64 chance_;
  const codes::CodeSet& divisions_;
  std::vector<const codes::Entry*> counties_;
  std::set<std::string> given_;
};

}  // namespace vermilion::demo
