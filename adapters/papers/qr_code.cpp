#include "adapters/papers/qr_code.hpp"

#include <zint.h>

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
  symbol->input_mode = UNICODE_MODE;
  symbol->option_1 = level_m;
  const std::string copy{text};
  const auto* octets = reinterpret_cast<const unsigned char*>(copy.c_str());
  const int encoded =
      ZBarcode_Encode_and_Buffer_Vector(symbol.get(), octets, static_cast<int>(copy.size()), 0);
  if (encoded >= ZINT_ERROR) return fail(Code::invalid, std::string{"QR code: "} + symbol->errtxt);
  QrCode code;
  code.side = static_cast<double>(symbol->vector->width);
  for (const auto* at = symbol->vector->rectangles; at != nullptr; at = at->next) {
    code.dark.push_back({static_cast<double>(at->x), static_cast<double>(at->y),
                         static_cast<double>(at->width), static_cast<double>(at->height)});
  }
  return code;
}

}  // namespace vermilion::papers
