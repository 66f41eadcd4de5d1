// What the facts of bill/1 make of what a bill remembers; bill/2 remembers it alike.
//
// Threads: pure.
#pragma once

#include "workflows/bill/1/rules.hpp"

namespace vermilion::bill_1 {

template <class Fact>
void fold(Data&, const Fact&, const Body&) {}

inline void fold(Data& data, const BillPrepared& fact, const Body& body) {
  data.unit = fact.unit.uscc;
  data.total = fact.total;
  data.check_code = fact.check_code;
  data.text = text_of(fact, body.basis.item.version);
}
inline void fold(Data& data, const NumberAllotted& fact, const Body& body) {
  data.number = fact;
  data.issued = china_day(body.effective_at);
}
inline void fold(Data& data, const BillSigned& fact, const Body&) {
  data.unit_signature = fact.signature;
}
// From here on nothing asks for the text: whoever wants it makes it of the facts again.
inline void fold(Data& data, const BillSupervised&, const Body&) {
  data.text = {};
  data.unit_signature.clear();
}
inline void fold(Data& data, const BillBooked&, const Body& body) {
  data.booked_by = body.principal.on_behalf_of;
}
inline void fold(Data& data, const BookingWithdrawn&, const Body&) {
  data.booked_by.clear();
}

}  // namespace vermilion::bill_1
