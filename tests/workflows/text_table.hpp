// A table that a domain expert reads, as a text: rows of columns parted by '|', and how an
// edition's answer reads in it.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "engine/core/edition.hpp"

namespace vermilion::scenes {

inline std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

inline std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  std::istringstream in{text};
  for (std::string part; std::getline(in, part, by);) parts.push_back(trimmed(part));
  return parts;
}

// "no role", "Rule, law article, place", "not here"; empty when it was recorded.
inline std::string answer_of(const Judgement& judgement) {
  using table::Answer;
  if (judgement.answer == Answer::recorded) return {};
  if (judgement.answer == Answer::not_here) return "not here";
  const auto& refusal = *judgement.refusal;
  if (refusal.tried.empty()) return "refused without a reason";
  const auto& last = refusal.tried.front();
  if (last.rule == "role") return "no role";
  return trimmed(last.rule + ", " + last.law + " " + last.article + ", " + refusal.place);
}

// Every row of the table stands in the text.
inline void expect_every_row(const Edition& edition, const std::set<std::uint16_t>& used) {
  const auto rows = edition.info().rows;
  for (std::uint16_t row = 0; row < rows.size(); ++row) {
    EXPECT_TRUE(used.contains(row))
        << "row " << row << " (" << rows[row].from.name << " + " << rows[row].fact << " -> "
        << rows[row].to.name << ") is not in the text table";
  }
}

}  // namespace vermilion::scenes
