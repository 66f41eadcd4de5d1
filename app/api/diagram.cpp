#include "app/api/diagram.hpp"

#include "adapters/system/child.hpp"

namespace vermilion::api {

Result<std::string> svg_of(const std::string& dot_text, const std::string& program) {
  VERMILION_TRY(auto drawn,
                run_child({program, "-Tsvg"}, dot_text,
                          {.timeout_ms = diagram_timeout_ms, .output_max = diagram_bytes_max}));
  if (drawn.exit_code != 0 || drawn.output.empty()) {
    return fail(Code::unavailable, program + " did not draw the diagram");
  }
  return std::move(drawn.output);
}

}  // namespace vermilion::api
