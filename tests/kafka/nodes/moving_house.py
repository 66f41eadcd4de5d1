#!/usr/bin/env python3
"""A house moves from one machine into Kafka and back, on the real executable.

  moving_house.py <vermilion>

A hall on segment files takes cases, is killed and goes on; its house is imported into a topic,
goes on there, is exported into an empty directory and goes on there on one machine. Every promise
of all three lives must stand in the last one, once. What must be refused: a second house into the
same topic, and a house that the topic has gone beyond.
"""
import json
import pathlib
import shutil
import tempfile
import threading
import time

from house import Brokers, ROOT

from hall import (Client, Connection, Process, WRONG, compare, hall, sandbox, tokens, tool, wrong)

CASES = 40                   # of each life; each client takes a part


def live(serving, clients, counterparts, cases):
    if not serving.listens():
        raise SystemExit("a hall did not start: %s" % serving.told)
    bearers = tokens(counterparts)

    def work(client):
        connection = Connection(serving.listening, bearers)
        until = client.number + cases // len(clients)
        ends = time.monotonic() + 60
        while client.number < until and not WRONG and time.monotonic() < ends:
            answer = client.send(connection)
            if answer is not None and answer.status == 503:
                time.sleep(0.05)         # nobody owns yet
            elif answer is None or not 200 <= answer.status < 300:
                wrong("%s was answered %s" % (client.key(), answer and answer.status))
        if client.number < until:
            wrong("%s came no further than case %d" % (client.name, client.number))

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def move(what, data, brokers, *more):
    ran = tool(what, "--data", str(data), "--brokers", brokers.list, "--single-broker", "--json",
               *more)
    return ran.returncode, json.loads(ran.stdout or ran.stderr)


def in_kafka(data, counterparts, brokers):
    return Process("serve", "--data", str(data), "--listen", "127.0.0.1:0", "--node",
                   "127.0.0.1:1", "--ops", "127.0.0.1:0", "--sandbox", counterparts.listening,
                   "--grants", str(ROOT / "tests" / "crash" / "grants.yaml"), "--catalogue",
                   str(ROOT / "tests" / "data" / "catalogue"), "--journal", "kafka", "--brokers",
                   brokers.list, "--single-broker")


def main():
    with tempfile.TemporaryDirectory(prefix="vermilion-moving-") as folder:
        folder = pathlib.Path(folder)
        counterparts = sandbox()
        brokers = Brokers(folder / "brokers", 1)
        try:
            first, last, other = folder / "first", folder / "last", folder / "other"
            clients = [Client("m%d" % n) for n in range(4)]
            serving = hall(first, counterparts)
            live(serving, clients, counterparts, CASES)
            serving.kill()
            serving = hall(first, counterparts)
            live(serving, clients, counterparts, CASES)
            code, told = move("import", first, brokers)
            if code == 0 or "in use" not in told["detail"]:
                wrong("a house that is served was imported: %s" % told)
            if serving.stop() != 0:
                wrong("the hall ended with an error: %s" % serving.told)
            code, imported = move("import", first, brokers)
            listed = len(tool("journal", "list", "--data", str(first)).stdout.splitlines())
            if code != 0 or imported["the_same"] != listed or imported["more_in_topic"] != 0 or \
                    imported["records"] + imported["there_before"] != listed:
                wrong("import of %d records: %s" % (listed, imported))
            code, again = move("import", first, brokers)
            if code != 0 or (again["records"], again["there_before"]) != (0, listed):
                wrong("the same import once more: %s" % again)
            serving = hall(other, counterparts)
            live(serving, [Client("o0")], counterparts, 4)
            serving.stop()
            code, told = move("import", other, brokers)
            if code == 0 or "holds a house already" not in told["detail"]:
                wrong("a second house was imported into the same topic: %s" % told)
            shutil.copytree(first, folder / "old")
            serving = in_kafka(first, counterparts, brokers)
            live(serving, clients, counterparts, CASES)
            serving.stop()
            code, told = move("import", folder / "old", brokers)
            if code == 0 or "holds more than the" not in told["detail"]:
                wrong("a house that the topic has gone beyond was imported: %s" % told)
            code, exported = move("export", last, brokers)
            if code != 0 or exported["more_in_topic"] != 0 or exported["the_same"] <= listed:
                wrong("export: %s" % exported)
            for what in ("keys", "blobs"):   # no part of the journal; they move by copying
                shutil.copytree(first / what, last / what)
            shutil.copy2(first / "hall.key", last)   # apart from what it wraps
            serving = hall(last, counterparts)
            live(serving, clients, counterparts, CASES)
            serving.stop()
            figures = compare(last, clients)
        finally:
            counterparts.kill()
            brokers.do("stop")
        figures.update(imported=imported["records"], exported=exported["the_same"])
        print(figures)
    raise SystemExit(1 if WRONG else 0)


main()
