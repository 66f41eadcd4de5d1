#include "tests/events/fact_table.hpp"

#include "events/facts/all.hpp"

namespace vermilion::test {
namespace {

template <class T>
struct TypeName;
template <>
struct TypeName<std::string> {
  static std::string text() { return "text"; }
};
template <>
struct TypeName<bool> {
  static std::string text() { return "bool"; }
};
template <>
struct TypeName<Instant> {
  static std::string text() { return "instant"; }
};
template <>
struct TypeName<CaseId> {
  static std::string text() { return "octets 16 (a case)"; }
};
template <>
struct TypeName<DutyId> {
  static std::string text() { return "duty"; }
};
template <SpanInteger T>
struct TypeName<T> {
  static std::string text() {
    return (std::is_signed_v<T> ? "i" : "u") + std::to_string(8 * sizeof(T));
  }
};
template <std::size_t N>
struct TypeName<Octets<N>> {
  static std::string text() { return "octets " + std::to_string(N); }
};
template <class T>
struct TypeName<Personal<T>> {
  static std::string text() { return "sealed"; }
};
template <Described T>
struct TypeName<T> {
  static std::string text() { return "group"; }
};
template <class T>
struct TypeName<std::vector<T>> {
  static std::string text() { return "list of " + TypeName<T>::text(); }
};
template <class T>
struct TypeName<std::optional<T>> {
  static std::string text() { return "optional " + TypeName<T>::text(); }
};

struct Table {
  std::string text;
  std::string first;  // the fact's name, on its first line

  void line(const std::string& field, const std::string& type, const FieldText& about) {
    text += "| " + first + " | " + field + " | " + type + " | " + std::string{about.en} + " | " +
            std::string{about.zh} + " |\n";
    first.clear();
  }
  template <class T>
  void fields(const std::string& path) {
    T value{};
    T::fields(value, [&]<class Member>(const FieldText& about, Member&) {
      const auto name = path + std::string{about.name};
      line(name, TypeName<Member>::text(), about);
      nested<Member>(name);
    });
  }
  template <class Member>
  void nested(const std::string& name) {
    if constexpr (Described<Member>) {
      fields<Member>(name + ".");
    } else {
      elements(name, static_cast<const Member*>(nullptr));
    }
  }
  template <class T>
  void elements(const std::string& name, const std::vector<T>*) {
    nested<T>(name + "[]");
  }
  template <class T>
  void elements(const std::string& name, const std::optional<T>*) {
    nested<T>(name);
  }
  void elements(const std::string&, const void*) {}
};

}  // namespace

std::string fact_table() {
  Table table;
  table.text = "| fact / schema | field | type | meaning | 含义 |\n|---|---|---|---|---|\n";
  each_fact_form([&]<class F>(const F&) {
    table.first = std::string{F::name} + " / " + std::to_string(F::schema);
    table.fields<F>({});
    if (!table.first.empty()) table.line("", "no octets", {"", F::text.zh, F::text.en});
  });
  return table.text;
}

}  // namespace vermilion::test
