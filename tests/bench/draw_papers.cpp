// How fast papers are drawn: draw_papers FONTS [papers]
//
// The same paper, a bill's face with a code of 900 characters, in turn with the cut-down fonts of
// the folder FONTS (tools/fonts.sh) and with the installed ones; milliseconds and octets of each,
// and their ratios.
#include <fmt/format.h>

#include <chrono>

#include "adapters/papers/fonts.hpp"
#include "adapters/papers/paper.hpp"

namespace {

using namespace vermilion;
using namespace vermilion::papers;

Paper face() {
  Paper paper;
  paper.title = "财政电子票据";
  paper.framed = true;
  paper.at = *instant_from_text("2026-09-21T09:00:00+08:00");
  const std::pair<const char*, const char*> fields[]{
      {"票据种类", "医疗门诊收费票据（电子）"},
      {"开票日期", "2026年9月21日"},
      {"交款人", "王小明"},
      {"金额合计（大写）", "壹佰贰拾叁元肆角整"},
      {"金额合计（小写）", "123.40"},
      {"收款单位", "样例门诊部（91339099PDY000079X）"}};
  for (const auto& [label, text] : fields) {
    paper.blocks.push_back({Block::Kind::field, text, label});
  }
  for (std::uint32_t i = 0; i < 900; ++i) {
    paper.code += static_cast<char>('a' + i * 7'919 % 26);
  }
  paper.caption = "二维码载有本文书要点与电子签名，凭公开的验证密钥即可离线核验。";
  paper.footer = "样例数据，不具有法律效力";
  return paper;
}

struct Drawn {
  double seconds = 0;
  std::size_t octets = 0;
};

void draw_one(const Paper& paper, const Fonts* fonts, Drawn& drawn) {
  const auto begin = std::chrono::steady_clock::now();
  const auto pdf = draw(paper, fonts);
  if (!pdf) throw std::runtime_error{pdf.error().text()};
  drawn.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  drawn.octets = pdf.value().size();
}

}  // namespace

int main(int count, char** arguments) {
  const auto fonts = Fonts::open(count > 1 ? arguments[1] : "build/fonts");
  if (!fonts) {
    fmt::print(stderr, "draw_papers: no cut-down fonts there\n");
    return 2;
  }
  const auto papers = count > 2 ? std::stoul(arguments[2]) : 200UL;
  const auto paper = face();
  Drawn cut;
  Drawn whole;
  for (std::size_t i = 0; i < papers; ++i) {
    draw_one(paper, fonts.get(), cut);
    draw_one(paper, nullptr, whole);
  }
  const auto each = 1'000.0 / static_cast<double>(papers);
  fmt::print(
      "{{\"papers\":{},\"ms_cut_down\":{:.1f},\"ms_installed\":{:.1f},\"times_as_fast\":{:.1f},"
      "\"octets_cut_down\":{},\"octets_installed\":{}}}\n",
      papers, cut.seconds * each, whole.seconds * each, whole.seconds / cut.seconds, cut.octets,
      whole.octets);
}
