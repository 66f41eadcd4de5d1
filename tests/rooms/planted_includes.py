#!/usr/bin/env python3
"""Plants forbidden includes in a copy of the rooms: tools/check_rooms.py must name each of them.

One temporary tree a plant: cmake/ as it is, and one file. What is allowed must pass, or a checker
that refuses everything would pass for a good one.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# (file, its include line, what the finding must say; None = allowed)
PLANTS = [
    ("engine/planted.cpp", "#include <thread>", "<thread> is banned in engine/"),
    ("engine/planted.cpp", "#include <chrono>", "<chrono> is banned in engine/"),
    ("engine/core/planted.hpp", "#include <rocksdb/db.h>", "is of package rocksdb"),
    ("engine/journal/planted.hpp", "  #  include <random>", "<random> is banned in engine/"),
    ("engine/planted.cpp", '#include "adapters/store/rocksdb/rows.hpp"',
     "engine may not see adapters/store/rocksdb"),
    ("engine/clock/planted.hpp", "#include <sys/socket.h>", "operating system's"),
    ("base/planted.hpp", '#include "events/record.hpp"', "base may not see events"),
    ("base/planted.hpp", "#include <unistd.h>", "operating system's"),
    ("workflows/approval/1/table.hpp", "#include <boost/msm/back/state_machine.hpp>",
     "is of package msm"),
    ("workflows/approval/1/table.hpp", "#include <ctime>", "<ctime> is banned in workflows/"),
    ("projections/views/planted.hpp", '#include "engine/core/decide.hpp"',
     "projections may not see engine/core"),
    ("adapters/store/segments/planted.cpp", '#include "adapters/store/rocksdb/rows.hpp"',
     "may not see adapters/store/rocksdb"),
    ("adapters/offices/frame/planted.cpp", "#include <avro.h>", "is of no package"),
    ("engine/undeclared/planted.hpp", "#include <string>", "is no room"),
    ("engine/planted.cpp", '#include "planted.hpp"', "no path from the project root"),
    ("engine/planted.cpp", '#include "engine/../adapters/system/x.hpp"', "no path from"),
    ("engine/planted.cpp", "#include PLANTED_HEADER", "an include names its file"),
    ("engine/planted.cpp", "#include <vector>", None),
    ("engine/planted.cpp", '#include "base/result.hpp"', None),
    ("engine/planted.cpp", "#include <fmt/format.h>", None),
    ("engine/planted.cpp", "// #include <thread>", None),
    ("workflows/approval/1/table.hpp", '#include "engine/table/table.hpp"', None),
    ("adapters/store/segments/planted.cpp", "#include <fcntl.h>", None),
    ("adapters/store/rocksdb/planted.cpp", "#include <rocksdb/db.h>", None),
    ("app/api/planted.cpp", '#include "projections/views/worklist.hpp"', None),
]


def check(name, line):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        shutil.copytree(ROOT / "cmake", root / "cmake")
        planted = root / name
        planted.parent.mkdir(parents=True)
        planted.write_text(f"// A planted file.\n{line}\n")
        return subprocess.run(
            [sys.executable, "-B", ROOT / "tools/check_rooms.py", "--root", root],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def main():
    wrong = 0
    for name, line, expected in PLANTS:
        ran = check(name, line)
        if expected is None:
            good = ran.returncode == 0
        else:
            place = f"{name}:1: " if expected == "is no room" else f"{name}:2: "
            good = ran.returncode == 1 and any(
                said.startswith(place) and expected in said for said in ran.stdout.splitlines())
        if not good:
            wrong += 1
            print(f"{name}: {line}\n  expected {expected or 'nothing'}, "
                  f"exit {ran.returncode}:\n  {ran.stdout}")
    print(f"planted_includes: {len(PLANTS)} plants, {wrong} judged wrongly")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
