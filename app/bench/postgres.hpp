// PostgreSQL 15 as the other way to do it: hand-written, prepared statements,
// synchronous_commit=on, as many connections as clients, a server of its own in a temporary folder.
//
// Two forms, and the better one counts: a transaction a step (statement by statement), and one
// function call a step. Both keep what a careful author would keep: the case with its version, the
// event with its content, the task, and the idempotency key. Submit and check are one transaction,
// because our chained judgement shares a frame (DESIGN §13).
// Threads: runs on the caller's; one thread drives all connections by libpq's asynchronous calls.
#pragma once

#include <memory>

#include "app/bench/http_load.hpp"

namespace vermilion::bench {

class Postgres {
 public:
  // initdb and start under `folder`, on a socket there; as user postgres when we are root.
  // Errors: not_found (no PostgreSQL 15 here), io.
  [[nodiscard]] static Result<std::unique_ptr<Postgres>> start(const std::string& folder);
  ~Postgres();
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

  enum class Form { transaction, function };
  [[nodiscard]] Result<LoadResult> run(Form form, const LoadOptions& options);

 private:
  explicit Postgres(std::string folder) : folder_{std::move(folder)} {}
  [[nodiscard]] std::string connection_text() const;
  std::string folder_;
};

}  // namespace vermilion::bench
