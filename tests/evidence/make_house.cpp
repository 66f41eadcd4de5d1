// make_house DIRECTORY [CASES]: a small house for scripts (tests/evidence/house.hpp).
// make_house --plant DIRECTORY: a record there that no owner would have written; prints where.
// make_house --hold DIRECTORY: runs a hall on it until standard input ends; says when it is open.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/evidence/house.hpp"

namespace {

using namespace vermilion;

Result<void> run(int argc, char** argv) {
  const std::string_view first{argv[1]};
  if (first == "--plant") {
    VERMILION_TRY(const auto at, test::plant_acceptance(argv[2]));
    std::printf("%s\n", at.text().c_str());
    return ok();
  }
  if (first == "--hold") {
    HallOptions options;
    options.directory = argv[2];
    VERMILION_TRY(const auto hall, Hall::open(options));
    std::printf("open\n");
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return ok();
  }
  test::HouseWanted wanted;
  if (argc == 3) wanted.cases = std::atoi(argv[2]);
  return test::make_house(argv[1], wanted);
}

}  // namespace

int main(int argc, char** argv) {
  const bool option = argc > 1 && argv[1][0] == '-';
  if (argc < 2 || argc > 3 || (option && argc != 3)) {
    std::fprintf(stderr, "usage: make_house [--plant | --hold] DIRECTORY, or DIRECTORY CASES\n");
    return 2;
  }
  const auto made = run(argc, argv);
  if (made) return 0;
  std::fprintf(stderr, "make_house: %s\n", made.error().text().c_str());
  return 3;
}
