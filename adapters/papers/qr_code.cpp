#include "adapters/papers/qr_code.hpp"

#include <qrencode.h>

#include <cerrno>
#include <memory>
#include <string>

namespace vermilion::papers {

Result<QrCode> qr_code(std::string_view text) {
  const auto* octets = reinterpret_cast<const unsigned char*>(text.data());
  const std::unique_ptr<QRcode, void (*)(QRcode*)> symbol{
      QRcode_encodeData(static_cast<int>(text.size()), octets, 0, QR_ECLEVEL_M), QRcode_free};
  if (!symbol) {
    if (errno == ENOMEM) return fail(Code::io, "libqrencode has no memory for a code");
    return fail(Code::invalid, "QR code: 1 octet to 2,331 of level M fit, these are " +
                                   std::to_string(text.size()));
  }
  QrCode code;
  code.side = static_cast<std::size_t>(symbol->width);
  code.dark.resize(code.side * code.side);
  for (std::size_t i = 0; i < code.dark.size(); ++i) code.dark[i] = (symbol->data[i] & 1U) != 0;
  return code;
}

}  // namespace vermilion::papers
