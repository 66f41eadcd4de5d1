#include "app/api/sweeping.hpp"

#include <chrono>
#include <cstdio>

#include "app/api/api.hpp"
#include "projections/views/materials.hpp"

namespace vermilion::api {
namespace {

constexpr std::chrono::hours between{1};
constexpr std::chrono::seconds at_first{5};

Result<bool> is_named(Hall& hall, const Digest& material) {
  VERMILION_TRY(const auto* named, hall.projector().family("materials"));
  bool found = false;
  const auto prefix = projections::material_prefix(material);
  VERMILION_TRY(named->scan(prefix, after_prefix(prefix), [&](BytesView, BytesView) {
    found = true;
    return false;
  }));
  return found;
}

}  // namespace

Sweeping::Sweeping(Api& api) : api_{api}, thread_{[this] { run(); }} {}

Sweeping::~Sweeping() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
    wakes_.notify_all();
  }
  thread_.join();
}

void Sweeping::run() {
  std::unique_lock lock{mutex_};
  auto wait = std::chrono::duration_cast<std::chrono::seconds>(at_first);
  while (!wakes_.wait_for(lock, wait, [this] { return stopping_; })) {
    lock.unlock();
    sweep();
    lock.lock();
    wait = between;
  }
}

void Sweeping::sweep() {
  auto& hall = api_.hall;
  if (!hall.loop().reigns() || !hall.keeps_views()) return;
  static_cast<void>(api_.drafts->sweep(api_.real_now()));
  const auto last = hall.journal().last(Hall::partition);
  if (hall.projector().position(Hall::partition) < last) return;  // in an hour, then
  const auto swept = api_.materials->sweep(
      api_.real_now(), [&hall](const Digest& material) { return is_named(hall, material); });
  if (!swept) {
    std::fprintf(stderr, "hall: materials were not swept: %s\n", swept.error().text().c_str());
  }
}

}  // namespace vermilion::api
