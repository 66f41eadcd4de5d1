#include "app/papers/amount_words.hpp"

#include <fmt/format.h>

#include <array>

namespace vermilion {
namespace {

constexpr std::array<const char*, 10> digits{"零", "壹", "贰", "叁", "肆",
                                             "伍", "陆", "柒", "捌", "玖"};
constexpr std::array<const char*, 4> places{"", "拾", "佰", "仟"};
constexpr std::array<const char*, 4> groups{"", "万", "亿", "万亿"};

// A group of four digits; 零 where digits are skipped between others.
std::string four_in_words(std::uint64_t value) {
  std::string words;
  bool skipped = false;
  for (int place = 3; place >= 0; --place) {
    std::uint64_t unit = 1;
    for (int i = 0; i < place; ++i) unit *= 10;
    const auto digit = value / unit % 10;
    if (digit == 0) {
      skipped = !words.empty();
      continue;
    }
    if (skipped) words += digits[0];
    skipped = false;
    words += digits[digit];
    words += places[static_cast<std::size_t>(place)];
  }
  return words;
}

std::string yuan_in_words(std::uint64_t yuan) {
  std::string words;
  bool gap = false;  // a group, or its thousands, were zero
  for (int group = 3; group >= 0; --group) {
    std::uint64_t unit = 1;
    for (int i = 0; i < group; ++i) unit *= 10'000;
    const auto four = yuan / unit % 10'000;
    if (four == 0) {
      gap = gap || !words.empty();
      continue;
    }
    if (!words.empty() && (gap || four < 1'000)) words += digits[0];
    gap = false;
    words += four_in_words(four);
    words += groups[static_cast<std::size_t>(group)];
  }
  return words;
}

}  // namespace

std::string amount_in_words(std::uint64_t fen) {
  const auto yuan = fen / 100;
  const auto jiao = fen / 10 % 10;
  const auto last = fen % 10;
  std::string words = "人民币";
  if (yuan != 0) words += yuan_in_words(yuan) + "元";
  if (jiao == 0 && last == 0) return words + (yuan == 0 ? "零元整" : "整");
  if (jiao != 0) {
    words += std::string{digits[jiao]} + "角";
  } else if (yuan != 0) {
    words += digits[0];
  }
  if (last == 0) return words + "整";
  return words + digits[last] + "分";
}

std::string amount_in_figures(std::uint64_t fen) {
  auto yuan = std::to_string(fen / 100);
  for (auto at = static_cast<std::ptrdiff_t>(yuan.size()) - 3; at > 0; at -= 3) {
    yuan.insert(static_cast<std::size_t>(at), ",");
  }
  return fmt::format("¥{}.{:02}", yuan, fen % 100);
}

}  // namespace vermilion
