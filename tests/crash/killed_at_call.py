#!/usr/bin/env python3
"""A crash at every write, sync, rename and open of a short run, by strace on the real executable.

  killed_at_call.py <vermilion> [--cases N] [--runs N]

The run: a new house starts, one client takes N cases through (10 unless said), a clean stop. Its
calls inside the data directory are counted once; then the run is repeated with SIGKILL at one call
each, with a stride so that there are at most as many runs as said (20, or CRASH_RUNS). After each
the hall starts again without strace, settles what was in doubt, ends the cases, and everything
promised is compared.

strace counts calls by thread, so `when=k` ends the run in whichever thread first makes its k-th
call. The live segment is therefore swept a second time by itself (`-P`), where only it counts.
"""
import argparse
import os
import re
import tempfile
import time

from hall import (Client, Connection, compare, end, hall, log_of, need_strace, sandbox, tokens,
                  wrong, WRONG)

asked = argparse.ArgumentParser()
asked.add_argument("vermilion")
asked.add_argument("--cases", type=int, default=10)
asked.add_argument("--runs", type=int, default=int(os.environ.get("CRASH_RUNS", "20")))
CASES, RUNS = asked.parse_args().cases, asked.parse_args().runs
SWEPT = "pwrite64,fdatasync,fsync,openat,rename,renameat,renameat2"
BEGUN = re.compile(r"^(\d+) +(\w+)\((.*)$")
LIVE = os.path.join("journal", "p00", "00000000000000000001.live")


def take_all(client, serving, counterparts):
    client.run(Connection(serving.listening, tokens(counterparts)),
               lambda: client.number == CASES and not client.doubt)


def run(data, counterparts, log, *more):
    """The short run under strace (not --seccomp-bpf: it does not deliver an injected signal): the
    client, and how the hall ended."""
    client = Client("sweep")
    serving = hall(data, counterparts, before=("strace", "-f", "-D", "-y", "-o", log, "-e",
                                               "trace=" + SWEPT, *more))
    if serving.listens():
        take_all(client, serving, counterparts)
    return client, serving.stop()


def points(data, lines):
    """What to crash at, in the order of the run: (call, k, only on this file)."""
    made, seen, on_live = [], {}, {}
    for line in lines:
        begun = BEGUN.match(line)
        if not begun:
            continue
        thread, call, rest = begun.groups()
        seen[thread, call] = seen.get((thread, call), 0) + 1
        point = (call, seen[thread, call], None)
        if data in rest and point not in made:
            made.append(point)
        if re.match(r"\d+<%s>" % re.escape(os.path.join(data, LIVE)), rest):
            on_live[thread, call] = on_live.get((thread, call), 0) + 1
            point = (call, on_live[thread, call], LIVE)
            if point not in made:
                made.append(point)
    return made


def crash_at(point, folder, number, counterparts):
    call, k, only = point
    data, log = (os.path.join(folder, "%s%d" % (name, number)) for name in ("hall", "strace"))
    more = ["-e", "inject=%s:signal=SIGKILL:when=%d" % (call, k)]
    if only:
        more += ["-P", os.path.join(data, only)]
    client, code = run(data, counterparts, log, *more)
    before = len(client.promises)
    if code not in (0, -9):
        wrong("%s: the hall ended with %d" % (point, code))
    serving = hall(data, counterparts)
    if not serving.listens():
        wrong("%s: the hall does not start again: %s" % (point, serving.told))
        return code, before, None
    take_all(client, serving, counterparts)
    if serving.stop() != 0:
        wrong("%s: the stop after the restart was not clean" % (point,))
    return code, before, compare(data, [client], replays=1)


def main():
    need_strace()
    counterparts = sandbox()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vermilion-sweep-") as folder:
        data = os.path.join(folder, "counted")
        client, code = run(data, counterparts, os.path.join(folder, "count"))
        if code != 0 or len(client.promises) != 3 * CASES:
            raise SystemExit("the run to be swept did not go through: %d" % code)
        all_points = points(data, log_of(os.path.join(folder, "count")))
        stride = max(1, -(-len(all_points) // RUNS))
        chosen = all_points[::stride]
        print("%d cases: %d crash points, %d of them on the live segment; stride %d, %d runs" %
              (CASES, len(all_points), sum(only is not None for _, _, only in all_points), stride,
               len(chosen)), flush=True)
        killed = started = promises = 0
        for number, point in enumerate(chosen):
            code, before, figures = crash_at(point, folder, number, counterparts)
            killed += code == -9
            started += code == -9 and before == 0
            promises += before
            if figures and figures["promises"] != 3 * CASES:
                wrong("%s: only %d promises in the end" % (point, figures["promises"]))
            if WRONG:
                print("at %s" % (point,))
                break
    counterparts.kill()
    print({"runs": len(chosen), "killed": killed, "killed_before_the_first_promise": started,
           "not_reached": len(chosen) - killed, "promised_before_the_crash": promises,
           "seconds": round(time.monotonic() - began, 1)})
    if killed * 10 < len(chosen) * 9:
        wrong("of %d runs only %d were killed" % (len(chosen), killed))
    end()


main()
