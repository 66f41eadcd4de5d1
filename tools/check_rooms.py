#!/usr/bin/env python3
"""Checks every include line of every room against cmake/rooms.cmake, and draws the rooms.

On Debian every system header is visible to every file, so a compiler cannot see a layering mistake;
this reader can. It takes the rooms from cmake/rooms.cmake and the packages' header prefixes from
cmake/packages.cmake, which CMake reads too: an edge stands once.

  check_rooms.py               prints each forbidden include as file:line: what (rule)
  check_rooms.py --root DIR    the same for another tree (tests/rooms/planted_includes.py)
  check_rooms.py --dot         the rooms as a graph, in Graphviz' language
  check_rooms.py --draw        writes docs/rooms.svg
  check_rooms.py --documents   exit 1 unless docs/rooms.svg and the README's table fit rooms.cmake

Exit codes: 0 good, 1 findings, 2 rooms.cmake itself is wrong.
"""
import argparse
import dataclasses
import hashlib
import pathlib
import re
import subprocess
import sys

SOURCES = {".cpp", ".hpp", ".h", ".cc"}
TOP = ("base", "events", "engine", "workflows", "projections", "adapters", "app")
ROOT_FILES = {"app/main.cpp": ("cli11",)}  # the composition root sees all rooms, and these packages

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)"|(\S+))')
POSIX = re.compile(
    r"^(sys|netinet|arpa|net|linux|asm)/|"
    r"^(unistd|fcntl|pthread|netdb|poll|dirent|signal|dlfcn|ifaddrs|sched|semaphore|spawn|syslog|"
    r"termios|pwd|grp|aio|ftw|glob|mqueue|libgen|time|errno|stdio|stdlib|string)\.h$")
PROCESSOR = re.compile(r"^[a-z]*intrin\.h$|^cpuid\.h$")
STANDARD = re.compile(r"^[a-z0-9_]+$")
THREADS = ("thread mutex shared_mutex condition_variable future atomic stop_token semaphore latch "
           "barrier").split()
WORLD = "chrono ctime random fstream filesystem iostream cstdio csignal syncstream".split()


def ban(headers, why):
    return {header: why for header in headers}


# DESIGN §2: engine knows no clock, thread, socket, file or random device; §3: neither does a rule.
# (workflows/catalogue and workflows/calendars read texts, which app hands them.)
BANNED = {
    "engine": ban(THREADS + WORLD, "engine knows no clock, thread, file or random device"),
    "events": ban(THREADS + WORLD, "events are plain data"),
    "workflows": ban(THREADS + ["chrono", "ctime", "random", "iostream"],
                     "a rule sees only what is in the record"),
}


@dataclasses.dataclass
class Room:
    folder: str
    line: int
    nested: bool
    uses: list
    third: list
    lends: list


class Broken(Exception):
    """rooms.cmake or packages.cmake says something that cannot be."""


def calls(path, function):
    """(line, arguments) of each call of a CMake function in a file."""
    text = re.sub(r"#[^\n]*", "", path.read_text())
    for found in re.finditer(rf"^\s*{function}\(([^)]*)\)", text, re.M):
        yield text.count("\n", 0, found.start(1)) + 1, found[1].split()


def sections(words, keys):
    """CMake keyword arguments: {key: [values]}."""
    out, key = {k: [] for k in ("", *keys)}, ""
    for word in words:
        if word in keys:
            key = word
        else:
            out[key].append(word)
    return out


def read_rooms(root):
    path, rooms = root / "cmake/rooms.cmake", {}
    for line, (folder, *words) in calls(path, "vermilion_room"):
        parts = sections(words, ("NESTED", "USES", "THIRD", "LENDS"))
        for used in parts["USES"]:
            if used != "*" and used not in rooms:
                raise Broken(f"{path}:{line}: {folder} uses {used}, which is not declared above it")
        rooms[folder] = Room(folder, line, "NESTED" in words, parts["USES"], parts["THIRD"],
                             parts["LENDS"])
    if not rooms:
        raise Broken(f"{path}: no vermilion_room(...) found")
    return rooms


def read_packages(root):
    """[(header prefix, package)], the longest first."""
    prefixes = []
    for _, (name, *words) in calls(root / "cmake/packages.cmake", "vermilion_package"):
        prefixes += [(prefix, name) for prefix in sections(words, ("LINK", "HEADERS"))["HEADERS"]]
    return sorted(prefixes, key=lambda pair: -len(pair[0]))


def room_of(folder, rooms):
    """The room that a folder belongs to, or None: itself, a nested one, or an edition (digits)."""
    if folder in rooms:
        return rooms[folder]
    parent, _, last = folder.rpartition("/")
    if parent in rooms and last.isdigit():
        return rooms[parent]
    while parent:
        if parent in rooms and rooms[parent].nested:
            return rooms[parent]
        parent = parent.rpartition("/")[0]
    return None


def visible(room, rooms):
    """The folders that a room may include: itself and its USES, transitively."""
    seen, waiting = set(), [room.folder]
    while waiting:
        folder = waiting.pop()
        if folder in seen:
            continue
        seen.add(folder)
        for used in rooms[folder].uses:
            waiting += ([f for f, other in rooms.items() if "*" not in other.uses]
                        if used == "*" else [used])
    return seen


class Checker:
    def __init__(self, root):
        self.root, self.rooms, self.prefixes = root, read_rooms(root), read_packages(root)
        packages = {package for _, package in self.prefixes}
        for room in self.rooms.values():
            for package in room.third + room.lends:
                if package not in packages:
                    raise Broken(f"cmake/rooms.cmake:{room.line}: {room.folder}: no package "
                                 f"{package} in cmake/packages.cmake")

    def findings(self):
        for top in TOP:
            for path in sorted((self.root / top).rglob("*")):
                if path.suffix in SOURCES:
                    yield from self.file(path)

    def file(self, path):
        name = path.relative_to(self.root).as_posix()
        folder = name.rpartition("/")[0]
        if name in ROOT_FILES:
            room = Room(folder, 0, False, ["*"], list(ROOT_FILES[name]), [])
            seen = set(self.rooms)
        else:
            room = room_of(folder, self.rooms)
            if room is None:
                yield f"{name}:1: folder {folder} is no room (declare it in cmake/rooms.cmake)"
                return
            seen = visible(room, self.rooms)
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            angle, quoted, other = found.groups()
            why = (self.ours(quoted, room, seen) if quoted else
                   self.theirs(angle, room, seen) if angle else
                   f"includes {other} (an include names its file)")
            if why:
                yield f"{name}:{number}: {why}"

    def ours(self, header, room, seen):
        folder, slash, _ = header.rpartition("/")
        if not slash or ".." in header or not folder.startswith(TOP):
            return f'"{header}" is no path from the project root to a room'
        owner = room_of(folder, self.rooms)
        if owner is None:
            return f'"{header}": {folder} is no room'
        if owner.folder not in seen:
            return (f'"{header}": {room.folder} may not see {owner.folder} '
                    f"(cmake/rooms.cmake: {room.folder} USES {' '.join(room.uses) or 'nothing'})")
        return None

    def theirs(self, header, room, seen):
        top = room.folder.partition("/")[0]
        for prefix, package in self.prefixes:
            if header == prefix or (prefix.endswith("/") and header.startswith(prefix)):
                lent = {lend for folder in seen for lend in self.rooms[folder].lends}
                if package in lent or package in room.third + room.lends:
                    return None
                return (f"<{header}> is of package {package} (cmake/rooms.cmake: {room.folder} "
                        f"THIRD {' '.join(room.third) or 'nothing'})")
        if header in BANNED.get(top, {}):
            return f"<{header}> is banned in {top}/ ({BANNED[top][header]}; DESIGN §2)"
        if POSIX.match(header):
            return (None if top in ("adapters", "app") else
                    f"<{header}> is the operating system's (only adapters/ and app/ may)")
        if PROCESSOR.match(header):
            return (None if top in ("base", "adapters") else
                    f"<{header}> is the processor's (only base/ and adapters/ may)")
        if STANDARD.match(header):
            return None
        return f"<{header}> is of no package in cmake/packages.cmake"


def dot(rooms):
    """The rooms as a graph: an arrow means "may include"; what follows from others is left out."""
    lines = ["digraph rooms {", '  rankdir=BT; bgcolor="white"; nodesep=0.25; ranksep=0.55;',
             '  node [shape=box, style="rounded,filled", fillcolor="#fdf3ee", color="#b03a2e",',
             '        fontname="Helvetica", fontsize=11];',
             '  edge [color="#555555", arrowsize=0.7];']
    for top in TOP:
        inside = [f for f in rooms if f.partition("/")[0] == top]
        if len(inside) > 1:
            lines.append(f'  subgraph "cluster_{top}" {{ label="{top}/"; fontname="Helvetica"; '
                         'style="rounded"; color="#bbbbbb";')
        for folder in inside:
            room = rooms[folder]
            packages = " ".join(room.third + room.lends)
            label = folder.partition("/")[2] or folder
            label += f"\\n{packages}" if packages else ""
            lines.append(f'    "{folder}" [label="{label}"];')
        if len(inside) > 1:
            lines.append("  }")
    lines.append('  "every room" [shape=plaintext, style="", fontcolor="#555555"];')
    for folder, room in rooms.items():
        for used in room.uses:
            others = [u for u in room.uses if u not in ("*", used)]
            if used == "*":
                lines.append(f'  "{folder}" -> "every room" [style=dashed];')
            elif not any(used in visible(rooms[other], rooms) for other in others):
                lines.append(f'  "{folder}" -> "{used}";')
    return "\n".join(lines + ["}"]) + "\n"


def stamp(rooms):
    digest = hashlib.sha256(dot(rooms).encode()).hexdigest()
    return f"<!-- made by tools/check_rooms.py --draw from {digest} -->"


def documents(root, rooms):
    """What docs/rooms.svg and the README say about the rooms that rooms.cmake does not."""
    picture = root / "docs/rooms.svg"
    if not picture.exists() or stamp(rooms) not in picture.read_text():
        yield "docs/rooms.svg is not of this cmake/rooms.cmake: run tools/check_rooms.py --draw"
    readme = (root / "README.md").read_text()
    table = readme.partition("## Rooms")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `([a-z0-9_/]+)/`", table, re.M)
    for folder in rooms:
        if folder not in named:
            yield f"README.md: the table of rooms lacks {folder}/"
    for folder in named:
        if folder not in rooms:
            yield f"README.md: the table of rooms has {folder}/, which is no room"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    for flag in ("--dot", "--draw", "--documents"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    try:
        checker = Checker(options.root)
    except Broken as wrong:
        print(wrong)
        return 2
    if options.dot:
        print(dot(checker.rooms), end="")
        return 0
    if options.draw:
        drawn = subprocess.run(["dot", "-Tsvg"], input=dot(checker.rooms), text=True, check=True,
                               stdout=subprocess.PIPE).stdout
        (options.root / "docs/rooms.svg").write_text(drawn + stamp(checker.rooms) + "\n")
        return 0
    findings = list(documents(options.root, checker.rooms) if options.documents
                    else checker.findings())
    for finding in findings:
        print(finding)
    if not options.documents:
        print(f"check_rooms: {len(checker.rooms)} rooms, {len(findings)} forbidden includes")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
