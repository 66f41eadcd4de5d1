#!/usr/bin/env python3
"""A grant that ends at one node has ended at the other within two seconds; and a node that has lost
touch with the brokers shows staff nothing rather than by grants that may have ended.

  stale.py <vermilion>
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from house import Brokers, House, WRONG, sandbox, wrong

from hall import Connection

BOUND_S = 2.0
TIMES = 20
FAR = "2030-01-01T00:00:00+08:00"


def number(seed):
    """An identity number of nobody, with its check digit (GB 11643-1999)."""
    digits = "330106198005%02d%03d" % (seed % 28 + 1, seed)
    weighed = sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(digits))
    return digits + "10X98765432"[weighed % 11]


class People:
    def __init__(self, house):
        self.house, self.keys = house, 0
        self.bearers = {}
        for who in ("root.one", "li.wei"):
            asked = urllib.request.Request(
                house.counterparts.listening + "/token",
                json.dumps({"subject": who, "kind": "staff"}).encode(),
                {"Content-Type": "application/json"})
            with urllib.request.urlopen(asked, timeout=10) as answer:
                self.bearers[who] = json.loads(answer.read())["access_token"]

    def ask(self, k, method, path, who, body=None):
        self.keys += 1
        connection = Connection("http://" + self.house.addresses[k], self.bearers)
        connection.http.timeout = 5
        return connection.ask(method, path, who, body,
                              "s%d" % self.keys if method == "POST" else None)

    def done(self, *asked):
        answer = self.ask(*asked)
        if answer is None or answer.status not in (200, 201):
            raise SystemExit("%s: %s" % (asked[1:4], answer and answer.body))
        return answer.body

    def grants(self, k):
        """How many grants li.wei holds as node k says; nothing when it does not say."""
        answer = self.ask(k, "GET", "/v1/me", "li.wei")
        return len(answer.body["grants"]) if answer is not None and answer.status == 200 else None


def enrol(house, people, owner):
    token = (house.folder / "shared" / "keys" / "first-administrator").read_text().strip()
    person = {"name": "样例", "id_number": number(1)}
    people.done(owner, "POST", "/v1/admin/first", "root.one",
                {"token": token, "identity": person, "post": "x"})
    people.done(owner, "POST", "/v1/admin/staff", "root.one",
                {"who": "li.wei", "identity": {"name": "样例", "id_number": number(2)}, "post": "x",
                 "tree": "accounting", "office": "330106"})


def wait_for(what, seconds=20):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if what():
            return
    raise SystemExit("it did not come to pass within %d s" % seconds)


def ends_everywhere(people, owner, other):
    """How long the other node still went by grants that had ended."""
    took = []
    path = "/v1/admin/staff/li.wei/facts"
    for _ in range(TIMES):
        given = people.done(owner, "POST", path, "root.one",
                            {"fact": "Granted",
                             "data": {"role": "window", "tree": "accounting", "office": "330106",
                                      "item": "*", "until": FAR}})
        wait_for(lambda: people.grants(other) == 1)
        people.done(owner, "POST", path, "root.one",
                    {"fact": "GrantEnded", "data": {"grant": given["position"], "reason": "x"}})
        ended = time.monotonic()
        if people.grants(owner) != 0:
            wrong("the node that ended the grant still goes by it")
        wait_for(lambda: people.grants(other) == 0)
        took.append(time.monotonic() - ended)
    if max(took) > BOUND_S:
        wrong("a grant that had ended held for %.2f s" % max(took))
    return took


def cut_off(house, people, k):
    """How long a node without brokers still answered staff."""
    house.brokers.do("freeze", "1")
    began = last = time.monotonic()
    while time.monotonic() < began + 6:
        if people.grants(k) is not None:
            last = time.monotonic()
    house.brokers.do("thaw", "1")
    if last - began > BOUND_S:
        wrong("node %d answered staff %.2f s after it had lost the brokers" % (k, last - began))
    wait_for(lambda: people.grants(k) is not None, 60)
    return last - began


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        house = House(folder, Brokers(folder / "brokers", 1), sandbox(), 2)
        try:
            for k in range(2):
                if not house.start(k).listens():
                    raise SystemExit("node %d does not start: %s" % (k, house.nodes[k].told))
            owner = house.owner()
            people = People(house)
            enrol(house, people, owner)
            took = ends_everywhere(people, owner, 1 - owner)
            silent = [cut_off(house, people, k) for k in (1 - owner, owner)]
            print("stale: %d grants ended; at the other node after %.3f s (median), %.3f s at "
                  "most; cut off, the follower answered staff for %.2f s, the owner for %.2f s" % (
                      len(took), statistics.median(took), max(took), *silent))
        finally:
            house.stop()
            house.brokers.do("stop")
            house.counterparts.stop()
    return 1 if WRONG else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main())
