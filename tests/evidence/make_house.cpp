// make_house DIRECTORY [CASES]: a small house for scripts (tests/evidence/house.hpp).
#include <cstdio>
#include <cstdlib>

#include "tests/evidence/house.hpp"

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: make_house DIRECTORY [CASES]\n");
    return 2;
  }
  vermilion::test::HouseWanted wanted;
  if (argc == 3) wanted.cases = std::atoi(argv[2]);
  const auto made = vermilion::test::make_house(argv[1], wanted);
  if (made) return 0;
  std::fprintf(stderr, "make_house: %s\n", made.error().text().c_str());
  return 3;
}
