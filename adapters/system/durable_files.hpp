// Whole files that are there or not there after a crash, for the stores of keys and blobs.
//
// A name appears only when its octets and the name itself are durable: written beside it under
// "….new", synced, renamed, the directory synced. What a crash leaves under "….new" has no effect.
// (The journal appends and recovers; its files are in adapters/store/segments.)
// Errors: io with the path and the system's word; full when the device is. Threads: any.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace vermilion {

enum class Access : std::uint8_t {
  owner,     // files 0600, directories 0700
  everyone,  // files 0644, directories 0755
};
enum class Existing : std::uint8_t { replaced, refused };

// Does nothing when it is there; its parent must be. Durable when it returns.
[[nodiscard]] Result<void> make_durable_directory(const std::string& path, Access access);
// Errors also: conflict when a file of that name is there and `refused`.
[[nodiscard]] Result<void> write_durable_file(const std::string& path, BytesView octets,
                                              Access access, Existing existing);
// Makes a file that is there, and its name, durable.
[[nodiscard]] Result<void> sync_file_and_name(const std::string& path);
// Overwrites a part of a file in place and waits until the device has it.
[[nodiscard]] Result<void> overwrite_durably(const std::string& path, std::uint64_t offset,
                                             BytesView octets);
// All of a file, nothing when there is none. Errors also: corrupt when it is larger than `max`.
[[nodiscard]] Result<std::optional<Bytes>> read_whole_file(const std::string& path,
                                                           std::size_t max);
// invalid, saying how to mend it, when others than its owner may read or write the file.
[[nodiscard]] Result<void> check_private(const std::string& path);
// Names in a directory, sorted. Errors also: not_found.
[[nodiscard]] Result<std::vector<std::string>> names_in(const std::string& directory);

inline constexpr std::string_view unfinished_name_suffix = ".new";

}  // namespace vermilion
