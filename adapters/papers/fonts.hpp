// The cut-down fonts that almost every paper is drawn with (tools/fonts.sh): cairo reads a font's
// whole outlines for each paper, so that small ones make it fast and its file small.
//
// They have the characters of GB 2312; a text that has another is drawn with the installed fonts.
// Threads: any.
#pragma once

#include <memory>
#include <string>

namespace vermilion::papers {

class Fonts {
 public:
  // Regular.otf and Bold.otf of `folder`; null when they are not there.
  [[nodiscard]] static std::unique_ptr<Fonts> open(const std::string& folder);
  ~Fonts();
  Fonts(const Fonts&) = delete;
  Fonts& operator=(const Fonts&) = delete;

  // A PangoFontMap, which is one thread's at a time; what it has loaded is kept for the next one.
  // It is given back before this object goes.
  [[nodiscard]] std::shared_ptr<void> lend() const;

 private:
  struct Maps;
  Fonts();

  const std::unique_ptr<Maps> maps_;
};

}  // namespace vermilion::papers
