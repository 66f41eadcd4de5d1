#include "adapters/store/materials/file_materials.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "adapters/system/durable_files.hpp"

namespace vermilion::materials {
namespace {

namespace fs = std::filesystem;
constexpr const char* under_way = "uploads";
constexpr const char* done = "done";
constexpr std::size_t owners_seen_max = 1'000'000;

Error cannot(const char* doing, const std::string& path) {
  const int error = errno;
  if (error == ENOENT) return {Code::not_found, path + " is not there"};
  return {error == ENOSPC || error == EDQUOT ? Code::full : Code::io,
          fmt::format("{} {}: {}", doing, path, std::generic_category().message(error))};
}

class File {
 public:
  File(const std::string& path, int flags) : number_{::open(path.c_str(), flags | O_CLOEXEC)} {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] std::uint64_t size() const {
    struct stat about{};
    return ::fstat(number_, &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
  }
  // Fewer octets than asked for at the end of the file, or on an error.
  [[nodiscard]] Bytes read(std::uint64_t from, std::size_t count) const {
    Bytes octets(count, '\0');
    std::size_t have = 0;
    while (have < count) {
      const auto got =
          ::pread(number_, octets.data() + have, count - have, static_cast<off_t>(from + have));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      have += static_cast<std::size_t>(got);
    }
    octets.resize(have);
    return octets;
  }
  [[nodiscard]] bool write(std::uint64_t at, BytesView octets) const {
    while (!octets.empty()) {
      const auto put = ::pwrite(number_, octets.data(), octets.size(), static_cast<off_t>(at));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return false;
      octets.remove_prefix(static_cast<std::size_t>(put));
      at += static_cast<std::uint64_t>(put);
    }
    return true;
  }

 private:
  int number_;
};

std::uint64_t whole_chunks(const Head& head, std::uint64_t file_octets) {
  if (file_octets >= sealed_size(head.size)) return chunks_of(head.size);
  if (file_octets < head_octets) return 0;
  return (file_octets - head_octets) / chunk_octets;
}

// What a crash left of a file that never got its name (adapters/system/durable_files.hpp): nobody
// goes on with it.
constexpr std::int64_t half_written_life_s = 600;
bool is_half_written(const fs::directory_entry& entry) {
  return entry.path().native().ends_with(unfinished_name_suffix);
}

std::int64_t age_of(const fs::directory_entry& entry, Instant now) {
  struct stat about{};
  if (::stat(entry.path().c_str(), &about) != 0) return 0;
  return now.microseconds / microseconds_a_second - about.st_mtim.tv_sec;
}

}  // namespace

Result<std::unique_ptr<FileMaterials>> FileMaterials::open(std::string directory, Parts parts,
                                                           const StoreOptions& options) {
  std::unique_ptr<FileMaterials> made{
      new FileMaterials{std::move(directory), std::move(parts), options}};
  VERMILION_TRY(make_durable_directory(made->directory_, Access::owner));
  for (const auto* room : {"/uploads", "/done", "/fresh", "/kept"}) {
    VERMILION_TRY(make_durable_directory(made->directory_ + room, Access::owner));
  }
  return made;
}

std::string FileMaterials::path_of(const char* room, const Octets<16>& owner,
                                   const Octets<16>& upload) const {
  return fmt::format("{}/{}/{}/{}", directory_, room, to_hex(view_of(owner)),
                     to_hex(view_of(upload)));
}

std::string FileMaterials::place_of(const char* room, const Digest& material) const {
  const auto name = to_hex(view_of(material));
  return fmt::format("{}/{}/{}/{}", directory_, room, name.substr(0, 2), name.substr(2));
}

Upload FileMaterials::seen(const Head& head, std::uint64_t file_octets) const {
  Upload upload;
  upload.size = head.size;
  upload.offset = std::min(head.size, whole_chunks(head, file_octets) * chunk_plain);
  upload.media_type = head.media_type;
  upload.expires_at = head.made_at + options_.upload_life_s * microseconds_a_second;
  return upload;
}

Result<void> FileMaterials::enough_room() const {
  struct statvfs about{};
  if (::statvfs(directory_.c_str(), &about) != 0) return cannot("look at", directory_);
  const auto left = static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
  if (left >= options_.free_least) return ok();
  return fail(Code::full, fmt::format("{} has {} octets left; materials are taken from {} on",
                                      directory_, left, options_.free_least));
}

Result<Upload> FileMaterials::begin(const Octets<16>& upload, const Wanted& wanted,
                                    const KeyId& key, Instant now) {
  if (wanted.size == 0 || wanted.size > options_.size_max) {
    return fail(Code::invalid, fmt::format("a material has 1 to {} octets, not {}",
                                           options_.size_max, wanted.size));
  }
  if (wanted.media_type.size() > media_type_max) {
    return fail(Code::invalid,
                fmt::format("a media type has at most {} characters", media_type_max));
  }
  Head head{wanted.size, now, key, {}, wanted.owner, {}, wanted.media_type};
  head.told = keyed_hash(view_of(parts_.keys->lookup_key()), {"material", view_of(wanted.digest)});
  const std::scoped_lock lock{guard(upload)};
  const auto path = path_of(under_way, wanted.owner, upload);
  const auto folder = fs::path{path}.parent_path().string();
  VERMILION_TRY(make_durable_directory(folder, Access::owner));
  auto before = look(wanted.owner, upload);
  if (before || before.error().code != Code::not_found) {
    if (!before) return before;
    const File file{path, O_RDONLY};
    VERMILION_TRY(const auto begun, file.open() ? read_head(file.read(0, head_octets))
                                                : find(before.value().material.value_or(Digest{})));
    if (begun.told != head.told || begun.size != head.size || begun.media_type != head.media_type) {
      return fail(Code::conflict, "this upload was begun with another size, type or digest");
    }
    return before;
  }
  VERMILION_TRY(enough_room());
  VERMILION_TRY(const auto names, names_in(folder));
  const auto under_way_now = std::count_if(names.begin(), names.end(), [](const auto& name) {
    return !name.ends_with(unfinished_name_suffix);
  });
  if (static_cast<std::size_t>(under_way_now) >= uploads_max) {
    return fail(Code::full,
                fmt::format("{} uploads are under way; end or abandon some", under_way_now));
  }
  parts_.random->fill(reinterpret_cast<char*>(head.salt.data()), head.salt.size());
  VERMILION_TRY(write_durable_file(path, encode_head(head), Access::owner, Existing::refused));
  return seen(head, head_octets);
}

Result<Upload> FileMaterials::look(const Octets<16>& owner, const Octets<16>& upload) const {
  const auto path = path_of(under_way, owner, upload);
  const File file{path, O_RDONLY};
  if (file.open()) {
    VERMILION_TRY(const auto head, read_head(file.read(0, head_octets)));
    return seen(head, file.size());
  }
  VERMILION_TRY(const auto became, read_whole_file(path_of(done, owner, upload), 32));
  if (!became || became->size() != 32) return fail(Code::not_found, "no such upload");
  const auto material = octets_of<32>(*became);
  VERMILION_TRY(const auto head, find(material));
  auto whole = seen(head, sealed_size(head.size));
  whole.material = material;
  return whole;
}

Result<Upload> FileMaterials::append(const Octets<16>& owner, const Octets<16>& upload,
                                     std::uint64_t offset, BytesView piece) {
  const std::scoped_lock lock{guard(upload)};
  const auto path = path_of(under_way, owner, upload);
  const File file{path, O_RDWR};
  if (!file.open()) return look(owner, upload);  // whole already, or none
  VERMILION_TRY(const auto head, read_head(file.read(0, head_octets)));
  auto now = seen(head, file.size());
  if (now.offset != offset) {
    return fail(Code::conflict,
                fmt::format("the upload stands at {}, not at {}", now.offset, offset));
  }
  const bool last = piece.size() == head.size - offset;
  if (piece.size() > head.size - offset) {
    return fail(Code::invalid,
                fmt::format("{} octets are left, and {} came", head.size - offset, piece.size()));
  }
  if (!last && (piece.empty() || piece.size() % chunk_plain != 0)) {
    return fail(Code::invalid,
                fmt::format("a piece is a multiple of {} octets, but for the last", chunk_plain));
  }
  const Chunks chunks{*parts_.sealer, head};
  auto number = offset / chunk_plain;
  // What was torn stands behind the whole chunks.
  if (!piece.empty() && ::ftruncate(file.number(), static_cast<off_t>(chunk_at(number))) != 0) {
    return cannot("cut", path);
  }
  Bytes sealed;
  const auto first = number;
  for (; !piece.empty(); ++number) {
    VERMILION_TRY(const auto chunk, chunks.seal(number, piece.substr(0, chunk_plain)));
    sealed += chunk;
    piece.remove_prefix(std::min(piece.size(), chunk_plain));
  }
  if (!file.write(chunk_at(first), sealed)) return cannot("write", path);
  now = seen(head, file.size());
  if (now.offset < head.size) return now;
  auto finished = finish(upload, head);
  if (!finished) {
    if (finished.error().code == Code::invalid || finished.error().code == Code::corrupt) {
      ::unlink(path.c_str());
    }
    return fail(finished.error().code, finished.error().detail);
  }
  now.material = finished.value();
  return now;
}

Result<Digest> FileMaterials::finish(const Octets<16>& upload, const Head& head) {
  VERMILION_TRY(const auto octets, read_whole_file(path_of(under_way, head.owner, upload),
                                                   sealed_size(options_.size_max)));
  if (!octets) return fail(Code::not_found, "no such upload");
  {
    VERMILION_TRY(const auto plain, open_file(*parts_.sealer, *octets));
    const auto digest = sha256(plain);
    if (keyed_hash(view_of(parts_.keys->lookup_key()), {"material", view_of(digest)}) !=
        head.told) {
      return fail(Code::invalid, "what came is not what its digest declared; send it anew");
    }
    VERMILION_TRY(parts_.check(plain, head.media_type));
  }
  return name_material(upload, head, *octets);
}

// In this order a crash leaves either the upload, which is then finished again, or its end.
Result<Digest> FileMaterials::name_material(const Octets<16>& upload, const Head& head,
                                            BytesView octets) {
  const auto path = path_of(under_way, head.owner, upload);
  const auto end = path_of(done, head.owner, upload);
  const auto material = sha256(octets);
  const auto place = place_of("fresh", material);
  VERMILION_TRY(make_durable_directory(fs::path{place}.parent_path().string(), Access::owner));
  if (::link(path.c_str(), place.c_str()) != 0 && errno != EEXIST) return cannot("name", place);
  VERMILION_TRY(sync_file_and_name(place));
  VERMILION_TRY(make_durable_directory(fs::path{end}.parent_path().string(), Access::owner));
  VERMILION_TRY(write_durable_file(end, view_of(material), Access::owner, Existing::replaced));
  if (::unlink(path.c_str()) != 0) return cannot("end", path);
  return material;
}

Result<void> FileMaterials::abandon(const Octets<16>& owner, const Octets<16>& upload) {
  const std::scoped_lock lock{guard(upload)};
  const auto path = path_of(under_way, owner, upload);
  if (::unlink(path.c_str()) != 0) return cannot("abandon", path);
  return ok();
}

Result<std::string> FileMaterials::find_path(const Digest& material) const {
  // The sweep may move it between the two looks.
  for (const auto* room : {"kept", "fresh", "kept"}) {
    auto place = place_of(room, material);
    if (::access(place.c_str(), F_OK) == 0) return place;
  }
  return fail(Code::not_found, "no such material");
}

Result<Head> FileMaterials::find(const Digest& material) const {
  VERMILION_TRY(const auto path, find_path(material));
  const File file{path, O_RDONLY};
  if (!file.open()) return cannot("open", path);
  return read_head(file.read(0, head_octets));
}

Result<Head> FileMaterials::hold(const Digest& material) const {
  VERMILION_TRY(auto head, find(material));
  const auto place = place_of("fresh", material);
  if (::utimensat(AT_FDCWD, place.c_str(), nullptr, 0) != 0 && errno != ENOENT) {
    return cannot("hold", place);
  }
  return head;
}

Result<Bytes> FileMaterials::read(const Digest& material, std::uint64_t from,
                                  std::uint64_t count) const {
  VERMILION_TRY(const auto path, find_path(material));
  const File file{path, O_RDONLY};
  if (!file.open()) return cannot("open", path);
  VERMILION_TRY(const auto head, read_head(file.read(0, head_octets)));
  if (from > head.size || count > head.size - from) {
    return fail(Code::invalid, fmt::format("the material has {} octets", head.size));
  }
  const Chunks chunks{*parts_.sealer, head};
  Bytes plain;
  const auto last = from + count;
  for (auto number = from / chunk_plain; number * chunk_plain < last; ++number) {
    const auto size = chunks.plain_of(number) + (chunk_octets - chunk_plain);
    VERMILION_TRY(const auto chunk, chunks.open(number, file.read(chunk_at(number), size)));
    const auto begins = number * chunk_plain;
    const auto skip = from > begins ? from - begins : 0;
    plain += BytesView{chunk}.substr(skip, last - begins - skip);
  }
  return plain;
}

void FileMaterials::sweep_old(const char* room, Instant now, std::size_t& count) const {
  std::error_code error;
  std::size_t owners = 0;
  for (const auto& owner : fs::directory_iterator{directory_ + "/" + room, error}) {
    if (++owners > owners_seen_max) break;  // the rest next time
    for (const auto& entry : fs::directory_iterator{owner.path(), error}) {
      const auto life = is_half_written(entry) ? half_written_life_s : options_.upload_life_s;
      if (age_of(entry, now) >= life && ::unlink(entry.path().c_str()) == 0) {
        ++count;
      }
    }
    ::rmdir(owner.path().c_str());  // only when it is empty
  }
}

Result<FileMaterials::Swept> FileMaterials::sweep(
    Instant now, const std::function<Result<bool>(const Digest&)>& is_named) {
  Swept swept;
  std::error_code error;
  std::size_t ended = 0;
  sweep_old(under_way, now, swept.uploads);
  sweep_old(done, now, ended);
  for (const auto& shelf : fs::directory_iterator{directory_ + "/fresh", error}) {
    for (const auto& entry : fs::directory_iterator{shelf.path(), error}) {
      const auto name =
          from_hex(shelf.path().filename().string() + entry.path().filename().string());
      if (!name || name->size() != 32) continue;
      const auto material = octets_of<32>(*name);
      VERMILION_TRY(const bool named, is_named(material));
      if (named) {
        const auto place = place_of("kept", material);
        VERMILION_TRY(
            make_durable_directory(fs::path{place}.parent_path().string(), Access::owner));
        if (::rename(entry.path().c_str(), place.c_str()) != 0) return cannot("keep", place);
        VERMILION_TRY(sync_file_and_name(place));
        ++swept.kept;
      } else if (age_of(entry, now) >= options_.fresh_life_s) {
        ::unlink(entry.path().c_str());
        ++swept.unused;
      }
    }
  }
  if (error) return fail(Code::io, "materials: " + error.message());
  return swept;
}

}  // namespace vermilion::materials
