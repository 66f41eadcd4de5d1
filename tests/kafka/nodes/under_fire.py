#!/usr/bin/env python3
"""Nodes and brokers that die, freeze, come and go under load: nothing that was acknowledged is lost
or doubled.

  under_fire.py <vermilion> SCENARIO [--seconds N] [--brokers 1|3] [--clients N] [--seed N]

  kills         kill -9 of a random node or broker, started again at once
  zombie        the node that writes is frozen for N seconds and thawed
  frozen        one broker at a time frozen for 45 s and thawed for 20 s (N seconds in all)
  newcomer      a third node started every 5 s and killed 3 s later; its rate against quiet
  failover      N cases (--cases) are opened, then the node that writes is killed
  leader        each broker is killed in turn, and started again 8 s later
  rolling       one node after the other is stopped and started again

Clients go from node to node when one cannot decide, with the same Idempotency-Key. At the end the
topic is read by Apache Kafka's own client, the rule of docs/journal.md §8 is applied by itself, and
every promise must stand there once, where its answer said; each node must keep the same records,
and the public topic must hold each public record once, in order and without a gap.
"""
import argparse
import pathlib
import random
import signal
import tempfile
import time

from house import (Brokers, House, Load, Opener, Wanderer, compare, published, sandbox, wrong,
                   WRONG)

asked = argparse.ArgumentParser()
asked.add_argument("vermilion")
asked.add_argument("scenario", choices=("kills", "zombie", "frozen", "newcomer", "failover",
                                         "leader", "rolling"))
asked.add_argument("--seconds", type=float, default=30)
asked.add_argument("--brokers", type=int, choices=(1, 3), default=3)
asked.add_argument("--cases", type=int, default=20_000)
asked.add_argument("--clients", type=int, default=8)
asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 1 << 32))
GIVEN = asked.parse_args()
CHANCE = random.Random(GIVEN.seed)
FIGURES = {}


def until(ends):
    time.sleep(max(0.0, ends - time.monotonic()))   # the schedule, not a wait for something


def listens(house, k):
    if not house.start(k).listens():
        wrong("node %d did not start: %s" % (k, house.nodes[k].told))


def kills(house, clients):
    nodes = brokers = 0
    with Load(clients) as load:
        ends = time.monotonic() + GIVEN.seconds
        while time.monotonic() < ends and not WRONG:
            until(min(ends, time.monotonic() + CHANCE.uniform(0.5, 4)))
            if CHANCE.random() < 0.5 or GIVEN.brokers == 1 and CHANCE.random() < 0.7:
                k = CHANCE.randrange(len(house.nodes))
                house.nodes[k].kill()
                until(time.monotonic() + CHANCE.uniform(0, 3))
                house.start(k)
                nodes += 1
            else:
                k = str(CHANCE.randrange(GIVEN.brokers) + 1)
                house.brokers.do("kill", k)
                house.brokers.do("restart", k)
                brokers += 1
        for k, node in enumerate(house.nodes):
            if not node.listens():
                wrong("node %d did not start: %s" % (k, node.told))
    FIGURES.update(nodes_killed=nodes, brokers_killed=brokers)
    return load


def zombie(house, clients):
    with Load(clients) as load:
        until(time.monotonic() + 3)
        owner = house.owner()
        house.send(owner, signal.SIGSTOP)
        until(time.monotonic() + GIVEN.seconds)
        for client in clients[::2]:
            client.at = owner            # it is asked the moment that it comes back
        until(time.monotonic() + 0.5)
        house.send(owner, signal.SIGCONT)
        until(time.monotonic() + 5)
    if house.owner() == owner:
        wrong("the node that was frozen for %d s writes again" % GIVEN.seconds)
    return load


def frozen(house, clients):
    times = 0
    with Load(clients) as load:
        ends = time.monotonic() + GIVEN.seconds
        while time.monotonic() < ends and not WRONG:
            k = str(times % GIVEN.brokers + 1)
            house.brokers.do("freeze", k)
            until(time.monotonic() + 45)
            house.brokers.do("thaw", k)
            until(time.monotonic() + 20)
            times += 1
    FIGURES.update(brokers_frozen=times)
    return load


def newcomer(house, clients):
    with Load(clients) as quiet:
        until(time.monotonic() + GIVEN.seconds / 2)
    times = 0
    with Load(clients) as load:
        ends = time.monotonic() + GIVEN.seconds
        while time.monotonic() < ends and not WRONG:
            began = time.monotonic()
            house.start(2)
            until(began + 3)
            house.nodes[2].kill()
            until(began + 5)
            times += 1
    FIGURES.update(newcomers=times, quiet_promises_a_second=round(quiet.rate(), 1),
                   share_of_quiet=round(load.rate() / quiet.rate(), 3))
    return load


def failover(house, clients):
    opened = lambda: sum(client.number for client in clients)  # noqa: E731
    with Load(clients):
        while opened() < GIVEN.cases and not WRONG:
            until(time.monotonic() + 1)
    FIGURES.update(open_cases=opened())
    until(time.monotonic() + 2)
    owner = house.owner()
    with Load(clients) as load:
        until(time.monotonic() + 2)
        killed = time.monotonic()
        house.nodes[owner].kill()
        until(time.monotonic() + 15)
    FIGURES.update(seconds_to_first_decision=round(
        next((moment for moment in load.promised() if moment > killed + 0.05),
             float("inf")) - killed, 2))
    listens(house, owner)
    return load


def leader(house, clients):
    with Load(clients) as load:
        for k in range(1, GIVEN.brokers + 1):
            until(time.monotonic() + 5)
            house.brokers.do("kill", str(k))
            until(time.monotonic() + 8)
            house.brokers.do("restart", str(k))
        until(time.monotonic() + 5)
    return load


def rolling(house, clients):
    with Load(clients) as load:
        for k in range(2):
            until(time.monotonic() + GIVEN.seconds / 3)
            code = house.nodes[k].stop()
            if code != 0:
                wrong("node %d ended with %d: %s" % (k, code, house.nodes[k].told))
            listens(house, k)
        until(time.monotonic() + GIVEN.seconds / 3)
    return load


def main():
    print("%s, seed %d" % (GIVEN.scenario, GIVEN.seed), flush=True)
    with tempfile.TemporaryDirectory(prefix="vermilion-nodes-") as folder:
        folder = pathlib.Path(folder)
        brokers = Brokers(folder / "brokers", GIVEN.brokers)
        counterparts = sandbox()
        try:
            house = House(folder, brokers, counterparts, 3 if GIVEN.scenario == "newcomer" else 2)
            for k in range(2):
                listens(house, k)
            house.schema = house.ask(house.addresses[house.owner()], "/v1/schemas/case-changed/1")
            kind = Opener if GIVEN.scenario == "failover" else Wanderer
            clients = [kind("c%d" % n, house, n % 2) for n in range(GIVEN.clients)]
            load = globals()[GIVEN.scenario](house, clients)
            for client in clients:
                client.settle()
            published(house)
            house.stop()
            FIGURES.update(compare(house, clients))
            FIGURES.update(longest_gap_s=round(load.gap(), 2),
                           promises_a_second=round(load.rate(), 1), seconds=round(load.seconds))
        finally:
            for node in house.nodes:
                if node is not None:
                    node.kill()
            counterparts.kill()
            brokers.do("stop")
    print(FIGURES)
    if FIGURES["promises"] < 10 * GIVEN.clients:
        wrong("hardly any load: %d promises" % FIGURES["promises"])
    raise SystemExit(1 if WRONG else 0)


main()
