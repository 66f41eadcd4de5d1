// Identifiers against STANDARDS §10. Every number here is a standard's own example, published by a
// body about itself, or synthetic: none is a person's.
#include "base/identifiers.hpp"

#include <gtest/gtest.h>

#include <random>

namespace vermilion::identifiers {
namespace {

TEST(Identifiers, resident_numbers_of_the_standards_check) {
  for (const char* text :
       {"11010519491231002X", "440524188001010014", "360426199101010071", "33909919880808006X",
        "33909919880808006x", "810000190001011010", "820000190001011020", "830000190001011030"}) {
    const auto number = check_resident_number(text);
    ASSERT_TRUE(number) << text << " " << english(number.error());
  }
  const auto number = check_resident_number("33909919880808006x").value();
  EXPECT_EQ(number.text, "33909919880808006X");
  EXPECT_EQ(to_text(number.born), "1988-08-08");
  EXPECT_TRUE(number.female);
  EXPECT_EQ(number.division(), "339099");
  EXPECT_FALSE(check_resident_number("440524188001010014").value().female);
}

TEST(Identifiers, an_unknown_division_warns_and_never_refuses) {
  const KnowsDivision knows = [](std::string_view code) { return code == "110105"; };
  EXPECT_FALSE(check_resident_number("11010519491231002X", knows).value().unknown_division);
  EXPECT_TRUE(check_resident_number("33909919880808006X", knows).value().unknown_division);
  const auto permit = check_resident_number("810000190001011010", knows).value();
  EXPECT_TRUE(permit.permit);
  EXPECT_FALSE(permit.unknown_division);
}

struct Wrong {
  const char* text;
  Flaw flaw;
  int position;
  const char* english;
};

TEST(Identifiers, a_wrong_resident_number_is_told_where_and_what_would_be_right) {
  const Wrong cases[] = {
      {"110105194912310021", Flaw::check_digit, 18, "position 18: found '1'; 'X' would be right"},
      {"810000190001011011", Flaw::check_digit, 18, "position 18: found '1'; '0' would be right"},
      {"11010519491331002X", Flaw::date, 7,
       "position 7: found '19491331'; an existing birth date yyyymmdd would be right"},
      {"11010519490229002X", Flaw::date, 7,
       "position 7: found '19490229'; an existing birth date yyyymmdd would be right"},
      {"1101051949123100X", Flaw::symbol, 17, "position 17: found 'X'; a digit 0-9 would be right"},
      {"11010519491231002", Flaw::length, 18,
       "position 18: nothing there; 18 characters instead of 17 would be right"},
      {"11010519491231002XX", Flaw::length, 19,
       "position 19: found 'X'; 18 characters instead of 19 would be right"},
      {"1101O519491231002X", Flaw::symbol, 5, "position 5: found 'O'; a digit 0-9 would be right"},
      {"11010519491231002Y", Flaw::symbol, 18,
       "position 18: found 'Y'; a digit or X would be right"},
      {"1101国519491231002", Flaw::symbol, 5, "position 5: found '国'; a digit 0-9 would be right"},
      {"", Flaw::length, 1, "position 1: nothing there; 18 characters instead of 0 would be right"},
  };
  for (const Wrong& wrong : cases) {
    const auto number = check_resident_number(wrong.text);
    ASSERT_FALSE(number) << wrong.text;
    EXPECT_EQ(number.error().flaw, wrong.flaw) << wrong.text;
    EXPECT_EQ(number.error().position, wrong.position) << wrong.text;
    EXPECT_EQ(english(number.error()), wrong.english);
  }
  EXPECT_EQ(chinese(check_resident_number("110105194912310021").error()),
            "第 18 位：现为“1”，应为“X”");
  EXPECT_EQ(error_of(check_resident_number("").error(), "id_number").code, Code::invalid);
}

TEST(Identifiers, fifteen_digits_become_eighteen_or_go_to_a_person) {
  EXPECT_EQ(convert_15_digits("339099800101001").value().text, "33909919800101001X");
  EXPECT_EQ(convert_15_digits("339099850622002").value().text, "339099198506220020");
  EXPECT_EQ(convert_15_digits("339099850229003").error().flaw, Flaw::date);
  EXPECT_EQ(convert_15_digits("339099990101998").error().flaw, Flaw::century);
  EXPECT_EQ(convert_15_digits("33909980010100").error().flaw, Flaw::length);
  EXPECT_EQ(convert_15_digits("33909980010100X").error().flaw, Flaw::symbol);
  EXPECT_TRUE(check_resident_number(convert_15_digits("339099850622002").value().text));
}

TEST(Identifiers, organisation_codes_count_letters_from_ten) {
  for (const char* text : {"D2143569X", "D2143569-X", "PDY00001X", "PDY000028", "PDY000060",
                           "MB2855918", "pdy000060"}) {
    EXPECT_TRUE(check_organisation_code(text)) << text;
  }
  EXPECT_EQ(check_organisation_code("D2143569-X").value(), "D2143569X");
  EXPECT_EQ(english(check_organisation_code("PDY000020").error()),
            "position 9: found '0'; '8' would be right");
  for (const char* text : {"PDYO0001X", "PDY0OO01X", "PDY00001", "PDY00001XX", "PDY0000-1X"}) {
    EXPECT_FALSE(check_organisation_code(text)) << text;
  }
}

TEST(Identifiers, social_credit_codes_of_the_standards_check) {
  for (const char* text :
       {"91110000600037341L", "11431223006654398F", "12441500196720244T", "11370800MB28559184",
        "91339099PDY000079X", "12339099PDY000108E", "51339099PDY0002399"}) {
    const auto code = check_social_credit_code(text);
    ASSERT_TRUE(code) << text << " " << english(code.error());
    EXPECT_TRUE(code.value().inner_checks) << text;
  }
  EXPECT_EQ(check_social_credit_code("11370800MB28559184").value().organisation_code(),
            "MB2855918");
  EXPECT_EQ(check_social_credit_code("91110000600037341l").value().division(), "110000");
}

TEST(Identifiers, a_wrong_social_credit_code_is_told_where_and_what_would_be_right) {
  const Wrong cases[] = {
      {"91110000600037341A", Flaw::check_digit, 18, "position 18: found 'A'; 'L' would be right"},
      {"9111000060003734L", Flaw::length, 18,
       "position 18: nothing there; 18 characters instead of 17 would be right"},
      {"9111000O600037341L", Flaw::symbol, 8, "position 8: found 'O'; a digit 0-9 would be right"},
      {"91110000S00037341L", Flaw::symbol, 9,
       "position 9: found 'S'; a digit or a letter A-Z other than I O S V Z would be right"},
  };
  for (const Wrong& wrong : cases) {
    const auto code = check_social_credit_code(wrong.text);
    ASSERT_FALSE(code) << wrong.text;
    EXPECT_EQ(code.error().flaw, wrong.flaw) << wrong.text;
    EXPECT_EQ(code.error().position, wrong.position) << wrong.text;
    EXPECT_EQ(english(code.error()), wrong.english);
  }
  for (const char letter : std::string("IOSVZ")) {
    std::string text = "91339099PDY000079X";
    text[9] = letter;
    EXPECT_EQ(check_social_credit_code(text).error().position, 10) << letter;
  }
}

TEST(Identifiers, a_false_inner_code_only_warns) {
  // Inner PDY000020 (8 would be right) in a code whose own check holds.
  std::string text = "91339099PDY000020";
  for (const char check : std::string("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
    const auto code = check_social_credit_code(text + check);
    if (code) {
      EXPECT_FALSE(code.value().inner_checks);
      return;
    }
  }
  FAIL() << "one of 31 check symbols must hold";
}

TEST(Identifiers, parcel_numbers_follow_s10) {
  for (const char* text : {"EE471108151FR", "EB000717618HK", "EB000717595HK", "LK664578623CN"}) {
    EXPECT_TRUE(check_parcel_number(text)) << text;
  }
  EXPECT_EQ(english(check_parcel_number("EB000717594HK").error()),
            "position 11: found '4'; '5' would be right");
  const auto reserved = check_parcel_number("JX000717595HK");
  ASSERT_FALSE(reserved);
  EXPECT_EQ(reserved.error().flaw, Flaw::reserved);
  EXPECT_EQ(reserved.error().position, 1);
  EXPECT_FALSE(check_parcel_number("1234567890123"));
}

TEST(Identifiers, synthetic_numbers_check_and_lie_where_nobody_is) {
  EXPECT_EQ(synthetic_resident_number(day_of({1988, 8, 8}), 6), "33909919880808006X");
  EXPECT_EQ(synthetic_permit_number(81, 101), "810000190001011010");
  EXPECT_EQ(synthetic_organisation_code(1), "PDY00001X");
  EXPECT_EQ(synthetic_social_credit_code("91", 7), "91339099PDY000079X");
  EXPECT_EQ(synthetic_social_credit_code("12", 10), "12339099PDY000108E");
  EXPECT_EQ(synthetic_social_credit_code("51", 23), "51339099PDY0002399");
  for (int i = 1; i < 1000; ++i) {
    EXPECT_TRUE(check_resident_number(synthetic_resident_number(day_of({1950, 1, 1}) + i * 20, i)));
    EXPECT_TRUE(check_resident_number(synthetic_permit_number(81 + i % 3, i)));
    EXPECT_TRUE(check_social_credit_code(synthetic_social_credit_code("91", i)));
    EXPECT_TRUE(
        check_social_credit_code(synthetic_social_credit_code("91", i)).value().inner_checks);
    EXPECT_TRUE(check_parcel_number(synthetic_parcel_number(i * 7919)));
  }
}

TEST(Identifiers, every_single_wrong_digit_is_found) {
  const std::string good = synthetic_resident_number(day_of({1988, 8, 8}), 6);
  for (std::size_t i = 0; i < 17; ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string text = good;
      text[i] = digit;
      EXPECT_EQ(check_resident_number(text).has_value(), text == good) << text;
    }
  }
  const std::string code = synthetic_social_credit_code("91", 7);
  for (std::size_t i = 0; i < 18; ++i) {
    for (const char symbol : std::string("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
      std::string text = code;
      text[i] = symbol;
      EXPECT_EQ(check_social_credit_code(text).has_value(), text == code) << text;
    }
  }
}

TEST(Identifiers, masks_the_middle) {
  EXPECT_EQ(masked_resident_number("33909919880808006X"), "339099********006X");
  EXPECT_EQ(masked_resident_number("339099800101001"), "339099*****1001");
  EXPECT_EQ(masked_resident_number("M12345678"), "*********");
  EXPECT_EQ(masked_resident_number(""), "");
}

TEST(Identifiers, arbitrary_octets_are_refused_with_a_short_fault) {
  std::mt19937 random(11643);
  for (int i = 0; i < 20000; ++i) {
    std::string text(random() % 24, '\0');
    for (char& octet : text) octet = static_cast<char>(i % 2 == 0 ? random() : '0' + random() % 43);
    const auto number = check_resident_number(text);
    const auto code = check_social_credit_code(text);
    const auto parcel = check_parcel_number(text);
    const auto old = convert_15_digits(text);
    const auto organisation = check_organisation_code(text);
    if (!number) {
      EXPECT_LT(english(number.error()).size(), 200U);
      EXPECT_GE(number.error().position, 1);
    }
    if (!code) {
      EXPECT_LE(code.error().position, 19);
    }
  }
  EXPECT_FALSE(check_resident_number(std::string(1'000'000, '1')));
}

}  // namespace
}  // namespace vermilion::identifiers
