// FileMaterials: files that applicants hand in (申请材料), piece by piece, sealed under a subject's
// key.
//
//   DIRECTORY/uploads/<owner>/<upload>   what has come so far
//   DIRECTORY/done/<owner>/<upload>      the digest that it became
//   DIRECTORY/fresh/ab/cdef…             whole, and no record names it yet
//   DIRECTORY/kept/ab/cdef…              named by a record: kept as long as the record
//
// What an upload says of itself is only its file: whoever opens the directory goes on where the
// whole chunks end, after a crash too. A piece is a multiple of 65,536 octets, but for the last. A
// material counts when all of it has come, its digest is the declared one and its content passed
// `check`; then it is durable under the SHA-256 of its sealed octets before that is answered. What
// was begun and left lasts `upload_life`, what no record names `fresh_life`; `sweep` takes both
// away.
// Bounds: `size_max` a file, 64 uploads under way a principal, pieces of at most 1 MiB; new uploads
// are refused (full) while the device has less than `free_least` left. Memory: one piece or, at the
// end, one whole file a call. Source: DESIGN §8. Threads: any; calls block on the disk.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "adapters/store/materials/sealed_file.hpp"
#include "engine/ports/random.hpp"

namespace vermilion::materials {

inline constexpr std::size_t piece_max = 1U << 20U;
inline constexpr std::size_t uploads_max = 64;

struct StoreOptions {
  std::uint64_t size_max = 20U << 20U;
  std::int64_t upload_life_s = 86'400;
  std::int64_t fresh_life_s = 7 * 86'400;
  std::uint64_t free_least = 256U << 20U;  // octets of the device
};

// What is to be handed in, as its owner declares it.
struct Wanted {
  Octets<16> owner{};
  std::uint64_t size = 0;
  std::string media_type;
  Digest digest{};  // SHA-256 of the plain file
};

// How far an upload has come.
struct Upload {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::string media_type;
  Instant expires_at;
  std::optional<Digest> material;  // it is whole, and this is its name
};

// Whether the content is what the media type says and may be taken. Errors: invalid, in words for
// the sender; unavailable (nobody could look).
using ContentCheck = std::function<Result<void>(BytesView plain, const std::string& media_type)>;

class FileMaterials {
 public:
  struct Parts {
    Keys* keys = nullptr;
    const Sealer* sealer = nullptr;
    Random* random = nullptr;
    ContentCheck check;
  };
  // Makes the directories that are not there. Errors: io, full.
  [[nodiscard]] static Result<std::unique_ptr<FileMaterials>> open(
      std::string directory, Parts parts, const StoreOptions& options = {});

  // Begins the upload of that name, or says how far it has come. `key` seals it. Errors: invalid
  // (size), conflict (begun with another declaration), full, io.
  [[nodiscard]] Result<Upload> begin(const Octets<16>& upload, const Wanted& wanted,
                                     const KeyId& key, Instant now);
  // Errors: not_found, corrupt, io.
  [[nodiscard]] Result<Upload> look(const Octets<16>& owner, const Octets<16>& upload) const;
  // The piece that begins at `offset`. With the last one the material is whole. Errors: not_found,
  // conflict (it stands at another offset: `look`), invalid (piece, digest or content: in the last
  // two cases the upload is over), full, io.
  [[nodiscard]] Result<Upload> append(const Octets<16>& owner, const Octets<16>& upload,
                                      std::uint64_t offset, BytesView piece);
  // Errors: not_found, io.
  [[nodiscard]] Result<void> abandon(const Octets<16>& owner, const Octets<16>& upload);

  // Errors: not_found, corrupt, io.
  [[nodiscard]] Result<Head> find(const Digest& material) const;
  // The same, and what no record names yet lasts `fresh_life` from now on: a record is to name it.
  [[nodiscard]] Result<Head> hold(const Digest& material) const;
  // `count` plain octets from `from` on; both within the material. Errors also: not_found when its
  // subject was erased.
  [[nodiscard]] Result<Bytes> read(const Digest& material, std::uint64_t from,
                                   std::uint64_t count) const;

  struct Swept {
    std::size_t uploads = 0;
    std::size_t unused = 0;
    std::size_t kept = 0;
  };
  // Takes away what has outlived its time; puts what `is_named` says a record names with what is
  // kept. Errors: io, and what `is_named` returns.
  [[nodiscard]] Result<Swept> sweep(Instant now,
                                    const std::function<Result<bool>(const Digest&)>& is_named);

 private:
  FileMaterials(std::string directory, Parts parts, const StoreOptions& options)
      : directory_{std::move(directory)}, parts_{std::move(parts)}, options_{options} {}
  [[nodiscard]] std::string path_of(const char* room, const Octets<16>& owner,
                                    const Octets<16>& upload) const;
  [[nodiscard]] std::string place_of(const char* room, const Digest& material) const;
  [[nodiscard]] Result<std::string> find_path(const Digest& material) const;
  [[nodiscard]] Upload seen(const Head& head, std::uint64_t file_octets) const;
  [[nodiscard]] Result<Digest> finish(const Octets<16>& upload, const Head& head);
  [[nodiscard]] Result<Digest> name_material(const Octets<16>& upload, const Head& head,
                                             BytesView octets);
  void sweep_old(const char* room, Instant now, std::size_t& count) const;
  [[nodiscard]] Result<void> enough_room() const;
  [[nodiscard]] std::mutex& guard(const Octets<16>& upload) const {
    return guards_[upload[0] % guards_.size()];
  }

  const std::string directory_;
  const Parts parts_;
  const StoreOptions options_;
  mutable std::array<std::mutex, 64> guards_;  // of uploads, by their first octet
};

}  // namespace vermilion::materials
