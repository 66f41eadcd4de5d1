// qpdf's own smart pointer, which its headers would warn of, is not used here.
#define POINTERHOLDER_TRANSITION 4

#include "adapters/content/content.hpp"

#include <fmt/format.h>
#include <magic.h>

#include <algorithm>
#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>

namespace vermilion::content {
namespace {

constexpr std::string_view pdf = "application/pdf";
constexpr std::string_view jpeg = "image/jpeg";
constexpr std::string_view png = "image/png";
constexpr std::string_view taken[]{pdf, jpeg, png};

constexpr std::size_t objects_max = 200'000;
constexpr int depth_max = 64;

Result<std::string> sniffed(BytesView file) {
  const std::unique_ptr<magic_set, void (*)(magic_t)> magic{magic_open(MAGIC_MIME_TYPE),
                                                            magic_close};
  if (!magic || magic_load(magic.get(), nullptr) != 0) {
    return fail(Code::unavailable, "libmagic has no data to know files by");
  }
  const char* type = magic_buffer(magic.get(), file.data(), file.size());
  if (type == nullptr) return fail(Code::unavailable, "libmagic cannot look at the file");
  return std::string{type};
}

// What a PDF may do by itself or carry: ISO 32000-1 §§12.6, 7.11.4, 12.7.8.
const char* active_part(QPDFObjectHandle object) {
  if (object.isStream()) object = object.getDict();
  if (!object.isDictionary()) return nullptr;
  struct Part {
    const char* key;
    const char* what;
  };
  constexpr Part parts[]{{"/JS", "a script"},
                         {"/JavaScript", "scripts"},
                         {"/EmbeddedFiles", "files inside it"},
                         {"/EF", "a file inside it"},
                         {"/XFA", "an active form"},
                         {"/RichMedia", "rich media"}};
  for (const auto& part : parts) {
    if (object.hasKey(part.key)) return part.what;
  }
  auto subtype = object.getKey("/S");
  if (subtype.isName()) {
    const auto name = subtype.getName();
    for (const auto* action : {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE"}) {
      if (name == action) return "an action";
    }
  }
  auto type = object.getKey("/Subtype");
  if (type.isName() && (type.getName() == "/RichMedia" || type.getName() == "/FileAttachment")) {
    return "an attachment";
  }
  return nullptr;
}

// The same in everything that stands inside the object itself; what it refers to is looked at by
// itself. Errors: invalid when it is nested too deep to be looked at.
Result<void> check_object(QPDFObjectHandle object, int depth) {
  if (depth > depth_max) return fail(Code::invalid, "the PDF is nested too deep");
  if (const auto* what = active_part(object)) {
    return fail(Code::invalid, fmt::format("the PDF contains {}", what));
  }
  const auto inside = [depth](QPDFObjectHandle& part) -> Result<void> {
    return part.isIndirect() ? ok() : check_object(part, depth + 1);
  };
  if (object.isStream()) object = object.getDict();
  if (object.isDictionary()) {
    for (auto& [name, part] : object.getDictAsMap()) {
      VERMILION_TRY(inside(part));
    }
  } else if (object.isArray()) {
    for (auto& part : object.getArrayAsVector()) {
      VERMILION_TRY(inside(part));
    }
  }
  return ok();
}

Result<void> check_pdf(BytesView file) {
  if (!file.starts_with("%PDF-")) {
    return fail(Code::invalid, "a PDF begins with %PDF-, and nothing stands before it");
  }
  try {
    QPDF document;
    document.setSuppressWarnings(true);
    document.processMemoryFile("material", file.data(), file.size());
    if (document.isEncrypted()) return fail(Code::invalid, "the PDF is encrypted");
    if (document.getObjectCount() > objects_max) {
      return fail(Code::invalid, fmt::format("the PDF has more than {} objects", objects_max));
    }
    for (const auto& object : document.getAllObjects()) {
      VERMILION_TRY(check_object(object, 0));
    }
    if (document.getAllPages().empty()) return fail(Code::invalid, "the PDF has no page");
  } catch (const std::exception&) {
    return fail(Code::invalid, "the PDF cannot be read: it is damaged, or asks for a password");
  }
  return ok();
}

// Both formats say where they end; what rides behind is an archive or a program, as a rule.
Result<void> check_end(BytesView file, BytesView end) {
  if (file.ends_with(end)) return ok();
  return fail(Code::invalid, "the picture is cut off, or something stands behind its end");
}

}  // namespace

bool is_taken(std::string_view media_type) noexcept {
  return std::find(std::begin(taken), std::end(taken), media_type) != std::end(taken);
}

std::string taken_types() {
  std::string all;
  for (const auto type : taken) all += (all.empty() ? "" : ", ") + std::string{type};
  return all;
}

Result<void> check(BytesView file, const std::string& media_type) {
  if (!is_taken(media_type)) {
    return fail(Code::invalid, fmt::format("{} is not taken; {} are", media_type, taken_types()));
  }
  VERMILION_TRY(const auto found, sniffed(file));
  if (found != media_type) {
    return fail(Code::invalid, fmt::format("the content is {}, not {}", found, media_type));
  }
  if (media_type == pdf) return check_pdf(file);
  if (media_type == jpeg) return check_end(file, "\xFF\xD9");
  return check_end(file, BytesView{"\0\0\0\0IEND\xAE\x42\x60\x82", 12});
}

}  // namespace vermilion::content
