#!/usr/bin/env python3
"""Runs clang-tidy-19 on the sources of the rooms, and only on what changed since it last passed.

  check_tidy.py [--jobs N] [--list]     exit 0 good, 1 findings, 3 nothing to go by

A source passes once for one state of: its text, every header of ours that it reaches, its compile
command, .clang-tidy and the tool's version. What passed is remembered by that digest in
$VERMILION_TIDY_CACHE or build/tidy, an empty file each; a failure is never remembered.
"""
import argparse
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOP = ("base", "events", "engine", "workflows", "projections", "adapters", "app")
# clang 19 does not compile qpdf's headers on g++ 12's library: JSON.hh has a vector of its own,
# incomplete class in C++20. g++'s warnings are all that looks at this file.
UNREADABLE = {"adapters/content/content.cpp"}
COMMANDS = ROOT / "build/release/compile_commands.json"
PASSED = pathlib.Path(os.environ.get("VERMILION_TIDY_CACHE", ROOT / "build/tidy"))
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
# Warnings only g++ has are in the compile command; the compiler's own warnings are g++'s to judge.
ARGUMENTS = ["--quiet", f"-p={COMMANDS.parent}", "--extra-arg=-Wno-everything"]


@functools.cache
def text_and_includes(path):
    text = path.read_text()
    return text, tuple(p for name in INCLUDE.findall(text) if (p := ROOT / name).exists())


def reached(source):
    """The source and every header of ours below it, in a fixed order."""
    seen, waiting = set(), [source]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += text_and_includes(path)[1]
    return sorted(seen)


def digest(source, command, common):
    out = hashlib.sha256(common)
    out.update(command.replace(str(ROOT), "").encode())
    for path in reached(source):
        out.update(f"\0{path.relative_to(ROOT)}\0{text_and_includes(path)[0]}".encode())
    return out.hexdigest()


def tidy(source):
    started = time.monotonic()
    ran = subprocess.run(["clang-tidy-19", *ARGUMENTS, str(source)], text=True, cwd=ROOT,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return ran.returncode, ran.stdout, ran.stderr, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--list", action="store_true", help="what would be looked at")
    options = parser.parse_args()
    if not COMMANDS.exists():
        print("check_tidy: no build/release; configure it first: cmake --preset release")
        return 3
    version = subprocess.run(["clang-tidy-19", "--version"], check=True, stdout=subprocess.PIPE)
    common = version.stdout + (ROOT / ".clang-tidy").read_bytes() + " ".join(ARGUMENTS[2:]).encode()
    wanted = {}
    for entry in json.loads(COMMANDS.read_text()):
        source = pathlib.Path(entry["file"])
        if source.is_relative_to(ROOT) and source.relative_to(ROOT).parts[0] in TOP and \
                str(source.relative_to(ROOT)) not in UNREADABLE:
            if not source.exists():
                print(f"check_tidy: {source.relative_to(ROOT)} is gone; run cmake --preset release")
                return 3
            stamp = PASSED / digest(source, entry["command"], common)
            if not stamp.exists():
                wanted[source] = stamp
    if options.list:
        print("\n".join(str(source.relative_to(ROOT)) for source in wanted))
        return 0
    PASSED.mkdir(parents=True, exist_ok=True)
    failed, seconds = 0, time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for source, (code, out, errors, took) in zip(wanted, pool.map(tidy, wanted)):
            print(f"tidy {took:5.1f} s  {source.relative_to(ROOT)}", flush=True)
            if code == 0:
                wanted[source].touch()
            else:
                failed += 1
                print(out.replace(f"{ROOT}/", ""), errors if not out.strip() else "", flush=True)
    print(f"check_tidy: {len(wanted)} sources looked at, {failed} with findings, "
          f"{time.monotonic() - seconds:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
