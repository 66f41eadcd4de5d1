// verify: what is missing, surplus or different is said, for each view and both ways.
#include "projections/verify.hpp"

#include "projections/projector.hpp"
#include "tests/projections/book_rows.hpp"
#include "tests/projections/house_book.hpp"

namespace vermilion::projections {
namespace {

using test::BookRows;
using test::HouseBook;

constexpr PartitionNumber zero[] = {0};

struct House {
  explicit House(std::uint64_t seed) {
    std::mt19937_64 random{seed};
    while (book.size() < 400) book.step(random);
    auto projector = Projector::open(rows, book, all_views());
    EXPECT_TRUE(projector);
    EXPECT_TRUE(projector.value()->catch_up(0));
  }
  std::vector<VerifiedFamily> verify(const VerifyOptions& options = {}) {
    std::vector<Verified> families;
    for (const auto& view : all_views()) {
      families.push_back(verified(view, rows.of(view->name())));
    }
    auto reports = projections::verify(book, zero, families, options);
    EXPECT_TRUE(reports);
    return std::move(reports.value());
  }
  HouseBook book;
  BookRows rows;
};

TEST(Verify, finds_nothing_where_nothing_is_wrong) {
  House house{1};
  for (const auto& report : house.verify()) {
    EXPECT_TRUE(report.good()) << report.name;
    EXPECT_EQ(report.records, house.book.size());
    EXPECT_EQ(report.rows, house.rows.of(report.name).rows.size());
    EXPECT_GT(report.rows, 0U) << report.name;
  }
}

TEST(Verify, finds_one_row_deleted_and_one_added_in_each_view) {
  House house{2};
  std::map<std::string, std::pair<Bytes, Bytes>> planted;
  for (const auto& view : all_views()) {
    auto& rows = house.rows.of(view->name()).rows;
    auto middle = rows.begin();
    std::advance(middle, static_cast<std::ptrdiff_t>(rows.size() / 2));
    const auto gone = middle->first;
    const auto added = gone + "+";
    rows[added] = middle->second;
    rows.erase(gone);
    planted[std::string{view->name()}] = {gone, added};
  }
  const auto reports = house.verify();
  ASSERT_EQ(reports.size(), all_views().size());
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto& report = reports[i];
    const auto shapes = all_views()[i]->keys();
    ASSERT_EQ(report.findings.size(), 2U) << report.name;
    EXPECT_EQ(report.missing, 1U);
    EXPECT_EQ(report.surplus, 1U);
    EXPECT_EQ(report.findings[0].fault, RowFault::missing);
    EXPECT_EQ(report.findings[0].where, readable(shapes, planted[report.name].first));
    EXPECT_EQ(report.findings[0].where.find("octets"), std::string::npos);
    EXPECT_EQ(report.findings[1].fault, RowFault::surplus);
  }
}

TEST(Verify, names_every_row_by_a_shape_of_its_view) {
  House house{3};
  for (const auto& view : all_views()) {
    for (const auto& [key, value] : house.rows.of(view->name()).rows) {
      EXPECT_EQ(readable(view->keys(), key).find("octets"), std::string::npos) << to_hex(key);
    }
  }
}

TEST(Verify, finds_a_changed_row_and_counts_beyond_what_it_names) {
  House house{4};
  for (auto& [key, value] : house.rows.of("timeline").rows) value += "!";
  VerifyOptions options;
  options.findings_max = 3;
  for (const auto& report : house.verify(options)) {
    if (report.name != "timeline") {
      EXPECT_TRUE(report.good());
      continue;
    }
    EXPECT_EQ(report.different, house.rows.of("timeline").rows.size());
    EXPECT_EQ(report.findings.size(), 3U);
  }
}

TEST(Verify, compares_each_view_at_its_own_position) {
  House house{5};
  // One family lags: folded to 100 only.
  auto& lagging = house.rows.of("worklist");
  ASSERT_TRUE(lagging.clear());
  BookRows other;
  auto projector = Projector::open(other, house.book, all_views());
  ASSERT_TRUE(projector);
  ASSERT_TRUE(projector.value()->take(0, house.book.in_hand(1, 100)));
  lagging.rows = other.of("worklist").rows;
  lagging.positions[0] = 100;
  for (const auto& report : house.verify()) {
    EXPECT_TRUE(report.good()) << report.name;
    EXPECT_EQ(report.records, report.name == "worklist" ? 100U : house.book.size());
  }
}

TEST(Verify, says_that_a_family_is_ahead_of_the_journal) {
  House house{6};
  house.rows.of("outbox").positions[0] += 7;
  for (const auto& report : house.verify()) {
    ASSERT_EQ(report.good(), report.name != "outbox");
    if (!report.good()) {
      EXPECT_EQ(report.findings[0].fault, RowFault::ahead);
    }
  }
}

TEST(Verify, takes_any_fold_that_is_written_for_overlays) {
  House house{7};
  auto& stored = house.rows.of("count");
  std::vector<Verified> families(1);
  families[0].name = "count";
  families[0].family = &stored;
  families[0].readable = [](BytesView key) { return Bytes{key}; };
  families[0].fold = over_overlay([](Overlay& rows, const Header&, const Body& body, const Digest&,
                                     const DecisionName&) -> Result<void> {
    VERMILION_TRY(const auto before, rows.get(body.fact));
    rows.put(body.fact, std::to_string((before ? std::stoul(*before) : 0U) + 1));
    return ok();
  });
  stored.positions[0] = 1;
  stored.rows["Submitted"] = "1";
  auto report = verify(house.book, zero, families);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report.value()[0].good());
  stored.rows["Submitted"] = "2";
  report = verify(house.book, zero, families);
  ASSERT_TRUE(report);
  EXPECT_EQ(report.value()[0].different, 1U);
}

}  // namespace
}  // namespace vermilion::projections
