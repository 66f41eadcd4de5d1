#include "adapters/store/drafts/file_drafts.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "adapters/system/durable_files.hpp"

namespace vermilion::drafts {
namespace {

namespace fs = std::filesystem;

std::string version_of(BytesView text) {
  return to_hex(view_of(sha256(text)).substr(0, 16));
}

Result<std::optional<materials::Head>> head_of(const std::string& path) {
  VERMILION_TRY(const auto octets,
                read_whole_file(path, static_cast<std::size_t>(materials::sealed_size(draft_max))));
  if (!octets) return std::optional<materials::Head>{};
  VERMILION_TRY(auto head, materials::read_head(*octets));
  return std::optional{std::move(head)};
}

}  // namespace

bool is_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= name_max &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

Result<std::unique_ptr<FileDrafts>> FileDrafts::open(std::string directory, const Sealer& sealer,
                                                     Random& random) {
  VERMILION_TRY(make_durable_directory(directory, Access::owner));
  return std::unique_ptr<FileDrafts>{new FileDrafts{std::move(directory), sealer, random}};
}

std::string FileDrafts::folder_of(const Octets<16>& owner) const {
  return directory_ + "/" + to_hex(view_of(owner));
}

Result<Draft> FileDrafts::save(const Octets<16>& owner, const std::string& name, BytesView text,
                               const std::optional<std::string>& expected, const KeyId& key,
                               Instant now) {
  const std::scoped_lock lock{saving_};
  const auto folder = folder_of(owner);
  VERMILION_TRY(make_durable_directory(folder, Access::owner));
  auto before = read(owner, name);
  if (!before && before.error().code != Code::not_found) return before;
  if (expected && (!before || before.value().version != *expected)) {
    return fail(Code::conflict, before ? before.value().version : std::string{});
  }
  if (!before) {
    VERMILION_TRY(const auto drafts, list(owner));
    if (drafts.size() >= drafts_max) {
      return fail(Code::invalid, fmt::format("{} drafts are kept; discard one", drafts_max));
    }
  }
  materials::Head head;
  head.size = text.size();
  head.made_at = now;
  head.key = key;
  head.owner = owner;
  head.media_type = "application/json";
  random_.fill(reinterpret_cast<char*>(head.salt.data()), head.salt.size());
  VERMILION_TRY(const auto sealed, materials::seal_file(sealer_, head, text));
  VERMILION_TRY(write_durable_file(folder + "/" + name, sealed, Access::owner, Existing::replaced));
  return Draft{Bytes{text}, version_of(text), now};
}

Result<Draft> FileDrafts::read(const Octets<16>& owner, const std::string& name) const {
  VERMILION_TRY(const auto octets,
                read_whole_file(folder_of(owner) + "/" + name,
                                static_cast<std::size_t>(materials::sealed_size(draft_max))));
  if (!octets) return fail(Code::not_found, "no such draft");
  VERMILION_TRY(const auto head, materials::read_head(*octets));
  VERMILION_TRY(auto text, materials::open_file(sealer_, *octets));
  auto version = version_of(text);
  return Draft{std::move(text), std::move(version), head.made_at};
}

std::optional<KeyId> FileDrafts::key_of(const Octets<16>& owner) const {
  const auto drafts = list(owner);
  if (!drafts || drafts.value().empty()) return std::nullopt;
  const auto head = head_of(folder_of(owner) + "/" + drafts.value().front().name);
  return head && head.value() ? std::optional{head.value()->key} : std::nullopt;
}

Result<std::vector<Listed>> FileDrafts::list(const Octets<16>& owner) const {
  const auto folder = folder_of(owner);
  const auto names = names_in(folder);
  std::vector<Listed> drafts;
  if (!names && names.error().code == Code::not_found) return drafts;
  if (!names) return fail(names.error().code, names.error().detail);
  for (const auto& name : names.value()) {
    if (!is_name(name)) continue;  // unfinished
    VERMILION_TRY(const auto head, head_of(fmt::format("{}/{}", folder, name)));
    if (head) drafts.push_back({name, head->made_at});
  }
  return drafts;
}

Result<void> FileDrafts::discard(const Octets<16>& owner, const std::string& name) {
  const auto path = folder_of(owner) + "/" + name;
  if (::unlink(path.c_str()) == 0) return ok();
  if (errno == ENOENT) return fail(Code::not_found, "no such draft");
  return fail(Code::io, path + ": " + std::generic_category().message(errno));
}

std::size_t FileDrafts::sweep(Instant now) {
  std::size_t gone = 0;
  std::error_code error;
  const auto oldest = now.microseconds - life_s * microseconds_a_second;
  for (const auto& owner : fs::directory_iterator{directory_, error}) {
    for (const auto& entry : fs::directory_iterator{owner.path(), error}) {
      const auto head = head_of(entry.path().string());
      if (!head || !head.value() || head.value()->made_at.microseconds > oldest) continue;
      gone += ::unlink(entry.path().c_str()) == 0 ? 1U : 0U;
    }
    ::rmdir(owner.path().c_str());  // only when it is empty
  }
  return gone;
}

}  // namespace vermilion::drafts
