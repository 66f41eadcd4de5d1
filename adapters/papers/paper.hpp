// Papers: what is to be printed, and its octets as PDF.
//
// A paper is drawn from its own data alone: the same paper gives the same octets on the same
// libraries and fonts (cairo, pango, Noto CJK, HanaMin for what lies beyond it), so the date inside
// the file is the paper's and not the clock's. A character that no installed font has is an error
// and never a box: a name that cannot be printed rightly is not printed (GB 18030-2022, level 3).
// Bounds: 32 pages, 512 blocks, 1,200 octets of code. Threads: any; slow (tens of
// milliseconds), so not for io threads.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion::papers {

struct Block {
  enum class Kind : std::uint8_t {
    number,     // the document number, centred, small
    addressee,  // flush left
    paragraph,  // two characters indented
    item,       // of a list: hanging
    field,      // label and value side by side, with a rule below: a certificate's lines
    closing,    // flush right: who, when
  };
  Kind kind = Kind::paragraph;
  std::string text;
  std::string label = {};  // of a field
};

struct Paper {
  std::string title;
  std::vector<Block> blocks;
  bool framed = false;  // a certificate
  std::string code;     // text of the QR code; empty: none
  std::string caption;  // beside the code
  std::string footer;   // on each page
  std::string subject;  // of the PDF's own description
  Instant at;
};

inline constexpr std::size_t pages_max = 32;
inline constexpr std::size_t blocks_max = 512;
inline constexpr std::size_t code_octets_max = 1'200;

class Fonts;

// With the installed fonts where `fonts` is null or lacks a character. Errors: invalid (a bound),
// unavailable (no font has a character, named), io (cairo says no).
[[nodiscard]] Result<Bytes> draw(const Paper& paper, const Fonts* fonts = nullptr);

}  // namespace vermilion::papers
