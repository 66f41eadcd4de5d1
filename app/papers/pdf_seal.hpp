// The seal that follows a paper's own octets: a comment line of the PDF with a JWS over what stands
// before it. Readers of PDF pass over it; an octet changed anywhere before it is found.
//
//   … %%EOF LF "%vermilion-seal/1 " <JWS compact> LF
//
// Threads: free functions.
#pragma once

#include <optional>

#include "base/bytes.hpp"

namespace vermilion {

void append_seal(Bytes& pdf, std::string_view jws);

struct SealedPdf {
  BytesView octets;  // what the seal is over
  std::string_view jws;
};
// Nothing when the octets do not end with a seal.
[[nodiscard]] std::optional<SealedPdf> find_seal(BytesView pdf) noexcept;

}  // namespace vermilion
