#include "app/api/diagram.hpp"

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

namespace vermilion::api {
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
    return fail(Code::unavailable, std::string{"no pipe for dot: "} + std::strerror(errno));
  }
  return Pipe{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

// Runs `program -Tsvg` between the two descriptors. Errors: unsupported when it is not there.
Result<pid_t> start(const std::string& program, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  std::string name = program;
  std::string format = "-Tsvg";
  std::array<char*, 3> arguments{name.data(), format.data(), nullptr};
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, name.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == 0) return child;
  return fail(error == ENOENT ? Code::unsupported : Code::unavailable,
              program + " cannot be run: " + std::strerror(error));
}

// Feeds `text` and reads the answer at the same time, so that neither pipe fills up for ever.
bool converse(Pipe& to, Pipe& from, std::string_view text, std::string& answer) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::milliseconds{diagram_timeout_ms};
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
      if (wrote < 0 && errno != EAGAIN) return false;
      text.remove_prefix(wrote > 0 ? static_cast<std::size_t>(wrote) : 0);
    }
    if (ready[0].revents != 0) {
      const auto got = ::read(from.read.get(), buffer.data(), buffer.size());
      if (got < 0) return false;
      if (got == 0) return true;
      answer.append(buffer.data(), static_cast<std::size_t>(got));
      if (answer.size() > diagram_bytes_max) return false;
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

Result<std::string> svg_of(const std::string& dot_text, const std::string& program) {
  VERMILION_TRY(auto to, make_pipe());
  VERMILION_TRY(auto from, make_pipe());
  VERMILION_TRY(const auto child, start(program, to.read.get(), from.write.get()));
  to.read.close();
  from.write.close();
  std::string svg;
  bool whole = false;
  {
    const NoBrokenPipe quiet;
    whole = converse(to, from, dot_text, svg);
  }
  if (!whole) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!whole || !WIFEXITED(status) || WEXITSTATUS(status) != 0 || svg.empty()) {
    return fail(Code::unavailable, program + " did not draw the diagram");
  }
  return svg;
}

}  // namespace vermilion::api
