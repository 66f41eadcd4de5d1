// The table of approval/1 as a domain expert reads it: given a state, who says what, what happens.
//
// The questions and answers stand in approval_1.txt beside this file.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "scene.hpp"
#include "text_table.hpp"
#include "workflows/approval/1/edition.hpp"

namespace vermilion::scenes {
namespace {

// A word may hold a comma itself ("accepted by silence, received later"): longest match first.
void say(Scene& scene, std::string text) {
  while (!text.empty()) {
    std::string best;
    for (const auto& [name, word] : words()) {
      if (text.starts_with(name) && name.size() > best.size() &&
          (text.size() == name.size() || text[name.size()] == ',')) {
        best = name;
      }
    }
    ASSERT_FALSE(best.empty()) << "no word starts \"" << text << '"';
    words().at(best)(scene);
    text = trimmed(text.substr(std::min(text.size(), best.size() + 1)));
  }
}

TEST(approval_1, answers_as_the_regulation_table_says_and_every_row_is_used) {
  const auto edition = make_approval_1();
  std::set<std::uint16_t> used;
  std::ifstream file{VERMILION_SOURCE_DIR "/tests/workflows/approval_1.txt"};
  ASSERT_TRUE(file.is_open());
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    SCOPED_TRACE(line);
    auto columns = split(line + " ", '|');
    ASSERT_EQ(columns.size(), 6U);
    auto scene = scene_at(columns[0], columns[1]);
    scene.fact = columns[2];
    enter(scene, columns[3]);
    say(scene, columns[4]);
    const auto judged =
        with_input(scene, [&](const JudgeInput& input) { return edition->judge(input).value(); });
    auto expected = columns[5];
    if (judged.answer == table::Answer::recorded) {
      used.insert(*judged.row);
      EXPECT_TRUE(expected == judged.to[0] || expected == judged.to[1])
          << "went to " << judged.to[0] << ", " << judged.to[1];
    } else {
      EXPECT_EQ(answer_of(judged), expected);
    }
  }
  expect_every_row(*edition, used);
}

}  // namespace
}  // namespace vermilion::scenes
