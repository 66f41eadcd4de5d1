#include "workflows/catalogue/scopes.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>

namespace vermilion::catalogue {

Bytes scopes_text(std::uint32_t number, const std::string& version,
                  std::span<const LineTree> trees) {
  Bytes text = fmt::format("vermilion-scopes/1\nnumber {}\nversion {}\n", number, version);
  std::map<std::string_view, const codes::ScopeTree*> by_line;
  for (const auto& one : trees) by_line.emplace(one.line, &one.tree);
  for (const auto& [line, tree] : by_line) {
    text += fmt::format("tree {}\n", line);
    for (const auto& node : tree->nodes().codes()) {
      text += fmt::format("{} {}\n", node.code, tree->path_of(node.code));
    }
  }
  return text;
}

Result<Scopes> load_scopes(BytesView text) {
  Scopes scopes;
  scopes.digest = sha256(text);
  std::unordered_map<std::string, std::string>* tree = nullptr;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto bad = [&](const char* right) {
      return fail(Code::invalid, fmt::format("scopes:{}: {} would be right", number, right));
    };
    if (end == BytesView::npos) return bad("a line feed at the end");
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    const auto space = line.find(' ');
    const auto first = line.substr(0, space);
    const auto second = space == BytesView::npos ? BytesView{} : line.substr(space + 1);
    if (number == 1) {
      if (line != "vermilion-scopes/1") return bad("\"vermilion-scopes/1\"");
    } else if (number == 2) {
      const auto* last = second.data() + second.size();
      const auto read = std::from_chars(second.data(), last, scopes.number);
      if (first != "number" || read.ec != std::errc{} || read.ptr != last) return bad("number <n>");
    } else if (number == 3) {
      if (first != "version" || second.empty()) return bad("version <text>");
      scopes.version = second;
    } else if (first == "tree") {
      tree = &scopes.paths[std::string{second}];
    } else {
      if (tree == nullptr) return bad("tree <line>");
      if (!second.starts_with('/') || !second.ends_with(first)) return bad("<node> <path>");
      if (!tree->emplace(std::string{first}, std::string{second}).second) return bad("a new node");
    }
  }
  if (scopes.version.empty()) return fail(Code::invalid, "scopes: number and version are missing");
  return scopes;
}

}  // namespace vermilion::catalogue
