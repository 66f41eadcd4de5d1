// Questions to the views: what is asked is answered, within the caller's scopes, page by page.
#include "projections/projector.hpp"
#include "projections/query/cases.hpp"
#include "projections/query/supervision.hpp"
#include "projections/query/worklist.hpp"
#include "projections/verify.hpp"
#include "tests/projections/book_rows.hpp"
#include "tests/projections/house_book.hpp"

namespace vermilion::projections {
namespace {

using test::BookRows;
using test::HouseBook;
using Kept = HouseBook::Kept;

constexpr auto day = 24 * 60 * HouseBook::minute;

class Queries : public ::testing::Test {
 protected:
  void fold() {
    if (!projector_) {
      auto opened = Projector::open(rows_, book_, all_views());
      ASSERT_TRUE(opened);
      projector_ = std::move(opened.value());
    }
    ASSERT_TRUE(projector_->catch_up(0));
    ASSERT_TRUE(projector_->stopped().empty());
  }
  Page<ListedTask> tasks(const std::vector<SeenScope>& scopes, const TaskFilter& filter = {},
                         const PageRequest& request = {}) {
    auto page = worklist_page(rows_.of("worklist"), scopes, filter, request);
    EXPECT_TRUE(page) << (page ? "" : page.error().text());
    return std::move(page.value());
  }
  static std::vector<std::string> names(const Page<ListedTask>& page) {
    std::vector<std::string> all;
    for (const auto& row : page.rows) all.push_back(row.task.name);
    return all;
  }
  static std::vector<SeenScope> all_of(const std::string& path) {
    return {{"accounting", path, "", ""}};
  }
  using Names = std::vector<std::string>;

  HouseBook book_;
  BookRows rows_;
  std::unique_ptr<Projector> projector_;
};

TEST_F(Queries, a_task_is_seen_from_its_office_and_all_above_and_from_nowhere_else) {
  auto& kase = book_.open_case("/330000/330100/330106");
  book_.submit(kase);
  fold();
  for (const auto* path : {"", "/330000", "/330000/330100", "/330000/330100/330106"}) {
    EXPECT_EQ(names(tasks(all_of(path))), Names{"precheck"}) << path;
  }
  for (const auto* path : {"/330000/330100/330106/1", "/330000/330100/330107", "/33", "/330200"}) {
    EXPECT_TRUE(tasks(all_of(path)).rows.empty()) << path;
  }
  EXPECT_TRUE(tasks({{"fiscal", "", "", ""}}).rows.empty());
  EXPECT_TRUE(tasks({}).rows.empty());
}

TEST_F(Queries, a_task_says_all_that_its_case_and_office_need) {
  auto& kase = book_.open_case();
  book_.submit(kase);
  fold();
  const auto page = tasks(all_of("/330000"));
  ASSERT_EQ(page.rows.size(), 1U);
  const auto& row = page.rows[0];
  EXPECT_EQ(row.case_id, kase.id);
  EXPECT_EQ(row.task.role, "window");
  EXPECT_EQ(row.path, "/330000/330100/330106");
  EXPECT_EQ(row.item, "bookkeeping");
  EXPECT_EQ(row.states, (Names{"PRECHECK", "CHECK_OPEN"}));
  EXPECT_EQ(row.material_version, 1U);
  EXPECT_EQ(row.task.since, HouseBook::begin);
  ASSERT_TRUE(row.nearest);
  EXPECT_EQ(row.nearest->name, "accept");
  EXPECT_EQ(row.due(), HouseBook::begin + 5 * day);
  EXPECT_EQ(page.next, std::nullopt);
}

TEST_F(Queries, tasks_move_when_the_cases_deadline_moves_and_come_oldest_due_first) {
  auto& first = book_.open_case();
  auto& second = book_.open_case();
  book_.submit(first);
  book_.tick(10);
  book_.submit(second);
  fold();
  auto page = tasks(all_of(""));
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(page.rows[0].case_id, first.id);
  book_.move_due(first, first.first(DutyKind::deadline)->id, book_.now() + 20 * day);
  fold();
  page = tasks(all_of(""));
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(page.rows[0].case_id, second.id);
  EXPECT_EQ(page.rows[1].due(), book_.now() + 20 * day);
  // Without a deadline it comes last; it is still there.
  const auto limit = *second.first(DutyKind::deadline);
  book_.add(second, DecisionOverdue{}, HouseBook::system("timer"), second.states, {}, {limit.id},
            limit.id);
  fold();
  page = tasks(all_of(""));
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(page.rows[1].case_id, second.id);
  EXPECT_FALSE(page.rows[1].due().set());
  TaskFilter soon;
  soon.due_before = book_.now() + 21 * day;
  EXPECT_EQ(tasks(all_of(""), soon).rows.size(), 1U);
  soon.due_before = book_.now() + 20 * day;
  EXPECT_TRUE(tasks(all_of(""), soon).rows.empty());
}

TEST_F(Queries, claims_releases_and_assignments_say_who_holds_a_task_and_who_did) {
  auto& kase = book_.open_case();
  book_.submit(kase);
  const auto task = kase.first(DutyKind::task)->id;
  book_.claim(kase, task, "li");
  book_.tick();
  book_.release(kase, task, "li");
  book_.assign(kase, task, "wang");
  fold();
  TaskFilter mine;
  mine.holder = "wang";
  auto page = tasks(all_of("/330000"), mine);
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.rows[0].task.former_holders, Names{"li"});
  EXPECT_EQ(page.rows[0].task.held_since, book_.now());
  EXPECT_EQ(page.rows[0].material_version, 1U);
  EXPECT_EQ(page.rows[0].states[0], "PRECHECK");
  EXPECT_TRUE(tasks(all_of("/330200"), mine).rows.empty());
  mine.holder = "li";
  EXPECT_TRUE(tasks(all_of(""), mine).rows.empty());
  TaskFilter free;
  free.free = true;
  EXPECT_TRUE(tasks(all_of(""), free).rows.empty());
  book_.add(kase, Accepted{""}, HouseBook::staff("wang", "window"), {"HANDLING", "CHECK_OPEN"},
            {HouseBook::task("handle", "handler")}, {task});
  fold();
  EXPECT_EQ(names(tasks(all_of(""), free)), Names{"handle"});
  mine.holder = "wang";
  EXPECT_TRUE(tasks(all_of(""), mine).rows.empty());
  const auto gone = find_task(rows_.of("worklist"), all_of(""), task);
  ASSERT_TRUE(gone);
  EXPECT_FALSE(gone.value());
  const auto there =
      find_task(rows_.of("worklist"), all_of("/330000"), kase.first(DutyKind::task)->id);
  ASSERT_TRUE(there && there.value());
  EXPECT_EQ(there.value()->task.name, "handle");
  const auto elsewhere =
      find_task(rows_.of("worklist"), all_of("/330200"), kase.first(DutyKind::task)->id);
  EXPECT_TRUE(elsewhere && !elsewhere.value());
}

TEST_F(Queries, a_scope_shows_its_own_roles_and_items_only) {
  auto& district = book_.open_case("/330000/330100/330106");
  auto& city = book_.open_case("/330000/330100");
  auto& seal = book_.open_case("/330000/330100/330106", "seal");
  for (auto* kase : {&district, &city, &seal}) book_.submit(*kase);
  book_.add(city, Proposed{true, "可"}, HouseBook::staff("li", "handler"), city.states,
            {HouseBook::task("review", "approver")});
  fold();
  // window in one district, approver in the whole city, and twice the same
  const std::vector<SeenScope> scopes{{"accounting", "/330000/330100/330106", "window", "*"},
                                      {"accounting", "/330000/330100", "approver", "*"},
                                      {"accounting", "/330000/330100", "approver", "bookkeeping"}};
  const auto page = tasks(scopes);
  ASSERT_EQ(page.rows.size(), 3U);
  for (const auto& row : page.rows) {
    EXPECT_TRUE(row.task.role == "approver" || row.path == "/330000/330100/330106");
  }
  TaskFilter filter;
  filter.item = "seal";
  EXPECT_EQ(tasks(scopes, filter).rows.size(), 1U);
  filter = {};
  filter.roles = {"approver"};
  EXPECT_EQ(names(tasks(scopes, filter)), Names{"review"});
  filter = {};
  filter.state = "PRECHECK";
  EXPECT_EQ(tasks(scopes, filter).rows.size(), 3U);
  filter.state = "REVIEW";
  EXPECT_TRUE(tasks(scopes, filter).rows.empty());
  // Two scopes that show the same task show it once.
  EXPECT_EQ(tasks({{"accounting", "/330000", "window", "seal"},
                   {"accounting", "/330000/330100/330106", "window", "*"}})
                .rows.size(),
            2U);
}

TEST_F(Queries, pages_follow_one_another_without_loss_whatever_the_limit_and_the_scopes) {
  std::mt19937_64 random{11};
  for (int i = 0; i < 120; ++i) {
    static const char* paths[] = {"/330000/330100/330106", "/330000/330100", "/330200/330203"};
    auto& kase = book_.open_case(paths[random() % 3], random() % 3 == 0 ? "seal" : "bookkeeping");
    book_.tick(static_cast<std::int64_t>(random() % 3));
    book_.submit(kase);
  }
  fold();
  const std::vector<SeenScope> scopes{{"accounting", "/330000/330100/330106", "", ""},
                                      {"accounting", "/330000", "window", "seal"},
                                      {"accounting", "/330200", "window", ""}};
  const auto whole = tasks(scopes, {}, {200, ""});
  EXPECT_EQ(whole.next, std::nullopt);
  ASSERT_GT(whole.rows.size(), 60U);
  for (const std::size_t limit : {1U, 7U, 50U}) {
    std::vector<DutyId> seen;
    PageRequest request{limit, ""};
    for (bool more = true; more;) {
      const auto page = tasks(scopes, {}, request);
      EXPECT_LE(page.rows.size(), limit);
      for (const auto& row : page.rows) seen.push_back(row.task.id);
      more = page.next.has_value();
      request.cursor = page.next.value_or("");
    }
    ASSERT_EQ(seen.size(), whole.rows.size()) << limit;
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], whole.rows[i].task.id);
  }
}

TEST_F(Queries, a_subtree_of_many_scopes_reads_as_one_list) {
  std::mt19937_64 random{5};
  for (int i = 0; i < 400; ++i) {
    auto path = std::string{"/33"} + (random() % 2 == 0 ? "" : "-a");
    for (auto depth = random() % 3; depth-- > 0;) path += "/" + std::to_string(random() % 5);
    auto& kase = book_.open_case(path, random() % 40 == 0 ? "seal" : "bookkeeping");
    book_.tick(static_cast<std::int64_t>(random() % 2));
    book_.submit(kase);
  }
  fold();
  std::vector<const Kept*> sorted;
  for (const auto& kase : book_.cases()) sorted.push_back(kase.get());
  const auto due = [](const Kept* kase) { return kase->first(DutyKind::deadline)->duty.due; };
  std::sort(sorted.begin(), sorted.end(), [&](const Kept* a, const Kept* b) {
    return due(a) != due(b) ? due(a) < due(b)
                            : a->first(DutyKind::task)->id < b->first(DutyKind::task)->id;
  });
  for (const auto* within : {"", "/33", "/33/1", "/33-a", "/33-a/2/3"}) {
    for (const auto* item : {"", "seal"}) {
      TaskFilter filter;
      filter.item = item;
      std::vector<CaseId> expected;
      for (const auto* kase : sorted) {
        if (!lies_within(kase->scope.path, within)) continue;
        if (filter.item.empty() || kase->item == filter.item) expected.push_back(kase->id);
      }
      for (const std::size_t limit : {1U, 9U, 200U}) {
        std::vector<CaseId> seen;
        PageRequest request{limit, ""};
        for (bool more = true; more;) {
          const auto page = tasks(all_of(within), filter, request);
          for (const auto& row : page.rows) seen.push_back(row.case_id);
          more = page.next.has_value();
          request.cursor = page.next.value_or("");
        }
        EXPECT_EQ(seen, expected) << within << " " << item << " " << limit;
      }
    }
  }
}

TEST_F(Queries, a_bad_cursor_or_limit_is_said_to_be_one) {
  fold();
  for (const auto& request :
       {PageRequest{0, ""}, PageRequest{201, ""}, PageRequest{50, "AAAA"}, PageRequest{50, "?"}}) {
    const auto page = worklist_page(rows_.of("worklist"), all_of(""), {}, request);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, Code::invalid);
  }
}

TEST_F(Queries, a_page_of_a_hundred_thousand_tasks_touches_a_page_of_rows) {
  HouseBook small;
  auto& sample = small.open_case();
  small.submit(sample);
  const auto record = small.in_hand(1, 1)[0];
  PlainRows plain;
  const auto view = worklist_view();
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    Body body = *record.body;
    const auto hash = sha256(std::to_string(i));
    body.case_id.octets = octets_of<16>(view_of(hash));
    for (auto& duty : body.duties) {
      if (duty.kind == DutyKind::deadline) duty.due = duty.due + static_cast<std::int64_t>(i);
    }
    ASSERT_TRUE(view->fold(plain, *record.header, body, octets_of<16>(view_of(hash))));
  }
  BookRows::Map map{plain.all().begin(), plain.all().end()};
  const BookRows::Reader reader{&map};
  const std::vector<SeenScope> scopes = all_of("/330000");
  PageRequest request{50, ""};
  for (int i = 0; i < 20; ++i) {
    const auto before = reader.scanned;
    const auto gets = reader.gets;
    const auto page = worklist_page(reader, scopes, {}, request);
    ASSERT_TRUE(page);
    ASSERT_EQ(page.value().rows.size(), 50U);
    EXPECT_LE(reader.scanned - before, 54U);  // some to find the scope by
    EXPECT_LE(reader.gets - gets, 50U);
    request.cursor = *page.value().next;
  }
  // A filter that nothing matches stops at its bound and says where to go on.
  TaskFilter nothing;
  nothing.state = "REVIEW";
  const auto before = reader.scanned;
  const auto page = worklist_page(reader, scopes, nothing, {50, ""});
  ASSERT_TRUE(page);
  EXPECT_TRUE(page.value().rows.empty());
  EXPECT_TRUE(page.value().next);
  EXPECT_LE(reader.scanned - before, page_examined_max);
}

TEST_F(Queries, a_case_says_for_whom_it_waits_since_when_and_until_when) {
  auto& kase = book_.open_case();
  book_.submit(kase, "zhang");
  book_.tick();
  book_.claim(kase, kase.first(DutyKind::task)->id, "li");
  fold();
  const auto& cases = rows_.of("cases");
  const auto everything = all_of("");
  const auto found = find_case(cases, {"", everything}, kase.id);
  ASSERT_TRUE(found && found.value());
  const auto& row = *found.value();
  EXPECT_EQ(row.applicant, "zhang");
  EXPECT_EQ(row.unit_name, "西湖代账有限公司");
  EXPECT_EQ(row.outcome, "Submitted");
  EXPECT_EQ(row.version, 2U);
  EXPECT_EQ(row.material_version, 1U);
  EXPECT_EQ(row.states, (Names{"PRECHECK", "CHECK_OPEN"}));
  ASSERT_EQ(row.open.size(), 3U);
  EXPECT_EQ(row.open[0].holder, "li");
  EXPECT_EQ(row.open[0].held_since, book_.now());
  EXPECT_EQ(row.open[0].since, HouseBook::begin);
  EXPECT_EQ(row.open[1].due, HouseBook::begin + 5 * day);
  EXPECT_EQ(row.open[2].to, "public_security");
  EXPECT_FALSE(row.settled_at.set());
  // Its applicant sees it without any scope; a sister office does not.
  EXPECT_TRUE(find_case(cases, {"zhang", {}}, kase.id).value());
  EXPECT_FALSE(find_case(cases, {"wang", {}}, kase.id).value());
  EXPECT_FALSE(find_case(cases, {"", all_of("/330000/330100/330107")}, kase.id).value());
  EXPECT_FALSE(find_case(cases, {"zhang", everything}, CaseId{}).value());
}

TEST_F(Queries, a_case_keeps_what_was_said_and_what_passed_and_ends) {
  auto& kase = book_.open_case();
  book_.submit(kase);
  const auto limit = *kase.first(DutyKind::deadline);
  book_.tick(6 * 24 * 60);
  book_.add(kase, DeemedAccepted{}, HouseBook::system("timer"), {"HANDLING", "CHECK_OPEN"},
            {HouseBook::task("handle", "handler")}, {limit.id}, limit.id);
  std::vector<DutyId> rest;
  for (const auto& one : kase.open) rest.push_back(one.id);
  book_.add(kase, RefusedToGrant{"不符合条件", "六十日内复议"}, HouseBook::staff("li", "approver"),
            {"REFUSED", "CHECK_OPEN"}, {HouseBook::owe(DutyKind::document, "letter", "letter")},
            rest);
  book_.refuse(kase, Approved{"同意"}, HouseBook::staff("li", "approver"));
  fold();
  const auto found = find_case(rows_.of("cases"), {"applicant-1", {}}, kase.id);
  ASSERT_TRUE(found && found.value());
  const auto& row = *found.value();
  ASSERT_EQ(row.passed.size(), 1U);
  EXPECT_EQ(row.passed[0].name, "accept");
  EXPECT_EQ(row.passed[0].due, limit.duty.due);
  EXPECT_EQ(row.outcome, "RefusedToGrant");
  EXPECT_TRUE(row.settled_at.set());
  EXPECT_EQ(row.version, 4U);
  EXPECT_EQ(row.last, 4U);
  const auto facts = facts_of_case(rows_.of("cases"), kase.id);
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts.value().size(), 2U);  // silence says nothing, a refusal has no effect
  EXPECT_EQ(facts.value()[1].role, "approver");
  EXPECT_EQ(decode<RefusedToGrant>(facts.value()[1].payload)->remedies, "六十日内复议");
  EXPECT_EQ(facts_of_case(rows_.of("cases"), kase.id, 1).value().size(), 1U);
}

TEST_F(Queries, an_applicant_finds_own_cases_and_a_search_filters_newest_first) {
  for (int i = 0; i < 6; ++i) {
    auto& kase = book_.open_case(i % 2 == 0 ? "/330000/330100" : "/330200",
                                 i % 3 == 0 ? "seal" : "bookkeeping");
    book_.tick();
    book_.submit(kase, i < 4 ? "zhang" : "wang");
  }
  auto& ended = *book_.cases()[2];
  std::vector<DutyId> rest;
  for (const auto& one : ended.open) rest.push_back(one.id);
  book_.add(ended, Withdrawn{"不办了"}, HouseBook::person("zhang"), {"WITHDRAWN", "CHECK_OPEN"}, {},
            rest);
  fold();
  const auto& cases = rows_.of("cases");
  const auto own = cases_of_applicant(cases, "zhang", {3, ""});
  ASSERT_TRUE(own);
  ASSERT_EQ(own.value().rows.size(), 3U);
  EXPECT_EQ(own.value().rows[0].id, book_.cases()[3]->id);
  const auto rest_of_own = cases_of_applicant(cases, "zhang", {3, *own.value().next});
  ASSERT_EQ(rest_of_own.value().rows.size(), 1U);
  EXPECT_EQ(rest_of_own.value().next, std::nullopt);
  const auto count = [&](const std::vector<SeenScope>& scopes, const CaseFilter& filter) {
    const auto page = search_cases(cases, scopes, filter, {});
    EXPECT_TRUE(page);
    return page.value().rows.size();
  };
  EXPECT_EQ(count(all_of(""), {}), 6U);
  EXPECT_EQ(count(all_of("/330200"), {}), 3U);
  EXPECT_EQ(count({{"accounting", "", "", "seal"}}, {}), 2U);
  EXPECT_EQ(count(all_of(""), {"", "WITHDRAWN", {}}), 1U);
  EXPECT_EQ(count(all_of(""), {"", "", true}), 1U);
  EXPECT_EQ(count(all_of("/330000"), {"bookkeeping", "", false}), 1U);
}

TEST_F(Queries, a_timeline_shows_every_record_refused_ones_too) {
  auto& kase = book_.open_case();
  book_.submit(kase);
  book_.refuse(kase, Approved{"同意"}, HouseBook::staff("li", "approver"));
  book_.note(Adopted{"calendar", "2027", {}});
  const auto task = kase.first(DutyKind::task)->id;
  book_.add(kase, Accepted{"材料齐全"}, HouseBook::staff("wang", "window"),
            {"HANDLING", "CHECK_OPEN"}, {HouseBook::task("handle", "handler")}, {task});
  fold();
  const auto page = timeline_page(rows_.of("timeline"), kase.id, {});
  ASSERT_TRUE(page);
  ASSERT_EQ(page.value().rows.size(), 3U);
  const auto& [first, refused, accepted] =
      std::tie(page.value().rows[0].row, page.value().rows[1].row, page.value().rows[2].row);
  EXPECT_EQ(first.duties.size(), 5U);
  EXPECT_EQ(refused.kind, RecordKind::refused);
  ASSERT_TRUE(refused.refusal);
  EXPECT_EQ(refused.refusal->rule, "OtherThanHandler");
  EXPECT_EQ(refused.refusal->law, "行政许可法");
  EXPECT_EQ(accepted.sequence, 4U);
  EXPECT_EQ(accepted.met, Names{"precheck"});
  EXPECT_EQ(accepted.from[0], "PRECHECK");
  EXPECT_EQ(accepted.to[0], "HANDLING");
  EXPECT_EQ(accepted.who, "wang");
  EXPECT_EQ(page.value().rows[2].case_version, 3U);
  const auto second =
      timeline_page(rows_.of("timeline"), kase.id,
                    {2, *timeline_page(rows_.of("timeline"), kase.id, {2, ""}).value().next});
  ASSERT_EQ(second.value().rows.size(), 1U);
}

TEST_F(Queries, supervision_sees_what_is_due_what_passed_and_what_could_not_be_done) {
  auto& kase = book_.open_case();
  book_.submit(kase);
  auto& other = book_.open_case("/330200");
  book_.tick();
  book_.submit(other);
  fold();
  const auto& deadlines = rows_.of("deadlines");
  EXPECT_EQ(open_deadlines(deadlines, all_of("/330000"), {}, {}).value().rows.size(), 1U);
  auto open = open_deadlines(deadlines, all_of(""), {}, {});
  ASSERT_EQ(open.value().rows.size(), 2U);
  EXPECT_EQ(open.value().rows[0].at, HouseBook::begin + 5 * day);
  EXPECT_EQ(open.value().rows[0].row.case_id, kase.id);
  const auto limit = *kase.first(DutyKind::deadline);
  const auto check = *kase.first(DutyKind::check);
  book_.tick(6 * 24 * 60);
  book_.add(kase, DeemedAccepted{}, HouseBook::system("timer"), {"HANDLING", "CHECK_OPEN"}, {},
            {limit.id}, limit.id);
  const auto& outbox = rows_.of("outbox");
  EXPECT_EQ(checks_owed(outbox, "public_security", 0, {}).value().rows.size(), 2U);
  book_.add(kase, CheckUnavailable{check.id, 5, "timeout"}, HouseBook::system("public_security"),
            {"HANDLING", "CHECK_MANUAL"}, {HouseBook::task("check_by_hand", "window")}, {check.id},
            check.id);
  fold();
  EXPECT_EQ(open_deadlines(deadlines, all_of("/330000"), {}, {}).value().rows.size(), 0U);
  const auto passed = passed_deadlines(deadlines, all_of("/330000"), {}, {});
  ASSERT_EQ(passed.value().rows.size(), 1U);
  EXPECT_EQ(passed.value().rows[0].at, limit.duty.due);
  EXPECT_EQ(passed.value().rows[0].row.fact, "DeemedAccepted");
  EXPECT_EQ(passed_deadlines(deadlines, all_of("/330200"), {}, {}).value().rows.size(), 0U);
  EXPECT_EQ(checks_owed(outbox, "public_security", 0, {}).value().rows.size(), 1U);
  const auto incident = incidents(outbox, all_of("/330000"), {});
  ASSERT_EQ(incident.value().rows.size(), 1U);
  EXPECT_EQ(incident.value().rows[0].row.office, "public_security");
  EXPECT_EQ(incident.value().rows[0].row.attempts, 5U);
  EXPECT_TRUE(incidents(outbox, all_of("/330200"), {}).value().rows.empty());
  const auto* by_hand = &kase.open.back();
  EXPECT_EQ(incident.value().rows[0].row.task, by_hand->id);
  book_.add(kase, CheckedByHand{true, "电话核实"}, HouseBook::staff("li", "window"),
            {"HANDLING", "CHECK_PASSED"}, {}, {by_hand->id});
  fold();
  EXPECT_TRUE(incidents(outbox, all_of(""), {}).value().rows.empty());
  EXPECT_EQ(papers_owed(outbox, DutyKind::document, 0, {}).value().rows.size(), 2U);
  EXPECT_EQ(papers_owed(outbox, DutyKind::notice, 0, {}).value().rows[0].row.to, "received");
}

}  // namespace
}  // namespace vermilion::projections
