// Public events as JSON, and what describes them: JSON Schema 2020-12 and AsyncAPI 3.
//
// All walk the event's own description (events/public/case_changed.hpp), so what is sent and what
// is said of it cannot differ. Threads: free functions.
#pragma once

#include <boost/json/object.hpp>

#include "events/public/case_changed.hpp"

namespace vermilion::api {

[[nodiscard]] boost::json::object public_json(const CaseChanged& event);
// "urn:vermilion:schema:case-changed:1"
[[nodiscard]] std::string public_schema_id();
[[nodiscard]] boost::json::object public_schema();

// "NAME-public-approval"
[[nodiscard]] std::string public_topic(std::string_view journal_topic, std::string_view family);

// How the publisher stands; for figures.
struct PublishingStatistics {
  std::uint64_t published = 0;  // by this process
  std::uint64_t pubseq = 0;     // the last one's
  Sequence position = 0;        // how far the journal was looked through
  std::string trouble;          // what last went wrong; empty when the last attempt was good
};

// The attributes of CloudEvents 1.0.2 as its Kafka binding names them in binary mode.
struct Attribute {
  std::string name;  // without "ce_"; [a-z0-9]{1,20}
  const char* zh;
  const char* en;
};
[[nodiscard]] const std::vector<Attribute>& public_attributes();

// AsyncAPI 3.0.0 of the public topics of a house whose journal lies in this topic; empty: of one
// that has none.
[[nodiscard]] boost::json::object asyncapi(std::string_view journal_topic, std::string_view version,
                                           bool english);

}  // namespace vermilion::api
