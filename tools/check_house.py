#!/usr/bin/env python3
"""House rules that a machine can hold: one finding a line as file:line: what is wrong.

  check_house.py [--root DIR]      exit 0 good, 1 findings

What they are for stands with each rule below; docs/decisions/ says how to change one. The layering
between rooms is checked by check_rooms.py, the layout of lines by clang-format.
"""
import argparse
import os
import pathlib
import re
import sys

SKIPPED = {"build", ".git", "node_modules", ".cache", "__pycache__"}
CODE = {".cpp", ".hpp"}
SCRIPT = {".py", ".sh", ".cmake"}
TEXT = CODE | SCRIPT | {".md", ".yaml", ".yml", ".json", ".txt", ""}
ITSELF = {"tools/check_house.py", "tests/rooms/planted_faults.py"}
COLUMNS, LINES = 100, 500

# (where it holds, what is looked for, what is wrong with it)
PATTERNS = [
    (lambda p: p.suffix in CODE | SCRIPT, r"\b(TODO|FIXME|XXX|HACK)\b",
     "work left open belongs in an issue, not in a file"),
    (lambda p: p.suffix in CODE, r"\bco_(await|yield|return)\b",
     "g++ 12 miscompiles coroutines (FEASIBILITY §6): use a callback"),
    (lambda p: p.suffix in CODE, r"\b(class|struct)\s+\w*(Manager|Impl|Helper|Utils?)\b",
     "a name says what the thing is: no Manager, Impl, Helper, Util"),
    (lambda p: p.suffix in CODE and p.parts[0] not in ("adapters", "app", "tests"),
     r"_clock::now\s*\(|\b(gettimeofday|clock_gettime|random_device)\b|"
     r"\btime\s*\(\s*(nullptr|NULL|0)\s*\)",
     "code below the adapters reads no clock and no chance (DESIGN §5 rule 5): take a port"),
    (lambda p: p.parts[0] == "tests", r"\b(sleep_for|sleep_until|usleep|nanosleep)\b",
     "no sleep as synchronisation: wait for the event itself"),
    (lambda p: p.parts[0] == "tests" and p.suffix in CODE, r"GTEST_SKIP|\bDISABLED_",
     "a test that does not run is a defect"),
    (lambda p: p.suffix in CODE, r"NOLINT(?!\w*\([\w.,*-]+\):? \S+)",
     "NOLINT names its check and says why: NOLINTNEXTLINE(check): reason"),
    (lambda p: p.suffix in TEXT, r"/(work/(main|wt|shared)|root|farm|home/\w+)/",
     "a path of one machine"),
    (lambda p: p.name in ("package-lock.json", ".npmrc"), r'"resolved"|registry\s*=|//registry',
     "which registry serves a package is the machine's business"),
]
PATTERNS = [(where, re.compile(what), why) for where, what, why in PATTERNS]
NAMES = re.compile(r"(^|_)(utils?|helpers?|misc|common|manager|impl)(_|\.|$)")


def files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED)
        for name in sorted(names):
            path = pathlib.Path(folder, name).relative_to(root)
            if path.suffix in TEXT and path.as_posix() not in ITSELF and name != ".git":
                yield path


def of_header(path, lines):
    """A header opens with prose, then #pragma once."""
    least = 1 if path.parts[0] == "tests" else 2
    guard = next((i for i, line in enumerate(lines) if line.strip() == "#pragma once"), None)
    if guard is None:
        yield f"{path}:1: no #pragma once"
    elif sum(line.startswith("//") for line in lines[:guard]) < least:
        yield (f"{path}:1: a header opens with prose before #pragma once: what it is, what it "
               "promises, threads, source")


def of_tests(root):
    """Every folder with a *_test.cpp is registered, so no test lies there unrun."""
    listed = root / "tests/CMakeLists.txt"
    text = listed.read_text() if listed.exists() else ""
    registered = re.findall(r"vermilion_tests\((\w[\w/]*)", text)
    for path in sorted((root / "tests").rglob("*_test.cpp")):
        folder = path.parent.relative_to(root / "tests").as_posix()
        if folder not in registered:
            yield f"{path.relative_to(root)}:1: tests/{folder} is not in tests/CMakeLists.txt"


def findings(root):
    yield from of_tests(root)
    for path in files(root):
        lines = (root / path).read_text(errors="replace").splitlines()
        if path.suffix in CODE | SCRIPT:
            if NAMES.search(path.name):
                yield f"{path}:1: a file is named after what it holds"
            if len(lines) > LINES:
                yield f"{path}:{LINES}: {len(lines)} lines; a file over {LINES} is two files"
            for number, line in enumerate(lines, 1):
                if len(line) > COLUMNS and "http" not in line:
                    yield f"{path}:{number}: {len(line)} columns, at most {COLUMNS}"
        if path.suffix == ".hpp":
            yield from of_header(path, lines)
        for where, what, why in PATTERNS:
            if where(path):
                for number, line in enumerate(lines, 1):
                    if what.search(line):
                        yield f"{path}:{number}: {why}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    found = list(findings(parser.parse_args().root))
    print("\n".join(found + [f"check_house: {len(found)} findings"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
