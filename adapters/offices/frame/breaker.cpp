#include "adapters/offices/frame/breaker.hpp"

#include <algorithm>

namespace vermilion::offices {

std::optional<Breaker::Ticket> Breaker::enter(Moment now) {
  if (state_ == State::open && now >= open_until_) {
    state_ = State::half_open;
    trial_out_ = false;
    ++generation_;
  }
  if (state_ == State::open || (state_ == State::half_open && trial_out_)) return std::nullopt;
  if (state_ == State::half_open) trial_out_ = true;
  return generation_;
}

void Breaker::succeeded(Ticket ticket) {
  if (ticket != generation_) return;
  failures_ = 0;
  if (state_ == State::half_open) {
    state_ = State::closed;
    pause_ = options_.open_for;
    ++generation_;
  }
}

void Breaker::failed(Ticket ticket, Moment now) {
  if (ticket != generation_) return;
  if (state_ == State::half_open) {
    pause_ = std::min(pause_ * 2, options_.open_for_most);
    open(now);
  } else if (++failures_ >= options_.failures_to_open) {
    open(now);
  }
}

void Breaker::abandoned(Ticket ticket) {
  if (ticket == generation_ && state_ == State::half_open) trial_out_ = false;
}

std::optional<Moment> Breaker::next(Moment now) const {
  if (state_ == State::open) return std::max(now, open_until_);
  if (state_ == State::half_open && trial_out_) return std::nullopt;
  return now;
}

void Breaker::open(Moment now) {
  state_ = State::open;
  open_until_ = now + pause_;
  failures_ = 0;
  ++generation_;
  ++times_opened_;
}

}  // namespace vermilion::offices
