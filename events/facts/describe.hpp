// How a fact describes itself, once: from this come its octets (cereal), its JSON, its schema and
// its form.
//
// A fact is a plain struct with
//   static constexpr std::string_view name;         // past tense, as the record says it
//   static constexpr std::uint16_t schema;          // grows when the octets change; upcast.hpp
//   static constexpr FactText text;                 // for people, Chinese and English
//   template <class Self, class Visitor> static void fields(Self&, Visitor&&);
// `fields` calls the visitor with (FieldText, member) for each member, in the order of the octets.
// Members are std::string, bool, unsigned integers, Day, Instant, Octets<N>, CaseId, DutyId,
// Personal…, std::vector and std::optional of those, and structs that have `fields` themselves.
// Threads: values.
#pragma once

#include <concepts>
#include <string_view>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "events/codec/span_archive.hpp"

namespace vermilion {

struct FactText {
  std::string_view zh;
  std::string_view en;
};

struct FieldText {
  std::string_view name;  // member name in JSON
  std::string_view zh;
  std::string_view en;
  std::size_t max = 1024;  // octets of a text, elements of a list
  bool required = true;    // an empty text or list is refused at intake
};

namespace detail {
struct AnyVisitor {
  template <class T>
  void operator()(const FieldText&, T&) const {}
};
}  // namespace detail

template <class T>
concept Described = requires(T& value) { T::fields(value, detail::AnyVisitor{}); };

template <class T>
concept Fact = Described<T> && requires {
  { T::name } -> std::convertible_to<std::string_view>;
  { T::schema } -> std::convertible_to<std::uint16_t>;
  { T::text } -> std::convertible_to<FactText>;
};

template <class Archive, Described T>
void serialize(Archive& archive, T& value) {
  T::fields(value, [&archive](const FieldText&, auto& member) { archive(member); });
}

}  // namespace vermilion
