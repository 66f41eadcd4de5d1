// FoldRows: what a view's fold may do with its rows: find, put, add, erase one key. No scans.
//
// A fold that never scans can be driven over a hash table and sorted once at the end, which is what
// makes rebuilding fast; every row it needs it must be able to name. A row that most records of a
// case change is *opened*: decoded once, changed in place from record to record, and encoded when
// the driver hands it over; whoever changes it says so in `changed`. `find` answers octets that
// hold until the next call. `add` and `add_open` are a promise: the row is not there, so if it goes
// again soon, the store below never hears of it. A key is either opened or found, never both.
// Implementations: Changes (projector, rebuild), PlainRows (verify). Threads: one.
#pragma once

#include <fmt/format.h>

#include <memory>

#include "events/codec/span_archive.hpp"
#include "events/codec/upcast.hpp"
#include "events/record.hpp"

namespace vermilion::projections {

class OpenRow {
 public:
  OpenRow() = default;
  OpenRow(const OpenRow&) = delete;
  OpenRow& operator=(const OpenRow&) = delete;
  virtual ~OpenRow() = default;
  virtual void encode_into(Bytes& out) const = 0;
  bool changed = false;  // since it was opened or last encoded
};

template <class Row>
class OpenRowOf final : public OpenRow {
 public:
  void encode_into(Bytes& out) const override {
    SpanOut archive{out};
    archive(row);
  }
  Row row;
};

// Decodes a row of one kind; nothing when the octets are not one.
using RowOpener = std::unique_ptr<OpenRow> (*)(BytesView octets);
template <class Row>
std::unique_ptr<OpenRow> open_row(BytesView octets) {
  auto opened = std::make_unique<OpenRowOf<Row>>();
  SpanIn archive{octets};
  archive(opened->row);
  if (!archive.complete()) return nullptr;
  return opened;
}

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
  // The row decoded, until it is erased or the record is folded; nullptr when it is not there.
  // `surely_new`: the store below need not be asked. Errors: corrupt, and the store's.
  [[nodiscard]] virtual Result<OpenRow*> open(BytesView key, RowOpener opener, bool surely_new) = 0;
  virtual void add_open(BytesView key, std::unique_ptr<OpenRow> row) = 0;
  // A record has been folded; called by View::fold.
  virtual void settle() {}
};

// A row that one record after another changes; nullptr when it is not there. A case's first record
// has none yet, which needs no look below.
template <class Row>
[[nodiscard]] Result<OpenRowOf<Row>*> open_of_case(FoldRows& rows, BytesView key,
                                                   const Body& body) {
  VERMILION_TRY(auto* const opened, rows.open(key, &open_row<Row>, body.case_version == 1));
  return static_cast<OpenRowOf<Row>*>(opened);
}
// A new such row, to be filled in place; it counts as changed.
template <class Row>
[[nodiscard]] Row& add_opened(FoldRows& rows, BytesView key) {
  auto opened = std::make_unique<OpenRowOf<Row>>();
  opened->changed = true;
  auto& row = opened->row;
  rows.add_open(key, std::move(opened));
  return row;
}

// Adds a row that is written once, encoded in octets that are reused from row to row.
template <class Row>
void add_row(FoldRows& rows, BytesView key, const Row& row) {
  thread_local Bytes scratch;
  scratch.clear();
  SpanOut archive{scratch};
  archive(row);
  rows.add(key, scratch);
}

// The record's fact. Errors: corrupt (names the record), unsupported (another schema).
template <class F>
[[nodiscard]] Result<F> fact_of(const Header& header, const Body& body) {
  auto fact = read_fact<F>(body.schema, body.payload);
  if (!fact) {
    return fail(fact.error().code, fmt::format("record {} of partition {}: {}", header.sequence,
                                               header.partition, fact.error().detail));
  }
  return fact;
}

}  // namespace vermilion::projections
