#include "app/hall/reference_files.hpp"

#include <algorithm>
#include <filesystem>

#include "workflows/calendars/calendars.hpp"
#include "workflows/catalogue/catalogue.hpp"
#include "workflows/catalogue/grants.hpp"
#include "workflows/catalogue/scopes.hpp"
#include "workflows/codes/divisions.hpp"
#include "workflows/codes/scope_tree.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion {
namespace {

constexpr std::uint32_t scopes_number = 1;

Result<HallReference> scopes_of(const ReferenceFiles& files) {
  VERMILION_TRY(const auto divisions, codes::load_reference_divisions(files.reference_folder));
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(files.scopes_folder, error)) {
    if (entry.path().extension() == ".scope") paths.push_back(entry.path().string());
  }
  if (paths.empty()) {
    return fail(Code::not_found, "no *.scope file lies in " + files.scopes_folder);
  }
  std::sort(paths.begin(), paths.end());
  std::vector<catalogue::LineTree> trees;
  std::string version = divisions.version();
  for (const auto& path : paths) {
    VERMILION_TRY(const auto changes, codes::load_scope_changes(path));
    VERMILION_TRY(auto tree, codes::ScopeTree::build(divisions, changes));
    version += "+" + tree.version();
    trees.push_back({changes.line, std::move(tree)});
  }
  return HallReference{"scopes", version, catalogue::scopes_text(scopes_number, version, trees)};
}

}  // namespace

ReferenceFiles built_in_files() {
  const std::string source = VERMILION_SOURCE_FOLDER;
  return {source + "/build/reference",
          source + "/workflows/catalogue",
          source + "/workflows/codes/scopes",
          source + "/workflows/documents",
          source + "/build/fonts",
          source,
          {}};
}

Result<std::vector<HallReference>> read_references(const ReferenceFiles& files) {
  std::vector<HallReference> references;
  VERMILION_TRY(const auto calendar, calendars::load_reference_calendar(files.reference_folder));
  references.push_back({"calendar", calendar.version(), calendar.encode()});
  VERMILION_TRY(auto scopes, scopes_of(files));
  VERMILION_TRY(const auto trees, catalogue::load_scopes(scopes.text));
  references.push_back(std::move(scopes));
  VERMILION_TRY(auto items, catalogue::read_folder(files.catalogue_folder));
  VERMILION_TRY(auto text, catalogue::text_of(std::move(items)));
  VERMILION_TRY(const auto catalogue_read, catalogue::load_catalogue_text(text));
  references.push_back({"catalogue", catalogue_read.version, std::move(text)});
  std::string yaml = "version: \"none\"\ngrants: []\n";
  std::string name = "no grants";
  if (!files.grants_file.empty()) {
    VERMILION_TRY(yaml, reference::read_file(files.grants_file));
    name = files.grants_file;
  }
  VERMILION_TRY(auto grants, catalogue::grants_text(name, yaml, trees));
  VERMILION_TRY(const auto grants_read, catalogue::load_grants(grants));
  references.push_back({"grants", grants_read.version, std::move(grants)});
  return references;
}

}  // namespace vermilion
