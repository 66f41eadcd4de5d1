#include "engine/core/core_rows.hpp"

#include "events/house_case.hpp"

namespace vermilion::core {

Bytes case_key(const CaseId& id) {
  return "C" + Bytes{id.bytes()};
}

Bytes proposal_key(const CaseId& id, const Octets<16>& proposal) {
  return "P" + Bytes{id.bytes()} + Bytes{view_of(proposal)};
}

Bytes deadline_key(PartitionNumber partition, Instant due, const DutyId& duty) {
  Bytes key{"D"};
  append_big(key, partition);
  append_big(key, static_cast<std::uint64_t>(due.microseconds));
  return key + duty.bytes();
}

Bytes provisional_key(PartitionNumber partition, Instant due, const DutyId& duty) {
  auto key = deadline_key(partition, due, duty);
  key.front() = 'V';
  return key;
}

Bytes holder_key(const CaseId& register_case, const CaseId& holder) {
  return "H" + Bytes{register_case.bytes()} + Bytes{holder.bytes()};
}

Bytes register_key(const CaseId& register_case) {
  return "R" + Bytes{register_case.bytes()};
}

Bytes partition_key(PartitionNumber partition) {
  Bytes key{"Z"};
  append_big(key, partition);
  return key;
}

Bytes subject_prefix(const Octets<16>& subject) {
  return "K" + Bytes{view_of(subject)};
}

Bytes erased_prefix() {
  return "E";
}

Bytes stock_key(const CaseId& numbers, std::string_view owner) {
  return "N" + Bytes{numbers.bytes()} + Bytes{owner};
}

Bytes opened_key(const CaseId& numbers) {
  return "O" + Bytes{numbers.bytes()};
}

Bytes session_key(const CaseId& session) {
  return "T" + Bytes{session.bytes()};
}

Bytes signer_key(const CaseId& signer) {
  return "S" + Bytes{signer.bytes()};
}

Bytes account_key(const CaseId& account) {
  return "G" + Bytes{account.bytes()};
}

Result<std::shared_ptr<const Staff>> account_of(const RowReader& rows, const CaseId& account) {
  VERMILION_TRY(auto row, load<Staff>(rows, account_key(account)));
  if (!row) return std::shared_ptr<const Staff>{};
  return std::make_shared<const Staff>(std::move(*row));
}

Result<std::shared_ptr<const Staff>> find_account(const RowReader& rows, std::string_view who) {
  return account_of(rows, case_of_account(who));
}

Result<std::shared_ptr<const Mandate>> mandate_of(const RowReader& rows, const CaseId& mandate) {
  VERMILION_TRY(auto row, load<Mandate>(rows, mandate_key(mandate)));
  if (!row) return std::shared_ptr<const Mandate>{};
  return std::make_shared<const Mandate>(std::move(*row));
}

Result<bool> is_verified_for(const RowReader& rows, const Digest& material, std::string_view who) {
  VERMILION_TRY(const auto row, load<VerifiedRow>(rows, verified_key(material)));
  return row && row->applicant == who;
}

Result<FoundingRow> founding_of(const RowReader& rows) {
  VERMILION_TRY(const auto row, load<FoundingRow>(rows, founding_key()));
  return row.value_or(FoundingRow{});
}

CaseId register_case_of(std::string_view kind, BytesView natural_key) {
  return house_case({"register", kind, natural_key});
}

Bytes mandate_key(const CaseId& mandate) {
  return "M" + Bytes{mandate.bytes()};
}

Bytes verified_key(const Digest& material) {
  return "W" + Bytes{view_of(material)};
}

BytesView founding_key() {
  return "A";
}

}  // namespace vermilion::core
