#include "app/commands/zip_file.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>

namespace vermilion::commands {
namespace {

constexpr int mode = 0600;

std::string part_of(const std::string& path) {
  return path + ".part";
}

}  // namespace

Result<std::unique_ptr<ZipFile>> ZipFile::make(const std::string& path) {
  auto* archive = archive_write_new();
  if (archive == nullptr) return fail(Code::io, "libarchive does not start");
  std::unique_ptr<ZipFile> made{new ZipFile{path, archive}};
  VERMILION_TRY(made->done(archive_write_set_format_zip(archive)));
  VERMILION_TRY(made->done(archive_write_zip_set_compression_store(archive)));
  VERMILION_TRY(made->done(archive_write_open_filename(archive, part_of(path).c_str())));
  return made;
}

ZipFile::~ZipFile() {
  if (archive_ != nullptr) archive_write_free(archive_);
}

Result<void> ZipFile::done(int code) {
  if (code == ARCHIVE_OK) return ok();
  const auto* what = archive_error_string(archive_);
  return fail(Code::io, path_ + ": " + (what == nullptr ? "cannot be written" : what));
}

Result<void> ZipFile::add(const std::string& name, std::string_view octets) {
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry{archive_entry_new(),
                                                                            &archive_entry_free};
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(octets.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), mode);
  VERMILION_TRY(done(archive_write_header(archive_, entry.get())));
  const auto written = archive_write_data(archive_, octets.data(), octets.size());
  return done(written == static_cast<la_ssize_t>(octets.size()) ? ARCHIVE_OK : ARCHIVE_FATAL);
}

Result<void> ZipFile::close() {
  VERMILION_TRY(done(archive_write_close(archive_)));
  std::error_code error;
  std::filesystem::rename(part_of(path_), path_, error);
  if (error) return fail(Code::io, path_ + ": " + error.message());
  return ok();
}

}  // namespace vermilion::commands
