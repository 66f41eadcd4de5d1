#include "app/papers/pdf_seal.hpp"

namespace vermilion {
namespace {

constexpr std::string_view mark = "\n%vermilion-seal/1 ";

}  // namespace

void append_seal(Bytes& pdf, std::string_view jws) {
  pdf.append(mark).append(jws).append("\n");
}

std::optional<SealedPdf> find_seal(BytesView pdf) noexcept {
  const auto at = pdf.rfind(mark);
  if (at == BytesView::npos || pdf.back() != '\n') return std::nullopt;
  auto jws = pdf.substr(at + mark.size());
  jws.remove_suffix(1);
  if (jws.find('\n') != std::string_view::npos) return std::nullopt;
  return SealedPdf{pdf.substr(0, at), jws};
}

}  // namespace vermilion
