#include "adapters/store/blobs/file_blobs.hpp"

#include <fmt/format.h>

#include "adapters/system/durable_files.hpp"

namespace vermilion {

Result<std::unique_ptr<FileBlobs>> FileBlobs::open(const std::string& directory) {
  VERMILION_TRY(make_durable_directory(directory, Access::owner));
  return std::unique_ptr<FileBlobs>{new FileBlobs{directory, false}};
}

Result<std::unique_ptr<FileBlobs>> FileBlobs::open_read_only(const std::string& directory) {
  VERMILION_TRY(names_in(directory));
  return std::unique_ptr<FileBlobs>{new FileBlobs{directory, true}};
}

std::string FileBlobs::path_of(const Digest& digest) const {
  const auto name = to_hex(view_of(digest));
  return fmt::format("{}/{}/{}", directory_, name.substr(0, 2), name.substr(2));
}

Result<Digest> FileBlobs::put(BytesView bytes) {
  if (read_only_) return fail(Code::unsupported, directory_ + ": opened for reading only");
  if (bytes.size() > blob_bytes_max) {
    return fail(Code::invalid, fmt::format("a blob of {} octets; at most {} are kept", bytes.size(),
                                           blob_bytes_max));
  }
  const auto digest = sha256(bytes);
  const auto path = path_of(digest);
  VERMILION_TRY(make_durable_directory(path.substr(0, directory_.size() + 3), Access::owner));
  const auto present = read_whole_file(path, blob_bytes_max);
  if (present && present.value() && *present.value() == bytes) {
    // Another put may have been cut short between its rename and its last sync.
    VERMILION_TRY(sync_file_and_name(path));
  } else {
    VERMILION_TRY(write_durable_file(path, bytes, Access::owner, Existing::replaced));
  }
  return digest;
}

Result<Bytes> FileBlobs::get(const Digest& digest) const {
  const auto path = path_of(digest);
  VERMILION_TRY(auto found, read_whole_file(path, blob_bytes_max));
  if (!found) {
    return fail(Code::not_found,
                fmt::format("no blob {}: {} is not there", to_hex(view_of(digest)), path));
  }
  if (sha256(*found) != digest) {
    return fail(Code::corrupt, path +
                                   ": its octets are not those that its name is the digest of; "
                                   "put the same octets again, or restore it");
  }
  return std::move(*found);
}

}  // namespace vermilion
