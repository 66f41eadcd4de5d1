// materials (申请材料): which cases' records name a material, so that whoever may see one of them
// finds it, and what no record names can be told from what one does.
//
// Rows:
//   M <digest, hexadecimal> <case>   → NamedMaterial: the record that named it last
//   V <digest, hexadecimal>          → VerifiedMaterial: a window has seen its original
// Threads: any.
#pragma once

#include "projections/view.hpp"

namespace vermilion::projections {

struct NamedMaterial {
  std::string code;  // as the item's list names it
  Sequence sequence = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(code, sequence);
  }
  bool operator==(const NamedMaterial&) const = default;
};

struct VerifiedMaterial {
  CaseId case_id;  // in which it was seen
  Sequence sequence = 0;
  Instant at;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(case_id, sequence, at);
  }
  bool operator==(const VerifiedMaterial&) const = default;
};

[[nodiscard]] Bytes verified_material_key(const Digest& material);
// Prefix of the rows of one material; the case's id follows.
[[nodiscard]] Bytes material_prefix(const Digest& material);

[[nodiscard]] std::shared_ptr<const View> materials_view();

}  // namespace vermilion::projections
