#include "workflows/catalogue/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "workflows/catalogue/item_yaml.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion::catalogue {
namespace {

constexpr std::string_view separator = "--- ";

bool is_file_name(std::string_view name) {
  return name.size() > 5 && name.size() <= 128 && name.ends_with(".yaml") &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

}  // namespace

Result<std::vector<File>> read_folder(const std::string& folder) {
  std::vector<File> files;
  std::error_code error;
  for (std::filesystem::directory_iterator at{folder, error}, end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() != ".yaml") continue;
    VERMILION_TRY(auto text, reference::read_file(at->path().string()));
    files.push_back({at->path().filename().string(), std::move(text)});
  }
  if (error) return fail(Code::io, fmt::format("catalogue {}: {}", folder, error.message()));
  if (files.empty()) return fail(Code::not_found, fmt::format("{} holds no *.yaml", folder));
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.name < b.name; });
  return files;
}

Result<Bytes> text_of(std::vector<File> files) {
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.name < b.name; });
  Bytes text;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& file = files[i];
    if (!is_file_name(file.name)) {
      return fail(Code::invalid, fmt::format("{}: a file of the catalogue is named a-z, 0-9, '-', "
                                             "'_', '.' and ends in .yaml",
                                             file.name));
    }
    if (i > 0 && files[i - 1].name == file.name) {
      return fail(Code::invalid, fmt::format("{}: the catalogue has this file twice", file.name));
    }
    if (file.text.empty() || file.text.back() != '\n') {
      return fail(Code::invalid, fmt::format("{}: is to end with a line feed", file.name));
    }
    if (file.text.starts_with(separator) || file.text.find("\n--- ") != Bytes::npos) {
      return fail(Code::invalid, fmt::format("{}: no line is to start with \"--- \"", file.name));
    }
    text += fmt::format("{}{}\n{}", separator, file.name, file.text);
  }
  if (text.size() > catalogue_bytes_max || files.size() > files_max) {
    return fail(Code::full, fmt::format("the catalogue has {} octets in {} files; at most {} in {}",
                                        text.size(), files.size(), catalogue_bytes_max, files_max));
  }
  return text;
}

Result<std::vector<File>> files_of(BytesView text) {
  if (text.size() > catalogue_bytes_max) return fail(Code::full, "the catalogue is too large");
  std::vector<File> files;
  while (!text.empty()) {
    const auto line_end = text.find('\n');
    if (!text.starts_with(separator) || line_end == BytesView::npos) {
      return fail(Code::corrupt, "a catalogue's text starts each file with \"--- <name>\"");
    }
    File file;
    file.name = text.substr(separator.size(), line_end - separator.size());
    text.remove_prefix(line_end + 1);
    const auto next = text.find("\n--- ");
    const auto size = next == BytesView::npos ? text.size() : next + 1;
    file.text = text.substr(0, size);
    text.remove_prefix(size);
    files.push_back(std::move(file));
  }
  return files;
}

Result<Catalogue> load_catalogue_text(BytesView text) {
  VERMILION_TRY(auto files, files_of(text));
  // The one canonical form, so that equal catalogues have equal digests.
  VERMILION_TRY(const auto canonical, text_of(files));
  if (canonical != text) return fail(Code::corrupt, "the catalogue's text is not in its order");
  Catalogue catalogue;
  catalogue.digest = sha256(text);
  catalogue.version = to_hex(view_of(catalogue.digest)).substr(0, 12);
  for (const auto& file : files) {
    VERMILION_TRY(auto item, load_item(file.name, file.text));
    const auto key = std::pair{item.code, item.version};
    const auto [at, fresh] = catalogue.items.emplace(key, std::move(item));
    if (!fresh) {
      return fail(Code::invalid, fmt::format("{}:1: {} version {} stands in {} already", file.name,
                                             key.first, key.second, at->second.source));
    }
  }
  return catalogue;
}

}  // namespace vermilion::catalogue
