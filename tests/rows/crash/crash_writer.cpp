// Writes batches to the families "cases" (all) and "tasks" (half of them) of a store and dies
// without a word. A program of its own, because RocksDB's threads do not come along in a fork.
//   rows_crash_writer DIRECTORY BATCHES [flush]
#include <unistd.h>

#include <string>

#include "tests/rows/batches.hpp"

int main(int count, char** arguments) {
  using namespace vermilion;
  if (count < 3) return 2;
  auto rows = RocksRows::open(arguments[1], test::small_sizes);
  if (!rows) return 3;
  const Sequence more = std::stoull(arguments[2]);
  for (const auto& [name, batches] : {std::pair{"cases", more}, std::pair{"tasks", more / 2}}) {
    const auto family = rows.value()->family(name);
    if (!family) return 4;
    const auto from = family.value()->position(0);
    for (Sequence seq = from + 1; seq <= from + batches; ++seq) {
      if (!family.value()->write(test::batch(seq), 0, seq)) return 5;
    }
  }
  if (count > 3 && !rows.value()->flush()) return 6;
  _exit(0);
}
