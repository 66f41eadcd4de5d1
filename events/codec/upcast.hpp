// Reading a fact by its schema: octets of an older form become the present type, step by step.
//
// When the octets of a fact change, its schema is raised and the form before is kept, for ever:
//
//   struct DueMoved1 { static constexpr std::uint16_t schema = 1; … fields as they were … };
//   struct DueMoved {
//     static constexpr std::uint16_t schema = 2;
//     using Older = DueMoved1;
//     static DueMoved upcast(const DueMoved1& older);   // what the older form did not say is unset
//   };
//
// An older form may have an Older itself. Records are never rewritten: their octets, hash and
// digest stay, and only reading makes them young. An upcast invents nothing and cannot fail. The
// golden octets of every form are in tests/golden. Source: DESIGN §4. Threads: pure.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

template <class F>
concept HasOlder = requires { typename F::Older; };

// Errors: unsupported (no form of that schema), corrupt (octets).
template <Fact F>
[[nodiscard]] Result<F> read_fact(std::uint16_t schema, BytesView octets) {
  if (schema == F::schema) {
    auto fact = decode<F>(octets);
    if (!fact) {
      return fail(Code::corrupt, "the octets of a " + std::string{F::name} + " do not decode");
    }
    return std::move(*fact);
  }
  if constexpr (HasOlder<F>) {
    static_assert(F::Older::name == F::name && F::Older::schema + 1 == F::schema);
    VERMILION_TRY(const auto older, read_fact<typename F::Older>(schema, octets));
    return F::upcast(older);
  } else {
    return fail(Code::unsupported,
                std::string{F::name} + " has no schema " + std::to_string(schema) + " here");
  }
}

// Calls `each` with a default-made fact of every form that F had, the present one first.
template <Fact F, class Each>
void each_form(Each&& each) {
  each(F{});
  if constexpr (HasOlder<F>) each_form<typename F::Older>(each);
}

}  // namespace vermilion
