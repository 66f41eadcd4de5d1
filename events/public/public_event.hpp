// PublicEvent: what may leave the house for anyone to read; nothing of a person can get there.
//
// `PublicEvent<T>` walks T as the codec does (`fields` of a described struct, otherwise cereal's
// `serialize`), down through lists, optionals and structs, at compile time. A Personal<…>, a Sealed
// or a KeyId anywhere below T stops the compiler with the sentence below; there is no way round it
// at run time, because publishers take PublicEvent only. A type that the walk does not know stops
// it too: what cannot be looked into is not published. Shown by tests/events/planted/. Source: PIPL
// (个人信息保护法) art. 25; DESIGN §7. Threads: none.
#pragma once

#include <type_traits>

#include "events/codec/span_archive.hpp"
#include "events/facts/describe.hpp"

namespace vermilion {
namespace detail {

template <class T>
inline constexpr bool is_person_bound =
    is_personal<T>::value || std::is_same_v<T, Sealed> || std::is_same_v<T, KeyId>;

template <class T>
struct is_list : std::false_type {};
template <class T>
struct is_list<std::vector<T>> : std::true_type {};
template <class T>
struct is_list<std::optional<T>> : std::true_type {};
template <class T>
struct is_octets : std::false_type {};
template <std::size_t N>
struct is_octets<Octets<N>> : std::true_type {};

template <class T>
constexpr void walk_public();

// The archive and visitor that looks at types only; it is never called.
struct PublicWalk {
  template <class... Members>
  PublicWalk& operator()(Members&...) {
    (walk_public<std::remove_const_t<Members>>(), ...);
    return *this;
  }
  template <class... Members>
  PublicWalk& operator()(const FieldText&, Members&... members) {
    return (*this)(members...);
  }
  template <class Value>
  PublicWalk& operator()(cereal::NameValuePair<Value>&&) {
    walk_public<std::remove_cvref_t<Value>>();
    return *this;
  }
};

template <class T>
concept Archived = requires(PublicWalk& walk, T& value) { serialize(walk, value); };
template <class T>
concept ArchivesItself = requires(PublicWalk& walk, T& value) { value.serialize(walk); };

template <class T>
constexpr void walk_public() {
  static_assert(!is_person_bound<T>,
                "a public event cannot hold Personal<>, Sealed or KeyId: nothing about a person "
                "leaves the house (events/public/public_event.hpp)");
  if constexpr (is_person_bound<T> || std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                std::is_same_v<T, std::string> || is_octets<T>::value) {
    // a leaf
  } else if constexpr (is_list<T>::value) {
    walk_public<typename T::value_type>();
  } else if constexpr (Described<T>) {
    static_cast<void>([](T& value, PublicWalk& walk) { T::fields(value, walk); });
  } else if constexpr (Archived<T>) {
    static_cast<void>([](T& value, PublicWalk& walk) { serialize(walk, value); });
  } else if constexpr (ArchivesItself<T>) {
    static_cast<void>([](T& value, PublicWalk& walk) { value.serialize(walk); });
  } else {
    static_assert(
        is_person_bound<T>,
        "a public event's members describe themselves, by fields or serialize, so that it "
        "can be checked that they hold nothing about a person");
  }
}

// Its value needs the walk's body, so naming it makes the compiler walk.
template <class T>
inline constexpr bool walked_public = (walk_public<T>(), true);

}  // namespace detail

template <class T>
concept PublicEvent = detail::walked_public<std::remove_cvref_t<T>>;

}  // namespace vermilion
