// Reads HTTP/1.1 requests out of a connection's bytes, one at a time, and refuses what two readers
// could understand differently. It holds no socket, so tests and fuzzers feed it bytes.
//
// Beast's basic_parser knows the grammar; this class keeps the fields as views (no allocation a
// field) and adds what Beast 1.81 lets pass (FEASIBILITY §6): obs-fold, a Transfer-Encoding that is
// not exactly `chunked`, repeated Content-Length, a missing or repeated Host, bare line feeds that
// would wait for ever, bytes above 0x7F and fragments in the target (RFC 9112 §§2.2, 3.2, 5.2, 6.1;
// RELIABILITY §5.3 "smuggling"). Every bound ends in a Fault with the status to answer; after a
// Fault the connection is answered and closed, because where the next request begins is unknown.
//
// Use: feed() with all unconsumed bytes until it says otherwise than need_more; head_ready comes
// once, before a body is read, and is the moment to set the body's bound; after ready, take
// request(), answer, reset(). Bytes beyond the request are not consumed.
// Threads: one at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/api/exchange.hpp"
#include "app/api/problem.hpp"

namespace vermilion::api {

struct ReaderLimits {
  std::size_t header_bytes_max = 8 * 1024;
  std::size_t headers_max = 100;
  std::size_t chunk_head_bytes_max = 1024;  // chunk size line with extensions; also all trailers
};

struct Fault {
  ProblemType type = ProblemType::malformed_request;
  std::string_view reason;  // English, a constant
};

class RequestReader {
 public:
  enum class Step : std::uint8_t { need_more, head_ready, ready, fault };

  explicit RequestReader(const ReaderLimits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Reads from the front of `bytes`; `consumed` says how many it took. It must be fed again from
  // the first byte that it did not take.
  Step feed(std::string_view bytes, std::size_t& consumed);

  // From head_ready on, until reset. Views into the reader.
  [[nodiscard]] Request request() const noexcept;
  void set_body_max(std::size_t bytes) noexcept;
  // Whether a body is still to come, and the client waits for leave to send it (RFC 9110 §10.1.1).
  [[nodiscard]] bool expects_continue() const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> content_length() const noexcept;
  // HTTP/1.0 is always closed: its keep-alive was never written down well enough to trust.
  [[nodiscard]] bool keep_alive() const noexcept;

  [[nodiscard]] const Fault& fault() const noexcept { return fault_; }
  // Whether any byte of a request was seen since the last reset.
  [[nodiscard]] bool started() const noexcept;
  // Whether the whole header was read.
  [[nodiscard]] bool has_head() const noexcept;
  void reset();

 private:
  class Parser;
  Step fail_with(ProblemType type, std::string_view reason);
  Step find_head_end(std::string_view bytes, std::size_t& head_size);
  Step read_head(std::string_view bytes, std::size_t& consumed);
  Step read_body(std::string_view bytes, std::size_t& consumed);

  ReaderLimits limits_;
  Fault fault_;
  std::string head_;         // the header's bytes, kept for the views
  std::size_t scanned_ = 0;  // how far the search for the header's end has come
  std::unique_ptr<Parser> parser_;
};

}  // namespace vermilion::api
