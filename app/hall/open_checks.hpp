// The open duties of one office, from the outbox, and its answers, into the inbox of background
// proposals.
//
// Answers are proposed by the system principal "system/<office>" with the duty as cause; the engine
// takes one answer a duty. The hall outlives it. Threads: any.
#pragma once

#include "adapters/offices/frame/office.hpp"
#include "app/hall/hall.hpp"

namespace vermilion {

class OpenChecks {
 public:
  OpenChecks(Hall& hall, std::string_view office, std::string_view role)
      : hall_{hall}, office_{office}, role_{role} {}

  // A duty that is open, and its place in the outbox, by which it is found again.
  struct Listed {
    Bytes place;
    offices::OfficeRequest request;
  };
  // Those that are open where the partition is owned, oldest first. Errors: corrupt, the store's.
  [[nodiscard]] Result<std::vector<Listed>> list(std::size_t max) const;
  [[nodiscard]] Result<std::vector<offices::OfficeRequest>> requests(std::size_t max) const;
  // Errors: not_found (it is met, or never was), corrupt.
  [[nodiscard]] Result<offices::OfficeRequest> find(BytesView place) const;
  // Proposed under `id`; without one under the duty's, so that the same answer proposed twice is
  // one record. Errors: full.
  [[nodiscard]] Result<void> propose(const offices::OfficeAnswer& answer,
                                     std::string id = {}) const;

 private:
  [[nodiscard]] Bytes prefix() const;

  Hall& hall_;
  const std::string office_;
  const std::string role_;
};

}  // namespace vermilion
