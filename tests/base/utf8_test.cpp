// Well-formed UTF-8, and lengths in code points (STANDARDS §1.8).
#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace vermilion {
namespace {

TEST(Utf8, accepts_rare_names_and_counts_code_points) {
  EXPECT_TRUE(is_utf8("刘䶮㛃𬱖·"));
  EXPECT_EQ(code_points("刘䶮㛃𬱖·"), 5U);
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("\xF4\x8F\xBF\xBF"));  // U+10FFFF
}

TEST(Utf8, refuses_what_is_not_well_formed) {
  for (const char* bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80",
                          "\xE4\xB8", "\xFF", "a\xC2", "\xC1\xBF", "\xF0\x80\x80\x80"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

TEST(Utf8, a_plain_line_has_no_control_characters) {
  EXPECT_TRUE(is_plain_line("国庆节"));
  for (const char* bad : {"a\nb", "a\tb", "\x7F", "\xC2\x85"}) EXPECT_FALSE(is_plain_line(bad));
}

}  // namespace
}  // namespace vermilion
