// The facts of a partition itself: records of kind `house`.
//
// Reference data enters a partition as a record of it, so that a decision uses what its own log has
// adopted (DESIGN §5.3); a reign repeats its claim inside the chain. Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

// The house record (seq 0, its hash is `prev` of seq 1): made once, never changed.
struct HouseFounded {
  static constexpr std::string_view name = "HouseFounded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"建立", "house founded"};
  std::string house_name;
  bool set_clock = false;  // the house keeps a set clock (tests, demonstrations), for ever
  Instant starts_at;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"house_name", "名称", "name", 200}, self.house_name);
    visit(FieldText{"set_clock", "设定时钟", "set clock"}, self.set_clock);
    visit(FieldText{"starts_at", "起始", "starts at"}, self.starts_at);
  }
};

// The first record of a reign repeats its claim in the chain.
struct Reign {
  static constexpr std::string_view name = "Reign";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"接管分区", "reign"};
  std::uint64_t epoch = 0;
  std::string node;
  std::uint16_t level = 1;
  Octets<16> nonce{};  // of the claim
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"epoch", "任期", "epoch"}, self.epoch);
    visit(FieldText{"node", "节点", "node", 128}, self.node);
    visit(FieldText{"level", "级别", "level"}, self.level);
    visit(FieldText{"nonce", "随机数", "nonce"}, self.nonce);
  }
};

// Reference data taken into use; its octets lie in the blob store under this digest.
struct Adopted {
  static constexpr std::string_view name = "Adopted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"采用", "adopted"};
  std::string what;  // "calendar" | "catalogue" | "grants" | "scopes" | "codes"
  std::string version;
  Digest digest{};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"what", "种类", "what", 64}, self.what);
    visit(FieldText{"version", "版本", "version", 128}, self.version);
    visit(FieldText{"digest", "摘要", "digest"}, self.digest);
  }
};

// How many partitions take new cases (1, 2, 4, 8, 16); the same in every partition.
struct Placed {
  static constexpr std::string_view name = "Placed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"分布", "placed"};
  std::uint16_t active = 1;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"active", "启用分区数", "active partitions"}, self.active);
  }
};

// The last record of a segment: 65,536 records, or a month's end.
struct SegmentSealed {
  static constexpr std::string_view name = "SegmentSealed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"封存", "segment sealed"};
  std::uint64_t first = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"first", "首条", "first seq"}, self.first);
  }
};

// A set clock went forward.
struct ClockMoved {
  static constexpr std::string_view name = "ClockMoved";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"时钟拨动", "clock moved"};
  Instant to;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"to", "拨至", "to"}, self.to);
  }
};

// A principal was refused more than ten times in a minute; the rest was answered 429, unjudged.
struct RefusalsCounted {
  static constexpr std::string_view name = "RefusalsCounted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"拒绝计数", "refusals counted"};
  std::string who;
  std::uint64_t count = 0;
  Instant since;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"who", "主体", "who", 128}, self.who);
    visit(FieldText{"count", "次数", "count"}, self.count);
    visit(FieldText{"since", "自", "since"}, self.since);
  }
};

// What is done to all that a subject's keys seal: of whom, which keys, why, and by whom.
struct ActOnSubject {
  Octets<16> subject{};  // keyed hash of the subject's identity
  std::vector<Octets<16>> keys;
  std::string basis;  // why: the request, the law's article
  std::string by;     // the operator
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"subject", "主体", "subject"}, self.subject);
    visit(FieldText{"keys", "密钥", "keys", 256}, self.keys);
    visit(FieldText{"basis", "依据", "basis", 500}, self.basis);
    visit(FieldText{"by", "经办人", "by", 128}, self.by);
  }
};

// A subject's keys were destroyed (个人信息保护法 47): what they sealed opens no more. Written
// before it is done, so that a restored copy of the keys is destroyed again.
struct SubjectErased : ActOnSubject {
  static constexpr std::string_view name = "SubjectErased";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"删除个人信息", "subject erased"};
};

// A subject's data are stored and not used any more (个人信息保护法 47(2)): while the term for
// which they must be kept runs, or deleting them is technically hard.
struct SubjectRestricted : ActOnSubject {
  static constexpr std::string_view name = "SubjectRestricted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"限制处理个人信息", "subject restricted"};
};

struct RestrictionLifted : ActOnSubject {
  static constexpr std::string_view name = "RestrictionLifted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"解除限制处理", "restriction lifted"};
};

// As it was before it said where the deadline had stood.
struct DueMoved1 {
  static constexpr std::string_view name = "DueMoved";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"期限变更", "due date moved"};
  DutyId deadline;
  Instant to;
  bool provisional = false;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"deadline", "期限", "deadline"}, self.deadline);
    visit(FieldText{"to", "新期限", "to"}, self.to);
    visit(FieldText{"provisional", "暂定", "provisional"}, self.provisional);
  }
};

// A due date moved because a calendar was adopted (DESIGN §5.3).
struct DueMoved {
  static constexpr std::string_view name = "DueMoved";
  static constexpr std::uint16_t schema = 2;
  static constexpr FactText text{"期限变更", "due date moved"};
  DutyId deadline;
  Instant from;  // not set: an older form did not say
  Instant to;
  bool provisional = false;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"deadline", "期限", "deadline"}, self.deadline);
    visit(FieldText{"from", "原期限", "from"}, self.from);
    visit(FieldText{"to", "新期限", "to"}, self.to);
    visit(FieldText{"provisional", "暂定", "provisional"}, self.provisional);
  }
  using Older = DueMoved1;
  [[nodiscard]] static DueMoved upcast(const DueMoved1& older) {
    return {older.deadline, {}, older.to, older.provisional};
  }
};

}  // namespace vermilion
