// SpanOut and SpanIn: cereal archives over memory, bounded, without streams.
//
// Grammar: integers and enums little-endian at their own width; bool one octet (0 or 1); sizes 32
// bits; octet strings = size + octets; sequences = size + elements; optional = bool + value.
// SpanIn never reads past its span and never allocates more than the octets left can hold, so a
// flipped length costs nothing (stock BinaryArchive allocates 4 GiB: FEASIBILITY §3). A failed read
// sets `failed()` and yields zeros from there on; the caller asks once, at the end, together with
// `left() == 0`, because old code that reads newer bytes leaves a tail. Floating point and pointers
// do not compile. Threads: one archive, one thread.
#pragma once

#include <cereal/cereal.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/personal.hpp"
#include "base/time.hpp"

namespace vermilion {

class SpanOut : public cereal::OutputArchive<SpanOut> {
 public:
  explicit SpanOut(Bytes& out) : OutputArchive{this}, out_{out} {}
  void write(const void* at, std::size_t size) { out_.append(static_cast<const char*>(at), size); }
  template <class Integer>
  void write_integer(Integer value) {
    char octets[sizeof(Integer)];
    put_little(octets, static_cast<std::make_unsigned_t<Integer>>(value));
    out_.append(octets, sizeof octets);
  }

 private:
  Bytes& out_;
};

class SpanIn : public cereal::InputArchive<SpanIn> {
 public:
  explicit SpanIn(BytesView in) : InputArchive{this}, in_{in} {}
  [[nodiscard]] std::size_t left() const noexcept { return in_.size() - at_; }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  // Every octet was read, and none was missing.
  [[nodiscard]] bool complete() const noexcept { return !failed_ && left() == 0; }
  void fail() noexcept { failed_ = true; }
  // `size` octets, or an empty view after a failure.
  [[nodiscard]] BytesView take(std::size_t size) noexcept {
    if (failed_ || size > left()) {
      failed_ = true;
      return {};
    }
    const auto taken = in_.substr(at_, size);
    at_ += size;
    return taken;
  }
  template <class Integer>
  [[nodiscard]] Integer read_integer() noexcept {
    const auto octets = take(sizeof(Integer));
    if (octets.empty()) return Integer{};
    return static_cast<Integer>(get_little<std::make_unsigned_t<Integer>>(octets.data()));
  }
  // A count of elements, each of which takes at least `least` octets.
  [[nodiscard]] std::uint32_t read_size(std::size_t least = 1) noexcept {
    const auto size = read_integer<std::uint32_t>();
    if (static_cast<std::uint64_t>(size) * least > left()) {
      failed_ = true;
      return 0;
    }
    return size;
  }

 private:
  BytesView in_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

template <class T>
concept SpanInteger = std::is_integral_v<T> && !std::is_same_v<T, bool>;

template <SpanInteger T>
void CEREAL_SAVE_FUNCTION_NAME(SpanOut& archive, const T& value) {
  archive.write_integer(value);
}
template <SpanInteger T>
void CEREAL_LOAD_FUNCTION_NAME(SpanIn& archive, T& value) {
  value = archive.read_integer<T>();
}
inline void CEREAL_SAVE_FUNCTION_NAME(SpanOut& archive, const bool& value) {
  archive.write_integer(static_cast<std::uint8_t>(value));
}
inline void CEREAL_LOAD_FUNCTION_NAME(SpanIn& archive, bool& value) {
  const auto octet = archive.read_integer<std::uint8_t>();
  if (octet > 1) archive.fail();
  value = octet == 1;
}
// Enums go by cereal's own rule: as their underlying integer. Whether the number names a value is
// the reader's question, asked where the enum is used.
inline void CEREAL_SAVE_FUNCTION_NAME(SpanOut& archive, const std::string& value) {
  archive.write_integer(static_cast<std::uint32_t>(value.size()));
  archive.write(value.data(), value.size());
}
inline void CEREAL_LOAD_FUNCTION_NAME(SpanIn& archive, std::string& value) {
  value = archive.take(archive.read_size());
}
template <std::size_t N>
void CEREAL_SAVE_FUNCTION_NAME(SpanOut& archive, const Octets<N>& value) {
  archive.write(value.data(), N);
}
template <std::size_t N>
void CEREAL_LOAD_FUNCTION_NAME(SpanIn& archive, Octets<N>& value) {
  const auto octets = archive.take(N);
  if (octets.size() == N) value = octets_of<N>(octets);
}
template <class T>
void CEREAL_SAVE_FUNCTION_NAME(SpanOut& archive, const std::vector<T>& value) {
  archive.write_integer(static_cast<std::uint32_t>(value.size()));
  for (const auto& element : value) archive(element);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(SpanIn& archive, std::vector<T>& value) {
  // What is there is read over, so that a value that is reused keeps its memory.
  const auto size = archive.read_size();
  if (value.size() > size) value.resize(size);
  for (std::uint32_t i = 0; i < size && !archive.failed(); ++i) {
    archive(i < value.size() ? value[i] : value.emplace_back());
  }
}
template <class T>
void CEREAL_SAVE_FUNCTION_NAME(SpanOut& archive, const std::optional<T>& value) {
  archive(value.has_value());
  if (value) archive(*value);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(SpanIn& archive, std::optional<T>& value) {
  bool present = false;
  archive(present);
  if (!present || archive.failed()) return value.reset();
  if (!value) value.emplace();
  archive(*value);
}
template <class T>
void CEREAL_SAVE_FUNCTION_NAME(SpanOut& archive, const cereal::NameValuePair<T>& pair) {
  archive(pair.value);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(SpanIn& archive, cereal::NameValuePair<T>& pair) {
  archive(pair.value);
}

// The base room's types.
template <class Archive>
void serialize(Archive& archive, Instant& value) {
  archive(value.microseconds);
}
template <class Archive>
void serialize(Archive& archive, Day& value) {
  archive(value.number);
}
template <class Archive>
void serialize(Archive& archive, CaseId& value) {
  archive(value.octets);
}
template <class Archive>
void serialize(Archive& archive, HouseId& value) {
  archive(value.octets);
}
template <class Archive>
void serialize(Archive& archive, DutyId& value) {
  archive(value.decision, value.index);
}
template <class Archive>
void serialize(Archive& archive, KeyId& value) {
  archive(value.octets);
}
template <class Archive>
void serialize(Archive& archive, Sealed& value) {
  archive(value.key, value.nonce, value.ciphertext);
}
template <class Archive, class T>
void serialize(Archive& archive, Personal<T>& value) {
  archive(value.sealed());
}

// The octets of any serializable value.
template <class T>
[[nodiscard]] Bytes encode(const T& value) {
  Bytes bytes;
  SpanOut archive{bytes};
  archive(value);
  return bytes;
}
// The value, if the octets are exactly one of its kind.
template <class T>
[[nodiscard]] std::optional<T> decode(BytesView bytes) {
  T value{};
  SpanIn archive{bytes};
  archive(value);
  if (!archive.complete()) return std::nullopt;
  return value;
}

}  // namespace vermilion

CEREAL_SETUP_ARCHIVE_TRAITS(vermilion::SpanIn, vermilion::SpanOut)
