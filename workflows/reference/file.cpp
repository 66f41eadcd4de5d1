#include "workflows/reference/file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace vermilion::reference {

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return fail(Code::not_found,
                fmt::format("{}: no such file; tools/install.sh fetches the reference data", path));
  }
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size > bytes_max) {
    return fail(Code::full,
                fmt::format("{}: {} octets; at most {} are read", path, size, bytes_max));
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(error ? 0 : static_cast<std::size_t>(size), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (error || !file) {
    return fail(Code::io, fmt::format("{}: {}", path, std::generic_category().message(errno)));
  }
  return text;
}

}  // namespace vermilion::reference
