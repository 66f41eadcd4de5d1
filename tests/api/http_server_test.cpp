#include "app/api/http_server.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <stdexcept>
#include <thread>

#include "tests/api/raw_client.hpp"

using namespace vermilion;
using namespace vermilion::api;
using vermilion::tests::RawClient;

namespace {

HttpOptions quick_options() {
  HttpOptions options;
  options.tick_ms = 10;
  return options;
}

Response text(std::string body) {
  return Response{.content_type = "text/plain", .body = std::move(body)};
}

void echo(const Request& request, Responder responder) {
  responder.send(text(std::string(request.method) + " " + std::string(request.path) + " " +
                      std::string(request.body)));
}

bool starts(const std::string& answer, int status) {
  return answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

constexpr std::string_view get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

// Another thread that holds Responders until it is told to answer: the engine's place.
class Engine {
 public:
  void take(Responder responder) {
    const std::scoped_lock lock(mutex_);
    held_.push_back(std::move(responder));
    changed_.notify_all();
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return held_.size() >= count; });
  }
  std::deque<Responder> all() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(held_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Responder> held_;
};

}  // namespace

TEST(HttpServer, AnswersManyRequestsOfOneConnectionAlsoWhenTheyArriveTogether) {
  HttpServer server(quick_options(), echo);
  ASSERT_TRUE(server.start());
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(get));
    EXPECT_TRUE(client.answer().ends_with("\r\n\r\nGET /a "));
  }
  std::string together;
  for (int i = 0; i < 500; ++i) {
    together +=
        "POST /p" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  }
  ASSERT_TRUE(client.send(together));
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(client.answer().ends_with("POST /p" + std::to_string(i) + " abc")) << i;
  }
  EXPECT_EQ(server.statistics().requests, 503);
}

TEST(HttpServer, PipelinedRequestsAreAnsweredInOrderByAnotherThread) {
  Engine engine;
  HttpServer server(quick_options(), [&](const Request& request, Responder responder) {
    if (request.path == "/later") return engine.take(std::move(responder));
    responder.send(text("now"));
  });
  ASSERT_TRUE(server.start());
  RawClient client(server.port());
  ASSERT_TRUE(
      client.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\nGET /now HTTP/1.1\r\nHost: h\r\n\r\n"));
  engine.wait_for(1);
  EXPECT_EQ(server.statistics().outstanding, 1);
  for (Responder& one : engine.all()) one.send(text("later"));
  EXPECT_TRUE(client.answer().ends_with("later"));
  EXPECT_TRUE(client.answer().ends_with("now"));
  EXPECT_EQ(server.statistics().outstanding, 0);
}

TEST(HttpServer, ABatchOfCompletionsReachesEveryConnectionOfEveryIoThread) {
  Engine engine;
  HttpOptions options = quick_options();
  options.io_threads = 3;
  HttpServer server(
      options, [&](const Request&, Responder responder) { engine.take(std::move(responder)); });
  ASSERT_TRUE(server.start());
  std::deque<RawClient> clients;
  for (int i = 0; i < 50; ++i) {
    clients.emplace_back(server.port());
    ASSERT_TRUE(clients.back().send(get));
  }
  engine.wait_for(50);
  {
    CompletionBatch batch;
    for (Responder& one : engine.all()) one.send(text("done"));
  }
  for (RawClient& client : clients) EXPECT_TRUE(client.answer().ends_with("done"));
}

TEST(Mailbox, IsWokenOnceForABatchAndOnceAgainAfterItWasEmptied) {
  int wakes = 0;
  const auto mailbox = std::make_shared<Mailbox>([&] { ++wakes; });
  {
    CompletionBatch batch;
    for (std::uint32_t i = 0; i < 10; ++i) Responder(mailbox, {i, 1}).send(text("x"));
    EXPECT_EQ(wakes, 0);
  }
  EXPECT_EQ(wakes, 1);
  Responder(mailbox, {11, 1}).send(text("y"));
  EXPECT_EQ(wakes, 1);
  std::vector<Completion> taken;
  mailbox->take(taken);
  EXPECT_EQ(taken.size(), 11);
  Responder(mailbox, {12, 1}).send(text("z"));
  EXPECT_EQ(wakes, 2);
  mailbox->close();
  Responder(mailbox, {13, 1}).send(text("nobody hears this"));
  EXPECT_EQ(wakes, 2);
}

TEST(HttpServer, AnAnswerToAConnectionThatIsGoneIsDropped) {
  Engine engine;
  HttpServer server(quick_options(), [&](const Request&, Responder responder) {
    engine.take(std::move(responder));
  });
  ASSERT_TRUE(server.start());
  {
    RawClient gone(server.port());
    ASSERT_TRUE(gone.send(get));
    engine.wait_for(1);
  }
  std::deque<Responder> first = engine.all();
  RawClient next(server.port());
  ASSERT_TRUE(next.send(get));
  engine.wait_for(1);
  first.front().send(text("for the first"));
  for (Responder& one : engine.all()) one.send(text("for the second"));
  EXPECT_TRUE(next.answer().ends_with("for the second"));
}

TEST(HttpServer, AResponderThatOutlivesItsServerDoesNoHarm) {
  Engine engine;
  auto server = std::make_unique<HttpServer>(
      quick_options(),
      [&](const Request&, Responder responder) { engine.take(std::move(responder)); });
  ASSERT_TRUE(server->start());
  RawClient client(server->port());
  ASSERT_TRUE(client.send(get));
  engine.wait_for(1);
  server.reset();
  for (Responder& one : engine.all()) one.send(text("too late"));
  bool closed = false;
  EXPECT_EQ(client.rest(closed), "");
}

TEST(HttpServer, AHandlerThatForgetsOrThrowsIsAnswered500) {
  HttpServer server(quick_options(), [](const Request& request, Responder responder) {
    if (request.path == "/throw") throw std::runtime_error("no such luck");
    (void)responder;
  });
  ASSERT_TRUE(server.start());
  RawClient client(server.port());
  ASSERT_TRUE(client.send("GET /forget HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_TRUE(starts(client.answer(), 500));
  ASSERT_TRUE(client.send("GET /throw HTTP/1.1\r\nHost: h\r\n\r\n"));
  const std::string answer = client.answer();
  EXPECT_TRUE(starts(answer, 500));
  EXPECT_EQ(answer.find("luck"), std::string::npos);
  EXPECT_EQ(server.statistics().handler_failures, 1);
}

TEST(HttpServer, FaultsAreAnsweredAsProblemsAndTheConnectionIsClosedInGoodOrder) {
  HttpServer server(quick_options(), echo);
  ASSERT_TRUE(server.start());
  const std::pair<std::string, int> cases[] = {
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\nGET /smuggled HTTP/1.1\r\n"
       "Host: h\r\n\r\n",
       501},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
       "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
       400},
      {"GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\nGET /smuggled HTTP/1.1\r\n", 400},
      {"TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 405},
      {"GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505},
      {"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(9'000, 'a') + "\r\n\r\n", 431},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n" + std::string(100'000, 'a'),
       413},
  };
  for (const auto& [bytes, status] : cases) {
    RawClient client(server.port());
    ASSERT_TRUE(client.send(bytes));
    bool closed = false;
    const std::string all = client.rest(closed);
    EXPECT_TRUE(starts(all, status)) << bytes.substr(0, 80) << "\n" << all;
    EXPECT_NE(all.find("Content-Type: application/problem+json\r\n"), std::string::npos);
    EXPECT_NE(all.find("Connection: close\r\n"), std::string::npos);
    EXPECT_EQ(all.find("smuggled"), std::string::npos);
    EXPECT_EQ(all.find("\r\nHTTP/1.1"), std::string::npos) << "one answer only";
    EXPECT_EQ(all.find("}HTTP/1.1"), std::string::npos) << "one answer only";
    EXPECT_TRUE(closed);
  }
}

TEST(HttpServer, ARoutesOwnBoundOfTheBodyIsUsed) {
  HttpOptions options = quick_options();
  options.body_bytes_max_of = [](const Request& request) -> std::size_t {
    return request.path == "/big" ? 3'000'000 : 100;
  };
  HttpServer server(options, [](const Request& request, Responder responder) {
    responder.send(text(std::to_string(request.body.size())));
  });
  ASSERT_TRUE(server.start());
  const std::string body(2'500'000, 'x');
  RawClient big(server.port());
  ASSERT_TRUE(big.send("POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 2500000\r\n\r\n" + body));
  EXPECT_TRUE(big.answer().ends_with("\r\n\r\n2500000"));
  RawClient small(server.port());
  ASSERT_TRUE(small.send("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n"));
  EXPECT_TRUE(starts(small.answer(), 413));
}

TEST(HttpServer, LeaveToSendABodyIsGivenOnlyWhenItWillBeRead) {
  HttpServer server(quick_options(), echo);
  ASSERT_TRUE(server.start());
  RawClient client(server.port());
  ASSERT_TRUE(
      client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                  "Content-Length: 2\r\n\r\n"));
  EXPECT_EQ(client.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(client.send("ok"));
  EXPECT_TRUE(client.answer().ends_with("POST / ok"));
  ASSERT_TRUE(
      client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                  "Content-Length: 99999999\r\n\r\n"));
  EXPECT_TRUE(starts(client.answer(), 413));
}

TEST(HttpServer, HeadHasTheHeadOfGetAndNoBody) {
  HttpServer server(quick_options(), echo);
  ASSERT_TRUE(server.start());
  RawClient client(server.port());
  ASSERT_TRUE(client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n"));
  const std::string head = client.answer(5'000, true);
  EXPECT_NE(head.find("Content-Length: 8\r\n"), std::string::npos) << head;
  EXPECT_TRUE(client.answer().starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(HttpServer, NoFieldOfAnAnswerCanEndItsLine) {
  HttpServer server(quick_options(), [](const Request&, Responder responder) {
    Response response = text("x");
    response.headers.emplace_back("X-A", "one\r\nX-B: two");
    responder.send(std::move(response));
  });
  ASSERT_TRUE(server.start());
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get));
  EXPECT_NE(client.answer().find("X-A: one  X-B: two\r\n"), std::string::npos);
}

TEST(HttpServer, BeyondTheBoundOfConnections503AndOthersGoOn) {
  HttpOptions options = quick_options();
  options.connections_max = 2;
  HttpServer server(options, echo);
  ASSERT_TRUE(server.start());
  RawClient first(server.port());
  RawClient second(server.port());
  ASSERT_TRUE(first.send(get) && second.send(get));
  EXPECT_TRUE(starts(first.answer(), 200));
  EXPECT_TRUE(starts(second.answer(), 200));
  {
    RawClient third(server.port());
    bool closed = false;
    const std::string all = third.rest(closed);
    EXPECT_TRUE(starts(all, 503));
    EXPECT_NE(all.find("Retry-After: "), std::string::npos);
    EXPECT_TRUE(closed);
  }
  ASSERT_TRUE(first.send(get));
  EXPECT_TRUE(starts(first.answer(), 200));
  EXPECT_EQ(server.statistics().connections_refused, 1);
}

TEST(HttpServer, BeyondTheBoundOfOutstandingRequests503AndTheConnectionStays) {
  Engine engine;
  HttpOptions options = quick_options();
  options.outstanding_max = 1;
  HttpServer server(
      options, [&](const Request&, Responder responder) { engine.take(std::move(responder)); });
  ASSERT_TRUE(server.start());
  RawClient first(server.port());
  RawClient second(server.port());
  ASSERT_TRUE(first.send(get));
  engine.wait_for(1);
  ASSERT_TRUE(second.send(get));
  EXPECT_TRUE(starts(second.answer(), 503));
  for (Responder& one : engine.all()) one.send(text("first"));
  EXPECT_TRUE(first.answer().ends_with("first"));
  ASSERT_TRUE(second.send(get));
  engine.wait_for(1);
  for (Responder& one : engine.all()) one.send(text("second"));
  EXPECT_TRUE(second.answer().ends_with("second"));
}

TEST(HttpServer, WhoIsTooSlowIsCutOff) {
  HttpOptions options = quick_options();
  options.header_timeout_ms = 50;
  options.body_timeout_ms = 50;
  options.idle_timeout_ms = 100;
  options.answer_timeout_ms = 50;
  Engine engine;
  HttpServer server(options, [&](const Request& request, Responder responder) {
    if (request.path == "/never") return engine.take(std::move(responder));
    echo(request, std::move(responder));
  });
  ASSERT_TRUE(server.start());
  bool closed = false;
  RawClient header(server.port());
  ASSERT_TRUE(header.send("GET / HTTP/1.1\r\nHos"));
  EXPECT_TRUE(starts(header.rest(closed), 408));
  EXPECT_TRUE(closed);
  RawClient body(server.port());
  ASSERT_TRUE(body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc"));
  EXPECT_TRUE(starts(body.rest(closed), 408));
  EXPECT_TRUE(closed);
  RawClient silent(server.port());
  EXPECT_EQ(silent.rest(closed), "");
  EXPECT_TRUE(closed);
  RawClient idle(server.port());
  ASSERT_TRUE(idle.send(get));
  EXPECT_TRUE(starts(idle.answer(), 200));
  EXPECT_EQ(idle.rest(closed), "");
  EXPECT_TRUE(closed);
  RawClient unanswered(server.port());
  ASSERT_TRUE(unanswered.send("GET /never HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_TRUE(starts(unanswered.rest(closed), 504));
  for (Responder& one : engine.all()) one.send(text("far too late"));
  EXPECT_EQ(server.statistics().timeouts, 3);
  EXPECT_EQ(server.statistics().outstanding, 0);
}

TEST(HttpServer, WhoDoesNotReadIsCutOffAndItsAnswerIsFreed) {
  HttpOptions options = quick_options();
  options.write_timeout_ms = 50;
  options.write_bytes_a_second = 1U << 30U;
  const auto large = std::make_shared<const std::string>(32 * 1024 * 1024, 'x');
  HttpServer server(options, [&](const Request&, Responder responder) {
    responder.send(Response{.shared_body = large});
  });
  ASSERT_TRUE(server.start());
  RawClient stubborn(server.port(), 4'096);
  ASSERT_TRUE(stubborn.send(get));
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (server.statistics().timeouts == 0 && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
  }
  EXPECT_EQ(server.statistics().timeouts, 1);
  bool closed = false;
  EXPECT_LT(stubborn.rest(closed).size(), large->size());
  server.stop();
  EXPECT_EQ(large.use_count(), 1);
}

TEST(HttpServer, ALargeAnswerArrivesWhole) {
  const auto large = std::make_shared<const std::string>(32 * 1024 * 1024, 'x');
  HttpServer server(quick_options(), [&](const Request&, Responder responder) {
    responder.send(Response{.shared_body = large});
  });
  ASSERT_TRUE(server.start());
  RawClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(client.send(get));
    EXPECT_TRUE(client.answer().ends_with("\r\n\r\n" + *large));
  }
}

TEST(HttpServer, TwoHundredSlowClientsDoNotStopOthers) {
  HttpServer server(quick_options(), echo);
  ASSERT_TRUE(server.start());
  std::deque<RawClient> slow;
  for (int i = 0; i < 200; ++i) {
    slow.emplace_back(server.port());
    ASSERT_TRUE(slow.back().send(i % 2 == 0 ? "GET / HTTP/1.1\r\nX: "
                                            : "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n"
                                              "\r\nab"));
  }
  RawClient quick(server.port());
  for (int i = 0; i < 1'000; ++i) {
    if (i % 5 == 0) slow[static_cast<std::size_t>(i / 5)].send("a");
    ASSERT_TRUE(quick.send(get));
    ASSERT_TRUE(starts(quick.answer(), 200));
  }
  EXPECT_EQ(server.statistics().connections_open, 201);
  EXPECT_EQ(server.statistics().requests, 1'000);
}

TEST(HttpServer, StoppingLetsWhatIsInHandBeAnsweredAndTakesNoMore) {
  Engine engine;
  HttpServer server(quick_options(), [&](const Request&, Responder responder) {
    engine.take(std::move(responder));
  });
  ASSERT_TRUE(server.start());
  RawClient idle(server.port());
  RawClient busy(server.port());
  ASSERT_TRUE(busy.send(get));
  engine.wait_for(1);
  std::thread stopper([&] { server.stop(30'000); });
  bool closed = false;
  EXPECT_EQ(idle.rest(closed), "");  // closed as the stop began
  EXPECT_FALSE(RawClient(server.port()).connected());
  for (Responder& one : engine.all()) one.send(text("last words"));
  const std::string all = busy.rest(closed);
  EXPECT_TRUE(all.ends_with("last words"));
  EXPECT_NE(all.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(closed);
  stopper.join();
}

TEST(HttpServer, StoppingWaitsNoLongerThanItsBound) {
  Engine engine;
  HttpServer server(quick_options(), [&](const Request&, Responder responder) {
    engine.take(std::move(responder));
  });
  ASSERT_TRUE(server.start());
  RawClient busy(server.port());
  ASSERT_TRUE(busy.send(get));
  engine.wait_for(1);
  server.stop(30);
  bool closed = false;
  EXPECT_EQ(busy.rest(closed), "");
}

TEST(HttpServer, AnAddressInUseIsNamed) {
  HttpServer server(quick_options(), echo);
  ASSERT_TRUE(server.start());
  HttpOptions options = quick_options();
  options.port = server.port();
  HttpServer second(options, echo);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().detail.find(std::to_string(server.port())), std::string::npos);
  options.address = "hall.example";
  EXPECT_EQ(HttpServer(options, echo).start().error().code, Code::invalid);
}

TEST(HttpServer, DateAndReceivedAtComeFromTheClockThatItWasGiven) {
  HttpOptions options = quick_options();
  options.now = [] { return *instant_from_text("1994-11-06T08:49:37Z"); };
  Instant received;
  HttpServer server(options, [&](const Request& request, Responder responder) {
    received = request.received_at;
    responder.send(text("x"));
  });
  ASSERT_TRUE(server.start());
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get));
  EXPECT_NE(client.answer().find("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), std::string::npos);
  EXPECT_EQ(received, options.now());
}
