// Keys of views: how they are built, and how a person reads one.
//
// A key is one letter for the kind of row and then parts whose octets sort as their values do:
//   text      octets, then one zero (trees, paths, roles, principals; none holds a zero)
//   number    8 octets big-endian; short: 2 octets
//   instant   8 octets big-endian; not set sorts last
//   newest    8 octets big-endian, inverted: the newest sorts first
//   case 16 octets · duty 18 octets
// A view lists the shapes of its keys, so that `verify` can name a row readably. Scope indexes hold
// an entry per ancestor of the scope, the root ("") included: a subtree is one range. Threads: any.
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

class Key {
 public:
  explicit Key(char kind) { octets_.reserve(80), octets_.push_back(kind); }
  Key& text(BytesView value) {
    octets_.append(value).push_back('\0');
    return *this;
  }
  Key& number(std::uint64_t value) {
    append_big(octets_, value);
    return *this;
  }
  Key& brief(std::uint16_t value) {
    append_big(octets_, value);
    return *this;
  }
  Key& instant(Instant value) {
    return number(value.set() ? static_cast<std::uint64_t>(value.microseconds)
                              : std::numeric_limits<std::uint64_t>::max());
  }
  Key& newest(Instant value) { return number(~static_cast<std::uint64_t>(value.microseconds)); }
  Key& case_id(const CaseId& value) {
    octets_.append(value.bytes());
    return *this;
  }
  Key& duty(const DutyId& value) {
    octets_.append(view_of(value.record));
    append_big(octets_, value.index);
    return *this;
  }
  [[nodiscard]] Bytes take() { return std::move(octets_); }
  [[nodiscard]] const Bytes& octets() const noexcept { return octets_; }

 private:
  Bytes octets_;
};

// Prefix of a scope index: every row at or below `path` in `tree`.
[[nodiscard]] inline Bytes scope_prefix(char kind, BytesView tree, BytesView path) {
  return Key{kind}.text(tree).text(path).take();
}

// Calls `each` with "", "/a", "/a/b" … for "/a/b…".
template <class Each>
void each_ancestor(BytesView path, Each&& each) {
  each(BytesView{});
  for (std::size_t end = path.find('/', 1); !path.empty(); end = path.find('/', end + 1)) {
    each(path.substr(0, end));
    if (end == BytesView::npos) return;
  }
}

// Whether `path` is `within` or lies below it.
[[nodiscard]] inline bool lies_within(BytesView path, BytesView within) noexcept {
  return path.starts_with(within) && (path.size() == within.size() || path[within.size()] == '/');
}

}  // namespace vermilion::projections
