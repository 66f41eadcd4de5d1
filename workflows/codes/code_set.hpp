// A code set: published codes with names and parents, one version, one canonical text, one digest.
//
// Code sets are versioned master data (STANDARDS §1.3): a case keeps the code *and* the version,
// and a partition adopts a version by a record that names its digest, the SHA-256 of the text:
//
//   vermilion-codes/1
//   name <text>
//   version <text>
//   <code> <parent or -> <name>     one a line, codes strictly ascending
//
// Invariants: (1) a code is 1 to 32 letters, digits, '_' or '-', and not "-"; (2) every parent is a
// code of the set; (3) no cycle, depth <= depth_max; (4) at most codes_max codes.
// Threads: immutable after construction; share freely.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"

namespace vermilion::codes {

inline constexpr std::size_t codes_max = 65'536;
inline constexpr std::size_t depth_max = 12;
inline constexpr std::size_t code_length_max = 32;
inline constexpr std::size_t name_length_max = 192;
inline constexpr std::size_t text_bytes_max = 8U << 20U;

struct Entry {
  std::string code;
  std::string parent;  // empty: a root
  std::string name;
  bool operator==(const Entry&) const = default;
};

class CodeSet {
 public:
  // `codes` in any order. Errors: invalid, naming the code and what would be right; full.
  [[nodiscard]] static Result<CodeSet> make(std::string name, std::string version,
                                            std::vector<Entry> codes);
  // Accepts exactly what `encode` writes. Errors: invalid, with the line.
  [[nodiscard]] static Result<CodeSet> decode(std::string_view text);

  [[nodiscard]] const std::string& encode() const noexcept { return text_; }
  [[nodiscard]] const Digest& digest() const noexcept { return digest_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::string& version() const noexcept { return version_; }
  [[nodiscard]] const std::vector<Entry>& codes() const noexcept { return codes_; }

  // Null when the set does not have it. The pointer lives as long as the set.
  [[nodiscard]] const Entry* find(std::string_view code) const noexcept;

 private:
  CodeSet(std::string name, std::string version, std::vector<Entry> codes);
  [[nodiscard]] Result<void> check() const;

  std::string name_;
  std::string version_;
  std::vector<Entry> codes_;  // ascending by code
  std::string text_;
  Digest digest_{};
};

}  // namespace vermilion::codes
