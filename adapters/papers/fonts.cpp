#include "adapters/papers/fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <mutex>
#include <vector>

namespace vermilion::papers {

struct Fonts::Maps {
  FcConfig* const config = FcConfigCreate();
  std::mutex mutex;
  std::vector<PangoFontMap*> free;
};

Fonts::Fonts() : maps_{std::make_unique<Maps>()} {}

std::unique_ptr<Fonts> Fonts::open(const std::string& folder) {
  std::unique_ptr<Fonts> fonts{new Fonts};
  for (const auto* name : {"/Regular.otf", "/Bold.otf"}) {
    const auto path = folder + name;
    const auto* octets = reinterpret_cast<const FcChar8*>(path.c_str());
    if (FcConfigAppFontAddFile(fonts->maps_->config, octets) == FcFalse) return nullptr;
  }
  return fonts;
}

Fonts::~Fonts() {
  for (auto* map : maps_->free) g_object_unref(map);
  FcConfigDestroy(maps_->config);
}

std::shared_ptr<void> Fonts::lend() const {
  auto& maps = *maps_;
  PangoFontMap* map = nullptr;
  {
    const std::lock_guard lock{maps.mutex};
    if (!maps.free.empty()) {
      map = maps.free.back();
      maps.free.pop_back();
    }
  }
  if (map == nullptr) {
    map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), maps.config);
  }
  return {map, [&maps](PangoFontMap* lent) {
            const std::lock_guard lock{maps.mutex};
            maps.free.push_back(lent);
          }};
}

}  // namespace vermilion::papers
