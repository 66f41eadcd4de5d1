// Amounts as bills and cheques write them: 人民币壹佰贰拾伍元整 beside ¥125.00.
//
// Source: 支付结算办法 (银发〔1997〕393号) annex 1: capital numerals, 零 where digits are skipped,
// 整 behind yuan and jiao. Threads: free functions.
#pragma once

#include <cstdint>
#include <string>

namespace vermilion {

// Of an amount in fen, below ten thousand billion yuan.
[[nodiscard]] std::string amount_in_words(std::uint64_t fen);
// "¥1,234.50".
[[nodiscard]] std::string amount_in_figures(std::uint64_t fen);

}  // namespace vermilion
