#include "adapters/store/keys/file_keys.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <filesystem>

#include "adapters/system/durable_files.hpp"
#include "base/hash.hpp"

namespace vermilion {
namespace {

constexpr BytesView house_magic = "VERMHOUS";
constexpr std::size_t house_octets = 8 + 32 + 4;  // magic, key, crc32c of both

std::string pool_path(const std::string& directory, std::uint64_t number) {
  return fmt::format("{}/{:06}.pool", directory, number);
}
// 0 when the name is not that of a pool.
std::uint64_t pool_number(std::string_view name) {
  if (!name.ends_with(".pool") || name.size() < 11 || name.size() > 20) return 0;
  std::uint64_t number = 0;
  for (const char digit : name.substr(0, name.size() - 5)) {
    if (digit < '0' || digit > '9') return 0;
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

void wipe(Bytes& octets) {
  OPENSSL_cleanse(octets.data(), octets.size());
}
void wipe(std::vector<KeyEntry>& entries) {
  for (auto& entry : entries) OPENSSL_cleanse(entry.key.data(), entry.key.size());
}

std::string name_of(const KeyId& key) {
  return to_hex(view_of(key.octets));
}

}  // namespace

FileKeys::FileKeys(std::string directory, const KeyOptions& options, bool read_only)
    : directory_{std::move(directory)}, options_{options}, read_only_{read_only} {}

FileKeys::~FileKeys() {
  {
    const std::lock_guard lock{refill_mutex_};
    stopping_ = true;
  }
  refill_wanted_.notify_all();
  if (refiller_.joinable()) refiller_.join();
  for (std::size_t i = 0; i < table_.size(); ++i) {
    OPENSSL_cleanse(table_.at(i).key.data(), table_.at(i).key.size());
  }
  OPENSSL_cleanse(lookup_key_.data(), lookup_key_.size());
}

Result<std::unique_ptr<FileKeys>> FileKeys::open(const std::string& directory,
                                                 const KeyOptions& options) {
  if (options.pool_keys < 4 || options.pool_keys > pool_keys_max) {
    return fail(Code::invalid, fmt::format("a pool of {} keys: 4 to {} are possible",
                                           options.pool_keys, pool_keys_max));
  }
  VERMILION_TRY(make_durable_directory(directory, Access::owner));
  std::unique_ptr<FileKeys> keys{new FileKeys{directory, options, false}};
  VERMILION_TRY(keys->load());
  // A full store still opens its keys; taking is what it cannot do.
  if (auto made = keys->make_pool(); !made) {
    if (made.error().code != Code::full) return std::move(made).as_failure();
    keys->refill_error_ = made.error();
  }
  keys->refiller_ = std::thread{[store = keys.get()] { store->refill(); }};
  return keys;
}

Result<std::unique_ptr<FileKeys>> FileKeys::open_read_only(const std::string& directory) {
  std::unique_ptr<FileKeys> keys{new FileKeys{directory, {}, true}};
  VERMILION_TRY(keys->load());
  return keys;
}

Result<void> FileKeys::load() {
  VERMILION_TRY(const auto names, names_in(directory_));
  std::vector<std::uint64_t> numbers;
  for (const auto& name : names) {
    if (const auto number = pool_number(name); number != 0) numbers.push_back(number);
    if (!read_only_ && !options_.shared && name.ends_with(unfinished_name_suffix)) {
      std::error_code ignored;  // a pool cut short by a crash: none of its keys was handed out
      std::filesystem::remove(directory_ + "/" + name, ignored);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  VERMILION_TRY(load_house_key(!numbers.empty()));
  for (const auto number : numbers) {
    VERMILION_TRY(load_pool(pool_path(directory_, number)));
    pool_number_ = number;
  }
  return ok();
}

Result<void> FileKeys::load_house_key(bool beside_pools) {
  const auto path = directory_ + "/house.key";
  VERMILION_TRY(auto octets, read_whole_file(path, house_octets));
  if (!octets && (beside_pools || read_only_)) {
    return fail(beside_pools ? Code::corrupt : Code::not_found,
                path + " is missing: without it no look-up finds what it was to find; restore it");
  }
  if (!octets) {
    Bytes fresh{house_magic};
    fresh.resize(house_octets);
    fill_random(fresh.data() + house_magic.size(), lookup_key_.size());
    put_little(fresh.data() + house_octets - 4,
               crc32c(BytesView{fresh}.substr(0, house_octets - 4)));
    const auto written = write_durable_file(path, fresh, Access::owner, Existing::refused);
    // Another node has made it meanwhile: then that one is the house's.
    const bool theirs = options_.shared && !written && written.error().code == Code::conflict;
    if (!written && !theirs) return fail(written.error().code, written.error().detail);
    octets = std::move(fresh);
    if (theirs) {
      VERMILION_TRY(octets, read_whole_file(path, house_octets));
      if (!octets) return fail(Code::io, path + " went away while it was read");
    }
  }
  VERMILION_TRY(check_private(path));
  const BytesView view{*octets};
  if (view.size() != house_octets || !view.starts_with(house_magic) ||
      get_little<std::uint32_t>(view.data() + house_octets - 4) !=
          crc32c(view.substr(0, house_octets - 4))) {
    return fail(Code::corrupt, path + ": not the 44 octets that were written; restore it");
  }
  lookup_key_ = octets_of<32>(view.substr(house_magic.size()));
  wipe(*octets);
  return ok();
}

Result<void> FileKeys::load_more() const {
  VERMILION_TRY(const auto names, names_in(directory_));
  for (const auto& name : names) {
    if (pool_number(name) == 0) continue;
    const auto path = directory_ + "/" + name;
    bool known = false;
    {
      const std::shared_lock lock{table_mutex_};
      known = std::any_of(pools_.begin(), pools_.end(),
                          [&](const Pool& pool) { return pool.path == path; });
    }
    if (known) continue;
    VERMILION_TRY(load_pool(path));
  }
  return ok();
}

Result<void> FileKeys::load_pool(const std::string& path) const {
  VERMILION_TRY(check_private(path));
  VERMILION_TRY(auto octets, read_whole_file(path, offset_of_entry(pool_keys_max)));
  if (!octets) return fail(Code::io, path + " went away while it was read");
  auto decoded = decode_pool(path, *octets);
  wipe(*octets);
  VERMILION_TRY(auto entries, std::move(decoded));
  auto adopted = adopt(path, entries);
  wipe(entries);
  return adopted;
}

Result<void> FileKeys::adopt(const std::string& path, const std::vector<KeyEntry>& entries) const {
  const std::lock_guard lock{table_mutex_};
  pools_.push_back({table_.size(), path});
  for (const auto& entry : entries) {
    if (!table_.add(entry)) {
      return fail(
          Code::corrupt,
          fmt::format("{}: key {} stands in an earlier pool too; one of the files is a copy", path,
                      name_of(entry.id)));
    }
  }
  return ok();
}

Result<void> FileKeys::make_pool() {
  if (size() + options_.pool_keys > options_.keys_max) {
    return fail(Code::full, fmt::format("{}: {} keys are the most that this store holds",
                                        directory_, options_.keys_max));
  }
  std::vector<KeyEntry> entries(options_.pool_keys);
  for (auto& entry : entries) {
    fill_random(reinterpret_cast<char*>(entry.id.octets.data()), entry.id.octets.size());
    fill_random(reinterpret_cast<char*>(entry.key.data()), entry.key.size());
  }
  auto octets = encode_pool(entries);
  // Nobody looks for pools of others meanwhile: this one would be taken for such a one.
  const std::lock_guard looking{looking_};
  std::string path;
  Result<void> made = ok();
  do {  // the number may be another node's by now
    path = pool_path(directory_, ++pool_number_);
    made = write_durable_file(path, octets, Access::owner, Existing::refused);
  } while (options_.shared && !made && made.error().code == Code::conflict);
  wipe(octets);
  if (made) {
    const auto first = size();
    made = adopt(path, entries);
    const std::lock_guard lock{table_mutex_};
    if (made) own_.push_back({ready_.load(), first});
  }
  wipe(entries);
  if (made) ready_.fetch_add(options_.pool_keys, std::memory_order_release);
  return made;
}

// Under the mutex of the table.
const KeyEntry& FileKeys::own_at(std::uint64_t number) const {
  const auto after = std::upper_bound(
      own_.begin(), own_.end(), number,
      [](std::uint64_t wanted, const Own& own) { return wanted < own.made_before; });
  const auto& own = *(after - 1);
  return table_.at(own.first + static_cast<std::size_t>(number - own.made_before));
}

void FileKeys::ask_for_pool() {
  if (asked_.exchange(true)) return;
  const std::lock_guard lock{refill_mutex_};  // so that the refiller is waiting, or has yet to look
  refill_wanted_.notify_one();
}

void FileKeys::refill() {
  std::unique_lock lock{refill_mutex_};
  for (;;) {
    refill_wanted_.wait(lock, [this] { return stopping_ || asked_; });
    if (stopping_) return;
    lock.unlock();
    auto made = make_pool();
    lock.lock();
    refill_error_.reset();
    if (!made) refill_error_ = made.error();
    asked_ = false;  // after a failure the next `take` asks again
  }
}

Result<KeyId> FileKeys::take() {
  if (read_only_) return fail(Code::unsupported, directory_ + ": opened for reading only");
  auto next = next_.load();
  for (;;) {
    const auto ready = ready_.load(std::memory_order_acquire);
    if (next >= ready) {
      ask_for_pool();
      const std::lock_guard lock{refill_mutex_};
      if (refill_error_) return fail(refill_error_->code, refill_error_->detail);
      return fail(Code::full, directory_ +
                                  ": keys are taken faster than the disk makes them "
                                  "durable; try again");
    }
    if (next_.compare_exchange_weak(next, next + 1)) {
      if (ready - next - 1 <= options_.pool_keys / 4) ask_for_pool();
      break;
    }
  }
  const std::shared_lock lock{table_mutex_};
  return own_at(next).id;
}

Result<Octets<32>> FileKeys::open(const KeyId& key) const {
  std::shared_lock lock{table_mutex_};
  auto number = table_.find(key);
  if (!number && options_.shared) {
    lock.unlock();
    {
      const std::lock_guard looking{looking_};
      VERMILION_TRY(load_more());
    }
    lock.lock();
    number = table_.find(key);
  }
  if (!number) return fail(Code::not_found, "no key " + name_of(key) + " was ever made here");
  const auto& entry = table_.at(*number);
  if (entry.destroyed) return fail(Code::not_found, "key " + name_of(key) + " was destroyed");
  return entry.key;
}

Result<void> FileKeys::destroy(const KeyId& key) {
  if (read_only_) return fail(Code::unsupported, directory_ + ": opened for reading only");
  const std::lock_guard one_at_a_time{destroy_mutex_};
  std::string path;
  std::uint64_t offset = 0;
  {
    // In memory first: if the disk fails the key is refused here all the same, and the caller, who
    // gets the error, destroys again.
    const std::lock_guard lock{table_mutex_};
    const auto number = table_.find(key);
    if (!number) return fail(Code::not_found, "no key " + name_of(key) + " was ever made here");
    auto& entry = table_.at(*number);
    OPENSSL_cleanse(entry.key.data(), entry.key.size());
    entry.destroyed = true;
    const auto after =
        std::upper_bound(pools_.begin(), pools_.end(), *number,
                         [](std::size_t wanted, const Pool& pool) { return wanted < pool.first; });
    const auto& pool = *(after - 1);
    path = pool.path;
    offset = offset_of_entry(*number - pool.first);
  }
  return overwrite_durably(path, offset, encode_entry({key, {}, true}));
}

std::size_t FileKeys::size() const {
  const std::shared_lock lock{table_mutex_};
  return table_.size();
}

}  // namespace vermilion
