// Every fact this program can read, by name. A name that is not here stops its partition loudly.
//
// Threads: free functions without state.
#pragma once

#include <tuple>
#include <type_traits>

#include "events/codec/upcast.hpp"
#include "events/facts/access.hpp"
#include "events/facts/approval.hpp"
#include "events/facts/bill.hpp"
#include "events/facts/comparison.hpp"
#include "events/facts/consent.hpp"
#include "events/facts/delivery.hpp"
#include "events/facts/directory.hpp"
#include "events/facts/enrolment.hpp"
#include "events/facts/filing.hpp"
#include "events/facts/house.hpp"
#include "events/facts/legal_clock.hpp"
#include "events/facts/mandate.hpp"
#include "events/facts/numbers.hpp"
#include "events/facts/recognition.hpp"
#include "events/facts/register.hpp"
#include "events/facts/registrant.hpp"
#include "events/facts/service.hpp"
#include "events/facts/session.hpp"
#include "events/facts/worklist.hpp"

namespace vermilion {

using AllFacts = std::tuple<
    Submitted, CheckPassed, CheckFailed, CheckUnavailable, CheckedByHand, Accepted, DeemedAccepted,
    NotAccepted, SupplementRequested, Supplemented, LapsedUnsupplied, Proposed, SentBack, Approved,
    RefusedToGrant, DecisionOverdue, CertificateMade, HandedOver, DeliveryOverdue, Withdrawn,
    TaskClaimed, TaskReleased, TaskAssigned, PlaceTaken, PlaceReturned, PlaceGranted, PlaceRefused,
    HouseFounded, Reign, Adopted, Placed, SegmentSealed, ClockMoved, RefusalsCounted, DueMoved,
    PersonalDataRead, SubjectErased, AdministratorAwaited, AdministratorNamed, StaffEnrolled,
    StaffLeft, Granted, GrantEnded, AbsenceRecorded, AbsenceEnded, MandateGiven, MandateEnded,
    DeliveryChosen, Rated, RatingAnswered, MaterialVerified, ConsentGiven, ConsentWithdrawn,
    SubjectRestricted, RestrictionLifted, ProcedureStarted, ProcedureEnded, ProcedureOverdue,
    ExtensionAsked, LimitExtended, ExtensionDenied, ItemVersionChanged, BillPrepared,
    NumberAllotted, NumbersExhausted, BillSigned, BillDiscarded, BillSupervised, BillVoided,
    BillBooked, BookingWithdrawn, NumbersOpened, NumbersHandedDown, NumberTaken, SignerBound,
    SignerRevoked, SessionOpened, SeatsSet, SessionClosed, SeatTaken, SeatReturned, Enrolled,
    FeePaid, FeeNotPaid, FeeRefunded, PaymentLapsed, SeatChosen, SeatGranted, SeatRefused,
    SeatConfirmed, HoldLapsed, EnrolmentCancelled, AttendanceRecorded, Scored, ResultPublished,
    TaskTakenOver, TaskDelegated, TaskReturned, TaskUrged, TaskNoted, TaskCopied, CosignAsked,
    CosignGiven, CosignWithdrawn, RegistrantEntered, TransferOutAsked, TransferOutIssued,
    TransferOutRefused, TransferReviewOverdue, TransferWithdrawn, TransferConfirmed, TransferLapsed,
    TransferReleased, TransferNotReleased, ReleaseAskedAgain, IdentityFound, DeathConfirmed,
    FindingDismissed, EntryCorrected, CorrectionLapsed, EntryCancelled, ComparisonStarted,
    PieceCompared, ComparisonResumed, ComparisonStopped, RedPrepared, ReversalAsked,
    ReversalGranted, ReversalRefused, BillReversed, ReversalDropped, FilingLodged, PeriodFiled,
    EventFiled, PeriodOverdue, WatchListed, PostCheckPassed, PeriodBegun, FilingFoundWrong,
    FilingCorrected, CorrectionConfirmed, OrderLapsed, OrderLifted, StruckOff, FilingCancelled,
    OriginalsSeen, ObjectionRaised, ObjectionDismissed, ObjectionUpheld, NoticeEnded,
    LevelConfirmed, RecognitionOverdue, ParcelOrdered, ParcelLabelled, ParcelTracked,
    ParcelUnavailable, ParcelSettled>;

// Calls `each` with a default-made fact of every type.
template <class Each>
void each_fact(Each&& each) {
  std::apply([&each](const auto&... fact) { (each(fact), ...); }, AllFacts{});
}

// The same for every form that every fact had: what golden octets and documents are made of.
template <class Each>
void each_fact_form(Each&& each) {
  each_fact([&each](const auto& fact) { each_form<std::decay_t<decltype(fact)>>(each); });
}

// Calls `then` with the decoded fact if `name` is known and the octets are one of `schema`,
// in its present form (upcast.hpp). Returns: unsupported (name or schema unknown), corrupt
// (octets), or what `then` returns.
template <class Then>
Result<void> with_fact(std::string_view name, std::uint16_t schema, BytesView octets, Then&& then) {
  Result<void> result = fail(Code::unsupported, "no fact is called " + std::string{name});
  each_fact([&](const auto& fact) {
    using F = std::decay_t<decltype(fact)>;
    if (F::name != name) return;
    auto read = read_fact<F>(schema, octets);
    result = read ? then(read.value()) : Result<void>{fail(read.error().code, read.error().detail)};
  });
  return result;
}

}  // namespace vermilion
