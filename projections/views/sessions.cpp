#include "projections/views/sessions.hpp"

namespace vermilion::projections {
namespace {

class Sessions final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "sessions"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{'C', "session", {case_id}},
                                       {'S', "session-of-item", {text, text}},
                                       {'R', "roll", {case_id, number}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName&) const override {
    if (header.kind != RecordKind::accepted || !is_of_session(body)) return ok();
    const auto key = session_row_key(body.case_id);
    VERMILION_TRY(const auto octets, rows.find(key));
    Session session;
    if (octets) {
      auto before = decode<Session>(*octets);
      if (!before) {
        return fail(Code::corrupt, fmt::format("record {} of partition {}: a row of sessions does "
                                               "not decode",
                                               header.sequence, header.partition));
      }
      session = std::move(*before);
    }
    if (body.fact == SessionOpened::name) {
      VERMILION_TRY(const auto fact, fact_of<SessionOpened>(header, body));
      rows.add(Key{'S'}.text(fact.item).text(fact.session), Bytes{body.case_id.bytes()});
    } else if (body.fact == SeatTaken::name) {
      VERMILION_TRY(const auto fact, fact_of<SeatTaken>(header, body));
      rows.add(Key{'R'}.case_id(body.case_id).number(session.next()), Bytes{fact.holder.bytes()});
    } else if (body.fact == SeatReturned::name) {
      VERMILION_TRY(const auto fact, fact_of<SeatReturned>(header, body));
      rows.erase(Key{'R'}.case_id(body.case_id).number(fact.seat));
    }
    VERMILION_TRY(fold_session(session, body));
    rows.put(key, encode(session));
    return ok();
  }
};

}  // namespace

Bytes session_row_key(const CaseId& session) {
  return Key{'C'}.case_id(session).take();
}
Bytes sessions_prefix(std::string_view item) {
  return Key{'S'}.text(item).take();
}
Bytes roll_prefix(const CaseId& session) {
  return Key{'R'}.case_id(session).take();
}

std::shared_ptr<const View> sessions_view() {
  return std::make_shared<Sessions>();
}

}  // namespace vermilion::projections
