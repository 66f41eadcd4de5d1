#include "adapters/store/keys/file_keys.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <filesystem>

#include "adapters/system/durable_files.hpp"
#include "base/hash.hpp"

namespace vermilion {
namespace {

// house.key: magic, id of the hall key, wrapped key, crc32c of all that, little-endian.
constexpr BytesView house_magic = "VERMHOU2";
constexpr std::size_t house_octets = 8 + 8 + HallKey::wrapped_octets + 4;
// Not wrapped, as earlier programs wrote it: magic, key, crc32c.
constexpr BytesView unwrapped_house_magic = "VERMHOUS";
constexpr std::size_t unwrapped_house_octets = 8 + 32 + 4;

Bytes with_checksum(Bytes octets) {
  const auto size = octets.size();
  octets.resize(size + 4);
  put_little(octets.data() + size, crc32c(BytesView{octets}.substr(0, size)));
  return octets;
}

Bytes encode_house_key(const Octets<32>& key, const HallKey& hall) {
  Bytes octets{house_magic};
  octets += view_of(hall.id());
  octets += view_of(hall.wrap(key));
  return with_checksum(std::move(octets));
}

struct HouseKey {
  Octets<32> key{};
  bool wrapped = true;
};
Result<HouseKey> decode_house_key(const std::string& path, BytesView octets, const HallKey& hall) {
  const auto corrupt = [&] {
    return fail(Code::corrupt, path + ": not the octets that were written; restore it");
  };
  HouseKey house;
  house.wrapped = octets.starts_with(house_magic);
  const auto size = house.wrapped ? house_octets : unwrapped_house_octets;
  if (octets.size() != size || !(house.wrapped || octets.starts_with(unwrapped_house_magic)) ||
      get_little<std::uint32_t>(octets.data() + size - 4) != crc32c(octets.substr(0, size - 4))) {
    return corrupt();
  }
  if (!house.wrapped) {
    house.key = octets_of<32>(octets.substr(8));
    return house;
  }
  if (octets_of<8>(octets.substr(8)) != hall.id()) {
    return fail(Code::invalid, path +
                                   ": wrapped by another hall key than this one: name the right "
                                   "one with --hall-key");
  }
  const auto key = hall.unwrap(octets.substr(16, HallKey::wrapped_octets));
  if (!key) return corrupt();
  house.key = key.value();
  return house;
}

// Beside the directory itself, not beside a link to it.
std::string hall_key_path(const std::string& directory, const std::string& said) {
  if (!said.empty()) return said;
  std::error_code error;
  const auto real = std::filesystem::weakly_canonical(directory, error);
  return ((error ? std::filesystem::path{directory} : real).parent_path() / "hall.key").string();
}

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

// Whether a hall key was at work in the directory before.
Result<bool> holds_wrapped(const std::string& directory) {
  VERMILION_TRY(const auto octets, read_whole_file(directory + "/house.key", house_octets));
  return octets && BytesView{*octets}.starts_with(house_magic);
}

std::string name_of(const KeyId& key) {
  return to_hex(view_of(key.octets));
}

}  // namespace

FileKeys::FileKeys(std::string directory, const KeyOptions& options, bool read_only, HallKey hall)
    : directory_{std::move(directory)},
      options_{options},
      read_only_{read_only},
      hall_{std::move(hall)} {}

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
  // A hall key is made for a store that has nothing wrapped yet, and for no other.
  VERMILION_TRY(const auto wraps, holds_wrapped(directory));
  VERMILION_TRY(auto hall, HallKey::open(hall_key_path(directory, options.hall_key), !wraps));
  std::unique_ptr<FileKeys> keys{new FileKeys{directory, options, false, std::move(hall)}};
  VERMILION_TRY(keys->load());
  // A full store still opens its keys; taking is what it cannot do.
  if (auto made = keys->make_pool(); !made) {
    if (made.error().code != Code::full) return std::move(made).as_failure();
    keys->refill_error_ = made.error();
  }
  keys->refiller_ = std::thread{[store = keys.get()] { store->refill(); }};
  return keys;
}

Result<std::unique_ptr<FileKeys>> FileKeys::open_read_only(const std::string& directory,
                                                           const std::string& hall_key) {
  VERMILION_TRY(auto hall, HallKey::open(hall_key_path(directory, hall_key), false));
  std::unique_ptr<FileKeys> keys{new FileKeys{directory, {}, true, std::move(hall)}};
  VERMILION_TRY(keys->load());
  return keys;
}

Result<std::size_t> FileKeys::rewrap(const std::string& directory, const std::string& hall_key,
                                     const std::string& to) {
  VERMILION_TRY(const auto old, HallKey::open(hall_key_path(directory, hall_key), false));
  VERMILION_TRY(const auto fresh, HallKey::open(to, true));
  if (old.id() == fresh.id()) return fail(Code::invalid, to + " is the hall key in use");
  std::size_t written = 0;
  const auto put = [&](const std::string& path, BytesView octets) -> Result<void> {
    VERMILION_TRY(write_durable_file(path, octets, Access::owner, Existing::replaced));
    ++written;
    return ok();
  };
  VERMILION_TRY(const auto names, names_in(directory));
  for (const auto& name : names) {
    if (pool_number(name) == 0) continue;
    const auto path = fmt::format("{}/{}", directory, name);
    VERMILION_TRY(auto octets, read_whole_file(path, offset_of_entry(pool_keys_max)));
    if (!octets) return fail(Code::io, path + " went away while it was read");
    VERMILION_TRY(const auto by, wrapped_by(path, *octets));
    if (by == fresh.id()) continue;
    VERMILION_TRY(auto pool, decode_pool(path, *octets, old));
    const auto done = put(path, encode_pool(pool.entries, fresh));
    wipe(pool.entries);
    VERMILION_TRY(done);
  }
  // Last: while it is wrapped by the old one, the old one still opens the store's look-up key.
  const auto path = directory + "/house.key";
  VERMILION_TRY(const auto octets, read_whole_file(path, house_octets));
  if (!octets) return fail(Code::not_found, path + " is missing: there is no store of keys here");
  if (!decode_house_key(path, *octets, fresh)) {
    VERMILION_TRY(auto house, decode_house_key(path, *octets, old));
    VERMILION_TRY(put(path, encode_house_key(house.key, fresh)));
    OPENSSL_cleanse(house.key.data(), house.key.size());
  }
  return written;
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
    VERMILION_TRY(octets, make_house_key(path));
  }
  VERMILION_TRY(check_private(path));
  VERMILION_TRY(const auto house, decode_house_key(path, *octets, hall_));
  lookup_key_ = house.key;
  if (!house.wrapped && !read_only_ && !options_.shared) {
    VERMILION_TRY(write_durable_file(path, encode_house_key(house.key, hall_), Access::owner,
                                     Existing::replaced));
  }
  wipe(*octets);
  return ok();
}

Result<Bytes> FileKeys::make_house_key(const std::string& path) {
  Octets<32> key{};
  fill_random(reinterpret_cast<char*>(key.data()), key.size());
  auto fresh = encode_house_key(key, hall_);
  OPENSSL_cleanse(key.data(), key.size());
  const auto written = write_durable_file(path, fresh, Access::owner, Existing::refused);
  if (written) return fresh;
  // Another node has made it meanwhile: then that one is the house's.
  if (!options_.shared || written.error().code != Code::conflict) {
    return fail(written.error().code, written.error().detail);
  }
  VERMILION_TRY(auto theirs, read_whole_file(path, house_octets));
  if (!theirs) return fail(Code::io, path + " went away while it was read");
  return std::move(*theirs);
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
  auto decoded = decode_pool(path, *octets, hall_);
  wipe(*octets);
  VERMILION_TRY(auto pool, std::move(decoded));
  auto adopted = adopt(path, pool.entries);
  if (adopted && !pool.wrapped && !read_only_ && !options_.shared) {
    adopted = write_durable_file(path, encode_pool(pool.entries, hall_), Access::owner,
                                 Existing::replaced);
  }
  wipe(pool.entries);
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
  auto octets = encode_pool(entries, hall_);
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
  return overwrite_durably(path, offset, encode_entry({key, {}, true}, hall_));
}

std::size_t FileKeys::size() const {
  const std::shared_lock lock{table_mutex_};
  return table_.size();
}

}  // namespace vermilion
