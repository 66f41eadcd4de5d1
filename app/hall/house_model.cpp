#include "app/hall/house_model.hpp"

#include <fmt/format.h>

#include <array>

#include "engine/register_kinds.hpp"
#include "workflows/catalogue/catalogue.hpp"
#include "workflows/catalogue/grants.hpp"
#include "workflows/catalogue/scopes.hpp"
#include "workflows/documents/templates.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion {
namespace {

// Who answers the checks of a hall's tables: adapters/offices.
constexpr std::array<table::Text, 6> offices{"public_security", "bill_supervision", "payment",
                                             "register",        "population",       "postal"};
constexpr std::size_t named_findings_max = 20;

Result<Bytes> text_of(std::span<const HallReference> references, std::string_view what) {
  for (const auto& one : references) {
    if (one.what == what) return one.text;
  }
  return fail(Code::not_found, fmt::format("the house has no {}", what));
}

// Of the tree that this program was built from, where it still lies there.
std::string source_of(const ReferenceFiles& files, table::Text file) {
  auto text = reference::read_file(fmt::format("{}/{}", files.source_folder, file));
  return text ? std::move(text.value()) : std::string{};
}

}  // namespace

Result<Catalogue> catalogue_of(std::span<const HallReference> references) {
  VERMILION_TRY(const auto items, text_of(references, "catalogue"));
  return catalogue::load_catalogue_text(items);
}

Result<std::vector<table::ModelFinding>> check_house(const ReferenceFiles& files,
                                                     std::span<const HallReference> references) {
  VERMILION_TRY(const auto lock, reference::read_file(files.catalogue_folder + "/editions.lock"));
  VERMILION_TRY(const auto catalogue, catalogue_of(references));
  VERMILION_TRY(const auto trees, text_of(references, "scopes"));
  VERMILION_TRY(const auto scopes, catalogue::load_scopes(trees));
  VERMILION_TRY(const auto granted, text_of(references, "grants"));
  VERMILION_TRY(const auto grants, catalogue::load_grants(granted));
  VERMILION_TRY(const auto templates, documents::Templates::read_folder(files.templates_folder));
  std::set<std::string> papers;
  for (const auto& form : templates.all()) papers.insert(form.name);
  const auto editions = make_editions();
  return catalogue::check_model({editions,
                                 catalogue,
                                 lock,
                                 &scopes,
                                 files.grants_file.empty() ? nullptr : &grants,
                                 {offices, register_names, &papers,
                                  [&](table::Text file) { return source_of(files, file); }}});
}

Result<void> refuse_findings(const std::vector<table::ModelFinding>& findings) {
  if (findings.empty()) return ok();
  std::string text = fmt::format(
      "the model check has {} finding{}, and a bad catalogue does not start:", findings.size(),
      findings.size() == 1 ? "" : "s");
  for (std::size_t i = 0; i < std::min(findings.size(), named_findings_max); ++i) {
    text += fmt::format("\n  {}: {}", findings[i].where, findings[i].what);
  }
  if (findings.size() > named_findings_max) {
    text += "\n  … `vermilion model check` names them all";
  }
  return fail(Code::invalid, std::move(text));
}

}  // namespace vermilion
