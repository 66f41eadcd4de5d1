#include "base/result.hpp"

namespace vermilion {

const char* name_of(Code code) noexcept {
  switch (code) {
    case Code::invalid:
      return "invalid";
    case Code::not_found:
      return "not found";
    case Code::conflict:
      return "conflict";
    case Code::full:
      return "full";
    case Code::unavailable:
      return "unavailable";
    case Code::io:
      return "input/output";
    case Code::corrupt:
      return "corrupt";
    case Code::diverged:
      return "diverged";
    case Code::unsupported:
      return "unsupported";
  }
  return "unknown";
}

std::string Error::text() const {
  return std::string{name_of(code)} + ": " + detail;
}

}  // namespace vermilion
