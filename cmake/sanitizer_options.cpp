// The run-time options of the sanitizer presets, linked into every program of asan and tsan: the
// sanitizers call these hooks at start. An environment variable (ASAN_OPTIONS, …) still overrides.

extern "C" {

// Names reserved by the sanitizers themselves, declared here because no header of theirs does.
const char* __asan_default_options();
const char* __ubsan_default_options();
const char* __tsan_default_options();
const char* __lsan_default_suppressions();

const char* __asan_default_options() {
  return "detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1:"
         "allocator_may_return_null=0";
}

const char* __ubsan_default_options() {
  return "print_stacktrace=1:halt_on_error=1";
}

// What fontconfig and pango have read of the fonts they keep for the process's life. cairo 1.16
// itself leaves 1.5 KiB behind for each PDF that was finished and destroyed.
const char* __lsan_default_suppressions() {
  return "leak:libfontconfig\nleak:libpango\nleak:libglib\nleak:libcairo\n";
}

// RocksDB comes uninstrumented from Debian: without ignore_noninstrumented_modules its locks are
// not seen and TSan reports races that are none (FEASIBILITY §8).
const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1:halt_on_error=1:second_deadlock_stack=1";
}
}
