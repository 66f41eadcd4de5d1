#include "app/api/fact_json.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <limits>

#include "base/identifiers.hpp"
#include "base/utf8.hpp"
#include "events/billing.hpp"
#include "events/facts/all.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr std::size_t octets_size = 0;
template <std::size_t N>
inline constexpr std::size_t octets_size<Octets<N>> = N;

std::string_view text_of(const json::value& value) {
  const auto& text = value.get_string();
  return {text.data(), text.size()};
}

// 校验码: random, and so not to be computed from what stands on the bill.
std::string random_check_code() {
  constexpr std::string_view symbols = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string code;
  while (code.size() < 6) {
    unsigned char octet = 0;
    fill_random(reinterpret_cast<char*>(&octet), 1);
    if (octet < symbols.size() * 7) code += symbols[octet % symbols.size()];
  }
  return code;
}

// Reads one value after another; the first fault ends it.
class Reader {
 public:
  Reader(const IntakeHouse& house, std::string_view who, FactTaken& taken)
      : house_{house}, who_{who}, taken_{taken} {}

  [[nodiscard]] bool good() const noexcept { return !failed_; }
  [[nodiscard]] FactFault take_fault() { return std::move(fault_); }

  template <Described T>
  void read_members(const json::value& value, T& into, const std::string& place) {
    if (!value.is_object()) return fail_at(place, "应为对象", "an object is expected");
    const auto& object = value.get_object();
    std::size_t known = 0;
    T::fields(into, [&](const FieldText& field, auto& member) {
      if (failed_) return;
      const auto* found =
          object.if_contains(json::string_view{field.name.data(), field.name.size()});
      const auto at = place + "/" + std::string{field.name};
      if (found == nullptr || found->is_null()) {
        known += found != nullptr ? 1U : 0U;
        if (field.required)
          fail_at(at, fmt::format("缺少“{}”", field.zh), fmt::format("“{}” is missing", field.en));
        return;
      }
      ++known;
      read(*found, member, field, at);
    });
    if (failed_ || known == object.size()) return;
    for (const auto& member : object) {
      const std::string_view name{member.key().data(), member.key().size()};
      bool expected = false;
      T::fields(into, [&](const FieldText& field, auto&) { expected |= field.name == name; });
      if (!expected) {
        return fail_at(place + "/" + std::string{name}, "未知成员",
                       "no such member is expected here");
      }
    }
  }

 private:
  void fail_at(const std::string& place, std::string zh, std::string en,
               Code code = Code::invalid) {
    if (failed_) return;
    failed_ = true;
    fault_ = FactFault{place, std::move(zh), std::move(en), false, code};
  }

  // Texts within `max` octets, not empty where one is required.
  bool is_text(const json::value& value, const FieldText& field, const std::string& place) {
    if (!value.is_string()) {
      fail_at(place, fmt::format("“{}”应为文本", field.zh), "a text is expected");
      return false;
    }
    const auto text = text_of(value);
    if (text.size() > field.max) {
      fail_at(place, fmt::format("“{}”超过 {} 字节", field.zh, field.max),
              fmt::format("longer than {} octets", field.max));
      return false;
    }
    if (field.required && text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      fail_at(place, fmt::format("“{}”不能为空", field.zh), "must not be empty");
      return false;
    }
    return true;
  }

  template <class T>
  void read(const json::value& value, T& into, const FieldText& field, const std::string& place) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (is_text(value, field, place)) into = text_of(value);
    } else if constexpr (std::is_same_v<T, bool>) {
      if (!value.is_bool())
        return fail_at(place, "应为 true 或 false", "true or false is expected");
      into = value.get_bool();
    } else if constexpr (std::is_integral_v<T>) {
      read_number(value, into, place);
    } else if constexpr (std::is_same_v<T, Day>) {
      const auto day = value.is_string() ? day_from_text(text_of(value)) : std::nullopt;
      if (!day) return fail_at(place, "应为 2026-01-31 形式的日期", "a date like 2026-01-31");
      into = *day;
    } else if constexpr (std::is_same_v<T, Instant>) {
      const auto at = value.is_string() ? instant_from_text(text_of(value)) : std::nullopt;
      if (!at) return fail_at(place, "应为带时区的时刻 (RFC 3339)", "an RFC 3339 time with zone");
      into = *at;
    } else if constexpr (std::is_same_v<T, CaseId>) {
      const auto id = value.is_string() ? case_id_from_text(text_of(value)) : std::nullopt;
      if (!id) return fail_at(place, "不是办件号", "no case id");
      into = *id;
    } else if constexpr (std::is_same_v<T, DutyId>) {
      const auto id = value.is_string() ? duty_id_from_text(text_of(value)) : std::nullopt;
      if (!id) return fail_at(place, "不是任务号", "no task or duty id");
      into = *id;
      if (field.name == "task") taken_.task = *id;
    } else if constexpr (octets_size<T> > 0) {
      const auto octets = value.is_string() ? from_hex(text_of(value)) : std::nullopt;
      if (!octets || octets->size() != octets_size<T>) {
        return fail_at(place, fmt::format("应为 {} 位十六进制数字", octets_size<T> * 2),
                       fmt::format("{} hexadecimal digits are expected", octets_size<T> * 2));
      }
      into = octets_of<octets_size<T>>(*octets);
    } else if constexpr (is_vector<T>) {
      if (!value.is_array()) return fail_at(place, "应为列表", "a list is expected");
      const auto& array = value.get_array();
      if (array.size() > field.max) {
        return fail_at(place, fmt::format("“{}”多于 {} 项", field.zh, field.max),
                       fmt::format("more than {} entries", field.max));
      }
      if (field.required && array.empty()) {
        return fail_at(place, fmt::format("“{}”不能为空", field.zh), "must not be empty");
      }
      for (std::size_t i = 0; i < array.size() && !failed_; ++i) {
        read(array[i], into.emplace_back(), field, place + "/" + std::to_string(i));
      }
    } else if constexpr (is_optional<T>) {
      read(value, into.emplace(), field, place);
    } else if constexpr (std::is_same_v<T, Person> || std::is_same_v<T, StaffIdentity>) {
      read_person(value, into, place);
    } else if constexpr (std::is_same_v<T, Payer>) {
      if (is_text(value, field, place)) read_payer(text_of(value), into, place);
    } else if constexpr (std::is_same_v<T, Recipient>) {
      take_own_key(place);
      read_members(value, into, place);
      key_.reset();
    } else if constexpr (std::is_same_v<T, Material>) {
      read_members(value, into, place);
      if (!failed_ && house_.materials != nullptr) find_material(into, place);
    } else if constexpr (std::is_same_v<T, PersonNumber>) {
      if (is_text(value, field, place)) read_number_of_person(text_of(value), into, place);
    } else if constexpr (is_personal<T>::value) {
      if (is_text(value, field, place)) seal(text_of(value), into, place);
    } else {
      read_members(value, into, place);
    }
  }

  template <class T>
  void read_number(const json::value& value, T& into, const std::string& place) {
    std::uint64_t number = 0;
    bool good = false;
    if (value.is_uint64()) {
      number = value.get_uint64();
      good = true;
    } else if (value.is_int64() && value.get_int64() >= 0) {
      number = static_cast<std::uint64_t>(value.get_int64());
      good = true;
    }
    if (!good || number > std::numeric_limits<T>::max()) {
      return fail_at(place, fmt::format("应为 0 至 {} 的整数", std::numeric_limits<T>::max()),
                     fmt::format("a whole number from 0 to {}", std::numeric_limits<T>::max()));
    }
    into = static_cast<T>(number);
  }

  // A person's number comes first: it says under whose key the name is sealed.
  template <class T>
  void read_person(const json::value& value, T& into, const std::string& place) {
    const auto* object = value.if_object();
    const auto* number = object == nullptr ? nullptr : object->if_contains("id_number");
    if (number == nullptr || !number->is_string()) {
      return fail_at(place + "/id_number", "缺少身份证件号码", "the identity number is missing");
    }
    subject_ = std::string{text_of(*number)};
    read_members(value, into, place);
    subject_.clear();
    key_.reset();
  }

  // Sealed under the key of whoever prepares the bill: a payer need not say who he is.
  void read_payer(std::string_view name, Payer& into, const std::string& place) {
    Octets<16> random{};
    fill_random(reinterpret_cast<char*>(random.data()), random.size());
    const auto salt = to_hex(view_of(random));
    take_own_key(place);
    seal(name, into.name, place);
    seal(salt, into.salt, place);
    into.commitment = payer_commitment(salt, name);
    key_.reset();
  }

  void read_number_of_person(std::string_view text, PersonNumber& into, const std::string& place) {
    const auto checked = identifiers::check_resident_number(text);
    into.check_holds = checked.has_value();
    const std::string normalised = checked.has_value() ? checked.value().text : std::string{text};
    into.lookup = lookup_hash(*house_.keys, "person_number", normalised);
    seal(normalised, into.number, place);
  }

  // It is there, whole and his own; what it is is said by the file and not by whoever names it.
  void find_material(Material& into, const std::string& place) {
    const auto owner = owner_of(who_);
    const auto held = house_.materials->hold(into.digest);
    if (!held && held.error().code != Code::not_found) {
      return fail_at(place, "暂时无法核对材料", "the material cannot be looked up now",
                     Code::unavailable);
    }
    if (!held || held.value().owner != owner) {
      return fail_at(place + "/digest", "没有收到这一材料，请先上传（POST /v1/materials）",
                     "no such material of yours is here; hand it in first (POST /v1/materials)");
    }
    into.size = held.value().size;
    into.media_type = held.value().media_type;
    const auto& key = held.value().key;
    if (house_.key_of(owner) == key) return;
    for (const auto& known : taken_.subjects) {
      if (known.key == key) return;
    }
    taken_.subjects.push_back(SubjectKey{owner, key});
  }

  void seal(std::string_view plain, Personal<std::string>& into, const std::string& place) {
    if (!key_) take_key(place);
    if (failed_) return;
    auto sealed = house_.sealer->seal_text(*key_, plain);
    if (!sealed) return fail_at(place, "暂时无法加密", sealed.error().text(), sealed.error().code);
    into = std::move(sealed.value());
  }

  void take_key(const std::string& place) {
    const auto checked = identifiers::check_resident_number(subject_);
    const auto subject_hash = lookup_hash(*house_.keys, "person_number",
                                          checked.has_value() ? checked.value().text : subject_);
    take_key_of(octets_of<16>(view_of(subject_hash)), place);
  }

  // The key of whoever proposes, as that of his materials and drafts.
  void take_own_key(const std::string& place) { take_key_of(owner_of(who_), place); }

  void take_key_of(const Octets<16>& subject, const std::string& place) {
    for (const auto& known : taken_.subjects) {
      if (known.subject == subject) {
        key_ = known.key;
        return;
      }
    }
    key_ = house_.key_of(subject);
    if (key_) return;
    auto fresh = house_.keys->take();
    if (!fresh) return fail_at(place, "暂时无法取得密钥", fresh.error().text(), fresh.error().code);
    key_ = fresh.value();
    taken_.subjects.push_back(SubjectKey{subject, *key_});
  }

  const IntakeHouse& house_;
  const std::string_view who_;
  FactTaken& taken_;
  std::string subject_;
  std::optional<KeyId> key_;
  bool failed_ = false;
  FactFault fault_;
};

class Writer {
 public:
  Writer(const Opener& open, Shown shown) : open_{open}, shown_{shown} {}

  template <Described T>
  json::object members(T& fact) {
    json::object object;
    T::fields(fact, [&](const FieldText& field, auto& member) {
      object.emplace(json::string_view{field.name.data(), field.name.size()}, value(member, field));
    });
    return object;
  }

 private:
  template <class T>
  json::value value(T& member, const FieldText& field) {
    using Member = std::remove_const_t<T>;
    if constexpr (std::is_same_v<Member, std::string>) {
      return json::value(json::string_view{member.data(), member.size()});
    } else if constexpr (std::is_same_v<Member, bool>) {
      return json::value(member);
    } else if constexpr (std::is_integral_v<Member>) {
      return json::value(static_cast<std::uint64_t>(member));
    } else if constexpr (std::is_same_v<Member, Day> || std::is_same_v<Member, Instant>) {
      return json::value(to_text(member));
    } else if constexpr (std::is_same_v<Member, CaseId> || std::is_same_v<Member, DutyId>) {
      return json::value(member.text());
    } else if constexpr (octets_size<Member> > 0) {
      return json::value(to_hex(view_of(member)));
    } else if constexpr (is_vector<Member>) {
      json::array array;
      for (auto& element : member) array.push_back(value(element, field));
      return array;
    } else if constexpr (is_optional<Member>) {
      return member ? value(*member, field) : json::value(nullptr);
    } else if constexpr (std::is_same_v<Member, PersonNumber>) {
      const auto opened = open_(member.number.sealed());
      if (!opened) return nullptr;
      return json::value(whole() ? *opened : identifiers::masked_resident_number(*opened));
    } else if constexpr (std::is_same_v<Member, Payer>) {
      return payer(member);
    } else if constexpr (is_personal<Member>::value) {
      const auto opened = open_(member.sealed());
      if (!opened) return nullptr;
      return json::value(whole() ? *opened : identifiers::masked_name(*opened));
    } else {
      return members(member);
    }
  }

  // The salt goes with the name: whoever has both can show who stands in the signed text.
  json::value payer(const Payer& member) {
    const auto name = open_(member.name.sealed());
    if (!name) return nullptr;
    if (!whole()) return json::value(identifiers::masked_name(*name));
    const auto salt = open_(member.salt.sealed());
    return json::object{{"name", *name}, {"salt", salt.value_or("")}};
  }
  [[nodiscard]] bool whole() const { return shown_ == Shown::whole; }

  const Opener& open_;
  const Shown shown_;
};

template <class T>
json::object schema_of(const FieldText& field);

template <Described T>
json::object schema_of_members() {
  json::object properties;
  json::array required;
  T value{};
  T::fields(value, [&](const FieldText& field, auto& member) {
    const json::string_view name{field.name.data(), field.name.size()};
    auto schema = schema_of<std::decay_t<decltype(member)>>(field);
    schema["title"] = std::string{field.zh};
    schema["description"] = std::string{field.en};
    properties.emplace(name, std::move(schema));
    if (field.required) required.push_back(json::value(name));
  });
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

template <class T>
json::object schema_of(const FieldText& field) {
  if constexpr (std::is_same_v<T, std::string> || is_personal<T>::value ||
                std::is_same_v<T, PersonNumber> || std::is_same_v<T, Payer>) {
    json::object schema{{"type", "string"}, {"maxLength", field.max}};
    if (field.required) schema["minLength"] = 1;
    return schema;
  } else if constexpr (std::is_same_v<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_integral_v<T>) {
    return {{"type", "integer"}, {"minimum", 0}, {"maximum", std::numeric_limits<T>::max()}};
  } else if constexpr (std::is_same_v<T, Day>) {
    return {{"type", "string"}, {"format", "date"}};
  } else if constexpr (std::is_same_v<T, Instant>) {
    return {{"type", "string"}, {"format", "date-time"}};
  } else if constexpr (std::is_same_v<T, CaseId>) {
    return {{"type", "string"}, {"pattern", "^[0-9a-f]{32}$"}};
  } else if constexpr (std::is_same_v<T, DutyId>) {
    return {{"type", "string"}, {"pattern", "^[0-9a-f]{32}\\.[0-9]+$"}};
  } else if constexpr (octets_size<T> > 0) {
    return {{"type", "string"}, {"pattern", fmt::format("^[0-9a-f]{{{}}}$", octets_size<T> * 2)}};
  } else if constexpr (is_vector<T>) {
    auto items = schema_of<typename T::value_type>(field);
    return {{"type", "array"}, {"maxItems", field.max}, {"items", std::move(items)}};
  } else if constexpr (is_optional<T>) {
    return schema_of<typename T::value_type>(field);
  } else {
    return schema_of_members<T>();
  }
}

}  // namespace

Octets<16> owner_of(std::string_view who) {
  const auto octets = from_hex(who);
  if (octets && octets->size() == 16) return octets_of<16>(*octets);  // persons: a keyed hash
  return octets_of<16>(view_of(sha256(who)));
}

FactReading fact_from_json(std::string_view name, const json::value& data, const IntakeHouse& house,
                           std::string_view who) {
  FactReading reading;
  bool known = false;
  each_fact([&](auto fact) {
    using F = decltype(fact);
    if (F::name != name || known) return;
    known = true;
    FactTaken taken;
    Reader reader{house, who, taken};
    reader.read_members(data, fact, "");
    if (!reader.good()) {
      reading.fault = reader.take_fault();
      return;
    }
    if constexpr (requires { fact.path; }) {
      if (fact.path.empty()) fact.path = house.path_of(fact.tree, fact.office).value_or("");
    }
    taken.schema = F::schema;
    taken.payload = encode(fact);
    if constexpr (std::is_same_v<F, BillPrepared> || std::is_same_v<F, RedPrepared>) {
      if (fact.check_code.empty()) fact.check_code = random_check_code();
      taken.payload = encode(fact);
    }
    if constexpr (
        requires {
          fact.item;
          fact.office;
        } && !requires { fact.tree; }) {
      taken.item = fact.item;
      taken.office = fact.office;
    }
    reading.fact = std::move(taken);
  });
  if (!known) {
    reading.fault = {"/fact", fmt::format("没有名为“{}”的事实", name),
                     fmt::format("no fact is called {}", name), true, Code::invalid};
  }
  return reading;
}

Result<json::object> fact_to_json(std::string_view name, std::uint16_t schema, BytesView payload,
                                  const Opener& open, Shown shown) {
  json::object object;
  VERMILION_TRY(with_fact(name, schema, payload, [&](auto& fact) -> Result<void> {
    object = Writer{open, shown}.members(fact);
    return ok();
  }));
  return object;
}

std::optional<json::object> schema_of_fact(std::string_view name) {
  std::optional<json::object> schema;
  each_fact([&](const auto& fact) {
    using F = std::decay_t<decltype(fact)>;
    if (F::name != name) return;
    schema = schema_of_members<F>();
    (*schema)["title"] = std::string{F::text.zh};
    (*schema)["description"] = std::string{F::text.en};
  });
  return schema;
}

}  // namespace vermilion::api
