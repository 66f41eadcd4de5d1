// What a subcommand is told of a cluster: the file of the link's security is read to the letter.
#include "app/commands/kafka_options.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/contract/scratch_directory.hpp"

namespace vermilion::commands {
namespace {

using test::ScratchDirectory;
using testing::HasSubstr;

class KafkaOptionsTest : public testing::Test {
 protected:
  Result<KafkaOptions> read(const std::string& text,
                            std::filesystem::perms mode = std::filesystem::perms::owner_read) {
    std::ofstream{path_} << text;
    std::filesystem::permissions(path_, mode);
    KafkaWords words;
    words.brokers = "a:9092,b:9092";
    words.security_file = path_;
    auto options = kafka_options(words);
    std::filesystem::remove(path_);
    return options;
  }
  std::string fault(const std::string& text) {
    const auto options = read(text);
    return options ? "taken" : options.error().detail;
  }
  ScratchDirectory scratch_;
  std::string path_ = scratch_ / "link";
};

TEST_F(KafkaOptionsTest, AClusterIsNamedAndNeedsNoMore) {
  EXPECT_FALSE(kafka_options({}));
  KafkaWords words;
  words.brokers = "a:9092";
  const auto options = kafka_options(words);
  ASSERT_TRUE(options);
  EXPECT_EQ(options.value().topic, "vermilion-journal");
  EXPECT_TRUE(options.value().cluster.security.empty());
}

TEST_F(KafkaOptionsTest, SettingsOfTheLinkAreTakenAndTheBrokersNameIsChecked) {
  const auto options = read(
      "# a comment\n\nsecurity.protocol=sasl_ssl\n ssl.ca.location = /ca \n"
      "sasl.password = a = b\n");
  ASSERT_TRUE(options) << options.error().detail;
  const kafka::Settings expected = {{"security.protocol", "sasl_ssl"},
                                    {"ssl.ca.location", "/ca"},
                                    {"sasl.password", "a = b"},
                                    {"ssl.endpoint.identification.algorithm", "https"}};
  EXPECT_EQ(options.value().cluster.security, expected);
}

TEST_F(KafkaOptionsTest, WhatIsWrongIsNamedWithItsLine) {
  EXPECT_THAT(fault("security.protocol = ssl\nacks = 1\n"), HasSubstr("link:2: acks is no"));
  EXPECT_THAT(fault("enable.ssl.certificate.verification = false\n"), HasSubstr("link:1: "));
  EXPECT_THAT(fault("ssl.endpoint.identification.algorithm = none\n"), HasSubstr("link:1: "));
  EXPECT_THAT(fault("security.protocol = tls\n"), HasSubstr("is one of plaintext, ssl"));
  EXPECT_THAT(fault("security.protocol\n"), HasSubstr("link:1: a line is NAME = VALUE"));
  EXPECT_THAT(fault("ssl.ca.location =\n"), HasSubstr("says nothing"));
  EXPECT_THAT(fault("ssl.ca.location = a\nssl.ca.location = b\n"), HasSubstr("link:2: ssl.ca"));
}

TEST_F(KafkaOptionsTest, ASecretThatOthersMayReadIsRefused) {
  using std::filesystem::perms;
  const auto all = perms::owner_read | perms::owner_write | perms::others_read;
  const auto refused = read("sasl.password = secret\n", all);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("chmod 600"));
  EXPECT_THAT(refused.error().detail, testing::Not(HasSubstr("secret\n")));
  EXPECT_TRUE(read("ssl.ca.location = /ca\n", all)) << "there is no secret in it";
}

}  // namespace
}  // namespace vermilion::commands
