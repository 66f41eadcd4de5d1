#include "app/api/exchange.hpp"

#include "app/api/problem.hpp"
#include "base/check.hpp"

namespace vermilion::api {
namespace {

thread_local CompletionBatch* current_batch = nullptr;
thread_local DirectAnswer* current_direct = nullptr;

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

}  // namespace

bool same_name(std::string_view left, std::string_view right) noexcept {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] != right[i] && lower(left[i]) != lower(right[i])) return false;
  }
  return true;
}

std::optional<std::string_view> Request::header(std::string_view name) const noexcept {
  for (const Header& one : headers) {
    if (same_name(one.name, name)) return one.value;
  }
  return std::nullopt;
}

void Mailbox::wake_if_asleep() {
  if (woken_) return;
  woken_ = true;
  wake_();
}

void Mailbox::deliver(Completion completion) {
  const std::scoped_lock lock(mutex_);
  if (!wake_) return;
  waiting_.push_back(std::move(completion));
  wake_if_asleep();
}

void Mailbox::deliver(std::vector<Completion> completions) {
  if (completions.empty()) return;
  const std::scoped_lock lock(mutex_);
  if (!wake_) return;
  if (waiting_.empty()) {
    waiting_ = std::move(completions);
  } else {
    for (Completion& one : completions) waiting_.push_back(std::move(one));
  }
  wake_if_asleep();
}

void Mailbox::take(std::vector<Completion>& into) {
  const std::scoped_lock lock(mutex_);
  woken_ = false;
  std::swap(into, waiting_);
}

void Mailbox::close() {
  const std::scoped_lock lock(mutex_);
  wake_ = nullptr;
  waiting_.clear();
}

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this != &other) {
    Responder old(std::move(*this));
    mailbox_ = std::move(other.mailbox_);
    id_ = other.id_;
  }
  return *this;
}

Responder::~Responder() {
  if (mailbox_) {
    send(response_of(Problem{.type = ProblemType::internal, .detail = {}}, Language::chinese));
  }
}

void Responder::send(Response response) {
  VERMILION_CHECK(mailbox_ != nullptr, "a request was answered twice");
  const std::shared_ptr<Mailbox> mailbox = std::move(mailbox_);
  mailbox_ = nullptr;
  for (DirectAnswer* direct = current_direct; direct != nullptr; direct = direct->outer_) {
    if (&direct->mailbox_ == mailbox.get() && direct->id_ == id_) {
      direct->into_ = std::move(response);
      return;
    }
  }
  if (current_batch != nullptr) {
    for (CompletionBatch::Pile& pile : current_batch->piles_) {
      if (pile.mailbox == mailbox) {
        pile.completions.push_back({id_, std::move(response)});
        return;
      }
    }
    current_batch->piles_.push_back({mailbox, {}});
    current_batch->piles_.back().completions.push_back({id_, std::move(response)});
    return;
  }
  mailbox->deliver(Completion{id_, std::move(response)});
}

CompletionBatch::CompletionBatch() {
  VERMILION_CHECK(current_batch == nullptr, "one batch a thread");
  current_batch = this;
}

CompletionBatch::~CompletionBatch() {
  flush();
  current_batch = nullptr;
}

void CompletionBatch::flush() {
  for (Pile& pile : piles_) {
    pile.mailbox->deliver(std::move(pile.completions));
    pile.completions = {};
  }
}

DirectAnswer::DirectAnswer(const Mailbox& mailbox, ExchangeId id, std::optional<Response>& into)
    : mailbox_(mailbox), id_(id), into_(into), outer_(current_direct) {
  current_direct = this;
}

DirectAnswer::~DirectAnswer() {
  current_direct = outer_;
}

}  // namespace vermilion::api
