// How fast views fold: fold_rate [cases] [directory]
//
// Makes the records of so many cases of the profile that DESIGN §13 measures (submit, automatic
// check, acceptance, review by one person, approval by another, certificate, hand-over; one claim),
// a hundred of them open at a time, and prints records per second: each view's fold alone, the
// projector over RocksDB in batches of 512, a rebuild with sorted files, and verify.
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <filesystem>

#include "adapters/store/rocksdb/rocks_rows.hpp"
#include "base/check.hpp"
#include "projections/changes.hpp"
#include "projections/rebuild.hpp"
#include "projections/verify.hpp"
#include "tests/projections/house_book.hpp"

namespace {

using namespace vermilion;
using namespace vermilion::projections;
using test::HouseBook;

constexpr PartitionNumber zero[] = {0};

// One step of one case of the profile; false when it is closed.
bool step(HouseBook& book, HouseBook::Kept& kase, int at) {
  const auto task = [&] { return kase.first(DutyKind::task)->id; };
  const auto limit = [&] { return kase.first(DutyKind::deadline)->id; };
  const auto notice = [](const char* name) { return HouseBook::owe(DutyKind::notice, name, name); };
  switch (at) {
    case 0:
      book.submit(kase, "applicant-" + std::to_string(book.size() % 1'000));
      return true;
    case 1: {
      const auto check = kase.first(DutyKind::check)->id;
      book.add(kase, CheckPassed{check, "ps-1", {}}, HouseBook::system("public_security"),
               {"PRECHECK", "CHECK_PASSED"}, {}, {check}, check);
      return true;
    }
    case 2:
      book.claim(kase, task(), "window-1");
      return true;
    case 3:
      book.add(kase, Accepted{"材料齐全"}, HouseBook::staff("window-1", "window"),
               {"HANDLING", "CHECK_PASSED"},
               {HouseBook::task("handle", "handler"), book.deadline("decide", 10 * 24 * 60),
                HouseBook::owe(DutyKind::document, "acceptance_notice", "acceptance_notice"),
                notice("tell_accepted")},
               {task(), limit()});
      return true;
    case 4:
      book.add(kase, Proposed{true, "拟准予"}, HouseBook::staff("handler-1", "handler"),
               {"REVIEW", "CHECK_PASSED"}, {HouseBook::task("review", "approver")}, {task()});
      return true;
    case 5:
      book.add(kase, Approved{"同意"}, HouseBook::staff("approver-1", "approver"),
               {"APPROVED", "CHECK_PASSED"},
               {HouseBook::owe(DutyKind::document, "decision_letter", "decision_letter"),
                notice("tell_decided"), HouseBook::task("make", "maker"),
                book.deadline("deliver", 10 * 24 * 60)},
               {task(), limit()});
      return true;
    case 6:
      book.add(kase, CertificateMade{"DLJZ33010620260001"}, HouseBook::staff("maker-1", "maker"),
               {"MAKING", "CHECK_PASSED"},
               {HouseBook::owe(DutyKind::document, "licence", "licence"), notice("tell_ready"),
                HouseBook::task("hand_over", "window")},
               {task()});
      return true;
    case 7:
      book.add(kase, HandedOver{"窗口领取"}, HouseBook::staff("window-2", "window"),
               {"CLOSED", "CHECK_PASSED"}, {}, {task(), limit()});
      return true;
    default:
      return false;
  }
}

struct Took {
  double wall = 0;  // seconds
  double cpu = 0;   // seconds, all threads: what counts on a machine that others use too
};

template <class Work>
Took seconds(Work&& work) {
  const auto begin = std::chrono::steady_clock::now();
  const auto cpu = std::clock();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC};
}

void say(const std::string& what, std::size_t records, const Took& took) {
  const auto count = static_cast<double>(records);
  fmt::print("{:<28} {:>10.0f} records/s {:>8.2f} us of CPU a record\n", what, count / took.wall,
             took.cpu / count * 1e6);
}

std::unique_ptr<RocksRows> open_rows(const std::string& directory) {
  std::filesystem::remove_all(directory);
  auto rows = RocksRows::open(directory);
  VERMILION_CHECK(rows, "the rows open");
  return std::move(rows.value());
}

}  // namespace

int main(int argc, char** argv) {
  const auto cases = argc > 1 ? std::stoul(argv[1]) : 25'000;
  const std::string directory = argc > 2 ? argv[2] : "fold_rate.rows";
  HouseBook book;
  std::vector<std::pair<HouseBook::Kept*, int>> open;
  std::mt19937_64 random{1};
  for (std::size_t made = 0; made < cases || !open.empty();) {
    if (made < cases && open.size() < 100) {
      static const char* paths[] = {"/330000/330100/330106", "/330000/330100/330108", "/330200"};
      open.emplace_back(&book.open_case(paths[made % 3]), 0);
      ++made;
    }
    const auto at = random() % open.size();
    if (!step(book, *open[at].first, open[at].second++)) {
      open[at] = open.back();
      open.pop_back();
    }
    if (book.size() % 64 == 0) book.tick();
  }
  const auto records = book.size();
  fmt::print("{} records of {} cases, {} octets a record\n", records, cases,
             book.octets() / records);
  say("decode and hash", records, seconds([&] {
        VERMILION_CHECK(book.read(0, 1, [](const Entry& entry) -> Result<void> {
          VERMILION_TRY(decoded(entry));
          return ok();
        }));
      }));
  const auto all = book.in_hand(1, records);
  for (const auto& view : all_views()) {
    Changes changes{nullptr};
    std::size_t rows = 0;
    const auto took = seconds([&] {
      for (const auto& record : all) {
        VERMILION_CHECK(view->fold(changes, *record.header, *record.body, *record.decision));
      }
      rows = changes.sorted().size();
    });
    say(fmt::format("{} ({:.1f} rows each)", view->name(),
                    static_cast<double>(rows) / static_cast<double>(records)),
        records, took);
  }
  {
    auto rows = open_rows(directory);
    auto projector = Projector::open(*rows, book, all_views());
    VERMILION_CHECK(projector);
    say("projector over RocksDB", records, seconds([&] {
          for (Sequence at = 1; at <= records; at += 512) {
            const auto last = std::min<Sequence>(records, at + 511);
            VERMILION_CHECK(projector.value()->take(0, book.in_hand(at, last)));
          }
        }));
  }
  {
    auto rows = open_rows(directory);
    RebuildOptions options;
    options.ingest = [&](std::string_view family, std::span<const ChangeView> sorted,
                         PartitionNumber partition, Sequence position) {
      auto at = sorted.begin();
      return rows->ingest_sorted(family,
                                 [&]() -> std::optional<SortedChange> {
                                   if (at == sorted.end()) return std::nullopt;
                                   const SortedChange next{at->key, at->value};
                                   ++at;
                                   return next;
                                 },
                                 {{partition, position}});
    };
    say("rebuild, sorted files", records,
        seconds([&] { VERMILION_CHECK(rebuild(book, *rows, all_views(), zero, options)); }));
    std::vector<Verified> families;
    for (const auto& view : all_views()) {
      families.push_back(verified(view, *rows->family(view->name()).value()));
    }
    bool good = true;
    say("verify", records, seconds([&] {
          const auto reports = verify(book, zero, families);
          VERMILION_CHECK(reports);
          for (const auto& report : reports.value()) good = good && report.good();
        }));
    VERMILION_CHECK(good, "what was rebuilt is what folding makes");
  }
  std::filesystem::remove_all(directory);
  return 0;
}
