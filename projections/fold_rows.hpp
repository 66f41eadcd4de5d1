// FoldRows: what a view's fold may do with its rows: find, put, erase one key. No scans.
//
// A fold that never scans can be driven over a hash table and sorted once at the end, which is what
// makes rebuilding fast; every row it needs it must be able to name. `find` answers a pointer that
// holds until the next call, so that reading a row copies nothing.
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
  // The row's octets, or nothing (nullptr) when it is not there. Errors: the store's.
  [[nodiscard]] virtual Result<const Bytes*> find(BytesView key) = 0;
  virtual void put(Bytes key, Bytes value) = 0;
  virtual void erase(Bytes key) = 0;
};

// A row decoded; nothing when it is not there. Errors: corrupt, and the store's.
template <class Row>
[[nodiscard]] Result<std::optional<Row>> load(FoldRows& rows, BytesView key) {
  VERMILION_TRY(const Bytes* octets, rows.find(key));
  if (octets == nullptr) return std::optional<Row>{};
  auto row = decode<Row>(*octets);
  if (!row) return fail(Code::corrupt, "a view's row does not decode: " + to_hex(key));
  return std::optional<Row>{std::move(*row)};
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
