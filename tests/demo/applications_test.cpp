// Applications of nobody: their numbers check, repeat nowhere, and follow from the seed.
#include "app/demo/applications.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/identifiers.hpp"

namespace vermilion::demo {
namespace {

codes::CodeSet divisions() {
  return codes::CodeSet::make("divisions", "1",
                              {{"330000", "", "浙江省"},
                               {"330100", "330000", "杭州市"},
                               {"330106", "330100", "西湖区"}})
      .value();
}

const Wish licence{.item = "bookkeeping-licence", .office = "330106"};

std::string code_of(const Application& application) {
  return std::string{application.body.at("unit").as_object().at("uscc").as_string()};
}

TEST(Applications, EachNumberChecksIsNobodysAndIsGivenOnce) {
  const auto places = divisions();
  Applications applications{7, places};
  std::set<std::string> numbers;
  for (int i = 0; i < 300; ++i) {
    const auto made = applications.make(licence);
    ASSERT_EQ(made.people.size(), 3U);
    for (const auto& number : made.people) {
      EXPECT_TRUE(identifiers::check_resident_number(number)) << number;
      EXPECT_TRUE(number.starts_with("339099")) << number;  // a division that nobody was given
      EXPECT_TRUE(numbers.insert(number).second) << number;
    }
    const auto code = code_of(made);
    EXPECT_TRUE(identifiers::check_social_credit_code(code)) << code;
    EXPECT_TRUE(numbers.insert(code).second) << code;
  }
}

TEST(Applications, TheSameSeedMakesTheSameAndAnotherMakesOthers) {
  const auto places = divisions();
  const auto first = [&](std::uint64_t seed) {
    return boost::json::serialize(Applications{seed, places}.make(licence).body);
  };
  EXPECT_EQ(first(1), first(1));
  EXPECT_NE(first(1), first(2));
}

TEST(Applications, AWishIsKept) {
  const auto places = divisions();
  Applications applications{3, places};
  auto wish = licence;
  wish.wrong_code = true;
  wish.without = "internal-rules";
  wish.police = PoliceSays::mismatch;
  const auto made = applications.make(wish);
  EXPECT_FALSE(identifiers::check_social_credit_code(code_of(made)));
  EXPECT_EQ(made.body.at("materials").as_array().size(), 2U);
  EXPECT_EQ(made.missing.at("materials").as_array().size(), 1U);
  const auto sequence = std::stoi(made.people.front().substr(14, 3));
  EXPECT_GE(sequence, 940);
  EXPECT_LT(sequence, 980);
  auto second = licence;
  second.with_person = made.people.back();
  EXPECT_EQ(applications.make(second).people.back(), made.people.back());
}

}  // namespace
}  // namespace vermilion::demo
