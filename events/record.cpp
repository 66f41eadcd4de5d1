#include "events/record.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>

#include "base/check.hpp"
#include "events/codec/span_archive.hpp"

namespace vermilion {

template <class Archive>
void serialize(Archive& archive, Principal& value) {
  archive(value.kind, value.who, value.person, value.role, value.grant, value.grant_position,
          value.on_behalf_of);
}
template <class Archive>
void serialize(Archive& archive, Scope& value) {
  archive(value.tree, value.version, value.path);
}
template <class Archive>
void serialize(Archive& archive, Reference& value) {
  archive(value.name, value.version, value.digest);
}
template <class Archive>
void serialize(Archive& archive, Basis& value) {
  archive(value.item, value.edition, value.calendar, value.code_sets);
}
template <class Archive>
void serialize(Archive& archive, Duty& value) {
  archive(value.kind, value.name, value.to, value.due, value.provisional, value.detail);
}
template <class Archive>
void serialize(Archive& archive, RowTried& value) {
  archive(value.row, value.rule, value.law, value.article);
}
template <class Archive>
void serialize(Archive& archive, Refusal& value) {
  archive(value.reason, value.tried, value.place, value.found);
}
template <class Archive>
void serialize(Archive& archive, SubjectKey& value) {
  archive(value.subject, value.key);
}
template <class Archive>
void serialize(Archive& archive, Body& value) {
  archive(value.case_id, value.case_version, value.material_version, value.proposal_id,
          value.meaning, value.principal, value.scope, value.received_at, value.recorded_at,
          value.effective_at, value.basis, value.fact, value.schema, value.payload, value.row,
          value.from, value.to, value.duties, value.met, value.cause, value.refusal, value.subjects,
          value.signatures);
}
template <class Archive>
void serialize(Archive& archive, Claim& value) {
  archive(value.nonce, value.node, value.at);
}

namespace {

std::uint32_t record_crc(BytesView record) {
  return crc32c(record.substr(16), crc32c(record.substr(0, 12)));
}

template <class T>
Bytes with_header(const Header& header, const T& body) {
  Bytes record(record_header_size, '\0');
  record.reserve(1024);
  SpanOut archive{record};
  archive(body);
  write_header(record, header);
  return record;
}

template <class T>
Result<void> read_into(BytesView record, T& value, const char* what) {
  SpanIn archive{record.substr(record_header_size)};
  archive(value);
  if (archive.complete()) return ok();
  return fail(Code::corrupt,
              fmt::format("the body of a {} of {} octets does not decode; its checksum holds, so "
                          "it was written by another program",
                          what, record.size()));
}

}  // namespace

void write_header(Bytes& record, Header header) {
  VERMILION_CHECK(record.size() >= record_header_size && record.size() <= record_size_max,
                  "a record is 88 to 524,288 octets");
  char* at = record.data();
  put_little<std::uint32_t>(at, record_magic);
  put_little<std::uint16_t>(at + 4, record_format);
  put_little<std::uint16_t>(at + 6, static_cast<std::uint16_t>(header.kind));
  put_little<std::uint32_t>(at + 8, static_cast<std::uint32_t>(record.size()));
  std::memcpy(at + 16, header.house.octets.data(), 16);
  put_little<std::uint16_t>(at + 32, header.partition);
  put_little<std::uint16_t>(at + 34, header.level);
  put_little<std::uint32_t>(at + 36, 0);
  put_little<std::uint64_t>(at + 40, header.epoch);
  put_little<std::uint64_t>(at + 48, header.sequence);
  std::memcpy(at + 56, header.previous.data(), 32);
  put_little<std::uint32_t>(at + 12, record_crc(record));
}

Result<Header> read_header(BytesView bytes) {
  if (bytes.size() < record_header_size) {
    return fail(Code::corrupt, fmt::format("a record needs {} octets of header, {} are left",
                                           record_header_size, bytes.size()));
  }
  const char* at = bytes.data();
  if (get_little<std::uint32_t>(at) != record_magic) {
    return fail(Code::corrupt, "a record does not begin with VMR1");
  }
  Header header;
  header.length = get_little<std::uint32_t>(at + 8);
  if (header.length < record_header_size || header.length > record_size_max ||
      header.length > bytes.size()) {
    return fail(Code::corrupt, fmt::format("a record says it is {} octets long; {} are left",
                                           header.length, bytes.size()));
  }
  header.crc = get_little<std::uint32_t>(at + 12);
  if (header.crc != record_crc(bytes.substr(0, header.length))) {
    return fail(Code::corrupt, "a record's checksum does not hold");
  }
  const auto format = get_little<std::uint16_t>(at + 4);
  if (format != record_format) {
    return fail(Code::unsupported,
                fmt::format("a record of format {}; this program knows 1", format));
  }
  const auto kind = get_little<std::uint16_t>(at + 6);
  if (kind < 1 || kind > 4) {
    return fail(Code::unsupported,
                fmt::format("a record of kind {}; this program knows 1 to 4", kind));
  }
  header.kind = static_cast<RecordKind>(kind);
  header.house.octets = octets_of<16>(bytes.substr(16));
  header.partition = get_little<std::uint16_t>(at + 32);
  header.level = get_little<std::uint16_t>(at + 34);
  header.epoch = get_little<std::uint64_t>(at + 40);
  header.sequence = get_little<std::uint64_t>(at + 48);
  header.previous = octets_of<32>(bytes.substr(56));
  return header;
}

Result<Body> read_body(BytesView record) {
  Body body;
  VERMILION_TRY(read_body_into(record, body));
  return body;
}
Result<void> read_body_into(BytesView record, Body& body) {
  return read_into(record, body, "record");
}
Result<Claim> read_claim(BytesView record) {
  Claim claim;
  VERMILION_TRY(read_into(record, claim, "claim"));
  return claim;
}

Bytes encode_record(const Header& header, const Body& body) {
  return with_header(header, body);
}
Bytes encode_claim(const Header& header, const Claim& claim) {
  return with_header(header, claim);
}

// What of a decision's name has one size: docs/journal.md §3.4, up to the sizes of the texts.
constexpr std::size_t decision_size = 4 + 16 + 2 + 16 + 8 + 16 + 8 + 8 + 2 + 18 + 12;

DecisionName name_of_decision(const Header& header, const Body& body) {
  DecisionName name{};
  if (body.duties.empty()) return name;
  // On the stack: each record that owes something comes through here, in replays too.
  std::array<char, decision_size> fixed;
  char* at = fixed.data();
  const auto number = [&at]<class T>(T value) {
    put_little<T>(at, value);
    at += sizeof(T);
  };
  const auto octets = [&at](const auto& bytes) {
    std::memcpy(at, bytes.data(), bytes.size());
    at += bytes.size();
  };
  octets(BytesView{"VMD1"});
  octets(header.house.octets);
  number(header.partition);
  octets(body.case_id.octets);
  number(body.case_version);
  octets(body.meaning);
  number(static_cast<std::uint64_t>(body.received_at.microseconds));
  number(static_cast<std::uint64_t>(body.effective_at.microseconds));
  number(body.schema);
  const auto cause = body.cause.value_or(DutyId{});
  octets(cause.decision);
  number(cause.index);
  number(static_cast<std::uint32_t>(body.fact.size()));
  number(static_cast<std::uint32_t>(body.proposal_id.size()));
  number(static_cast<std::uint32_t>(body.payload.size()));
  VERMILION_CHECK(at == fixed.data() + fixed.size());
  const auto digest =
      sha256({{fixed.data(), fixed.size()}, body.fact, body.proposal_id, body.payload});
  std::copy_n(digest.begin(), name.size(), name.begin());
  return name;
}

DutyId duty_of(const DecisionName& decision, std::size_t index) {
  return {decision, static_cast<std::uint16_t>(index)};
}

const char* name_of(RecordKind kind) noexcept {
  switch (kind) {
    case RecordKind::claim:
      return "claim";
    case RecordKind::accepted:
      return "accepted";
    case RecordKind::refused:
      return "refused";
    case RecordKind::house:
      return "house";
  }
  return "unknown";
}

const char* name_of(PrincipalKind kind) noexcept {
  switch (kind) {
    case PrincipalKind::person:
      return "person";
    case PrincipalKind::agent:
      return "agent";
    case PrincipalKind::staff:
      return "staff";
    case PrincipalKind::system:
      return "system";
  }
  return "unknown";
}

const char* name_of(DutyKind kind) noexcept {
  switch (kind) {
    case DutyKind::task:
      return "task";
    case DutyKind::check:
      return "check";
    case DutyKind::deadline:
      return "deadline";
    case DutyKind::document:
      return "document";
    case DutyKind::notice:
      return "notice";
    case DutyKind::delivery:
      return "delivery";
    case DutyKind::payment:
      return "payment";
    case DutyKind::child:
      return "child";
    case DutyKind::take:
      return "take";
    case DutyKind::give_back:
      return "give_back";
    case DutyKind::judgement:
      return "judgement";
    case DutyKind::tell:
      return "tell";
  }
  return "unknown";
}

}  // namespace vermilion
