// Public security as an office: a check duty becomes a question, its answer a fact to propose.
//
// The duty names a person of the case's application; name and number are opened for this question
// only, through callbacks, so that this adapter holds no key and no store. What goes into the
// record: the peer's reference, a keyed digest of its whole answer under the subject's key (a plain
// hash of an answer about a person falls to guessing, DESIGN §8), and the names of the fields that
// differ, never their content. Threads: const and from any, as far as the callbacks are.
#pragma once

#include <functional>

#include "adapters/offices/frame/office.hpp"
#include "base/personal.hpp"
#include "events/facts/approval.hpp"

namespace vermilion::public_security {

inline constexpr std::string_view office_name = "public_security";

struct ClientPorts {
  // The application of the request's case. Errors: not_found, io, corrupt.
  std::function<Result<Submitted>(const offices::OfficeRequest&)> submitted;
  // The plain text of a sealed field, opened for the purpose "check:public_security".
  // Errors: not_found (the subject was erased), io.
  std::function<Result<std::string>(const Sealed&)> open;
  // The subject's key. Errors: not_found, io.
  std::function<Result<Octets<32>>(const KeyId&)> subject_key;
  std::string purpose = "bookkeeping-agency-licence";  // as the contract's "purpose"
};

// The digest of an answer as the record keeps it; an auditor with the key and the peer's copy of
// the answer can compute it again.
[[nodiscard]] Digest digest_of_answer(const Octets<32>& subject_key, BytesView answer);

class Client : public offices::Office {
 public:
  explicit Client(ClientPorts ports);
  [[nodiscard]] std::string_view name() const override { return office_name; }
  [[nodiscard]] Result<offices::HttpRequest> request_for(const offices::OfficeRequest& request,
                                                         const std::string& poll) const override;
  [[nodiscard]] offices::Reading read(const offices::OfficeRequest& request,
                                      const offices::HttpAnswer& answer) const override;
  [[nodiscard]] offices::OfficeAnswer unavailable(const offices::OfficeRequest& request,
                                                  std::uint32_t attempts,
                                                  std::string_view last_error) const override;

 private:
  [[nodiscard]] Result<Person> person_of(const offices::OfficeRequest& request) const;
  [[nodiscard]] offices::Reading read_found(const offices::OfficeRequest& request,
                                            const offices::HttpAnswer& answer) const;

  const ClientPorts ports_;
};

}  // namespace vermilion::public_security
