// Every fact's octets are those of tests/golden, and come back to the same value.
#include "events/facts/all.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/golden/fact_samples.hpp"

namespace vermilion::test {
namespace {

Bytes golden_octets(const std::string& name) {
  std::ifstream file{std::string{VERMILION_SOURCE_DIR} + "/tests/golden/" + name + ".hex"};
  std::string text;
  for (std::string line; std::getline(file, line);) text += line;
  return from_hex(text).value_or("");
}

TEST(Facts, EncodeToTheirGoldenOctetsForEver) {
  for (const auto& golden : golden_facts()) {
    EXPECT_EQ(to_hex(golden.octets), to_hex(golden_octets(golden.name)))
        << golden.name << ": the octets of a schema never change; raise the schema and write an "
        << "upcaster, then write_golden";
  }
}

TEST(Facts, TheGoldenOctetsDecodeByNameAndEncodeBack) {
  for (const auto& golden : golden_facts()) {
    const auto octets = golden_octets(golden.name);
    const auto dash = golden.name.rfind('-');
    const auto name = golden.name.substr(5, dash - 5);
    const auto schema = static_cast<std::uint16_t>(std::stoi(golden.name.substr(dash + 1)));
    Bytes again;
    bool present = false;
    const auto read = with_fact(name, schema, octets, [&](const auto& fact) -> Result<void> {
      again = encode(fact);
      present = schema == std::decay_t<decltype(fact)>::schema;
      return ok();
    });
    ASSERT_TRUE(read) << golden.name << ": " << read.error().text();
    if (present) {
      EXPECT_EQ(again, octets) << golden.name;
    }
  }
}

TEST(Facts, OctetsOfAnOlderFormBecomeThePresentType) {
  const auto old = golden_octets("fact-DueMoved-1");
  ASSERT_FALSE(old.empty());
  const auto before = decode<DueMoved1>(old).value();
  bool read = false;
  EXPECT_TRUE(with_fact("DueMoved", 1, old, [&](const auto& fact) -> Result<void> {
    if constexpr (std::is_same_v<std::decay_t<decltype(fact)>, DueMoved>) {
      read = true;
      EXPECT_EQ(fact.deadline, before.deadline);
      EXPECT_EQ(fact.to, before.to);
      EXPECT_EQ(fact.provisional, before.provisional);
      EXPECT_FALSE(fact.from.set()) << "an upcast invents nothing";
    }
    return ok();
  }));
  EXPECT_TRUE(read);
  EXPECT_EQ(read_fact<DueMoved>(3, old).error().code, Code::unsupported) << "of a later program";
  EXPECT_EQ(read_fact<DueMoved>(0, old).error().code, Code::unsupported);
  EXPECT_EQ(read_fact<DueMoved>(2, old).error().code, Code::corrupt);
  EXPECT_EQ(read_fact<DueMoved>(1, old + "x").error().code, Code::corrupt);
}

// Two steps: each form knows the one before it only.
struct Weighed1 {
  static constexpr std::string_view name = "Weighed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"称重", "weighed"};
  std::uint16_t grams = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"grams", "克", "grams"}, self.grams);
  }
};
struct Weighed2 : Weighed1 {
  static constexpr std::uint16_t schema = 2;
  std::string scale;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    Weighed1::fields(self, visit);
    visit(FieldText{"scale", "秤", "scale"}, self.scale);
  }
  using Older = Weighed1;
  static Weighed2 upcast(const Weighed1& older) { return {older, {}}; }
};
struct Weighed {
  static constexpr std::string_view name = "Weighed";
  static constexpr std::uint16_t schema = 3;
  static constexpr FactText text{"称重", "weighed"};
  std::uint64_t milligrams = 0;
  std::string scale;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"milligrams", "毫克", "milligrams"}, self.milligrams);
    visit(FieldText{"scale", "秤", "scale"}, self.scale);
  }
  using Older = Weighed2;
  static Weighed upcast(const Weighed2& older) { return {older.grams * 1000ULL, older.scale}; }
};

TEST(Facts, AreUpcastStepByStepFromEveryFormTheyHad) {
  EXPECT_EQ(read_fact<Weighed>(1, from_hex("0500").value()).value().milligrams, 5'000U);
  const auto second = encode(Weighed2{{7}, "b"});
  EXPECT_EQ(read_fact<Weighed>(2, second).value().milligrams, 7'000U);
  EXPECT_EQ(read_fact<Weighed>(2, second).value().scale, "b");
  EXPECT_EQ(read_fact<Weighed>(3, encode(Weighed{9, "c"})).value().milligrams, 9U);
}

TEST(Facts, NamesAreUniqueAndAnUnknownNameSchemaOrTailIsAnError) {
  std::vector<std::string> names;
  each_fact([&](auto fact) { names.emplace_back(decltype(fact)::name); });
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  const auto take = [](const auto&) -> Result<void> { return ok(); };
  EXPECT_EQ(with_fact("Nonsense", 1, "", take).error().code, Code::unsupported);
  EXPECT_EQ(with_fact("Submitted", 60'000, "", take).error().code, Code::unsupported);
  const auto octets = encode(sample_fact<Submitted>());
  EXPECT_TRUE(with_fact("Submitted", Submitted::schema, octets, take));
  EXPECT_EQ(with_fact("Submitted", Submitted::schema, octets + "x", take).error().code,
            Code::corrupt);
  for (std::size_t size = 0; size < octets.size(); ++size) {
    EXPECT_FALSE(with_fact("Submitted", Submitted::schema, octets.substr(0, size), take)) << size;
  }
}

}  // namespace
}  // namespace vermilion::test
