// A view: a pure function from the records of a partition to rows.
//
// Every datum that a view needs stands in the record or in the view's own rows: it reads no other
// view, no clock, no reference data, so folding again gives the same octets (DESIGN §6). No rule
// reads a view. Every row belongs to one case, hence to one partition; partitions may be folded in
// any interleaving. A record that a view cannot take is an Error: that view stops there, named, and
// the others go on. Threads: views hold no state; any.
#pragma once

#include <memory>

#include "projections/fold_rows.hpp"
#include "projections/key.hpp"

namespace vermilion::projections {

class View {
 public:
  View() = default;
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  virtual ~View() = default;
  // Of its row family too; for ever.
  [[nodiscard]] virtual std::string_view name() const = 0;
  // Shapes of its keys, for people.
  [[nodiscard]] virtual std::span<const KeyShape> keys() const = 0;
  // Folds one valid record of kind accepted, refused or house. Errors: corrupt, unsupported, and
  // the store's; what was changed in `rows` by this record is then to be dropped.
  [[nodiscard]] Result<void> fold(FoldRows& rows, const Header& header, const Body& body,
                                  const DecisionName& decision) const {
    VERMILION_TRY(fold_record(rows, header, body, decision));
    rows.settle();
    return ok();
  }

 private:
  [[nodiscard]] virtual Result<void> fold_record(FoldRows& rows, const Header& header,
                                                 const Body& body,
                                                 const DecisionName& decision) const = 0;
};

using Views = std::vector<std::shared_ptr<const View>>;

// The views of this program (views/*.hpp), in a fixed order.
[[nodiscard]] Views all_views();

}  // namespace vermilion::projections
