#include "app/hall/access_log.hpp"

#include <algorithm>
#include <filesystem>

#include "adapters/system/durable_files.hpp"
#include "events/codec/upcast.hpp"
#include "events/facts/house.hpp"

namespace vermilion {

AccessLog::~AccessLog() {
  if (journal_ && broken_.empty()) static_cast<void>(journal_->close(partition));
}

Result<void> AccessLog::open() {
  VERMILION_TRY(make_durable_directory(directory_, Access::owner));
  auto opened = SegmentJournal::open(files_, directory_);
  if (!opened && opened.error().code == Code::not_found) {
    VERMILION_TRY(SegmentJournal::found(files_, directory_, house_.house_record()));
    opened = SegmentJournal::open(files_, directory_);
  }
  if (!opened) return fail(opened.error().code, opened.error().detail);
  Claim claim;
  random_.fill(reinterpret_cast<char*>(claim.nonce.data()), claim.nonce.size());
  claim.node = "access";
  VERMILION_TRY(const auto reigning, opened.value()->claim(partition, claim));
  journal_ = std::move(opened.value());
  epoch_ = reigning.epoch;
  last_ = reigning.sequence;
  durable_ = reigning.sequence;
  head_ = reigning.head;
  if (last_ > 0) {
    VERMILION_TRY(const auto octets, journal_->read_one(partition, last_));
    VERMILION_TRY(const auto body, read_body(octets));
    recorded_at_ = body.recorded_at;
  }
  forming_.emplace(journal_->house(), partition, epoch_);
  Body body;
  body.principal.kind = PrincipalKind::system;
  body.principal.who = "system/house";
  body.principal.person = body.principal.who;
  body.principal.role = "house";
  body.fact = Reign::name;
  body.schema = Reign::schema;
  body.payload = encode(Reign{epoch_, claim.node, level_of_this_program, claim.nonce});
  return add(RecordKind::house, std::move(body));
}

Result<void> AccessLog::add(RecordKind kind, Body body) {
  body.recorded_at = std::max(body.received_at, recorded_at_);
  Header header;
  header.kind = kind;
  header.house = journal_->house();
  header.partition = partition;
  header.epoch = epoch_;
  header.sequence = last_ + 1;
  header.previous = head_;
  const auto record = encode_record(header, body);
  if (!forming_->fits(record.size())) {
    return fail(Code::full, "too many reads of personal data wait to be recorded");
  }
  forming_->add(record);
  head_ = hash_of_record(record);
  recorded_at_ = body.recorded_at;
  ++last_;
  return ok();
}

// One of those who wait writes for all; `lock` is free meanwhile.
Result<void> AccessLog::write(std::unique_lock<std::mutex>& lock) {
  const auto last = last_;
  const auto frame = forming_->finish();
  writing_ = true;
  lock.unlock();
  auto appended = journal_->append(partition, frame);
  Result<void> rolled = ok();
  if (appended == Appended::done && journal_->due_to_roll(partition)) {
    rolled = journal_->roll(partition);
  }
  lock.lock();
  writing_ = false;
  if (appended == Appended::done) durable_ = last;
  if (appended != Appended::done || !rolled) {
    const auto why = journal_->stopped(partition);
    broken_ = "the access log takes nothing more: " + (why ? why->text() : "its append failed");
  }
  written_.notify_all();
  return ok();
}

Result<void> AccessLog::record(const AccessEntry& entry) {
  Body body;
  body.principal = entry.reader;
  body.scope = entry.scope;
  body.received_at = entry.at;
  body.effective_at = entry.at;
  body.fact = PersonalDataRead::name;
  body.schema = PersonalDataRead::schema;
  body.payload = encode(entry.read);
  std::unique_lock lock{mutex_};
  if (!broken_.empty()) return fail(Code::unavailable, broken_);
  if (!journal_) {
    VERMILION_TRY(open());
  }
  VERMILION_TRY(add(RecordKind::house, std::move(body)));
  const auto mine = last_;
  while (durable_ < mine && broken_.empty()) {
    if (writing_) {
      written_.wait(lock);
    } else {
      VERMILION_TRY(write(lock));
    }
  }
  if (durable_ < mine) return fail(Code::unavailable, broken_);
  return ok();
}

}  // namespace vermilion
