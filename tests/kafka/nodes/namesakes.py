#!/usr/bin/env python3
"""Two processes that were given the same --node: they do not take the partition from each other
again and again, and the one that is not asked says what is wrong.

  namesakes.py <vermilion>
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

from house import Brokers, ROOT, free_ports
from hall import HERE as CRASH, VERMILION, end, sandbox, wrong

WATCHED_S = 15


def start(folder, name, brokers, counterparts, node, ports):
    log = open(pathlib.Path(folder, name + ".log"), "w", encoding="utf-8")
    return subprocess.Popen(
        [VERMILION, "serve", "--data", str(pathlib.Path(folder, name)), "--shared",
         str(pathlib.Path(folder, "shared")), "--journal", "kafka", "--brokers", brokers.list,
         "--single-broker", "--listen", "127.0.0.1:%d" % ports[0], "--ops",
         "127.0.0.1:%d" % ports[1], "--node", node, "--sandbox", counterparts.listening,
         "--grants", str(CRASH / "grants.yaml"), "--catalogue",
         str(ROOT / "tests" / "data" / "catalogue"), "--json"], stdout=log, stderr=log)


def ready(port, within_s=30):
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/readyz" % port, timeout=2) as answer:
                return json.loads(answer.read())
        except OSError:
            time.sleep(0.1)
    return None


def claims_of(port):
    with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % port, timeout=5) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("vermilion_claims_total"):
                return float(line.split()[-1])
    raise SystemExit("no vermilion_claims_total among the metrics")


def main():
    counterparts = sandbox()
    with tempfile.TemporaryDirectory(prefix="vermilion-namesakes-") as folder:
        brokers = Brokers(pathlib.Path(folder, "kafka"), 1)
        ports = free_ports(4)
        node = "127.0.0.1:%d" % ports[0]
        nodes = []
        try:
            for name, own in (("first", ports[:2]), ("second", ports[2:])):
                nodes.append(start(folder, name, brokers, counterparts, node, own))
                if not ready(own[1]):
                    wrong("%s is not ready" % name)
            time.sleep(WATCHED_S)        # in which two that duel claim some twenty times
            claims = sum(claims_of(port) for port in (ports[1], ports[3]))
            print("%d claims of both in %d s" % (claims, WATCHED_S))
            if claims > 4:
                wrong("the two take the partition from each other")
            said = "".join(pathlib.Path(folder, name + ".log").read_text(encoding="utf-8")
                           for name in ("first", "second"))
            if "no two nodes may bear one --node" not in said:
                wrong("neither says what is wrong")
        finally:
            for one in nodes:
                one.terminate()
            for one in nodes:
                one.wait(30)
            brokers.do("stop")
    counterparts.stop()
    sys.stdout.flush()
    end()


main()
