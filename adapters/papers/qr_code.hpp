// A QR code (GB/T 18284-2000, ISO/IEC 18004) as squares, level M, by zint.
// Threads: any.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace vermilion::papers {

struct Square {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};
struct QrCode {
  double side = 0;  // of the whole, in the squares' unit; the quiet zone is the drawer's
  std::vector<Square> dark;
};

// Errors: invalid (zint's own words).
[[nodiscard]] Result<QrCode> qr_code(std::string_view text);

}  // namespace vermilion::papers
