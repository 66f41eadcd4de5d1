// Rows that another program wrote are folded anew: a new version starts on an old directory.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

TEST(rows_form, of_another_program_are_folded_anew_at_the_start) {
  ServedHall hall;
  const auto id = hall.submit_firm("owner");
  ASSERT_EQ(hall.get("owner", "/v1/cases/" + id).status, 200);
  // As an older program left them: rows that nobody can read, and no word of their form.
  hall.restart_after([&] {
    std::filesystem::remove(hall.directory() + "/rows.form");
    std::ofstream{hall.directory() + "/rows/CURRENT"} << "of another time";
  });
  bool told = false;
  for (const auto& notice : hall.hall().notices()) {
    told = told || notice.find("folded anew") != std::string::npos;
  }
  EXPECT_TRUE(told);
  EXPECT_EQ(hall.get("owner", "/v1/cases/" + id).status, 200);
  EXPECT_EQ(hall.record("zhao.min", id, "Approved").status, 200);
  hall.restart();
  for (const auto& notice : hall.hall().notices()) {
    EXPECT_EQ(notice.find("folded anew"), std::string::npos);
  }
}

}  // namespace
}  // namespace vermilion::tests
