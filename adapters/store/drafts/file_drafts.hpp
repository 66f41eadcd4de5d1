// FileDrafts: what an applicant has typed and not handed in yet (草稿), sealed, in files.
//
//   DIRECTORY/<owner>/<name>   a sealed file (adapters/store/materials/sealed_file.hpp)
//
// A draft is no fact: nothing judges it, nobody but its owner reads it, and it is overwritten
// whenever its owner types on. Its version is the digest of what it says, so that two windows of
// one person do not overwrite each other unseen. Bounds: 256 KiB a draft, 32 a person; what was not
// touched for `life` is swept away. Source: 个人信息保护法 19 (kept no longer than needed).
// Threads: any; calls block on the disk.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "adapters/store/materials/sealed_file.hpp"
#include "engine/ports/random.hpp"

namespace vermilion::drafts {

inline constexpr std::size_t draft_max = 256U << 10U;
inline constexpr std::size_t drafts_max = 32;
inline constexpr std::size_t name_max = 64;
inline constexpr std::int64_t life_s = 90 * 86'400;

struct Draft {
  Bytes text;
  std::string version;
  Instant saved_at;
};
struct Listed {
  std::string name;
  Instant saved_at;
};

// 1 to 64 of a–z, 0–9 and '-'.
[[nodiscard]] bool is_name(std::string_view name) noexcept;

class FileDrafts {
 public:
  // Errors: io, full.
  [[nodiscard]] static Result<std::unique_ptr<FileDrafts>> open(std::string directory,
                                                                const Sealer& sealer,
                                                                Random& random);

  // Durable when it returns. `expected`: the version that is overwritten, where one was said.
  // Errors: conflict (it is another now), invalid (too many), full, io.
  [[nodiscard]] Result<Draft> save(const Octets<16>& owner, const std::string& name, BytesView text,
                                   const std::optional<std::string>& expected, const KeyId& key,
                                   Instant now);
  // Errors: not_found (also when the owner was erased), corrupt, io.
  [[nodiscard]] Result<Draft> read(const Octets<16>& owner, const std::string& name) const;
  // The key that seals one of the owner's drafts; nothing when there is none.
  [[nodiscard]] std::optional<KeyId> key_of(const Octets<16>& owner) const;
  [[nodiscard]] Result<std::vector<Listed>> list(const Octets<16>& owner) const;
  // Errors: not_found, io.
  [[nodiscard]] Result<void> discard(const Octets<16>& owner, const std::string& name);
  // Takes away what outlived its time. Returns how many.
  [[nodiscard]] std::size_t sweep(Instant now);

 private:
  FileDrafts(std::string directory, const Sealer& sealer, Random& random)
      : directory_{std::move(directory)}, sealer_{sealer}, random_{random} {}
  [[nodiscard]] std::string folder_of(const Octets<16>& owner) const;

  const std::string directory_;
  const Sealer& sealer_;
  Random& random_;
  std::mutex saving_;
};

}  // namespace vermilion::drafts
