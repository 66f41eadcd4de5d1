// Compiled by ctest, never linked: with VERMILION_PLANT it must not compile, and say why; without
// it must. PLANT chooses the way in which a person's field is smuggled in.
#include "events/public/public_event.hpp"

#include "events/facts/person.hpp"

namespace vermilion {

#ifndef VERMILION_PLANT
#define VERMILION_PLANT 0
#endif

struct Holder {
  std::string item;
  Unit unit;  // not personal
#if VERMILION_PLANT == 1
  Personal<std::string> name;
#elif VERMILION_PLANT == 2
  std::vector<Person> staff;  // personal two levels down
#elif VERMILION_PLANT == 3
  std::optional<std::vector<Personal<std::string> > > names;
#elif VERMILION_PLANT == 4
  Sealed raw;
#elif VERMILION_PLANT == 5
  KeyId key;
#elif VERMILION_PLANT == 6
  void* opaque = nullptr;
#else
  std::vector<FormAnswer> answers;
#endif
};

template <class Archive>
void serialize(Archive& archive, Holder& value) {
  archive(value.item, value.unit);
#if VERMILION_PLANT == 1
  archive(cereal::make_nvp("name", value.name));
#elif VERMILION_PLANT == 2
  archive(value.staff);
#elif VERMILION_PLANT == 3
  archive(value.names);
#elif VERMILION_PLANT == 4
  archive(value.raw);
#elif VERMILION_PLANT == 5
  archive(value.key);
#elif VERMILION_PLANT == 6
  archive(value.opaque);
#else
  archive(cereal::make_nvp("answers", value.answers));
#endif
}

// Holder inside a described struct, as public events are.
struct CaseAccepted {
  std::optional<Holder> holder;
  Instant at;
  Day due;
  CaseId subject;
  std::uint64_t fee_fen = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"holder", "办件", "case"}, self.holder);
    visit(FieldText{"at", "时间", "time"}, self.at);
    visit(FieldText{"due", "期限", "due"}, self.due);
    visit(FieldText{"subject", "办件", "case"}, self.subject);
    visit(FieldText{"fee_fen", "费用", "fee"}, self.fee_fen);
  }
};

template <PublicEvent Event>
void publish(const Event&);

void publish_one() {
  publish(CaseAccepted{});
}

}  // namespace vermilion
