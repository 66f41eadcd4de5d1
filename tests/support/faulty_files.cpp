#include "tests/support/faulty_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vermilion::test {
namespace {

constexpr std::size_t sector = 512;

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

struct FaultyFiles::Handle final : public File {
  Handle(FaultyFiles& owner, std::string name, std::shared_ptr<Inode> file)
      : files{owner}, path{std::move(name)}, inode{std::move(file)}, born{owner.generation_} {}

  Result<void> write_at(std::uint64_t offset, BytesView octets) override {
    if (born != files.generation_) return fail(Code::io, "a handle of a process that is gone");
    const auto outcome = files.next_operation();
    Write write{offset, Bytes{octets}};
    if (outcome == Outcome::failed) write.octets.resize(write.octets.size() / 2);
    if (!files.crashed_ || outcome == Outcome::crashing) {
      apply(inode->seen, write);
      inode->pending.push_back(std::move(write));
    }
    return files.refused(path, outcome);
  }

  Result<Bytes> read_at(std::uint64_t offset, std::size_t size, Cache cache) const override {
    if (born != files.generation_) return fail(Code::io, "a handle of a process that is gone");
    const auto outcome = files.plan_.reads ? files.next_operation() : Outcome::good;
    VERMILION_TRY(files.refused(path, files.crashed_ ? Outcome::crashing : outcome));
    Bytes octets = inode->seen;
    if (cache == Cache::past) {
      octets = inode->durable;
      for (const auto& write : inode->pending) apply(octets, write);
    }
    if (offset >= octets.size()) return Bytes{};
    return octets.substr(offset, size);
  }

  Result<void> sync() override {
    if (born != files.generation_) return fail(Code::io, "a handle of a process that is gone");
    const auto outcome = files.next_operation();
    if (outcome == Outcome::failed) {
      for (const auto& write : inode->pending) files.keep_sectors(*inode, write);
      inode->pending.clear();
    } else if (outcome == Outcome::good || (outcome == Outcome::crashing && files.coin())) {
      for (const auto& write : inode->pending) apply(inode->durable, write);
      inode->pending.clear();
    }
    return files.refused(path, outcome);
  }

  Result<std::uint64_t> size() const override { return std::uint64_t{inode->seen.size()}; }

  FaultyFiles& files;
  std::string path;
  std::shared_ptr<Inode> inode;
  std::uint64_t born;
};

struct FaultyFiles::Lock final : public DirectoryLock {
  Lock(FaultyFiles& owner, std::string name) : files{owner}, directory{std::move(name)} {}
  ~Lock() override { files.locked_.erase(directory); }
  FaultyFiles& files;
  std::string directory;
};

FaultyFiles::Outcome FaultyFiles::next_operation() {
  if (crashed_) return Outcome::failed;
  ++operations_;
  if (operations_ == plan_.crash_at) {
    crashed_ = true;
    return Outcome::crashing;
  }
  const bool fails = plan_.fail_at != 0 &&
                     (plan_.sticky ? operations_ >= plan_.fail_at : operations_ == plan_.fail_at);
  return fails ? Outcome::failed : Outcome::good;
}

Result<void> FaultyFiles::refused(const std::string& path, Outcome outcome) const {
  if (outcome == Outcome::good) return ok();
  return fail(Code::io, fmt::format("{}: {}", path, crashed_ ? "crashed" : plan_.word));
}

void FaultyFiles::apply(Bytes& octets, const Write& write) {
  const auto end = write.offset + write.octets.size();
  if (octets.size() < end) octets.resize(end, '\0');
  octets.replace(write.offset, write.octets.size(), write.octets);
}

void FaultyFiles::apply(Names& names, const NameChange& change) {
  if (!change.gone.empty()) names.erase(change.gone);
  if (!change.come.empty()) names[change.come] = change.inode;
}

void FaultyFiles::change(NameChange change) {
  apply(names_, change);
  changes_.push_back(std::move(change));
}

// Of one write, each sector of the device by a coin.
void FaultyFiles::keep_sectors(Inode& inode, const Write& write) {
  for (std::uint64_t at = write.offset; at < write.offset + write.octets.size();) {
    const auto next = std::min(at / sector * sector + sector, write.offset + write.octets.size());
    if (coin()) apply(inode.durable, {at, write.octets.substr(at - write.offset, next - at)});
    at = next;
  }
}

void FaultyFiles::lose_data(Inode& inode, Loss loss) {
  if (loss == Loss::process) return;
  if (loss == Loss::prefix && !inode.pending.empty()) {
    const auto kept = random_() % (inode.pending.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) apply(inode.durable, inode.pending[i]);
    if (kept < inode.pending.size()) {
      auto torn = inode.pending[kept];
      const auto end = torn.offset + random_() % (torn.octets.size() + 1);
      const auto cut = end / sector * sector;
      torn.octets.resize(cut > torn.offset ? cut - torn.offset : 0);
      if (!torn.octets.empty()) apply(inode.durable, torn);
    }
  } else if (loss == Loss::torn) {
    for (const auto& write : inode.pending) keep_sectors(inode, write);
  }
  inode.pending.clear();
  inode.seen = inode.durable;
}

void FaultyFiles::restart(Loss loss, std::uint64_t seed) {
  random_.seed(seed);
  ++generation_;
  crashed_ = false;
  plan_ = {};
  operations_ = 0;
  locked_.clear();
  if (loss == Loss::process) return;
  // Names come back in order up to some change, as from a metadata journal; or, since POSIX
  // promises no order, each change by a coin; or none.
  const auto kept = random_() % (changes_.size() + 1);
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    const bool keep = loss == Loss::torn ? coin() : loss == Loss::prefix && i < kept;
    if (keep) apply(durable_names_, changes_[i]);
  }
  changes_.clear();
  for (auto name = durable_names_.begin(); name != durable_names_.end();) {
    const auto parent = parent_of(name->first);
    const bool reachable = parent == "/" || durable_names_.contains(parent);
    name = reachable ? std::next(name) : durable_names_.erase(name);
  }
  names_ = durable_names_;
  std::set<Inode*> done;
  for (const auto& [path, inode] : names_) {
    if (done.insert(inode.get()).second) lose_data(*inode, loss);
  }
}

std::vector<std::string> FaultyFiles::paths() const {
  std::vector<std::string> paths;
  for (const auto& [path, inode] : names_) {
    if (!inode->directory) paths.push_back(path);
  }
  return paths;
}

std::uint64_t FaultyFiles::size_of(const std::string& path) const {
  return names_.at(path)->seen.size();
}

void FaultyFiles::flip(const std::string& path, std::uint64_t offset, std::uint8_t bits) {
  auto& inode = *names_.at(path);
  for (auto* octets : {&inode.durable, &inode.seen}) {
    auto& octet = octets->at(offset);
    octet = static_cast<char>(static_cast<unsigned char>(octet) ^ bits);
  }
}

Result<std::unique_ptr<File>> FaultyFiles::open(const std::string& path, Opening opening) {
  const auto outcome = next_operation();
  VERMILION_TRY(refused(path, outcome));
  auto name = names_.find(path);
  if (name == names_.end()) {
    if (opening == Opening::to_read || opening == Opening::to_write) {
      return fail(Code::not_found, path + ": no such file");
    }
    if (!names_.contains(parent_of(path))) return fail(Code::not_found, path + ": no directory");
    change({parent_of(path), "", path, std::make_shared<Inode>()});
    name = names_.find(path);
  } else if (opening == Opening::fresh) {
    // A truncated file counts as a new one under the old name.
    change({parent_of(path), path, path, std::make_shared<Inode>()});
    name = names_.find(path);
  }
  return std::unique_ptr<File>{std::make_unique<Handle>(*this, path, name->second)};
}

Result<bool> FaultyFiles::exists(const std::string& path) {
  if (crashed_) return refused(path, Outcome::failed).error();
  return names_.contains(path);
}

Result<std::vector<std::string>> FaultyFiles::list(const std::string& directory) {
  if (crashed_) return refused(directory, Outcome::failed).error();
  if (!names_.contains(directory)) return fail(Code::not_found, directory + ": no such directory");
  std::vector<std::string> names;
  for (const auto& [path, inode] : names_) {
    if (parent_of(path) == directory && path != directory) {
      names.push_back(path.substr(directory.size() + 1));
    }
  }
  return names;
}

Result<void> FaultyFiles::make_directory(const std::string& path) {
  const auto outcome = next_operation();
  VERMILION_TRY(refused(path, outcome));
  if (names_.contains(path)) return ok();
  auto inode = std::make_shared<Inode>();
  inode->directory = true;
  change({parent_of(path), "", path, std::move(inode)});
  return ok();
}

Result<void> FaultyFiles::sync_directory(const std::string& path) {
  const auto outcome = next_operation();
  if (outcome == Outcome::good || (outcome == Outcome::crashing && coin())) {
    std::vector<NameChange> still;
    for (auto& change : changes_) {
      if (change.directory == path) {
        apply(durable_names_, change);
      } else {
        still.push_back(std::move(change));
      }
    }
    changes_ = std::move(still);
  }
  return refused(path, outcome);
}

Result<void> FaultyFiles::rename(const std::string& from, const std::string& to) {
  const auto outcome = next_operation();
  if (outcome == Outcome::good || (outcome == Outcome::crashing && coin())) {
    const auto name = names_.find(from);
    if (name == names_.end()) return fail(Code::not_found, from + ": no such file");
    change({parent_of(to), from, to, name->second});
  }
  return refused(from, outcome);
}

Result<void> FaultyFiles::remove(const std::string& path) {
  const auto outcome = next_operation();
  if (outcome == Outcome::good || (outcome == Outcome::crashing && coin())) {
    if (!names_.contains(path)) return fail(Code::not_found, path + ": no such file");
    change({parent_of(path), path, "", nullptr});
  }
  return refused(path, outcome);
}

Result<std::unique_ptr<DirectoryLock>> FaultyFiles::lock(const std::string& directory, Locking) {
  if (crashed_) return refused(directory, Outcome::failed).error();
  if (!locked_.insert(directory).second) return fail(Code::conflict, directory + " is in use");
  return std::unique_ptr<DirectoryLock>{std::make_unique<Lock>(*this, directory)};
}

}  // namespace vermilion::test
