#include "app/api/disclosure.hpp"

#include "base/utf8.hpp"

namespace vermilion::api {
namespace {

constexpr auto own_purpose = "本人查阅";

}  // namespace

RouteParameter purpose_parameter() {
  return query_parameter("purpose",
                         {"工作人员查阅的目的，记入查阅日志；本人查阅不需要",
                          "why a member of staff reads it: goes into the access log; applicants "
                          "need none"});
}

Disclosed of_case(const Reading& reading, const SeenCase& seen, std::string what) {
  return {seen.id, Scope{seen.row.tree, seen.row.tree_version, seen.row.path},
          eyes_of(reading, seen.row) == Eyes::applicant, std::move(what)};
}

Problem restricted_problem() {
  Problem problem;
  problem.type = ProblemType::role;
  problem.citation = "个人信息保护法 47(2)";
  problem.detail = {"当事人的个人信息已限制处理，只存储不使用",
                    "the person's data are restricted: stored, and not used"};
  return problem;
}

std::optional<Problem> disclose(const ReadParts& parts, const Reading& reading,
                                Disclosed disclosed) {
  auto purpose = reading.text("purpose");
  if (purpose.empty() && !disclosed.own) {
    return bad_parameter("purpose", {"请说明查阅目的", "is needed: why is it read?"});
  }
  if (purpose.size() > purpose_max || !is_plain_line(purpose)) {
    return bad_parameter("purpose", {"应为一行不超过 200 字节的文字", "is one line of 200 octets"});
  }
  if (purpose.empty()) purpose = own_purpose;
  const auto recorded = reading.hall.access().record({reading.principal,
                                                      std::move(disclosed.scope),
                                                      {disclosed.of, disclosed.what, purpose},
                                                      parts.api.real_now()});
  if (recorded) return std::nullopt;
  Problem problem;
  problem.type = ProblemType::busy;
  problem.detail = {"查阅日志暂不可写，按规定不能提供个人信息",
                    "the access log cannot be written, so no personal data are handed out"};
  return problem;
}

}  // namespace vermilion::api
