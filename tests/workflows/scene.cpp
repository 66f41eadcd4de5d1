#include "scene.hpp"

#include <gtest/gtest.h>

#include "base/identifiers.hpp"
#include "events/facts/requests.hpp"

namespace vermilion::scenes {

const clock::Calendar& calendar() {
  static const auto made =
      clock::Calendar::make({"test", day_of({2025, 1, 1}), day_of({2027, 12, 31}), {}});
  return made.value();
}

Instant at(std::string_view text) {
  const auto day = day_from_text(text.substr(0, 10));
  const auto hour = std::stoi(std::string{text.substr(11)});
  if (hour == 24) return end_of(*day);
  return start_of(*day) + hour * 3600 * microseconds_a_second;
}

Digest digest_number(std::uint8_t number) {
  Digest digest{};
  digest[31] = number;
  return digest;
}

Item bookkeeping_item() {
  Item item;
  item.code = "bookkeeping-licence";
  item.version = 1;
  item.edition = "approval/1";
  item.scope_tree = "accounting";
  item.links = 2;
  item.needs_unit = true;
  item.people_min = 3;
  item.needs_lead = true;
  item.lead_years_min = 3;
  item.full_time_posts = true;
  item.check_lead = true;
  using enum clock::Unit;
  item.limits = {{"accept", {5, working_days, "行政许可法 32(1)(4)"}},
                 {"supply", {15, working_days, "item"}},
                 {"decide", {10, working_days, "代理记账管理办法 6(2)"}},
                 {"deliver", {10, working_days, "行政许可法 44"}}};
  item.materials = {
      {"rules", {"内部规范", "internal rules"}, "代理记账管理办法", "5(4)", true, "CD"},
      {"pledge", {"专职承诺", "pledge"}, "代理记账管理办法", "5(3)", true, "D"},
      {"title", {"职称证明", "title"}, "代理记账管理办法", "5(2)", false, "AB"}};
  item.fields = {{"address", {"经营场所", "address"}, true, 20},
                 {"note", {"备注", "note"}, false, 20}};
  return item;
}

OpenDuty* Scene::open(std::string_view name) {
  for (auto& duty : kase.open) {
    if (duty.name == name) return &duty;
  }
  return nullptr;
}

void Scene::passed(std::string name, Instant due) {
  kase.passed.push_back({std::move(name), due, {}, {}});
}

namespace {

Person person(std::uint8_t number) {
  Person one;
  one.id_number.lookup = digest_number(number);
  one.id_number.check_holds = true;
  one.full_time = true;
  return one;
}

DutyId duty_id(std::uint16_t index) {
  DutyId id;
  id.decision[0] = 7;
  id.index = index;
  return id;
}

void fill_facts(Scene& scene) {
  auto& submitted = scene.of<Submitted>();
  submitted.item = scene.item.code;
  submitted.office = "330106";
  submitted.unit = Unit{"某某会计服务公司", identifiers::synthetic_social_credit_code("91", 7)};
  submitted.people = {person(1), person(2), person(3)};
  submitted.people[1].lead = true;
  submitted.people[1].accountant_title = true;
  submitted.materials = {{"rules", digest_number(1), "C", 10, "application/pdf"},
                         {"pledge", digest_number(2), "D", 10, "application/pdf"}};
  submitted.answers = {{"address", "某路 1 号"}};
  scene.of<Supplemented>().materials = {{"rules", digest_number(3), "C", 9, "application/pdf"}};
  scene.of<SupplementRequested>().items = {{"rules", "缺少页"}};
  scene.of<NotAccepted>().reason = "不需要取得行政许可";
  scene.of<Proposed>().opinion = "符合条件";
  scene.of<SentBack>().reason = "请补充核查";
  scene.of<RefusedToGrant>() = {"不符合条件", "可申请行政复议或提起行政诉讼"};
  scene.of<CertificateMade>().number = "DLJZ330106000001";
  scene.of<HandedOver>().how = "窗口领取";
  scene.of<CheckPassed>().request = duty_id(90);
  scene.of<CheckFailed>().request = duty_id(90);
  scene.of<CheckUnavailable>().request = duty_id(90);
  scene.of<CheckedByHand>().passed = true;
  scene.of<PlaceGranted>() = {"full_time_post", digest_number(1), {}};
  CaseId holder;
  holder.octets[15] = 0xab;
  scene.of<PlaceRefused>() = {"full_time_post", digest_number(1), {}, holder};
}

void open_duties(Scene& scene, const std::string& state, const std::string& check_state) {
  std::uint16_t index = 0;
  const auto open = [&](DutyKind kind, const char* name, const char* to, Instant due) {
    OpenDuty duty;
    duty.id = duty_id(index++);
    duty.kind = kind;
    duty.name = name;
    duty.to = to;
    duty.due = due;
    scene.kase.open.push_back(duty);
  };
  const auto due = at("2026-03-11 24");
  using enum DutyKind;
  if (state == "PRECHECK") {
    open(task, "precheck", "window", due);
    open(deadline, "accept", "timer", due);
  } else if (state == "SUPPLEMENT") {
    open(task, "supply_materials", "applicant", due);
    open(deadline, "supply", "timer", due);
  } else if (state == "HANDLING") {
    open(task, "handle", "handler", due);
    open(deadline, "decide", "timer", due);
  } else if (state == "REVIEW") {
    open(task, "review", "approver", due);
    open(deadline, "decide", "timer", due);
  } else if (state == "APPROVED") {
    open(task, "make", "maker", due);
    open(deadline, "deliver", "timer", due);
  } else if (state == "MAKING") {
    open(task, "hand_over", "window", due);
    open(deadline, "deliver", "timer", due);
  } else {
    return;  // DRAFT owes nothing yet, a final state nothing any more
  }
  if (check_state == "CHECK_OPEN") {
    open(DutyKind::check, "check", "public_security", {});
    scene.kase.open.back().id = duty_id(90);
  } else if (check_state != "CHECK_PASSED") {
    open(task, "check_by_hand", "window", due);
  }
}

}  // namespace

Scene scene_at(const std::string& state, const std::string& check) {
  Scene scene;
  scene.item = bookkeeping_item();
  scene.kase.id.octets[15] = 1;
  scene.kase.edition = "approval/1";
  scene.kase.applicant = "applicant/1";
  scene.kase.states = {state, check};
  scene.moments.received_at = at("2026-03-06 10");
  scene.moments.effective_at = scene.moments.received_at;
  scene.moments.recorded_at = scene.moments.received_at;
  fill_facts(scene);
  open_duties(scene, state, check);
  auto& data = scene.data;
  data.decide_due = at("2026-03-11 24");
  data.deliver_due = at("2026-03-11 24");
  if (state == "DRAFT") return scene;
  data.received = at("2026-03-04 09");
  data.materials = {{"rules", "C"}, {"pledge", "D"}};
  data.lead = 1;
  for (std::uint8_t n = 1; n <= 3; ++n) data.posts.push_back({digest_number(n), true, false, {}});
  if (state == "SUPPLEMENT" || state == "TERMINATED") {
    data.list_told = true;
    data.listed = {"rules"};
  }
  return scene;
}

void enter(Scene& scene, const std::string& who) {
  const auto space = who.find(' ');
  const auto role = who.substr(0, space);
  const auto name = space == std::string::npos ? role + "-1" : who.substr(space + 1);
  scene.roles = {role};
  scene.principal.kind = PrincipalKind::staff;
  scene.principal.who = role == "applicant" ? scene.kase.applicant : name;
  scene.principal.person = scene.principal.who;
  if (role == "timer") scene.moments.effective_at = at("2026-03-11 24");
}

namespace {

void act(Scene& scene, const char* fact, const char* who) {
  scene.kase.acts.push_back({fact, who, who, "", scene.kase.acts.size() + 1});
}

// Words may come in any order, so the one that a word changes may be gone.
template <class List, class Change>
void for_first(List& list, Change&& change) {
  if (!list.empty()) change(list.front());
}

const std::map<std::string, Word>& make_words() {
  static const std::map<std::string, Word> all{
      // of the item
      {"one link",
       [](Scene& s) {
         s.item.links = 1;
         if (auto* task = s.open("handle")) {
           task->name = "review";
           task->to = "approver";
         }
       }},
      {"accepted by rule", [](Scene& s) { s.item.accept_by_rule = true; }},
      {"no check", [](Scene& s) { s.item.check_lead = false; }},
      {"no posts",
       [](Scene& s) {
         s.item.full_time_posts = false;
         s.data.posts.clear();
       }},
      // of the application
      {"wrong code",
       [](Scene& s) {
         if (!s.of<Submitted>().unit) return;
         auto& code = s.of<Submitted>().unit->uscc;
         code.back() = code.back() == '0' ? '1' : '0';
       }},
      {"no unit", [](Scene& s) { s.of<Submitted>().unit.reset(); }},
      {"two full-time", [](Scene& s) { s.of<Submitted>().people[2].full_time = false; }},
      {"same person twice",
       [](Scene& s) { s.of<Submitted>().people[2].id_number.lookup = digest_number(1); }},
      {"third number wrong",
       [](Scene& s) { s.of<Submitted>().people[2].id_number.check_holds = false; }},
      {"no lead", [](Scene& s) { s.of<Submitted>().people[1].lead = false; }},
      {"two leads", [](Scene& s) { s.of<Submitted>().people[0].lead = true; }},
      {"lead without title",
       [](Scene& s) { s.of<Submitted>().people[1].accountant_title = false; }},
      {"lead with three years", [](Scene& s) { s.of<Submitted>().people[1].years_of_work = 3; }},
      {"unknown material", [](Scene& s) { s.of<Submitted>().materials[0].code = "photo"; }},
      {"material twice", [](Scene& s) { s.of<Submitted>().materials[1].code = "rules"; }},
      {"no address", [](Scene& s) { s.of<Submitted>().answers.clear(); }},
      {"unknown field", [](Scene& s) { s.of<Submitted>().answers.push_back({"hobby", "x"}); }},
      {"address too long",
       [](Scene& s) {
         for_first(s.of<Submitted>().answers, [](auto& one) { one.value = std::string(21, 'x'); });
       }},
      // of what was handed in
      {"pledge missing",
       [](Scene& s) {
         std::erase_if(s.data.materials, [](auto& one) { return one.code == "pledge"; });
       }},
      {"rules of grade A",
       [](Scene& s) { for_first(s.data.materials, [](auto& one) { one.grade = "A"; }); }},
      {"supplied another",
       [](Scene& s) {
         for_first(s.of<Supplemented>().materials, [](auto& one) { one.code = "pledge"; });
       }},
      {"supplied grade B",
       [](Scene& s) {
         for_first(s.of<Supplemented>().materials, [](auto& one) { one.grade = "B"; });
       }},
      {"supplied unknown",
       [](Scene& s) { s.of<Supplemented>().materials.push_back({"photo", {}, "C", 1, ""}); }},
      {"list empty", [](Scene& s) { s.of<SupplementRequested>().items.clear(); }},
      {"list of unknown",
       [](Scene& s) {
         for_first(s.of<SupplementRequested>().items, [](auto& one) { one.material = "photo"; });
       }},
      {"list told before", [](Scene& s) { s.data.list_told = true; }},
      // posts
      {"post held elsewhere",
       [](Scene& s) {
         if (s.data.posts.size() < 2) return;
         s.data.posts[1] = {digest_number(2), false, true, s.of<PlaceRefused>().first_holder};
       }},
      {"posts not answered",
       [](Scene& s) {
         for (auto& post : s.data.posts) post.granted = false;
       }},
      // the check
      {"other request",
       [](Scene& s) {
         s.of<CheckPassed>().request.index = 91;
         s.of<CheckFailed>().request.index = 91;
         s.of<CheckUnavailable>().request.index = 91;
       }},
      {"found wrong by hand", [](Scene& s) { s.of<CheckedByHand>().passed = false; }},
      // time
      {"accepted by silence",
       [](Scene& s) {
         s.passed("accept", at("2026-03-11 24"));
         s.data.deemed_only = true;
       }},
      {"accepted by silence, received later",
       [](Scene& s) {
         s.passed("accept", at("2026-03-05 24"));
         s.data.deemed_only = true;
       }},
      {"lapse recorded first", [](Scene& s) { s.passed("supply", at("2026-03-11 24")); }},
      {"lapse long ago", [](Scene& s) { s.passed("supply", at("2026-03-05 24")); }},
      {"a second early",
       [](Scene& s) { s.moments.effective_at = s.moments.effective_at + -microseconds_a_second; }},
      {"deadline met",
       [](Scene& s) {
         std::erase_if(s.kase.open, [](auto& d) { return d.kind == DutyKind::deadline; });
       }},
      // who did what before
      {"li proposed", [](Scene& s) { act(s, "Proposed", "li"); }},
      {"li applied", [](Scene& s) { act(s, "Submitted", "li"); }},
      {"li accepted", [](Scene& s) { act(s, "Accepted", "li"); }},
      {"li under another account",
       [](Scene& s) {
         for (auto& one : s.kase.acts) one.who = "li-second";
       }},
      {"held by another",
       [](Scene& s) {
         for (auto& duty : s.kase.open) {
           if (duty.kind == DutyKind::task) duty.holder = "somebody";
         }
       }},
      {"in own hands",
       [](Scene& s) {
         for (auto& duty : s.kase.open) {
           if (duty.kind == DutyKind::task) duty.holder = s.principal.who;
         }
       }},
      // words left out
      {"no reason",
       [](Scene& s) {
         s.of<NotAccepted>().reason.clear();
         s.of<SentBack>().reason.clear();
         s.of<RefusedToGrant>().reasons.clear();
       }},
      {"no remedies", [](Scene& s) { s.of<RefusedToGrant>().remedies.clear(); }},
      {"no opinion", [](Scene& s) { s.of<Proposed>().opinion.clear(); }},
      {"no number", [](Scene& s) { s.of<CertificateMade>().number.clear(); }},
      {"not said how", [](Scene& s) { s.of<HandedOver>().how.clear(); }},
  };
  return all;
}

}  // namespace

const std::map<std::string, Word>& words() {
  return make_words();
}

}  // namespace vermilion::scenes
