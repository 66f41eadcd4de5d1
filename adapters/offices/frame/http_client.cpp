#include "adapters/offices/frame/http_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <mutex>

namespace vermilion::offices {
namespace {

constexpr long retry_after_most_s = 3600;

struct CurlEasyEnd {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct CurlMultiEnd {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct CurlListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, CurlEasyEnd>;
using Multi = std::unique_ptr<CURLM, CurlMultiEnd>;
using List = std::unique_ptr<curl_slist, CurlListEnd>;

bool start_curl() {
  static std::once_flag once;
  static bool started = false;
  std::call_once(once, [] { started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; });
  return started;
}

char lower(char octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
}

// What one answer grew to, and whether it outgrew its bounds.
struct Incoming {
  HttpAnswer answer;
  std::size_t header_bytes = 0;
  std::size_t body_max = 0;
  std::size_t header_max = 0;
  bool too_large = false;
};

std::size_t take_body(char* octets, std::size_t, std::size_t count, void* into) {
  auto& incoming = *static_cast<Incoming*>(into);
  if (incoming.answer.body.size() + count > incoming.body_max) {
    incoming.too_large = true;
    return 0;
  }
  incoming.answer.body.append(octets, count);
  return count;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

std::size_t take_header(char* octets, std::size_t, std::size_t count, void* into) {
  auto& incoming = *static_cast<Incoming*>(into);
  incoming.header_bytes += count;
  if (incoming.header_bytes > incoming.header_max) {
    incoming.too_large = true;
    return 0;
  }
  const std::string_view line(octets, count);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return count;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(), lower);
  std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "content-type") {
    value = trimmed(value.substr(0, value.find(';')));
    incoming.answer.content_type.assign(value);
    std::transform(value.begin(), value.end(), incoming.answer.content_type.begin(), lower);
  } else if (name == "retry-after") {
    long seconds = -1;
    const auto end = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (end.ec == std::errc{} && end.ptr == value.data() + value.size() && seconds >= 0) {
      incoming.answer.retry_after = std::chrono::seconds(std::min(seconds, retry_after_most_s));
    }
  }
  return count;
}

bool plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char octet) {
    return static_cast<unsigned char>(octet) > ' ' && static_cast<unsigned char>(octet) < 0x7F;
  });
}

Result<void> check_base(const std::string& base) {
  const bool http = base.starts_with("http://");
  const bool https = base.starts_with("https://");
  const std::string_view rest = std::string_view(base).substr(https ? 8 : http ? 7 : 0);
  if ((!http && !https) || rest.empty() || rest.front() == '/' || !plain(rest) ||
      rest.find_first_of("@?#\\") != std::string_view::npos || rest.back() == '/') {
    return fail(Code::invalid,
                "an office's address is http://host:port or https://host:port, "
                "with no slash at its end and no user, query or fragment");
  }
  return ok();
}

Result<void> check_request(const HttpRequest& request) {
  const bool known =
      request.method == "GET" || request.method == "POST" || request.method == "PATCH";
  if (!known || !request.path.starts_with('/') || !plain(request.path) ||
      request.path.find("..") != std::string::npos) {
    return fail(Code::invalid,
                "a request is GET, POST or PATCH of a path that begins with / and has "
                "neither blanks nor \"..\"");
  }
  for (const auto& [name, value] : request.headers) {
    if (name.empty() || !plain(name) || value.find_first_of("\r\n") != std::string::npos ||
        value.find('\0') != std::string::npos) {
      return fail(Code::invalid, "a header holds no line break");
    }
  }
  return ok();
}

}  // namespace

struct HttpClient::Parts {
  HttpClientOptions options;
  Easy easy;
  Multi multi;

  List prepare(const HttpRequest& request, Incoming& incoming) const;
  Result<void> perform(const std::stop_token& stop) const;
};

List HttpClient::Parts::prepare(const HttpRequest& request, Incoming& incoming) const {
  CURL* const handle = easy.get();
  curl_easy_reset(handle);  // keeps connections and the TLS session
  const std::string url = options.base + request.path;
  const auto timeout = std::clamp(request.timeout.value_or(options.total_timeout), Milliseconds(1),
                                  options.total_timeout);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR,
                   options.base.starts_with("https://") ? "https" : "http");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_HTTP09_ALLOWED, 0L);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // also against http_proxy of the environment
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::min(options.connect_timeout, timeout).count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &incoming);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &incoming);
  if (!options.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
  }
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");  // no wait for 100 Continue
  for (const auto& [name, value] : request.headers) {
    headers = curl_slist_append(headers, fmt::format("{}: {}", name, value).c_str());
  }
  if (request.method != "GET") {
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  return List(headers);
}

// Drives the one transfer to its end. A multi handle, because only that can be woken.
Result<void> HttpClient::Parts::perform(const std::stop_token& stop) const {
  if (curl_multi_add_handle(multi.get(), easy.get()) != CURLM_OK) {
    return fail(Code::io, "libcurl takes no transfer");
  }
  const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi.get()); });
  CURLMcode code = CURLM_OK;
  int running = 1;
  while (code == CURLM_OK && running > 0 && !stop.stop_requested()) {
    code = curl_multi_perform(multi.get(), &running);
    if (code == CURLM_OK && running > 0) {
      code = curl_multi_poll(multi.get(), nullptr, 0, 60'000, nullptr);
    }
  }
  CURLcode result = CURLE_OK;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg == CURLMSG_DONE) result = message->data.result;
  }
  curl_multi_remove_handle(multi.get(), easy.get());
  if (code != CURLM_OK) return fail(Code::io, curl_multi_strerror(code));
  if (running > 0) return fail(Code::unavailable, "stopped before an answer came");
  switch (result) {
    case CURLE_OK:
      return ok();
    case CURLE_OPERATION_TIMEDOUT:
      return fail(Code::unavailable, "no whole answer in time");
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
      return fail(Code::corrupt, "the answer is not HTTP");
    default:
      return fail(Code::unavailable, curl_easy_strerror(result));
  }
}

HttpClient::HttpClient(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpClient>> HttpClient::make(HttpClientOptions options) {
  VERMILION_TRY(check_base(options.base));
  if (!start_curl()) return fail(Code::io, "libcurl does not start");
  auto parts = std::make_unique<Parts>();
  parts->options = std::move(options);
  parts->easy.reset(curl_easy_init());
  parts->multi.reset(curl_multi_init());
  if (!parts->easy || !parts->multi) return fail(Code::io, "libcurl gives no handle");
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(parts)));
}

Result<HttpAnswer> HttpClient::ask(const HttpRequest& request, const std::stop_token& stop) {
  VERMILION_TRY(check_request(request));
  Incoming incoming;
  incoming.body_max = parts_->options.answer_bytes_max;
  incoming.header_max = parts_->options.header_bytes_max;
  const List headers = parts_->prepare(request, incoming);
  const Result<void> performed = parts_->perform(stop);
  if (incoming.too_large) {
    return fail(Code::corrupt,
                fmt::format("the answer is over {} octets", parts_->options.answer_bytes_max));
  }
  VERMILION_TRY(performed);
  long status = 0;
  curl_easy_getinfo(parts_->easy.get(), CURLINFO_RESPONSE_CODE, &status);
  incoming.answer.status = static_cast<int>(status);
  return std::move(incoming.answer);
}

}  // namespace vermilion::offices
