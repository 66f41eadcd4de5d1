"""Several nodes of one house on real brokers, clients that may ask any of them, and the comparison
of what they were promised with the topic."""
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
import types

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tests" / "crash"))

import topic  # noqa: E402
from hall import (Client, Connection, Process, lost_or_doubled, sandbox, tokens, tool,  # noqa: E402
                  wrong, WRONG)

PAUSE_S = 0.02               # before somebody else is asked
HANGS_S = 4                  # a node that is frozen answers nothing; then another is asked
SETTLE_S = 60                # for what is in doubt at the end
# What a node answers that can not decide: it may have been recorded all the same.
NOBODY = (503, 504)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Brokers:
    def __init__(self, folder, count, *more):
        self.folder, self.count = str(folder), count
        self.list = self.do("start", str(count), "--small", *more).split("=")[1]

    def do(self, *what):
        ran = subprocess.run([str(ROOT / "tools" / "kafka"), *what, "--dir", self.folder],
                             capture_output=True, text=True, timeout=300)
        if ran.returncode != 0:
            raise SystemExit("tools/kafka %s: %s" % (what, ran.stderr[-500:]))
        return ran.stdout.strip().splitlines()[-1] if ran.stdout.strip() else ""


class House:
    """Nodes 0, 1, …; each with a directory of its own."""

    def __init__(self, folder, brokers, counterparts, count):
        self.folder, self.brokers, self.counterparts = pathlib.Path(folder), brokers, counterparts
        self.addresses = ["127.0.0.1:%d" % port for port in free_ports(count)]
        self.operations = ["127.0.0.1:%d" % port for port in free_ports(count)]
        self.nodes = [None] * count
        self.bearers, self.bearers_since = tokens(counterparts), time.monotonic()

    def start(self, k):
        more = ["--single-broker"] if self.brokers.count == 1 else []
        self.nodes[k] = Process(
            "serve", "--data", str(self.folder / ("node%d" % k)), "--shared",
            str(self.folder / "shared"), "--listen", self.addresses[k], "--ops",
            self.operations[k], "--sandbox", self.counterparts.listening, "--grants",
            str(ROOT / "tests" / "crash" / "grants.yaml"), "--catalogue",
            str(ROOT / "tests" / "data" / "catalogue"), "--journal", "kafka", "--brokers",
            self.brokers.list, *more)
        return self.nodes[k]

    def send(self, k, what):
        self.nodes[k].process.send_signal(what)

    def running(self, k):
        return self.nodes[k] is not None and self.nodes[k].process.poll() is None

    def partition(self, k):
        """What node k says of the partition; nothing when it does not answer."""
        try:
            asked = http.client.HTTPConnection(self.operations[k], timeout=1)
            asked.request("GET", "/readyz")
            text = asked.getresponse().read().decode()
            return text.split('"partition":"')[1].split('"')[0]
        except (OSError, http.client.HTTPException, IndexError):
            return ""

    def keep_bearers(self):
        """Tokens hold for ten minutes."""
        if time.monotonic() - self.bearers_since > 240:
            self.bearers_since = time.monotonic()
            self.bearers.update(tokens(self.counterparts))

    @staticmethod
    def ask(address, path):
        asked = http.client.HTTPConnection(address, timeout=5)
        asked.request("GET", path)
        return asked.getresponse().read().decode()

    @staticmethod
    def figures_at(address):
        lines = [line.split() for line in House.ask(address, "/metrics").splitlines()]
        return {line[0]: float(line[1]) for line in lines if len(line) == 2}

    def figures(self, k):
        return self.figures_at(self.operations[k])

    def owner(self, patience=SETTLE_S):
        """The node that writes; the first that is found within `patience` seconds."""
        ends = time.monotonic() + patience
        while time.monotonic() < ends:
            for k in range(len(self.nodes)):
                if self.running(k) and self.partition(k) == "writes":
                    return k
            time.sleep(PAUSE_S)
        raise SystemExit("no node writes after %d s: %s" % (
            patience, [self.partition(k) for k in range(len(self.nodes))]))

    def stop(self):
        for node in self.nodes:
            if node is not None and node.process.poll() is None:
                node.process.send_signal(signal.SIGCONT)
                code = node.stop()
                if code != 0:
                    wrong("a node ended with %d: %s" % (code, node.told))


class Wanderer(Client):
    """Asks one node after the other; what one could not decide is asked again of the next."""

    def __init__(self, name, house, first):
        super().__init__(name)
        self.house, self.at = house, first
        self.connections = {}
        self.gap, self.last, self.turned_away = 0.0, None, 0
        self.when = []                   # of each promise

    def connection(self):
        address = self.house.addresses[self.at]
        if address not in self.connections:
            made = Connection("http://" + address, self.house.bearers)
            made.http.timeout = HANGS_S
            self.connections[address] = made
        return self.connections[address]

    def once(self):
        self.house.keep_bearers()
        answer = self.send(self.connection())
        if answer is not None and 200 <= answer.status < 300:
            now = time.monotonic()
            if self.last is not None:
                self.gap = max(self.gap, now - self.last)
            self.last = now
            self.when.append(now)
            return
        if answer is not None and answer.status not in NOBODY:
            wrong("%s was answered %d: %s" % (self.key(), answer.status, answer.body))
            return
        self.doubt = True
        self.turned_away += answer is not None
        self.at = (self.at + 1) % len(self.house.addresses)
        time.sleep(PAUSE_S)

    def wander(self, over):
        while not over.is_set() and not WRONG:
            self.once()

    def settle(self):
        ends = time.monotonic() + SETTLE_S
        while (self.doubt or self.step) and not WRONG and time.monotonic() < ends:
            self.once()
        if self.doubt:
            wrong("%s is still in doubt after %d s" % (self.key(), SETTLE_S))


class Opener(Wanderer):
    """Opens cases and leaves them open; of an answer it keeps what is compared."""

    def _promised(self, answer):
        super()._promised(answer)
        key, told = self.promises.popitem()
        kept = ("position", "case", "fact", "version")
        self.promises[key] = types.SimpleNamespace(body={name: told.body[name] for name in kept})
        self.step, self.case, self.number = 0, None, self.number + 1


class Load:
    """Clients at work until the block is left."""

    def __init__(self, clients):
        self.clients, self.over = clients, threading.Event()
        self.threads = [threading.Thread(target=client.wander, args=(self.over,))
                        for client in clients]

    def __enter__(self):
        for client in self.clients:
            client.last = None
        self.began = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()
        self.seconds = time.monotonic() - self.began

    def promised(self):
        """When, while this load lasted."""
        return sorted(moment for client in self.clients for moment in client.when
                      if self.began <= moment <= self.began + self.seconds)

    def gap(self):
        """The longest time in which nobody was promised anything, seconds."""
        when = [self.began, *self.promised(), self.began + self.seconds]
        return max(b - a for a, b in zip(when, when[1:]))

    def rate(self):
        return len(self.promised()) / self.seconds


def public_events(house, valid, name):
    """The public topic against what the journal says must stand there: each public record once, in
    order, numbered 1, 2, 3 …. Answers how many there are."""
    found = topic.events(house.brokers.list, name + "-public-approval", house.schema)
    expected = [one for one in valid
                if one["kind"] == "accepted" and one["edition"][0] == "approval"]
    for number, (event, record) in enumerate(zip(found, expected), 1):
        data = event["data"]
        if (event["pubseq"], event["id"], event["key"], event["subject"]) != \
                (str(number), record["position"], record["case"], record["case"]):
            wrong("event %d: %s is not %s" % (number, event, record))
            break
        if (data["case"], data["fact"], data["from"], data["to"], data["case_version"],
                data["item"]) != (record["case"], record["fact"], record["from"], record["to"],
                                  record["case_version"], record["item"][0]):
            wrong("event %d says other than its record: %s, %s" % (number, data, record))
            break
    if len(found) != len(expected):
        wrong("%d public events for %d records" % (len(found), len(expected)))
    return len(found)


def published(house, patience=SETTLE_S):
    """Waits until the owner has published what is recorded."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        figures = house.figures(house.owner())
        if figures.get("vermilion_published_position", -1) >= \
                figures.get("vermilion_journal_position", 0):
            return
        time.sleep(PAUSE_S)
    wrong("the owner has not published all after %d s" % patience)


def compare(house, clients, name="vermilion-journal"):
    """What was promised against the topic, and each node's segments and rows against it too. The
    nodes have stopped."""
    octets = (house.folder / "node0" / "house.vmr").read_bytes()
    valid, void, claims = topic.follow(topic.messages(house.brokers.list, name), octets)
    promises = {}
    for client in clients:
        promises.update(client.promises)
    lost, doubled = lost_or_doubled(promises, valid)
    if lost:
        wrong("%d promises are lost: %s" % (len(lost), lost[:5]))
    if doubled:
        wrong("%d records are doubled" % doubled)
    if promises and not lost_or_doubled(promises, valid[:len(valid) // 2])[0]:
        wrong("the comparison does not see that half of the topic is missing")
    for k in range(len(house.nodes)):
        data = str(house.folder / ("node%d" % k))
        if not os.path.exists(data):
            continue
        listed = tool("journal", "list", "--data", data)
        theirs = [(one["position"], one["hash"][:16]) for one in valid]
        ours = [tuple(line.split()[:2]) for line in listed.stdout.splitlines()]
        if listed.returncode != 0 or ours != theirs[:len(ours)]:
            wrong("node %d keeps other records than the topic has: %s" % (k, listed.stderr[-300:]))
        # The newcomer was killed while it read; whoever stops last begins a reign that the others
        # no longer see.
        if k < 2 and any(one["kind"] != "house" for one in valid[len(ours):]):
            wrong("node %d has kept %d of %d records" % (k, len(ours), len(theirs)))
        for command in ("verify", "audit"):
            ran = tool(command, "--data", data, "--json")
            if ran.returncode != 0:
                wrong("%s of node %d ended with %d: %s%s" % (
                    command, k, ran.returncode, ran.stdout[-500:], ran.stderr[-500:]))
    return {"promises": len(promises), "records": len(valid), "void_frames": void,
            "public_events": public_events(house, valid, name),
            "reigns": len(claims), "lost": len(lost), "doubled": doubled,
            "cases": len({answer.body["case"] for answer in promises.values()}),
            "found_recorded": sum(client.replayed for client in clients),
            "turned_away": sum(client.turned_away for client in clients)}
