#include "app/commands/model.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "app/api/diagram.hpp"
#include "app/api/guide.hpp"
#include "app/api/item_json.hpp"
#include "app/commands/findings.hpp"
#include "app/commands/serve_options.hpp"
#include "workflows/catalogue/catalogue.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

struct Options {
  ReferenceFiles files = built_in_files();
  std::string name;
  std::string format = "mermaid";
  std::string language = "zh-CN";
  std::uint32_t item_version = 0;
  bool json = false;
};

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (text.empty() || text.back() != '\n') std::fputc('\n', stdout);
}

void print(const json::value& document) {
  print(json::serialize(document));
}

std::string names_of(const Editions& editions) {
  std::string names;
  for (const auto& [name, edition] : editions.all()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

Result<bool> check(const Options& options) {
  VERMILION_TRY(const auto references, read_references(options.files));
  VERMILION_TRY(const auto findings, check_house(options.files, references));
  return say_findings("model check", "模型检查", findings, options.json);
}

Result<bool> diagram(const Options& options) {
  const auto editions = make_editions();
  const auto* edition = editions.find(options.name);
  if (edition == nullptr) {
    return fail(Code::not_found,
                "no edition " + options.name + " here; there are " + names_of(editions));
  }
  std::string picture;
  if (options.format == "mermaid") {
    picture = table::as_mermaid(edition->info());
  } else {
    picture = table::as_dot(edition->info());
    if (options.format == "svg") {
      auto drawn = api::svg_of(picture);
      if (!drawn) {
        // Not the caller's fault, so it could not be finished rather than asked for wrongly.
        return fail(Code::unavailable, drawn.error().detail + "; svg takes Graphviz (dot)");
      }
      picture = std::move(drawn.value());
    }
  }
  if (options.json) {
    print(json::object{
        {"edition", options.name}, {"format", options.format}, {"picture", std::move(picture)}});
  } else {
    print(picture);
  }
  return true;
}

Result<Catalogue> catalogue_of(const Options& options) {
  VERMILION_TRY(auto files, catalogue::read_folder(options.files.catalogue_folder));
  VERMILION_TRY(const auto text, catalogue::text_of(std::move(files)));
  return catalogue::load_catalogue_text(text);
}

// The version asked for, or the newest.
const Item* item_of(const Catalogue& catalogue, const Options& options) {
  if (options.item_version != 0) return catalogue.find(options.name, options.item_version);
  const Item* newest = nullptr;
  for (const auto& [key, item] : catalogue.items) {
    if (key.first == options.name) newest = &item;
  }
  return newest;
}

Result<bool> guide_of_item(const Options& options, const Editions& editions) {
  VERMILION_TRY(const auto catalogue, catalogue_of(options));
  const auto* item = item_of(catalogue, options);
  if (item == nullptr) {
    return fail(Code::not_found, "neither an edition nor an item is named " + options.name +
                                     " here; editions are " + names_of(editions));
  }
  const auto* edition = editions.find(item->edition);
  if (edition == nullptr) {
    return fail(Code::not_found, item->source + ": no edition " + item->edition);
  }
  if (options.json) {
    print(api::guide_json(api::Words{editions}, *item, *edition));
  } else {
    print(api::item_guide(
        *item, *edition,
        options.language == "en" ? api::Language::english : api::Language::chinese));
  }
  return true;
}

Result<bool> guide(const Options& options) {
  const auto editions = make_editions();
  const auto* edition = editions.find(options.name);
  if (edition == nullptr) return guide_of_item(options, editions);
  auto text = api::edition_guide(*edition);
  if (options.json) {
    print(json::object{{"edition", options.name}, {"guide", std::move(text)}});
  } else {
    print(text);
  }
  return true;
}

using Run = Result<bool> (*)(const Options&);

void runs(CLI::App& command, Chosen& chosen, const std::shared_ptr<Options>& options,
          const char* name, Run run) {
  command.add_flag("--json", options->json, "one JSON document");
  command.callback([options, name, run, &chosen] {
    chosen = [options, name, run] {
      const auto good = run(*options);
      if (!good) return ends_with(name, good.error(), options->json);
      return good.value() ? exit_good : exit_findings;
    };
  });
}

}  // namespace

void add_model(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const model =
      app.add_subcommand("model", "tables and catalogue, before anything starts");
  model->require_subcommand(1);

  auto* const checks =
      model->add_subcommand("check", "what would leave a case stuck or a duty alone");
  add_reference_options(*checks, options->files);
  runs(*checks, chosen, options, "model check", check);

  auto* const draws = model->add_subcommand("diagram", "an edition's table as a picture");
  draws->add_option("edition", options->name, "for example approval/1")->required();
  draws->add_option("--format", options->format, "mermaid, dot or svg")
      ->check(CLI::IsMember({"mermaid", "dot", "svg"}))
      ->capture_default_str();
  runs(*draws, chosen, options, "model diagram", diagram);

  auto* const guides =
      model->add_subcommand("guide", "an edition's table, or an item's service guide, as Markdown");
  guides->add_option("name", options->name, "an edition (approval/1) or an item's code")
      ->required();
  guides->add_option("--item-version", options->item_version, "of an item (default: the newest)");
  guides->add_option("--language", options->language, "of an item's guide: zh-CN or en")
      ->check(CLI::IsMember({"zh-CN", "en"}))
      ->capture_default_str();
  guides->add_option("--catalogue", options->files.catalogue_folder, "folder of item texts");
  runs(*guides, chosen, options, "model guide", guide);
}

}  // namespace vermilion::commands
