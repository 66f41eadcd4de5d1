#include "app/commands/replay.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <map>
#include <memory>

#include "app/commands/offline_house.hpp"
#include "app/commands/record_json.hpp"
#include "engine/core/core.hpp"
#include "events/codec/upcast.hpp"
#include "events/facts/house.hpp"
#include "events/task_acts.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

struct Options {
  std::string data;
  std::string case_id;
  bool json = false;
};

struct Open {
  Duty duty;
  Instant since;
  std::string holder;
  std::vector<std::string> former_holders;
  std::string delegated_by;
  std::uint16_t urged = 0;
  Instant urged_at;
};

// Where a case stands, by what its records say.
struct Standing {
  std::uint64_t records = 0;
  Body last;
  std::vector<std::string> states;
  std::map<DutyId, Open> open;
  std::map<DutyId, std::string> names;  // of every duty that was ever owed

  void take(const Header& header, const Body& body) {
    ++records;
    last = body;
    if (header.kind != RecordKind::accepted) {
      if (states.empty()) states = body.from;
      return;
    }
    if (body.fact == DueMoved::name) {
      take_move(body);
    } else if (is_task_act(body)) {
      take_worklist(body);
    } else {
      states = body.to;
    }
    for (const auto& id : body.met) open.erase(id);
    const auto decision = name_of_decision(header, body);
    const auto holders = holders_at_once(body);
    for (std::size_t i = 0; i < body.duties.size(); ++i) {
      const auto id = duty_of(decision, i);
      names[id] = body.duties[i].name;
      if (!core::stays_open(body.duties[i].kind)) continue;
      auto& one = open[id];
      one.duty = body.duties[i];
      one.since = body.effective_at;
      if (holders && i < holders.value().size()) one.holder = holders.value()[i];
    }
  }
  void take_move(const Body& body) {
    const auto fact = read_fact<DueMoved>(body.schema, body.payload);
    const auto moved = fact ? open.find(fact.value().deadline) : open.end();
    if (moved == open.end()) return;
    // The tasks that bore its date move with it.
    const auto before = moved->second.duty.due;
    for (auto& [id, one] : open) {
      const bool bore_it = one.duty.kind == DutyKind::task && one.duty.due == before;
      if (id != moved->first && !bore_it) continue;
      one.duty.due = fact.value().to;
      one.duty.provisional = fact.value().provisional;
    }
  }
  void take_worklist(const Body& body) {
    const auto task = task_of_act(body.fact, body.schema, body.payload);
    const auto change = hands_change(body);
    const auto found = task ? open.find(task.value()) : open.end();
    if (found != open.end() && change) {
      change_hands(found->second, change.value(), body.effective_at);
    }
  }
  [[nodiscard]] std::string name_of_duty(const DutyId& id) const {
    const auto found = names.find(id);
    return found == names.end() ? id.text() : found->second;
  }
  [[nodiscard]] json::object as_json(const CaseId& id) const {
    json::array waits;
    for (const auto& [duty, one] : open) {
      auto object = json_of(one.duty, duty);
      object["since"] = to_text(one.since);
      object["holder"] = one.holder;
      if (!one.delegated_by.empty()) object["delegated_by"] = one.delegated_by;
      if (one.urged > 0) object["urged"] = one.urged;
      waits.push_back(std::move(object));
    }
    return {{"case", id.text()},
            {"records", records},
            {"item", last.basis.item.name},
            {"item_version", last.basis.item.version},
            {"states", texts(states)},
            {"case_version", last.case_version},
            {"material_version", last.material_version},
            {"waits_for", std::move(waits)}};
  }
};

void say(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
}

void say_record(const Header& header, const Body& body, const Digest& hash,
                const Standing& standing, const json::value& payload) {
  say(line_of(header, body, hash));
  const auto& who = body.principal;
  std::string grant;
  if (!who.grant.empty()) grant = fmt::format(", grant {} of {}", who.grant, who.grant_position);
  say(fmt::format("  by        {} {} as {}{}", name_of(who.kind), who.who, who.role, grant));
  std::string effective;
  if (body.effective_at != body.received_at)
    effective = ", effective " + to_text(body.effective_at);
  say(fmt::format("  received  {}, recorded {}{}", to_text(body.received_at),
                  to_text(body.recorded_at), effective));
  if (body.cause) say("  because   of " + standing.name_of_duty(*body.cause));
  if (body.refusal) {
    const auto& refusal = *body.refusal;
    const auto found = refusal.found.empty() ? "" : ": " + refusal.found;
    say(fmt::format("  refused   {} {}{}", refusal.reason, refusal.place, found));
    for (const auto& tried : refusal.tried) {
      say(fmt::format("    row {:<3} {} ({} {})", tried.row, tried.rule, tried.law, tried.article));
    }
  }
  for (const auto& duty : body.duties) {
    const auto due = duty.due.set() ? " by " + to_text(duty.due) : "";
    say(fmt::format("  owes      {} {} to {}{}{}", name_of(duty.kind), duty.name, duty.to, due,
                    duty.provisional ? " (provisional)" : ""));
  }
  for (const auto& id : body.met) say("  ends      " + standing.name_of_duty(id));
  if (payload.get_object().empty()) return;
  auto data = as_text(payload, 4);
  data.pop_back();
  say("  data\n" + data);
}

void say_standing(const Standing& standing, const CaseId& id) {
  say(fmt::format("case {} stands at {} after {} records, version {} (material {})", id.text(),
                  fmt::join(standing.states, "/"), standing.records, standing.last.case_version,
                  standing.last.material_version));
  for (const auto& [duty, one] : standing.open) {
    const auto due = one.duty.due.set() ? " until " + to_text(one.duty.due) : "";
    const auto holder = one.holder.empty() ? "" : " (" + one.holder + ")";
    say(fmt::format("  waits for {} {}{}: {}, since {}{}", name_of(one.duty.kind), one.duty.to,
                    holder, one.duty.name, to_text(one.since), due));
  }
}

Result<void> run(const Options& options) {
  const auto id = case_id_from_text(options.case_id);
  if (!id || !id->set()) {  // zero stands for the partition itself
    return fail(Code::invalid, "\"" + options.case_id + "\" is no case id: 32 hexadecimal digits");
  }
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  Standing standing;
  json::array records;
  VERMILION_TRY(house->journal().read(id->home(), 1, [&](const Entry& entry) -> Result<void> {
    VERMILION_TRY(const auto body, read_body(entry.record));
    if (body.case_id != *id) return ok();
    const auto hash = hash_of_record(entry.record);
    VERMILION_TRY(auto object, json_of(entry.header, body, hash));
    if (options.json) {
      records.push_back(std::move(object));
    } else {
      say_record(entry.header, body, hash, standing, object["payload"]);
    }
    standing.take(entry.header, body);
    return ok();
  }));
  if (standing.records == 0) {
    return fail(Code::not_found,
                "partition " + std::to_string(id->home()) + " has no case " + id->text());
  }
  if (options.json) {
    say(json::serialize(
        json::object{{"records", std::move(records)}, {"stands", standing.as_json(*id)}}));
  } else {
    say_standing(standing, *id);
  }
  return ok();
}

}  // namespace

void add_replay(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("replay", "every record of a case in order, and where it stands");
  command->add_option("--data", options->data, "the hall's data directory")->required();
  command->add_option("--case", options->case_id, "the case id, 32 hexadecimal digits")->required();
  command->add_flag("--json", options->json, "one JSON object: records, stands");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ended = run(*options);
      return ended ? exit_good : ends_with("replay", ended.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
