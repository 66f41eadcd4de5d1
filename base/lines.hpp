// Reading a text of lines from the front: what the canonical texts of calendars, code sets and
// scope trees have in common. A line ends with '\n'; what does not is no line. Threads: free
// functions without state.
#pragma once

#include <optional>
#include <string_view>

namespace vermilion {

// Takes the next line off the text, without its '\n'; nothing when none is ended.
[[nodiscard]] inline std::optional<std::string_view> take_line(std::string_view& text) noexcept {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Takes the next line off the text and gives what follows "key " on it; nothing when it is another.
[[nodiscard]] inline std::optional<std::string_view> take_field(std::string_view& text,
                                                                std::string_view key) noexcept {
  const auto line = take_line(text);
  if (!line || !line->starts_with(key) || line->size() <= key.size() ||
      (*line)[key.size()] != ' ') {
    return std::nullopt;
  }
  return line->substr(key.size() + 1);
}

// Takes the word before the next space (or the whole rest) off the line; empty when none is left.
[[nodiscard]] inline std::string_view take_word(std::string_view& line) noexcept {
  const std::size_t end = line.find(' ');
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return word;
}

}  // namespace vermilion
