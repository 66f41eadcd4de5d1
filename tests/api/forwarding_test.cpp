// A write that came to the wrong node: what goes on, what comes back, and what is answered when the
// owner is dead, silent, gone or no address at all. Real servers on loopback.
#include "app/api/forwarding.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <future>

#include "app/api/http_server.hpp"
#include "tests/api/raw_client.hpp"

namespace vermilion::tests {
namespace {

using namespace vermilion::api;

class ForwardingTest : public testing::Test {
 protected:
  ForwardingTest() {
    EXPECT_TRUE(back_.start());
    owner_ = node_ = "127.0.0.1:" + std::to_string(back_.port());
    restart({});
    EXPECT_TRUE(front_.start());
  }
  ~ForwardingTest() override {
    forwarding_.reset();
    front_.stop(0);
    held_.clear();
    back_.stop(0);
  }
  void restart(ForwardingOptions options) {
    options.node = "front:1";
    options.owner = [this] {
      const std::lock_guard lock{mutex_};
      return owner_;
    };
    auto started = Forwarding::start(std::move(options));
    ASSERT_TRUE(started);
    forwarding_ = std::move(started.value());
  }
  void owned_by(std::string node) {
    const std::lock_guard lock{mutex_};
    owner_ = std::move(node);
  }
  std::string ask(std::string_view request) {
    RawClient client{front_.port()};
    EXPECT_TRUE(client.send(request));
    return client.answer();
  }

  std::mutex mutex_;
  std::string node_;   // whom requests are passed on to
  std::string owner_;  // who owns now
  std::string seen_;   // by the owner
  std::function<void(Responder)> answers_ = [](Responder responder) {
    Response response;
    response.status = 201;
    response.content_type = "application/json";
    response.headers = {{"ETag", "\"3\""}, {"Vermilion-Position", "0:7"}};
    response.body = R"({"case":"1"})";
    responder.send(std::move(response));
  };
  std::deque<Responder> held_;
  HttpServer back_{{}, [this](const Request& request, Responder responder) {
                     {
                       const std::lock_guard lock{mutex_};
                       seen_ = std::string{request.method} + " " + std::string{request.path} + "?" +
                               std::string{request.query} + "\n";
                       for (const auto& header : request.headers) {
                         seen_ +=
                             std::string{header.name} + ": " + std::string{header.value} + "\n";
                       }
                       seen_ += "\n" + std::string{request.body};
                     }
                     answers_(std::move(responder));
                   }};
  std::unique_ptr<Forwarding> forwarding_;
  HttpServer front_{{}, [this](const Request& request, Responder responder) {
                      forwarding_->pass_on(request, node_, Language::english, std::move(responder));
                    }};
};

constexpr std::string_view request =
    "POST /v1/cases/%31?a=b HTTP/1.1\r\nHost: front\r\nAuthorization: Bearer t\r\n"
    "Idempotency-Key: k 1\r\nIf-Match: \"2\"\r\nContent-Type: application/json\r\nCookie: c\r\n"
    "Content-Length: 9\r\n\r\n{\"a\": 1}\n";

TEST_F(ForwardingTest, WhatMeansSomethingGoesOnAndTheAnswerComesBackAsItWas) {
  const auto answer = ask(request);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 201 ")) << answer;
  for (const auto* part : {"\r\nETag: \"3\"\r\n", "\r\nVermilion-Position: 0:7\r\n",
                           "\r\nContent-Type: application/json\r\n", "\r\n\r\n{\"case\":\"1\"}"}) {
    EXPECT_NE(answer.find(part), std::string::npos) << part << " in " << answer;
  }
  EXPECT_TRUE(seen_.starts_with("POST /v1/cases/%31?a=b\n")) << seen_;
  EXPECT_TRUE(seen_.ends_with("\n\n{\"a\": 1}\n")) << seen_;
  for (const auto* part :
       {"Authorization: Bearer t\n", "Idempotency-Key: k 1\n", "If-Match: \"2\"\n",
        "Content-Type: application/json\n", "Vermilion-Forwarded: front:1\n"}) {
    EXPECT_NE(seen_.find(part), std::string::npos) << part << " in " << seen_;
  }
  EXPECT_EQ(seen_.find("Cookie"), std::string::npos) << seen_;
}

TEST_F(ForwardingTest, ManyAtOnceEachGetTheirOwn) {
  answers_ = [this](Responder responder) {
    std::string body;
    {
      const std::lock_guard lock{mutex_};
      body = seen_.substr(seen_.rfind("\n\n") + 2);
    }
    responder.send(Response{.content_type = "text/plain", .body = std::move(body)});
  };
  std::deque<RawClient> clients;
  for (int i = 0; i < 50; ++i) {
    clients.emplace_back(front_.port());
    const auto body = std::to_string(i);
    EXPECT_TRUE(clients.back().send("POST /a HTTP/1.1\r\nHost: f\r\nContent-Length: " +
                                    std::to_string(body.size()) + "\r\n\r\n" + body));
  }
  for (int i = 0; i < 50; ++i) {
    const auto answer = clients[static_cast<std::size_t>(i)].answer();
    EXPECT_TRUE(answer.ends_with("\r\n\r\n" + std::to_string(i))) << answer;
  }
}

void expect_nobody(const std::string& answer) {
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  EXPECT_NE(answer.find("\r\nRetry-After: 1\r\n"), std::string::npos) << answer;
  EXPECT_NE(answer.find("same Idempotency-Key"), std::string::npos) << answer;
}

TEST_F(ForwardingTest, ADeadOwnerIsAnswered503) {
  back_.stop(0);
  expect_nobody(ask(request));
}

TEST_F(ForwardingTest, WhatIsNoAddressIsNotAsked) {
  for (const auto* node : {"", "owner:1/../../x", "a@127.0.0.1:80", "owner:1 ", "owner:1?x"}) {
    node_ = node;
    expect_nobody(ask(request));
  }
  EXPECT_TRUE(seen_.empty());
}

TEST_F(ForwardingTest, NobodyWaitsForASilentNodeThatOwnsNoLonger) {
  answers_ = [this](Responder responder) {
    const std::lock_guard lock{mutex_};
    held_.push_back(std::move(responder));
    owner_ = "127.0.0.1:1";
  };
  expect_nobody(ask(request));
}

TEST_F(ForwardingTest, AnAnswerThatIsTooLargeIsNotCutShort) {
  ForwardingOptions tight;
  tight.answer_bytes_max = 1'000;
  restart(std::move(tight));
  answers_ = [](Responder responder) {
    responder.send(Response{.content_type = "text/plain", .body = std::string(1'001, 'a')});
  };
  expect_nobody(ask(request));
}

TEST_F(ForwardingTest, WhatIsOnItsWayWhenItEndsIsAnswered) {
  std::promise<void> arrived;
  answers_ = [&](Responder responder) {
    const std::lock_guard lock{mutex_};
    held_.push_back(std::move(responder));
    arrived.set_value();
  };
  RawClient client{front_.port()};
  ASSERT_TRUE(client.send(request));
  arrived.get_future().wait();
  forwarding_.reset();
  expect_nobody(client.answer());
}

}  // namespace
}  // namespace vermilion::tests
