#include "projections/views/materials.hpp"

#include "events/facts/approval.hpp"
#include "events/facts/service.hpp"

namespace vermilion::projections {
namespace {

class Materials final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "materials"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{'M', "material", {text, case_id}},
                                       {'V', "verified-material", {text}}};
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
    } else if (body.fact == MaterialVerified::name) {
      VERMILION_TRY(const auto fact, fact_of<MaterialVerified>(header, body));
      rows.put(verified_material_key(fact.digest),
               encode(VerifiedMaterial{body.case_id, header.sequence, body.effective_at}));
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

Bytes verified_material_key(const Digest& material) {
  return Key{'V'}.text(to_hex(view_of(material))).take();
}

std::shared_ptr<const View> materials_view() {
  return std::make_shared<Materials>();
}

}  // namespace vermilion::projections
