#!/usr/bin/env python3
"""Plants one breach of each house rule in an empty tree: tools/check_house.py must name it."""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
INTRODUCED = "// A planted header.\n// It promises nothing.\n#pragma once\n"

# (file, its text, what the finding must say; None = allowed)
PLANTS = [
    ("base/a.hpp", INTRODUCED, None),
    ("base/a.hpp", "#pragma once\n", "opens with prose"),
    ("base/a.hpp", "// One.\n// Two.\n", "no #pragma once"),
    ("base/a.cpp", "// TODO later\n", "belongs in an issue"),
    ("base/a.cpp", "// " + "x" * 98 + "\n", "101 columns"),
    ("base/a.cpp", "int x;\n" * 501, "is two files"),
    ("base/string_utils.cpp", "int x;\n", "named after what it holds"),
    ("base/a.cpp", "class CaseManager;\n", "says what the thing is"),
    ("app/a.cpp", "co_await x;\n", "miscompiles coroutines"),
    ("engine/a.cpp", "auto t = std::chrono::system_clock::now();\n", "reads no clock"),
    ("engine/a.cpp", "std::random_device d;\n", "reads no clock and no chance"),
    ("adapters/system/a.cpp", "auto t = std::chrono::system_clock::now();\n", None),
    ("tests/base/a.cpp", "std::this_thread::sleep_for(1s);\n", "no sleep"),
    ("tests/base/a.cpp", "TEST(A, DISABLED_b) {}\n", "does not run"),
    ("tests/lost/a_test.cpp", "int x;\n", "not in tests/CMakeLists.txt"),
    ("base/a.cpp", "int x;  // NOLINT\n", "NOLINT names its check"),
    ("base/a.cpp", "// NOLINTNEXTLINE(bugprone-x): the macro does it\n", None),
    ("docs/a.md", "see /work/main/x\n", "path of one machine"),
    ("package-lock.json", '{"resolved": "x"}\n', "machine's business"),
]


def main():
    wrong = 0
    for name, text, expected in PLANTS:
        with tempfile.TemporaryDirectory() as folder:
            planted = pathlib.Path(folder, name)
            planted.parent.mkdir(parents=True, exist_ok=True)
            planted.write_text(text)
            ran = subprocess.run(
                [sys.executable, "-B", ROOT / "tools/check_house.py", "--root", folder],
                text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        good = (ran.returncode == 0 if expected is None else
                ran.returncode == 1 and f"{name}:" in ran.stdout and expected in ran.stdout)
        if not good:
            wrong += 1
            print(f"{name}: {text[:60]!r}\n  expected {expected or 'nothing'}, "
                  f"exit {ran.returncode}:\n  {ran.stdout}")
    print(f"planted_faults: {len(PLANTS)} plants, {wrong} judged wrongly")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
