// write_fact_table FILE: puts the table of facts (tests/events/fact_table.hpp) in its place there.
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/events/fact_table.hpp"

int main(int argc, char** argv) {
  using namespace vermilion::test;
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_fact_table docs/journal.md\n");
    return 2;
  }
  std::stringstream octets;
  octets << std::ifstream{argv[1]}.rdbuf();
  auto document = octets.str();
  const std::string begins = fact_table_begins;
  const auto from = document.find(begins);
  const auto to = document.find(fact_table_ends);
  if (from == std::string::npos || to == std::string::npos) {
    std::fprintf(stderr, "%s does not say where the table stands\n", argv[1]);
    return 3;
  }
  document.replace(from + begins.size(), to - from - begins.size(), fact_table());
  std::ofstream{argv[1]} << document;
  return 0;
}
