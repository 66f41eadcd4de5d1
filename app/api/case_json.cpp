#include "app/api/case_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/core/beside.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

// Deliberation and house-keeping of the office; and what is said against an applicant, and by whom.
constexpr std::array<std::string_view, 18> internal_facts{
    "Proposed",      "SentBack",         "CheckedByHand",  "TaskClaimed",     "TaskReleased",
    "TaskAssigned",  "CheckUnavailable", "ExtensionAsked", "ExtensionDenied", "TaskTakenOver",
    "TaskDelegated", "TaskReturned",     "TaskNoted",      "TaskCopied",      "CosignAsked",
    "CosignGiven",   "CosignWithdrawn",  "ObjectionRaised"};

json::object scope_json(const std::string& tree, const std::string& path) {
  const auto slash = path.rfind('/');
  return {{"tree", tree},
          {"path", path},
          {"office", slash == std::string::npos ? path : path.substr(slash + 1)}};
}

std::uint32_t number_of(const std::string& version) {
  std::uint32_t number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  return number;
}

// For whom the case waits, since when and until when.
json::array waiting_json(const CaseShown& shown, const projections::CaseRow& row) {
  json::array waiting;
  for (const auto& duty : row.open) {
    json::object entry{{"id", duty.id.text()},
                       {"kind", name_of(duty.kind)},
                       {"name", duty.name},
                       {"title", shown.words.duty(row.edition, duty.name)},
                       {"since", to_text(duty.since)},
                       {"until", time_json(duty.due)}};
    if (duty.provisional) entry["provisional"] = true;
    if (duty.kind != DutyKind::deadline) {
      entry["waits_for"] = duty.to;
      entry["waits_for_zh"] = shown.words.role(duty.to);
    }
    if (duty.kind == DutyKind::task && shown.eyes == Eyes::staff) {
      entry["holder"] = duty.holder.empty() ? json::value(nullptr) : json::value(duty.holder);
      if (duty.held_since.set()) entry["held_since"] = to_text(duty.held_since);
    }
    waiting.push_back(std::move(entry));
  }
  return waiting;
}

json::object refusal_json(const projections::TimelineRefusal& refusal) {
  json::object object{{"reason", refusal.reason}};
  if (!refusal.rule.empty()) object["rule"] = refusal.rule;
  if (!refusal.law.empty()) object["citation"] = refusal.law + " " + refusal.article;
  if (!refusal.place.empty()) object["place"] = refusal.place;
  if (!refusal.found.empty()) {
    const auto found = text_found(refusal.found);
    object["found"] = json::object{{"zh", found.chinese}, {"en", found.english}};
  }
  return object;
}

// How the result is under way: the newest parcel, and its scans by when they happened.
json::object parcel_json(const CaseShown& shown, const std::vector<Parcel>& parcels) {
  const auto& newest = parcels.back();
  json::array scans;
  for (const auto& one : newest.scans) {
    json::object scan{{"kind", one.kind}, {"at", to_text(one.at)}, {"place", one.place}};
    if (!one.signed_by.empty()) scan["signed_by"] = one.signed_by;
    scans.push_back(std::move(scan));
  }
  return {{"number", parcels.size()},
          {"state", shown.words.states("delivery/1", {newest.state}).front()},
          {"waybill", newest.waybill.empty() ? json::value(nullptr) : json::value(newest.waybill)},
          {"contents", newest.contents},
          {"ordered_at", to_text(newest.ordered_at)},
          {"ended_at", time_json(newest.ended_at)},
          {"scans", std::move(scans)}};
}

}  // namespace

bool is_internal_fact(std::string_view fact) noexcept {
  return std::find(internal_facts.begin(), internal_facts.end(), fact) != internal_facts.end();
}

json::value time_json(Instant at) {
  return at.set() ? json::value(to_text(at)) : json::value(nullptr);
}

json::object page_json(json::array rows, const std::optional<std::string>& next) {
  json::object object{{"rows", std::move(rows)}};
  object["next"] = next ? json::value(*next) : json::value(nullptr);
  return object;
}

json::array names_json(const std::vector<std::string>& names) {
  json::array array;
  for (const auto& name : names) array.push_back(json::value(name));
  return array;
}

json::object item_json(const References& references, const std::string& code,
                       const std::string& version) {
  json::object object{{"code", code}, {"version", number_of(version)}};
  const auto* item =
      references.catalogue ? references.catalogue->find(code, number_of(version)) : nullptr;
  if (item != nullptr) {
    object["zh"] = item->title.zh;
    object["en"] = item->title.en;
  }
  return object;
}

json::object case_json(const CaseShown& shown, const CaseId& id, const projections::CaseRow& row) {
  json::object object{{"case", id.text()},
                      {"item", item_json(shown.references, row.item, row.item_version)},
                      {"workflow", row.edition},
                      {"scope", scope_json(row.tree, row.path)},
                      {"states", shown.words.states(row.edition, row.states)},
                      {"version", row.version},
                      {"material_version", row.material_version},
                      {"opened_at", to_text(row.opened_at)},
                      {"changed_at", to_text(row.changed_at)}};
  json::object applicant{{"kind", name_of(row.applicant_kind)}, {"pseudonym", row.applicant}};
  if (!row.on_behalf_of.empty()) applicant["on_behalf_of"] = row.on_behalf_of;
  object["applicant"] = std::move(applicant);
  if (!row.unit_uscc.empty() || !row.unit_name.empty()) {
    object["unit"] = json::object{{"name", row.unit_name}, {"uscc", row.unit_uscc}};
  }
  if (!row.service.delivery.empty()) object["delivery"] = row.service.delivery;
  if (!row.parcels.empty()) object["parcel"] = parcel_json(shown, row.parcels);
  if (row.service.score != 0) {
    object["rating"] =
        json::object{{"score", row.service.score}, {"answered", row.service.answered}};
  }
  if (const auto* procedure = row.clock.running()) {
    object["stopped"] = json::object{{"procedure", procedure->procedure},
                                     {"limit", procedure->limit},
                                     {"since", to_text(procedure->from)}};
  }
  object["waiting"] = waiting_json(shown, row);
  object["settled_at"] = time_json(row.settled_at);
  if (!row.outcome.empty()) {
    object["outcome"] = json::object{
        {"fact", row.outcome}, {"title", title_json(row.outcome)}, {"at", to_text(row.outcome_at)}};
  }
  return object;
}

json::object record_json(const CaseShown& shown, const std::string& edition,
                         const projections::ListedRecord& record) {
  const auto& row = record.row;
  json::object by{{"kind", name_of(row.principal)},
                  {"role", row.role},
                  {"role_zh", shown.words.role(row.role)}};
  const bool is_staff = row.principal == PrincipalKind::staff;
  if (shown.eyes == Eyes::staff || !is_staff) by["who"] = row.who;
  if (!row.on_behalf_of.empty()) by["on_behalf_of"] = row.on_behalf_of;
  const std::string table{is_task_fact(row.fact) ? worklist_edition : std::string_view{edition}};
  json::object object{{"seq", row.sequence},
                      {"version", record.case_version},
                      {"material_version", row.material_version},
                      {"fact", row.fact},
                      {"title", title_json(row.fact)},
                      {"verdict", row.kind == RecordKind::refused ? "refused" : "accepted"},
                      {"from", shown.words.states(table, row.from)},
                      {"to", shown.words.states(table, row.to)},
                      {"by", std::move(by)},
                      {"received_at", to_text(row.received_at)},
                      {"recorded_at", to_text(row.recorded_at)},
                      {"effective_at", to_text(row.effective_at)},
                      {"owes", names_json(row.duties)},
                      {"met", names_json(row.met)}};
  if (row.refusal) object["refusal"] = refusal_json(*row.refusal);
  return object;
}

json::object task_json(const CaseShown& shown, const std::string& edition,
                       const projections::ListedTask& task) {
  json::object object{{"task", task.task.id.text()},
                      {"case", task.case_id.text()},
                      {"name", task.task.name},
                      {"title", shown.words.duty(edition, task.task.name)},
                      {"role", task.task.role},
                      {"role_zh", shown.words.role(task.task.role)},
                      {"item", task.item},
                      {"scope", scope_json(task.tree, task.path)},
                      {"states", shown.words.states(edition, task.states)},
                      {"material_version", task.material_version},
                      {"since", to_text(task.task.since)},
                      {"due", time_json(task.due())}};
  object["holder"] =
      task.task.holder.empty() ? json::value(nullptr) : json::value(task.task.holder);
  if (task.task.held_since.set()) object["held_since"] = to_text(task.task.held_since);
  if (!task.task.former_holders.empty()) {
    object["former_holders"] = names_json(task.task.former_holders);
  }
  if (!task.task.delegated_by.empty()) object["delegated_by"] = task.task.delegated_by;
  if (task.task.urged > 0) {
    object["urged"] =
        json::object{{"times", task.task.urged}, {"last", to_text(task.task.urged_at)}};
  }
  if (task.cosigns) {
    const auto& asked = *task.cosigns;
    object["cosign"] = json::object{{"task", asked.task.text()}, {"asked_by", asked.asked_by},
                                    {"before", asked.before},    {"needed", asked.needed},
                                    {"agreed", asked.agreed},    {"objected", asked.objected},
                                    {"open", asked.open.size()}};
  }
  if (task.nearest) {
    object["deadline"] = json::object{{"name", task.nearest->name},
                                      {"title", shown.words.duty(edition, task.nearest->name)},
                                      {"due", to_text(task.nearest->due)},
                                      {"provisional", task.nearest->provisional}};
  }
  return object;
}

}  // namespace vermilion::api
