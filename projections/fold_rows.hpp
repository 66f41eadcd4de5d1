// FoldRows: what a view's fold may do with its rows: find, put, add, erase one key. No scans.
//
// A fold that never scans can be driven over a hash table and sorted once at the end, which is what
// makes rebuilding fast; every row it needs it must be able to name. `find` answers octets that
// hold until the next call, so that reading a row copies nothing. `add` is `put` with a promise:
// the row is not there, so if it goes again soon, the store below never hears of it.
// Implementations: Changes (projector, rebuild), PlainRows (verify). Threads: one.
#pragma once

#include <fmt/format.h>

#include "events/codec/span_archive.hpp"
#include "events/record.hpp"

namespace vermilion::projections {

class FoldRows {
 public:
  FoldRows() = default;
  FoldRows(const FoldRows&) = delete;
  FoldRows& operator=(const FoldRows&) = delete;
  virtual ~FoldRows() = default;
  // The row's octets; nothing when it is not there. Errors: the store's.
  [[nodiscard]] virtual Result<std::optional<BytesView>> find(BytesView key) = 0;
  virtual void put(BytesView key, BytesView value) = 0;
  virtual void add(BytesView key, BytesView value) = 0;
  virtual void erase(BytesView key) = 0;
};

// A row decoded; nothing when it is not there. Errors: corrupt, and the store's.
template <class Row>
[[nodiscard]] Result<std::optional<Row>> load(FoldRows& rows, BytesView key) {
  VERMILION_TRY(const auto octets, rows.find(key));
  if (!octets) return std::optional<Row>{};
  auto row = decode<Row>(*octets);
  if (!row) return fail(Code::corrupt, "a view's row does not decode: " + to_hex(key));
  return std::optional<Row>{std::move(*row)};
}
// The row of the record's case. A case's first record has none yet, which needs no look below.
template <class Row>
[[nodiscard]] Result<std::optional<Row>> load_of_case(FoldRows& rows, BytesView key,
                                                      const Body& body) {
  if (body.case_version == 1) return std::optional<Row>{};
  return load<Row>(rows, key);
}

// Puts a row, encoded in octets that are reused from row to row.
template <class Row>
void store(FoldRows& rows, BytesView key, const Row& row, bool is_new = false) {
  thread_local Bytes scratch;
  scratch.clear();
  SpanOut archive{scratch};
  archive(row);
  if (is_new) {
    rows.add(key, scratch);
  } else {
    rows.put(key, scratch);
  }
}

// The record's fact. Errors: corrupt (names the record), unsupported (another schema).
template <class F>
[[nodiscard]] Result<F> fact_of(const Header& header, const Body& body) {
  if (body.schema != F::schema) {
    return fail(Code::unsupported,
                fmt::format("record {} of partition {}: {} has no schema {} here", header.sequence,
                            header.partition, F::name, body.schema));
  }
  auto fact = decode<F>(body.payload);
  if (!fact) {
    return fail(Code::corrupt, fmt::format("record {} of partition {}: its payload is no {}",
                                           header.sequence, header.partition, F::name));
  }
  return std::move(*fact);
}

}  // namespace vermilion::projections
