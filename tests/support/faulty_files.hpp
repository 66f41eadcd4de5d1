// FaultyFiles: a file system in memory that keeps unsynced octets and names apart, and can fail.
//
// Fault model (why: RELIABILITY §2.1, and what Linux does):
//   - a write is seen at once and durable only after the file's sync; a name (open of a new file,
//     rename, remove, make_directory) only after its directory's sync;
//   - at a crash the unsynced is lost as `Loss` says: a prefix of the writes is kept, the next torn
//     at 512 octets, names likewise; or each 512-octet sector and each name by a coin; or nothing
//     of it, names included; or, when only the process dies, everything is kept;
//   - after a failed sync the pages count as clean: they are seen, a later sync does not write
//   them,
//     and which of them the device holds is decided by a coin (fsyncgate);
//   - a write that fails may have written a part.
// Every open, write, sync, rename, remove, make_directory and sync_directory is an operation; a
// plan crashes or fails the k-th (from 1); reads count when the plan says so. After the crash every
// call answers an error until `restart`. Deterministic by seed. Threads: one.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include "adapters/store/segments/files.hpp"

namespace vermilion::test {

enum class Loss : std::uint8_t { prefix, torn, names, process };
inline constexpr Loss all_losses[] = {Loss::prefix, Loss::torn, Loss::names, Loss::process};

struct Plan {
  std::uint64_t crash_at = 0;  // 0: never
  std::uint64_t fail_at = 0;   // 0: never
  bool sticky = false;         // all from fail_at on
  bool reads = false;          // reads count, too
  std::string word = "Input/output error";
};

class FaultyFiles final : public FilePort {
 public:
  explicit FaultyFiles(std::uint64_t seed = 1) : random_{seed} {}

  // Counts from here on.
  void plan(const Plan& plan) {
    plan_ = plan;
    operations_ = 0;
  }
  [[nodiscard]] std::uint64_t operations() const { return operations_; }
  [[nodiscard]] bool crashed() const { return crashed_; }
  // The process is gone; what was not synced is lost as told; nothing fails from now on.
  void restart(Loss loss, std::uint64_t seed);

  [[nodiscard]] std::vector<std::string> paths() const;
  [[nodiscard]] std::uint64_t size_of(const std::string& path) const;
  // Turns bits of one durable octet over.
  void flip(const std::string& path, std::uint64_t offset, std::uint8_t bits);

  [[nodiscard]] Result<std::unique_ptr<File>> open(const std::string& path,
                                                   Opening opening) override;
  [[nodiscard]] Result<bool> exists(const std::string& path) override;
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& directory) override;
  [[nodiscard]] Result<void> make_directory(const std::string& path) override;
  [[nodiscard]] Result<void> sync_directory(const std::string& path) override;
  [[nodiscard]] Result<void> rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] Result<void> remove(const std::string& path) override;
  [[nodiscard]] Result<std::unique_ptr<DirectoryLock>> lock(const std::string& directory,
                                                            Locking locking) override;

 private:
  struct Write {
    std::uint64_t offset = 0;
    Bytes octets;
  };
  struct Inode {
    bool directory = false;
    Bytes durable;
    Bytes seen;
    std::vector<Write> pending;
  };
  using Names = std::map<std::string, std::shared_ptr<Inode>>;
  // One change of names: `gone` and `come` at once for a rename.
  struct NameChange {
    std::string directory;
    std::string gone;
    std::string come;
    std::shared_ptr<Inode> inode;
  };
  struct Handle;
  struct Lock;
  enum class Outcome { good, failed, crashing };

  Outcome next_operation();
  Result<void> refused(const std::string& path, Outcome outcome) const;
  bool coin() { return (random_() & 1U) != 0; }
  void keep_sectors(Inode& inode, const Write& write);
  void lose_data(Inode& inode, Loss loss);
  static void apply(Bytes& octets, const Write& write);
  static void apply(Names& names, const NameChange& change);
  void change(NameChange change);

  std::mt19937_64 random_;
  Plan plan_;
  std::uint64_t operations_ = 0;
  bool crashed_ = false;
  std::uint64_t generation_ = 0;
  Names names_;
  Names durable_names_;
  std::vector<NameChange> changes_;
  std::set<std::string> locked_;
};

}  // namespace vermilion::test
