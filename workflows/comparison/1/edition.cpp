#include "workflows/comparison/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "events/facts/registrant.hpp"
#include "events/facts/requests.hpp"
#include "workflows/comparison/1/table.hpp"

namespace vermilion {
namespace {

using namespace comparison_1;

struct Workflow : comparison_1::Table {
  using Data = comparison_1::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static std::vector<Duty> resolve(const DutyInfo& info, const Fact& fact, const Context& context) {
    const Duty plain{info.kind, std::string{info.name}, std::string{info.to}, {},
                     false,     Bytes{info.detail}};
    std::vector<Duty> owed;
    if (info.name == tell_entries::info.name) {
      if constexpr (std::is_same_v<Fact, PieceCompared>) {
        for (const auto& one : fact.found) {
          owed.push_back(plain);
          owed.back().detail =
              telling(one.entry, IdentityFound{context.input.kase.id, one.finding});
        }
      }
      return owed;
    }
    owed.push_back(plain);
    if (info.name == compare_piece::info.name) {
      PieceRequest request;
      request.tree = context.input.kase.scope_tree;
      request.path = context.input.kase.scope_path;
      request.after = context.data.through;
      if constexpr (std::is_same_v<Fact, PieceCompared>) request.after = fact.through;
      owed.back().detail = encode(request);
    }
    return owed;
  }

  template <class Fact>
  static void fold(Data&, const Fact&, const Body&) {}
  static void fold(Data& data, const PieceCompared& fact, const Body&) {
    data.through = std::max(data.through, fact.through);
    ++data.pieces;
    data.compared += fact.compared;
    data.found += fact.found.size();
  }
};

}  // namespace

std::shared_ptr<const Edition> make_comparison_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
