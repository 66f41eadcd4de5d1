// A comparison run (库比对): a register, piece by piece, against the population library.
//
// Entries are taken in the order in which they were made; a piece and what it found are one record,
// and its findings are told to their entries in the same frame: none is lost and none told twice,
// whenever the hall is killed. Source: ITEMS §2.7 (W9). Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

inline constexpr std::size_t comparison_piece_max = 500;  // entries

// 开始比对: opens the run, over all entries within the office's scope.
struct ComparisonStarted {
  static constexpr std::string_view name = "ComparisonStarted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"开始比对", "comparison started"};
  std::string item;
  std::string office;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "事项", "item", 64}, self.item);
    visit(FieldText{"office", "机关", "office", 64}, self.office);
  }
};

struct EntryFound {
  CaseId entry;
  std::string finding;  // dead, emigrated, mismatch
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"entry", "登记", "entry"}, self.entry);
    visit(FieldText{"finding", "结果", "dead, emigrated or mismatch", 16}, self.finding);
  }
};

// One piece, as the library answered. Whoever is not in `found` agrees.
struct PieceCompared {
  static constexpr std::string_view name = "PieceCompared";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"比对一批", "piece compared"};
  DutyId request;
  std::uint64_t through = 0;  // positions of entries up to here are done; the next piece goes on
  std::uint32_t compared = 0;
  std::vector<EntryFound> found;
  bool last = false;  // no entry lies beyond
  std::string reference;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "比对请求", "request"}, self.request);
    visit(FieldText{"through", "比对至", "compared through", 0}, self.through);
    visit(FieldText{"compared", "比对人数", "persons compared", 0}, self.compared);
    visit(FieldText{"found", "不一致", "found", comparison_piece_max, false}, self.found);
    visit(FieldText{"last", "最后一批", "the last piece", 0}, self.last);
    visit(FieldText{"reference", "对方编号", "reference", 128, false}, self.reference);
  }
};

struct ComparisonResumed {
  static constexpr std::string_view name = "ComparisonResumed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"继续比对", "comparison resumed"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

struct ComparisonStopped {
  static constexpr std::string_view name = "ComparisonStopped";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"停止比对", "comparison stopped"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "理由", "reason", 500}, self.reason);
  }
};

}  // namespace vermilion
