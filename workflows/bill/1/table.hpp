// bill/1 (票据): one fiscal bill, from its preparing to its booking.
//
// Its number comes from the unit's stock in the frame of its preparing (numbers/1). It is issued by
// two detached signatures: the unit's over its text, supervision's over that text's digest and the
// unit's signature. An issued bill is never altered: it is voided where its type allows, and its
// number stays used. Source: ITEMS §2.12; 财综〔2017〕32号 annex. Threads: types.
#pragma once

#include "workflows/bill/1/rules.hpp"

namespace vermilion::bill_1 {

using namespace table::roles;
using table::Any;
using table::By;
using table::Ends;
using table::EndsAll;
using table::If;
using table::On;
using table::Owes;
using table::Regions;
using table::Rows;

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "bill/1";
  using initial = Regions<Draft>;
  using table = Rows<
  On<Draft, BillPrepared, Prepared, By<applicant>,
     If<UnitHolds, UnitIsOnesOwn, ChargesAreOfType, LinesAddUp, CheckCodeSound>,
     Owes<take_number>>,
  On<Prepared, NumberAllotted, Numbered, By<of_register>, If<>>,
  On<Prepared, NumbersExhausted, Unnumbered, By<of_register>, If<>, Owes<tell_exhausted>>,
  On<Any<Numbered, Signed>, BillDiscarded, Discarded, By<applicant>, If<>, Owes<>, EndsAll>,

  On<Numbered, BillSigned, Signed, By<applicant>, If<SignerHolds, UnitSignatureHolds>,
     Owes<supervise>>,
  On<Signed, BillSupervised, Issued, By<bill_supervision>,
     If<RequestIsOpen, SignerHolds, SupervisionSignatureHolds>,
     Owes<bill_face, tell_issued>, Ends<supervise>>,

  On<Issued, BillVoided, Voided, By<applicant>, If<TypeVoids>, Owes<voided_face, tell_voided>>,
  On<Issued, BillBooked, Booked, By<booker>, If<FieldsMatch, AnotherUnit>>,
  On<Booked, BookingWithdrawn, Issued, By<booker>, If<BookedByOneself>>
  >;
};
// clang-format on

}  // namespace vermilion::bill_1
