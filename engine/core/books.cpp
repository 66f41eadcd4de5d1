#include "engine/core/books.hpp"

#include "events/codec/upcast.hpp"

namespace vermilion::core {

Result<void> fold_stocks(Overlay& rows, const Header& header, const Body& body) {
  const auto change = [&](const std::string& owner,
                          const std::function<Result<void>(Stock&)>& how) -> Result<void> {
    const auto key = stock_key(body.case_id, owner);
    VERMILION_TRY(const auto found, load<Stock>(rows, key));
    auto stock = found.value_or(Stock{});
    VERMILION_TRY(how(stock));
    rows.put(key, encode(stock));
    return ok();
  };
  VERMILION_TRY(fold_numbers(body, change));
  if (body.fact == NumbersOpened::name) {
    VERMILION_TRY(const auto fact, read_fact<NumbersOpened>(body.schema, body.payload));
    rows.put(opened_key(body.case_id), encode(OpenedRow{fact.last}));
  } else if (body.fact == NumberTaken::name) {
    VERMILION_TRY(const auto fact, read_fact<NumberTaken>(body.schema, body.payload));
    rows.put(holder_key(body.case_id, fact.holder), encode(HolderRow{header.sequence}));
  }
  return ok();
}

Result<void> fold_seats(Overlay& rows, const Header& header, const Body& body) {
  const auto key = session_key(body.case_id);
  VERMILION_TRY(const auto found, load<Session>(rows, key));
  auto session = found.value_or(Session{});
  VERMILION_TRY(fold_session(session, body));
  rows.put(key, encode(session));
  if (body.fact == SeatTaken::name) {
    VERMILION_TRY(const auto fact, read_fact<SeatTaken>(body.schema, body.payload));
    rows.put(holder_key(body.case_id, fact.holder), encode(HolderRow{header.sequence}));
  } else if (body.fact == SeatReturned::name) {
    VERMILION_TRY(const auto fact, read_fact<SeatReturned>(body.schema, body.payload));
    rows.erase(holder_key(body.case_id, fact.holder));
  }
  return ok();
}

Result<void> fold_signer_row(Overlay& rows, const Body& body) {
  VERMILION_TRY(const auto found, load<Signer>(rows, signer_key(body.case_id)));
  auto signer = found.value_or(Signer{});
  VERMILION_TRY(fold_signer(signer, body));
  rows.put(signer_key(body.case_id), encode(signer));
  return ok();
}

}  // namespace vermilion::core
