#include "app/demo/staff.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>

#include "adapters/system/durable_files.hpp"
#include "base/identifiers.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

constexpr std::array offices{"330106", "330108", "330109", "330203"};
constexpr auto tree = "accounting";
constexpr std::size_t token_file_max = 256;

// An account of every office. Two of one `person` are one person's.
struct Post {
  const char* account;
  const char* zh;
  int person;
  std::vector<const char*> roles;
};
const std::array<Post, 10> posts{{{"window", "窗口", 1, {"window"}},
                                  {"window2", "窗口", 2, {"window"}},
                                  {"handler", "承办", 3, {"handler", "approver"}},
                                  {"handler-b", "承办", 3, {"approver"}},
                                  {"handler2", "承办", 4, {"handler"}},
                                  {"approver", "审批", 5, {"approver"}},
                                  {"head", "局长", 9, {"head"}},
                                  {"maker", "制证", 6, {"maker"}},
                                  {"supervisor", "监察", 7, {"supervisor"}},
                                  {"deputy", "审批代岗", 8, {}}}};

class Staffing {
 public:
  Staffing(Client& client, Instant until) : client_{client}, until_{to_text(until)} {}

  Result<void> name_first(const std::string& token) {
    return expect(root, "/v1/admin/first",
                  {{"token", token}, {"identity", identity(0, 0)}, {"post", "局长"}}, {});
  }
  // False when the account is there.
  Result<bool> enrol(const Identity& by, const std::string& who, const char* post,
                     json::object person, const char* office, const char* line = tree) {
    VERMILION_TRY(const auto known, client_.get(by, "/v1/admin/staff/" + who));
    if (known.status == 200) return false;
    VERMILION_TRY(expect(by, "/v1/admin/staff",
                         {{"who", who},
                          {"identity", std::move(person)},
                          {"post", post},
                          {"tree", line},
                          {"office", office}},
                         {}));
    ++seen_.accounts;
    return true;
  }
  // `rule`: what refuses it; empty: nothing does.
  Result<void> grant(const Identity& by, const std::string& who, const char* role,
                     const char* office, json::array hands_on, const std::string& rule = {},
                     const char* line = tree) {
    json::object data{
        {"role", role}, {"tree", line}, {"office", office}, {"item", "*"}, {"until", until_}};
    if (!hands_on.empty()) data["hands_on"] = std::move(hands_on);
    VERMILION_TRY(expect(by, "/v1/admin/staff/" + who + "/facts",
                         {{"fact", "Granted"}, {"data", std::move(data)}}, rule));
    ++(rule.empty() ? seen_.grants : seen_.refused);
    return ok();
  }
  Result<void> staff(std::size_t number) {
    const char* office = offices[number];
    const auto at = [&](const char* account) { return std::string{account} + "." + office; };
    const Identity head{at("admin"), true};
    VERMILION_TRY(const bool fresh, enrol(root, head.subject, "办公室主任",
                                          identity(static_cast<int>(number) + 1, 0), office));
    if (fresh) {
      VERMILION_TRY(
          grant(root, head.subject, "administrator", office,
                {"window", "handler", "approver", "head", "maker", "dispatcher", "supervisor"}));
    }
    for (const auto& post : posts) {
      VERMILION_TRY(const bool enrolled,
                    enrol(head, at(post.account), post.zh,
                          identity(static_cast<int>(number) + 1, post.person), office));
      for (const auto* role : enrolled ? post.roles : std::vector<const char*>{}) {
        VERMILION_TRY(grant(head, at(post.account), role, office, {}));
      }
    }
    if (!fresh) return ok();
    const auto* neighbour = offices[(number + 1) % offices.size()];
    VERMILION_TRY(grant(head, head.subject, "approver", office, {}, "NotOneself"));
    VERMILION_TRY(grant(head, at("deputy"), "window", neighbour, {}, "WithinOwnSubtree"));
    return grant(head, at("deputy"), "administrator", office, {"window"}, "NotMoreThanHeld");
  }
  // Whoever answers for the province's bill numbers and for who may sign; for its examinations; and
  // who confirms level by level.
  Result<void> stewards() {
    VERMILION_TRY(steward("steward.sample", "票据管理", 0, "bill_steward", "fiscal"));
    VERMILION_TRY(steward("exams.sample", "考务管理", 1, "exam_steward", tree));
    VERMILION_TRY(steward("invigilator.sample", "监考", 2, "invigilator", tree));
    VERMILION_TRY(steward("marker.sample", "阅卷", 3, "marker", tree));
    VERMILION_TRY(steward("registrar.sample", "登记管理", 4, "registrar", tree));
    VERMILION_TRY(steward("county.sample", "县级审核", 5, "county_reviewer", tree, "330106"));
    VERMILION_TRY(steward("city.sample", "市级审核", 6, "city_reviewer", tree, "330100"));
    VERMILION_TRY(steward("province.sample", "省级审核", 7, "province_reviewer", tree));
    VERMILION_TRY(steward("window.sample", "窗口", 8, "window", tree));
    VERMILION_TRY(steward("supervisor.330100", "监察", 9, "supervisor", tree, "330100"));
    return steward("supervisor.330000", "监察", 10, "supervisor", tree);
  }
  [[nodiscard]] const StaffSeen& seen() const { return seen_; }

  const Identity root{"root.sample", true};

 private:
  Result<void> steward(const char* account, const char* post, int person, const char* role,
                       const char* line, const char* office = "330000") {
    const auto number = static_cast<int>(offices.size()) + 1;
    VERMILION_TRY(const bool fresh,
                  enrol(root, account, post, identity(number, person), office, line));
    return fresh ? grant(root, account, role, office, {}, {}, line) : Result<void>{ok()};
  }
  static json::object identity(int office, int person) {
    return {{"name", "样例人员"},
            {"id_number", identifiers::synthetic_resident_number(*day_from_text("1988-03-04"),
                                                                 office * 20 + person)}};
  }
  Result<void> expect(const Identity& by, const std::string& path, json::object body,
                      const std::string& rule) {
    VERMILION_TRY(const auto answer,
                  client_.post(by, path, std::move(body), fmt::format("staff-{}", ++keys_)));
    const bool good = rule.empty() ? answer.status == 200 || answer.status == 201
                                   : text_at(answer.body, "rule") == rule;
    if (good) return ok();
    return fail(Code::conflict,
                fmt::format("POST {} by {}: expected {}, got HTTP {} {}", path, by.subject,
                            rule.empty() ? "acceptance" : rule, answer.status, answer.text));
  }

  Client& client_;
  std::string until_;
  StaffSeen seen_;
  int keys_ = 0;
};

}  // namespace

Result<StaffSeen> staff_the_offices(Client& client, const std::string& token_file) {
  VERMILION_TRY(const auto now, client.house_time());
  Staffing staffing{client, now + 365 * microseconds_a_day};
  VERMILION_TRY(const auto me, client.get(staffing.root, "/v1/me"));
  const auto* powers = me.body.if_contains("powers");
  if (powers == nullptr || !powers->is_array() || powers->get_array().empty()) {
    VERMILION_TRY(auto token, read_whole_file(token_file, token_file_max));
    if (!token) {
      return fail(Code::not_found, fmt::format("{}: no token of a first administrator, and {} "
                                               "administers nothing",
                                               token_file, staffing.root.subject));
    }
    while (!token->empty() && token->back() == '\n') token->pop_back();
    VERMILION_TRY(staffing.name_first(*token));
  }
  for (std::size_t number = 0; number < offices.size(); ++number) {
    VERMILION_TRY(staffing.staff(number));
  }
  VERMILION_TRY(staffing.stewards());
  return staffing.seen();
}

}  // namespace vermilion::demo
