// A hall in a directory of its own with a set clock, served on two real sockets, and people who ask
// it by HTTP with tokens of their own: for tests of the API.
//
// The references are the built-in ones (build/reference, the catalogue, the scope trees) and the
// grants below. Answers of a write are waited for by position, never by time. Threads: one.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "adapters/content/content.hpp"
#include "app/api/api.hpp"
#include "app/api/hall_server.hpp"
#include "app/hall/reference_files.hpp"
#include "base/identifiers.hpp"
#include "tests/api/raw_client.hpp"
#include "workflows/catalogue/grants.hpp"
#include "workflows/catalogue/scopes.hpp"

namespace vermilion::tests {

namespace json = boost::json;

// 330106 and 330105 are sisters below 330100, which lies below 330000.
inline constexpr const char* served_grants = R"(version: "test"
grants:
  - {id: g1, who: li.wei, role: window, tree: accounting,
     node: "330106", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g2, who: wang.fang, role: handler, tree: accounting,
     node: "330106", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g3, who: zhao.min, role: approver, tree: accounting,
     node: "330100", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g4, who: sun.li, role: supervisor, tree: accounting,
     node: "330000", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g5, who: qian.jin, role: window, tree: accounting,
     node: "330105", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g6, who: zhou.ming, role: window, tree: accounting,
     node: "330106", item: accounting-firm, from: 2026-01-01, until: 2030-01-01}
  - {id: g7, who: wu.jie, role: window, tree: accounting,
     node: "330106", item: "*", from: 2026-01-01, until: 2026-09-01}
  - {id: g8, who: he.jun, role: head, tree: accounting,
     node: "330106", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g9, who: bai.xue, role: bill_steward, tree: fiscal,
     node: "330000", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g10, who: bao.xu, role: bill_steward, tree: fiscal,
     node: "330106", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g11, who: du.juan, role: window, tree: fiscal,
     node: "330106", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g12, who: gu.yan, role: bill_steward, tree: fiscal,
     node: "330105", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g13, who: tang.ke, role: bill_steward, tree: accounting,
     node: "330000", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g14, who: fang.yu, role: exam_steward, tree: accounting,
     node: "330000", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g15, who: shi.lan, role: invigilator, tree: accounting,
     node: "330106", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g16, who: tao.ran, role: marker, tree: accounting,
     node: "330106", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g17, who: deng.ke, role: registrar, tree: accounting,
     node: "330000", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g18, who: xie.an, role: county_reviewer, tree: accounting,
     node: "330106", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g19, who: pan.yue, role: city_reviewer, tree: accounting,
     node: "330100", item: "*", from: 2026-01-01, until: 2030-01-01}
  - {id: g20, who: lu.ji, role: province_reviewer, tree: accounting,
     node: "330000", item: "*", from: 2026-01-01, until: 2030-01-01}
)";

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
  [[nodiscard]] std::string field(std::string_view name) const {
    const auto at = head.find("\r\n" + std::string{name} + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + 4 + name.size();
    return head.substr(from, head.find("\r\n", from) - from);
  }
  [[nodiscard]] json::value document() const {
    boost::system::error_code error;
    auto value = json::parse(body, error);
    EXPECT_FALSE(error) << head << body;
    return error ? json::value() : value;
  }
  // The member that a path of names and indexes leads to; null when it is not there.
  [[nodiscard]] json::value at(const std::string& pointer) const {
    boost::system::error_code error;
    const auto whole = document();
    const auto* found = whole.find_pointer(pointer, error);
    return found == nullptr ? json::value() : *found;
  }
  [[nodiscard]] std::string text(const std::string& pointer) const {
    const auto value = at(pointer);
    return value.is_string() ? std::string{value.get_string()} : json::serialize(value);
  }
  [[nodiscard]] json::array list(const std::string& pointer) const {
    auto value = at(pointer);
    return value.is_array() ? std::move(value.get_array()) : json::array{};
  }
  [[nodiscard]] std::size_t rows() const { return list("/rows").size(); }
};

struct Bounds {
  std::size_t waiters = position_waiters_max;
  std::size_t connections = api::HttpOptions{}.connections_max;
  bool keeps_materials = false;                      // else they are taken as they are said
  const char* starts = "2026-09-21T09:00:00+08:00";  // its clock
};

class ServedHall {
 public:
  explicit ServedHall(bool views = true, const Bounds& bounds = {})
      : views_{views}, bounds_{bounds} {
    std::string pattern = (std::filesystem::temp_directory_path() / "vermilion.XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    signer_ = std::make_unique<api::TokenSigner>(api::TokenSigner::generate().value());
    start();
  }
  ~ServedHall() {
    stop();
    std::filesystem::remove_all(directory_);
  }
  ServedHall(const ServedHall&) = delete;
  ServedHall& operator=(const ServedHall&) = delete;

  // A clean stop and a new start on the same directory; ports change.
  void restart() {
    restart_after([] {});
  }
  // The same, with something done to the directory between.
  void restart_after(const std::function<void()>& between) {
    stop();
    between();
    start();
  }

 private:
  void start() {
    auto references = read_references(built_in_files()).value();
    for (auto& reference : references) {
      if (reference.what != "grants") continue;
      const auto scopes = scopes_in(references);
      reference.text = catalogue::grants_text("test", served_grants, scopes).value();
      reference.version = "test";
    }
    HallOptions options;
    options.directory = directory_ + "/house";
    options.set_clock = *instant_from_text(bounds_.starts);
    options.references = std::move(references);
    options.views = views_;
    options.waiters_max = bounds_.waiters;
    auto opened = Hall::open(options);
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().text());
    hall_ = std::move(opened.value());
    api_ = std::make_unique<api::Api>(*hall_);
    api::HallServerOptions serving;
    serving.port = serving.operations_port = 0;
    serving.connections_max = bounds_.connections;
    serving.tokens = {.issuer = "test", .audience = "vermilion"};
    serving.jwks = signer_->jwks();
    if (views_) {
      serving.papers_in = options.directory;
      serving.templates_folder = built_in_files().templates_folder;
      serving.reference_folder = built_in_files().reference_folder;
    }
    if (bounds_.keeps_materials) {
      serving.materials_in = options.directory + "/materials";
      serving.drafts_in = options.directory + "/drafts";
      serving.content_check = content::check;
    }
    auto server = api::HallServer::start(*hall_, std::move(serving));
    EXPECT_TRUE(server.has_value());
    server_ = std::move(server.value());
  }
  void stop() {
    server_->stop();
    hall_->stop();
    server_.reset();
    api_.reset();
    hall_.reset();
  }

 public:
  [[nodiscard]] Hall& hall() { return *hall_; }
  [[nodiscard]] std::string directory() const { return directory_ + "/house"; }
  // For asking which routes there are; the server has its own.
  [[nodiscard]] api::Api& api() { return *api_; }
  // The unit for which all agents here come.
  static std::string unit_of_agents() { return identifiers::synthetic_social_credit_code("91", 7); }
  // The issuer whose tokens the hall takes.
  [[nodiscard]] const api::TokenSigner& signer() const { return *signer_; }
  // What the last write said; reads wait for it by themselves.
  [[nodiscard]] const std::string& position() const { return position_; }

  // GET as somebody; empty: without a token. Waits for what was written before.
  Answer get(const std::string& who, std::string path, const std::string& headers = {}) {
    if (!position_.empty() && path.starts_with("/v1/")) {
      path += (path.find('?') == std::string::npos ? "?" : "&");
      path += "min_position=" + position_;
    }
    return ask(server_->port(), who, "GET", path, headers, {});
  }
  Answer get_as_it_is(const std::string& who, const std::string& path,
                      const std::string& headers = {}) {
    return ask(server_->port(), who, "GET", path, headers, {});
  }
  // A connection that has asked, and whose answer is for later.
  RawClient asking(const std::string& who, const std::string& path) {
    RawClient client{server_->port()};
    client.send(head_of(who, "GET", path, {}) + "\r\n");
    return client;
  }
  bool ask_again(const RawClient& client, const std::string& who, const std::string& path) const {
    return client.send(head_of(who, "GET", path, {}) + "\r\n");
  }
  [[nodiscard]] api::HallServer& server() { return *server_; }
  Answer post(const std::string& who, const std::string& path, const json::value& body) {
    return post_as_it_is(who, path, "k" + std::to_string(++keys_), json::serialize(body));
  }
  // The octets of a body under a key of one's own.
  Answer post_as_it_is(const std::string& who, const std::string& path, const std::string& key,
                       const std::string& body) {
    const auto field = "Idempotency-Key: " + key + "\r\n";
    auto answer = ask(server_->port(), who, "POST", path, field, body);
    if (auto position = answer.field("Vermilion-Position"); !position.empty()) {
      position_ = std::move(position);
    }
    return answer;
  }
  // Any request with a body of any type.
  Answer send(const std::string& who, const std::string& method, const std::string& path,
              const std::string& headers, const std::string& body) {
    const auto length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
    RawClient client{server_->port()};
    client.send(head_of(who, method, path, headers + length) + "\r\n" + body);
    return answer_of(client.answer(10'000));
  }
  Answer operations(const std::string& method, const std::string& path,
                    const std::string& body = {}) {
    auto answer = ask(server_->operations_port(), {}, method, path, {}, body);
    if (auto position = answer.field("Vermilion-Position"); !position.empty()) {
      position_ = std::move(position);
    }
    return answer;
  }
  Answer record(const std::string& who, const std::string& case_id, const std::string& fact,
                json::object data = {}) {
    return post(who, "/v1/cases/" + case_id + "/facts",
                json::object{{"fact", fact}, {"data", std::move(data)}});
  }

  // What applications name from now on, where a hall keeps materials.
  void use_material(const std::string& material) { material_ = material; }
  // A complete application for the bookkeeping licence: three full-time persons. Answers its id.
  std::string submit_licence(const std::string& who, const std::string& office = "330106") {
    const auto seed = static_cast<int>(++submissions_) * 10;
    json::array people;
    for (int i = 0; i < 3; ++i) {
      const auto number =
          identifiers::synthetic_resident_number(*day_from_text("1980-05-06"), seed + i);
      people.push_back(json::object{{"name", "王小明"},
                                    {"id_number", number},
                                    {"full_time", true},
                                    {"lead", i == 0},
                                    {"accountant_title", i == 0},
                                    {"years_of_work", 5}});
    }
    return submit(who,
                  {{"item", "bookkeeping-licence"},
                   {"office", office},
                   {"unit",
                    {{"name", "西湖代账有限公司"},
                     {"uscc", identifiers::synthetic_social_credit_code("91", seed)}}},
                   {"people", std::move(people)},
                   {"materials", materials({"lead-pledge", "full-time-pledge", "internal-rules"})},
                   {"answers",
                    {{{"field", "address"}, {"value", "文三路 1 号"}},
                     {{"field", "registered-on"}, {"value", "2026-01-05"}}}}});
  }
  // A complete application to set up an accounting firm: accepted by rule, one link decides.
  std::string submit_firm(const std::string& who, const std::string& office = "330106") {
    return submit(who, {{"item", "accounting-firm"},
                        {"office", office},
                        {"materials", materials({"application", "organisation", "statutes",
                                                 "accountants", "partners"})},
                        {"answers", {{{"field", "firm-name"}, {"value", "明信"}}}}});
  }

 private:
  static Scopes scopes_in(const std::vector<HallReference>& references) {
    for (const auto& reference : references) {
      if (reference.what == "scopes") return catalogue::load_scopes(reference.text).value();
    }
    return {};
  }
  [[nodiscard]] json::array materials(const std::vector<std::string>& codes) const {
    json::array all;
    for (const auto& code : codes) {
      all.push_back(json::object{{"code", code},
                                 {"digest", material_},
                                 {"grade", "C"},
                                 {"size", 10},
                                 {"media_type", "application/pdf"}});
    }
    return all;
  }
  std::string submit(const std::string& who, json::object data) {
    const auto answer = post(who, "/v1/cases", std::move(data));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.text("/case");
  }

  // Names with a full stop are staff; "agent-…" and "system-…" are what they say, an agent with "@"
  // comes for another unit than all others; everybody else is a person.
  std::string token_of(const std::string& who) const {
    const auto now = SystemClock{}.now();
    api::TokenClaims claims;
    claims.subject = who.substr(0, who.find('@'));
    claims.issuer = "test";
    claims.audience = "vermilion";
    claims.kind = who.find('.') != std::string::npos ? PrincipalKind::staff
                  : who.starts_with("agent-")        ? PrincipalKind::agent
                  : who.starts_with("system-")       ? PrincipalKind::system
                                                     : PrincipalKind::person;
    if (claims.kind == PrincipalKind::agent) {
      const bool other = who.find('@') != std::string::npos;
      claims.on_behalf_of =
          other ? identifiers::synthetic_social_credit_code("91", 98) : unit_of_agents();
    }
    claims.issued_at = now;
    claims.expires_at = now + 300 * microseconds_a_second;
    return signer_->sign(claims);
  }

  std::string head_of(const std::string& who, const std::string& method, const std::string& path,
                      const std::string& headers) const {
    auto head = method + " " + path + " HTTP/1.1\r\nHost: hall\r\n" + headers;
    if (!who.empty()) head += "Authorization: Bearer " + token_of(who) + "\r\n";
    return head;
  }

  Answer ask(std::uint16_t port, const std::string& who, const std::string& method,
             const std::string& path, const std::string& headers, const std::string& body) {
    auto request = head_of(who, method, path, headers);
    if (method == "POST") {
      request +=
          "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n";
    }
    RawClient client{port};
    client.send(request + "\r\n" + body);
    return answer_of(client.answer(10'000));
  }

 public:
  static Answer answer_of(const std::string& whole) {
    const auto end = whole.find("\r\n\r\n");
    Answer answer;
    if (end == std::string::npos) return answer;
    answer.head = whole.substr(0, end + 2);
    if (const auto date = answer.head.find("\r\nDate: "); date != std::string::npos) {
      answer.head.erase(date, answer.head.find("\r\n", date + 2) - date);  // differs by the second
    }
    answer.body = whole.substr(end + 4);
    answer.status = std::atoi(whole.c_str() + 9);
    return answer;
  }

 private:
  bool views_;
  Bounds bounds_;
  std::string directory_;
  std::unique_ptr<Hall> hall_;
  std::unique_ptr<api::Api> api_;
  std::unique_ptr<api::TokenSigner> signer_;
  std::unique_ptr<api::HallServer> server_;
  std::string position_;
  std::size_t keys_ = 0;
  std::size_t submissions_ = 0;
  std::string material_ = std::string(64, 'a');
};

}  // namespace vermilion::tests
