#include "base/identifiers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/check.hpp"
#include "base/utf8.hpp"

namespace vermilion::identifiers {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view alphabet_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view alphabet_31 = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // no I O S V Z

struct Wording {
  std::string_view english;
  std::string_view chinese;
};
constexpr Wording a_digit{"a digit 0-9", "数字 0-9"};
constexpr Wording a_letter{"a letter A-Z", "字母 A-Z"};
constexpr Wording a_digit_or_letter{"a digit or a letter A-Z", "数字或字母 A-Z"};
constexpr Wording a_code_symbol{"a digit or a letter A-Z other than I O S V Z",
                                "数字或除 I、O、S、V、Z 以外的字母"};
constexpr Wording a_digit_or_x{"a digit or X", "数字或 X"};

int value_in(std::string_view alphabet, char symbol) noexcept {
  const std::size_t at = alphabet.find(symbol);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& symbol : upper) {
    if (symbol >= 'a' && symbol <= 'z') symbol = static_cast<char>(symbol - 'a' + 'A');
  }
  return upper;
}

auto flawed(Fault fault) {
  return BOOST_OUTCOME_V2_NAMESPACE::failure(std::move(fault));
}

// The whole code point at an octet, for a message; "?" when the text is no UTF-8 there.
std::string shown(std::string_view text, std::size_t at) {
  for (std::size_t length = 1; length <= 4 && at + length <= text.size(); ++length) {
    if (is_plain_line(text.substr(at, length))) return std::string(text.substr(at, length));
  }
  return "?";
}

Fault wrong_symbol(std::string_view text, std::size_t at, Wording right) {
  return {Flaw::symbol, static_cast<int>(at) + 1, shown(text, at), std::string(right.english),
          std::string(right.chinese)};
}

// The first place from..until whose character is not of the alphabet.
std::optional<Fault> first_foreign(std::string_view text, std::size_t from, std::size_t until,
                                   std::string_view alphabet, Wording right) {
  for (std::size_t i = from; i < until; ++i) {
    if (value_in(alphabet, text[i]) < 0) return wrong_symbol(text, i, right);
  }
  return std::nullopt;
}

// Place of the length fault: the first character too many, or the first that is missing. A foreign
// character before it is the better answer, so callers look for symbols first.
std::optional<Fault> wrong_length(std::string_view text, std::size_t length) {
  if (text.size() == length) return std::nullopt;
  const bool longer = text.size() > length;
  return Fault{Flaw::length, static_cast<int>(std::min(text.size(), length)) + 1,
               longer ? shown(text, length) : std::string{},
               fmt::format("{} characters instead of {}", length, text.size()),
               fmt::format("{} 个字符，现为 {} 个", length, text.size())};
}

Fault wrong_check(std::string_view text, std::size_t at, char right) {
  return {Flaw::check_digit, static_cast<int>(at) + 1, shown(text, at), fmt::format("'{}'", right),
          fmt::format("“{}”", right)};
}

// ISO 7064 MOD 11-2 with the weights of GB 11643.
char resident_check(std::string_view first_17) {
  constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += weights[i] * value_in(digits, first_17[i]);
  return std::string_view("10X98765432")[static_cast<std::size_t>(sum % 11)];
}

char organisation_check(std::string_view first_8) {
  constexpr std::array<int, 8> weights{3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += weights[i] * value_in(alphabet_36, first_8[i]);
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : digits[static_cast<std::size_t>(check)];
}

char social_credit_check(std::string_view first_17) {
  int weight = 1;
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    sum += weight * value_in(alphabet_31, first_17[i]);
    weight = weight * 3 % 31;
  }
  return alphabet_31[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

char parcel_check(std::string_view serial_8) {
  constexpr std::array<int, 8> weights{8, 6, 4, 2, 3, 5, 9, 7};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += weights[i] * value_in(digits, serial_8[i]);
  const int check = 11 - sum % 11;
  return check == 10 ? '0' : check == 11 ? '5' : digits[static_cast<std::size_t>(check)];
}

// The birth date in eight digits; nothing when it does not exist. Years before 1800 and after 2199
// are slips of the pen; whether a date lies in the future is for whoever knows the day.
std::optional<Day> birth_date(std::string_view yyyymmdd) {
  const auto day = day_from_text(
      fmt::format("{}-{}-{}", yyyymmdd.substr(0, 4), yyyymmdd.substr(4, 2), yyyymmdd.substr(6, 2)));
  if (!day || *day < day_of({1800, 1, 1}) || *day > day_of({2199, 12, 31})) return std::nullopt;
  return day;
}

Fault wrong_date(std::string_view found, int position, Wording right) {
  return {Flaw::date, position, std::string(found), std::string(right.english),
          std::string(right.chinese)};
}

ResidentNumber resident_of(std::string text, Day born, const KnowsDivision& knows) {
  ResidentNumber number;
  number.born = born;
  number.female = (text[16] - '0') % 2 == 0;
  const std::string_view region = std::string_view(text).substr(0, 2);
  number.permit = region == "81" || region == "82" || region == "83";
  number.unknown_division = knows && !number.permit && !knows(std::string_view(text).substr(0, 6));
  number.text = std::move(text);
  return number;
}

}  // namespace

std::string english(const Fault& fault) {
  if (fault.found.empty()) {
    return fmt::format("position {}: nothing there; {} would be right", fault.position,
                       fault.right);
  }
  return fmt::format("position {}: found '{}'; {} would be right", fault.position, fault.found,
                     fault.right);
}

std::string chinese(const Fault& fault) {
  if (fault.found.empty()) {
    return fmt::format("第 {} 位：缺失，应为{}", fault.position, fault.right_zh);
  }
  return fmt::format("第 {} 位：现为“{}”，应为{}", fault.position, fault.found, fault.right_zh);
}

Error error_of(const Fault& fault, std::string_view what) {
  return {Code::invalid, fmt::format("{}: {}", what, english(fault))};
}

Checked<ResidentNumber> check_resident_number(std::string_view given, const KnowsDivision& knows) {
  std::string text = upper_case(given);
  const std::size_t body = std::min<std::size_t>(text.size(), 17);
  if (auto fault = first_foreign(text, 0, body, digits, a_digit)) return flawed(*fault);
  if (auto fault = wrong_length(text, 18)) return flawed(*fault);
  if (auto fault = first_foreign(text, 17, 18, "0123456789X", a_digit_or_x)) return flawed(*fault);
  const auto born = birth_date(std::string_view(text).substr(6, 8));
  if (!born) {
    return flawed(wrong_date(std::string_view(text).substr(6, 8), 7,
                             {"an existing birth date yyyymmdd", "存在的出生日期（年月日）"}));
  }
  const char right = resident_check(text);
  if (text[17] != right) return flawed(wrong_check(text, 17, right));
  return resident_of(std::move(text), *born, knows);
}

Checked<ResidentNumber> convert_15_digits(std::string_view text, const KnowsDivision& knows) {
  const std::size_t body = std::min<std::size_t>(text.size(), 15);
  if (auto fault = first_foreign(text, 0, body, digits, a_digit)) return flawed(*fault);
  if (auto fault = wrong_length(text, 15)) return flawed(*fault);
  std::string long_form = fmt::format("{}19{}", text.substr(0, 6), text.substr(6));
  const auto born = birth_date(std::string_view(long_form).substr(6, 8));
  if (!born) {
    return flawed(wrong_date(text.substr(6, 6), 7,
                             {"an existing birth date yymmdd of the years 1900 to 1999",
                              "1900 至 1999 年间存在的出生日期（年月日）"}));
  }
  if (text.substr(12) >= "996") {
    return flawed({Flaw::century, 13, std::string(text.substr(12)),
                   "a sequence below 996 (996 to 999 were kept for people over a hundred, so a "
                   "person must decide)",
                   "996 以下的顺序码（996 至 999 曾留给百岁以上老人，须人工核对）"});
  }
  long_form.push_back(resident_check(long_form));
  return resident_of(std::move(long_form), *born, knows);
}

std::string masked_resident_number(std::string_view text) {
  std::string masked(text);
  const bool hide_all = masked.size() < 15;
  for (std::size_t i = hide_all ? 0 : 6; i < masked.size() - (hide_all ? 0 : 4); ++i) {
    masked[i] = '*';
  }
  return masked;
}

Checked<std::string> check_organisation_code(std::string_view given) {
  std::string text = upper_case(given);
  if (text.size() == 10 && text[8] == '-') text.erase(8, 1);
  const std::size_t body = std::min<std::size_t>(text.size(), 8);
  if (auto fault = first_foreign(text, 0, body, alphabet_36, a_digit_or_letter)) {
    return flawed(*fault);
  }
  if (auto fault = wrong_length(text, 9)) return flawed(*fault);
  if (auto fault = first_foreign(text, 8, 9, "0123456789X", a_digit_or_x)) return flawed(*fault);
  const char right = organisation_check(text);
  if (text[8] != right) return flawed(wrong_check(text, 8, right));
  return text;
}

Checked<SocialCreditCode> check_social_credit_code(std::string_view given) {
  std::string text = upper_case(given);
  for (std::size_t i = 0; i < std::min<std::size_t>(text.size(), 18); ++i) {
    const bool division = i >= 2 && i < 8;
    if (auto fault = first_foreign(text, i, i + 1, division ? digits : alphabet_31,
                                   division ? a_digit : a_code_symbol)) {
      return flawed(*fault);
    }
  }
  if (auto fault = wrong_length(text, 18)) return flawed(*fault);
  const char right = social_credit_check(text);
  if (text[17] != right) return flawed(wrong_check(text, 17, right));
  SocialCreditCode code{std::move(text), false};
  code.inner_checks = check_organisation_code(code.organisation_code()).has_value();
  return code;
}

Checked<std::string> check_parcel_number(std::string_view given) {
  std::string text = upper_case(given);
  for (std::size_t i = 0; i < std::min<std::size_t>(text.size(), 13); ++i) {
    const bool letter = i < 2 || i >= 11;
    if (auto fault =
            first_foreign(text, i, i + 1, letter ? letters : digits, letter ? a_letter : a_digit)) {
      return flawed(*fault);
    }
  }
  if (auto fault = wrong_length(text, 13)) return flawed(*fault);
  if (std::string_view("JKSTW").find(text[0]) != std::string_view::npos) {
    return flawed({Flaw::reserved, 1, shown(text, 0),
                   "a letter other than J K S T W, which are "
                   "reserved,",
                   "除 J、K、S、T、W（保留字母）以外的字母"});
  }
  const char right = parcel_check(std::string_view(text).substr(2, 8));
  if (text[10] != right) return flawed(wrong_check(text, 10, right));
  return text;
}

std::string synthetic_resident_number(Day born, int sequence) {
  const YearMonthDay date = date_of(born);
  VERMILION_CHECK(date.year >= 1900 && date.year <= 2099 && sequence >= 0 && sequence <= 999);
  std::string text =
      fmt::format("339099{:04}{:02}{:02}{:03}", date.year, date.month, date.day, sequence);
  text.push_back(resident_check(text));
  return text;
}

std::string synthetic_permit_number(int region, int sequence) {
  VERMILION_CHECK(region >= 81 && region <= 83 && sequence >= 0 && sequence <= 999);
  std::string text = fmt::format("{}000019000101{:03}", region, sequence);
  text.push_back(resident_check(text));
  return text;
}

std::string synthetic_organisation_code(int index) {
  VERMILION_CHECK(index >= 1 && index <= 99999);
  std::string text = fmt::format("PDY{:05}", index);
  text.push_back(organisation_check(text));
  return text;
}

std::string synthetic_social_credit_code(std::string_view kind, int index) {
  VERMILION_CHECK(kind.size() == 2 && !first_foreign(kind, 0, 2, alphabet_31, a_code_symbol));
  std::string text = fmt::format("{}339099{}", kind, synthetic_organisation_code(index));
  text.push_back(social_credit_check(text));
  return text;
}

std::string synthetic_parcel_number(int serial) {
  VERMILION_CHECK(serial >= 0 && serial <= 99'999'999);
  const std::string digits_8 = fmt::format("{:08}", serial);
  return fmt::format("EE{}{}ZZ", digits_8, parcel_check(digits_8));
}

std::string masked_name(std::string_view name) {
  if (name.empty()) return {};
  std::size_t first = 1;
  while (first < name.size() && (static_cast<unsigned char>(name[first]) & 0xC0U) == 0x80U) ++first;
  return std::string{name.substr(0, first)} + std::string(code_points(name) - 1, '*');
}

}  // namespace vermilion::identifiers
