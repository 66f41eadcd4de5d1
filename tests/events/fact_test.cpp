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
    const auto read = with_fact(name, schema, octets, [&](const auto& fact) -> Result<void> {
      again = encode(fact);
      return ok();
    });
    ASSERT_TRUE(read) << golden.name << ": " << read.error().text();
    EXPECT_EQ(again, octets) << golden.name;
  }
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
