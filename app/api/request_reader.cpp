#include "app/api/request_reader.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>

namespace vermilion::api {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using BeastText = boost::beast::string_view;

constexpr std::size_t kept_body_capacity = 16 * 1024;

std::string_view view(BeastText text) noexcept {
  return {text.data(), text.size()};
}

// Host = uri-host [ ":" port ]: no user, path, space or list (RFC 9112 §3.2).
bool plausible_host(std::string_view host) noexcept {
  for (const char c : host) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && std::string_view("-._~:[]%!$&'()*+;=").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool plain_target(std::string_view target) noexcept {
  for (const char c : target) {
    if (c <= ' ' || c >= 0x7F || c == '#' || c == '\\') return false;  // c is signed on x86-64
  }
  return true;
}

}  // namespace

// Collects what the grammar finds. The views point into RequestReader::head_.
class RequestReader::Parser final {
 public:
  explicit Parser(const ReaderLimits& limits) : limits_(limits) { grammar_.emplace(*this); }

  // One message's grammar; Beast's parsers cannot be used twice.
  class Grammar final : public http::basic_parser<true> {
   public:
    explicit Grammar(Parser& to) : to_(to) {
      header_limit(std::numeric_limits<std::uint32_t>::max());  // ours is checked before
      body_limit(boost::none);                                  // ours is known after the header
      eager(true);
    }

   private:
    void on_request_impl(http::verb /*verb*/, BeastText method, BeastText target, int version,
                         error_code& ec) override {
      to_.start(view(method), view(target), version, ec);
    }
    void on_response_impl(int /*code*/, BeastText /*reason*/, int /*version*/,
                          error_code& ec) override {
      ec = http::error::bad_method;
    }
    void on_field_impl(http::field field, BeastText name, BeastText value,
                       error_code& ec) override {
      to_.field(field, view(name), view(value), ec);
    }
    void on_header_impl(error_code& ec) override { to_.finish_header(ec); }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length,
                           error_code& /*ec*/) override {
      if (length)
        to_.body.reserve(
            static_cast<std::size_t>(std::min<std::uint64_t>(*length, kept_body_capacity)));
    }
    std::size_t on_body_impl(BeastText body, error_code& ec) override {
      return to_.append(view(body), ec);
    }
    void on_chunk_header_impl(std::uint64_t size, BeastText /*extensions*/,
                              error_code& ec) override {
      if (size > to_.body_max || to_.body.size() + size > to_.body_max) {
        to_.refuse(ProblemType::too_large, "the body is larger than allowed here", ec);
      }
    }
    std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, BeastText body,
                                   error_code& ec) override {
      return to_.append(view(body), ec);
    }
    void on_finish_impl(error_code& /*ec*/) override {}
    Parser& to_;
  };

  void refuse(ProblemType type, std::string_view reason, error_code& ec) {
    fault = {type, reason};
    ec = http::error::bad_field;
  }

  void start(std::string_view method_text, std::string_view target, int version, error_code& ec) {
    method = method_text;
    http_1_0 = version == 10;
    if (method == "TRACE" || method == "CONNECT") {
      return refuse(ProblemType::method, "TRACE and CONNECT are off", ec);
    }
    if (!plain_target(target)) {
      return refuse(ProblemType::malformed_request, "the target has a byte no URI may have", ec);
    }
    if (target.front() != '/') {
      // absolute-form (RFC 9112 §3.2.2); what names another scheme is not for us.
      const std::size_t authority = target.starts_with("http://")    ? 7
                                    : target.starts_with("https://") ? 8
                                                                     : 0;
      if (target != "*" && authority == 0) {
        return refuse(ProblemType::malformed_request, "the target must begin with '/'", ec);
      }
      if (authority != 0) {
        const std::size_t slash = target.find_first_of("/?", authority);
        if (slash == std::string_view::npos || target[slash] == '?') {
          return refuse(ProblemType::malformed_request, "the target has no path", ec);
        }
        target.remove_prefix(slash);
      }
    }
    const std::size_t question = target.find('?');
    path = target.substr(0, question);
    query = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
  }

  void field(http::field field, std::string_view name, std::string_view value, error_code& ec) {
    if (header_done) return;  // a trailer: checked by the grammar, without effect
    if (headers.size() >= limits_.headers_max) {
      return refuse(ProblemType::header_too_large, "too many header fields", ec);
    }
    headers.push_back({name, value});
    switch (field) {
      case http::field::transfer_encoding:
        if (!same_name(value, "chunked")) {
          return refuse(ProblemType::not_implemented, "Transfer-Encoding must be chunked", ec);
        }
        if (http_1_0) {
          return refuse(ProblemType::malformed_request, "HTTP/1.0 has no Transfer-Encoding", ec);
        }
        return;
      case http::field::content_length:
        if (has_length || value.find(',') != std::string_view::npos) {
          return refuse(ProblemType::malformed_request, "Content-Length is repeated", ec);
        }
        has_length = true;
        return;
      case http::field::host:
        if (has_host || !plausible_host(value)) {
          return refuse(ProblemType::malformed_request, "Host is repeated or malformed", ec);
        }
        has_host = true;
        return;
      case http::field::expect:
        if (!same_name(value, "100-continue")) {
          return refuse(ProblemType::expectation, "only 100-continue can be expected", ec);
        }
        expects_continue = !http_1_0;
        return;
      default:
        return;
    }
  }

  void finish_header(error_code& ec) {
    header_done = true;
    if (!http_1_0 && !has_host) {
      refuse(ProblemType::malformed_request, "HTTP/1.1 needs one Host", ec);
    }
  }

  std::size_t append(std::string_view piece, error_code& ec) {
    if (piece.size() > body_max - std::min(body_max, body.size())) {
      refuse(ProblemType::too_large, "the body is larger than allowed here", ec);
      return 0;
    }
    body.append(piece);
    return piece.size();
  }

  void reset() {
    grammar_.emplace(*this);
    method = path = query = {};
    headers.clear();
    if (body.capacity() > kept_body_capacity) body = std::string();
    body.clear();
    fault = {};
    header_done = has_length = has_host = http_1_0 = expects_continue = complete = false;
    body_max = std::numeric_limits<std::size_t>::max();
  }

  // Puts bytes through the grammar; nothing while it is content.
  std::optional<Fault> put(std::string_view bytes, std::size_t& consumed) {
    error_code ec;
    consumed = grammar_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
    if (ec && ec != http::error::need_more) {
      if (!fault.reason.empty()) return fault;
      if (ec == http::error::bad_version) {
        return Fault{ProblemType::http_version, "the version must be HTTP/1.1 or HTTP/1.0"};
      }
      return Fault{ProblemType::malformed_request, "the bytes are not an HTTP/1.1 message"};
    }
    complete = grammar_->is_done();
    return std::nullopt;
  }

  [[nodiscard]] const Grammar& grammar() const noexcept { return *grammar_; }

  std::string_view method, path, query;
  std::vector<Header> headers;
  std::string body;
  std::size_t body_max = std::numeric_limits<std::size_t>::max();
  Fault fault;
  bool header_done = false;
  bool has_length = false;
  bool has_host = false;
  bool http_1_0 = false;
  bool expects_continue = false;
  bool complete = false;

 private:
  ReaderLimits limits_;
  std::optional<Grammar> grammar_;
};

RequestReader::RequestReader(const ReaderLimits& limits)
    : limits_(limits), parser_(std::make_unique<Parser>(limits)) {}
RequestReader::~RequestReader() = default;

bool RequestReader::started() const noexcept {
  return scanned_ > 0 || !head_.empty();
}
bool RequestReader::has_head() const noexcept {
  return parser_->header_done;
}
bool RequestReader::keep_alive() const noexcept {
  return parser_->grammar().keep_alive();
}
void RequestReader::set_body_max(std::size_t bytes) noexcept {
  parser_->body_max = bytes;
}
bool RequestReader::expects_continue() const noexcept {
  return parser_->expects_continue && !parser_->complete;
}
std::optional<std::uint64_t> RequestReader::content_length() const noexcept {
  const auto length = parser_->grammar().content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

Request RequestReader::request() const noexcept {
  Request request;
  request.method = parser_->method;
  request.path = parser_->path;
  request.query = parser_->query;
  request.headers = parser_->headers;
  request.body = parser_->body;
  return request;
}

void RequestReader::reset() {
  parser_->reset();
  head_.clear();
  scanned_ = 0;
  fault_ = {};
}

RequestReader::Step RequestReader::fail_with(ProblemType type, std::string_view reason) {
  fault_ = {type, reason};
  return Step::fault;
}

RequestReader::Step RequestReader::feed(std::string_view bytes, std::size_t& consumed) {
  consumed = 0;
  if (!parser_->header_done) return read_head(bytes, consumed);
  return read_body(bytes, consumed);
}

// Looks at every line feed once: none may be bare, none may be followed by white space (obs-fold).
RequestReader::Step RequestReader::find_head_end(std::string_view bytes, std::size_t& head_size) {
  const std::size_t end = std::min(bytes.size(), limits_.header_bytes_max);
  while (true) {
    const std::size_t feed = bytes.substr(0, end).find('\n', scanned_);
    if (feed == std::string_view::npos) {
      if (bytes.size() >= limits_.header_bytes_max) {
        return fail_with(ProblemType::header_too_large, "the header is larger than allowed");
      }
      scanned_ = end;
      return Step::need_more;
    }
    if (feed == 0 || bytes[feed - 1] != '\r') {
      return fail_with(ProblemType::malformed_request, "a line must end in CR LF");
    }
    if (feed >= 3 && bytes[feed - 2] == '\n') {
      head_size = feed + 1;
      return Step::head_ready;
    }
    if (feed + 1 >= end) {
      if (bytes.size() >= limits_.header_bytes_max) {
        return fail_with(ProblemType::header_too_large, "the header is larger than allowed");
      }
      scanned_ = feed;  // what follows decides, so this line feed is looked at again
      return Step::need_more;
    }
    if (bytes[feed + 1] == ' ' || bytes[feed + 1] == '\t') {
      return fail_with(ProblemType::malformed_request, "folded header lines are not accepted");
    }
    scanned_ = feed + 1;
  }
}

RequestReader::Step RequestReader::read_head(std::string_view bytes, std::size_t& consumed) {
  // One empty line before a request is ignored (RFC 9112 §2.2): old clients send it after a body.
  std::size_t skipped = 0;
  if (scanned_ == 0 && bytes.starts_with("\r\n")) {
    skipped = 2;
    bytes.remove_prefix(2);
    consumed = 2;
  } else if (scanned_ == 0 && bytes == "\r") {
    return Step::need_more;
  }
  if (bytes.empty()) return Step::need_more;
  std::size_t head_size = 0;
  const Step found = find_head_end(bytes, head_size);
  if (found != Step::head_ready) return found;
  head_.assign(bytes.substr(0, head_size));
  std::size_t parsed = 0;
  if (const auto fault = parser_->put(head_, parsed)) {
    fault_ = *fault;
    return Step::fault;
  }
  if (!parser_->header_done || parsed != head_.size()) {
    return fail_with(ProblemType::malformed_request, "the bytes are not an HTTP/1.1 message");
  }
  consumed = skipped + head_size;
  return Step::head_ready;
}

RequestReader::Step RequestReader::read_body(std::string_view bytes, std::size_t& consumed) {
  if (parser_->complete) return Step::ready;
  const auto length = content_length();
  if (length && *length > parser_->body_max) {
    return fail_with(ProblemType::too_large, "the body is larger than allowed here");
  }
  // No unfinished chunked body ends in fewer than the five bytes of "0 CRLF CRLF"; given fewer
  // after the last chunk's line, Beast 1.81 fails an assertion of its own.
  const std::size_t least = length ? 1 : 5;
  if (bytes.size() < least) return Step::need_more;
  if (const auto fault = parser_->put(bytes, consumed)) {
    fault_ = *fault;
    return Step::fault;
  }
  if (parser_->complete) return Step::ready;
  if (bytes.size() - consumed > limits_.chunk_head_bytes_max) {
    return fail_with(ProblemType::malformed_request, "a chunk's head is larger than allowed");
  }
  return Step::need_more;
}

}  // namespace vermilion::api
