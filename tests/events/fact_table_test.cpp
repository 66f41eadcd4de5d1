// docs/journal.md describes the payload of every fact as the program writes it.
#include "tests/events/fact_table.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace vermilion::test {
namespace {

TEST(FactTableTest, TheDocumentSaysWhatTheFactsAre) {
  std::ifstream file{VERMILION_SOURCE_DIR "/docs/journal.md"};
  std::stringstream octets;
  octets << file.rdbuf();
  const auto document = octets.str();
  const std::string begins = fact_table_begins;
  const auto from = document.find(begins);
  const auto to = document.find(fact_table_ends);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  const auto stands = document.substr(from + begins.size(), to - from - begins.size());
  EXPECT_EQ(stands, fact_table())
      << "`ninja write_fact_table && <build>/tests/write_fact_table docs/journal.md` writes it";
}

TEST(FactTableTest, AFieldOfAListsElementStandsUnderItsList) {
  const auto table = fact_table();
  EXPECT_NE(table.find("| people[].id_number.check_holds | bool |"), std::string::npos);
  EXPECT_NE(table.find("| unit.uscc | text |"), std::string::npos);
  EXPECT_NE(table.find("| DeemedAccepted / 1 |  | no octets |"), std::string::npos);
}

}  // namespace
}  // namespace vermilion::test
