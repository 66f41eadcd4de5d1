#include "projections/views/outbox.hpp"

#include <algorithm>

#include "events/facts/approval.hpp"

namespace vermilion::projections {
namespace {

// A duty of the case that has a row here.
struct Owed {
  DutyId id;
  DutyKind kind = DutyKind::check;
  std::string to;
  Instant at;  // in its key
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, kind, to, at);
  }
};
struct OpenIncident {
  DutyId request;
  std::optional<DutyId> task;
  Instant since;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(request, task, since);
  }
};
struct OutboxCase {
  std::vector<Owed> owed;
  std::vector<OpenIncident> incidents;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(owed, incidents);
  }
};

bool stands_here(DutyKind kind) {
  switch (kind) {
    case DutyKind::check:
    case DutyKind::document:
    case DutyKind::notice:
    case DutyKind::delivery:
    case DutyKind::payment:
    case DutyKind::child:
      return true;
    default:
      return false;
  }
}

Key owed_key(PartitionNumber partition, const Owed& owed) {
  const bool check = owed.kind == DutyKind::check;
  return Key{check ? check_kind : paper_kind}
      .text(check ? BytesView{owed.to} : BytesView{name_of(owed.kind)})
      .brief(partition)
      .instant(owed.at)
      .duty(owed.id);
}

Key incident_key(const Body& body, const OpenIncident& incident) {
  return Key{incident_kind}
      .text(body.scope.tree)
      .text(body.scope.path)
      .instant(incident.since)
      .duty(incident.request);
}

void owe(FoldRows& rows, OutboxCase& kase, const Header& header, const Body& body,
         const DecisionName& decision) {
  for (std::size_t i = 0; i < body.duties.size(); ++i) {
    const auto& duty = body.duties[i];
    if (!stands_here(duty.kind)) continue;
    const bool check = duty.kind == DutyKind::check;
    Owed owed{duty_of(decision, i), duty.kind, check ? duty.to : std::string{},
              check && duty.due.set() ? duty.due : body.effective_at};
    const auto key = owed_key(header.partition, owed);
    if (check) {
      add_row(rows, key,
              CheckOwed{body.case_id, duty.name, duty.detail, body.basis.item.name, body.scope.tree,
                        body.scope.path, body.effective_at, duty.due, duty.provisional,
                        header.sequence});
    } else {
      add_row(rows, key,
              PaperOwed{body.case_id, duty.name, duty.to, duty.detail, body.effective_at,
                        header.sequence});
    }
    kase.owed.push_back(std::move(owed));
  }
}

// Rows of met duties go; answers the office of the check that ended, if one did.
std::string meet(FoldRows& rows, OutboxCase& kase, const Header& header, const Body& body) {
  std::string office;
  for (const auto& id : body.met) {
    const auto owed = std::find_if(kase.owed.begin(), kase.owed.end(),
                                   [&](const Owed& one) { return one.id == id; });
    if (owed == kase.owed.end()) continue;
    rows.erase(owed_key(header.partition, *owed));
    if (owed->kind == DutyKind::check) office = owed->to;
    kase.owed.erase(owed);
  }
  std::erase_if(kase.incidents, [&](const OpenIncident& incident) {
    const bool ends = incident.task ? std::find(body.met.begin(), body.met.end(), *incident.task) !=
                                          body.met.end()
                                    : body.fact == CheckedByHand::name;
    if (ends) rows.erase(incident_key(body, incident));
    return ends;
  });
  return office;
}

Result<void> begin_incident(FoldRows& rows, OutboxCase& kase, const std::string& office,
                            const Header& header, const Body& body, const DecisionName& decision) {
  VERMILION_TRY(const auto fact, fact_of<CheckUnavailable>(header, body));
  OpenIncident incident{fact.request, {}, body.effective_at};
  for (std::size_t i = 0; i < body.duties.size() && !incident.task; ++i) {
    if (body.duties[i].kind == DutyKind::task) incident.task = duty_of(decision, i);
  }
  add_row(rows, incident_key(body, incident),
          Incident{body.case_id, office, body.basis.item.name, fact.attempts, fact.last_error,
                   incident.task, incident.since, header.sequence});
  kase.incidents.push_back(incident);
  return ok();
}

class Outbox final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "outbox"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{'C', "case", {case_id}},
                                       {'K', "check", {text, brief, instant, duty}},
                                       {'N', "paper", {text, brief, instant, duty}},
                                       {'E', "incident", {text, text, instant, duty}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName& decision) const override {
    if (!body.case_id.set() || header.kind != RecordKind::accepted) return ok();
    const bool owes = std::any_of(body.duties.begin(), body.duties.end(),
                                  [](const Duty& duty) { return stands_here(duty.kind); });
    const bool fails = body.fact == CheckUnavailable::name;
    const bool ends = !body.met.empty() || body.fact == CheckedByHand::name;
    if (!owes && !fails && !ends) return ok();
    const Key key = Key{'C'}.case_id(body.case_id);
    VERMILION_TRY(auto* const found, open_of_case<OutboxCase>(rows, key, body));
    if (found == nullptr && !owes && !fails) return ok();
    auto& kase = found == nullptr ? add_opened<OutboxCase>(rows, key) : found->row;
    const auto before = kase.owed.size() + kase.incidents.size();
    const auto office = meet(rows, kase, header, body);
    const bool left = kase.owed.size() + kase.incidents.size() != before;
    if (fails) {
      VERMILION_TRY(begin_incident(rows, kase, office, header, body, decision));
    }
    owe(rows, kase, header, body, decision);
    if (found != nullptr && (left || owes || fails)) found->changed = true;
    if (kase.owed.empty() && kase.incidents.empty()) rows.erase(key);
    return ok();
  }
};

}  // namespace

std::shared_ptr<const View> outbox_view() {
  return std::make_shared<Outbox>();
}

}  // namespace vermilion::projections
