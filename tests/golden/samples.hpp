// The samples whose octets are committed as tests/golden/<name>.hex and kept for ever.
//
// A sample is never edited: a new schema or format gets a new sample with a new name, and
// `write_golden` writes files that do not exist and refuses the others. Threads: free functions.
#pragma once

#include <string>
#include <vector>

#include "events/record.hpp"

namespace vermilion::test {

template <std::size_t N>
Octets<N> octets_from(std::uint8_t start) {
  Octets<N> octets{};
  for (auto& octet : octets) octet = start++;
  return octets;
}

inline Header sample_header(RecordKind kind) {
  Header header;
  header.kind = kind;
  header.house.octets = octets_from<16>(0xA0);
  header.partition = 3;
  header.epoch = 0x0102030405060708;
  header.sequence = 0x1112131415161718;
  header.previous = octets_from<32>(0x40);
  return header;
}

// Every slot of the body is used, each with a value of its own.
inline Body sample_accepted() {
  Body body;
  body.case_id.octets = octets_from<16>(3);
  body.case_version = 4;
  body.material_version = 2;
  body.proposal_id = "b1946ac9-2492";
  body.meaning = octets_from<16>(0x20);
  body.principal = {PrincipalKind::staff, "chen", "chen-the-person", "reviewer", "g-17", 1234,
                    "91330106MA2H00000X"};
  body.scope = {"hall", 5, "/330000/330100/330106"};
  body.received_at = {1'795'320'000'000'001};
  body.recorded_at = {1'795'320'000'000'002};
  body.effective_at = {1'795'320'000'000'003};
  body.basis.item = {"330106-2.9", "2026-01", octets_from<32>(1)};
  body.basis.edition = {"approval", "1", octets_from<32>(2)};
  body.basis.calendar = {"cn", "2026", octets_from<32>(3)};
  body.basis.code_sets = {{"divisions", "2025", octets_from<32>(4)}, {"gender", "1", {}}};
  body.fact = "Reviewed";
  body.schema = 1;
  body.payload = Bytes{"\0\1\2 octets \xff", 12};
  body.row = 11;
  body.from = {"审查", "unpaid"};
  body.to = {"决定", "unpaid"};
  body.duties = {
      {DutyKind::task, "approve", "approver", {}, false, ""},
      {DutyKind::deadline, "deadline:decide", "", {1'796'000'000'000'000}, true, "Lapsed"}};
  body.met = {{octets_from<16>(0x50), 0}, {octets_from<16>(0x60), 513}};
  body.cause = DutyId{octets_from<16>(0x70), 2};
  body.subjects = {{octets_from<16>(0x80), {octets_from<16>(0x90)}}};
  body.signatures = {Bytes{"signature"}, Bytes{}};
  return body;
}

inline Body sample_refused() {
  Body body;
  body.case_id.octets = octets_from<16>(0);
  body.case_version = 1;
  body.proposal_id = "p";
  body.principal.kind = PrincipalKind::person;
  body.principal.who = "0123456789abcdef0123456789abcdef";
  body.received_at = {-1};
  body.fact = "Submitted";
  body.schema = 2;
  body.from = {"提交"};
  body.to = {"提交"};
  body.refusal = Refusal{"refused",
                         {{1, "uscc_holds", "行政许可法", "32(4)"}, {2, "role", "", ""}},
                         "/unit/uscc",
                         "17"};
  return body;
}

inline Body sample_house_founded() {
  Body body;
  body.fact = "HouseFounded";
  body.schema = 1;
  body.payload = "name and clock";
  return body;
}

struct Golden {
  std::string name;
  Bytes octets;
};

inline std::vector<Golden> golden_records() {
  auto house = sample_header(RecordKind::house);
  house.epoch = 0;
  house.sequence = 0;
  house.previous = {};
  auto claim = sample_header(RecordKind::claim);
  claim.sequence = 0;
  claim.previous = {};
  const Claim nonce{octets_from<16>(0xC0), "node-1", {1'795'320'000'000'000}};
  return {
      {"record-accepted-1", encode_record(sample_header(RecordKind::accepted), sample_accepted())},
      {"record-refused-1", encode_record(sample_header(RecordKind::refused), sample_refused())},
      {"record-house-1", encode_record(house, sample_house_founded())},
      {"record-claim-1", encode_claim(claim, nonce)},
  };
}

}  // namespace vermilion::test
