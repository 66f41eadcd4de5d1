#include "app/api/problem.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/check.hpp"

namespace vermilion::api {
namespace {

using enum ProblemType;

constexpr std::array catalogue{
    ProblemEntry{malformed_request, "malformed-request", 400, "请求不符合 HTTP 规范",
                 "The request is not well-formed HTTP"},
    ProblemEntry{missing_idempotency_key, "missing-idempotency-key", 400, "缺少 Idempotency-Key",
                 "Idempotency-Key is missing"},
    ProblemEntry{malformed_json, "malformed-json", 400, "请求正文不是合格的 JSON",
                 "The body is not well-formed JSON"},
    ProblemEntry{unknown_member, "unknown-member", 400, "请求正文含有未知字段",
                 "The body has a member that is not known here"},
    ProblemEntry{bad_parameter, "bad-parameter", 400, "请求参数有误", "A parameter is wrong"},
    ProblemEntry{ProblemType::token, "token", 401, "身份凭证缺失或无效",
                 "The access token is missing or not valid"},
    ProblemEntry{ProblemType::assurance, "assurance", 401, "身份核验等级不足",
                 "The caller is not known surely enough"},
    ProblemEntry{ProblemType::role, "role", 403, "无权办理此事", "The caller may not do this"},
    ProblemEntry{not_found, "not-found", 404, "未找到", "Not found"},
    ProblemEntry{method, "method", 405, "此处不支持该请求方法", "The method is not supported here"},
    ProblemEntry{request_timeout, "request-timeout", 408, "请求未在时限内送达",
                 "The request did not arrive in time"},
    ProblemEntry{state, "state", 409, "办件当前状态不接受此操作",
                 "The state of the case does not take this fact"},
    ProblemEntry{in_flight, "in-flight", 409, "同一请求正在处理中",
                 "The same request is still being decided"},
    ProblemEntry{gone, "gone", 410, "个人信息已依法删除", "The personal data were erased"},
    ProblemEntry{ProblemType::version, "version", 412, "办件内容已变化",
                 "The case has changed since it was read"},
    ProblemEntry{too_large, "too-large", 413, "请求正文过大", "The body is too large"},
    ProblemEntry{media_type, "media-type", 415, "不支持的内容类型",
                 "The media type is not supported"},
    ProblemEntry{range, "range", 416, "超出文件范围", "The range lies outside the file"},
    ProblemEntry{expectation, "expectation", 417, "无法满足 Expect 要求",
                 "The expectation cannot be met"},
    ProblemEntry{ProblemType::rule, "rule", 422, "不符合办理规则", "A rule refuses this"},
    ProblemEntry{ProblemType::content, "content", 422, "填报内容有误", "The content is wrong"},
    ProblemEntry{idempotency_meaning, "idempotency-meaning", 422,
                 "同一 Idempotency-Key 已用于不同内容",
                 "The Idempotency-Key was used with another meaning"},
    ProblemEntry{too_many_requests, "too-many-requests", 429, "请求过于频繁", "Too many requests"},
    ProblemEntry{header_too_large, "header-too-large", 431, "请求头过大",
                 "The header is too large"},
    ProblemEntry{internal, "internal", 500, "系统内部错误", "Internal error"},
    ProblemEntry{not_implemented, "not-implemented", 501, "不支持的功能", "Not implemented"},
    ProblemEntry{busy, "busy", 503, "系统繁忙，请稍后再试", "Too busy; try again later"},
    ProblemEntry{stopped, "stopped", 503, "本分区暂停受理，请稍后再试",
                 "The partition has stopped writing; try again later"},
    ProblemEntry{behind, "behind", 504, "数据尚未更新到所要求的位置",
                 "The view has not reached min_position in time"},
    ProblemEntry{no_answer, "no-answer", 504, "未能在时限内得出结果",
                 "There was no outcome in time"},
    ProblemEntry{http_version, "http-version", 505, "不支持的 HTTP 版本",
                 "The HTTP version is not supported"},
};

// One language range's weight in thousandths, 1,000 when none is given.
int weight_of(std::string_view range) noexcept {
  const std::size_t at = range.find(";q=");
  if (at == std::string_view::npos) return 1000;
  const std::string_view digits = range.substr(at + 3);
  if (digits.empty() || digits[0] < '0' || digits[0] > '1') return 0;
  int weight = (digits[0] - '0') * 1000;
  int unit = 100;
  for (std::size_t i = 2; i < digits.size() && i < 5 && digits[1] == '.'; ++i, unit /= 10) {
    if (digits[i] < '0' || digits[i] > '9') break;
    weight += (digits[i] - '0') * unit;
  }
  return weight;
}

bool speaks(std::string_view range, std::string_view language) noexcept {
  return range.size() >= 2 && same_name(range.substr(0, 2), language) &&
         (range.size() == 2 || range[2] == '-' || range[2] == ';');
}

}  // namespace

Language language_of(std::string_view accept_language) noexcept {
  int chinese = 0;
  int english = 0;
  while (!accept_language.empty()) {
    const std::size_t comma = accept_language.find(',');
    std::string_view range = accept_language.substr(0, comma);
    while (!range.empty() && range.front() == ' ') range.remove_prefix(1);
    if (speaks(range, "zh")) chinese = std::max(chinese, weight_of(range));
    if (speaks(range, "en")) english = std::max(english, weight_of(range));
    if (comma == std::string_view::npos) break;
    accept_language.remove_prefix(comma + 1);
  }
  return english > chinese ? Language::english : Language::chinese;
}

Language language_of(const Request& request) noexcept {
  return language_of(request.header("Accept-Language").value_or(std::string_view{}));
}

std::span<const ProblemEntry> problem_catalogue() noexcept {
  return catalogue;
}

const ProblemEntry& entry_of(ProblemType type) noexcept {
  const ProblemEntry& entry = catalogue.at(static_cast<std::size_t>(type));
  VERMILION_CHECK(entry.type == type, "the catalogue stands in the order of ProblemType");
  return entry;
}

Text text_found(std::string_view found) {
  constexpr std::string_view between = " | ";
  const auto at = found.find(between);
  if (at == std::string_view::npos || found.find(between, at + 1) != std::string_view::npos) {
    return {std::string{found}, std::string{found}};
  }
  return {std::string{found.substr(0, at)}, std::string{found.substr(at + between.size())}};
}

boost::json::object document_of(const Problem& problem, Language language) {
  const ProblemEntry& entry = entry_of(problem.type);
  boost::json::object document;
  document["type"] = std::string("urn:vermilion:problem:").append(entry.name);
  document["title"] = language == Language::english ? entry.english : entry.chinese;
  document["status"] = entry.status;
  if (!problem.detail.in(language).empty()) document["detail"] = problem.detail.in(language);
  if (!problem.instance.empty()) document["instance"] = problem.instance;
  if (!problem.rule.empty()) document["rule"] = problem.rule;
  if (!problem.citation.empty()) document["citation"] = problem.citation;
  if (problem.has_place) document["place"] = problem.place;
  if (!problem.position.empty()) document["position"] = problem.position;
  for (const auto& member : problem.members) document[member.key()] = member.value();
  return document;
}

Response response_of(const Problem& problem, Language language) {
  const ProblemEntry& entry = entry_of(problem.type);
  Response response;
  response.status = entry.status;
  response.content_type = "application/problem+json";
  response.headers.emplace_back("Content-Language", language == Language::english ? "en" : "zh-CN");
  std::uint32_t retry_after_s = problem.retry_after_s;
  if (retry_after_s == 0 && (entry.status == 429 || entry.status == 503)) retry_after_s = 1;
  if (retry_after_s > 0) {
    response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  }
  // RFC 6750 §3.1: the error code is named only when a token was shown; RFC 9470 §3: which level
  // would do.
  if (problem.type == ProblemType::assurance) {
    const auto* level = problem.members.if_contains("acr_values");
    response.headers.emplace_back(
        "WWW-Authenticate",
        "Bearer error=\"insufficient_user_authentication\", acr_values=\"" +
            (level != nullptr && level->is_string() ? std::string{level->get_string()} : "") +
            "\"");
  } else if (entry.status == 401) {
    response.headers.emplace_back(
        "WWW-Authenticate", problem.token_was_shown ? "Bearer error=\"invalid_token\"" : "Bearer");
  }
  response.body = boost::json::serialize(document_of(problem, language));
  return response;
}

Response json_response(int status, const boost::json::value& document) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = boost::json::serialize(document);
  return response;
}

}  // namespace vermilion::api
