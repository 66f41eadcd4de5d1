// The facts of register cases: something scarce and who holds it (DESIGN §1, §3).
//
// `PlaceTaken` and `PlaceReturned` are judged by the register case; `PlaceGranted` and
// `PlaceRefused` carry its answer back to the case that asked, in the same frame when both live in
// one partition. Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

struct PlaceTaken {
  static constexpr std::string_view name = "PlaceTaken";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"占用", "place taken"};
  std::string kind;  // "full_time_post"
  Digest key{};      // keyed hash of the natural key
  std::uint32_t capacity = 1;
  CaseId holder;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"kind", "登记种类", "kind", 64}, self.kind);
    visit(FieldText{"key", "键", "key"}, self.key);
    visit(FieldText{"capacity", "容量", "capacity", 0}, self.capacity);
    visit(FieldText{"holder", "占用办件", "holder"}, self.holder);
  }
};

struct PlaceReturned {
  static constexpr std::string_view name = "PlaceReturned";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"归还", "place returned"};
  CaseId holder;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"holder", "占用办件", "holder"}, self.holder);
  }
};

struct PlaceGranted {
  static constexpr std::string_view name = "PlaceGranted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"占用成功", "place granted"};
  std::string kind;
  Digest key{};
  CaseId register_case;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"kind", "登记种类", "kind", 64}, self.kind);
    visit(FieldText{"key", "键", "key"}, self.key);
    visit(FieldText{"register_case", "登记办件", "register case"}, self.register_case);
  }
};

struct PlaceRefused {
  static constexpr std::string_view name = "PlaceRefused";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"已被占用", "place refused"};
  std::string kind;
  Digest key{};
  CaseId register_case;
  CaseId first_holder;  // the case that holds the place
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"kind", "登记种类", "kind", 64}, self.kind);
    visit(FieldText{"key", "键", "key"}, self.key);
    visit(FieldText{"register_case", "登记办件", "register case"}, self.register_case);
    visit(FieldText{"first_holder", "先占办件", "first holder"}, self.first_holder);
  }
};

}  // namespace vermilion
