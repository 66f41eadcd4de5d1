#include "workflows/catalogue/loader.hpp"

#include <fmt/format.h>

#include "workflows/catalogue/catalogue.hpp"
#include "workflows/catalogue/grants.hpp"
#include "workflows/catalogue/scopes.hpp"

namespace vermilion {

Result<void> Loader::load(const std::string& what, const std::string& version, const Digest& digest,
                          References& into) {
  VERMILION_TRY(const auto text, blobs_.get(digest));
  if (what == "catalogue") {
    VERMILION_TRY(auto loaded, catalogue::load_catalogue_text(text));
    loaded.version = version;
    into.catalogue = std::make_shared<const Catalogue>(std::move(loaded));
  } else if (what == "calendar") {
    VERMILION_TRY(auto loaded, clock::Calendar::decode(text));
    into.calendar = std::make_shared<const clock::Calendar>(std::move(loaded));
  } else if (what == "grants") {
    VERMILION_TRY(auto loaded, catalogue::load_grants(text));
    into.grants = std::make_shared<const Grants>(std::move(loaded));
  } else if (what == "scopes") {
    VERMILION_TRY(auto loaded, catalogue::load_scopes(text));
    into.scopes = std::make_shared<const Scopes>(std::move(loaded));
  } else {
    return fail(
        Code::unsupported,
        fmt::format("this program adopts catalogue, calendar, grants and scopes, no {}", what));
  }
  return ok();
}

}  // namespace vermilion
