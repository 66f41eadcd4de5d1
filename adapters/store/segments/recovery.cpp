#include "adapters/store/segments/recovery.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vermilion {
namespace {

struct Names {
  std::vector<SealedName> sealed;
  std::vector<std::string> sealed_names;
  std::vector<Sequence> live;
};

Result<Names> sort_out(FilePort& files, const std::string& directory, const RecoveryNeeds& needs,
                       PartitionReport& report) {
  Names names;
  VERMILION_TRY(const auto listed, files.list(directory));
  for (const auto& name : listed) {
    const auto path = fmt::format("{}/{}", directory, name);
    if (name.ends_with(unfinished_suffix)) {
      if (!needs.read_only) {
        VERMILION_TRY(files.remove(path));
        report.removed.push_back(path);
      }
    } else if (auto sealed = sealed_from(name); sealed && sealed->partition == needs.partition) {
      names.sealed.push_back(*sealed);
      names.sealed_names.push_back(name);
    } else if (const auto first = live_first(name)) {
      names.live.push_back(*first);
    } else if (name != "void") {
      return fail(Code::corrupt,
                  fmt::format("{} is no file of partition {}", path, needs.partition));
    }
  }
  return names;  // names sort by first record, because they are padded
}

Result<void> take_sealed(FilePort& files, BlockCache& cache, const std::string& directory,
                         const Names& names, const RecoveryNeeds& needs, Recovered& recovered) {
  for (const auto& name : names.sealed_names) {
    VERMILION_TRY(auto segment,
                  SealedSegment::open(files, fmt::format("{}/{}", directory, name), cache));
    if (segment->header() != SegmentHeader{needs.house, needs.partition, recovered.tip}) {
      return fail(
          Code::corrupt,
          fmt::format("{} does not continue record {} of epoch {}: a segment is missing, or "
                      "this one belongs elsewhere",
                      segment->path(), recovered.tip.sequence, recovered.tip.epoch));
    }
    recovered.tip = segment->manifest().after();
    recovered.sealed.push_back(std::move(segment));
  }
  return ok();
}

}  // namespace

std::vector<std::string> RecoveryReport::lines() const {
  std::vector<std::string> lines;
  for (const auto& partition : partitions) {
    if (!partition.clean) {
      lines.push_back(fmt::format(
          "partition {}: the last stop was not clean; the live segment was "
          "read past the page cache{}; record {} is the last",
          partition.partition, partition.copied ? " and copied" : "", partition.tip.sequence));
    }
    if (partition.torn) lines.push_back(partition.torn->text());
    for (const auto& path : partition.removed) lines.push_back(path + ": was removed");
  }
  return lines;
}

Result<Recovered> recover_partition(FilePort& files, BlockCache& cache,
                                    const std::string& directory, const RecoveryNeeds& needs) {
  Recovered recovered;
  auto& report = recovered.report;
  report.partition = needs.partition;
  recovered.tip = {0, 0, needs.house_hash};
  // A name that a crash kept the last process from syncing must not be built upon.
  if (!needs.read_only) {
    VERMILION_TRY(files.sync_directory(directory));
  }
  VERMILION_TRY(const auto names, sort_out(files, directory, needs, report));
  VERMILION_TRY(take_sealed(files, cache, directory, names, needs, recovered));
  for (const auto first : names.live) {
    const auto path = directory + "/" + live_name(first);
    if (first <= recovered.tip.sequence) {
      const bool twin = std::any_of(names.sealed.begin(), names.sealed.end(),
                                    [&](const SealedName& name) { return name.first == first; });
      if (!twin) {
        return fail(Code::corrupt, fmt::format("{} begins before record {}, where it should", path,
                                               recovered.tip.sequence + 1));
      }
      if (!needs.read_only) {
        VERMILION_TRY(files.remove(path));
        report.removed.push_back(path);
      }
      continue;
    }
    VERMILION_TRY(const auto file, files.open(path, Opening::to_read));
    const bool newest = first == names.live.back();
    const auto tail = newest && needs.carried ? BadTail::cut : BadTail::judged;
    VERMILION_TRY(const auto scan, scan_live(*file, path, needs.house, needs.partition,
                                             recovered.tip, Cache::past, tail));
    if (!newest && scan.torn) {
      return fail(Code::corrupt,
                  fmt::format("{} at {}: no valid frame, and a later segment follows: "
                              "rot, not a torn tail",
                              path, scan.torn->offset));
    }
    recovered.tip = scan.tip;
    const auto opening = needs.read_only || !newest ? Opening::to_read : Opening::to_write;
    if (newest && !scan.closed) {
      report.clean = false;
      report.torn = scan.torn;
    }
    if (newest && !scan.closed && !needs.read_only) {
      VERMILION_TRY(recovered.live, LiveSegment::copy(files, path, *file, scan, needs.ahead));
      report.copied = true;
      continue;
    }
    VERMILION_TRY(auto segment, LiveSegment::open(files, path, scan, opening));
    if (newest) {
      recovered.live = std::move(segment);
    } else {
      recovered.rolled.push_back(std::move(segment));
    }
  }
  report.tip = recovered.tip;
  report.sealed = recovered.sealed.size();
  return recovered;
}

}  // namespace vermilion
