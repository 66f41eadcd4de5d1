#include "projections/views/timeline.hpp"

#include <algorithm>

#include "events/duties.hpp"

namespace vermilion::projections {
namespace {

struct OpenName {
  DutyId id;
  std::string name;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, name);
  }
};

// Names of the duties that the record meets; the open ones are kept up to date.
Result<std::vector<std::string>> meet(FoldRows& rows, const Body& body, const Digest& hash) {
  std::vector<std::string> met;
  const bool opens = std::any_of(body.duties.begin(), body.duties.end(),
                                 [](const Duty& duty) { return duty_stays_open(duty.kind); });
  if (body.met.empty() && !opens) return met;
  const auto key = Key{'O'}.case_id(body.case_id).take();
  VERMILION_TRY(auto found, load_of_case<std::vector<OpenName>>(rows, key, body));
  auto open = found ? std::move(*found) : std::vector<OpenName>{};
  for (const auto& id : body.met) {
    const auto at =
        std::find_if(open.begin(), open.end(), [&](const OpenName& one) { return one.id == id; });
    met.push_back(at == open.end() ? id.text() : std::move(at->name));
    if (at != open.end()) open.erase(at);
  }
  for (std::size_t i = 0; i < body.duties.size(); ++i) {
    if (duty_stays_open(body.duties[i].kind)) {
      open.push_back({duty_of(hash, i), body.duties[i].name});
    }
  }
  if (open.empty()) {
    rows.erase(key);
  } else {
    store(rows, key, open, !found);
  }
  return met;
}

class Timeline final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "timeline"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    static constexpr KeyShape shapes[]{{'T', "record", {KeyPart::case_id, KeyPart::number}},
                                       {'O', "open-duties", {KeyPart::case_id}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold(FoldRows& rows, const Header& header, const Body& body,
                                  const Digest& hash) const override {
    if (!body.case_id.set()) return ok();
    TimelineRow row;
    row.sequence = header.sequence;
    row.kind = header.kind;
    row.fact = body.fact;
    row.from = body.from;
    row.to = body.to;
    row.principal = body.principal.kind;
    row.who = body.principal.who;
    row.role = body.principal.role;
    row.person = body.principal.person;
    row.on_behalf_of = body.principal.on_behalf_of;
    row.received_at = body.received_at;
    row.recorded_at = body.recorded_at;
    row.effective_at = body.effective_at;
    row.material_version = body.material_version;
    if (header.kind != RecordKind::refused) {
      for (const auto& duty : body.duties) row.duties.push_back(duty.name);
      VERMILION_TRY(row.met, meet(rows, body, hash));
    }
    if (body.refusal) {
      const auto& refusal = *body.refusal;
      row.refusal = TimelineRefusal{refusal.reason, {}, {}, {}, refusal.place, refusal.found};
      if (!refusal.tried.empty()) {
        row.refusal->rule = refusal.tried.back().rule;
        row.refusal->law = refusal.tried.back().law;
        row.refusal->article = refusal.tried.back().article;
      }
    }
    store(rows, timeline_key(body.case_id, body.case_version), row, true);
    return ok();
  }
};

}  // namespace

Bytes timeline_key(const CaseId& id, std::uint64_t case_version) {
  return Key{'T'}.case_id(id).number(case_version).take();
}

std::shared_ptr<const View> timeline_view() {
  return std::make_shared<Timeline>();
}

}  // namespace vermilion::projections
