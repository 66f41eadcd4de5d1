#!/usr/bin/env python3
"""A register of persons compared with the population library, with two `kill -9` in the middle of
it and a library that is away for a while.

  comparison_killed.py <vermilion> [PERSONS]

PERSONS (100,000) are entered in batches; 1 in 100 is planted: dead, emigrated or not agreeing. The
run finds exactly those; a second run finds nothing, and tells no entry anything. The journal is
counted by itself at the end, verified and audited. What it takes is printed, and nothing here
depends on it.
"""
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from hall import (HERE, VERMILION, Connection, Process, end, free_port, identity, records, sandbox,
                  wrong)

PERSONS = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
PLANTED = {"dead": PERSONS * 3 // 1000, "emigrated": PERSONS * 2 // 1000,
           "mismatch": PERSONS * 5 // 1000}
STATE = {"dead": "DEATH_FOUND", "emigrated": "SUSPENDED", "mismatch": "NOTIFIED"}
SEQUENCE = {"dead": (980, 10), "emigrated": (990, 10), "mismatch": (900, 80)}
BATCH, LINES = 200, 4
LIMIT_S = 300


def token(counterparts, subject, kind):
    asked = urllib.request.Request(counterparts.listening + "/token",
                                   json.dumps({"subject": subject, "kind": kind,
                                               "ttl": 600}).encode(),
                                   {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.loads(answer.read())["access_token"]


def people():
    """(name, number, what is planted), in an order of chance."""
    chance = random.Random(5)
    made = []
    for what, count in PLANTED.items():
        first, width = SEQUENCE[what]
        made += [("郑某%d" % n, identity(1_000 * (n // width) + first + n % width), what)
                 for n in range(count)]
    made += [("王某%d" % n, identity(1_000 * (n // 900) + n % 900), None)
             for n in range(PERSONS - len(made))]
    chance.shuffle(made)
    return made


class House:
    def __init__(self, data, counterparts):
        self.data, self.counterparts = data, counterparts
        self.port, self.ops, self.position = free_port(), free_port(), "0:0"
        self.bearers = {"reg": token(counterparts, "reg", "staff")}
        for line in range(LINES):
            self.bearers["collector-%d" % line] = token(counterparts, "collector-%d" % line,
                                                        "person")
        self.start()

    def start(self):
        self.process = Process(
            "serve", "--data", str(self.data), "--listen", "127.0.0.1:%d" % self.port, "--ops",
            "127.0.0.1:%d" % self.ops, "--sandbox", self.counterparts.listening, "--grants",
            str(HERE / "grants.yaml"), "--catalogue", str(HERE.parent / "data" / "catalogue"))
        if not self.process.listens():
            raise SystemExit("the hall did not start: %s" % self.process.told)

    def line(self):
        return Connection("http://127.0.0.1:%d" % self.port, self.bearers)

    def ask(self, method, path, who, body=None, key=None, wanted=200):
        answer = self.line().ask(method, path, who, body, key)
        if answer is None or answer.status != wanted:
            raise SystemExit("%s %s: %s" % (method, path, answer and answer.octets))
        self.position = answer.headers.get("Vermilion-Position") or self.position
        return answer.body


def enter_all(house, persons):
    cases = [None] * len(persons)

    def enter(which):
        line, who = house.line(), "collector-%d" % which
        for first in range(which * BATCH, len(persons), LINES * BATCH):
            part = persons[first:first + BATCH]
            answer = line.ask("POST", "/v1/cases/batch", who, {"lines": [
                {"submit": {"item": "bench-registrant", "office": "330106", "person": name,
                            "id_number": number}} for name, number, _ in part]}, "b-%d" % first)
            if answer is None or answer.status != 200:
                raise SystemExit("a batch: %s" % (answer and answer.octets))
            for result in answer.body["results"]:
                if result["status"] != 201:
                    wrong("an entry: %s" % result)
                    return
                cases[first + result["line"]] = result["result"]["case"]

    threads = [threading.Thread(target=enter, args=(which,)) for which in range(LINES)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if None in cases:
        raise SystemExit("not everybody was entered")
    return cases


def listed(house, state):
    """The entries that stand in this state, page by page."""
    found, cursor = set(), ""
    while True:
        page = house.ask("GET", "/v1/cases?item=bench-registrant&limit=200&state=%s%s"
                         % (state, cursor), "reg")
        found.update(row["case"] for row in page["rows"])
        if not page["next"]:
            return found
        cursor = "&cursor=" + page["next"]


def compare(house, key, kills=()):
    """Starts a run and follows it to its end, whatever happens to the hall on the way."""
    run = house.ask("POST", "/v1/cases", "reg", {"item": "bench-comparison", "office": "330000"},
                    key, 201)["case"]
    kills, ends, told = list(kills), time.monotonic() + LIMIT_S, {}
    while time.monotonic() < ends:
        told = house.ask("GET", "/v1/cases/%s/comparison?min_position=%s"
                         % (run, house.position), "reg")
        if kills and told["compared"] >= kills[0]:
            house.process.kill()
            print("killed when %d of %d were compared" % (told["compared"], PERSONS))
            house.start()
            kills.pop(0)
        if told["state"] == "HALTED":
            print("the library is away when %d were compared" % told["compared"])
            house.ask("POST", "/v1/cases/%s/facts" % run, "reg",
                      {"fact": "ComparisonResumed", "data": {}}, key + "-again")
        if told["state"] == "COMPLETE":
            if kills:
                wrong("the run was over before it was killed")
            return told
        time.sleep(0.05)
    raise SystemExit("the run did not end: %s" % told)


def main():
    with tempfile.TemporaryDirectory(prefix="vermilion-comparison-") as folder:
        counterparts = sandbox()
        house = House(folder + "/hall", counterparts)
        persons = people()
        began = time.monotonic()
        cases = enter_all(house, persons)
        entering = time.monotonic() - began
        urllib.request.urlopen(urllib.request.Request(
            counterparts.listening + "/faults",
            json.dumps({"office": "population", "mode": "error", "status": 400,
                        "for_requests": 1}).encode(),
            {"Content-Type": "application/json"}), timeout=30)
        began = time.monotonic()
        first = compare(house, "first", (PERSONS // 3, PERSONS * 2 // 3))
        comparing = time.monotonic() - began
        for what, state in STATE.items():
            wanted = {case for case, (_, _, planted) in zip(cases, persons) if planted == what}
            found = listed(house, state)
            if found != wanted:
                wrong("%s: %d not found, %d found that were not planted"
                      % (what, len(wanted - found), len(found - wanted)))
        if (first["compared"], first["dead"], first["emigrated"], first["mismatched"]) != (
                PERSONS, PLANTED["dead"], PLANTED["emigrated"], PLANTED["mismatch"]):
            wrong("the run's own figures: %s" % first)
        began = time.monotonic()
        second = compare(house, "second")
        print({"persons": PERSONS, "kills": 2, "entered_a_second": round(PERSONS / entering),
               "seconds": round(comparing, 1),
               **{what: first[what] for what in ("compared", "dead", "emigrated", "mismatched")},
               "second_run_seconds": round(time.monotonic() - began, 1),
               "second_run_found": second["compared"] - second["agreed"]})
        planted = sum(PLANTED.values())
        if second["compared"] != PERSONS - planted or second["agreed"] != second["compared"]:
            wrong("a second run finds something: %s" % second)
        if house.process.stop() != 0:
            wrong("the hall did not end well")
        told = [record for record in records(house.data) if record.get("fact") == "IdentityFound"]
        if len(told) != planted or any(record["kind"] != "accepted" for record in told):
            wrong("%d records tell of %d findings" % (len(told), planted))
        for command in ("verify", "audit"):
            ran = subprocess.run([VERMILION, command, "--data", house.data], capture_output=True,
                                 text=True)
            if ran.returncode != 0:
                wrong("%s: %s" % (command, ran.stdout[-1500:]))
        counterparts.stop()
    end()


main()
