// bill/2 (票据): bill/1, and bills that are taken back by red ones (冲红).
//
// A red bill is a case of the same shape, with a number, a text and two signatures of its own. It
// asks the original first, in the frame of its preparing; what the original grants it keeps for it
// until the red bill is issued or comes to nothing, and all of that is told between the two cases.
// The original is never altered: its state says how much of it was taken back.
// Source: ITEMS §2.12. Threads: types.
#pragma once

#include "workflows/bill/2/rules.hpp"

namespace vermilion::bill_2 {

using namespace table::roles;
using bill_1::bill_face;
using bill_1::Booked;
using bill_1::Discarded;
using bill_1::Draft;
using bill_1::Issued;
using bill_1::Numbered;
using bill_1::Prepared;
using bill_1::Signed;
using bill_1::supervise;
using bill_1::take_number;
using bill_1::tell_exhausted;
using bill_1::tell_issued;
using bill_1::tell_voided;
using bill_1::Unnumbered;
using bill_1::Voided;
using bill_1::voided_face;
using table::Any;
using table::By;
using table::Ends;
using table::EndsAll;
using table::If;
using table::On;
using table::Owes;
using table::Regions;
using table::Rows;
using table::Same;

using UnitHolds = AsBefore<bill_1::UnitHolds>;
using UnitIsOnesOwn = AsBefore<bill_1::UnitIsOnesOwn>;
using ChargesAreOfType = AsBefore<bill_1::ChargesAreOfType>;
using LinesAddUp = AsBefore<bill_1::LinesAddUp>;
using CheckCodeSound = AsBefore<bill_1::CheckCodeSound>;
using SignerHolds = AsBefore<bill_1::SignerHolds>;
using UnitSignatureHolds = AsBefore<bill_1::UnitSignatureHolds>;
using RequestIsOpen = AsBefore<bill_1::RequestIsOpen>;
using SupervisionSignatureHolds = AsBefore<bill_1::SupervisionSignatureHolds>;
using TypeVoids = AsBefore<bill_1::TypeVoids>;
using FieldsMatch = AsBefore<bill_1::FieldsMatch>;
using AnotherUnit = AsBefore<bill_1::AnotherUnit>;
using BookedByOneself = AsBefore<bill_1::BookedByOneself>;

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "bill/2";
  using initial = Regions<Draft>;
  using table = Rows<
  On<Draft, BillPrepared, Prepared, By<applicant>,
     If<UnitHolds, UnitIsOnesOwn, ChargesAreOfType, LinesAddUp, CheckCodeSound>,
     Owes<take_number>>,
  On<Draft, RedPrepared, Asking, By<applicant>,
     If<OfRed<bill_1::UnitHolds>, OfRed<bill_1::UnitIsOnesOwn>, OfRed<bill_1::ChargesAreOfType>,
        OfRed<bill_1::LinesAddUp>, OfRed<bill_1::CheckCodeSound>>,
     Owes<ask_original>>,
  On<Asking, ReversalGranted, Prepared, By<by_rule>, If<>, Owes<take_number>>,
  On<Asking, ReversalRefused, NotReversible, By<by_rule>, If<>, Owes<tell_not_reversible>,
     EndsAll>,
  // an original that was never issued says nothing
  On<Asking, BillDiscarded, Discarded, By<applicant>, If<>, Owes<>, EndsAll>,
  On<Prepared, NumberAllotted, Numbered, By<of_register>, If<>>,
  On<Prepared, NumbersExhausted, Unnumbered, By<of_register>, If<>,
     Owes<tell_exhausted, drop_reversal>>,
  On<Any<Numbered, Signed>, BillDiscarded, Discarded, By<applicant>, If<>, Owes<drop_reversal>,
     EndsAll>,

  On<Numbered, BillSigned, Signed, By<applicant>, If<SignerHolds, UnitSignatureHolds>,
     Owes<supervise>>,
  On<Signed, BillSupervised, Issued, By<bill_supervision>,
     If<RequestIsOpen, SignerHolds, SupervisionSignatureHolds, IsNotRed>,
     Owes<bill_face, tell_issued>, Ends<supervise>>,
  On<Signed, BillSupervised, RedIssued, By<bill_supervision>,
     If<RequestIsOpen, SignerHolds, SupervisionSignatureHolds, IsRed>,
     Owes<red_face, tell_issued, tell_original>, EndsAll>,

  On<Issued, BillVoided, Voided, By<applicant>, If<TypeVoids, NoReversalIsOpen>,
     Owes<voided_face, tell_voided>>,
  On<Issued, BillBooked, Booked, By<booker>, If<FieldsMatch, AnotherUnit, NoReversalIsOpen>>,
  On<Booked, BookingWithdrawn, Issued, By<booker>, If<BookedByOneself>>,

  // ---- taken back
  On<Any<Issued, PartlyReversed>, ReversalAsked, Same, By<by_rule>,
     If<OwnUnit, WithinWhatIsLeft>, Owes<grant_reversal>>,
  On<Any<Issued, PartlyReversed>, ReversalAsked, Same, By<by_rule>, If<CannotBeReversed>,
     Owes<refuse_reversal>>,
  On<Any<Booked, Voided, Reversed, RedIssued>, ReversalAsked, Same, By<by_rule>, If<>,
     Owes<refuse_reversal>>,
  On<Any<Issued, PartlyReversed>, BillReversed, PartlyReversed, By<by_rule>, If<LeavesSome>>,
  On<Any<Issued, PartlyReversed>, BillReversed, Reversed, By<by_rule>, If<LeavesNothing>, Owes<>,
     EndsAll>,
  On<Any<Issued, PartlyReversed>, ReversalDropped, Same, By<by_rule>, If<>>
  >;
};
// clang-format on

}  // namespace vermilion::bill_2
