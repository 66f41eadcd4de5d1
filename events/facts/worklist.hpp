// Worklist acts (待办): who holds a task. Facts like any other, judged by the same engine.
//
// They do not change the material version: a claim must not invalidate what a colleague has read.
// Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

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

}  // namespace vermilion
