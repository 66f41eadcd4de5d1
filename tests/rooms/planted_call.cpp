// A room that calls one that it does not declare: it must not link alone (CMakeLists.txt here).
#include "base/result.hpp"

namespace vermilion {

const char* planted_call(Code code) {
  return name_of(code);
}

}  // namespace vermilion
