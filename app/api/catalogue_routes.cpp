// What is open to everybody: the items and their guides, the workflows as tables and pictures, and
// the description of this API.
#include <boost/json/serialize.hpp>
#include <iterator>
#include <map>
#include <mutex>

#include "app/api/case_json.hpp"
#include "app/api/diagram.hpp"
#include "app/api/item_json.hpp"
#include "app/api/openapi.hpp"
#include "app/api/read_frame.hpp"
#include "app/api/schemas.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

ReadAnswer items(const Reading& reading) {
  const auto references = reading.hall.loop().references();
  json::array rows;
  if (references->catalogue) {
    const auto today = china_day(reading.now);
    std::string_view last;
    for (const auto& [key, item] : references->catalogue->items) {
      if (key.first == last) continue;
      last = key.first;
      const auto* open = references->catalogue->open_on(key.first, today);
      if (open != nullptr) rows.push_back(item_head_json(*open));
    }
  }
  return json::object{{"rows", std::move(rows)}};
}

Problem unknown(const char* zh, const char* en) {
  Problem problem;
  problem.type = ProblemType::not_found;
  problem.detail = {zh, en};
  return problem;
}

const Item* item_asked_for(const References& references, const Reading& reading) {
  if (!references.catalogue) return nullptr;
  return references.catalogue->open_on(reading.parameters[0], china_day(reading.now));
}

Problem no_item() {
  return unknown("没有这一事项", "there is no such item at present");
}

ReadAnswer one_item(const Words& words, const Reading& reading) {
  const auto references = reading.hall.loop().references();
  const auto* item = item_asked_for(*references, reading);
  if (item == nullptr) return no_item();
  return whole_item_json(words, *item);
}

ReadAnswer guide(const Words& words, const Reading& reading) {
  const auto references = reading.hall.loop().references();
  const auto* item = item_asked_for(*references, reading);
  const auto* edition = item == nullptr ? nullptr : reading.hall.editions().find(item->edition);
  if (edition == nullptr) return no_item();
  return guide_json(words, *item, *edition);
}

json::object row_json(const Words& words, const std::string& edition, std::size_t number,
                      const table::RowInfo& row) {
  json::array who;
  for (const auto& role : row.who) {
    who.push_back(json::object{{"name", std::string{role.name}}, {"zh", std::string{role.zh}}});
  }
  json::array rules;
  for (const auto& rule : row.rules) {
    rules.push_back(json::object{{"name", std::string{rule.name}},
                                 {"law", std::string{rule.citation.law}},
                                 {"article", std::string{rule.citation.article}},
                                 {"zh", std::string{rule.zh}},
                                 {"en", std::string{rule.en}}});
  }
  json::array owes;
  for (const auto& duty : row.owes) {
    json::object object{{"name", std::string{duty.name}},
                        {"kind", name_of(duty.kind)},
                        {"to", std::string{duty.to}},
                        {"title", words.duty(edition, std::string{duty.name})}};
    if (!duty.detail.empty()) object["fact"] = std::string{duty.detail};
    owes.push_back(std::move(object));
  }
  json::array ends;
  for (const auto name : row.ends) ends.push_back(json::value(std::string{name}));
  return {{"row", number},
          {"from", std::string{row.from.name}},
          {"fact", std::string{row.fact}},
          {"title", title_json(row.fact)},
          {"to", std::string{row.to.name}},
          {"who", std::move(who)},
          {"rules", std::move(rules)},
          {"owes", std::move(owes)},
          {"ends", std::move(ends)}};
}

json::object table_json(const Words& words, const Edition& edition) {
  const auto table = edition.info();
  const std::string name{table.edition};
  std::vector<std::string> states;
  const auto add = [&](const table::StateInfo& state) {
    std::string text{state.name};
    if (std::find(states.begin(), states.end(), text) == states.end()) {
      states.push_back(std::move(text));
    }
  };
  json::array rows;
  for (const auto& state : table.initial) add(state);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    add(table.rows[i].from);
    add(table.rows[i].to);
    rows.push_back(row_json(words, name, i, table.rows[i]));
  }
  return {{"edition", name},
          {"digest", to_hex(view_of(edition.digest()))},
          {"initial", names_json(edition.initial())},
          {"states", words.states(name, states)},
          {"rows", std::move(rows)}};
}

const Edition* edition_asked_for(const Hall& hall, const std::string& shape,
                                 const std::string& number) {
  return hall.editions().find(shape + "/" + number);
}

ReadAnswer workflows(const Words&, const Reading& reading) {
  json::array rows;
  for (const auto& [name, edition] : reading.hall.editions().all()) {
    rows.push_back(json::object{{"edition", name},
                                {"digest", to_hex(view_of(edition->digest()))},
                                {"rows", edition->info().rows.size()},
                                {"diagram", "/v1/workflows/" + name + "/diagram.svg"}});
  }
  return json::object{{"rows", std::move(rows)}};
}

ReadAnswer workflow(const Words& words, const Reading& reading) {
  const auto* edition =
      edition_asked_for(reading.hall, reading.parameters[0], reading.parameters[1]);
  if (edition == nullptr) return unknown("没有这一流程版本", "there is no such edition");
  return table_json(words, *edition);
}

// The pictures drawn so far; a failure of Graphviz is tried again, its absence is not.
class Diagrams {
 public:
  Response draw(const Edition& edition, Language language) {
    const std::lock_guard lock{mutex_};
    auto& svg = drawn_[std::string{edition.info().edition}];
    if (svg == nullptr) {
      auto made = svg_of(table::as_dot(edition.info()));
      if (!made) return refusal(made.error(), language);
      svg = std::make_shared<const std::string>(std::move(made.value()));
    }
    Response response;
    response.content_type = "image/svg+xml";
    // Drawn from our own tables; still no script may run in it.
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'none'; style-src "
                                  "'unsafe-inline'");
    response.shared_body = svg;
    return response;
  }

 private:
  static Response refusal(const Error& error, Language language) {
    Problem problem;
    problem.type =
        error.code == Code::unsupported ? ProblemType::not_implemented : ProblemType::busy;
    problem.detail = {"本机未能绘图（需安装 Graphviz）；流程表仍可按 JSON 查看",
                      "no diagram could be drawn here (it takes Graphviz); the table itself is "
                      "served as JSON"};
    return response_of(problem, language);
  }

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const std::string>> drawn_;
};

Route diagram_route(Api& api) {
  Route route;
  route.method = "GET";
  route.pattern = "/v1/workflows/{shape}/{number}/diagram.svg";
  route.operation = "getDiagram";
  route.summary = {"流程图", "the workflow as a picture"};
  route.needs_token = false;
  route.response_type = "image/svg+xml";
  route.problems = {ProblemType::not_found, ProblemType::not_implemented};
  route.handle = [&api, late = std::make_shared<LateWork>(64),
                  diagrams = std::make_shared<Diagrams>()](const Call& call, Responder responder) {
    const auto* edition =
        edition_asked_for(api.hall, call.parameter("shape"), call.parameter("number"));
    if (edition == nullptr) {
      return responder.send(
          response_of(unknown("没有这一流程版本", "there is no such edition"), call.language));
    }
    auto waiting = std::make_shared<Responder>(std::move(responder));
    const bool posted = late->post([diagrams, edition, waiting, language = call.language] {
      waiting->send(diagrams->draw(*edition, language));
    });
    if (!posted) waiting->send(response_of(Problem{.type = ProblemType::busy}, call.language));
  };
  return route;
}

// The document of every listener, made at the first request, once a language.
class Description {
 public:
  std::shared_ptr<const std::string> in(Api& api, Language language) {
    const std::lock_guard lock{mutex_};
    auto& text = texts_[language == Language::english ? 1 : 0];
    if (text == nullptr) {
      const auto routes = all_routes(api);
      const ApiTitle title{
          "Vermilion",
          "1",
          {"政务服务办件：提交、办理、查询。时间为 RFC 3339，POST 须带 Idempotency-Key。",
           "Administrative cases: submit, decide, read. Times are RFC 3339; a POST bears an "
           "Idempotency-Key."}};
      text = std::make_shared<const std::string>(
          json::serialize(openapi(routes, title, component_schemas(), language)));
    }
    return text;
  }

 private:
  std::mutex mutex_;
  std::array<std::shared_ptr<const std::string>, 2> texts_;
};

Route description_route(Api& api) {
  Route route;
  route.method = "GET";
  route.pattern = "/openapi.json";
  route.operation = "getOpenApi";
  route.summary = {"接口说明（OpenAPI 3.1）", "this API, as OpenAPI 3.1"};
  route.needs_token = false;
  route.response_schema = "OpenApi";
  route.handle = [&api, description = std::make_shared<Description>()](const Call& call,
                                                                       Responder responder) {
    Response response;
    response.content_type = "application/json";
    response.shared_body = description->in(api, call.language);
    responder.send(std::move(response));
  };
  return route;
}

using WordsRead = ReadAnswer (*)(const Words&, const Reading&);

Route open_route(Api& api, const std::shared_ptr<const Words>& words,
                 const std::shared_ptr<LateWork>& late, std::string pattern, std::string operation,
                 Text summary, WordsRead read, std::string schema) {
  Route route;
  route.method = "GET";
  route.pattern = std::move(pattern);
  route.operation = std::move(operation);
  route.summary = std::move(summary);
  route.needs_token = false;
  route.response_schema = std::move(schema);
  route.handle = reads_with(
      api, late, [words, read](const Reading& reading) { return read(*words, reading); });
  route.parameters = {min_position_parameter()};
  route.problems = {ProblemType::bad_parameter, ProblemType::behind};
  if (!parameters_of(route.pattern).empty()) route.problems.push_back(ProblemType::not_found);
  return route;
}

}  // namespace

std::vector<Route> catalogue_routes(Api& api) {
  const auto words = std::make_shared<const Words>(api.hall.editions());
  const auto late = std::make_shared<LateWork>();
  std::vector<Route> routes;
  const auto add = [&](std::string pattern, std::string operation, Text summary, WordsRead read,
                       std::string schema) {
    routes.push_back(open_route(api, words, late, std::move(pattern), std::move(operation),
                                std::move(summary), read, std::move(schema)));
  };
  add(
      "/v1/items", "getItems", {"今日可申请的事项", "items that take applications today"},
      [](const Words&, const Reading& reading) { return items(reading); }, "ItemList");
  add("/v1/items/{code}", "getItem",
      {"事项：依据、材料、表单、期限", "an item: basis, materials, form, limits"}, one_item,
      "Item");
  add("/v1/items/{code}/guide", "getGuide",
      {"办事指南：事项与其流程各步的条件、依据、期限、文书",
       "the service guide: the item, and each step's conditions, law, limits and papers"},
      guide, "Guide");
  add("/v1/workflows", "getWorkflows", {"流程版本", "the workflow editions"}, workflows,
      "WorkflowList");
  add("/v1/workflows/{shape}/{number}", "getWorkflow",
      {"流程表：每行的状态、事实、岗位、条件与依据、所负职责",
       "the table: each row's states, fact, roles, rules with citation, duties"},
      workflow, "Workflow");
  routes.push_back(diagram_route(api));
  routes.push_back(description_route(api));
  return routes;
}

std::vector<Route> all_routes(Api& api) {
  std::vector<Route> all;
  for (auto* some : {write_routes, read_routes, document_routes, material_routes, draft_routes,
                     admin_routes, mandate_routes, consent_routes, bill_routes, exam_routes,
                     office_routes, filing_routes, hint_routes, notice_routes, register_routes,
                     catalogue_routes, public_routes, operations_routes}) {
    auto routes = some(api);
    std::move(routes.begin(), routes.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace vermilion::api
