#include "app/hall/hall.hpp"

#include <fmt/format.h>

#include <future>

#include "adapters/system/read_ahead.hpp"
#include "app/hall/house_record.hpp"
#include "events/facts/approval.hpp"
#include "projections/view.hpp"
#include "workflows/approval/1/edition.hpp"
#include "workflows/register/1/edition.hpp"
#include "workflows/worklist/1/edition.hpp"

namespace vermilion {

Editions make_editions() {
  Editions editions;
  editions.add(make_approval_1());
  editions.add(make_register_1());
  editions.add(make_worklist_1());
  return editions;
}

Result<std::unique_ptr<Hall>> Hall::open(HallOptions options) {
  std::unique_ptr<Hall> hall{new Hall};
  VERMILION_TRY(hall->build(std::move(options)));
  return hall;
}

Hall::~Hall() {
  stop();
}

void Hall::stop() {
  if (std::exchange(stopped_, true)) return;
  if (loop_) loop_->stop();
  if (views_) views_->stop();
  if (rows_) {
    // Losing what is not flushed costs a fold at the next start, never a fact.
    const auto flushed = rows_->flush();
    if (!flushed) notices_.push_back("views were not flushed: " + flushed.error().text());
  }
}

Result<void> Hall::build(HallOptions options) {
  VERMILION_TRY(open_house(options));
  VERMILION_TRY(open_stores(options));
  return start_loop(options);
}

Result<void> Hall::open_house(const HallOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  if (error) {
    return fail(Code::io, fmt::format("{} cannot be made: {}", options.directory, error.message()));
  }
  auto journal = SegmentJournal::open(files_, options.directory, options.segments);
  if (!journal && journal.error().code == Code::not_found) {
    HouseId house;
    random_.fill(reinterpret_cast<char*>(house.octets.data()), house.octets.size());
    system_clock_ = std::make_unique<SystemClock>();
    const auto starts = options.set_clock.value_or(system_clock_->now());
    const HouseFounded founded{options.house_name, options.set_clock.has_value(), starts};
    VERMILION_TRY(
        SegmentJournal::found(files_, options.directory, make_house_record(house, founded)));
    journal = SegmentJournal::open(files_, options.directory, options.segments);
  }
  if (!journal) return fail(journal.error().code, journal.error().detail);
  journal_ = std::move(journal.value());
  VERMILION_TRY(founded_, read_house_record(journal_->house_record()));
  notices_ = journal_->report().lines();
  if (founded_.set_clock != options.set_clock.has_value() && options.set_clock) {
    return fail(Code::invalid,
                "this house keeps the real clock, as its first record says: --clock is refused");
  }
  if (founded_.set_clock) {
    set_clock_ = std::make_unique<SetClock>(options.set_clock.value_or(founded_.starts_at));
    clock_ = set_clock_.get();
    notices_.push_back("this house keeps a set clock: nothing in it has legal effect");
  } else {
    system_clock_ = std::make_unique<SystemClock>();
    clock_ = system_clock_.get();
  }
  return ok();
}

Result<void> Hall::open_stores(const HallOptions& options) {
  const auto in = [&](const char* name) { return options.directory + "/" + name; };
  VERMILION_TRY(keys_, FileKeys::open(in("keys")));
  VERMILION_TRY(blobs_, FileBlobs::open(in("blobs")));
  sealer_ = std::make_unique<Sealer>(*keys_, random_);
  VERMILION_TRY(rows_, RocksRows::open(in("rows"), options.sizes));
  VERMILION_TRY(core_, rows_->family("core"));
  loader_ = std::make_unique<Loader>(*blobs_);
  editions_ = make_editions();
  if (options.views) {
    VERMILION_TRY(projector_, Projector::open(*rows_, *journal_, projections::all_views(),
                                              options.waiters_max));
    VERMILION_TRY(projector_->catch_up(partition));
    views_ = std::make_unique<ViewsThread>(ViewsThread::Parts{
        [this](const std::vector<Written>& records) { return fold_views(records); },
        [this] { return projector_->catch_up(partition); },
        [this] { return projector_->waiters().waiting() > 0; },
        [this] { projector_->waiters().expire(SystemClock{}.now()); }});
  }
  return ok();
}

Result<void> Hall::fold_views(const std::vector<Written>& records) {
  std::vector<RecordInHand> batch;
  batch.reserve(records.size());
  for (const auto& record : records) {
    batch.push_back({&record.header, record.body.get(), &record.decision});
  }
  return projector_->take(partition, batch);
}

Result<void> Hall::start_loop(const HallOptions& options) {
  EngineLoop::Parts parts;
  parts.owner = {journal_->house(), partition, &editions_, loader_.get(), journal_.get(), core_};
  parts.owner.settle_rows = 2'048;
  parts.owner.replaying.read = read_ahead;
  parts.owner.replaying.beside = beside;
  parts.journal = journal_.get();
  parts.clock = clock_;
  parts.silence = [this] { static_cast<void>(journal_->silence(partition)); };
  parts.close = [this] { static_cast<void>(journal_->close(partition)); };
  parts.roll = [this] { return journal_->roll(partition); };
  parts.nonce = [this] {
    Octets<16> nonce{};
    random_.fill(reinterpret_cast<char*>(nonce.data()), nonce.size());
    return nonce;
  };
  for (const auto& reference : options.references) {
    // Durable before the record that names it.
    VERMILION_TRY(const auto digest, blobs_->put(reference.text));
    parts.adopt.push_back({reference.what, reference.version, digest});
  }
  parts.feed = [this](std::vector<Written>&& records) {
    if (views_) views_->push(std::move(records));
  };
  parts.batch =
      options.batch ? options.batch : [](const std::function<void()>& answers) { answers(); };
  loop_ = std::make_unique<EngineLoop>(std::move(parts), options.loop);
  // A set clock goes on from the last record, not from where the house began.
  const auto last = journal_->last(partition);
  if (set_clock_ && last > 0) {
    VERMILION_TRY(const auto record, journal_->read_one(partition, last));
    VERMILION_TRY(const auto body, read_body(record));
    if (set_clock_->now() < body.recorded_at) {
      VERMILION_TRY(set_clock_->move_to(body.recorded_at));
    }
  }
  if (views_) views_->start();
  VERMILION_TRY(loop_->start());
  return ok();
}

Result<Sequence> Hall::submitted_at(const CaseId& id) const {
  VERMILION_TRY(const auto kase, core::load_case(*core_, id));
  // core is written behind the views' back: what is not there yet will be.
  if (!kase) return fail(Code::unavailable, "core has no case " + id.text() + " yet");
  for (const auto& act : kase->acts) {
    if (act.fact == Submitted::name) return act.sequence;
  }
  return fail(Code::not_found, "case " + id.text() + " has no accepted application");
}

std::string Hall::views_stopped() const {
  if (views_ && !views_->stopped().empty()) return views_->stopped();
  if (projector_) {
    for (const auto& view : projector_->stopped()) return view.why;
  }
  return {};
}

Result<void> Hall::adopt(const HallReference& reference) {
  VERMILION_TRY(const auto digest, blobs_->put(reference.text));
  std::promise<Result<void>> adopted;
  auto answer = adopted.get_future();
  const bool posted = loop_->post([&](Owner& owner, Instant now) {
    adopted.set_value(owner.adopt({reference.what, reference.version, digest}, now));
  });
  if (!posted) return fail(Code::unavailable, "the partition takes nothing more");
  return answer.get();
}

Result<void> Hall::move_clock(Instant to) {
  if (!set_clock_) {
    return fail(Code::conflict, "this house keeps the real clock; it cannot be moved");
  }
  std::promise<Result<void>> moved;
  auto answer = moved.get_future();
  const bool posted = loop_->post([&](Owner& owner, Instant) {
    auto result = set_clock_->move_to(to);
    if (result) {
      result = owner.record_house_fact(ClockMoved::name, ClockMoved::schema, encode(ClockMoved{to}),
                                       set_clock_->now());
    }
    moved.set_value(std::move(result));
  });
  if (!posted) return fail(Code::unavailable, "the partition takes nothing more");
  return answer.get();
}

}  // namespace vermilion
