#include "adapters/store/rocksdb/sorted_memtable.hpp"

#include <rocksdb/version.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/bytes.hpp"

namespace vermilion {
namespace {

using Rep = rocksdb::MemTableRep;

constexpr std::size_t loose_entries_max = 4'096;

// One row as RocksDB encoded it: varint length, user key, 8 octets of sequence and kind, value. The
// first octets of the user key tell most keys apart without following the pointer.
struct Entry {
  std::uint64_t head = 0;
  const char* key = nullptr;
};

std::uint64_t head_of(const char* user_key, std::size_t size) noexcept {
  if (size >= 8) return get_big<std::uint64_t>(user_key);
  char padded[8]{};
  std::copy_n(user_key, size, padded);
  return get_big<std::uint64_t>(padded);
}

std::uint64_t head_of(const char* key) noexcept {
  std::uint32_t size = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto octet = static_cast<unsigned char>(*key++);
    size |= static_cast<std::uint32_t>(octet & 0x7FU) << shift;
    if (octet < 0x80U) break;
  }
  return head_of(key, size - 8);
}

using List = std::vector<Entry>;
// The largest, and oldest, first.
using Lists = std::vector<std::shared_ptr<const List>>;

class Order {
 public:
  explicit Order(const Rep::KeyComparator& keys) : keys_{&keys} {}
  bool operator()(const Entry& a, const Entry& b) const {
    return a.head != b.head ? a.head < b.head : (*keys_)(a.key, b.key) < 0;
  }
  // The first entry of the list that is not before an internal key.
  [[nodiscard]] const Entry* seek(const List& list, const rocksdb::Slice& internal) const {
    const auto head = head_of(internal.data(), internal.size() - 8);
    const auto at = std::partition_point(list.begin(), list.end(), [&](const Entry& entry) {
      return entry.head != head ? entry.head < head : (*keys_)(entry.key, internal) < 0;
    });
    return list.data() + (at - list.begin());
  }
  [[nodiscard]] const Entry* seek(const List& list, const Entry& entry) const {
    return list.data() + (std::lower_bound(list.begin(), list.end(), entry, *this) - list.begin());
  }

 private:
  const Rep::KeyComparator* keys_;
};

// All lists as one. Backward steps look their places up anew: nobody here walks backward.
class Walk : public Rep::Iterator {
 public:
  Walk(std::shared_ptr<const Lists> lists, Order order) : lists_{std::move(lists)}, order_{order} {
    places_.reserve(lists_->size());
    for (const auto& list : *lists_) places_.push_back(list->data() + list->size());
  }

  [[nodiscard]] bool Valid() const override { return current_ != nullptr; }
  [[nodiscard]] const char* key() const override { return current_->key; }
  void Next() override {
    ++places_[in_];
    settle();
  }
  void Prev() override { last_before(*current_); }
  void Seek(const rocksdb::Slice& internal, const char* /*encoded*/) override {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      places_[i] = order_.seek(*(*lists_)[i], internal);
    }
    settle();
  }
  void SeekForPrev(const rocksdb::Slice& internal, const char* encoded) override {
    Seek(internal, encoded);
    if (current_ == nullptr) return SeekToLast();
    // An entry is at the key itself or behind it.
    const rocksdb::Slice found = rocksdb::GetLengthPrefixedSlice(current_->key);
    if (found != internal) Prev();
  }
  void SeekToFirst() override {
    for (std::size_t i = 0; i < places_.size(); ++i) places_[i] = (*lists_)[i]->data();
    settle();
  }
  void SeekToLast() override {
    const Entry* last = nullptr;
    for (const auto& list : *lists_) {
      if (!list->empty() && (last == nullptr || order_(*last, list->back()))) last = &list->back();
    }
    place_at(last);
  }

 private:
  [[nodiscard]] const Entry* end_of(std::size_t i) const {
    return (*lists_)[i]->data() + (*lists_)[i]->size();
  }
  // The first of the entries that the places stand at.
  void settle() {
    current_ = nullptr;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i] == end_of(i)) continue;
      if (current_ != nullptr && !order_(*places_[i], *current_)) continue;
      current_ = places_[i];
      in_ = i;
    }
  }
  void last_before(const Entry& entry) {
    const Entry* last = nullptr;
    for (const auto& list : *lists_) {
      const auto* at = order_.seek(*list, entry);
      if (at == list->data()) continue;
      if (last == nullptr || order_(*last, at[-1])) last = at - 1;
    }
    place_at(last);
  }
  void place_at(const Entry* entry) {
    current_ = nullptr;
    if (entry == nullptr) return;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      places_[i] = order_.seek(*(*lists_)[i], *entry);
    }
    settle();
  }

  std::shared_ptr<const Lists> lists_;
  Order order_;
  std::vector<const Entry*> places_;
  const Entry* current_ = nullptr;
  std::size_t in_ = 0;
};

// Room for the walks that RocksDB only destroys and never deletes: it means them to lie in an arena
// of its own, whose type it does not publish. A place is used again when its walk has gone, so
// there are as many as walks were ever open at once. Outlives the walks, as its memtable does.
class Places {
 public:
  static constexpr std::size_t alignment = alignof(std::max_align_t);
  static constexpr std::size_t size = sizeof(Walk) + 4 * sizeof(void*);

  [[nodiscard]] void* take() {
    const std::lock_guard lock{mutex_};
    if (free_.empty()) return &places_.emplace_back();
    auto* const place = free_.back();
    free_.pop_back();
    return place;
  }
  void give_back(void* place) {
    const std::lock_guard lock{mutex_};
    free_.push_back(place);
  }

 private:
  struct alignas(alignment) Place {
    std::array<std::byte, size> octets;
  };
  std::mutex mutex_;
  std::deque<Place> places_;  // their addresses stay
  std::vector<void*> free_;
};

// The first base of a walk in such a place, so that it is the last part to go.
class Lodger {
 public:
  Lodger(Places& places, void* place) : places_{places}, place_{place} {}
  Lodger(const Lodger&) = delete;
  Lodger& operator=(const Lodger&) = delete;

 protected:
  ~Lodger() { places_.give_back(place_); }

 private:
  Places& places_;
  void* place_;
};

class LodgedWalk final : private Lodger, public Walk {
 public:
  LodgedWalk(Places& places, void* place, std::shared_ptr<const Lists> lists, Order order)
      : Lodger{places, place}, Walk{std::move(lists), order} {}
};

class SortedMemtable final : public Rep {
 public:
  SortedMemtable(const KeyComparator& keys, rocksdb::Allocator* allocator)
      : Rep{allocator}, order_{keys} {}

  void Insert(rocksdb::KeyHandle handle) override {
    const auto* key = static_cast<const char*>(handle);
    const Entry entry{head_of(key), key};
    const std::lock_guard lock{mutex_};
    ascending_ = ascending_ && (loose_.empty() || order_(loose_.back(), entry));
    loose_.push_back(entry);
    entries_.fetch_add(1, std::memory_order_relaxed);
    if (loose_.size() >= loose_entries_max) gather();
  }
  void InsertConcurrently(rocksdb::KeyHandle handle) override { Insert(handle); }

  [[nodiscard]] bool Contains(const char* key) const override {
    const Entry wanted{head_of(key), key};
    const auto now = lists();
    return std::any_of(now->begin(), now->end(), [&](const auto& list) {
      return std::binary_search(list->begin(), list->end(), wanted, order_);
    });
  }
  void MarkReadOnly() override { static_cast<void>(lists()); }
  // Of what was added, however it lies: RocksDB wants it not to grow once nothing is added any
  // more.
  [[nodiscard]] std::size_t ApproximateMemoryUsage() override {
    return entries_.load(std::memory_order_relaxed) * sizeof(Entry);
  }
  [[nodiscard]] Iterator* GetIterator(rocksdb::Arena* arena) override {
    if (arena == nullptr) return new Walk{lists(), order_};
    static_assert(sizeof(LodgedWalk) <= Places::size && alignof(LodgedWalk) <= Places::alignment);
    auto now = lists();
    auto* const place = places_.take();
    return new (place) LodgedWalk{places_, place, std::move(now), order_};
  }

  // RocksDB 7.8's own Get asks for an iterator and never deletes it, so that each look-up would
  // leave one behind, with the lists it holds. Here the one that it asks for lies with the thread.
  void Get(const rocksdb::LookupKey& key, void* arguments,
           bool (*each)(void*, const char*)) override {
    static_assert(ROCKSDB_MAJOR == 7 && ROCKSDB_MINOR == 8,
                  "see whether MemTableRep::Get deletes its iterator now: then this must go");
    std::optional<Walk> walk;
    auto* const before = std::exchange(looking_up_, &walk);
    Rep::Get(key, arguments, each);
    looking_up_ = before;
  }
  [[nodiscard]] Iterator* GetDynamicPrefixIterator(rocksdb::Arena* arena) override {
    if (arena != nullptr || looking_up_ == nullptr) return GetIterator(arena);
    return &looking_up_->emplace(lists(), order_);
  }

 private:
  static thread_local std::optional<Walk>* looking_up_;
  [[nodiscard]] std::shared_ptr<const Lists> lists() const {
    const std::lock_guard lock{mutex_};
    gather();
    return lists_;
  }

  // The loose entries become a list; lists of like size become one. Under the lock.
  void gather() const {
    if (loose_.empty()) return;
    if (!ascending_) std::sort(loose_.begin(), loose_.end(), order_);
    auto lists = *lists_;
    auto newest = std::make_shared<List>(loose_);
    loose_.clear();
    ascending_ = true;
    while (!lists.empty() && lists.back()->size() < 2 * newest->size()) {
      auto merged = std::make_shared<List>();
      merged->reserve(lists.back()->size() + newest->size());
      std::merge(lists.back()->begin(), lists.back()->end(), newest->begin(), newest->end(),
                 std::back_inserter(*merged), order_);
      newest = std::move(merged);
      lists.pop_back();
    }
    lists.push_back(std::move(newest));
    lists_ = std::make_shared<const Lists>(std::move(lists));
  }

  Order order_;
  Places places_;
  std::atomic<std::size_t> entries_{0};
  mutable std::mutex mutex_;
  mutable List loose_;  // as they came
  mutable bool ascending_ = true;
  mutable std::shared_ptr<const Lists> lists_ = std::make_shared<const Lists>();
};

thread_local std::optional<Walk>* SortedMemtable::looking_up_ = nullptr;

}  // namespace

rocksdb::MemTableRep* SortedMemtables::CreateMemTableRep(
    const rocksdb::MemTableRep::KeyComparator& order, rocksdb::Allocator* allocator,
    const rocksdb::SliceTransform* /*prefixes*/, rocksdb::Logger* /*logger*/) {
  return new SortedMemtable{order, allocator};
}

}  // namespace vermilion
