// The post as an office: a duty to send becomes an order, a duty to track a question for news.
//
// The recipient is opened for the order only, through a callback; what comes back names nobody.
// Threads: const and from any, as far as the callback is.
#pragma once

#include <functional>

#include "adapters/offices/frame/office.hpp"

namespace vermilion::postal {

// In plain text, for one order.
struct SendTo {
  std::string office;  // that sends: its path in the scope tree
  std::string name;
  std::string phone;
  std::string address;
};

class Client : public offices::Office {
 public:
  // To whom a parcel of the request's case goes, by its number there, from 1. Errors: not_found
  // (nobody was named, or the subject was erased), conflict (restricted), unavailable, io, corrupt.
  using Recipient = std::function<Result<SendTo>(const offices::OfficeRequest&, std::uint32_t)>;

  explicit Client(Recipient recipient);
  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] Result<offices::HttpRequest> request_for(const offices::OfficeRequest& request,
                                                         const std::string& poll) const override;
  [[nodiscard]] offices::Reading read(const offices::OfficeRequest& request,
                                      const offices::HttpAnswer& answer) const override;
  [[nodiscard]] offices::OfficeAnswer unavailable(const offices::OfficeRequest& request,
                                                  std::uint32_t attempts,
                                                  std::string_view last_error) const override;

 private:
  const Recipient recipient_;
};

}  // namespace vermilion::postal
