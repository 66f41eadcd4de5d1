#include "events/public/case_changed.hpp"

#include <algorithm>

namespace vermilion {

std::optional<CaseChanged> case_changed(const Header& header, const Body& body) {
  const auto& shape = body.basis.edition.name;
  if (header.kind != RecordKind::accepted ||
      std::find(public_families.begin(), public_families.end(), shape) == public_families.end()) {
    return std::nullopt;
  }
  CaseChanged event;
  event.case_id = body.case_id;
  event.item = body.basis.item.name;
  event.item_version = body.basis.item.version;
  event.workflow = shape + "/" + body.basis.edition.version;
  event.office_tree = body.scope.tree;
  event.office = body.scope.path;
  event.fact = body.fact;
  event.from = body.from;
  event.to = body.to;
  event.case_version = body.case_version;
  event.material_version = body.material_version;
  event.received_at = body.received_at;
  event.recorded_at = body.recorded_at;
  event.effective_at = body.effective_at;
  return event;
}

}  // namespace vermilion
