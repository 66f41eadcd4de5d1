// A sample of every fact, filled through its own `fields`: each member gets a value of its own.
//
// The filler is part of the golden octets: like the samples it is never edited, only added to.
// Threads: free functions.
#pragma once

#include <type_traits>

#include "events/facts/all.hpp"
#include "tests/golden/samples.hpp"

namespace vermilion::test {

class Filler {
 public:
  template <class T>
  void fill(T& value) {
    if constexpr (Described<T>) {
      T::fields(value, [this](const FieldText&, auto& member) { fill(member); });
    } else if constexpr (std::is_same_v<T, bool>) {
      value = next() % 2 == 1;
    } else if constexpr (std::is_integral_v<T>) {
      value = static_cast<T>(next() * 3);
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(1);
    } else if constexpr (std::is_same_v<T, std::string>) {
      value = "text " + std::to_string(next()) + " 文";
    } else {
      fill_other(value);
    }
  }

 private:
  void fill_other(Instant& value) { value.microseconds = 1'795'320'000'000'000 + next(); }
  void fill_other(Day& value) { value.number = 20'000 + static_cast<std::int32_t>(next()); }
  void fill_other(CaseId& value) { value.octets = octets_from<16>(next()); }
  void fill_other(DutyId& value) { value = {octets_from<16>(next()), next()}; }
  void fill_other(KeyId& value) { value.octets = octets_from<16>(next()); }
  template <std::size_t N>
  void fill_other(Octets<N>& value) {
    value = octets_from<N>(next());
  }
  template <class T>
  void fill_other(Personal<T>& value) {
    auto& sealed = value.sealed();
    fill_other(sealed.key);
    sealed.nonce = octets_from<12>(next());
    sealed.ciphertext = "sealed " + std::to_string(next());
  }
  template <class T>
  void fill_other(std::vector<T>& value) {
    value.resize(2);
    for (auto& element : value) fill(element);
  }
  template <class T>
  void fill_other(std::optional<T>& value) {
    fill(value.emplace());
  }
  std::uint8_t next() { return ++number_; }

  std::uint8_t number_ = 0;
};

template <class F>
F sample_fact() {
  F fact;
  Filler{}.fill(fact);
  return fact;
}

inline std::vector<Golden> golden_facts() {
  std::vector<Golden> goldens;
  each_fact_form([&](auto fact) {
    using F = decltype(fact);
    goldens.push_back({"fact-" + std::string{F::name} + "-" + std::to_string(F::schema),
                       encode(sample_fact<F>())});
  });
  return goldens;
}

}  // namespace vermilion::test
