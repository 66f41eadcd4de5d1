// Identifiers of persons, bodies and parcels: whether a number can be one, and what is wrong if
// not.
//
// A check proves that a number is well formed, never that it was issued. A fault names the place
// and what would be right there, so that a form can point at the character. Letters are taken in
// either case and kept in upper case; spaces around a number are not taken away.
//   resident identity number  GB 11643-1999, 18 characters, ISO 7064 MOD 11-2
//   15-digit number           first-generation cards; only in migrated registers, never new input
//   social credit code        GB 32100-2015, 18 of 31 symbols, weights 3^i mod 31
//   organisation code         GB 11714-1997, 8 + check, letters count A=10 … Z=35
//   parcel                    UPU S10, 13 characters
// The `synthetic_…` functions make numbers that check but can belong to nobody (STANDARDS §1.1(e),
// §1.2): samples and tests use these and no others.
// Errors: Checked<T> carries a Fault; `error_of` makes an Error (invalid) of it.
// Threads: free functions without state. Source: STANDARDS §1.1, §1.2, §1.7, §10.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion::identifiers {

enum class Flaw : std::uint8_t {
  length,       // too short or too long
  symbol,       // a character that may not stand at this place
  date,         // the birth date does not exist
  century,      // a 15-digit number of a person perhaps over a hundred: a person must look
  reserved,     // a first letter that is reserved
  check_digit,  // the last place does not follow from the others
};

struct Fault {
  Flaw flaw{};
  int position = 0;      // 1-based place of the first character concerned
  std::string found;     // what stands there; empty when nothing does
  std::string right;     // what would be right there, in English
  std::string right_zh;  // and in Chinese
};

template <class T>
using Checked =
    BOOST_OUTCOME_V2_NAMESPACE::basic_result<T, Fault,
                                             BOOST_OUTCOME_V2_NAMESPACE::policy::terminate>;

// "position 18: found 'A'; 'L' would be right", "第 18 位：现为“A”，应为“L”".
[[nodiscard]] std::string english(const Fault& fault);
[[nodiscard]] std::string chinese(const Fault& fault);
[[nodiscard]] Error error_of(const Fault& fault, std::string_view what);

// Whether a six-digit division code is in the reader's list. Codes abolished since are frozen in
// old numbers, so an unknown one is a warning and never a refusal.
using KnowsDivision = std::function<bool(std::string_view)>;

struct ResidentNumber {
  std::string text;  // 18 characters, X in upper case
  Day born;
  bool female = false;
  bool permit = false;            // residents' permit of Hong Kong, Macao, Taiwan: 81, 82, 83
  bool unknown_division = false;  // a warning; false when no list was given, and for permits
  [[nodiscard]] std::string_view division() const { return std::string_view(text).substr(0, 6); }
};

[[nodiscard]] Checked<ResidentNumber> check_resident_number(std::string_view text,
                                                            const KnowsDivision& knows = {});
// The 18-digit number of a 15-digit one: 19 inserted and the check computed. Keep the old form as
// an alias. Flaw::century for sequences 996–999, which were kept for people over a hundred.
[[nodiscard]] Checked<ResidentNumber> convert_15_digits(std::string_view text,
                                                        const KnowsDivision& knows = {});
// First six and last four characters; all others as '*'. For texts shorter than 15: all '*'.
[[nodiscard]] std::string masked_resident_number(std::string_view text);
// "王小明" → "王**": the first character stays. `name` is well-formed UTF-8.
[[nodiscard]] std::string masked_name(std::string_view name);

struct SocialCreditCode {
  std::string text;  // 18 characters
  bool inner_checks =
      false;  // some real inner organisation codes do not: a warning (STANDARDS §1.2)
  [[nodiscard]] std::string_view division() const { return std::string_view(text).substr(2, 6); }
  // Positions 9–17; one inner code may stand in several social credit codes over a unit's life.
  [[nodiscard]] std::string_view organisation_code() const {
    return std::string_view(text).substr(8, 9);
  }
};

[[nodiscard]] Checked<SocialCreditCode> check_social_credit_code(std::string_view text);
// Nine characters, with or without the hyphen before the last; without it in the answer.
[[nodiscard]] Checked<std::string> check_organisation_code(std::string_view text);
// UPU S10 only. Carriers' own numbers without letters (13 digits of EMS) have no check to fail.
[[nodiscard]] Checked<std::string> check_parcel_number(std::string_view text);

// Numbers of nobody; an index gives the same number everywhere. Out of range is a bug.
//
// Division 339099 is unassigned; `sequence` 0..999, odd for men; any date of the years 1900–2099.
[[nodiscard]] std::string synthetic_resident_number(Day born, int sequence);
// `region` 81, 82 or 83, born on 1900-01-01, `sequence` 0..999.
[[nodiscard]] std::string synthetic_permit_number(int region, int sequence);
// PDY00001–PDY99999, which GB 11714 keeps for self-definition: `index` 1..99999.
[[nodiscard]] std::string synthetic_organisation_code(int index);
// `kind` is the registering department and category, such as "91" for a company; division 339099.
[[nodiscard]] std::string synthetic_social_credit_code(std::string_view kind, int index);
// `serial` 0..99,999,999; country ZZ, which ISO 3166 leaves to users, so no post has it.
[[nodiscard]] std::string synthetic_parcel_number(int serial);

}  // namespace vermilion::identifiers
