// The catalogue (事项目录): all item versions as one text, and the text as items.
//
// The adopted text is the files one after the other in order of their names, each headed by a line
// "--- <file name>"; its SHA-256 is the catalogue's digest. An auditor loads the same items from
// the blob in thirty years, and a message still names file and line. One item version a file.
// Errors: invalid (file:line), not_found, io, full. Threads: pure but for `read_folder`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/item.hpp"

namespace vermilion::catalogue {

inline constexpr std::size_t catalogue_bytes_max = 4U << 20U;
inline constexpr std::size_t files_max = 4096;

struct File {
  std::string name;
  Bytes text;
};

// The *.yaml files of a folder, by name.
[[nodiscard]] Result<std::vector<File>> read_folder(const std::string& folder);

[[nodiscard]] Result<Bytes> text_of(std::vector<File> files);
[[nodiscard]] Result<std::vector<File>> files_of(BytesView text);

// Version of the result: the first 12 hexadecimal digits of the digest.
[[nodiscard]] Result<Catalogue> load_catalogue_text(BytesView text);

}  // namespace vermilion::catalogue
