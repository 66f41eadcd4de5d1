"""What `vermilion verify` must see: a row taken, added or changed in each view, and rot anywhere.

rows_and_rot.py VERMILION MAKE_HOUSE: rows are changed with RocksDB's own `ldb`; then one octet is
changed in 200 places of segments and SST files, one at a time: verify names file or row, or the
full dump of records is unchanged. Exits 0 when all of it was seen.
"""
import collections
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

vermilion, make_house = sys.argv[1:3]
FAMILIES = ["core", "worklist", "cases", "timeline", "deadlines", "outbox",
            "materials"]
PLACES = 200
SEED = 20260920
POSITION = "0x00706F736974696F6E"  # rows that are no rows: the family's own position


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def need(holds, *what):
    if not holds:
        sys.exit("rows_and_rot: " + " ".join(str(part) for part in what))


def verify(data):
    done = run(vermilion, "verify", "--json", "--data", data)
    need(done.returncode in (0, 1), "verify ended with", done.returncode, done.stderr)
    return done.returncode, json.loads(done.stdout)


def ldb(data, family, *command):
    done = run("ldb", f"--db={data / 'rows'}", f"--column_family={family}", "--hex", *command)
    need(done.returncode == 0 and "Failed" not in done.stderr, "ldb", family, command, done.stderr)
    return done.stdout


def rows_of(data, family):
    pairs = [line.split(" : ") for line in ldb(data, family, "scan").splitlines() if " : " in line]
    return [(key, value) for key, value in pairs if not key.startswith(POSITION)]


def count(report, family, fault):
    return next(one for one in report["families"] if one["name"] == family)[fault]


def check_rows(fresh, scratch):
    for family in FAMILIES:
        data = scratch / f"rows-{family}"
        shutil.copytree(fresh, data)
        rows = rows_of(data, family)
        need(len(rows) > 3, family, "has too few rows to try")
        (taken, _), (changed, value), (template, copied) = rows[0], rows[-1], rows[len(rows) // 2]
        added = template + "7F"
        ldb(data, family, "delete", taken)
        ldb(data, family, "put", added, copied)
        last = f"{int(value[-2:], 16) ^ 1:02X}"
        ldb(data, family, "put", changed, value[:-2] + last)
        code, report = verify(data)
        need(code == 1, family, "was changed in three rows, and verify found nothing")
        for fault in ("missing", "surplus", "different"):
            need(count(report, family, fault) == 1, family, fault, report["findings"])
        named = collections.Counter((one["where"], one["fault"]) for one in report["findings"])
        need(named == {(family, fault): 1 for fault in ("missing", "surplus", "different")}, named)
        rebuilt = run(vermilion, "rebuild", "--json", "--data", data)
        need(rebuilt.returncode == 0, "rebuild:", rebuilt.stdout, rebuilt.stderr)
        code, report = verify(data)
        need(code == 0, "after rebuild", family, "still differs:", report["findings"])
        shutil.rmtree(data)


def dump(data):
    done = run(vermilion, "journal", "list", "--json", "--data", data)
    return done.stdout if done.returncode == 0 else None


def used(path):
    """Octets up to the last one that is not zero, and a few more."""
    octets = path.read_bytes()
    return min(len(octets), len(octets.rstrip(b"\0")) + 64)


def check_rot(data):
    partition = data / "journal" / "p00"
    segments = sorted(partition.glob("*.seg")) + sorted(partition.glob("*.live"))
    tables = sorted((data / "rows").glob("*.sst"))
    need(len(segments) == 3 and len(tables) >= len(FAMILIES), segments, tables)
    whole = dump(data)
    need(whole and verify(data)[0] == 0, "the house itself is not in order")
    chance = random.Random(SEED)
    seen = collections.Counter()
    for place in range(PLACES):
        path = chance.choice(segments if place % 2 == 0 else tables)
        offset = chance.randrange(used(path))
        octets = path.read_bytes()
        rotten = bytearray(octets)
        rotten[offset] ^= 1 << chance.randrange(8)
        path.write_bytes(rotten)
        code, report = verify(data)
        if code == 1:
            text = json.dumps(report["findings"])
            need(path.name in text, f"octet {offset} of {path.name} changed, and verify says", text)
            seen["named, " + path.suffix] += 1
        else:
            need(path.suffix != ".sst", f"octet {offset} of {path.name} changed, unseen")
            need(dump(data) == whole, f"octet {offset} of {path.name} changed the dump, unseen")
            seen["dump unchanged, " + path.suffix] += 1
        path.write_bytes(octets)
    need(verify(data)[0] == 0, "all octets are back, and verify still finds something")
    need(seen["named, .seg"] > 0 and seen["named, .live"] > 0 and seen["named, .sst"] > 0, seen)
    return dict(seen)


with tempfile.TemporaryDirectory() as scratch:
    house = pathlib.Path(scratch) / "house"
    made = run(make_house, house, 24)
    need(made.returncode == 0, made.stderr)
    check_rows(house, pathlib.Path(scratch))
    print(f"{len(FAMILIES)} families: a row taken, added and changed was named in each")
    print(f"{PLACES} octets changed, seed {SEED}:", check_rot(house))
