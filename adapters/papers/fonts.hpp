// The cut-down fonts that almost every paper is drawn with (tools/fonts.sh): cairo reads a font's
// whole outlines for each paper, so that small ones make it fast and its file small.
//
// They have the characters of GB 2312; a text that has another is drawn with the installed fonts.
// Threads: any.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

using FcConfig = struct _FcConfig;
using PangoFontMap = struct _PangoFontMap;

namespace vermilion::papers {

class Fonts {
 public:
  // Regular.otf and Bold.otf of `folder`; null when they are not there.
  [[nodiscard]] static std::unique_ptr<Fonts> open(const std::string& folder);
  ~Fonts();
  Fonts(const Fonts&) = delete;
  Fonts& operator=(const Fonts&) = delete;

  // A font map is one thread's at a time; what it has loaded is kept for the next one.
  using Lent = std::unique_ptr<PangoFontMap, std::function<void(PangoFontMap*)>>;
  [[nodiscard]] Lent lend() const;

 private:
  explicit Fonts(FcConfig* config) : config_{config} {}

  FcConfig* const config_;
  mutable std::mutex mutex_;
  mutable std::vector<PangoFontMap*> free_;
};

}  // namespace vermilion::papers
