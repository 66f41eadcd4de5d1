// write_golden DIRECTORY: writes the octets of samples that are not there yet.
//
// It never changes a file: what was once written is what old journals hold. Lines of 32 octets.
// Exit: 0 all are there, 1 a file exists with other octets, 3 a file could not be written.
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/golden/fact_samples.hpp"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: write_golden DIRECTORY\n", stderr);
    return 2;
  }
  int exit_code = 0;
  auto goldens = vermilion::test::golden_records();
  for (auto& golden : vermilion::test::golden_facts()) goldens.push_back(std::move(golden));
  for (const auto& golden : goldens) {
    std::string text;
    for (std::size_t at = 0; at < golden.octets.size(); at += 32) {
      text += vermilion::to_hex(std::string_view{golden.octets}.substr(at, 32)) + "\n";
    }
    const auto path = std::string{arguments[1]} + "/" + golden.name + ".hex";
    if (std::ifstream present{path}) {
      std::stringstream held;
      held << present.rdbuf();
      if (held.str() == text) continue;
      std::fprintf(stderr, "%s exists with other octets and is kept: give the sample a new name\n",
                   path.c_str());
      exit_code = 1;
      continue;
    }
    std::ofstream file{path};
    file << text;
    if (!file.flush()) return 3;
    std::printf("%s written\n", path.c_str());
  }
  return exit_code;
}
