// What a fact may say of a person and of a unit.
//
// Rules never see a Personal<T>: what they need of one is made at intake as a plain flag beside it
// (DESIGN §3), so that audit works after erasure. The keyed hash of a number is its look-up key.
// Source: STANDARDS §1.1, §1.2. Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

// A resident identity number or permit number (公民身份号码), as intake understood it. In JSON it
// is the plain text; intake makes the rest.
struct PersonNumber {
  Personal<std::string> number;
  Digest lookup{};           // keyed hash of the normalised number
  bool check_holds = false;  // form, date and check digit are right
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"number", "号码", "number", 64}, self.number);
    visit(FieldText{"lookup", "检索值", "look-up"}, self.lookup);
    visit(FieldText{"check_holds", "校验相符", "check holds"}, self.check_holds);
  }
  bool operator==(const PersonNumber&) const = default;
};

struct Person {
  Personal<std::string> name;
  PersonNumber id_number;
  bool full_time = false;  // works for this unit only (专职)
  bool lead = false;       // in charge of the bookkeeping business (主管代理记账业务的负责人)
  bool accountant_title = false;    // holds an accountant's title or above (会计师以上职称)
  std::uint16_t years_of_work = 0;  // in accounting
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"name", "姓名", "name", 200}, self.name);
    visit(FieldText{"id_number", "身份证件号码", "identity number", 64}, self.id_number);
    visit(FieldText{"full_time", "专职", "full-time", 0, false}, self.full_time);
    visit(FieldText{"lead", "业务负责人", "person in charge", 0, false}, self.lead);
    visit(FieldText{"accountant_title", "会计师以上职称", "accountant's title", 0, false},
          self.accountant_title);
    visit(FieldText{"years_of_work", "从事会计工作年限", "years in accounting", 0, false},
          self.years_of_work);
  }
  bool operator==(const Person&) const = default;
};

// A legal person or other organisation; not personal data.
struct Unit {
  std::string name;
  std::string uscc;  // 统一社会信用代码, as given; a rule says whether it holds
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"name", "单位名称", "name of the unit", 300}, self.name);
    visit(FieldText{"uscc", "统一社会信用代码", "unified social credit code", 64}, self.uscc);
  }
  bool operator==(const Unit&) const = default;
};

// A material handed in, by digest. Trust grade (国办函〔2016〕108号): A issued by the service body,
// B verified by a window, C uploaded and its original to be seen, D the user answers for its truth.
struct Material {
  std::string code;  // as the item's list names it
  Digest digest{};   // SHA-256 of the file (of its ciphertext once files are stored)
  std::string grade;
  std::uint64_t size = 0;  // octets
  std::string media_type;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"code", "材料代码", "material", 64}, self.code);
    visit(FieldText{"digest", "摘要", "digest"}, self.digest);
    visit(FieldText{"grade", "可信等级", "trust grade", 1}, self.grade);
    visit(FieldText{"size", "大小", "size in octets", 0, false}, self.size);
    visit(FieldText{"media_type", "类型", "media type", 100, false}, self.media_type);
  }
  bool operator==(const Material&) const = default;
};

// One answer of an item's own form.
struct FormAnswer {
  std::string field;
  std::string value;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"field", "栏目", "field", 64}, self.field);
    visit(FieldText{"value", "内容", "value", 2000, false}, self.value);
  }
  bool operator==(const FormAnswer&) const = default;
};

}  // namespace vermilion
