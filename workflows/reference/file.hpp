// Reading one small file of published reference data, at start-up and in tools.
//
// Errors: not_found, with a message that names tools/install.sh; full when it is larger than the
// caller allows; io with the system's words.
// Threads: free function.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"

namespace vermilion::reference {

inline constexpr std::size_t file_bytes_max = 8U << 20U;

[[nodiscard]] Result<std::string> read_file(const std::string& path,
                                            std::size_t bytes_max = file_bytes_max);

}  // namespace vermilion::reference
