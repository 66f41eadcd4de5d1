// The payment system as an office: a duty to collect or to pay back becomes an order or a refund.
//
// Nothing of a person goes out: the order bears the duty's id, the amount and what it is for.
// Threads: const and from any.
#pragma once

#include "adapters/offices/frame/office.hpp"

namespace vermilion::payment {

class Client : public offices::Office {
 public:
  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] Result<offices::HttpRequest> request_for(const offices::OfficeRequest& request,
                                                         const std::string& poll) const override;
  [[nodiscard]] offices::Reading read(const offices::OfficeRequest& request,
                                      const offices::HttpAnswer& answer) const override;
  [[nodiscard]] offices::OfficeAnswer unavailable(const offices::OfficeRequest& request,
                                                  std::uint32_t attempts,
                                                  std::string_view last_error) const override;
};

}  // namespace vermilion::payment
