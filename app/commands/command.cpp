#include "app/commands/command.hpp"

#include <csignal>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstdio>

#include "adapters/system/durable_files.hpp"

namespace vermilion::commands {
namespace {

sigset_t termination() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

int ends_with(std::string_view command, const Error& error, bool json) {
  std::string text;
  if (json) {
    text = boost::json::serialize(
        boost::json::object{{"error", name_of(error.code)}, {"detail", error.detail}});
  } else {
    text = std::string(command) + ": " + error.text();
  }
  std::fprintf(stderr, "%s\n", text.c_str());
  switch (error.code) {
    case Code::invalid:
    case Code::not_found:
    case Code::unsupported:
      return exit_usage;
    default:
      return exit_unfinished;
  }
}

Result<ListenAddress> listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  ListenAddress address;
  if (colon != std::string_view::npos) {
    address.host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (end.ec == std::errc{} && end.ptr == digits.data() + digits.size() &&
        !address.host.empty()) {
      return address;
    }
  }
  return fail(Code::invalid, "\"" + std::string(text) +
                                 "\" is no address to listen on; 127.0.0.1:8090 would be one");
}

Result<std::string> read_secret(const std::string& file) {
  constexpr std::size_t secret_max = 4'096;
  VERMILION_TRY(auto secret, read_whole_file(file, secret_max));
  if (!secret) return fail(Code::not_found, file + " is not there");
  VERMILION_TRY(check_private(file));
  while (!secret->empty() && secret->back() == '\n') secret->pop_back();
  return std::move(*secret);
}

TerminationSignals::TerminationSignals() {
  const sigset_t signals = termination();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of its write
}

int TerminationSignals::wait() {
  const sigset_t signals = termination();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  return signal;
}

}  // namespace vermilion::commands
