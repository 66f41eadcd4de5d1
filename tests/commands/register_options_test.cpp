// What `serve` is told of other registers: read to the letter, and what it was not told is named.
#include <gmock/gmock.h>

#include "app/commands/serve_options.hpp"
#include "tests/commands/command_line.hpp"

namespace vermilion::commands {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Catalogue catalogue_with(std::vector<std::string> registers) {
  Item item;
  item.code = "entry";
  item.version = 1;
  item.registrant = RegistrantRules{std::move(registers)};
  Catalogue catalogue;
  catalogue.items[{item.code, item.version}] = item;
  Item other;
  other.code = "permit";
  other.version = 1;
  catalogue.items[{other.code, other.version}] = other;
  return catalogue;
}

ServeOptions told(std::vector<std::string> registers) {
  ServeOptions options;
  options.registers = std::move(registers);
  options.register_self = "330000";
  return options;
}

TEST(RegisterOptions, NameACodeAndAnAddressEach) {
  const auto others = registers_of(told({"330200=https://hall:1", "320000=https://other/a=b"}));
  ASSERT_TRUE(others);
  ASSERT_EQ(others.value().size(), 2U);
  EXPECT_EQ(others.value()[0].code, "330200");
  EXPECT_EQ(others.value()[1].url, "https://other/a=b");
  for (const auto* bad : {"330200", "=https://hall", "33 02=https://hall", "330000=https://self",
                          "12345678901234567=https://hall"}) {
    EXPECT_FALSE(registers_of(told({bad}))) << bad;
  }
}

TEST(RegisterOptions, TheSandboxPlaysOneWhereNoneIsNamed) {
  ServeOptions options;
  EXPECT_THAT(registers_of(options).value(), IsEmpty());
  EXPECT_EQ(register_tokens(options).value(), nullptr);
  options.sandbox = "http://127.0.0.1:8090";
  EXPECT_EQ(registers_of(options).value().at(0).code, "320000");
  EXPECT_NE(register_tokens(options).value(), nullptr);
}

TEST(RegisterOptions, AreRefusedInPart) {
  for (const auto* some : {"--register nonsense", "--register 330200=http://127.0.0.1:1",
                           "--register 330200=http://127.0.0.1:1 --register-self 330000"}) {
    const auto ended = tests::run(std::string{"serve --data /nowhere --sandbox "
                                              "http://127.0.0.1:1 "} +
                                  some);
    EXPECT_EQ(ended.code, exit_usage) << some;
    EXPECT_THAT(ended.error, HasSubstr("--register")) << some;
  }
}

TEST(RegisterOptions, WhoeverIsExchangedWithAndNotNamedIsTold) {
  const auto catalogue = catalogue_with({"330000", "330200", "320000"});
  EXPECT_THAT(registers_not_named(catalogue, told({"330200=https://hall"})),
              ElementsAre("entry: 320000"));
  EXPECT_THAT(registers_not_named(catalogue, told({})),
              ElementsAre("entry: 320000", "entry: 330200"));
  auto sample = told({});
  sample.sandbox = "http://127.0.0.1:8090";
  EXPECT_THAT(registers_not_named(catalogue, sample), IsEmpty());
  EXPECT_THAT(registers_not_named(catalogue_with({}), told({})), IsEmpty());
}

}  // namespace
}  // namespace vermilion::commands
