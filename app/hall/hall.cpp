#include "app/hall/hall.hpp"

#include <fmt/format.h>

#include <chrono>
#include <future>
#include <thread>

#include "adapters/system/durable_files.hpp"
#include "adapters/system/read_ahead.hpp"
#include "app/hall/house_record.hpp"
#include "events/facts/approval.hpp"
#include "projections/view.hpp"
#include "projections/views/directory.hpp"
#include "workflows/approval/1/edition.hpp"
#include "workflows/bill/1/edition.hpp"
#include "workflows/bill/2/edition.hpp"
#include "workflows/clock/1/edition.hpp"
#include "workflows/comparison/1/edition.hpp"
#include "workflows/consent/1/edition.hpp"
#include "workflows/delivery/1/edition.hpp"
#include "workflows/directory/1/edition.hpp"
#include "workflows/enrolment/1/edition.hpp"
#include "workflows/filing/1/edition.hpp"
#include "workflows/mandate/1/edition.hpp"
#include "workflows/numbers/1/edition.hpp"
#include "workflows/recognition/1/edition.hpp"
#include "workflows/register/1/edition.hpp"
#include "workflows/registrant/1/edition.hpp"
#include "workflows/service/1/edition.hpp"
#include "workflows/session/1/edition.hpp"
#include "workflows/signer/1/edition.hpp"
#include "workflows/worklist/1/edition.hpp"
#include "workflows/worklist/2/edition.hpp"

namespace vermilion {
namespace {

constexpr std::int64_t durable_within_us = 10 * microseconds_a_second;
// Grows when a row of core or of a view is written otherwise than before: rows are a cache of the
// journal, and those of another form are folded anew.
constexpr std::string_view rows_form = "9\n";
constexpr std::size_t rows_form_max = 16;
constexpr auto owned_elsewhere = "this node does not write the partition now";

// `directory`/`name` leads to where all nodes see it, so that tools find it as in a house that is
// alone. Errors: conflict (there is one of this node's own), io, full.
Result<void> lead_to(const std::string& shared, const std::string& directory, const char* name) {
  VERMILION_TRY(make_durable_directory(shared + "/" + name, Access::owner));
  std::error_code error;
  const auto here = std::filesystem::path{directory} / name;
  const auto there = std::filesystem::canonical(std::filesystem::path{shared} / name, error);
  if (std::filesystem::exists(here, error)) {
    if (std::filesystem::canonical(here, error) == there) return ok();
    return fail(Code::conflict, here.string() + " is not that of --shared: move what it holds to " +
                                    there.string() + " first");
  }
  std::filesystem::remove(here, error);  // a link that leads nowhere any more
  std::filesystem::create_directory_symlink(there, here, error);
  if (error) return fail(Code::io, fmt::format("{}: {}", here.string(), error.message()));
  return ok();
}

}  // namespace

Editions make_editions() {
  Editions editions;
  editions.add(make_approval_1());
  editions.add(make_consent_1());
  editions.add(make_delivery_1());
  editions.add(make_directory_1());
  editions.add(make_mandate_1());
  editions.add(make_register_1());
  editions.add(make_service_1());
  editions.add(make_clock_1());
  editions.add(make_bill_1());
  editions.add(make_bill_2());
  editions.add(make_numbers_1());
  editions.add(make_signer_1());
  editions.add(make_session_1());
  editions.add(make_enrolment_1());
  editions.add(make_registrant_1());
  editions.add(make_comparison_1());
  editions.add(make_filing_1());
  editions.add(make_recognition_1());
  editions.add(make_worklist_1());
  editions.add(make_worklist_2());
  return editions;
}

Result<std::unique_ptr<Hall>> Hall::open(const HallOptions& options) {
  std::unique_ptr<Hall> hall{new Hall};
  VERMILION_TRY(hall->build(options));
  return hall;
}

Hall::~Hall() {
  stop();
}

void Hall::stop() {
  if (std::exchange(stopped_, true)) return;
  if (loop_) loop_->stop();
  // Whoever takes over need not wait until this node's views are folded.
  if (house_) house_->leave();
  if (views_) views_->stop();
  if (rows_) {
    // Losing what is not flushed costs a fold at the next start, never a fact.
    const auto flushed = rows_->flush();
    if (!flushed) notices_.push_back("views were not flushed: " + flushed.error().text());
  }
  if (house_) house_->close();
}

Result<void> Hall::build(const HallOptions& options) {
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
  const auto make = [&] {
    HouseId house;
    random_.fill(reinterpret_cast<char*>(house.octets.data()), house.octets.size());
    const auto starts = options.set_clock.value_or(SystemClock{}.now());
    return make_house_record(house, {options.house_name, options.set_clock.has_value(), starts});
  };
  if (options.kafka) {
    VERMILION_TRY(house_,
                  open_kafka(files_, options.directory, *options.kafka, options.loop.node, make));
  } else {
    VERMILION_TRY(house_, open_segments(files_, options.directory, options.segments, make));
  }
  VERMILION_TRY(founded_, read_house_record(journal().house_record()));
  notices_ = house_->notices();
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
  if (!options.shared.empty()) {
    VERMILION_TRY(make_durable_directory(options.shared, Access::owner));
    for (const auto* store : {"keys", "blobs", "papers", "materials", "drafts"}) {
      VERMILION_TRY(lead_to(options.shared, options.directory, store));
    }
  }
  keys_directory_ = options.directory + "/keys";
  shares_keys_ = !options.shared.empty();
  VERMILION_TRY(keys_, FileKeys::open(keys_directory_,
                                      {.shared = shares_keys_, .hall_key = options.hall_key}));
  VERMILION_TRY(blobs_, FileBlobs::open(options.directory + "/blobs"));
  sealer_ = std::make_unique<Sealer>(*keys_, random_, &closed_keys_);
  access_ = std::make_unique<AccessLog>(files_, options.directory + "/access", journal(), random_);
  VERMILION_TRY(drop_rows_of_another_form(options.directory));
  VERMILION_TRY(rows_, RocksRows::open(options.directory + "/rows", options.sizes));
  VERMILION_TRY(core_, rows_->family("core"));
  loader_ = std::make_unique<Loader>(*blobs_);
  editions_ = make_editions();
  if (options.views) {
    VERMILION_TRY(projector_, Projector::open(*rows_, journal(), projections::all_views(),
                                              options.waiters_max));
    VERMILION_TRY(projector_->catch_up(partition));
    VERMILION_TRY(close_keys());
    views_ = std::make_unique<ViewsThread>(ViewsThread::Parts{
        [this](const std::vector<Written>& records) { return fold_views(records); },
        [this]() -> Result<void> {
          VERMILION_TRY(projector_->catch_up(partition));
          return close_keys();
        },
        [this] { return projector_->waiters().waiting() > 0; },
        [this] { projector_->waiters().expire(SystemClock{}.now()); }});
  }
  return ok();
}

Result<void> Hall::drop_rows_of_another_form(const std::string& directory) {
  const auto file = directory + "/rows.form";
  VERMILION_TRY(const auto form, read_whole_file(file, rows_form_max));
  if (form && *form == rows_form) return ok();
  std::error_code error;
  const auto removed = std::filesystem::remove_all(directory + "/rows", error);
  if (error) return fail(Code::io, fmt::format("{}/rows: {}", directory, error.message()));
  if (removed > 0) {
    notices_.push_back("the rows were of another program's form, and are folded anew");
  }
  return write_durable_file(file, rows_form, Access::owner, Existing::replaced);
}

Result<void> Hall::fold_views(const std::vector<Written>& records) {
  std::vector<RecordInHand> batch;
  batch.reserve(records.size());
  for (const auto& record : records) {
    batch.push_back({&record.header, record.body.get(), &record.decision});
  }
  VERMILION_TRY(projector_->take(partition, batch));
  return close_keys();
}

Result<void> Hall::close_keys() {
  VERMILION_TRY(const auto* rows, projector_->family("directory"));
  VERMILION_TRY(const auto changed, rows->get(projections::closed_changed_key()));
  const auto at = changed && changed->size() == 8 ? get_big<std::uint64_t>(changed->data()) : 0;
  if (at == closed_at_) return ok();
  std::map<KeyId, ClosedKeys::Why> closed;
  const auto prefix = projections::closed_prefix();
  VERMILION_TRY(rows->scan(prefix, after_prefix(prefix), [&](BytesView key, BytesView why) {
    const auto id = from_hex(key.substr(prefix.size(), 32));
    if (id && id->size() == 16) {
      closed[KeyId{octets_of<16>(*id)}] =
          why == "e" ? ClosedKeys::Why::erased : ClosedKeys::Why::restricted;
    }
    return true;
  }));
  closed_keys_.replace(std::move(closed));
  closed_at_ = at;
  return ok();
}

Result<void> Hall::start_loop(const HallOptions& options) {
  EngineLoop::Parts parts;
  parts.owner = {journal().house(), partition, &editions_, loader_.get(), &journal(), core_};
  parts.owner.settle_rows = 2'048;
  parts.owner.replaying.read = read_ahead;
  parts.owner.replaying.beside = beside;
  parts.journal = &journal();
  parts.clock = clock_;
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
  parts.reigns = [this]() -> Result<void> {
    VERMILION_TRY(erase_again());
    return resume_clock();
  };
  parts.first_token = [this](const core::FoundingRow& founding) { return first_token(founding); };
  VERMILION_TRY(house_->join(parts));
  if (parts.rivals) {
    parts.rivals->fell_behind = [this] {
      if (views_) views_->fall_behind();
    };
  }
  loop_ = std::make_unique<EngineLoop>(std::move(parts), options.loop);
  VERMILION_TRY(resume_clock());
  if (views_) views_->start();
  VERMILION_TRY(loop_->start());
  return ok();
}

// Made anew when it was lost and this node is the only one that could have it.
Result<std::optional<Digest>> Hall::first_token(const core::FoundingRow& founding) {
  const auto path = keys_directory_ + "/" + first_token_name;
  std::error_code error;
  if (founding.administered) {
    std::filesystem::remove(path, error);
    return std::optional<Digest>{};
  }
  const bool there = std::filesystem::exists(path, error);
  const bool made = founding.awaited != Digest{};
  notices_.push_back("nobody administers this house yet: whoever shows the token in " + path +
                     " becomes the first administrator");
  if (made && (there || shares_keys_)) return std::optional<Digest>{};
  Octets<32> token{};
  random_.fill(reinterpret_cast<char*>(token.data()), token.size());
  VERMILION_TRY(
      write_durable_file(path, to_hex(view_of(token)) + "\n", Access::owner, Existing::replaced));
  return std::optional{sha256(view_of(token))};
}

Result<void> Hall::resume_clock() {
  const auto last = journal().last(partition);
  if (!set_clock_ || last == 0) return ok();
  VERMILION_TRY(const auto record, journal().read_one(partition, last));
  VERMILION_TRY(const auto body, read_body(record));
  if (set_clock_->now() < body.recorded_at) {
    VERMILION_TRY(set_clock_->move_to(body.recorded_at));
  }
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
  const bool posted = loop_->post([&](Owner* owner, Instant now) {
    adopted.set_value(owner == nullptr
                          ? fail(Code::unavailable, owned_elsewhere)
                          : owner->adopt({reference.what, reference.version, digest}, now));
  });
  if (!posted) return fail(Code::unavailable, owned_elsewhere);
  return answer.get();
}

Result<void> Hall::move_clock(Instant to) {
  if (!set_clock_) {
    return fail(Code::conflict, "this house keeps the real clock; it cannot be moved");
  }
  std::promise<Result<void>> moved;
  auto answer = moved.get_future();
  const bool posted = loop_->post([&](Owner* owner, Instant) {
    if (owner == nullptr) return moved.set_value(fail(Code::unavailable, owned_elsewhere));
    auto result = set_clock_->move_to(to);
    if (result) {
      result = owner->record_house_fact(ClockMoved::name, ClockMoved::schema,
                                        encode(ClockMoved{to}), set_clock_->now());
    }
    moved.set_value(std::move(result));
  });
  if (!posted) return fail(Code::unavailable, owned_elsewhere);
  return answer.get();
}

Result<void> Hall::settle() {
  std::promise<Result<void>> settled;
  auto answer = settled.get_future();
  const bool posted = loop_->post([&](Owner* owner, Instant) {
    settled.set_value(owner == nullptr ? fail(Code::unavailable, owned_elsewhere)
                                       : owner->settle());
  });
  if (!posted) return fail(Code::unavailable, owned_elsewhere);
  return answer.get();
}

Result<Sequence> Hall::record_durably(std::string_view fact, std::uint16_t schema, Bytes payload) {
  std::promise<Result<Sequence>> recorded;
  auto answer = recorded.get_future();
  const bool posted = loop_->post([&](Owner* owner, Instant now) {
    if (owner == nullptr) return recorded.set_value(fail(Code::unavailable, owned_elsewhere));
    const auto written = owner->record_house_fact(fact, schema, std::move(payload), now);
    if (!written) return recorded.set_value(fail(written.error().code, written.error().detail));
    recorded.set_value(owner->sequence());
  });
  if (!posted) return fail(Code::unavailable, owned_elsewhere);
  VERMILION_TRY(const auto sequence, answer.get());
  const auto until = SystemClock{}.now() + durable_within_us;
  while (journal().last(partition) < sequence) {
    if (SystemClock{}.now() > until) {
      return fail(Code::unavailable, "the record is not durable yet; ask again");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return sequence;
}

Result<void> Hall::in_force(Sequence sequence) {
  const auto until = SystemClock{}.now() + durable_within_us;
  while (closed_at_ < sequence) {
    if (SystemClock{}.now() > until) {
      return fail(Code::unavailable, "it is on record, and the views have not folded it yet");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return ok();
}

Result<void> Hall::restrict(const SubjectRestricted& restricted) {
  VERMILION_TRY(const auto sequence, record_durably(SubjectRestricted::name,
                                                    SubjectRestricted::schema, encode(restricted)));
  return in_force(sequence);
}

Result<void> Hall::lift(const RestrictionLifted& lifted) {
  VERMILION_TRY(const auto sequence,
                record_durably(RestrictionLifted::name, RestrictionLifted::schema, encode(lifted)));
  return in_force(sequence);
}

Result<void> Hall::erase(const SubjectErased& erased) {
  // On record first: what is destroyed and not recorded would be restored with a backup.
  VERMILION_TRY(record_durably(SubjectErased::name, SubjectErased::schema, encode(erased)));
  for (const auto& key : erased.keys) {
    VERMILION_TRY(keys_->destroy(KeyId{key}));
  }
  return ok();
}

Result<void> Hall::erase_again() {
  std::vector<KeyId> erased;
  const auto prefix = core::erased_prefix();
  VERMILION_TRY(core_->scan(prefix, after_prefix(prefix), [&](BytesView key, BytesView) {
    if (key.size() == prefix.size() + 16) {
      erased.push_back(KeyId{octets_of<16>(key.substr(prefix.size()))});
    }
    return true;
  }));
  for (const auto& key : erased) {
    if (!keys_->open(key)) continue;
    VERMILION_TRY(keys_->destroy(key));
    notices_.push_back("a key that was destroyed had come back, and was destroyed again");
  }
  return ok();
}

}  // namespace vermilion
