#include "app/demo/papers.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <filesystem>

#include "adapters/system/durable_files.hpp"
#include "app/api/house_seal.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

// Errors: conflict when the paper does not hold, or holds with one octet changed.
Result<void> check(const std::string& pdf, const api::KeySet& keys) {
  const auto told = api::check_paper(pdf, keys);
  if (!told) return fail(Code::conflict, "a paper does not hold: " + told.error().detail);
  auto changed = pdf;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  if (api::check_paper(changed, keys)) {
    return fail(Code::conflict, "a paper holds although an octet of it was changed");
  }
  return ok();
}

}  // namespace

Result<PapersSeen> see_papers(Day& day, const std::string& folder) {
  auto& client = day.client();
  PapersSeen seen;
  if (!folder.empty()) {
    VERMILION_TRY(make_durable_directory(folder, Access::everyone));
  }
  std::optional<api::KeySet> keys;
  for (const auto& kase : day.opened()) {
    const Identity who{"supervisor." + kase.office, true};
    VERMILION_TRY(const auto list, client.get(who, fmt::format("/v1/cases/{}/documents", kase.id)));
    const auto* rows = list.body.if_contains("rows");
    if (list.status != 200 || rows == nullptr || !rows->is_array()) {
      return fail(Code::conflict, "the papers of " + kase.id + " are not listed: " + list.text);
    }
    if (!keys) {
      VERMILION_TRY(const auto text, client.fetch(who, "/v1/public/documents/keys"));
      VERMILION_TRY(keys, api::KeySet::from_jwks(text));
    }
    for (const auto& row : rows->get_array()) {
      ++seen.owed;
      const auto& paper = row.as_object();
      const auto name = text_at(paper, "name");
      if (seen.fetched.contains(name)) continue;
      VERMILION_TRY(const auto pdf,
                    client.fetch(who, text_at(paper, "href") + "?purpose=sample%20day"));
      VERMILION_TRY(check(pdf, *keys));
      auto file = text_at(paper, "number");
      if (!folder.empty()) {
        file = folder + "/" + name + ".pdf";
        VERMILION_TRY(write_durable_file(file, pdf, Access::everyone, Existing::replaced));
      }
      seen.fetched.emplace(name, std::move(file));
    }
  }
  return seen;
}

}  // namespace vermilion::demo
