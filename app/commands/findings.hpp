// Findings on standard output: what `model check` and `config check` say.
//
// One line a finding, "where: what"; at the end one line in Chinese and English. As JSON one object
// {"findings": [{"where", "what"}], "good": …}. Threads: the main thread.
#pragma once

#include <vector>

#include "engine/table/model_check.hpp"

namespace vermilion::commands {

// `english` and `chinese` name what was checked. Returns whether nothing was found.
bool say_findings(const char* english, const char* chinese,
                  const std::vector<table::ModelFinding>& findings, bool json);

}  // namespace vermilion::commands
