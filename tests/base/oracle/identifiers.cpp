// Prints seeded numbers, right and damaged, with our verdict, for identifiers.py to judge: one
// "<kind> <number> <accepted|refused>" a line. Usage: identifier_verdicts SEED COUNT
#include "base/identifiers.hpp"

#include <cstdio>
#include <cstdlib>
#include <random>

int main(int argc, char** argv) {
  using namespace vermilion;
  using namespace vermilion::identifiers;
  if (argc != 3) {
    std::fprintf(stderr, "usage: identifier_verdicts SEED COUNT\n");
    return 2;
  }
  std::mt19937_64 random(std::strtoull(argv[1], nullptr, 10));
  const auto below = [&](int bound) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(bound));
  };
  const char* kinds[] = {"91", "12", "51", "Y1"};
  const long count = std::strtol(argv[2], nullptr, 10);
  for (long i = 0; i < count; ++i) {
    const int kind = static_cast<int>(i % 4);
    std::string text =
        kind == 0   ? synthetic_resident_number(day_of({1930, 1, 1}) + below(30000), below(1000))
        : kind == 1 ? synthetic_social_credit_code(kinds[below(4)], 1 + below(99999))
        : kind == 2 ? synthetic_organisation_code(1 + below(99999))
                    : synthetic_parcel_number(below(100'000'000));
    if (i % 8 >= 4) {  // one symbol replaced by a digit, or two neighbours exchanged
      const auto at = static_cast<std::size_t>(below(static_cast<int>(text.size()) - 1));
      if (i % 16 >= 8) {
        std::swap(text[at], text[at + 1]);
      } else {
        text[at] = static_cast<char>('0' + below(10));
      }
    }
    const bool good = kind == 0   ? check_resident_number(text).has_value()
                      : kind == 1 ? check_social_credit_code(text).has_value()
                      : kind == 2 ? check_organisation_code(text).has_value()
                                  : check_parcel_number(text).has_value();
    const char* names[] = {"resident", "credit", "organisation", "parcel"};
    std::printf("%s %s %s\n", names[kind], text.c_str(), good ? "accepted" : "refused");
  }
  return 0;
}
