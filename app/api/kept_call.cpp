#include "app/api/kept_call.hpp"

namespace vermilion::api {

KeptCall::KeptCall(const Call& call, Responder responder)
    : request_{call.request},
      call_{request_, call.route, call.parameters, call.caller, call.language},
      responder_{std::move(responder)} {
  const auto& given = call.request;
  std::size_t size = given.method.size() + given.path.size() + given.query.size() +
                     given.body.size() + given.peer.size();
  for (const auto& header : given.headers) size += header.name.size() + header.value.size();
  octets_.reserve(size);  // so that what views it never moves
  request_.method = keep(given.method);
  request_.path = keep(given.path);
  request_.query = keep(given.query);
  request_.body = keep(given.body);
  request_.peer = keep(given.peer);
  for (const auto& header : given.headers) {
    const auto name = keep(header.name);
    headers_.push_back({name, keep(header.value)});
  }
  request_.headers = headers_;
}

std::string_view KeptCall::keep(std::string_view text) {
  const auto at = octets_.size();
  octets_.append(text);
  return std::string_view{octets_}.substr(at, text.size());
}

}  // namespace vermilion::api
