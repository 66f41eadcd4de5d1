// What a duty tells the one who fulfils it, beside the case itself: the grammar of Duty::detail.
//
// Small plain structs in the archive's octets (events/codec). They hold no personal data: an office
// that needs some reads the sealed fields of the case's own records, with a purpose of its own.
//   check      of public_security   CheckRequest
//   check      of payment           PaymentRequest
//   check      of register.<code>   ReleaseRequest
//   check      of population        PieceRequest
//   check      of postal            PostalRequest
//   tell                            Telling
//   take, give_back                 the 32 octets of the key; Duty::to is the register's kind
//     of bill_number, of seat       text: what is taken, parted by '/' (engine/judging_registers)
//   task                            text: the facts whose recorders may not do it, joined by ','
//   deadline, judgement             text: the name of the fact that is judged
// Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

// Ask whether name and number of one person of the case's Submitted record belong together.
struct CheckRequest {
  std::uint32_t person = 0;  // index into Submitted::people
  template <class Archive>
  void serialize(Archive& archive) {
    archive(person);
  }
  bool operator==(const CheckRequest&) const = default;
};

// Ask the payment system to collect an amount, or to pay back what one collected.
struct PaymentRequest {
  std::uint64_t amount = 0;  // in fen
  std::string purpose;       // for the payer: "会计专业技术资格考试报名费"
  Instant until;             // collecting: the order ends then
  DutyId pays_back;          // paying back: the request that was paid; else not set
  template <class Archive>
  void serialize(Archive& archive) {
    archive(amount, purpose, until, pays_back);
  }
  bool operator==(const PaymentRequest&) const = default;
};

// Ask another register to give a person up, by the form that it gave out.
struct ReleaseRequest {
  std::string form;
  std::string to_register;  // who asks
  Instant lodged_at;        // when the person applied here
  template <class Archive>
  void serialize(Archive& archive) {
    archive(form, to_register, lodged_at);
  }
  bool operator==(const ReleaseRequest&) const = default;
};

// Compare the next entries of a register with the population library.
struct PieceRequest {
  std::string tree;
  std::string path;         // entries within this scope
  std::uint64_t after = 0;  // position of the last one that was compared
  template <class Archive>
  void serialize(Archive& archive) {
    archive(tree, path, after);
  }
  bool operator==(const PieceRequest&) const = default;
};

// Have the post take a parcel, or tell what it heard of one.
struct PostalRequest {
  std::uint32_t parcel = 0;  // which of the case's, from 1: to whom it goes follows from its order
  std::string contents;      // of a parcel that is to be taken
  std::string waybill;       // of one that it has; empty: to be taken
  std::uint64_t after = 0;   // so many of its events are known
  template <class Archive>
  void serialize(Archive& archive) {
    archive(parcel, contents, waybill, after);
  }
  bool operator==(const PostalRequest&) const = default;
};

// A fact for another case.
struct Telling {
  CaseId to;
  std::string fact;
  std::uint16_t schema = 0;
  Bytes payload;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(to, fact, schema, payload);
  }
  bool operator==(const Telling&) const = default;
};
template <Fact F>
[[nodiscard]] Bytes telling(const CaseId& to, const F& fact) {
  return encode(Telling{to, std::string{F::name}, F::schema, encode(fact)});
}

// Whether `detail` of a task bars those who recorded `fact`.
[[nodiscard]] constexpr bool task_bars(std::string_view detail, std::string_view fact) noexcept {
  while (!detail.empty()) {
    const auto comma = detail.find(',');
    if (detail.substr(0, comma) == fact) return true;
    if (comma == std::string_view::npos) return false;
    detail.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace vermilion
