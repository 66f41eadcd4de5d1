#include "projections/verify.hpp"

#include "projections/reading.hpp"

namespace vermilion::projections {
namespace {

constexpr std::uint64_t progress_records = 4'096;

// One family while it is verified.
struct Run {
  const Verified* what = nullptr;
  std::array<Sequence, partitions_max> to{};
  std::array<Sequence, partitions_max> at{};
  PlainRows rows;
  VerifiedFamily report;
  bool stopped = false;
};

void find(Run& run, const VerifyOptions& options, RowFault fault, std::string where) {
  run.report.missing += fault == RowFault::missing ? 1 : 0;
  run.report.surplus += fault == RowFault::surplus ? 1 : 0;
  run.report.different += fault == RowFault::different ? 1 : 0;
  if (run.report.findings.size() < options.findings_max) {
    run.report.findings.push_back({fault, std::move(where)});
  }
}

Result<void> fold_partition(Journal& journal, PartitionNumber partition, std::vector<Run>& runs,
                            const VerifyOptions& options, std::uint64_t& read) {
  Sequence furthest = 0;
  for (const auto& run : runs) furthest = std::max(furthest, run.to[partition]);
  if (furthest == 0) return ok();
  // A family that says it is further than the journal reaches is a finding, made by the caller.
  furthest = std::min(furthest, journal.last(partition));
  bool done = false;
  const auto walked = journal.read(partition, 1, [&](const Entry& entry) -> Result<void> {
    if (entry.header.kind == RecordKind::claim) return ok();
    if (entry.header.sequence > furthest) {
      done = true;
      return fail(Code::not_found, "read far enough");
    }
    VERMILION_TRY(const auto record, decoded(entry));
    const auto hash = hash_of_record(entry.record);
    for (auto& run : runs) {
      if (run.stopped || record.header.sequence > run.to[partition]) continue;
      auto folded = run.what->fold(run.rows, record.header, record.body, hash, record.decision);
      if (folded && !run.rows.added_twice().empty()) {
        folded = fail(Code::corrupt, "it adds a row that is there already: " +
                                         run.what->readable(run.rows.added_twice()));
      }
      if (!folded) {
        run.stopped = true;
        find(run, options, RowFault::stopped,
             fmt::format("record {} of partition {}: {}", record.header.sequence, partition,
                         folded.error().text()));
        continue;
      }
      run.at[partition] = record.header.sequence;
      ++run.report.records;
    }
    if (++read % progress_records == 0 && options.progress) options.progress(read);
    return ok();
  });
  if (!walked && !done) return fail(walked.error().code, walked.error().detail);
  return ok();
}

// Walks both in key order.
void compare(Run& run, const RowReader& stored, const VerifyOptions& options) {
  const auto& folded = run.rows.all();
  auto own = folded.begin();
  const auto missing = [&](BytesView before, bool all) {
    for (; own != folded.end() && (all || own->first < before); ++own) {
      find(run, options, RowFault::missing, run.what->readable(own->first));
    }
  };
  Bytes last;
  const auto scanned = stored.scan({}, {}, [&](BytesView key, BytesView value) {
    missing(key, false);
    last = key;
    if (own == folded.end() || own->first != key) {
      find(run, options, RowFault::surplus, run.what->readable(key));
      return true;
    }
    if (own->second != value) {
      find(run, options, RowFault::different, run.what->readable(key));
    }
    ++own;
    return true;
  });
  run.report.rows = folded.size();
  if (scanned) {
    missing({}, true);
  } else {
    find(run, options, RowFault::unread,
         fmt::format("after {}: {}", last.empty() ? "the start" : run.what->readable(last),
                     scanned.error().text()));
  }
}

}  // namespace

Result<std::optional<BytesView>> PlainRows::find(BytesView key) {
  const auto found = rows_.find(key);
  if (found == rows_.end()) return std::optional<BytesView>{};
  return std::optional<BytesView>{found->second};
}

void PlainRows::add(BytesView key, BytesView value) {
  const auto [at, added] = rows_.emplace(key, value);
  if (added) return;
  if (added_twice_.empty()) added_twice_ = key;
  at->second = value;
}

Result<OpenRow*> PlainRows::open(BytesView key, RowOpener opener, bool) {
  const auto held = opened_.find(key);
  if (held != opened_.end()) return held->second.get();
  const auto found = rows_.find(key);
  if (found == rows_.end()) return nullptr;
  auto row = opener(found->second);
  if (!row) return fail(Code::corrupt, "a view's row does not decode: " + to_hex(key));
  return opened_.emplace(key, std::move(row)).first->second.get();
}

void PlainRows::add_open(BytesView key, std::unique_ptr<OpenRow> row) {
  Bytes octets;
  row->encode_into(octets);
  add(key, octets);
  opened_.insert_or_assign(Bytes{key}, std::move(row));
}

void PlainRows::settle() {
  for (const auto& [key, row] : opened_) {
    if (!row->changed) continue;
    auto& octets = rows_[key];
    octets.clear();
    row->encode_into(octets);
  }
  opened_.clear();
}

void PlainRows::erase(BytesView key) {
  const auto held = opened_.find(key);
  if (held != opened_.end()) opened_.erase(held);
  const auto found = rows_.find(key);
  if (found != rows_.end()) rows_.erase(found);
}

Result<std::optional<Bytes>> PlainRows::get(BytesView key) const {
  const auto found = rows_.find(key);
  if (found == rows_.end()) return std::optional<Bytes>{};
  return std::optional<Bytes>{found->second};
}

Result<void> PlainRows::scan(BytesView from, BytesView to,
                             const std::function<bool(BytesView, BytesView)>& each) const {
  for (auto at = rows_.lower_bound(from); at != rows_.end(); ++at) {
    if (!to.empty() && at->first >= to) break;
    if (!each(at->first, at->second)) break;
  }
  return ok();
}

Verified verified(std::shared_ptr<const View> view, const RowFamily& family) {
  Verified what;
  what.name = view->name();
  what.family = &family;
  what.readable = [view](BytesView key) { return readable(view->keys(), key); };
  what.fold = [view](PlainRows& rows, const Header& header, const Body& body, const Digest&,
                     const DecisionName& decision) {
    return view->fold(rows, header, body, decision);
  };
  return what;
}

FreshFold over_overlay(OverlayFold fold) {
  return
      [fold = std::move(fold)](PlainRows& rows, const Header& header, const Body& body,
                               const Digest& hash, const DecisionName& decision) -> Result<void> {
        Overlay draft{&rows};
        VERMILION_TRY(fold(draft, header, body, hash, decision));
        for (auto& change : draft.take()) {
          if (change.value) {
            rows.put(change.key, *change.value);
          } else {
            rows.erase(change.key);
          }
        }
        return ok();
      };
}

const char* name_of(RowFault fault) noexcept {
  switch (fault) {
    case RowFault::missing:
      return "missing";
    case RowFault::surplus:
      return "surplus";
    case RowFault::different:
      return "different";
    case RowFault::unread:
      return "unread";
    case RowFault::stopped:
      return "stopped";
    case RowFault::ahead:
      return "ahead";
  }
  return "unknown";
}

Result<std::vector<VerifiedFamily>> verify(Journal& journal,
                                           std::span<const PartitionNumber> partitions,
                                           const std::vector<Verified>& families,
                                           const VerifyOptions& options) {
  std::vector<Run> runs(families.size());
  std::vector<std::unique_ptr<RowReader>> stored;
  for (std::size_t i = 0; i < families.size(); ++i) {
    auto& run = runs[i];
    run.what = &families[i];
    run.report.name = families[i].name;
    for (const auto partition : partitions)
      run.to[partition] = run.what->family->position(partition);
    stored.push_back(run.what->family->snapshot());
  }
  for (const auto& run : runs) {
    for (const auto partition : partitions) {
      if (run.what->family->position(partition) != run.to[partition]) {
        return fail(Code::conflict, fmt::format("{} is being written; verify works on a hall that "
                                                "is stopped, or on a copy",
                                                run.what->name));
      }
    }
  }
  std::uint64_t read = 0;
  for (const auto partition : partitions) {
    VERMILION_TRY(fold_partition(journal, partition, runs, options, read));
    for (auto& run : runs) {
      if (run.stopped || run.at[partition] == run.to[partition]) continue;
      find(run, options, RowFault::ahead,
           fmt::format("partition {}: folded to {}, the journal ends at {}", partition,
                       run.to[partition], run.at[partition]));
    }
  }
  if (options.progress) options.progress(read);
  std::vector<VerifiedFamily> reports;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!runs[i].stopped) compare(runs[i], *stored[i], options);
    reports.push_back(std::move(runs[i].report));
  }
  return reports;
}

}  // namespace vermilion::projections
