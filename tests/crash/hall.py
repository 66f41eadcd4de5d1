"""What the crash tests share: the sandbox and the hall as processes, clients that remember every
answer they were given, and the comparison of what they remember with the journal.

A *promise* is a 2xx answer to a write. What a client sent without getting an answer is *in doubt*:
it is sent again with the same Idempotency-Key after the restart. At the end every promise must
stand in the journal exactly once, where the answer said, and no key twice.
"""
import atexit
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

VERMILION = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("VERMILION_BINARY", "vermilion")
HERE = pathlib.Path(__file__).resolve().parent
OFFICE = "330106"
LIMIT_S = 30                     # for any one answer, start or stop
SKIPPED = 77                     # ctest's SKIP_RETURN_CODE: no ptrace here, so nothing was shown
WHO = {"zhang": "person", "han": "staff", "app": "staff"}
# One case of bench-a4: who, and what they record. The first step opens the case.
STEPS = (("zhang", None, None),
         ("han", "Proposed", {"approve": True, "opinion": "同意"}),
         ("app", "Approved", {"opinion": "同意"}))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
WRONG = []


def wrong(what):
    WRONG.append(what)
    print("WRONG: " + what, flush=True)


def end():
    """The exit code of a test: 0 when nothing was wrong."""
    raise SystemExit(1 if WRONG else 0)


def need_strace():
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True) \
        if shutil.which("strace") else None
    if tried is None or tried.returncode != 0:
        print("skipped: strace cannot trace a process here, so nothing was shown")
        raise SystemExit(SKIPPED)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def ask(url, token=None, body=None, key=None, timeout=20):
    """Status and JSON; 0 when nobody is there."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    if key:
        headers["Idempotency-Key"] = key
    octets = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, octets, headers),
                                    timeout=timeout) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")
    except OSError:
        return 0, {}


def pdf(line):
    """A file of that type, not larger than needed, with `line` in it."""
    return ("%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Lang (%s) >>\nendobj\n2 0 obj\n"
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 "
            "0 R /MediaBox [0 0 10 10] >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n"
            "0\n%%%%EOF\n" % line).encode()


def identity(number):
    """A resident number of nobody, with its check digit (GB 11643)."""
    digits = "339099%04d%02d%02d%03d" % (1950 + number // 280_000, 1 + number // 28_000 % 10,
                                         1 + number // 1_000 % 28, number % 1_000)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS)) % 11]


class Process:
    """A vermilion process that is read until it listens; started by us, so ended by us."""

    def __init__(self, *arguments, before=()):
        self.process = subprocess.Popen([*before, VERMILION, *arguments, "--json"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        atexit.register(self.kill)       # also when the test itself ends by an exception
        self.told = []           # the end of standard error, for a message
        self.listening = None
        self.ready = threading.Event()
        self.readers = [threading.Thread(target=self._read_output, daemon=True),
                        threading.Thread(target=self._read_errors, daemon=True)]
        for reader in self.readers:
            reader.start()

    def _read_output(self):
        for line in self.process.stdout:
            try:
                heard = json.loads(line).get("listening")
            except ValueError:
                heard = None
            if heard:
                self.listening = heard
                self.ready.set()
        self.ready.set()

    def _read_errors(self):
        for line in self.process.stderr:
            self.told = (self.told + [line.strip()])[-10:]

    def listens(self):
        """True once it listens; False when it ended before."""
        if not self.ready.wait(LIMIT_S):
            wrong("a process said nothing for %d s" % LIMIT_S)
        return self.listening is not None

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        return self.process.wait(LIMIT_S)

    def stop(self):
        """Asks it to stop and gives its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            wrong("a process did not stop within %d s" % LIMIT_S)
            return self.kill()


class ClockedHall:
    """A hall that keeps a clock set by us, with the officials of tests/evidence/grants.yaml."""

    def __init__(self, folder, begins, grants_from):
        self.data, self.ops = pathlib.Path(folder, "hall"), free_port()
        grants = pathlib.Path(folder, "grants.yaml")
        grants.write_text((HERE.parent / "evidence/grants.yaml").read_text()
                          .replace("from: 2026-01-01, until: 2028-01-01",
                                   "from: %s, until: 2040-01-01" % grants_from))
        self.counterparts = sandbox()
        self.process = Process(
            "serve", "--data", str(self.data), "--listen", "127.0.0.1:0", "--ops",
            "127.0.0.1:%d" % self.ops, "--sandbox", self.counterparts.listening, "--grants",
            str(grants), "--clock", begins)
        if not self.process.listens():
            raise SystemExit("the hall did not start: %s" % self.process.told)
        self.url, self.said = self.process.listening, 0

    def at(self, when):
        status, told = ask("http://127.0.0.1:%d/ops/clock" % self.ops, body={"to": when})
        if status != 200:
            wrong("the clock was not moved: %s" % told)

    def stop(self):
        """And has the journal verified and audited."""
        if self.process.stop() != 0:
            wrong("the hall did not end well: %s" % self.process.told)
        for command in ("verify", "audit"):
            ran = tool(command, "--data", str(self.data), "--json")
            if ran.returncode != 0:
                wrong("%s: %s" % (command, ran.stdout[-800:]))


def log_of(path):
    """The lines of an strace log, once strace has seen the last thread go."""
    ends = time.monotonic() + LIMIT_S
    while time.monotonic() < ends:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.readlines()
        going = {}
        for line in lines:
            going[line.split()[0]] = "+++ " in line
        if lines and all(going.values()):
            return lines
        time.sleep(0.02)         # strace -D tells nobody that it has ended
    wrong("strace did not end its log")
    return lines


def sandbox():
    made = Process("sandbox", "--listen", "127.0.0.1:0")
    if not made.listens():
        raise SystemExit("the sandbox did not start: %s" % made.told)
    return made


def hall(data, counterparts, before=(), more=("--listen", "127.0.0.1:0")):
    return Process("serve", "--data", str(data), *more, "--ops", "127.0.0.1:0",
                   "--sandbox", counterparts.listening, "--grants", str(HERE / "grants.yaml"),
                   "--catalogue", str(HERE.parent / "data" / "catalogue"), before=before)


def tokens(counterparts):
    made = {}
    for who, kind in WHO.items():
        asked = urllib.request.Request(counterparts.listening + "/token",
                                       json.dumps({"subject": who, "kind": kind}).encode(),
                                       {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=LIMIT_S) as answer:
            made[who] = json.loads(answer.read())["access_token"]
    return made


class Answer:
    def __init__(self, status, headers, octets):
        self.status, self.headers, self.octets = status, headers, octets
        try:
            self.body = json.loads(octets)
        except ValueError:
            self.body = {}


class Connection:
    """One connection to a hall; None instead of an answer when the other end went away."""

    def __init__(self, url, bearers):
        host, port = url.removeprefix("http://").split(":")
        self.http = http.client.HTTPConnection(host, int(port), timeout=LIMIT_S)
        self.bearers = bearers

    def ask(self, method, path, who, body=None, key=None):
        headers = {"Authorization": "Bearer " + self.bearers[who],
                   "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            self.http.request(method, path, None if body is None else json.dumps(body), headers)
            got = self.http.getresponse()
            return Answer(got.status, got.headers, got.read())
        except (OSError, http.client.HTTPException):
            self.http.close()
            return None


class Client:
    """Takes cases through their steps, one after the other, across any number of halls."""

    def __init__(self, name):
        self.name = name
        self.number = 0          # of cases begun
        self.step = 0
        self.case = None
        self.doubt = False       # the present step was sent and never answered
        self.promises = {}       # key -> the 2xx answer
        self.replayed = 0        # in doubt, and found recorded
        self.decided_late = 0    # in doubt, and not recorded before

    def key(self):
        return "%s-%d-%d" % (self.name, self.number, self.step)

    def send(self, connection):
        """Sends the present step; the answer, or None when it is in doubt."""
        who, fact, data = STEPS[self.step]
        if fact is None:
            text = "%s %d" % (self.name, self.number)
            body = {"item": "bench-a4", "office": OFFICE,
                    "answers": [{"field": "text", "value": text}]}
            answer = connection.ask("POST", "/v1/cases", who, body, self.key())
        else:
            answer = connection.ask("POST", "/v1/cases/%s/facts" % self.case, who,
                                    {"fact": fact, "data": data}, self.key())
        if answer is None:
            self.doubt = True
        elif 200 <= answer.status < 300:
            self._promised(answer)
        return answer

    def _promised(self, answer):
        if answer.headers.get("Idempotent-Replayed") == "true":
            self.replayed += 1
            if not self.doubt:
                wrong("%s was never in doubt and yet replayed" % self.key())
        elif self.doubt:
            self.decided_late += 1
        self.doubt = False
        self.promises[self.key()] = answer
        self.case = answer.body["case"]
        self.step += 1
        if self.step == len(STEPS):
            self.step, self.case, self.number = 0, None, self.number + 1

    def run(self, connection, until):
        """Steps until `until` holds, the hall goes away, or it answers other than 2xx."""
        while not until():
            answer = self.send(connection)
            if answer is None:
                return
            if not 200 <= answer.status < 300:
                wrong("%s was answered %d: %s" % (self.key(), answer.status, answer.body))
                return

    def repeat_one(self, connection, chance):
        """A promise given before the restart, asked for again: the same octets come back."""
        if not self.promises:
            return
        key = chance.choice(sorted(self.promises))
        told = self.promises[key]
        number, step = map(int, key.split("-")[1:])
        kept = (self.number, self.step, self.case)
        self.number, self.step, self.case = number, step, told.body["case"]
        who, fact, data = STEPS[step]
        if fact is None:
            again = connection.ask("POST", "/v1/cases", who, {
                "answers": [{"value": "%s %d" % (self.name, number), "field": "text"}],
                "office": OFFICE, "item": "bench-a4"}, key)
        else:
            again = connection.ask("POST", "/v1/cases/%s/facts" % self.case, who,
                                   {"data": data, "fact": fact}, key)
        self.number, self.step, self.case = kept
        if again is None or again.octets != told.octets or again.status != told.status or \
                again.headers.get("Idempotent-Replayed") != "true":
            wrong("%s was promised and is answered otherwise after the restart" % key)


def tool(*arguments):
    return subprocess.run([VERMILION, *arguments], capture_output=True, text=True, timeout=300)


def records(data):
    listed = tool("journal", "list", "--data", str(data), "--json")
    if listed.returncode != 0:
        wrong("journal list ended with %d: %s" % (listed.returncode, listed.stderr[-500:]))
    return [json.loads(line) for line in listed.stdout.splitlines()]


def lost_or_doubled(promises, listed):
    """(promises that are not there or elsewhere, keys that stand there more than once)."""
    by_position = {record["position"]: record for record in listed}
    keys = [(record["principal"]["who"], record["proposal_id"])
            for record in listed if record["proposal_id"]]
    doubled = len(keys) - len(set(keys)) + len(listed) - len(by_position)
    lost = []
    for key, answer in promises.items():
        told = answer.body
        found = by_position.get(told["position"])
        same = found is not None and found["proposal_id"] == key and found["kind"] == "accepted" \
            and (found["case"], found["fact"], found["case_version"]) == \
                (told["case"], told["fact"], told["version"])
        if not same:
            lost.append(key)
    return lost, doubled


def compare(data, clients, replays=5):
    """Everything that was promised against the data directory at rest."""
    promises = {}
    for client in clients:
        promises.update(client.promises)
    listed = records(data)
    lost, doubled = lost_or_doubled(promises, listed)
    if lost:
        wrong("%d promises are lost: %s" % (len(lost), lost[:5]))
    if doubled:
        wrong("%d records are doubled" % doubled)
    # The comparison itself can fail: without the last promised record, and with one twice.
    if promises:
        last = max(listed, key=lambda record: record["proposal_id"] in promises)
        without = [record for record in listed if record is not last]
        if not lost_or_doubled(promises, without)[0] or \
                not lost_or_doubled(promises, [*listed, last])[1]:
            wrong("the comparison does not see a missing or a doubled record")
    sequences = [int(record["position"].split(":")[1]) for record in listed]
    if sequences != list(range(1, len(sequences) + 1)):
        wrong("the records are not numbered 1, 2, 3 …")
    for command in ("verify", "audit"):
        ran = tool(command, "--data", str(data), "--json")
        if ran.returncode != 0:
            wrong("%s ended with %d: %s%s" % (command, ran.returncode, ran.stdout[-800:],
                                              ran.stderr[-800:]))
    cases = sorted({answer.body["case"] for answer in promises.values()})
    for case in cases[:: max(1, len(cases) // replays)] if replays else []:
        ran = tool("replay", "--data", str(data), "--case", case, "--json")
        told = [record["position"] for record in listed if record["case"] == case]
        if ran.returncode != 0 or \
                [record["position"] for record in json.loads(ran.stdout)["records"]] != told:
            wrong("replay of %s differs from journal list" % case)
    return {"promises": len(promises), "records": len(listed), "lost": len(lost),
            "doubled": doubled, "cases": len(cases)}


def alive_for(seconds):
    """A condition for Client.run that holds once so much time is over."""
    ends = time.monotonic() + seconds
    return lambda: time.monotonic() >= ends
