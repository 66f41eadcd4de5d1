#include "app/api/forwarding.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <list>

#include "adapters/system/thread_name.hpp"

namespace vermilion::api {
namespace {

// What means something to the owner; the rest is between the client and this node.
constexpr std::array carried_headers = {"Authorization", "Content-Type", "Idempotency-Key",
                                        "If-Match",      "Accept",       "Accept-Language",
                                        "traceparent",   "tracestate",   "Vermilion-On-Behalf-Of"};
// What belongs to the connection, or is written anew.
constexpr std::array dropped_headers = {"Connection", "Keep-Alive",        "Content-Length",
                                        "Date",       "Transfer-Encoding", "Content-Type"};
constexpr int poll_ms = 100;
constexpr std::chrono::milliseconds between_looks{200};

// host:port of letters that need no escaping.
bool is_node(std::string_view node) {
  return !node.empty() && node.size() <= 256 &&
         node.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             ".-:[]") == std::string_view::npos;
}

struct Headers {
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl_slist_free_all(list); }
  void add(const std::string& line) {
    if (auto* const longer = curl_slist_append(list, line.c_str())) list = longer;
  }
  curl_slist* list = nullptr;
};

struct Easy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct Multi {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

// One request on its way.
struct Passing {
  Passing(Responder to, Language spoken) : responder{std::move(to)}, language{spoken} {}
  Responder responder;
  Language language;
  std::string node;
  std::string method;
  std::string url;
  std::string body;
  Headers headers;
  std::unique_ptr<CURL, Easy> handle;
  Response answer;
  std::size_t answer_bytes_max = 0;
  bool too_large = false;

  static std::size_t take_body(char* octets, std::size_t size, std::size_t count, void* of) {
    auto& passing = *static_cast<Passing*>(of);
    if (passing.answer.body.size() + size * count > passing.answer_bytes_max) {
      passing.too_large = true;
      return 0;
    }
    passing.answer.body.append(octets, size * count);
    return size * count;
  }
  static std::size_t take_header(char* octets, std::size_t size, std::size_t count, void* of) {
    std::string_view line{octets, size * count};
    auto& passing = *static_cast<Passing*>(of);
    const auto colon = line.find(':');
    if (line.starts_with("HTTP/")) {
      passing.answer.headers.clear();  // those of a 100 go
      return size * count;
    }
    if (colon == std::string_view::npos) return size * count;
    const auto name = line.substr(0, colon);
    auto value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) {
      value.remove_prefix(1);
    }
    while (!value.empty() && (value.back() == '\r' || value.back() == '\n')) value.remove_suffix(1);
    if (same_name(name, "Content-Type")) passing.answer.content_type = value;
    const bool dropped = std::any_of(dropped_headers.begin(), dropped_headers.end(),
                                     [&](const char* it) { return same_name(name, it); });
    if (!dropped) passing.answer.headers.emplace_back(name, value);
    return size * count;
  }
};

}  // namespace

Response nobody_decides(Language language) {
  Problem problem;
  problem.type = ProblemType::busy;
  problem.detail = {"该分区正在移交，请用同一 Idempotency-Key 重试",
                    "the partition is passing from one node to another; retry with the same "
                    "Idempotency-Key"};
  problem.retry_after_s = 1;
  return response_of(problem, language);
}

struct Forwarding::Parts {
  std::unique_ptr<CURLM, Multi> multi;
  std::mutex mutex;
  std::list<std::unique_ptr<Passing>> posted;
  std::size_t waiting = 0;
  bool stopping = false;
  // The thread's.
  std::list<std::unique_ptr<Passing>> under_way;
  std::vector<std::unique_ptr<CURL, Easy>> spare;
  std::thread thread;

  void run(const ForwardingOptions& options);
  void begin(std::unique_ptr<Passing> passing, const ForwardingOptions& options);
  void end(CURL* handle, CURLcode outcome);
  // Gives up what is on its way to a node that owns no longer.
  void give_up_on_others(const std::string& owner);
};

Forwarding::Forwarding(ForwardingOptions options)
    : options_{std::move(options)}, parts_{std::make_unique<Parts>()} {}

Result<std::unique_ptr<Forwarding>> Forwarding::start(ForwardingOptions options) {
  std::unique_ptr<Forwarding> made{new Forwarding{std::move(options)}};
  auto& parts = *made->parts_;
  if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) parts.multi.reset(curl_multi_init());
  if (!parts.multi) return fail(Code::io, "libcurl does not start");
  curl_multi_setopt(parts.multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS,
                    static_cast<long>(made->options_.connections_max));
  curl_multi_setopt(parts.multi.get(), CURLMOPT_MAXCONNECTS,
                    static_cast<long>(2 * made->options_.connections_max));
  parts.thread = std::thread{[it = made.get()] { it->parts_->run(it->options_); }};
  return made;
}

Forwarding::~Forwarding() {
  auto& parts = *parts_;
  {
    const std::lock_guard lock{parts.mutex};
    parts.stopping = true;
  }
  if (!parts.thread.joinable()) return;
  curl_multi_wakeup(parts.multi.get());
  parts.thread.join();
}

void Forwarding::pass_on(const Request& request, const std::string& node, Language language,
                         Responder responder) {
  auto passing = std::make_unique<Passing>(std::move(responder), language);
  if (!is_node(node)) return passing->responder.send(nobody_decides(language));
  passing->answer_bytes_max = options_.answer_bytes_max;
  passing->node = node;
  passing->method = request.method;
  passing->url = "http://" + node + std::string{request.path};
  if (!request.query.empty()) passing->url += "?" + std::string{request.query};
  passing->body = request.body;
  for (const auto* name : carried_headers) {
    if (const auto value = request.header(name)) {
      // With nothing behind the colon libcurl would leave the header out.
      passing->headers.add(value->empty() ? std::string{name} + ";"
                                          : std::string{name} + ": " + std::string{*value});
    }
  }
  passing->headers.add(std::string{forwarded_header} + ": " + options_.node);
  passing->headers.add("Expect:");  // no round trip before the body
  {
    const std::lock_guard lock{parts_->mutex};
    if (parts_->waiting >= options_.waiting_max || parts_->stopping) {
      return passing->responder.send(nobody_decides(language));
    }
    ++parts_->waiting;
    parts_->posted.push_back(std::move(passing));
  }
  curl_multi_wakeup(parts_->multi.get());
}

void Forwarding::Parts::begin(std::unique_ptr<Passing> passing, const ForwardingOptions& options) {
  if (spare.empty()) {
    passing->handle.reset(curl_easy_init());
  } else {
    passing->handle = std::move(spare.back());
    spare.pop_back();
  }
  auto* const handle = passing->handle.get();
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle, option, value); };
  set(CURLOPT_URL, passing->url.c_str());
  set(CURLOPT_CUSTOMREQUEST, passing->method.c_str());
  set(CURLOPT_POSTFIELDS, passing->body.data());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(passing->body.size()));
  set(CURLOPT_HTTPHEADER, passing->headers.list);
  set(CURLOPT_WRITEFUNCTION, &Passing::take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(passing.get()));
  set(CURLOPT_HEADERFUNCTION, &Passing::take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(passing.get()));
  set(CURLOPT_PRIVATE, static_cast<void*>(passing.get()));
  set(CURLOPT_TIMEOUT_MS, options.patience_ms);
  set(CURLOPT_CONNECTTIMEOUT_MS, options.connect_ms);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROTOCOLS_STR, "http");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_multi_add_handle(multi.get(), handle);
  under_way.push_back(std::move(passing));
}

void Forwarding::Parts::end(CURL* handle, CURLcode outcome) {
  char* of = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &of);
  const auto at = std::find_if(under_way.begin(), under_way.end(), [&](const auto& passing) {
    return reinterpret_cast<char*>(passing.get()) == of;
  });
  auto passing = std::move(*at);
  under_way.erase(at);
  curl_multi_remove_handle(multi.get(), handle);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  spare.push_back(std::move(passing->handle));
  curl_easy_reset(handle);
  {
    const std::lock_guard lock{mutex};
    --waiting;
  }
  if (outcome != CURLE_OK || passing->too_large || status < 200 || status > 599) {
    return passing->responder.send(nobody_decides(passing->language));
  }
  passing->answer.status = static_cast<int>(status);
  passing->responder.send(std::move(passing->answer));
}

void Forwarding::Parts::give_up_on_others(const std::string& owner) {
  std::vector<CURL*> given_up;
  for (const auto& passing : under_way) {
    if (passing->node != owner) given_up.push_back(passing->handle.get());
  }
  for (auto* const handle : given_up) end(handle, CURLE_ABORTED_BY_CALLBACK);
}

void Forwarding::Parts::run(const ForwardingOptions& options) {
  name_this_thread("forwarding");
  auto looked = std::chrono::steady_clock::now();
  for (;;) {
    std::list<std::unique_ptr<Passing>> begun;
    bool ends = false;
    {
      const std::lock_guard lock{mutex};
      begun.swap(posted);
      ends = stopping;
    }
    for (auto& passing : begun) begin(std::move(passing), options);
    int running = 0;
    curl_multi_perform(multi.get(), &running);
    int left = 0;
    while (const auto* const message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
    }
    if (ends) break;
    if (const auto now = std::chrono::steady_clock::now();
        !under_way.empty() && now - looked >= between_looks) {
      looked = now;
      give_up_on_others(options.owner());
    }
    curl_multi_poll(multi.get(), nullptr, 0, poll_ms, nullptr);
  }
  for (auto& passing : under_way) {
    curl_multi_remove_handle(multi.get(), passing->handle.get());
    passing->responder.send(nobody_decides(passing->language));
  }
  under_way.clear();
  spare.clear();
}

}  // namespace vermilion::api
