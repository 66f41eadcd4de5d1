#include "app/commands/content_check.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "adapters/content/content.hpp"
#include "adapters/system/child.hpp"

namespace vermilion::commands {
namespace {

constexpr std::size_t file_max = 32U << 20U;
constexpr rlim_t memory_max = 1U << 30U;
constexpr rlim_t processor_s = 10;
constexpr int patience_ms = 20'000;

void limit(decltype(RLIMIT_AS) what, rlim_t most) {
  const rlimit both{most, most};
  static_cast<void>(::setrlimit(what, &both));
}

void limit_this_process() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they map terabytes
  limit(RLIMIT_AS, memory_max);
#endif
  limit(RLIMIT_CPU, processor_s);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
}

Result<Bytes> standard_input() {
  Bytes octets;
  char buffer[64 * 1024];
  for (;;) {
    const auto got = ::read(0, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Code::io, "standard input cannot be read");
    if (got == 0) return octets;
    octets.append(buffer, static_cast<std::size_t>(got));
    if (octets.size() > file_max) return fail(Code::invalid, "the file is too large");
  }
}

int run(const std::string& media_type) {
  limit_this_process();
  const auto file = standard_input();
  if (!file) return ends_with("content-check", file.error(), false);
  const auto checked = content::check(file.value(), media_type);
  if (checked) return exit_good;
  if (checked.error().code != Code::invalid) {
    return ends_with("content-check", checked.error(), false);
  }
  std::printf("%s", checked.error().detail.c_str());
  return exit_findings;
}

}  // namespace

void add_content_check(CLI::App& app, Chosen& chosen) {
  auto type = std::make_shared<std::string>();
  CLI::App* const command =
      app.add_subcommand("content-check", "whether standard input may be taken as a material");
  command->group("");  // for `serve`: not listed
  command->add_option("--type", *type, "its media type")->required();
  command->callback([type, &chosen] { chosen = [type] { return run(*type); }; });
}

materials::ContentCheck checked_in_child() {
  return [](BytesView plain, const std::string& media_type) -> Result<void> {
    VERMILION_TRY(const auto answer,
                  run_child({"/proc/self/exe", "content-check", "--type", media_type}, plain,
                            {.timeout_ms = patience_ms, .output_max = 4'096}));
    if (answer.exit_code == exit_good) return ok();
    if (answer.exit_code == exit_findings) return fail(Code::invalid, answer.output);
    if (answer.exit_code == exit_usage || answer.exit_code == exit_unfinished) {
      return fail(Code::unavailable, "the content cannot be looked at now");
    }
    return fail(Code::invalid, "the file cannot be read within bounds of time and memory");
  };
}

}  // namespace vermilion::commands
