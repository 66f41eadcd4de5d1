// FileKeys: the keys port in files: DIRECTORY/house.key and pools DIRECTORY/000001.pool, ….
//
// All of them are wrapped by the hall key (hall_key.hpp), which lies beside the directory or
// wherever it is said to; without it nothing here opens. What an earlier program left unwrapped is
// wrapped when a house opens it alone (the blocks that it lay in are the device's to forget).
// A pool is whole and durable before any of its keys is handed out, so `take` never waits for the
// disk: a thread makes the next pool when a quarter of the last is left; if keys go faster than the
// disk, `take` answers full. Each start begins a fresh pool: which keys of an older one were handed
// out is recorded only in the journal, and the rest of them is lost to use.
// `destroy` overwrites the key with zeros where it stands and waits for the device; the id stays,
// so that "destroyed" and "never was" are told apart. A copy on a snapshot, a backup or a device
// that writes elsewhere is not reached by this: backups of this directory need an end of their own.
// All keys are held in memory (KeyTable: 65 MiB a million); beyond `keys_max` no more are made.
// Several nodes of one house use one directory, on storage that all of them see: each hands out the
// keys of pools that it made itself, and looks for pools of the others when it meets a key that it
// does not know. A key that another node destroyed is held in memory here until the next start.
// Rot is found at open (a CRC an entry) and named; files that others may read are refused.
// Threads: any; open and take share a reader lock.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>

#include "adapters/store/keys/key_table.hpp"
#include "engine/ports/keys.hpp"

namespace vermilion {

struct KeyOptions {
  std::uint32_t pool_keys = 4096;       // 256 KiB a pool; at most pool_keys_max
  std::uint64_t keys_max = 16U << 20U;  // 1 GiB of memory
  bool shared = false;                  // other processes may be at work in the directory
  std::string hall_key = {};            // its file; empty: hall.key beside the directory
};

class FileKeys final : public Keys {
 public:
  // `directory` itself is made when it is not there; its parent must be. Errors: corrupt (names
  // file and entry; or house.key is missing beside pools), invalid (others may read a file), io,
  // full.
  [[nodiscard]] static Result<std::unique_ptr<FileKeys>> open(const std::string& directory,
                                                              const KeyOptions& options = {});
  // For offline tools: makes nothing; `take` and `destroy` answer unsupported. Errors: not_found.
  [[nodiscard]] static Result<std::unique_ptr<FileKeys>> open_read_only(
      const std::string& directory, const std::string& hall_key = {});
  // Wraps everything in the directory, which nobody else may have open, by another hall key, that
  // is made when it is not there. What a crash left half done goes on: each file says by which it
  // is wrapped. Answers how many files were written. Errors: as `open`.
  [[nodiscard]] static Result<std::size_t> rewrap(const std::string& directory,
                                                  const std::string& hall_key,
                                                  const std::string& to);
  ~FileKeys() override;

  [[nodiscard]] Result<KeyId> take() override;
  [[nodiscard]] Result<Octets<32>> open(const KeyId& key) const override;
  [[nodiscard]] Result<void> destroy(const KeyId& key) override;
  [[nodiscard]] const Octets<32>& lookup_key() const override { return lookup_key_; }
  // Keys in memory, destroyed ones too.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Pool {
    std::size_t first;  // number of its first entry
    std::string path;
  };
  FileKeys(std::string directory, const KeyOptions& options, bool read_only, HallKey hall);
  Result<void> load();
  Result<void> load_house_key(bool beside_pools);
  Result<Bytes> make_house_key(const std::string& path);
  Result<void> load_pool(const std::string& path) const;
  // Pools that were not there when it last looked.
  Result<void> load_more() const;
  Result<void> make_pool();
  Result<void> adopt(const std::string& path, const std::vector<KeyEntry>& entries) const;
  [[nodiscard]] const KeyEntry& own_at(std::uint64_t number) const;
  void ask_for_pool();
  void refill();

  const std::string directory_;
  const KeyOptions options_;
  const bool read_only_;
  const HallKey hall_;
  Octets<32> lookup_key_{};

  // A run of entries that this store made, and how many it had made before.
  struct Own {
    std::uint64_t made_before;
    std::size_t first;
  };
  mutable std::shared_mutex table_mutex_;  // table_, pools_ and own_
  mutable KeyTable table_;
  mutable std::vector<Pool> pools_;
  std::vector<Own> own_;
  mutable std::mutex looking_;           // for pools of others; one at a time
  std::uint64_t pool_number_ = 0;        // of the newest pool; used by the maker of pools only
  std::atomic<std::uint64_t> next_{0};   // how many of its own were handed out
  std::atomic<std::uint64_t> ready_{0};  // of its own, how many may be

  std::mutex destroy_mutex_;
  std::atomic<bool> asked_{false};
  std::mutex refill_mutex_;  // stopping_, refill_error_
  std::condition_variable refill_wanted_;
  bool stopping_ = false;
  std::optional<Error> refill_error_;
  std::thread refiller_;
};

}  // namespace vermilion
