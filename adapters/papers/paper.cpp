#include "adapters/papers/paper.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <memory>

#include "adapters/papers/fonts.hpp"
#include "adapters/papers/qr_code.hpp"

namespace vermilion::papers {
namespace {

// A4 in points, and what the paper's parts measure.
constexpr double width = 595.28;
constexpr double height = 841.89;
constexpr double margin = 72;
constexpr double text_width = width - 2 * margin;
constexpr double bottom = height - margin;
constexpr double code_side = 130;
constexpr double label_width = 150;
constexpr double footer_at = height - 46;

// Debian's fonts-noto-cjk, then fonts-hanazono for the ideographs that only it has.
constexpr const char* family = "Noto Serif CJK SC,HanaMinA,HanaMinB";

template <class T>
struct Unref {
  void operator()(T* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, Unref<PangoLayout>>;
using Context = std::unique_ptr<PangoContext, Unref<PangoContext>>;
using Canvas = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;
using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

double points(int pango) {
  return static_cast<double>(pango) / PANGO_SCALE;
}

struct Style {
  double size = 14;
  bool bold = false;
  PangoAlignment alignment = PANGO_ALIGN_LEFT;
  double indent = 0;  // of the first line; negative: of the others
  double after = 8;   // below the block
};

cairo_status_t collect(void* into, const unsigned char* data, unsigned size) {
  static_cast<Bytes*>(into)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

class Drawer {
 public:
  Drawer(const Paper& paper, cairo_t* canvas, PangoFontMap* quick)
      : paper_{paper},
        canvas_{canvas},
        quick_{quick == nullptr ? nullptr : pango_font_map_create_context(quick)},
        whole_{pango_cairo_create_context(canvas)} {
    if (quick_) pango_cairo_update_context(canvas, quick_.get());
  }

  Result<void> draw() {
    if (paper_.framed) frame();
    y_ = paper_.framed ? margin + 40 : margin;
    VERMILION_TRY(write(paper_.title,
                        {.size = paper_.framed ? 26.0 : 20.0,
                         .bold = true,
                         .alignment = PANGO_ALIGN_CENTER,
                         .after = paper_.framed ? 30.0 : 14.0},
                        margin, text_width));
    for (const auto& block : paper_.blocks) {
      VERMILION_TRY(add(block));
    }
    VERMILION_TRY(code());
    return footer();
  }

 private:
  // With the cut-down fonts where they have every character of it.
  Result<Layout> layout_of(const std::string& text, const Style& style, double room) {
    if (quick_) {
      auto layout = layout_in(quick_.get(), text, style, room);
      if (pango_layout_get_unknown_glyphs_count(layout.get()) == 0) return layout;
    }
    auto layout = layout_in(whole_.get(), text, style, room);
    if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0) {
      return fail(Code::unavailable, fmt::format("no installed font has every character of “{}”; "
                                                 "fonts-noto-cjk and fonts-hanazono are looked for",
                                                 text));
    }
    return layout;
  }

  static Layout layout_in(PangoContext* context, const std::string& text, const Style& style,
                          double room) {
    Layout layout{pango_layout_new(context)};
    auto* font = pango_font_description_new();
    pango_font_description_set_family_static(font, family);
    pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
    pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    pango_layout_set_width(layout.get(), static_cast<int>(room * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout.get(), style.alignment);
    pango_layout_set_indent(layout.get(), static_cast<int>(style.indent * PANGO_SCALE));
    pango_layout_set_spacing(layout.get(), static_cast<int>(style.size * 0.35 * PANGO_SCALE));
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
  }

  // Line by line, so that a block may run over a page's end.
  Result<void> write(const std::string& text, const Style& style, double x, double room) {
    VERMILION_TRY(const auto layout, layout_of(text, style, room));
    const std::unique_ptr<PangoLayoutIter, decltype(&pango_layout_iter_free)> lines{
        pango_layout_get_iter(layout.get()), pango_layout_iter_free};
    double shift = y_;
    do {
      PangoRectangle box;
      pango_layout_iter_get_line_extents(lines.get(), nullptr, &box);
      if (shift + points(box.y + box.height) > bottom) {
        VERMILION_TRY(next_page());
        shift = margin - points(box.y);
      }
      cairo_move_to(canvas_, x + points(box.x),
                    shift + points(pango_layout_iter_get_baseline(lines.get())));
      pango_cairo_show_layout_line(canvas_, pango_layout_iter_get_line_readonly(lines.get()));
      y_ = shift + points(box.y + box.height);
    } while (pango_layout_iter_next_line(lines.get()) != FALSE);
    y_ += style.after;
    return ok();
  }

  Result<void> add(const Block& block) {
    switch (block.kind) {
      case Block::Kind::number:
        return write(block.text, {.size = 12, .alignment = PANGO_ALIGN_CENTER, .after = 18}, margin,
                     text_width);
      case Block::Kind::addressee:
        return write(block.text, {}, margin, text_width);
      case Block::Kind::paragraph:
        return write(block.text, {.indent = 28}, margin, text_width);
      case Block::Kind::item:
        return write(block.text, {.indent = -20, .after = 4}, margin + 28, text_width - 28);
      case Block::Kind::closing:
        return write(block.text, {.alignment = PANGO_ALIGN_RIGHT, .after = 4}, margin, text_width);
      case Block::Kind::field:
        return field(block);
    }
    return ok();
  }

  Result<void> field(const Block& block) {
    const Style style{.size = 15, .after = 10};
    const double before = y_;
    VERMILION_TRY(write(block.label, style, margin + 10, label_width - 10));
    // Label and value begin on one line, wherever the label has come to stand.
    y_ = y_ < before ? margin : before;
    VERMILION_TRY(write(block.text, style, margin + label_width, text_width - label_width - 10));
    cairo_set_line_width(canvas_, 0.4);
    cairo_move_to(canvas_, margin + label_width, y_ - 5);
    cairo_line_to(canvas_, width - margin - 10, y_ - 5);
    cairo_stroke(canvas_);
    y_ += 6;
    return ok();
  }

  Result<void> code() {
    if (paper_.code.empty()) return ok();
    VERMILION_TRY(const auto modules, qr_code(paper_.code));
    if (y_ + code_side + 20 > bottom) {
      VERMILION_TRY(next_page());
    }
    const double top = bottom - code_side;
    VERMILION_TRY(paint(modules, margin, top));
    y_ = top + 10;
    const double beside = margin + code_side + 20;
    return write(paper_.caption, {.size = 9.5, .after = 0}, beside, width - margin - beside);
  }

  // As a stencil of one bit a module: thousands of rectangles would take longer to write than all
  // else on the paper.
  Result<void> paint(const QrCode& code, double x, double y) {
    const auto side = static_cast<int>(code.side);
    const Surface stencil{cairo_image_surface_create(CAIRO_FORMAT_A1, side, side),
                          cairo_surface_destroy};
    auto* octets = cairo_image_surface_get_data(stencil.get());
    if (octets == nullptr) return fail(Code::io, "cairo has no memory for a code");
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(stencil.get()));
    for (std::size_t at = 0; at < code.dark.size(); ++at) {
      const auto row = at / code.side;
      const auto column = at % code.side;
      // The first module of a row is the lowest bit, as on every machine that we run on.
      const auto bit = static_cast<unsigned char>(1U << column % 8);
      if (code.dark[at]) octets[row * stride + column / 8] |= bit;
    }
    cairo_surface_mark_dirty(stencil.get());
    cairo_save(canvas_);
    cairo_translate(canvas_, x, y);
    cairo_scale(canvas_, code_side / side, code_side / side);
    const std::unique_ptr<cairo_pattern_t, decltype(&cairo_pattern_destroy)> pattern{
        cairo_pattern_create_for_surface(stencil.get()), cairo_pattern_destroy};
    cairo_pattern_set_filter(pattern.get(), CAIRO_FILTER_NEAREST);
    cairo_mask(canvas_, pattern.get());
    cairo_restore(canvas_);
    return ok();
  }

  void frame() {
    cairo_set_source_rgb(canvas_, 0.78, 0.16, 0.11);  // vermilion
    for (const double inset : {34.0, 40.0}) {
      cairo_set_line_width(canvas_, inset < 40 ? 3 : 0.8);
      cairo_rectangle(canvas_, inset, inset, width - 2 * inset, height - 2 * inset);
      cairo_stroke(canvas_);
    }
    cairo_set_source_rgb(canvas_, 0, 0, 0);
  }

  Result<void> footer() {
    const double kept = y_;
    VERMILION_TRY(const auto layout,
                  layout_of(fmt::format("{}　{}", paper_.footer, page_),
                            {.size = 8, .alignment = PANGO_ALIGN_CENTER}, text_width));
    cairo_move_to(canvas_, margin, footer_at - (paper_.framed ? 8 : 0));
    pango_cairo_show_layout(canvas_, layout.get());
    y_ = kept;
    return ok();
  }

  Result<void> next_page() {
    VERMILION_TRY(footer());
    if (++page_ > pages_max) {
      return fail(Code::invalid, fmt::format("a paper has at most {} pages", pages_max));
    }
    cairo_show_page(canvas_);
    if (paper_.framed) frame();
    y_ = margin;
    return ok();
  }

  const Paper& paper_;
  cairo_t* canvas_;
  const Context quick_;  // of the cut-down fonts, or none
  const Context whole_;
  double y_ = 0;
  std::size_t page_ = 1;
};

void describe(cairo_surface_t* surface, const Paper& paper) {
  const auto set = [&](cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(surface, what, text.c_str());
  };
  set(CAIRO_PDF_METADATA_TITLE, paper.title);
  set(CAIRO_PDF_METADATA_SUBJECT, paper.subject);
  set(CAIRO_PDF_METADATA_CREATOR, "Vermilion");
  const auto day = to_text(paper.at);
  set(CAIRO_PDF_METADATA_CREATE_DATE, day);
  set(CAIRO_PDF_METADATA_MOD_DATE, day);
}

}  // namespace

Result<Bytes> draw(const Paper& paper, const Fonts* fonts) {
  if (paper.blocks.size() > blocks_max || paper.code.size() > code_octets_max) {
    return fail(Code::invalid,
                fmt::format("a paper has at most {} blocks and {} octets of code; this has {} and "
                            "{}",
                            blocks_max, code_octets_max, paper.blocks.size(), paper.code.size()));
  }
  Bytes octets;
  const auto quick = fonts == nullptr ? nullptr : fonts->lend();
  const Surface surface{cairo_pdf_surface_create_for_stream(collect, &octets, width, height),
                        cairo_surface_destroy};
  describe(surface.get(), paper);
  const Canvas canvas{cairo_create(surface.get()), cairo_destroy};
  VERMILION_TRY(Drawer(paper, canvas.get(), static_cast<PangoFontMap*>(quick.get())).draw());
  cairo_surface_finish(surface.get());
  const auto status = cairo_surface_status(surface.get());
  if (status != CAIRO_STATUS_SUCCESS) {
    return fail(Code::io, std::string{"cairo: "} + cairo_status_to_string(status));
  }
  return octets;
}

}  // namespace vermilion::papers
