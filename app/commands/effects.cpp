#include "app/commands/effects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>
#include <set>

#include "app/commands/offline_house.hpp"
#include "app/hall/house_model.hpp"
#include "app/hall/reference_files.hpp"
#include "events/delivery.hpp"
#include "events/facts/all.hpp"
#include "events/legal_clock.hpp"
#include "events/service.hpp"
#include "events/task_acts.hpp"
#include "workflows/calendars/calendars.hpp"
#include "workflows/catalogue/catalogue.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

struct Options {
  std::string data;
  std::string item;
  std::uint32_t from = 0;  // 0: every version
  std::uint32_t to = 0;
  bool json = false;
};

// One case as far as it was read.
struct CaseSeen {
  std::uint32_t version = 0;
  Instant received;
  Instant last;
  bool settled = false;
  std::size_t steps = 0;
  std::size_t touches = 0;
  std::size_t visits = 0;
  std::size_t fields = 0;
  std::size_t records = 0;
  std::size_t automatic = 0;
  std::set<std::string> links;
  std::set<Digest> materials;
};

struct Figures {
  std::size_t cases = 0;
  std::size_t settled = 0;
  std::map<std::string, double> sums;  // of settled cases

  void take(const CaseSeen& kase, const clock::Calendar& calendar) {
    ++cases;
    if (!kase.settled) return;
    ++settled;
    const auto add = [&](const char* name, double value) { sums[name] += value; };
    const auto began = china_day(kase.received);
    const auto ended = china_day(kase.last);
    add("steps", static_cast<double>(kase.steps));
    add("links", static_cast<double>(kase.links.size()));
    add("materials", static_cast<double>(kase.materials.size()));
    add("fields", static_cast<double>(kase.fields));
    add("touches", static_cast<double>(kase.touches));
    add("visits_at_least", static_cast<double>(kase.visits));
    add("working_days", static_cast<double>(calendar.count_working_days(began, ended)));
    add("natural_days", static_cast<double>(ended.number - began.number));
    add("automatic_share", kase.records == 0 ? 0.0
                                             : static_cast<double>(kase.automatic) /
                                                   static_cast<double>(kase.records));
  }
  [[nodiscard]] std::optional<double> mean(const std::string& name) const {
    const auto found = sums.find(name);
    if (settled == 0 || found == sums.end()) return std::nullopt;
    return found->second / static_cast<double>(settled);
  }
};

struct Row {
  const char* name;
  const char* zh;
  const char* en;
};
constexpr Row rows[]{{"steps", "环节（人办步骤）", "steps by people"},
                     {"links", "审查人数", "persons who review"},
                     {"materials", "提交材料（份）", "materials"},
                     {"fields", "填写栏目", "fields filled"},
                     {"touches", "工作人员经手次数", "touches by staff"},
                     {"visits_at_least", "到窗口次数（至少）", "visits, at least"},
                     {"working_days", "工作日", "working days"},
                     {"natural_days", "自然日", "natural days"},
                     {"automatic_share", "自动办理占比", "share done by no hand"}};

// Acts of a window that somebody must be there for.
bool is_visit(const Body& body) {
  if (body.fact == MaterialVerified::name) return true;
  if (body.fact != HandedOver::name) return false;
  const auto fact = read_fact<HandedOver>(body.schema, body.payload);
  return fact && fact.value().how.find("窗口") != std::string::npos;
}

bool is_link(std::string_view role) {
  return role == "handler" || role == "approver" || role == "head";
}

class Reader {
 public:
  Reader(std::string item, const Editions& editions)
      : item_{std::move(item)}, editions_{editions} {}

  Result<void> take(const Header& header, const Body& body) {
    if (!body.case_id.set() || header.kind != RecordKind::accepted) return ok();
    if (body.basis.item.name != item_) return ok();
    auto& kase = cases_[body.case_id];
    if (kase.version == 0) {
      kase.version = static_cast<std::uint32_t>(std::stoul(body.basis.item.version));
      kase.received = body.received_at;
    }
    if (body.fact == DueMoved::name) return ok();
    const bool of_worklist = is_task_act(body);
    const bool of_staff = body.principal.kind == PrincipalKind::staff;
    ++kase.records;
    if (body.principal.kind == PrincipalKind::system) ++kase.automatic;
    if (of_staff) ++kase.touches;
    if (body.principal.kind != PrincipalKind::system && !of_worklist) ++kase.steps;
    if (of_staff && is_link(body.principal.role)) kase.links.insert(body.principal.person);
    if (is_visit(body)) ++kase.visits;
    VERMILION_TRY(take_papers(kase, body));
    // What stands beside a case is no step towards its end.
    if (of_worklist || is_of_service(body) || is_of_delivery(body) || is_of_clock(body))
      return ok();
    kase.last = body.effective_at;
    kase.settled = is_final(body);
    return ok();
  }

  // By version.
  [[nodiscard]] std::map<std::uint32_t, Figures> figures(const clock::Calendar& calendar) const {
    std::map<std::uint32_t, Figures> all;
    for (const auto& [id, kase] : cases_) all[kase.version].take(kase, calendar);
    return all;
  }

 private:
  static Result<void> take_papers(CaseSeen& kase, const Body& body) {
    if (body.fact == Submitted::name) {
      VERMILION_TRY(const auto fact, read_fact<Submitted>(body.schema, body.payload));
      for (const auto& material : fact.materials) kase.materials.insert(material.digest);
      kase.fields = fact.answers.size();
    } else if (body.fact == Supplemented::name) {
      VERMILION_TRY(const auto fact, read_fact<Supplemented>(body.schema, body.payload));
      for (const auto& material : fact.materials) kase.materials.insert(material.digest);
    }
    return ok();
  }
  [[nodiscard]] bool is_final(const Body& body) const {
    const auto* edition =
        editions_.find(body.basis.edition.name + "/" + body.basis.edition.version);
    if (edition == nullptr || body.to.empty()) return false;
    const auto table = edition->info();
    return std::any_of(table.rows.begin(), table.rows.end(), [&](const table::RowInfo& row) {
      return row.to.name == body.to.front() && row.to.final;
    });
  }

  const std::string item_;
  const Editions& editions_;
  std::map<CaseId, CaseSeen> cases_;
};

// What the catalogue asks, of what an applicant notices.
json::object asked_by(const Item& item) {
  const auto required = [](const auto& list) {
    return std::count_if(list.begin(), list.end(), [](const auto& one) { return one.required; });
  };
  json::object limits;
  for (const auto& [name, limit] : item.limits) {
    limits[name] = fmt::format("{} {}", limit.amount, clock::name_of(limit.unit));
  }
  return {{"workflow", item.edition},
          {"links", item.links},
          {"materials_required", required(item.materials)},
          {"fields_required", required(item.fields)},
          {"accepted_by_rule", item.accept_by_rule},
          {"procedures", item.procedures.size()},
          {"limits", std::move(limits)}};
}

json::object shown_by(const Figures& figures) {
  json::object object{{"cases", figures.cases}, {"settled", figures.settled}};
  for (const auto& row : rows) {
    const auto mean = figures.mean(row.name);
    object[row.name] = mean ? json::value(*mean) : json::value(nullptr);
  }
  return object;
}

std::string cell(const std::map<std::uint32_t, Figures>& all, std::uint32_t version,
                 const char* name) {
  const auto found = all.find(version);
  const auto mean = found == all.end() ? std::nullopt : found->second.mean(name);
  return mean ? fmt::format("{:.2f}", *mean) : "—";
}

void print(const std::string& item, const std::vector<const Item*>& versions,
           const std::map<std::uint32_t, Figures>& all) {
  fmt::print("{}  {}\n", item, versions.back()->title.zh);
  std::string head = fmt::format("  {:<28}", "");
  std::string cases = fmt::format("  {:<28}", "cases / settled 办件/办结");
  for (const auto* version : versions) {
    const auto found = all.find(version->version);
    const auto figures = found == all.end() ? Figures{} : found->second;
    head += fmt::format("{:>12}", fmt::format("v{}", version->version));
    cases += fmt::format("{:>12}", fmt::format("{}/{}", figures.cases, figures.settled));
  }
  fmt::print("{}\n{}\n", head, cases);
  for (const auto& row : rows) {
    std::string line = fmt::format("  {:<28}", row.en);
    for (const auto* version : versions) {
      line += fmt::format("{:>12}", cell(all, version->version, row.name));
    }
    fmt::print("{}  {}\n", line, row.zh);
  }
  for (const auto* version : versions) {
    fmt::print("  v{} asks 要求: {}\n", version->version, json::serialize(asked_by(*version)));
  }
}

Result<void> run(const Options& options) {
  const auto files = built_in_files();
  VERMILION_TRY(auto texts, catalogue::read_folder(files.catalogue_folder));
  VERMILION_TRY(const auto whole, catalogue::text_of(std::move(texts)));
  VERMILION_TRY(const auto items, catalogue::load_catalogue_text(whole));
  std::vector<const Item*> versions;
  for (const auto& [key, item] : items.items) {
    const bool wanted =
        options.from == 0 || item.version == options.from || item.version == options.to;
    if (key.first == options.item && wanted) versions.push_back(&item);
  }
  if (versions.empty() || (options.from != 0 && versions.size() != 2)) {
    return fail(Code::not_found,
                fmt::format("the catalogue has no item {} of such versions", options.item));
  }
  VERMILION_TRY(const auto calendar, calendars::load_reference_calendar(files.reference_folder));
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  const auto editions = make_editions();
  Reader reader{options.item, editions};
  Progress progress{"effects", house->records()};
  std::uint64_t read = 0;
  for (const auto partition : house->journal().partitions()) {
    VERMILION_TRY(house->journal().read(partition, 1, [&](const Entry& entry) -> Result<void> {
      progress.at(++read);
      VERMILION_TRY(const auto body, read_body(entry.record));
      return reader.take(entry.header, body);
    }));
  }
  const auto all = reader.figures(calendar);
  if (!options.json) {
    print(options.item, versions, all);
    return ok();
  }
  json::array listed;
  for (const auto* version : versions) {
    const auto found = all.find(version->version);
    listed.push_back(
        json::object{{"version", version->version},
                     {"asks", asked_by(*version)},
                     {"shows", shown_by(found == all.end() ? Figures{} : found->second)}});
  }
  const json::object document{{"item", options.item}, {"versions", std::move(listed)}};
  fmt::print("{}\n", json::serialize(document));
  return ok();
}

}  // namespace

void add_effects(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = app.add_subcommand(
      "effects", "what versions of an item cost whoever applies, by catalogue and journal");
  command->add_option("--data", options->data, "the hall's data directory")->required();
  command->add_option("--item", options->item, "item code")->required();
  auto* const from =
      command->add_option("--from", options->from, "one version")->check(CLI::Range(1, 65'535));
  auto* const to = command->add_option("--to", options->to, "and the other; without both, all")
                       ->check(CLI::Range(1, 65'535));
  from->needs(to);
  to->needs(from);
  command->add_flag("--json", options->json, "one JSON object");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ended = run(*options);
      return ended ? exit_good : ends_with("effects", ended.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
