// The population library as an office: one piece of a register becomes one question, its answer the
// fact of what was found.
//
// Which entries a piece is made of is read when it is asked, and told by the cursor when it is
// answered: between the two nothing is kept. Whose data cannot be opened (erased, restricted) is
// not asked for and not counted. Threads: const and from any, as far as the callbacks are.
#pragma once

#include <functional>

#include "adapters/offices/frame/office.hpp"
#include "adapters/offices/population/contract.hpp"
#include "events/facts/requests.hpp"

namespace vermilion::population {

// Some entries of a register, in order, opened.
struct Piece {
  std::vector<Person> persons;  // key: the entry's case id in text
  std::uint64_t through = 0;    // position of the last entry that was looked at
  bool last = false;            // none lies beyond
};

class Client : public offices::Office {
 public:
  // The next entries after the request's position, at most `persons_max`. Errors: retriable ones
  // are tried again.
  using Source = std::function<Result<Piece>(const offices::OfficeRequest&, const PieceRequest&)>;
  explicit Client(Source source);
  [[nodiscard]] std::string_view name() const override { return office_name; }
  [[nodiscard]] Result<offices::HttpRequest> request_for(const offices::OfficeRequest& request,
                                                         const std::string& poll) const override;
  [[nodiscard]] offices::Reading read(const offices::OfficeRequest& request,
                                      const offices::HttpAnswer& answer) const override;
  [[nodiscard]] offices::OfficeAnswer unavailable(const offices::OfficeRequest& request,
                                                  std::uint32_t attempts,
                                                  std::string_view last_error) const override;

 private:
  const Source source_;
};

}  // namespace vermilion::population
