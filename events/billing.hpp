// What the house keeps of bills, folded alike by the decider and by views: stocks of numbers, keys
// that sign; and the texts that are signed.
//
// A stock belongs to an office ("office:330106") or a unit ("unit:<code>"). Numbers leave it from
// the front and never come back: what a stock gave is a bill, or another stock's.
// Source: ITEMS §2.12; 财综〔2017〕32号 annex. Threads: values and free functions.
#pragma once

#include <functional>
#include <vector>

#include "events/facts/bill.hpp"
#include "events/facts/numbers.hpp"
#include "events/record.hpp"

namespace vermilion {

inline constexpr std::uint64_t bill_number_max = 9'999'999'999;  // ten digits
inline constexpr std::size_t number_ranges_max = 64;             // of one stock

struct NumberRange {
  std::uint64_t next = 0;
  std::uint64_t last = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(next, last);
  }
  bool operator==(const NumberRange&) const = default;
};

struct Stock {
  std::vector<NumberRange> ranges;  // in the order in which they are used
  std::uint64_t taken = 0;          // by bills
  std::uint64_t handed_down = 0;
  std::string tree;  // of the office that opened or last handed down to it
  std::string office;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(ranges, taken, handed_down, tree, office);
  }
  bool operator==(const Stock&) const = default;
  [[nodiscard]] std::uint64_t left() const noexcept;
};

// Who signs bills, and until when.
struct Signer {
  Unit unit;
  std::string tree;
  std::string office;
  Sm2PublicKey public_key{};
  std::string serial;
  Instant since;
  Instant until;
  bool revoked = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(unit, tree, office, public_key, serial, since, until, revoked);
  }
  bool operator==(const Signer&) const = default;
  [[nodiscard]] bool holds_at(Instant at) const noexcept { return !revoked && at < until; }
};

[[nodiscard]] std::string stock_of_office(std::string_view office);
[[nodiscard]] std::string stock_of_unit(std::string_view uscc);
[[nodiscard]] CaseId case_of_numbers(std::string_view code);
[[nodiscard]] CaseId case_of_signer(std::string_view uscc);
[[nodiscard]] bool is_of_numbers(const Body& body) noexcept;
[[nodiscard]] bool is_of_signer(const Body& body) noexcept;
[[nodiscard]] bool is_numbers_fact(std::string_view fact) noexcept;
[[nodiscard]] bool is_signer_fact(std::string_view fact) noexcept;

// What an accepted record does to the stocks of its code, one after another: `change(owner, how)`
// loads, changes and keeps one. Errors: corrupt, and those of `change`.
using ChangeStock = std::function<Result<void>(const std::string& owner,
                                               const std::function<Result<void>(Stock&)>& how)>;
[[nodiscard]] Result<void> fold_numbers(const Body& body, const ChangeStock& change);
[[nodiscard]] Result<void> fold_signer(Signer& signer, const Body& body);

// Takes `count` numbers off the front. Errors: corrupt (there are fewer).
[[nodiscard]] Result<std::vector<NumberRange>> cut(Stock& stock, std::uint64_t count);

// Eight digits of the code, ten of the number.
[[nodiscard]] std::string number_text(std::uint64_t number);
// SM3 of salt, a zero octet, name.
[[nodiscard]] Digest payer_commitment(std::string_view salt, std::string_view name);
[[nodiscard]] bool is_check_code(std::string_view text) noexcept;

// What the unit signs: lines of "word value…", each ended by '\n', in this order: vermilion-bill/1;
// code, number, check; issued (day of the number); type (item/version); unit (code, name); payer
// (sm3:<digest>); line (number, charge, quantity, unit price, amount) for each; total; remark. A
// control character of a text is written as a space.
struct BillText {
  std::string type;  // "medical-bill/1"
  std::string unit;
  std::string rest;  // payer to remark: what preparing says
  template <class Archive>
  void serialize(Archive& archive) {
    archive(type, unit, rest);
  }
};
[[nodiscard]] BillText text_of(const BillPrepared& bill, std::string_view item_version);
// Of a red bill: in the payer's place stand "reverses" (code and number of the original) and
// "reason".
[[nodiscard]] BillText text_of(const RedPrepared& bill, std::string_view item_version);
void name_original(BillText& red, const ReversalGranted& original);
// The bill that a red one would be if it were none: what the rules for amounts ask of both.
[[nodiscard]] BillPrepared as_prepared(const RedPrepared& red);
[[nodiscard]] std::string signed_text(const BillText& text, const NumberAllotted& number,
                                      std::string_view check_code, Day issued);
// What supervision signs: vermilion-bill-supervision/1; bill (sm3:<digest of the unit's text>);
// signature (the unit's, in hexadecimal digits).
[[nodiscard]] std::string supervised_text(std::string_view text, std::string_view signature);

}  // namespace vermilion
