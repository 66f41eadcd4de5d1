// The facts of the access log: records of kind `house` in a journal of its own (DESIGN §4).
//
// Who read which personal data, of which case, for what purpose. Written, and durable, before what
// was asked for is handed out. Source: 个人信息保护法 51, 55, 56. Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

struct PersonalDataRead {
  static constexpr std::string_view name = "PersonalDataRead";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"查阅个人信息", "personal data read"};
  CaseId of;            // the case whose data they are
  std::string what;     // "document licence", "material <digest>", "case"
  std::string purpose;  // in the reader's words
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"of", "办件", "case"}, self.of);
    visit(FieldText{"what", "内容", "what", 200}, self.what);
    visit(FieldText{"purpose", "目的", "purpose", 500}, self.purpose);
  }
};

}  // namespace vermilion
