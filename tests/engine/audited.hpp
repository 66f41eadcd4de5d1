// What an auditor says of a hall's whole journal.
#pragma once

#include <functional>

#include "engine/audit.hpp"
#include "tests/support/hall.hpp"

namespace vermilion::test {

using Change = std::function<void(Header&, Body&)>;

// Audits what the hall recorded, after `change` was made to the record with this seq (0: none).
// Only the auditor's sight of the record changes, not its names, so that duties keep their ids.
inline AuditReport audited(Hall& hall, Sequence changed = 0, const Change& change = {}) {
  MemoryRows rows;
  const auto core = rows.family("core");
  EXPECT_TRUE(core);
  Auditor auditor{{0, &editions(), &reference_loader(), core.value()}};
  for (auto& record : hall.records()) {
    const auto hash = hash_of_record(encode_record(record.header, record.body));
    const auto decision = name_of_decision(record.header, record.body);
    if (record.header.sequence == changed) change(record.header, record.body);
    EXPECT_TRUE(auditor.take(record.header, record.body, hash, decision));
  }
  auto report = auditor.finish();
  EXPECT_TRUE(report);
  return report.value();
}

inline std::string texts(const AuditReport& report) {
  std::string all = report.stopped;
  for (const auto& finding : report.first) {
    all += "\n" + finding.at.text() + " " + finding.fact + " " + name_of(finding.fault) + ": " +
           finding.recorded + " | " + finding.judged;
  }
  return all;
}

}  // namespace vermilion::test
