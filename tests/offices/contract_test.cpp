#include "adapters/offices/public_security/contract.hpp"

#include <gtest/gtest.h>

#include "adapters/offices/frame/strict_json.hpp"

using namespace vermilion;
using namespace vermilion::public_security;

namespace {

const std::string id = "0123456789abcdef0123456789abcdef.3";

std::string reply(std::string_view result, std::string_view mismatched) {
  return R"({"request_id":")" + id + R"(","result":")" + std::string(result) +
         R"(","mismatched":)" + std::string(mismatched) +
         R"(,"reference":"PS-1","answered_at":"2026-09-25T09:00:00+08:00"})";
}

}  // namespace

TEST(Contract, BothSidesReadWhatTheOtherWrites) {
  const CheckQuestion question{id, "王\"小\\明", "11010519491231002X", "licence"};
  EXPECT_EQ(read_question(to_json(question)).value(), question);
  CheckReply answer;
  answer.request_id = id;
  answer.mismatched = {"name"};
  answer.reference = "PS-1";
  answer.answered_at = *instant_from_text("2026-09-25T09:00:00+08:00");
  const auto read = read_reply(to_json(answer), id);
  ASSERT_TRUE(read);
  EXPECT_FALSE(read.value().match);
  EXPECT_EQ(read.value().mismatched, answer.mismatched);
  EXPECT_EQ(read.value().answered_at, answer.answered_at);
  EXPECT_EQ(read_pending(pending_json(id), id).value(), "/v1/identity-checks/" + id);
}

TEST(Contract, AnAnswerIsTakenOnlyWhenItIsExactlyThatOfTheContract) {
  EXPECT_TRUE(read_reply(reply("match", "[]"), id));
  EXPECT_TRUE(read_reply(reply("mismatch", R"(["id_number","name"])"), id));
  const std::string good = reply("match", "[]");
  const auto with = [&good](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  const std::vector<std::string> bad = {
      "",
      "null",
      "[]",
      good.substr(0, good.size() - 1),
      good + good,
      reply("mismatch", "[]"),
      reply("match", R"(["name"])"),
      reply("mismatch", R"(["name","name"])"),
      reply("mismatch", R"(["address"])"),
      reply("mismatch", R"("name")"),
      reply("maybe", "[]"),
      with(R"("reference":"PS-1")", R"("reference":"")"),
      with(R"("reference":"PS-1")", R"("reference":"PS 1")"),
      with(R"("reference":"PS-1")", R"("reference":"PS\n1")"),
      with(R"("reference":"PS-1")", R"("reference":1)"),
      with(R"("reference":"PS-1")", R"("reference":"PS-1","case_id":"1")"),
      with(R"("reference":"PS-1",)", ""),
      with("2026-09-25T09:00:00+08:00", "yesterday"),
      with(id, "0123456789abcdef0123456789abcdef.4"),
      with(R"("PS-1")", "\"" + std::string(129, 'x') + "\""),
      with(R"("PS-1")", "[[[[[[1]]]]]]"),
  };
  for (const std::string& text : bad) {
    const auto read = read_reply(text, id);
    EXPECT_FALSE(read) << text;
    if (!read) {
      EXPECT_EQ(read.error().detail.find("PS"), std::string::npos) << "quotes the peer";
    }
  }
}

TEST(Contract, AMemberSaidTwiceIsRefusedAlsoWhenItsNameIsWrittenWithEscapes) {
  EXPECT_TRUE(offices::read_object(R"({"a":"x:\":y","b":{"a":[{"a":1}]}})"));
  EXPECT_FALSE(offices::read_object(R"({"a":1,"a":2})"));
  EXPECT_FALSE(offices::read_object(R"({"a":1,"\u0061":2})"));
  EXPECT_FALSE(offices::read_object(R"({"b":[{"a":1,"c":":","a":2}]})"));
}

TEST(Contract, APollLeadsNowhereButToTheContractsOwnPath) {
  const auto poll = [](std::string_view path) {
    return R"({"request_id":")" + id + R"(","poll":")" + std::string(path) + "\"}";
  };
  EXPECT_TRUE(read_pending(poll("/v1/identity-checks/" + id), id));
  for (const std::string path :
       {"/v1/identity-checks/", "/v1/identity-checks/other", "/v1/identity-checks/../../admin",
        "http://169.254.169.254/v1/identity-checks/x", "//elsewhere/v1", ""}) {
    EXPECT_FALSE(read_pending(poll(path), id)) << path;
  }
  EXPECT_FALSE(read_pending(poll("/v1/identity-checks/" + id + "?x=1"), id));
}
