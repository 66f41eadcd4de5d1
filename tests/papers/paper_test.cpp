// Papers are drawn the same every time, run over pages, and never show a box for a character.
#include "adapters/papers/paper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "adapters/papers/fonts.hpp"
#include "adapters/papers/qr_code.hpp"
#include "base/hash.hpp"

namespace vermilion::papers {
namespace {

Paper plain() {
  Paper paper;
  paper.title = "行政许可申请受理通知书";
  paper.blocks = {{Block::Kind::addressee, "样例公司："}, {Block::Kind::paragraph, "已受理。"}};
  paper.code = "code";
  paper.caption = "核验";
  paper.footer = "样例";
  paper.at = *instant_from_text("2026-09-21T09:00:00+08:00");
  return paper;
}

std::size_t pages_of(const Bytes& pdf) {
  std::size_t pages = 0;
  constexpr std::string_view page{"/Type /Page "};
  for (auto at = pdf.find(page); at != Bytes::npos; at = pdf.find(page, at + 1)) {
    ++pages;
  }
  return pages;
}

TEST(paper, is_the_same_octets_every_time) {
  const auto first = draw(plain());
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_TRUE(first.value().starts_with("%PDF-"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(to_hex(view_of(sha256(draw(plain()).value()))),
              to_hex(view_of(sha256(first.value()))));
  }
}

TEST(paper, bears_its_own_date_and_not_the_clocks) {
  auto later = plain();
  later.at = *instant_from_text("2030-01-02T09:00:00+08:00");
  EXPECT_NE(draw(plain()).value(), draw(later).value());
}

TEST(paper, prints_rare_names_of_all_planes) {
  auto paper = plain();
  // GB 18030 four-octet characters of extensions A, B, C and E; a middle dot; Latin with accents.
  paper.blocks.push_back({Block::Kind::paragraph, "㐂𠮷𡈼𪚥𪜀𫠠·买买提·José Müller"});
  const auto drawn = draw(paper);
  EXPECT_TRUE(drawn) << drawn.error().text();
}

TEST(paper, refuses_a_character_that_no_font_has) {
  auto paper = plain();
  paper.blocks.push_back({Block::Kind::paragraph, "\xF3\xB0\x80\x80"});  // U+F0000, private use
  const auto drawn = draw(paper);
  ASSERT_FALSE(drawn);
  EXPECT_EQ(drawn.error().code, Code::unavailable);
  EXPECT_THAT(drawn.error().detail, testing::HasSubstr("font"));
}

TEST(paper, is_small_and_the_same_with_the_cut_down_fonts) {
  const auto fonts = Fonts::open(VERMILION_SOURCE_DIR "/build/fonts");
  ASSERT_TRUE(fonts) << "tools/fonts.sh makes them";
  const auto first = draw(plain(), fonts.get()).value();
  EXPECT_LT(first.size() * 2, draw(plain()).value().size());
  std::vector<Bytes> drawn(16);
  {
    std::vector<std::jthread> threads;
    for (std::size_t from = 0; from < 4; ++from) {
      threads.emplace_back([&, from] {
        for (auto at = from; at < drawn.size(); at += 4) {
          drawn[at] = draw(plain(), fonts.get()).value();
        }
      });
    }
  }
  EXPECT_THAT(drawn, testing::Each(first));
}

TEST(paper, takes_the_whole_fonts_for_what_the_cut_down_ones_lack) {
  const auto fonts = Fonts::open(VERMILION_SOURCE_DIR "/build/fonts");
  ASSERT_TRUE(fonts);
  auto paper = plain();
  paper.blocks.push_back({Block::Kind::paragraph, "𠮷田"});
  EXPECT_TRUE(draw(paper, fonts.get()));
  paper.blocks.push_back({Block::Kind::paragraph, "\xF3\xB0\x80\x80"});
  EXPECT_EQ(draw(paper, fonts.get()).error().code, Code::unavailable);
  EXPECT_EQ(Fonts::open("/nowhere"), nullptr);
}

TEST(paper, runs_over_pages_and_ends_at_a_bound) {
  auto paper = plain();
  for (int i = 0; i < 60; ++i) paper.blocks.push_back({Block::Kind::item, "补正内容"});
  const auto two = draw(paper);
  ASSERT_TRUE(two);
  EXPECT_GE(pages_of(two.value()), 2U);
  const std::string longest(400, 'x');
  for (int i = 0; i < 400; ++i) paper.blocks.push_back({Block::Kind::paragraph, longest});
  EXPECT_EQ(draw(paper).error().code, Code::invalid);
  paper.blocks.assign(blocks_max + 1, {});
  EXPECT_EQ(draw(paper).error().code, Code::invalid);
}

TEST(qr_code, is_square_has_dark_modules_and_refuses_what_does_not_fit) {
  const auto code = qr_code("vermilion");
  ASSERT_TRUE(code);
  const auto& [side, dark] = code.value();
  EXPECT_EQ(side, 21U);
  ASSERT_EQ(dark.size(), side * side);
  // The three corners that a reader looks for, and nothing like it in the fourth.
  const auto is_corner = [&, side = side, &dark = dark](std::size_t left, std::size_t top) {
    for (std::size_t i = 0; i < 7; ++i) {
      if (!dark[top * side + left + i] || !dark[(top + i) * side + left]) return false;
    }
    return !dark[(top + 1) * side + left + 1] && dark[(top + 3) * side + left + 3];
  };
  EXPECT_TRUE(is_corner(0, 0) && is_corner(side - 7, 0) && is_corner(0, side - 7));
  EXPECT_FALSE(is_corner(side - 7, side - 7));
  EXPECT_EQ(qr_code(std::string(8'000, 'x')).error().code, Code::invalid);
}

}  // namespace
}  // namespace vermilion::papers
