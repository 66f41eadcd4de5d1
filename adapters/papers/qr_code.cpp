#include "adapters/papers/qr_code.hpp"

#include <zint.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

namespace vermilion::papers {
namespace {

constexpr int level_m = 2;

}  // namespace

Result<QrCode> qr_code(std::string_view text) {
  const std::unique_ptr<zint_symbol, void (*)(zint_symbol*)> symbol{ZBarcode_Create(),
                                                                    ZBarcode_Delete};
  if (!symbol) return fail(Code::io, "zint has no memory for a code");
  symbol->symbology = BARCODE_QRCODE;
  symbol->input_mode =
      UNICODE_MODE | FAST_MODE;  // looks at fewer masks, of which it takes the best
  symbol->option_1 = level_m;
  const std::string copy{text};
  const auto* octets = reinterpret_cast<const unsigned char*>(copy.c_str());
  const int encoded =
      ZBarcode_Encode_and_Buffer_Vector(symbol.get(), octets, static_cast<int>(copy.size()), 0);
  if (encoded >= ZINT_ERROR) return fail(Code::invalid, std::string{"QR code: "} + symbol->errtxt);
  QrCode code;
  code.side = static_cast<std::size_t>(symbol->width);
  code.dark.resize(code.side * code.side);
  // Modules stand in the vector as rectangles that are runs of them.
  const auto module = symbol->vector->width / static_cast<float>(symbol->width);
  const auto modules = [&](float length) {
    return static_cast<std::size_t>(std::lround(length / module));
  };
  for (const auto* at = symbol->vector->rectangles; at != nullptr; at = at->next) {
    for (auto y = modules(at->y); y < std::min(modules(at->y + at->height), code.side); ++y) {
      for (auto x = modules(at->x); x < std::min(modules(at->x + at->width), code.side); ++x) {
        code.dark[y * code.side + x] = true;
      }
    }
  }
  return code;
}

}  // namespace vermilion::papers
