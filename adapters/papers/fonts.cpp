#include "adapters/papers/fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

namespace vermilion::papers {

std::unique_ptr<Fonts> Fonts::open(const std::string& folder) {
  std::unique_ptr<Fonts> fonts{new Fonts{FcConfigCreate()}};
  for (const auto* name : {"/Regular.otf", "/Bold.otf"}) {
    const auto path = folder + name;
    const auto* octets = reinterpret_cast<const FcChar8*>(path.c_str());
    if (FcConfigAppFontAddFile(fonts->config_, octets) == FcFalse) return nullptr;
  }
  return fonts;
}

Fonts::~Fonts() {
  for (auto* map : free_) g_object_unref(map);
  FcConfigDestroy(config_);
}

Fonts::Lent Fonts::lend() const {
  PangoFontMap* map = nullptr;
  {
    const std::lock_guard lock{mutex_};
    if (!free_.empty()) {
      map = free_.back();
      free_.pop_back();
    }
  }
  if (map == nullptr) {
    map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config_);
  }
  return {map, [this](PangoFontMap* lent) {
            const std::lock_guard lock{mutex_};
            free_.push_back(lent);
          }};
}

}  // namespace vermilion::papers
