#include "adapters/offices/population/client.hpp"

#include <charconv>

#include "adapters/offices/frame/answers.hpp"
#include "base/check.hpp"
#include "events/facts/comparison.hpp"

namespace vermilion::population {

using offices::HttpAnswer;
using offices::HttpRequest;
using offices::OfficeAnswer;
using offices::OfficeRequest;
using offices::Reading;

namespace {

// "<through>:<persons>:<0 or 1: the last>"
struct Cursor {
  std::uint64_t through = 0;
  std::uint64_t persons = 0;
  std::uint64_t last = 0;
};
std::string text_of(const Cursor& cursor) {
  return fmt::format("{}:{}:{}", cursor.through, cursor.persons, cursor.last);
}
Result<Cursor> cursor_in(std::string_view text) {
  Cursor cursor;
  const auto* at = text.data();
  const auto* end = at + text.size();
  for (auto* number : {&cursor.through, &cursor.persons, &cursor.last}) {
    const auto read = std::from_chars(at, end, *number);
    const bool ends = number == &cursor.last;
    if (read.ec != std::errc{} || (ends ? read.ptr != end : read.ptr == end || *read.ptr != ':')) {
      return fail(Code::corrupt, "the cursor is not the one that was sent");
    }
    at = read.ptr + 1;
  }
  return cursor;
}

Result<PieceCompared> compared_in(const OfficeRequest& request, const HttpAnswer& answer) {
  VERMILION_TRY(const auto reply, read_reply(answer.body, request.id.text()));
  VERMILION_TRY(const auto cursor, cursor_in(reply.cursor));
  if (cursor.persons != reply.results.size() || cursor.last > 1) {
    return fail(Code::corrupt, "the answer has not one result a person");
  }
  PieceCompared fact;
  fact.request = request.id;
  fact.through = cursor.through;
  fact.compared = static_cast<std::uint32_t>(cursor.persons);
  fact.last = cursor.last == 1;
  fact.reference = reply.reference;
  for (const auto& one : reply.results) {
    const auto entry = case_id_from_text(one.key);
    if (!entry) return fail(Code::corrupt, "a result is of nobody who was asked for");
    if (one.result != "match") fact.found.push_back({*entry, one.result});
  }
  return fact;
}

}  // namespace

Client::Client(Source source) : source_{std::move(source)} {
  VERMILION_CHECK(source_);
}

Result<HttpRequest> Client::request_for(const OfficeRequest& request, const std::string&) const {
  const auto asked = decode<PieceRequest>(request.detail);
  if (!asked) return fail(Code::corrupt, "the duty does not say which piece");
  VERMILION_TRY(auto piece, source_(request, *asked));
  Question question;
  question.request_id = request.id.text();
  question.cursor = text_of(
      {piece.through, piece.persons.size(), static_cast<std::uint64_t>(piece.last ? 1 : 0)});
  question.persons = std::move(piece.persons);
  HttpRequest http;
  http.method = "POST";
  http.path = comparisons_path;
  http.headers = {{"Accept", "application/json"},
                  {"Content-Type", "application/json"},
                  {"Idempotency-Key", question.request_id}};
  http.body = to_json(question);
  return http;
}

Reading Client::read(const OfficeRequest& request, const HttpAnswer& answer) const {
  return offices::reading_of(
      answer,
      [&]() -> Reading {
        const auto compared = compared_in(request, answer);
        if (!compared) {
          return offices::without_answer(Reading::Kind::retry, compared.error().detail);
        }
        Reading reading;
        reading.kind = Reading::Kind::answered;
        reading.answer = offices::proposing(request, compared.value());
        return reading;
      },
      []() -> Result<std::string> {
        return fail(Code::corrupt, "this office answers at once or not at all");
      });
}

OfficeAnswer Client::unavailable(const OfficeRequest& request, std::uint32_t attempts,
                                 std::string_view last_error) const {
  return offices::gave_up(request, attempts, last_error);
}

}  // namespace vermilion::population
