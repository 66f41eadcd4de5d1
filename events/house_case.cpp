#include "events/house_case.hpp"

#include <algorithm>

namespace vermilion {

CaseId house_case(std::initializer_list<BytesView> kind_and_key) {
  Bytes text;
  for (const auto part : kind_and_key) {
    if (!text.empty()) text.push_back('\0');
    text.append(part);
  }
  const auto digest = sha256(text);
  CaseId id;
  std::copy_n(digest.begin(), 15, id.octets.begin() + 1);
  return id;
}

}  // namespace vermilion
