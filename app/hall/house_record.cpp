#include "app/hall/house_record.hpp"

#include "events/codec/upcast.hpp"
namespace vermilion {

Bytes make_house_record(const HouseId& house, const HouseFounded& founded) {
  Header header;
  header.kind = RecordKind::house;
  header.house = house;
  Body body;
  body.principal.kind = PrincipalKind::system;
  body.principal.who = "system/house";
  body.principal.person = body.principal.who;
  body.principal.role = "house";
  body.fact = HouseFounded::name;
  body.schema = HouseFounded::schema;
  body.payload = encode(founded);
  body.received_at = founded.starts_at;
  body.recorded_at = founded.starts_at;
  body.effective_at = founded.starts_at;
  return encode_record(header, body);
}

Result<HouseFounded> read_house_record(BytesView record) {
  VERMILION_TRY(const auto header, read_header(record));
  VERMILION_TRY(const auto body, read_body(record.substr(0, header.length)));
  if (header.kind != RecordKind::house || body.fact != HouseFounded::name) {
    return fail(Code::corrupt, "the house record is no HouseFounded");
  }
  return read_fact<HouseFounded>(body.schema, body.payload);
}

}  // namespace vermilion
