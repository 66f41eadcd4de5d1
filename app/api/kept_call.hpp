// KeptCall: a call that outlives its handler, with a copy of all that it views.
//
// Threads: one at a time.
#pragma once

#include <string>
#include <vector>

#include "app/api/router.hpp"

namespace vermilion::api {

class KeptCall {
 public:
  KeptCall(const Call& call, Responder responder);
  KeptCall(const KeptCall&) = delete;
  KeptCall& operator=(const KeptCall&) = delete;

  [[nodiscard]] const Call& call() const noexcept { return call_; }
  [[nodiscard]] Responder take_responder() { return std::move(responder_); }

 private:
  [[nodiscard]] std::string_view keep(std::string_view text);

  std::string octets_;
  std::vector<Header> headers_;
  Request request_;
  Call call_;
  Responder responder_;
};

}  // namespace vermilion::api
