#include "projections/views/registrants.hpp"

#include <algorithm>
#include <array>

#include "engine/ports/rows.hpp"
#include "events/facts/comparison.hpp"
#include "events/facts/registrant.hpp"

namespace vermilion::projections {
namespace {

constexpr std::size_t position_octets = 8;

Bytes place_of(const RegistrantRow& row) {
  return Key{'P'}.text(row.tree).number(row.position).take();
}

class Registrants final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "registrants"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{'C', "registrant", {case_id}},
                                       {'P', "registrant-in-force", {text, number}},
                                       {'N', "comparison", {case_id}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName&) const override {
    if (header.kind != RecordKind::accepted) return ok();
    if (body.basis.edition.name == "comparison") return fold_run(rows, header, body);
    if (body.basis.edition.name != "registrant") return ok();
    const auto key = registrant_key(body.case_id);
    RegistrantRow row;
    if (body.fact == RegistrantEntered::name) {
      VERMILION_TRY(const auto fact, fact_of<RegistrantEntered>(header, body));
      row.position = header.sequence;
      row.tree = body.scope.tree;
      row.path = body.scope.path;
      row.person = fact.person;
      row.number = fact.id_number.number;
    } else {
      VERMILION_TRY(const auto octets, rows.find(key));
      auto before = octets ? decode<RegistrantRow>(*octets) : std::nullopt;
      if (!before) {
        return fail(Code::corrupt, fmt::format("record {} of partition {}: the row of its "
                                               "registrant is missing or does not decode",
                                               header.sequence, header.partition));
      }
      row = std::move(*before);
      if (body.fact == EntryCorrected::name) {
        VERMILION_TRY(const auto fact, fact_of<EntryCorrected>(header, body));
        row.person = fact.person;
        row.number = fact.id_number.number;
      } else if (body.fact == TransferOutAsked::name) {
        VERMILION_TRY(const auto fact, fact_of<TransferOutAsked>(header, body));
        row.to_register = fact.to_register;
      } else if (body.fact == TransferOutIssued::name) {
        ++row.forms;
      }
    }
    const bool was_in_force = is_in_force(row.state);
    row.state = body.to.empty() ? std::string{} : body.to.front();
    if (is_in_force(row.state) && !was_in_force)
      rows.add(place_of(row), Bytes{body.case_id.bytes()});
    if (!is_in_force(row.state) && was_in_force) rows.erase(place_of(row));
    rows.put(key, encode(row));
    return ok();
  }

 private:
  static Result<void> fold_run(FoldRows& rows, const Header& header, const Body& body) {
    const auto key = comparison_key(body.case_id);
    ComparisonRow row;
    row.began = body.effective_at;
    if (body.fact != ComparisonStarted::name) {
      VERMILION_TRY(const auto octets, rows.find(key));
      const auto before = octets ? decode<ComparisonRow>(*octets) : std::nullopt;
      if (!before) {
        return fail(Code::corrupt, fmt::format("record {} of partition {}: the row of its run is "
                                               "missing or does not decode",
                                               header.sequence, header.partition));
      }
      row = *before;
    }
    if (body.fact == PieceCompared::name) {
      VERMILION_TRY(const auto fact, fact_of<PieceCompared>(header, body));
      ++row.pieces;
      row.compared += fact.compared;
      row.through = std::max(row.through, fact.through);
      for (const auto& one : fact.found) {
        ++(one.finding == "dead"        ? row.dead
           : one.finding == "emigrated" ? row.emigrated
                                        : row.mismatched);
      }
    }
    const bool over =
        !body.to.empty() && (body.to.front() == "COMPLETE" || body.to.front() == "STOPPED");
    if (over) row.ended = body.effective_at;
    rows.put(key, encode(row));
    return ok();
  }
};

}  // namespace

Bytes comparison_key(const CaseId& run) {
  return Key{'N'}.case_id(run).take();
}
Bytes registrant_key(const CaseId& entry) {
  return Key{'C'}.case_id(entry).take();
}
Bytes registrants_after(std::string_view tree, std::uint64_t position) {
  return Key{'P'}.text(tree).number(position + 1).take();
}
Bytes registrants_end(std::string_view tree) {
  return after_prefix(Key{'P'}.text(tree).take());
}
std::uint64_t position_in(BytesView key) {
  return get_big<std::uint64_t>(key.data() + key.size() - position_octets);
}

bool is_in_force(std::string_view state) {
  constexpr std::array<std::string_view, 3> in_force{"ACTIVE", "OUT_REVIEW", "FROZEN"};
  return std::find(in_force.begin(), in_force.end(), state) != in_force.end();
}

std::shared_ptr<const View> registrants_view() {
  return std::make_shared<Registrants>();
}

}  // namespace vermilion::projections
