// Another register as an office: a person who moves in is asked for there.
//
// The identity number is opened for this question only. One client a register; its name is
// "register.<code>". Threads: const and from any, as far as the callbacks are.
#pragma once

#include <functional>

#include "adapters/offices/frame/office.hpp"
#include "base/personal.hpp"

namespace vermilion::registers {

struct ClientPorts {
  // The plain identity number of whoever the request's case is about. Errors: not_found (the
  // subject was erased), conflict (restricted), io.
  std::function<Result<std::string>(const offices::OfficeRequest&)> number_of;
  // A bearer token for the other register. Errors: unavailable.
  std::function<Result<std::string>()> bearer;
  // It was refused.
  std::function<void()> forget_bearer;
};

class Client : public offices::Office {
 public:
  Client(std::string_view code, ClientPorts ports);
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] std::string_view role() const override { return "other_register"; }
  [[nodiscard]] Result<offices::HttpRequest> request_for(const offices::OfficeRequest& request,
                                                         const std::string& poll) const override;
  [[nodiscard]] offices::Reading read(const offices::OfficeRequest& request,
                                      const offices::HttpAnswer& answer) const override;
  [[nodiscard]] offices::OfficeAnswer unavailable(const offices::OfficeRequest& request,
                                                  std::uint32_t attempts,
                                                  std::string_view last_error) const override;

 private:
  const std::string name_;
  const ClientPorts ports_;
};

}  // namespace vermilion::registers
