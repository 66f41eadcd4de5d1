// Worklist acts (待办): who holds a task, who is to help with it, and what is said of it. Facts
// like any other, judged by the same engine.
//
// They do not change the material version: a claim must not invalidate what a colleague has read.
// What they say (`note`, `opinion`) is read by staff only. Source: DESIGN §3. Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

inline constexpr std::size_t named_max = 16;  // colleagues whom one act names

struct TaskClaimed {
  static constexpr std::string_view name = "TaskClaimed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"认领", "claimed"};
  DutyId task;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
  }
};

struct TaskReleased {
  static constexpr std::string_view name = "TaskReleased";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"退回待办池", "released"};
  DutyId task;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
  }
};

struct TaskAssigned {
  static constexpr std::string_view name = "TaskAssigned";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"指派", "assigned"};
  DutyId task;
  std::string to;  // `who` of the new holder
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
    visit(FieldText{"to", "承办人", "to whom", 128}, self.to);
  }
};

// The holder has a colleague do it and gets it back when that one returns it (委托办理).
struct TaskDelegated {
  static constexpr std::string_view name = "TaskDelegated";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"委托办理", "delegated"};
  DutyId task;
  std::string to;  // `who`
  std::string note;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
    visit(FieldText{"to", "受托人", "to whom", 128}, self.to);
    visit(FieldText{"note", "说明", "note", 2000, false}, self.note);
  }
};

// A substitute takes over what the absent one holds (AB 角).
struct TaskTakenOver {
  static constexpr std::string_view name = "TaskTakenOver";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"代岗接办", "taken over"};
  DutyId task;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
  }
};

struct TaskReturned {
  static constexpr std::string_view name = "TaskReturned";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"交还委托人", "returned"};
  DutyId task;
  std::string note;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
    visit(FieldText{"note", "办理情况", "what was done", 2000, false}, self.note);
  }
};

struct TaskUrged {
  static constexpr std::string_view name = "TaskUrged";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"催办", "urged"};
  DutyId task;
  std::string note;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
    visit(FieldText{"note", "说明", "note", 500, false}, self.note);
  }
};

struct TaskNoted {
  static constexpr std::string_view name = "TaskNoted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"备注", "noted"};
  DutyId task;
  std::string note;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
    visit(FieldText{"note", "备注", "note", 2000}, self.note);
  }
};

// Colleagues who may see the case anyway are told of it (抄送).
struct TaskCopied {
  static constexpr std::string_view name = "TaskCopied";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"抄送", "copied"};
  DutyId task;
  std::vector<std::string> to;  // `who` of each
  std::string note;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
    visit(FieldText{"to", "抄送", "to whom", named_max}, self.to);
    visit(FieldText{"note", "说明", "note", 2000, false}, self.note);
  }
};

// The holder asks colleagues to sign beside him (加签, 会签): `before` he does the task, or after
// it and before the next. It waits until `needed` of them agree, or all have answered.
struct CosignAsked {
  static constexpr std::string_view name = "CosignAsked";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"请求加签", "co-signatures asked for"};
  DutyId task;
  std::vector<std::string> to;  // `who` of each
  std::uint16_t needed = 0;     // 1 … of `to`
  bool before = false;
  std::string note;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
    visit(FieldText{"to", "加签人", "by whom", named_max}, self.to);
    visit(FieldText{"needed", "须同意人数", "how many must agree"}, self.needed);
    visit(FieldText{"before", "前加签", "before the task is done"}, self.before);
    visit(FieldText{"note", "事由", "what is asked", 2000, false}, self.note);
  }
};

struct CosignGiven {
  static constexpr std::string_view name = "CosignGiven";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"加签意见", "co-signature given"};
  DutyId task;  // the co-signature's own
  bool agrees = false;
  std::string opinion;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
    visit(FieldText{"agrees", "同意", "agrees"}, self.agrees);
    visit(FieldText{"opinion", "意见", "opinion", 2000, false}, self.opinion);
  }
};

// One co-signature is waited for no longer.
struct CosignWithdrawn {
  static constexpr std::string_view name = "CosignWithdrawn";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"撤回加签", "co-signature no longer asked for"};
  DutyId task;  // the co-signature's own
  std::string note;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"task", "任务", "task"}, self.task);
    visit(FieldText{"note", "说明", "note", 500, false}, self.note);
  }
};

}  // namespace vermilion
