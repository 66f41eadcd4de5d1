#include "adapters/store/segments/house_file.hpp"

#include <fmt/format.h>

#include "adapters/store/segments/layout.hpp"

namespace vermilion {
namespace {

Result<void> check_house_record(BytesView octets, const std::string& path, Code code) {
  const auto header = read_header(octets);
  if (!header) return fail(code, fmt::format("{}: {}", path, header.error().detail));
  const auto& found = header.value();
  if (found.kind != RecordKind::house || found.sequence != 0 || found.epoch != 0 ||
      found.previous != Digest{} || found.length != octets.size()) {
    return fail(code,
                fmt::format("{}: a house record has kind house, seq 0, epoch 0, prev zero and "
                            "nothing behind it",
                            path));
  }
  return ok();
}

}  // namespace

Result<void> found_house(FilePort& files, const std::string& directory, BytesView house_record) {
  const auto path = directory + "/" + house_file_name;
  VERMILION_TRY(check_house_record(house_record, path, Code::invalid));
  VERMILION_TRY(files.make_directory(directory));
  VERMILION_TRY(const auto lock, files.lock(directory, Locking::exclusive));
  VERMILION_TRY(const bool present, files.exists(path));
  if (present) {
    return fail(Code::conflict, fmt::format("{} exists; a house is founded once", path));
  }
  VERMILION_TRY(files.make_directory(journal_directory(directory)));
  VERMILION_TRY(write_whole(files, directory, house_file_name, house_record));
  return sync_house(files, directory);
}

Result<void> sync_house(FilePort& files, const std::string& directory) {
  const auto slash = directory.find_last_of('/');
  const auto parent = slash == std::string::npos ? "."
                      : slash == 0               ? "/"
                                                 : directory.substr(0, slash);
  VERMILION_TRY(files.sync_directory(parent));
  VERMILION_TRY(files.sync_directory(directory));
  return files.sync_directory(journal_directory(directory));
}

Result<Bytes> read_house(FilePort& files, const std::string& directory) {
  const auto path = directory + "/" + house_file_name;
  VERMILION_TRY(const bool present, files.exists(path));
  if (!present) return fail(Code::not_found, fmt::format("{} does not exist: no house here", path));
  VERMILION_TRY(const auto file, files.open(path, Opening::to_read));
  VERMILION_TRY(auto octets, file->read_at(0, record_size_max + 1, Cache::through));
  VERMILION_TRY(check_house_record(octets, path, Code::corrupt));
  return octets;
}

}  // namespace vermilion
