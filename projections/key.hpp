// Keys of views: how they are built, and how a person reads one.
//
// A key is one letter for the kind of row and then parts whose octets sort as their values do:
//   text      octets, then one zero (trees, paths, roles, principals; none holds a zero)
//   number    8 octets big-endian; short: 2 octets
//   instant   8 octets big-endian; not set sorts last
//   newest    8 octets big-endian, inverted: the newest sorts first
//   case 16 octets · duty 18 octets
// A view lists the shapes of its keys, so that `verify` can name a row readably. Scope indexes hold
// one entry, under the scope itself: a subtree is several ranges side by side, which a page reads
// as one (query/page.hpp), so that a task that comes and goes costs one row and not one a level of
// the tree. Threads: any.
#pragma once

#include <initializer_list>
#include <limits>
#include <span>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace vermilion::projections {

enum class KeyPart : std::uint8_t { text, number, brief, instant, newest, case_id, duty };

struct KeyShape {
  char kind;
  const char* name;
  std::initializer_list<KeyPart> parts;
};

// "task-index accounting /330000 2026-09-25T… 9f…e1.3"; octets in hexadecimal when no shape fits.
[[nodiscard]] std::string readable(std::span<const KeyShape> shapes, BytesView key);

// Short keys, which most are, take no memory of their own.
class Key {
 public:
  explicit Key(char kind) { short_[size_++] = kind; }
  Key& text(BytesView value) {
    append(value.data(), value.size());
    append("", 1);
    return *this;
  }
  Key& number(std::uint64_t value) { return big(value); }
  Key& brief(std::uint16_t value) { return big(value); }
  Key& instant(Instant value) {
    return number(value.set() ? static_cast<std::uint64_t>(value.microseconds)
                              : std::numeric_limits<std::uint64_t>::max());
  }
  Key& newest(Instant value) { return number(~static_cast<std::uint64_t>(value.microseconds)); }
  Key& case_id(const CaseId& value) {
    append(value.bytes().data(), value.bytes().size());
    return *this;
  }
  Key& duty(const DutyId& value) {
    append(view_of(value.decision).data(), value.decision.size());
    return big(value.index);
  }
  // Holds as long as the key does.
  [[nodiscard]] BytesView octets() const noexcept {
    return long_.empty() ? BytesView{short_, size_} : BytesView{long_};
  }
  operator BytesView() const noexcept { return octets(); }
  [[nodiscard]] Bytes take() const { return Bytes{octets()}; }

 private:
  template <class Number>
  Key& big(Number value) {
    char octets[sizeof value];
    for (std::size_t i = 0; i < sizeof value; ++i) {
      octets[i] = static_cast<char>(value >> (8 * (sizeof value - 1 - i)));
    }
    append(octets, sizeof octets);
    return *this;
  }
  void append(const char* at, std::size_t size) {
    if (long_.empty() && size_ + size <= sizeof short_) {
      std::memcpy(short_ + size_, at, size);
      size_ += size;
      return;
    }
    if (long_.empty()) long_.assign(short_, size_);
    long_.append(at, size);
  }

  char short_[120];
  std::size_t size_ = 0;
  Bytes long_;  // everything, once it is too much for `short_`
};

// Prefix of a scope index: the rows of this one scope.
[[nodiscard]] inline Bytes scope_prefix(char kind, BytesView tree, BytesView path) {
  return Key{kind}.text(tree).text(path).take();
}

// Whether `path` is `within` or lies below it.
[[nodiscard]] inline bool lies_within(BytesView path, BytesView within) noexcept {
  return path.starts_with(within) && (path.size() == within.size() || path[within.size()] == '/');
}

}  // namespace vermilion::projections
