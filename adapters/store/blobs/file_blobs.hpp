// FileBlobs: the blobs port in files, each under its digest: DIRECTORY/ab/cdef….
//
// A blob's name appears when its octets are durable (adapters/system/durable_files.hpp). Every
// `get` computes the digest again, so rot is named and never handed on; putting the same octets
// again mends a rotten file. Bound: 16 MiB a blob; more is invalid. Threads: any.
#pragma once

#include <memory>
#include <string>

#include "engine/ports/blobs.hpp"

namespace vermilion {

class FileBlobs final : public Blobs {
 public:
  static constexpr std::size_t blob_bytes_max = 16U << 20U;

  // Makes `directory` when it is not there; its parent must be. Errors: io, full.
  [[nodiscard]] static Result<std::unique_ptr<FileBlobs>> open(const std::string& directory);
  // For offline tools: makes nothing; `put` answers unsupported. Errors: not_found.
  [[nodiscard]] static Result<std::unique_ptr<FileBlobs>> open_read_only(
      const std::string& directory);

  [[nodiscard]] Result<Digest> put(BytesView bytes) override;
  [[nodiscard]] Result<Bytes> get(const Digest& digest) const override;

 private:
  FileBlobs(std::string directory, bool read_only)
      : directory_{std::move(directory)}, read_only_{read_only} {}
  [[nodiscard]] std::string path_of(const Digest& digest) const;

  std::string directory_;
  bool read_only_;
};

}  // namespace vermilion
