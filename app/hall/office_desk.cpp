#include "app/hall/office_desk.hpp"

#include <limits>

#include "adapters/offices/payment/client.hpp"
#include "adapters/offices/population/client.hpp"
#include "adapters/offices/postal/client.hpp"
#include "adapters/offices/public_security/client.hpp"
#include "adapters/offices/registers/client.hpp"
#include "events/codec/upcast.hpp"
#include "projections/query/cases.hpp"
#include "projections/views/registrants.hpp"

namespace vermilion {
namespace {

// An order is believed to be open for as long as an item may have one pay (30 days), and longer.
constexpr offices::Milliseconds orders_open_for{std::chrono::hours{24 * 32}};
constexpr std::size_t orders_in_hand_max = 65'536;
// A form runs three months, and who lodged in time may be released after that.
constexpr offices::Milliseconds releases_asked_for{std::chrono::hours{24 * 200}};
constexpr offices::Milliseconds piece_wait{20};
// How long the post may have no news of a parcel before a person looks into it.
constexpr offices::Milliseconds no_news_for{std::chrono::hours{24 * 15}};
constexpr std::size_t parcels_in_hand_max = 65'536;

// The application of a case: its first accepted Submitted, found by the timeline of its records.
Result<Submitted> submitted_of(Hall& hall, const CaseId& id) {
  VERMILION_TRY(const auto sequence, hall.submitted_at(id));
  VERMILION_TRY(const auto record, hall.journal().read_one(Hall::partition, sequence));
  VERMILION_TRY(const auto body, read_body(record));
  return read_fact<Submitted>(body.schema, body.payload);
}

Result<std::string> opened(Hall& hall, const Personal<std::string>& value) {
  if (hall.is_restricted(value.sealed().key)) {
    return fail(Code::conflict, "the subject's data are not to be processed now");
  }
  return hall.sealer().open(value.sealed());
}

// Whom the applicant had named last when that parcel was ordered.
Result<postal::SendTo> recipient_of(Hall& hall, const CaseId& id, std::uint32_t parcel) {
  auto& projector = hall.projector();
  VERMILION_TRY(const auto asked_at, projector.position("outbox", Hall::partition));
  VERMILION_TRY(const auto known_at, projector.position("cases", Hall::partition));
  // An earlier parcel's recipient is not this one's.
  if (known_at < asked_at) return fail(Code::unavailable, "the cases' rows are behind");
  VERMILION_TRY(const auto* cases, projector.family("cases"));
  VERMILION_TRY(const auto octets, cases->get(projections::case_row_key(id)));
  const auto row = octets ? decode<projections::CaseRow>(*octets) : std::nullopt;
  if (!row) return fail(Code::corrupt, "a row of the cases is missing or does not decode");
  VERMILION_TRY(const auto facts, projections::facts_of_case(*cases, id, case_records_max));
  std::optional<DeliveryChosen> chosen;
  std::uint32_t ordered = 0;
  for (const auto& one : facts) {
    if (one.fact == ParcelOrdered::name && ++ordered == parcel) break;
    if (one.fact != DeliveryChosen::name) continue;
    VERMILION_TRY(chosen, read_fact<DeliveryChosen>(one.schema, one.payload));
  }
  if (ordered < parcel || !chosen || !chosen->recipient) {
    return fail(Code::not_found, "nobody was named to send it to");
  }
  postal::SendTo to;
  to.office = row->path;
  VERMILION_TRY(to.name, opened(hall, chosen->recipient->name));
  VERMILION_TRY(to.phone, opened(hall, chosen->recipient->phone));
  VERMILION_TRY(to.address, opened(hall, chosen->recipient->address));
  return to;
}

Result<projections::RegistrantRow> registrant_of(const RowReader& rows, const CaseId& id) {
  VERMILION_TRY(const auto octets, rows.get(projections::registrant_key(id)));
  // The outbox may be ahead of the register's own rows.
  if (!octets) return fail(Code::unavailable, "the register's rows are not there yet");
  auto row = decode<projections::RegistrantRow>(*octets);
  if (!row) return fail(Code::corrupt, "a row of the registrants does not decode");
  return std::move(*row);
}

// The entries after a position, within a scope, in their order; opened.
Result<population::Piece> piece_of(Hall& hall, const PieceRequest& asked) {
  auto& projector = hall.projector();
  VERMILION_TRY(const auto asked_at, projector.position("outbox", Hall::partition));
  VERMILION_TRY(const auto known_at, projector.position("registrants", Hall::partition));
  if (known_at < asked_at) return fail(Code::unavailable, "the register's rows are behind");
  VERMILION_TRY(const auto* family, projector.family("registrants"));
  std::vector<std::pair<std::uint64_t, CaseId>> entries;
  population::Piece piece;
  piece.through = asked.after;
  piece.last = true;
  VERMILION_TRY(family->scan(
      projections::registrants_after(asked.tree, asked.after),
      projections::registrants_end(asked.tree), [&](BytesView key, BytesView value) {
        piece.last = entries.size() < population::persons_max;
        if (!piece.last) return false;
        entries.emplace_back(projections::position_in(key), CaseId{octets_of<16>(value)});
        return true;
      }));
  for (const auto& [position, id] : entries) {
    piece.through = position;
    VERMILION_TRY(const auto row, registrant_of(*family, id));
    if (!is_within(row.path, asked.path)) continue;
    auto name = opened(hall, row.person);
    auto number = name ? opened(hall, row.number) : fail(name.error().code, name.error().detail);
    if (number) {
      piece.persons.push_back({id.text(), std::move(name.value()), std::move(number.value())});
      continue;
    }
    // Erased, or restricted: nobody asks for them. Whatever else it is, nobody is left out by it.
    const auto code = number.error().code;
    if (code != Code::not_found && code != Code::conflict) {
      return fail(Code::unavailable, number.error().detail);
    }
  }
  return piece;
}

}  // namespace

OfficeDesk::OfficeDesk(Hall& hall, std::unique_ptr<const offices::Office> office)
    : office_{std::move(office)}, checks_{hall, office_->name(), office_->role()} {}

Result<std::unique_ptr<OfficeDesk>> OfficeDesk::start(Hall& hall,
                                                      std::unique_ptr<const offices::Office> office,
                                                      const std::string& base,
                                                      offices::RunnerOptions options,
                                                      offices::GateOptions gate) {
  std::unique_ptr<OfficeDesk> desk{new OfficeDesk{hall, std::move(office)}};
  if (base.empty()) return desk;
  desk->gate_ = std::make_unique<offices::PeerGate>(gate);
  options.client.base = base;
  auto* self = desk.get();
  VERMILION_TRY(desk->runner_, offices::OfficeRunner::start(
                                   std::move(options), *desk->office_, *desk->gate_,
                                   [self](std::size_t max) { return self->checks_.requests(max); },
                                   [self](const offices::OfficeAnswer& answer) {
                                     return self->checks_.propose(answer);
                                   }));
  return desk;
}

OfficeDesk::~OfficeDesk() {
  if (runner_) runner_->stop();
}

void OfficeDesk::hint(const DutyId& request) {
  if (runner_) runner_->hint(request);
}

Result<std::unique_ptr<OfficeDesk>> start_public_security(Hall& hall, const std::string& base) {
  return OfficeDesk::start(hall,
                           std::make_unique<public_security::Client>(public_security::ClientPorts{
                               [&hall](const offices::OfficeRequest& request) {
                                 return submitted_of(hall, request.case_id);
                               },
                               [&hall](const Sealed& sealed) { return hall.sealer().open(sealed); },
                               [&hall](const KeyId& key) { return hall.keys().open(key); }}),
                           base);
}

Result<std::unique_ptr<OfficeDesk>> start_payment(Hall& hall, const std::string& base) {
  offices::RunnerOptions options;
  options.workers = 4;
  options.requests_max = orders_in_hand_max;
  options.pending_total = orders_open_for;
  offices::GateOptions gate;
  gate.rate = {.per_second = 1'000, .burst = 200};
  gate.in_flight_max = 4;
  return OfficeDesk::start(hall, std::make_unique<payment::Client>(), base, std::move(options),
                           gate);
}

Result<std::unique_ptr<OfficeDesk>> start_postal(Hall& hall, const std::string& base) {
  offices::RunnerOptions options;
  options.requests_max = parcels_in_hand_max;
  options.pending_total = no_news_for;
  return OfficeDesk::start(
      hall,
      std::make_unique<postal::Client>(
          [&hall](const offices::OfficeRequest& request, std::uint32_t parcel) {
            return recipient_of(hall, request.case_id, parcel);
          }),
      base, std::move(options));
}

Result<std::unique_ptr<OfficeDesk>> start_population(Hall& hall, const std::string& base) {
  offices::RunnerOptions options;
  options.client.answer_bytes_max = population::text_octets_max;
  options.poll_outbox = piece_wait;
  options.backoff.first = piece_wait;
  options.backoff.attempts_max = 12;
  return OfficeDesk::start(hall,
                           std::make_unique<population::Client>(
                               [&hall](const offices::OfficeRequest&, const PieceRequest& asked) {
                                 return piece_of(hall, asked);
                               }),
                           base, std::move(options));
}

Result<std::unique_ptr<OfficeDesk>> start_register(
    Hall& hall, const std::string& code, const std::string& base,
    const std::shared_ptr<offices::ClientCredentials>& tokens) {
  offices::RunnerOptions options;
  options.backoff.total = releases_asked_for;
  options.backoff.attempts_max = std::numeric_limits<std::uint32_t>::max();
  return OfficeDesk::start(
      hall,
      std::make_unique<registers::Client>(
          code, registers::ClientPorts{
                    [&hall](const offices::OfficeRequest& request) -> Result<std::string> {
                      VERMILION_TRY(const auto* family, hall.projector().family("registrants"));
                      VERMILION_TRY(const auto row, registrant_of(*family, request.case_id));
                      return opened(hall, row.number);
                    },
                    [tokens] { return tokens->bearer(); }, [tokens] { tokens->forget(); }}),
      base, std::move(options));
}

}  // namespace vermilion
