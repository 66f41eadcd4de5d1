// The names of facts: what people and administrators may propose, and how each is called.
#include "app/api/fact_json.hpp"
#include "events/facts/all.hpp"

namespace vermilion::api {

std::optional<FactTitle> title_of_fact(std::string_view name) {
  std::optional<FactTitle> title;
  each_fact([&](const auto& fact) {
    using F = std::decay_t<decltype(fact)>;
    if (F::name == name) title = FactTitle{std::string{F::text.zh}, std::string{F::text.en}};
  });
  return title;
}

std::vector<std::string> facts_of_accounts() {
  return {std::string{Granted::name}, std::string{GrantEnded::name},
          std::string{AbsenceRecorded::name}, std::string{AbsenceEnded::name},
          std::string{StaffLeft::name}};
}

std::vector<std::string> facts_of_people() {
  return {std::string{Submitted::name},
          std::string{CheckedByHand::name},
          std::string{Accepted::name},
          std::string{NotAccepted::name},
          std::string{SupplementRequested::name},
          std::string{Supplemented::name},
          std::string{Proposed::name},
          std::string{SentBack::name},
          std::string{Approved::name},
          std::string{RefusedToGrant::name},
          std::string{CertificateMade::name},
          std::string{HandedOver::name},
          std::string{Withdrawn::name},
          std::string{DeliveryChosen::name},
          std::string{MaterialVerified::name},
          std::string{ParcelOrdered::name},
          std::string{ParcelSettled::name},
          std::string{Rated::name},
          std::string{RatingAnswered::name},
          std::string{ProcedureStarted::name},
          std::string{ProcedureEnded::name},
          std::string{ExtensionAsked::name},
          std::string{LimitExtended::name},
          std::string{ExtensionDenied::name},
          std::string{ItemVersionChanged::name},
          std::string{BillSigned::name},
          std::string{BillDiscarded::name},
          std::string{BillVoided::name},
          std::string{BookingWithdrawn::name},
          std::string{SeatChosen::name},
          std::string{SeatConfirmed::name},
          std::string{EnrolmentCancelled::name},
          std::string{FeePaid::name},
          std::string{FeeNotPaid::name},
          std::string{FeeRefunded::name},
          std::string{AttendanceRecorded::name},
          std::string{Scored::name},
          std::string{ResultPublished::name},
          std::string{TransferOutAsked::name},
          std::string{TransferOutIssued::name},
          std::string{TransferOutRefused::name},
          std::string{TransferWithdrawn::name},
          std::string{ReleaseAskedAgain::name},
          std::string{DeathConfirmed::name},
          std::string{FindingDismissed::name},
          std::string{EntryCorrected::name},
          std::string{EntryCancelled::name},
          std::string{ComparisonResumed::name},
          std::string{ComparisonStopped::name},
          std::string{PeriodFiled::name},
          std::string{EventFiled::name},
          std::string{PostCheckPassed::name},
          std::string{FilingFoundWrong::name},
          std::string{FilingCorrected::name},
          std::string{CorrectionConfirmed::name},
          std::string{OrderLifted::name},
          std::string{StruckOff::name},
          std::string{FilingCancelled::name},
          std::string{OriginalsSeen::name},
          std::string{ObjectionRaised::name},
          std::string{ObjectionDismissed::name},
          std::string{ObjectionUpheld::name},
          std::string{LevelConfirmed::name},
          std::string{TaskClaimed::name},
          std::string{TaskReleased::name},
          std::string{TaskAssigned::name},
          std::string{TaskTakenOver::name},
          std::string{TaskDelegated::name},
          std::string{TaskReturned::name},
          std::string{TaskUrged::name},
          std::string{TaskNoted::name},
          std::string{TaskCopied::name},
          std::string{CosignAsked::name},
          std::string{CosignGiven::name},
          std::string{CosignWithdrawn::name}};
}

}  // namespace vermilion::api
