// Batches whose fold is known in advance: what a family must hold when it is folded to `seq`.
#pragma once

#include <map>
#include <random>

#include "adapters/store/rocksdb/rocks_rows.hpp"

namespace vermilion::test {

// Small buffers, so that a short test writes files, many of them, in the background.
inline constexpr RocksSizes small_sizes{1U << 20U, 1U << 20U, 64U << 10U, 64, 64U << 10U};

inline Bytes row_key(Sequence seq) {
  Bytes key{"row"};
  append_big(key, seq);
  return key;
}
// Long and unlike its neighbours, so that buffers fill.
inline Bytes row_value(Sequence seq) {
  Bytes value;
  std::mt19937_64 dice{seq};
  while (value.size() < 200) append_big(value, static_cast<std::uint64_t>(dice()));
  return value;
}
// Batch `seq` adds its row, counts in "last", and takes away the row of ten batches before.
inline std::vector<RowChange> batch(Sequence seq) {
  std::vector<RowChange> changes{{row_key(seq), row_value(seq)}, {"last", std::to_string(seq)}};
  if (seq > 10) changes.push_back({row_key(seq - 10), std::nullopt});
  return changes;
}
// What the family holds when exactly batches 1…`seq` are in it.
inline std::map<Bytes, Bytes> folded_to(Sequence seq) {
  std::map<Bytes, Bytes> rows;
  if (seq > 0) rows["last"] = std::to_string(seq);
  for (Sequence i = seq > 10 ? seq - 9 : 1; i <= seq; ++i) rows[row_key(i)] = row_value(i);
  return rows;
}

}  // namespace vermilion::test
