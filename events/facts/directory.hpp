// The directory (名录): who is on the staff, what each may do, where, until when, and who stands
// in.
//
// Facts of one case an account, judged by the edition directory/1 like any other. `who` is the
// account as tokens name it; names and identity numbers are sealed, and the keyed hash of the
// number says which accounts are one person's. Scope is a node of a business line's tree: intake
// fills in its path from the adopted trees, and a rule compares. Threads: values.
#pragma once

#include "events/facts/person.hpp"

namespace vermilion {

// Whoever is behind an account. The hash of the number makes two accounts one person.
struct StaffIdentity {
  Personal<std::string> name;
  PersonNumber id_number;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"name", "姓名", "name", 200}, self.name);
    visit(FieldText{"id_number", "身份证件号码", "identity number", 64}, self.id_number);
  }
};

// A house record: the house has no administrator yet, and whoever shows the token with this digest
// becomes the first.
struct AdministratorAwaited {
  static constexpr std::string_view name = "AdministratorAwaited";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"待首任管理员", "administrator awaited"};
  Digest token{};  // SHA-256 of the token
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"token", "口令摘要", "digest of the token"}, self.token);
  }
};

// The first administrator, of every business line, by the one-time token: it is of no use after.
struct AdministratorNamed {
  static constexpr std::string_view name = "AdministratorNamed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"确定首任管理员", "first administrator named"};
  Octets<32> token{};
  std::string who;
  StaffIdentity identity;
  std::string post;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"token", "一次性口令", "one-time token"}, self.token);
    visit(FieldText{"who", "账号", "account", 100}, self.who);
    visit(FieldText{"identity", "身份", "identity"}, self.identity);
    visit(FieldText{"post", "职务", "post", 200}, self.post);
  }
};

struct StaffEnrolled {
  static constexpr std::string_view name = "StaffEnrolled";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"登记人员", "staff enrolled"};
  std::string who;
  StaffIdentity identity;
  std::string post;
  std::string tree;    // business line
  std::string office;  // node of its tree: whose staff this is
  std::string path;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"who", "账号", "account", 100}, self.who);
    visit(FieldText{"identity", "身份", "identity"}, self.identity);
    visit(FieldText{"post", "职务", "post", 200}, self.post);
    visit(FieldText{"tree", "业务条线", "business line", 64}, self.tree);
    visit(FieldText{"office", "所在机关", "office", 64}, self.office);
    visit(FieldText{"path", "范围路径", "path in the tree", 512, false}, self.path);
  }
};

// Every grant and absence of the account ends with it.
struct StaffLeft {
  static constexpr std::string_view name = "StaffLeft";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"人员离岗", "staff left"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500}, self.reason);
  }
};

// What the account may do from now on; the grant's name is the position of its record.
struct Granted {
  static constexpr std::string_view name = "Granted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"授权", "granted"};
  std::string role;
  std::string tree;    // business line; "*": every one
  std::string office;  // this node and all below it; empty: the whole of every line
  std::string path;
  std::string item;                   // item code, or "*"
  std::vector<std::string> hands_on;  // roles that an administrator may grant
  Instant from;                       // not set: from the record on
  Instant until;                      // exclusive
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"role", "岗位", "role", 64}, self.role);
    visit(FieldText{"tree", "业务条线", "business line", 64}, self.tree);
    visit(FieldText{"office", "范围机关", "office", 64, false}, self.office);
    visit(FieldText{"path", "范围路径", "path in the tree", 512, false}, self.path);
    visit(FieldText{"item", "事项", "item", 64}, self.item);
    visit(FieldText{"hands_on", "可授岗位", "roles it may grant", 32, false}, self.hands_on);
    visit(FieldText{"from", "自", "from", 0, false}, self.from);
    visit(FieldText{"until", "至", "until"}, self.until);
  }
};

struct GrantEnded {
  static constexpr std::string_view name = "GrantEnded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"收回授权", "grant ended"};
  std::string grant;
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"grant", "授权编号", "grant", 32}, self.grant);
    visit(FieldText{"reason", "原因", "reason", 500}, self.reason);
  }
};

// While somebody is away, another does his work in his name (AB 岗): under his grants, on his
// behalf.
struct AbsenceRecorded {
  static constexpr std::string_view name = "AbsenceRecorded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"登记缺勤与代岗", "absence recorded"};
  std::string substitute;  // account
  Instant from;            // not set: from the record on
  Instant until;           // exclusive
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"substitute", "代岗账号", "substitute", 100}, self.substitute);
    visit(FieldText{"from", "自", "from", 0, false}, self.from);
    visit(FieldText{"until", "至", "until"}, self.until);
    visit(FieldText{"reason", "原因", "reason", 500}, self.reason);
  }
};

// Back before the time.
struct AbsenceEnded {
  static constexpr std::string_view name = "AbsenceEnded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"结束缺勤", "absence ended"};
  std::string absence;  // the position of its record
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"absence", "缺勤编号", "absence", 32}, self.absence);
  }
};

}  // namespace vermilion
