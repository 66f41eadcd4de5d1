#include "app/sandbox/authorization.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

#include "base/hash.hpp"

namespace vermilion::sandbox {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> loopback_origins{"http://127.0.0.1", "http://[::1]",
                                                           "http://localhost"};
constexpr std::size_t text_max = 512;
constexpr std::size_t verifier_min = 43;
constexpr std::size_t verifier_max = 128;

std::string text_of(const api::Query& query, std::string_view name) {
  return std::string{query.find(name).value_or(std::string_view{})};
}

// RFC 6749 §5.2.
api::Response fault(const char* error, const std::string& description) {
  return {
      .status = 400,
      .content_type = "application/json",
      .headers = {{"Cache-Control", "no-store"}},
      .body = json::serialize(json::object{{"error", error}, {"error_description", description}})};
}

api::Response page(int status, std::string body) {
  return {.status = status,
          .content_type = "text/html; charset=utf-8",
          .headers = {{"Cache-Control", "no-store"},
                      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"},
                      {"X-Frame-Options", "DENY"}},
          .body = std::move(body)};
}

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

// On this machine, with any port and path, without a fragment.
bool is_of_this_machine(std::string_view uri) {
  return std::any_of(loopback_origins.begin(), loopback_origins.end(),
                     [&](std::string_view origin) {
                       return uri.starts_with(origin) &&
                              (uri.size() == origin.size() || uri[origin.size()] == ':' ||
                               uri[origin.size()] == '/');
                     }) &&
         uri.find('#') == std::string_view::npos && uri.find('@') == std::string_view::npos &&
         uri.size() <= text_max;
}

bool is_base64url(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

bool is_verifier(std::string_view text) {
  return text.size() >= verifier_min && text.size() <= verifier_max &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_base64url({&c, 1}) || c == '.' || c == '~'; });
}

// What is wrong with the client's request, before anybody may be sent anywhere; empty: nothing.
std::string wrong_client(const api::Query& asked) {
  const auto client = text_of(asked, "client_id");
  if (client.empty() || client.size() > text_max) return "client_id is missing";
  if (!is_of_this_machine(text_of(asked, "redirect_uri"))) {
    return "redirect_uri is http://127.0.0.1, http://[::1] or http://localhost, with any port";
  }
  return {};
}
// The same once it is known where to send the answer (RFC 6749 §4.1.2.1).
const char* wrong_request(const api::Query& asked) {
  if (text_of(asked, "response_type") != "code") return "unsupported_response_type";
  const auto challenge = text_of(asked, "code_challenge");
  const bool proves = text_of(asked, "code_challenge_method") == "S256" &&
                      challenge.size() == verifier_min && is_base64url(challenge);
  return proves && text_of(asked, "state").size() <= text_max &&
                 text_of(asked, "nonce").size() <= text_max
             ? nullptr
             : "invalid_request";
}

api::Response sent_back(const api::Query& asked, const std::string& issuer,
                        const std::string& answer) {
  auto to = text_of(asked, "redirect_uri");
  to += to.find('?') == std::string::npos ? "?" : "&";
  to += answer + "&iss=" + api::percent_encoded(issuer);
  const auto state = text_of(asked, "state");
  if (!state.empty()) to += "&state=" + api::percent_encoded(state);
  return {.status = 302, .headers = {{"Location", to}, {"Cache-Control", "no-store"}}};
}

// The client's request goes along in hidden fields.
std::string login_page(const api::Query& asked, const std::string& why) {
  std::string hidden;
  for (const auto* name : {"response_type", "client_id", "redirect_uri", "state", "code_challenge",
                           "code_challenge_method", "scope", "nonce"}) {
    hidden += fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", name,
                          escaped(text_of(asked, name)));
  }
  const auto level = text_of(asked, "acr_values");
  std::string levels;
  for (int i = 1; i <= api::level_max; ++i) {
    levels +=
        fmt::format("<option{}>{}</option>", level == std::to_string(i) ? " selected" : "", i);
  }
  return fmt::format(
      "<!doctype html>\n<html lang=\"zh-CN\"><meta charset=\"utf-8\">"
      "<title>样例登录 · sample login</title>\n<style>body{{font:16px sans-serif;max-width:28em;"
      "margin:3em auto}}label{{display:block;margin:1em 0}}</style>\n"
      "<h1>样例登录 · sample login</h1>\n<p>仅供测试，谁都可以是任何人。· For tests: anybody may "
      "be "
      "anybody.</p>\n<p role=\"alert\">{}</p>\n<form method=\"post\" action=\"/authorize\">\n{}"
      "<label>账号 subject <input name=\"subject\" required maxlength=\"128\" autofocus></label>\n"
      "<label>类别 kind <select name=\"kind\"><option>person</option><option>agent</option>"
      "<option>staff</option></select></label>\n"
      "<label>代表单位（统一社会信用代码） unit <input name=\"unit\" maxlength=\"64\"></label>\n"
      "<label>核验等级 level <select name=\"level\">{}</select></label>\n"
      "<button>登录 log in</button>\n</form></html>\n",
      escaped(why), hidden, levels);
}

Result<TokenWanted> said_by(const api::Query& form) {
  TokenWanted wanted;
  wanted.subject = text_of(form, "subject");
  VERMILION_TRY(wanted.kind, kind_of(text_of(form, "kind")));
  wanted.on_behalf_of = text_of(form, "unit");
  const auto level = text_of(form, "level");
  if (level.size() == 1 && level[0] >= '1' && level[0] <= '0' + api::level_max) {
    wanted.level = static_cast<std::uint8_t>(level[0] - '0');
  }
  VERMILION_TRY(check(wanted));
  return wanted;
}

}  // namespace

std::string Authorization::keep(Grant grant) {
  char octets[32];
  fill_random(octets, sizeof octets);
  const auto code = to_base64url({octets, sizeof octets});
  const std::scoped_lock lock{mutex_};
  grant.number = ++given_;
  if (grants_.size() >= codes_max) {
    grants_.erase(std::min_element(
        grants_.begin(), grants_.end(),
        [](const auto& a, const auto& b) { return a.second.number < b.second.number; }));
  }
  grants_.emplace(code, std::move(grant));
  return code;
}

api::Response Authorization::authorize(const api::Request& request, Instant now) {
  const bool submits = request.method == "POST";
  const auto read = api::Query::parse(submits ? request.body : request.query);
  if (!read) return page(400, escaped(read.error().detail));
  const auto& asked = read.value();
  if (const auto wrong = wrong_client(asked); !wrong.empty()) return page(400, escaped(wrong));
  const auto issuer = issuer_.name();
  if (const auto* error = wrong_request(asked)) {
    return sent_back(asked, issuer, std::string{"error="} + error);
  }
  if (!submits) return page(200, login_page(asked, {}));
  auto wanted = said_by(asked);
  if (!wanted) return page(400, login_page(asked, wanted.error().detail));
  const auto code = keep({std::move(wanted.value()), text_of(asked, "client_id"),
                          text_of(asked, "redirect_uri"), text_of(asked, "code_challenge"),
                          text_of(asked, "nonce"), now + code_life_s * microseconds_a_second, 0});
  return sent_back(asked, issuer, "code=" + code);
}

// A system by its own secret (RFC 6749 §4.4), which the sandbox takes on trust as it does all else.
api::Response Authorization::of_system(const api::Query& asked, Instant now) const {
  TokenWanted wanted;
  wanted.subject = text_of(asked, "client_id");
  wanted.kind = PrincipalKind::system;
  if (text_of(asked, "client_secret").empty()) {
    return fault("invalid_client", "client_id and client_secret are needed");
  }
  auto token = issuer_.token(wanted, now);
  if (!token) return fault("invalid_client", token.error().detail);
  return {.status = 200,
          .content_type = "application/json",
          .headers = {{"Cache-Control", "no-store"}},
          .body = json::serialize(token.value())};
}

api::Response Authorization::exchange(const api::Request& request, Instant now) {
  const auto read = api::Query::parse(request.body);
  if (!read) return fault("invalid_request", read.error().detail);
  const auto& asked = read.value();
  if (text_of(asked, "grant_type") == "client_credentials") return of_system(asked, now);
  if (text_of(asked, "grant_type") != "authorization_code") {
    return fault("unsupported_grant_type",
                 "grant_type is authorization_code or client_credentials");
  }
  Grant grant;
  {
    const std::scoped_lock lock{mutex_};
    const auto found = grants_.find(text_of(asked, "code"));
    if (found == grants_.end()) return fault("invalid_grant", "no such code, or used before");
    grant = std::move(found->second);
    grants_.erase(found);  // whatever comes of it
  }
  const auto verifier = text_of(asked, "code_verifier");
  const bool proven =
      is_verifier(verifier) && to_base64url(view_of(sha256(verifier))) == grant.challenge;
  if (now >= grant.until || grant.client_id != text_of(asked, "client_id") ||
      grant.redirect_uri != text_of(asked, "redirect_uri") || !proven) {
    return fault("invalid_grant",
                 "the code has run out, or client_id, redirect_uri or code_verifier are not those "
                 "that it was asked for with");
  }
  auto tokens = issuer_.token(grant.wanted, now);
  if (!tokens) return fault("invalid_request", tokens.error().detail);
  tokens.value()["id_token"] = issuer_.id_token(grant.wanted, grant.client_id, grant.nonce, now);
  tokens.value()["scope"] = "openid";
  return {.status = 200,
          .content_type = "application/json",
          .headers = {{"Cache-Control", "no-store"}},
          .body = json::serialize(tokens.value())};
}

}  // namespace vermilion::sandbox
