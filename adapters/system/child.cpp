#include "adapters/system/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

extern char** environ;

namespace vermilion {
namespace {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    close();
    number_ = std::exchange(other.number_, -1);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }
  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return fail(Code::unavailable, std::string{"no pipe for a child: "} + std::strerror(errno));
  }
  return Pipe{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

// Runs the program between the two descriptors. Errors: unsupported when it is not there.
Result<pid_t> start(std::vector<std::string>& arguments, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  std::vector<char*> words;
  words.reserve(arguments.size() + 1);
  for (auto& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, words.front(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == 0) return child;
  return fail(error == ENOENT ? Code::unsupported : Code::unavailable,
              arguments.front() + " cannot be run: " + std::strerror(error));
}

// Feeds `text` and reads the answer at the same time, so that neither pipe fills up for ever.
bool converse(Pipe& to, Pipe& from, std::string_view text, const ChildLimits& limits,
              std::string& answer) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::milliseconds{limits.timeout_ms};
  ::fcntl(to.write.get(), F_SETFL, O_NONBLOCK);
  std::array<char, 16 * 1024> buffer{};
  for (;;) {
    if (text.empty()) to.write.close();
    std::array<pollfd, 2> ready{pollfd{from.read.get(), POLLIN, 0},
                                pollfd{to.write.get(), POLLOUT, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return false;
    const int seen = ::poll(ready.data(), text.empty() ? 1 : 2, static_cast<int>(left.count()));
    if (seen < 0 && errno == EINTR) continue;
    if (seen <= 0) return false;
    if (!text.empty() && ready[1].revents != 0) {
      const auto wrote = ::write(to.write.get(), text.data(), text.size());
      if (wrote < 0 && errno == EPIPE) {
        text = {};  // it has read what it wanted to
      } else if (wrote < 0 && errno != EAGAIN) {
        return false;
      }
      text.remove_prefix(wrote > 0 ? static_cast<std::size_t>(wrote) : 0);
    }
    if (ready[0].revents != 0) {
      const auto got = ::read(from.read.get(), buffer.data(), buffer.size());
      if (got < 0) return false;
      if (got == 0) return true;
      answer.append(buffer.data(), static_cast<std::size_t>(got));
      if (answer.size() > limits.output_max) return false;
    }
  }
}

// A program that ends early must not end us by SIGPIPE: blocked for this thread while we write.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&broken_);
    sigaddset(&broken_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_, &before_);
  }
  ~NoBrokenPipe() {
    const timespec none{};
    while (sigtimedwait(&broken_, nullptr, &none) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  sigset_t broken_{};
  sigset_t before_{};
};

}  // namespace

Result<ChildAnswer> run_child(std::vector<std::string> arguments, BytesView input,
                              const ChildLimits& limits) {
  VERMILION_TRY(auto to, make_pipe());
  VERMILION_TRY(auto from, make_pipe());
  VERMILION_TRY(const auto child, start(arguments, to.read.get(), from.write.get()));
  to.read.close();
  from.write.close();
  ChildAnswer answer;
  bool whole = false;
  {
    const NoBrokenPipe quiet;
    whole = converse(to, from, input, limits, answer.output);
  }
  if (!whole) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!whole) {
    return fail(Code::unavailable, arguments.front() + " did not end in time, or wrote too much");
  }
  answer.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return answer;
}

}  // namespace vermilion
