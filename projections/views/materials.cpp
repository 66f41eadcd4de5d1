#include "projections/views/materials.hpp"

#include "events/facts/approval.hpp"

namespace vermilion::projections {
namespace {

class Materials final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "materials"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{'M', "material", {text, case_id}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName&) const override {
    if (header.kind != RecordKind::accepted) return ok();
    if (body.fact == Submitted::name) {
      VERMILION_TRY(const auto fact, fact_of<Submitted>(header, body));
      name_all(rows, fact.materials, header, body);
    } else if (body.fact == Supplemented::name) {
      VERMILION_TRY(const auto fact, fact_of<Supplemented>(header, body));
      name_all(rows, fact.materials, header, body);
    }
    return ok();
  }

 private:
  static void name_all(FoldRows& rows, const std::vector<Material>& materials, const Header& header,
                       const Body& body) {
    for (const auto& material : materials) {
      const auto key = Key{'M'}.text(to_hex(view_of(material.digest))).case_id(body.case_id);
      rows.put(key, encode(NamedMaterial{material.code, header.sequence}));
    }
  }
};

}  // namespace

Bytes material_prefix(const Digest& material) {
  return Key{'M'}.text(to_hex(view_of(material))).take();
}

std::shared_ptr<const View> materials_view() {
  return std::make_shared<Materials>();
}

}  // namespace vermilion::projections
