// The projector: however records arrive, the views are what one fold of them is.
#include "projections/projector.hpp"

#include "projections/rebuild.hpp"
#include "projections/verify.hpp"
#include "tests/projections/book_rows.hpp"
#include "tests/projections/house_book.hpp"

namespace vermilion {
namespace {

using projections::all_views;
using test::BookRows;
using test::HouseBook;

constexpr PartitionNumber zero[] = {0};

// Every view's rows, folded record by record.
std::map<std::string, BookRows::Map> folded_once(const HouseBook& book) {
  std::map<std::string, BookRows::Map> all;
  for (const auto& view : all_views()) {
    projections::PlainRows rows;
    for (const auto& record : book.in_hand(1, book.size())) {
      EXPECT_TRUE(view->fold(rows, *record.header, *record.body, *record.decision));
    }
    for (const auto& [key, value] : rows.all()) all[std::string{view->name()}][key] = value;
    all[std::string{view->name()}];
  }
  return all;
}

std::unique_ptr<Projector> open(BookRows& rows, HouseBook& book) {
  auto projector = Projector::open(rows, book, all_views());
  EXPECT_TRUE(projector);
  return std::move(projector.value());
}

TEST(Projector, random_batches_and_crashes_give_what_one_fold_gives) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    std::mt19937_64 random{seed};
    HouseBook book;
    const auto steps = 20 + random() % 300;
    for (std::uint64_t i = 0; i < steps; ++i) book.step(random);
    BookRows rows;
    auto projector = open(rows, book);
    for (Sequence at = 0; at < book.size();) {
      // A crash: some families keep their last batches, one does not get this one.
      if (random() % 6 == 0) {
        auto& unlucky = rows.of(all_views()[random() % all_views().size()]->name());
        unlucky.fails = true;
        const auto last = std::min<Sequence>(book.size(), at + 1 + random() % 40);
        // It may have the batch already, from a crash in which another was unlucky.
        const bool lacks_it = unlucky.position(0) < last;
        EXPECT_EQ(projector->take(0, book.in_hand(at + 1, last)).has_value(), !lacks_it);
        unlucky.fails = false;
        projector = open(rows, book);
      }
      // A batch may overlap what is known, or leave a gap that the journal fills.
      const auto first = random() % 5 == 0 ? std::min<Sequence>(book.size(), at + 1 + random() % 9)
                         : random() % 4 == 0 ? at / 2 + 1
                                             : at + 1;
      const auto last = std::min<Sequence>(book.size(), std::max(first, at + 1 + random() % 40));
      ASSERT_TRUE(projector->take(0, book.in_hand(first, last)));
      at = projector->position(0);
      ASSERT_GE(at, last);
    }
    ASSERT_EQ(rows.all(), folded_once(book)) << "seed " << seed;
    EXPECT_TRUE(projector->stopped().empty());
  }
}

TEST(Projector, one_batch_is_one_write_a_view) {
  HouseBook book;
  for (int i = 0; i < 100; ++i) book.submit(book.open_case());
  BookRows rows;
  const auto projector = open(rows, book);
  ASSERT_TRUE(projector->take(0, book.in_hand(1, book.size())));
  for (const auto& view : all_views()) EXPECT_EQ(rows.of(view->name()).writes, 1U);
  EXPECT_EQ(book.reads(), 0U);
}

TEST(Projector, a_record_that_a_view_cannot_take_stops_that_view_and_no_other) {
  HouseBook book;
  for (int i = 0; i < 5; ++i) book.submit(book.open_case());
  book.spoil(4);
  BookRows rows;
  const auto projector = open(rows, book);
  ASSERT_TRUE(projector->take(0, book.in_hand(1, 5)));
  const auto stopped = projector->stopped();
  ASSERT_EQ(stopped.size(), 2U);  // worklist and cases read worklist acts; the others do not
  EXPECT_EQ(stopped[0].view, "worklist");
  EXPECT_EQ(stopped[0].at, (Position{0, 4}));
  EXPECT_NE(stopped[0].why.find("record 4"), std::string::npos);
  EXPECT_EQ(projector->position(0), 3U);
  EXPECT_EQ(projector->position("worklist", 0).value(), 3U);
  EXPECT_EQ(projector->position("timeline", 0).value(), 5U);
  // It stays stopped, the others go on.
  book.submit(book.open_case());
  ASSERT_TRUE(projector->take(0, book.in_hand(6, 6)));
  EXPECT_EQ(projector->position("timeline", 0).value(), 6U);
  EXPECT_EQ(projector->position("worklist", 0).value(), 3U);
  EXPECT_EQ(projector->stopped().size(), 2U);
}

TEST(Projector, rebuilding_gives_the_same_rows_however_small_its_table_is) {
  std::mt19937_64 random{7};
  HouseBook book;
  while (book.size() < 1'500) book.step(random);
  BookRows rows;
  const auto projector = open(rows, book);
  ASSERT_TRUE(projector->catch_up(0));
  const auto before = rows.all();
  ASSERT_EQ(before, folded_once(book));
  for (const std::size_t octets : {std::size_t{1}, std::size_t{50'000}, std::size_t{64} << 20U}) {
    for (const auto& view : all_views()) rows.of(view->name()).rows["Z surplus"] = "x";
    projections::RebuildOptions options;
    options.table_octets = octets;
    std::uint64_t seen = 0;
    options.progress = [&](std::uint64_t records) { seen = records; };
    const auto rebuilt = projections::rebuild(book, rows, all_views(), zero, options);
    ASSERT_TRUE(rebuilt);
    EXPECT_EQ(seen, book.size());
    for (const auto& view : rebuilt.value()) {
      EXPECT_EQ(view.records, book.size());
      EXPECT_EQ(view.stopped, "");
    }
    EXPECT_EQ(rows.all(), before);
  }
  projector->reset();
  EXPECT_EQ(projector->position(0), book.size());
}

TEST(Projector, a_rebuild_names_the_record_that_a_view_cannot_take) {
  HouseBook book;
  for (int i = 0; i < 5; ++i) book.submit(book.open_case());
  book.spoil(4);
  BookRows rows;
  const auto rebuilt = projections::rebuild(book, rows, all_views(), zero);
  ASSERT_TRUE(rebuilt);
  EXPECT_NE(rebuilt.value()[0].stopped.find("record 4 of partition 0"), std::string::npos);
  EXPECT_EQ(rebuilt.value()[2].stopped, "");
}

TEST(Projector, waiters_hear_of_their_position_once_it_is_folded) {
  HouseBook book;
  for (int i = 0; i < 3; ++i) book.submit(book.open_case());
  BookRows rows;
  const auto projector = open(rows, book);
  std::vector<std::string> heard;
  using Waited = PositionWaiters::Waited;
  const auto note = [&](std::string name) {
    return [&heard, name](Waited how) {
      heard.push_back(name + (how == Waited::reached ? " reached" : " expired"));
    };
  };
  ASSERT_TRUE(projector->waiters().wait({0, 2}, Instant{100}, note("second")));
  ASSERT_TRUE(projector->waiters().wait({0, 9}, Instant{50}, note("ninth")));
  EXPECT_EQ(projector->waiters().next_expiry(), Instant{50});
  ASSERT_TRUE(projector->take(0, book.in_hand(1, 1)));
  EXPECT_TRUE(heard.empty());
  ASSERT_TRUE(projector->take(0, book.in_hand(2, 3)));
  EXPECT_EQ(heard, std::vector<std::string>{"second reached"});
  ASSERT_TRUE(projector->waiters().wait({0, 3}, Instant{100}, note("third")));
  EXPECT_EQ(heard.back(), "third reached");
  EXPECT_EQ(projector->waiters().expire(Instant{49}), 0U);
  EXPECT_EQ(projector->waiters().expire(Instant{50}), 1U);
  EXPECT_EQ(heard.back(), "ninth expired");
  EXPECT_EQ(projector->waiters().waiting(), 0U);
}

TEST(PositionWaiters, past_the_bound_waiting_is_refused) {
  PositionWaiters waiters{2};
  const auto nothing = [](PositionWaiters::Waited) {};
  ASSERT_TRUE(waiters.wait({0, 1}, Instant{1}, nothing));
  ASSERT_TRUE(waiters.wait({1, 1}, Instant{1}, nothing));
  const auto refused = waiters.wait({0, 2}, Instant{1}, nothing);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::full);
  waiters.reached(0, 5);
  EXPECT_EQ(waiters.waiting(), 1U);
  EXPECT_TRUE(waiters.wait({0, 6}, Instant{1}, nothing));
  const auto impossible = waiters.wait({16, 1}, Instant{1}, nothing);
  ASSERT_FALSE(impossible);
  EXPECT_EQ(impossible.error().code, Code::invalid);
}

}  // namespace
}  // namespace vermilion
