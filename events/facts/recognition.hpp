// Recognition (认定): what somebody is recognised as after a public notice, level by level.
//
// The application itself is `Submitted`, as in an approval. Then a window sees the originals, the
// matter is on public notice, anybody may object, and one office after the other confirms.
// Source: ITEMS §2.2 (免试取得), §2.11 (trainers); 行政许可法 35. Threads: values.
#pragma once

#include "events/facts/person.hpp"

namespace vermilion {

// 现场审核: a window saw the originals of everything that was handed in. Begins the notice (公示).
struct OriginalsSeen {
  static constexpr std::string_view name = "OriginalsSeen";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"现场审核通过", "originals seen"};
  std::string opinion;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"opinion", "审核意见", "opinion", 2000}, self.opinion);
  }
};

// 异议: by anybody, or by a window that was told. What it says is read by the office only.
struct ObjectionRaised {
  static constexpr std::string_view name = "ObjectionRaised";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"提出异议", "objection raised"};
  std::string grounds;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"grounds", "异议事实和理由", "facts and grounds", 2000}, self.grounds);
  }
};

// 异议不成立: the notice goes on with what was left of it.
struct ObjectionDismissed {
  static constexpr std::string_view name = "ObjectionDismissed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"异议不成立", "objection dismissed"};
  std::string findings;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"findings", "调查情况", "findings", 2000}, self.findings);
  }
};

// 异议成立, with reasons and remedies: nothing is recognised.
struct ObjectionUpheld {
  static constexpr std::string_view name = "ObjectionUpheld";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"异议成立", "objection upheld"};
  std::string reasons;
  std::string remedies;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reasons", "理由", "reasons", 4000}, self.reasons);
    visit(FieldText{"remedies", "救济途径", "remedies", 2000}, self.remedies);
  }
};

// 公示期满, without an objection that is open.
struct NoticeEnded {
  static constexpr std::string_view name = "NoticeEnded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"公示期满", "public notice ended"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// 逐级确认: one office of the scope tree confirms; the last one recognises.
struct LevelConfirmed {
  static constexpr std::string_view name = "LevelConfirmed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"确认", "confirmed"};
  std::string opinion;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"opinion", "意见", "opinion", 2000, false}, self.opinion);
  }
};

// The limit of a step passed: a matter of supervision, no decision.
struct RecognitionOverdue {
  static constexpr std::string_view name = "RecognitionOverdue";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"逾期未办理", "a step is overdue"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

}  // namespace vermilion
