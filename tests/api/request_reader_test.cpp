#include "app/api/request_reader.hpp"

#include <gtest/gtest.h>

#include <random>

using namespace vermilion::api;
using Step = RequestReader::Step;

namespace {

struct Outcome {
  Step step = Step::need_more;
  ProblemType fault = ProblemType::internal;
  std::string body;
  std::string left;
};

// Feeds `bytes` in pieces of `piece` bytes, as a network might deliver them.
Outcome read(std::string_view bytes, std::size_t piece = 1'000'000,
             std::size_t body_max = 1024 * 1024, ReaderLimits limits = {}) {
  RequestReader reader(limits);
  std::string held;
  Outcome outcome;
  while (true) {
    std::size_t consumed = 0;
    outcome.step = reader.feed(held, consumed);
    held.erase(0, consumed);
    if (outcome.step == Step::head_ready) {
      reader.set_body_max(body_max);
      continue;
    }
    if (outcome.step != Step::need_more || bytes.empty()) break;
    held.append(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  if (outcome.step == Step::fault) outcome.fault = reader.fault().type;
  if (outcome.step == Step::ready) outcome.body = std::string(reader.request().body);
  outcome.left = held + std::string(bytes);
  return outcome;
}

struct Case {
  const char* name;
  std::string_view bytes;
  ProblemType fault;
};

constexpr auto malformed = ProblemType::malformed_request;

}  // namespace

TEST(RequestReader, ReadsARequestHoweverItsBytesArrive) {
  const std::string_view bytes =
      "POST /v1/cases?a=1&b=%20 HTTP/1.1\r\nHost: hall\r\nX-One:  spaced \r\n"
      "Content-Length: 5\r\n\r\nhello"
      "GET / HTTP/1.1\r\n";
  for (const std::size_t piece : {1UL, 2UL, 3UL, 7UL, 1000UL}) {
    const Outcome outcome = read(bytes, piece);
    ASSERT_EQ(outcome.step, Step::ready) << piece;
    EXPECT_EQ(outcome.body, "hello");
    EXPECT_EQ(outcome.left, "GET / HTTP/1.1\r\n");
  }
  RequestReader reader({});
  std::size_t consumed = 0;
  ASSERT_EQ(reader.feed(bytes, consumed), Step::head_ready);
  const Request request = reader.request();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/v1/cases");
  EXPECT_EQ(request.query, "a=1&b=%20");
  EXPECT_EQ(request.header("x-ONE"), "spaced");
  EXPECT_EQ(request.header("x-two"), std::nullopt);
}

TEST(RequestReader, ReadsChunksHoweverTheyArriveAndLetsTrailersHaveNoEffect) {
  const std::string_view bytes =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\nNEXT";
  for (const std::size_t piece : {1UL, 2UL, 5UL, 13UL, 1000UL}) {
    const Outcome outcome = read(bytes, piece);
    ASSERT_EQ(outcome.step, Step::ready) << piece;
    EXPECT_EQ(outcome.body, "hello world");
    EXPECT_EQ(outcome.left, "NEXT");
  }
}

TEST(RequestReader, RefusesWhatTwoReadersCouldUnderstandDifferently) {
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"CL and TE",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
       "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       malformed},
      {"TE and CL",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
       "Content-Length: 3\r\n\r\n0\r\n\r\n",
       malformed},
      {"two TE",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
       "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       malformed},
      {"xchunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n",
       ProblemType::not_implemented},
      {"gzip, chunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
       ProblemType::not_implemented},
      {"chunked, identity",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
       ProblemType::not_implemented},
      {"empty TE", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n\r\n",
       ProblemType::not_implemented},
      {"quoted TE", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: \"chunked\"\r\n\r\n",
       ProblemType::not_implemented},
      {"TE under 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", malformed},
      {"space before colon", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n",
       malformed},
      {"two lengths",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", malformed},
      {"same length twice",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
       malformed},
      {"length list", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 3\r\n\r\nabc", malformed},
      {"signed length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc", malformed},
      {"negative length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -3\r\n\r\nabc", malformed},
      {"hex length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x3\r\n\r\nabc", malformed},
      {"huge length",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n", malformed},
      {"folded line", "GET / HTTP/1.1\r\nHost: h\r\nX-A: b\r\n c: d\r\n\r\n", malformed},
      {"folded by tab", "GET / HTTP/1.1\r\nHost: h\r\nX-A: b\r\n\tc\r\n\r\n", malformed},
      {"space before the first field", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", malformed},
      {"line feeds only", "GET / HTTP/1.1\nHost: h\n\n", malformed},
      {"one bare line feed", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n", malformed},
      {"bare carriage return", "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n", malformed},
      {"NUL in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"sv, malformed},
      {"NUL in a name", "GET / HTTP/1.1\r\nHost: h\r\nX\0: a\r\n\r\n"sv, malformed},
      {"no host", "GET / HTTP/1.1\r\n\r\n", malformed},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", malformed},
      {"host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", malformed},
      {"host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", malformed},
      {"fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", malformed},
      {"raw UTF-8 in the target", "GET /\xE5\xA4\xA9 HTTP/1.1\r\nHost: a\r\n\r\n", malformed},
      {"no slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", malformed},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", malformed},
      {"other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", malformed},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\n", ProblemType::http_version},
      {"HTTP/0.9", "GET /\r\n\r\n", malformed},
      {"lower-case http", "GET / http/1.1\r\nHost: a\r\n\r\n", ProblemType::http_version},
      {"TRACE", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", ProblemType::method},
      {"CONNECT", "CONNECT /a HTTP/1.1\r\nHost: h\r\n\r\n", ProblemType::method},
      {"unknown expectation", "POST / HTTP/1.1\r\nHost: h\r\nExpect: cake\r\n\r\n",
       ProblemType::expectation},
      {"bad chunk size",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
       "zz\r\nhello\r\n0\r\n\r\n",
       malformed},
      {"chunk too long for its size",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked"
       "\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
       malformed},
      {"chunk size overflow",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
       "10000000000000005\r\nhello\r\n0\r\n\r\n",
       malformed},
      {"huge chunk",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
       "ffffffffffffffff\r\nhello",
       ProblemType::too_large},
      {"length in the trailer",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
       "0\r\nContent-Length: 3\r\n\r\n",
       malformed},
  };
  for (const Case& one : cases) {
    for (const std::size_t piece : {1UL, 1'000'000UL}) {
      const Outcome outcome = read(one.bytes, piece);
      EXPECT_EQ(outcome.step, Step::fault) << one.name << " in pieces of " << piece;
      EXPECT_EQ(outcome.fault, one.fault) << one.name << " in pieces of " << piece;
    }
  }
}

TEST(RequestReader, AcceptsTheAbsoluteFormAndOneEmptyLineBefore) {
  RequestReader reader({});
  std::size_t consumed = 0;
  const std::string_view bytes = "\r\nGET http://hall:80/v1/items?x HTTP/1.1\r\nHost: hall\r\n\r\n";
  ASSERT_EQ(reader.feed(bytes, consumed), Step::head_ready);
  EXPECT_EQ(consumed, bytes.size());
  EXPECT_EQ(reader.request().path, "/v1/items");
  EXPECT_EQ(reader.request().query, "x");
  EXPECT_EQ(read("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 1).step, Step::ready);
  EXPECT_EQ(read("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").step, Step::fault);
}

TEST(RequestReader, EveryBoundHoldsToTheByte) {
  const auto with_header = [](std::size_t whole) {
    std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
    bytes.append(whole - bytes.size() - 4, 'a').append("\r\n\r\n");
    return bytes;
  };
  EXPECT_EQ(read(with_header(8192)).step, Step::ready);
  EXPECT_EQ(read(with_header(8193)).fault, ProblemType::header_too_large);
  EXPECT_EQ(read(std::string(9000, 'a'), 100).fault, ProblemType::header_too_large);

  std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 99; ++i) many += "A: b\r\n";
  EXPECT_EQ(read(many + "\r\n").step, Step::ready);
  EXPECT_EQ(read(many + "A: b\r\n\r\n").fault, ProblemType::header_too_large);

  const std::string sized = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789";
  EXPECT_EQ(read(sized, 1000, 10).step, Step::ready);
  EXPECT_EQ(read(sized, 1000, 9).fault, ProblemType::too_large);
  const std::string chunked =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "6\r\n012345\r\n4\r\n6789\r\n0\r\n\r\n";
  EXPECT_EQ(read(chunked, 1000, 10).step, Step::ready);
  EXPECT_EQ(read(chunked, 1, 9).fault, ProblemType::too_large);

  const std::string extension =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a=" +
      std::string(5000, 'b');
  EXPECT_EQ(read(extension, 64).fault, malformed);
}

TEST(RequestReader, DamagedBytesMeanTheSameHoweverTheyAreCut) {
  std::mt19937 random(20261122);
  const std::string goods[] = {
      "POST /v1/cases HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n"
      "5\r\nhello\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "1;a=b\r\nx\r\n0;c\r\nA: b\r\nC: d\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\nhello world!",
  };
  int faults = 0;
  for (int round = 0; round < 40'000; ++round) {
    std::string bytes = goods[random() % std::size(goods)];
    for (unsigned hits = random() % 4; hits > 0; --hits) {
      const std::size_t at = random() % bytes.size();
      if (random() % 4 == 0) {
        bytes.erase(at, 1 + random() % 3);
      } else {
        bytes[at] = random() % 2 == 0 ? static_cast<char>(random()) : "\r\n 0:;"[random() % 6];
      }
    }
    const Outcome whole = read(bytes);
    const Outcome pieces = read(bytes, 1 + random() % 9);
    // A proxy in front may cut otherwise; what it and we understand must not depend on that.
    ASSERT_EQ(whole.step == Step::ready, pieces.step == Step::ready) << bytes;
    ASSERT_EQ(whole.body, pieces.body) << bytes;
    if (whole.step == Step::ready) {
      ASSERT_EQ(whole.left, pieces.left) << bytes;
    }
    if (whole.step == Step::fault) ++faults;
  }
  EXPECT_GT(faults, 10'000);
}
