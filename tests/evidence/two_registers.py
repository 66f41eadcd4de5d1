#!/usr/bin/env python3
"""Two running halls, each a register of its own (Zhejiang and Ningbo), and persons who move between
them while one side or the other is down.

  two_registers.py <vermilion> <make_house>

At no instant do both own a person: asked over HTTP all the time, and read from both histories at
the end. What each hall says of itself is verified and audited.
"""
import atexit
import json
import pathlib
import socket
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "crash"))
from hall import Process, ask, end, free_port, identity, sandbox, tool, wrong  # noqa: E402

ITEM, LIMIT_S = "accounting-registrant", 40


class Between:
    """Stands between two halls: passes everything on, but of the next `lose` answers nothing, and
    nothing at all while it is `shut`."""

    def __init__(self, to):
        self.to, self.lose, self.lost, self.shut = to, 0, 0, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            one, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(one,), daemon=True).start()

    def serve(self, one):
        if self.shut:
            return one.close()
        try:
            with one, socket.create_connection(("127.0.0.1", self.to), timeout=5) as other:
                octets = one.recv(65_536)
                while octets and not self.whole(octets):
                    octets += one.recv(65_536)
                other.sendall(octets.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
                answer = b""
                while more := other.recv(65_536):
                    answer += more
                if self.lose > 0:
                    self.lose -= 1
                    self.lost += 1
                    return           # the other side has decided; nobody hears of it
                one.sendall(answer)
        except OSError:
            return

    @staticmethod
    def whole(octets):
        head, _, body = octets.partition(b"\r\n\r\n")
        length = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                  if line.startswith(b"content-length")]
        return b"\r\n\r\n" in octets and len(body) >= sum(length)


class Hall:
    def __init__(self, folder, code, office, counterparts):
        self.code, self.office, self.counterparts = code, office, counterparts
        self.data = pathlib.Path(folder, code)
        self.port, self.ops = free_port(), free_port()
        self.url = "http://127.0.0.1:%d" % self.port
        self.between = Between(self.port)
        self.process, self.other = None, None

    def start(self):
        self.process = Process(
            "serve", "--data", str(self.data), "--listen", "127.0.0.1:%d" % self.port, "--ops",
            "127.0.0.1:%d" % self.ops, "--sandbox", self.counterparts.listening, "--grants",
            str(ROOT / "tests" / "evidence" / "grants.yaml"), "--clock",
            "2026-09-21T09:00:00+08:00", "--register",
            "%s=%s" % (self.other.code, self.other.between.url), "--register-self", self.code,
            "--register-token-url", self.counterparts.listening + "/token", "--register-secret",
            str(SECRET))
        if not self.process.listens():
            raise SystemExit("the hall %s did not start: %s" % (self.code, self.process.told))

    def kill(self):
        self.process.kill()

    def at(self, when):
        status, told = ask("http://127.0.0.1:%d/ops/clock" % self.ops, body={"to": when})
        if status != 200:
            wrong("the clock of %s was not moved: %s" % (self.code, told))

    def say(self, who, case, fact, data=None, expect=200):
        SAID[0] += 1
        status, told = ask(self.url + "/v1/cases/%s/facts" % case, TOKENS(who),
                           {"fact": fact, "data": data or {}}, "said-%d" % SAID[0])
        if status != expect:
            wrong("%s by %s at %s: %d %s" % (fact, who, self.code, status, told))
        return told

    def enter(self, person, **moved):
        SAID[0] += 1
        status, told = ask(self.url + "/v1/cases", TOKENS(person.who),
                           {"item": ITEM, "office": self.office, "person": person.name,
                            "id_number": person.number, **moved}, "said-%d" % SAID[0])
        if status != 201:
            wrong("%s could not enter at %s: %d %s" % (person.who, self.code, status, told))
        person.entries.append((self, told["case"]))
        return told["case"]

    def registrant(self, person, case):
        return ask(self.url + "/v1/cases/%s/registrant" % case, TOKENS(person.who))

    def await_state(self, person, case, wanted):
        ends = time.monotonic() + LIMIT_S
        while time.monotonic() < ends:
            status, told = self.registrant(person, case)
            if status == 200 and told["state"] == wanted:
                return told
            time.sleep(0.02)
        wrong("%s stands at %s in %s and not in %s" % (person.who, self.code, told, wanted))
        return told

    def form_for(self, person, case, to):
        self.say(person.who, case, "TransferOutAsked", {"to_register": to.code, "reason": "工作调动"})
        self.say("registrar." + self.code, case, "TransferOutIssued", {"opinion": "同意"})
        return self.await_state(person, case, "FROZEN")["transfer"]["form"]


class Person:
    def __init__(self, who, name):
        self.who, self.name, self.number = who, name, identity(100 + len(NAMED))
        NAMED.append(who)
        self.entries = []        # (hall, case), in the order in which they were made
        PEOPLE.append(self)


def watch(over):
    """Whoever is in force here was given up there before; so nobody is in force twice, when the
    later entry is asked for first."""
    while not over.wait(0.005):
        for person in list(PEOPLE):
            held = None
            for hall, case in reversed(list(person.entries)):
                status, told = hall.registrant(person, case)
                if status != 200 or not told["in_force"]:
                    continue
                if held:
                    wrong("%s is in force at %s and at %s" % (person.who, held, hall.code))
                held = hall.code
            WATCHED[0] += 1


def history(halls):
    """[from, to) in force, of every person, by the recorded times of both journals."""
    in_force = {"ACTIVE", "OUT_REVIEW", "FROZEN"}
    for person in PEOPLE:
        spans = []
        for hall, case in person.entries:
            listed = tool("replay", "--data", str(hall.data), "--case", case, "--json")
            since = None
            for record in json.loads(listed.stdout)["records"]:
                if record.get("kind") != "accepted":
                    continue
                now = bool(in_force & set(record["to"]))
                if now and since is None:
                    since = record["recorded_at"]
                elif not now and since is not None:
                    spans.append((since, record["recorded_at"], hall.code))
                    since = None
            if since is not None:
                spans.append((since, "9999", hall.code))
        spans.sort()
        if not spans:
            wrong("%s was never in force anywhere" % person.who)
        for before, after in zip(spans, spans[1:]):
            if after[0] < before[1]:
                wrong("%s: in force twice, %s and %s" % (person.who, before, after))
        print("%s: %s" % (person.who, ", then ".join("%s from %s" % (s[2], s[0]) for s in spans)))


PEOPLE, NAMED, SAID, WATCHED, MADE = [], [], [0], [0], {}


def TOKENS(who):
    if who not in MADE:
        kind = "staff" if who.startswith("registrar.") else "person"
        _, told = ask(COUNTERPARTS.listening + "/token",
                      body={"subject": who, "kind": kind, "ttl": 600})
        MADE[who] = told["access_token"]
    return MADE[who]


def both_at(when, *halls):
    for hall in halls:
        hall.at(when)


def story(zhejiang, ningbo):
    # The other side is down for three days of the legal clock.
    away = Person("away", "赵远行")
    case = zhejiang.enter(away)
    zhejiang.await_state(away, case, "ACTIVE")
    form = zhejiang.form_for(away, case, ningbo)
    zhejiang.kill()
    there = ningbo.enter(away, from_register=zhejiang.code, form=form)
    ningbo.await_state(away, there, "CONFIRMING")
    for day in (22, 23, 24):
        ningbo.at("2026-09-%dT09:00:00+08:00" % day)
        if ningbo.await_state(away, there, "CONFIRMING")["in_force"]:
            wrong("taken over without a word of the other side")
    zhejiang.start()
    zhejiang.at("2026-09-24T09:00:00+08:00")
    ningbo.await_state(away, there, "ACTIVE")
    zhejiang.await_state(away, case, "MOVED")

    # The answer is lost twice: the other side has given up, and is asked again.
    unheard = Person("unheard", "钱未闻")
    case = zhejiang.enter(unheard)
    form = zhejiang.form_for(unheard, case, ningbo)
    zhejiang.between.lose = 2
    there = ningbo.enter(unheard, from_register=zhejiang.code, form=form)
    ningbo.await_state(unheard, there, "ACTIVE")
    zhejiang.await_state(unheard, case, "MOVED")
    if zhejiang.between.lost != 2:
        wrong("%d answers were lost, and not two" % zhejiang.between.lost)

    # Nobody else confirms: a form of another's, and whoever speaks for another register.
    thief = Person("thief", "孙冒名")
    victim = Person("victim", "李被冒")
    case = zhejiang.enter(victim)
    form = zhejiang.form_for(victim, case, ningbo)
    there = ningbo.enter(thief, from_register=zhejiang.code, form=form)
    ningbo.await_state(thief, there, "NOT_RELEASED")
    zhejiang.await_state(victim, case, "FROZEN")
    for who, kind in (("register.320000", "system"), ("register.330200", "person"),
                      ("window.330106", "staff")):
        _, told = ask(COUNTERPARTS.listening + "/token", body={"subject": who, "kind": kind})
        status, _ = ask(zhejiang.url + "/v1/registers/transfers", told["access_token"],
                        {"request_id": "stolen", "form": form, "to_register": "330200",
                         "id_number": victim.number, "lodged_at": "2026-09-24T09:00:00+08:00"},
                        "stolen")
        if status != 403:
            wrong("%s confirms for another register: %d" % (who, status))
    PEOPLE.remove(thief)         # was never in force, which is right
    zhejiang.say("victim", case, "TransferWithdrawn")
    zhejiang.await_state(victim, case, "ACTIVE")

    # In time, and heard of after the form has lapsed: the other side was down. And too late.
    late, too_late = Person("late", "周及时"), Person("too-late", "吴逾期")
    cases = [zhejiang.enter(one) for one in (late, too_late)]
    forms = [zhejiang.form_for(one, case, ningbo) for one, case in zip((late, too_late), cases)]
    both_at("2026-12-20T09:00:00+08:00", zhejiang, ningbo)
    zhejiang.kill()
    there = ningbo.enter(late, from_register=zhejiang.code, form=forms[0])
    ningbo.await_state(late, there, "CONFIRMING")
    ningbo.kill()
    zhejiang.start()
    zhejiang.at("2027-01-05T09:00:00+08:00")
    for one, case in zip((late, too_late), cases):
        zhejiang.await_state(one, case, "ACTIVE")
    zhejiang.between.shut = True         # until both clocks say the same
    ningbo.start()
    ningbo.at("2027-01-05T09:00:00+08:00")
    zhejiang.between.shut = False
    ningbo.await_state(late, there, "ACTIVE")
    zhejiang.await_state(late, cases[0], "MOVED")
    there = ningbo.enter(too_late, from_register=zhejiang.code, form=forms[1])
    ningbo.await_state(too_late, there, "NOT_RELEASED")
    zhejiang.await_state(too_late, cases[1], "ACTIVE")

    # And back again, which is a new entry.
    home, case = away.entries[1]
    form = home.form_for(away, case, zhejiang)
    case = zhejiang.enter(away, from_register=ningbo.code, form=form)
    zhejiang.await_state(away, case, "ACTIVE")


def main():
    over = threading.Event()
    with tempfile.TemporaryDirectory(prefix="vermilion-registers-") as folder:
        global SECRET, COUNTERPARTS
        SECRET = pathlib.Path(folder, "secret")
        SECRET.touch(mode=0o600)
        SECRET.write_text("sample\n")
        COUNTERPARTS = sandbox()
        zhejiang = Hall(folder, "330000", "330106", COUNTERPARTS)
        ningbo = Hall(folder, "330200", "330203", COUNTERPARTS)
        zhejiang.other, ningbo.other = ningbo, zhejiang
        for hall in (zhejiang, ningbo):
            hall.start()
        watcher = threading.Thread(target=watch, args=(over,))
        watcher.start()
        atexit.register(over.set)
        try:
            story(zhejiang, ningbo)
        finally:
            over.set()
            watcher.join()
        for hall in (zhejiang, ningbo):
            if hall.process.stop() != 0:
                wrong("the hall %s did not end well: %s" % (hall.code, hall.process.told))
        history((zhejiang, ningbo))
        for hall in (zhejiang, ningbo):
            for command in ("verify", "audit"):
                ran = tool(command, "--data", str(hall.data))
                if ran.returncode != 0:
                    wrong("%s of %s: %s" % (command, hall.code, ran.stdout[-1500:]))
        COUNTERPARTS.stop()
    print("asked %d times whether anybody is in force twice" % WATCHED[0])
    end()


main()
