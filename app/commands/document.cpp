#include "app/commands/document.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <memory>

#include "adapters/system/durable_files.hpp"
#include "app/api/house_seal.hpp"
#include "app/commands/offline_house.hpp"
#include "workflows/documents/templates.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

constexpr std::size_t file_octets_max = 32U << 20U;

struct Options {
  std::string file;
  std::string keys_file;
  std::string data;
  bool json = false;
};

Result<Bytes> read(const std::string& path) {
  VERMILION_TRY(auto octets, read_whole_file(path, file_octets_max));
  if (!octets) return fail(Code::not_found, path + " is not there");
  return std::move(*octets);
}

Result<api::KeySet> keys_of(const Options& options) {
  if (!options.keys_file.empty()) {
    VERMILION_TRY(const auto text, read(options.keys_file));
    return api::KeySet::from_jwks(text);
  }
  if (options.data.empty()) {
    return fail(Code::invalid,
                "whose papers? name --keys FILE (GET /v1/public/documents/keys), or --data DIR");
  }
  VERMILION_TRY(const auto seal, api::HouseSeal::read(options.data + "/keys"));
  return api::KeySet::from_jwks(seal.jwks());
}

std::string text_at(const json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

// Errors: invalid when the journal does not hold the record that the paper names.
Result<void> check_record(const std::string& data, const json::object& told) {
  VERMILION_TRY(const auto house, OfflineHouse::open(data));
  const auto record = text_at(told, "record");
  const auto position = position_from_text(record);
  if (!position) return fail(Code::invalid, "the paper names no record");
  const auto octets = house->journal().read_one(position->partition, position->sequence);
  if (!octets && octets.error().code != Code::not_found) {
    return fail(octets.error().code, octets.error().detail);
  }
  if (!octets || to_base64url(view_of(hash_of_record(octets.value()))) != text_at(told, "hash")) {
    return fail(Code::invalid, "the journal holds no such record at " + record);
  }
  return ok();
}

void print(const json::object& told, bool with_record) {
  fmt::print("document: 核验通过 | it holds: {} {}\n", text_at(told, "paper"),
             with_record ? "（与日志相符 | and its record is in the journal）" : "");
  if (told.contains("sample")) {
    fmt::print("  样例数据，不具有法律效力 | a sample, without legal effect\n");
  }
  const auto* says = told.if_contains("says");
  if (says != nullptr && says->is_object()) {
    for (const auto& place : documents::places()) {
      const auto text = text_at(says->get_object(), std::string{place.name}.c_str());
      if (!text.empty()) fmt::print("  {}：{}\n", place.zh, text);
    }
  }
  fmt::print("  {}：{}\n  {}：{}\n", "记录 record", text_at(told, "record"), "出具 house",
             text_at(told, "house"));
}

Result<int> verify(const Options& options) {
  VERMILION_TRY(const auto keys, keys_of(options));
  VERMILION_TRY(const auto file, read(options.file));
  const auto told = api::check_paper(file, keys);
  auto holds = told ? Result<void>{ok()} : fail(told.error().code, told.error().detail);
  if (holds && !options.data.empty()) holds = check_record(options.data, told.value());
  if (!holds && holds.error().code != Code::invalid) {
    return fail(holds.error().code, holds.error().detail);
  }
  if (options.json) {
    json::object answer{{"valid", holds.has_value()}};
    if (holds) {
      answer["statement"] = told.value();
    } else {
      answer["why"] = holds.error().detail;
    }
    fmt::print("{}\n", json::serialize(answer));
  } else if (holds) {
    print(told.value(), !options.data.empty());
  } else {
    fmt::print("document: 核验不通过 | it does not hold: {}\n", holds.error().detail);
  }
  return holds ? exit_good : exit_findings;
}

}  // namespace

void add_document(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const document = app.add_subcommand("document", "papers (文书) that a hall made");
  document->require_subcommand(1);
  CLI::App* const command =
      document->add_subcommand("verify", "check a paper: PDF, or the text of its QR code");
  command->add_option("file", options->file, "PDF, or a file with the code's text")->required();
  command->add_option("--keys", options->keys_file,
                      "the house's public keys, as GET /v1/public/documents/keys gives them");
  command->add_option("--data", options->data,
                      "directory of the house: its key, and whether its journal holds the record");
  command->add_flag("--json", options->json, "one JSON object");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ran = verify(*options);
      return ran ? ran.value() : ends_with("document verify", ran.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
