// A QR code (GB/T 18284-2000, ISO/IEC 18004), level M, by libqrencode.
// Threads: any.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace vermilion::papers {

struct QrCode {
  std::size_t side = 0;    // in modules; the quiet zone is the drawer's
  std::vector<bool> dark;  // row by row
};

// Errors: invalid (nothing, or more than a code holds).
[[nodiscard]] Result<QrCode> qr_code(std::string_view text);

}  // namespace vermilion::papers
