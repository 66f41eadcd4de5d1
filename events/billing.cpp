#include "events/billing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/codec/upcast.hpp"
#include "events/house_case.hpp"

namespace vermilion {
namespace {

std::string one_line(std::string_view text) {
  std::string line{text};
  for (auto& c : line) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return line;
}

BillText head_of(const BillPrepared& bill, std::string_view item_version) {
  BillText text;
  text.type = fmt::format("{}/{}", bill.item, item_version);
  text.unit = fmt::format("{} {}", bill.unit.uscc, one_line(bill.unit.name));
  return text;
}

void add_lines(BillText& text, const BillPrepared& bill) {
  for (std::size_t i = 0; i < bill.lines.size(); ++i) {
    const auto& line = bill.lines[i];
    text.rest += fmt::format("line {} {} {} {} {}\n", i + 1, line.charge, line.quantity,
                             line.unit_price, line.amount);
  }
}

}  // namespace

std::uint64_t Stock::left() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& range : ranges) sum += range.last - range.next + 1;
  return sum;
}

std::string stock_of_office(std::string_view office) {
  return "office:" + std::string{office};
}
std::string stock_of_unit(std::string_view uscc) {
  return "unit:" + std::string{uscc};
}
CaseId case_of_numbers(std::string_view code) {
  return house_case({"numbers", code});
}
CaseId case_of_signer(std::string_view uscc) {
  return house_case({"signer", uscc});
}

bool is_of_numbers(const Body& body) noexcept {
  return body.basis.edition.name == "numbers";
}
bool is_of_signer(const Body& body) noexcept {
  return body.basis.edition.name == "signer";
}
bool is_numbers_fact(std::string_view fact) noexcept {
  return fact == NumbersOpened::name || fact == NumbersHandedDown::name ||
         fact == NumberTaken::name;
}
bool is_signer_fact(std::string_view fact) noexcept {
  return fact == SignerBound::name || fact == SignerRevoked::name;
}

Result<std::vector<NumberRange>> cut(Stock& stock, std::uint64_t count) {
  if (count == 0 || count > stock.left()) {
    return fail(Code::corrupt, "a stock gives more numbers than it has");
  }
  std::vector<NumberRange> cut_off;
  while (count > 0) {
    auto& front = stock.ranges.front();
    const auto taken = std::min(count, front.last - front.next + 1);
    cut_off.push_back({front.next, front.next + taken - 1});
    count -= taken;
    front.next += taken;
    if (front.next > front.last) stock.ranges.erase(stock.ranges.begin());
  }
  return cut_off;
}

Result<void> fold_numbers(const Body& body, const ChangeStock& change) {
  if (body.fact == NumbersOpened::name) {
    VERMILION_TRY(const auto fact, read_fact<NumbersOpened>(body.schema, body.payload));
    return change(stock_of_office(fact.tree + "/" + fact.office),
                  [&](Stock& stock) -> Result<void> {
                    stock.ranges.push_back({fact.first, fact.last});
                    stock.tree = fact.tree;
                    stock.office = fact.office;
                    return ok();
                  });
  }
  if (body.fact == NumbersHandedDown::name) {
    VERMILION_TRY(const auto fact, read_fact<NumbersHandedDown>(body.schema, body.payload));
    std::vector<NumberRange> given;
    VERMILION_TRY(
        change(stock_of_office(fact.tree + "/" + fact.office), [&](Stock& stock) -> Result<void> {
          VERMILION_TRY(given, cut(stock, fact.count));
          stock.handed_down += fact.count;
          return ok();
        }));
    const auto to = fact.to_unit.empty() ? stock_of_office(fact.tree + "/" + fact.to_office)
                                         : stock_of_unit(fact.to_unit);
    return change(to, [&](Stock& stock) -> Result<void> {
      stock.tree = fact.tree;
      stock.office = fact.office;
      for (const auto& range : given) {
        const bool goes_on = !stock.ranges.empty() && stock.ranges.back().last + 1 == range.next;
        if (goes_on) {
          stock.ranges.back().last = range.last;
        } else {
          stock.ranges.push_back(range);
        }
      }
      return ok();
    });
  }
  VERMILION_TRY(const auto fact, read_fact<NumberTaken>(body.schema, body.payload));
  return change(stock_of_unit(fact.unit), [](Stock& stock) -> Result<void> {
    VERMILION_TRY(const auto taken, cut(stock, 1));
    stock.taken += taken.size();
    return ok();
  });
}

Result<void> fold_signer(Signer& signer, const Body& body) {
  if (body.fact == SignerRevoked::name) {
    signer.revoked = true;
    return ok();
  }
  VERMILION_TRY(const auto fact, read_fact<SignerBound>(body.schema, body.payload));
  signer = {fact.unit,   fact.tree,         fact.office, fact.public_key,
            fact.serial, body.effective_at, fact.until,  false};
  return ok();
}

std::string number_text(std::uint64_t number) {
  return fmt::format("{:010}", number);
}

Digest payer_commitment(std::string_view salt, std::string_view name) {
  std::string text{salt};
  text.push_back('\0');
  return sm3(text.append(name));
}

bool is_check_code(std::string_view text) noexcept {
  return text.size() == 6 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
         });
}

BillText text_of(const BillPrepared& bill, std::string_view item_version) {
  auto text = head_of(bill, item_version);
  text.rest = fmt::format("payer sm3:{}\n", to_hex(view_of(bill.payer.commitment)));
  add_lines(text, bill);
  text.rest += fmt::format("total {}\nremark {}\n", bill.total, one_line(bill.remark));
  return text;
}

BillText text_of(const RedPrepared& bill, std::string_view item_version) {
  const auto prepared = as_prepared(bill);
  auto text = head_of(prepared, item_version);
  text.rest = fmt::format("reason {}\n", one_line(bill.reason));
  add_lines(text, prepared);
  text.rest += fmt::format("total {}\n", bill.total);
  return text;
}

void name_original(BillText& red, const ReversalGranted& original) {
  red.rest.insert(0, fmt::format("reverses {} {}\n", original.code, number_text(original.number)));
}

BillPrepared as_prepared(const RedPrepared& red) {
  BillPrepared bill;
  bill.item = red.item;
  bill.office = red.office;
  bill.unit = red.unit;
  bill.lines = red.lines;
  bill.total = red.total;
  bill.check_code = red.check_code;
  return bill;
}

std::string signed_text(const BillText& text, const NumberAllotted& number,
                        std::string_view check_code, Day issued) {
  return fmt::format(
      "vermilion-bill/1\ncode {}\nnumber {}\ncheck {}\nissued {}\ntype {}\nunit {}\n{}",
      number.code, number_text(number.number), check_code, to_text(issued), text.type, text.unit,
      text.rest);
}

std::string supervised_text(std::string_view text, std::string_view signature) {
  return fmt::format("vermilion-bill-supervision/1\nbill sm3:{}\nsignature {}\n",
                     to_hex(view_of(sm3(text))), signature);
}

}  // namespace vermilion
