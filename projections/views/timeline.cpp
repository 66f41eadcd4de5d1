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

struct TimelinePart {
  std::vector<OpenName> open;
  Bytes rows;  // TimelineRow, one behind the other
  template <class Archive>
  void serialize(Archive& archive) {
    archive(open, rows);
  }
};

std::uint64_t first_of_part(std::uint64_t case_version) {
  return case_version - (case_version - 1) % timeline_part_records;
}
Key part_key(const CaseId& id, std::uint64_t case_version) {
  return Key{'T'}.case_id(id).number(first_of_part(case_version));
}

// The part in which the record goes; a new one takes the open names over from the one before.
Result<TimelinePart*> part_of(FoldRows& rows, const Body& body) {
  const Key key = part_key(body.case_id, body.case_version);
  const bool begins = first_of_part(body.case_version) == body.case_version;
  if (!begins) {
    VERMILION_TRY(auto* const found, open_of_case<TimelinePart>(rows, key, body));
    if (found == nullptr) {
      return fail(Code::corrupt, "the timeline of case " + body.case_id.text() + " has a gap");
    }
    found->changed = true;
    return &found->row;
  }
  auto& part = add_opened<TimelinePart>(rows, key);
  if (body.case_version == 1) return &part;
  VERMILION_TRY(auto* const before, open_of_case<TimelinePart>(
                                        rows, part_key(body.case_id, body.case_version - 1), body));
  if (before == nullptr) {
    return fail(Code::corrupt, "the timeline of case " + body.case_id.text() + " has a gap");
  }
  part.open = std::move(before->row.open);
  before->row.open.clear();
  before->changed = true;
  return &part;
}

// Names of the duties that the record meets; the open ones are kept up to date.
std::vector<std::string> meet(std::vector<OpenName>& open, const Body& body,
                              const DecisionName& decision) {
  std::vector<std::string> met;
  for (const auto& id : body.met) {
    const auto at =
        std::find_if(open.begin(), open.end(), [&](const OpenName& one) { return one.id == id; });
    met.push_back(at == open.end() ? id.text() : std::move(at->name));
    if (at != open.end()) open.erase(at);
  }
  for (std::size_t i = 0; i < body.duties.size(); ++i) {
    if (duty_stays_open(body.duties[i].kind)) {
      open.push_back({duty_of(decision, i), body.duties[i].name});
    }
  }
  return met;
}

class Timeline final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "timeline"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    static constexpr KeyShape shapes[]{{'T', "records", {KeyPart::case_id, KeyPart::number}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName& decision) const override {
    if (!body.case_id.set()) return ok();
    VERMILION_TRY(auto* const part, part_of(rows, body));
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
      row.met = meet(part->open, body, decision);
    }
    if (body.refusal) {
      const auto& refusal = *body.refusal;
      row.refusal = TimelineRefusal{refusal.reason, {}, {}, {}, refusal.place, refusal.found};
      const auto* telling = telling_rule(refusal);
      if (telling == nullptr && !refusal.tried.empty()) telling = &refusal.tried.front();
      if (telling != nullptr) {
        row.refusal->rule = telling->rule;
        row.refusal->law = telling->law;
        row.refusal->article = telling->article;
      }
    }
    SpanOut archive{part->rows};
    archive(row);
    return ok();
  }
};

}  // namespace

Bytes timeline_key(const CaseId& id, std::uint64_t case_version) {
  return part_key(id, case_version).take();
}

Result<std::vector<TimelineRow>> timeline_rows(BytesView octets) {
  const auto part = decode<TimelinePart>(octets);
  if (!part) return fail(Code::corrupt, "a row of the timeline does not decode");
  std::vector<TimelineRow> rows;
  SpanIn archive{part->rows};
  while (archive.left() > 0 && !archive.failed()) archive(rows.emplace_back());
  if (archive.failed()) return fail(Code::corrupt, "a row of the timeline does not decode");
  return rows;
}

std::shared_ptr<const View> timeline_view() {
  return std::make_shared<Timeline>();
}

}  // namespace vermilion::projections
