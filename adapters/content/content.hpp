// What a file really is, and whether it may be taken as a material.
//
// Taken are documents and pictures: application/pdf, image/jpeg, image/png. The content must be
// what the media type says (libmagic), end where its format ends, so that nothing rides behind it,
// and do nothing by itself: a PDF that is encrypted, runs scripts, starts programs, sends forms or
// carries files inside is refused (qpdf reads every object). Errors: invalid, a sentence for the
// sender. Parsers of strangers' files: run it in a process of its own (app/commands/content_check).
// Threads: any.
#pragma once

#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace vermilion::content {

[[nodiscard]] bool is_taken(std::string_view media_type) noexcept;
// "application/pdf, image/jpeg, image/png"
[[nodiscard]] std::string taken_types();
[[nodiscard]] Result<void> check(BytesView file, const std::string& media_type);

}  // namespace vermilion::content
