#include "adapters/store/segments/files.hpp"

namespace vermilion {

Result<void> write_whole(FilePort& files, const std::string& directory, const std::string& name,
                         BytesView octets) {
  const auto path = directory + "/" + name;
  {
    VERMILION_TRY(const auto file, files.open(path + unfinished_suffix, Opening::fresh));
    VERMILION_TRY(file->write_at(0, octets));
    VERMILION_TRY(file->sync());
  }
  VERMILION_TRY(files.rename(path + unfinished_suffix, path));
  return files.sync_directory(directory);
}

Result<void> write_zeros(File& file, std::uint64_t from, std::uint64_t size) {
  static const Bytes zeros(256 * 1024, '\0');
  while (size > 0) {
    const auto piece = std::min<std::uint64_t>(size, zeros.size());
    VERMILION_TRY(file.write_at(from, BytesView{zeros}.substr(0, piece)));
    from += piece;
    size -= piece;
  }
  return ok();
}

}  // namespace vermilion
