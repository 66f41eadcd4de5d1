#!/usr/bin/env python3
"""A rush for the seats of an examination, with one `kill -9` in the middle of it.

  seats_killed.py <vermilion> [PEOPLE SEATS]

PEOPLE (50,000) enrol and choose the same session of SEATS (10,000) over 64 connections that wait
for every answer; the hall is killed when two fifths have enrolled, and starts again on what its
disk holds. Whoever got no answer asks again with the same key. Then: every seat has one holder,
everybody else was told that it is full; a fifth of the holders pay at the sandbox's bank; the clock
passes the end of the holds, and what was not paid returns and goes to others, who were told "full"
before; the journal is verified and audited. What a rush takes is printed (an answer's time is that
of the try that got one), and nothing here depends on it.
"""
import json
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from hall import HERE, VERMILION, Process, end, free_port, identity, wrong

PEOPLE = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
SEATS = int(sys.argv[3]) if len(sys.argv) > 3 else PEOPLE // 5
PROCESSES, CONNECTIONS = 4, 64
ITEM, SESSION = "bench-exam", "rush"
STARTS_AGAIN_S = 60


class Line:
    """One connection; it comes back when the hall does."""

    def __init__(self, port):
        self.port, self.socket, self.times = port, None, []

    def ask(self, method, path, token, body=None, key=None):
        text = "" if body is None else json.dumps(body)
        head = ["%s %s HTTP/1.1" % (method, path), "Host: hall",
                "Content-Length: %d" % len(text.encode())]
        if token:
            head.append("Authorization: Bearer " + token)
        if body is not None:
            head.append("Content-Type: application/json")
        if key:
            head.append("Idempotency-Key: " + key)
        octets = ("\r\n".join(head) + "\r\n\r\n" + text).encode()
        ends = time.monotonic() + STARTS_AGAIN_S
        while time.monotonic() < ends:
            try:
                began = time.monotonic()
                status, position, answer = self.once(octets)
                if status != 503 and "problem:in-flight" not in answer:
                    self.times.append(time.monotonic() - began)
                    return status, position, json.loads(answer) if answer else {}
            except OSError:
                self.socket = None
            time.sleep(0.02)             # it starts again, or is full
        raise SystemExit("the hall did not answer for %d s" % STARTS_AGAIN_S)

    def once(self, octets):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(octets)
        got = b""
        while b"\r\n\r\n" not in got:
            more = self.socket.recv(65_536)
            if not more:
                raise OSError("closed")
            got += more
        head, body = got.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        fields = {name.lower(): value for name, value in
                  (line.split(": ", 1) for line in lines[1:] if ": " in line)}
        size = int(fields.get("content-length", "0"))
        while len(body) < size:
            more = self.socket.recv(65_536)
            if not more:
                raise OSError("closed")
            body += more
        return int(lines[0].split()[1]), fields.get("vermilion-position"), body.decode()


def get_tokens(port, numbers):
    line, made = Line(port), {}
    for number in numbers:
        status, _, told = line.ask("POST", "/token", None,
                                   {"subject": "candidate-%d" % number, "kind": "person",
                                    "ttl": 600})
        assert status == 200, told
        made[number] = told["access_token"]
    return made


def choose(line, number, token, case, again):
    """Chooses, and hears what became of it: the seat, or None."""
    status, position, told = line.ask("POST", "/v1/cases/%s/facts" % case, token,
                                      {"fact": "SeatChosen", "data": {"session": SESSION}},
                                      "choose-%d-%d" % (number, again))
    chosen_in = line.times[-1]
    assert status == 200, (status, told)
    status, _, told = line.ask("GET", "/v1/cases/%s/enrolment?min_position=%s" % (case, position),
                               token)
    assert status == 200, (status, told)
    seat = told["seat"]["seat"] if told["seat"] else None
    assert seat or told["refused"]["why"] == "full", told
    return seat, chosen_in


def one_line(port, numbers, tokens, cases, again, enrolled, results):
    line = Line(port)
    for number in numbers:
        if number not in cases:
            status, _, told = line.ask(
                "POST", "/v1/cases", tokens[number],
                {"item": ITEM, "office": "330106", "subject": "law", "candidate": "王小明",
                 "id_number": identity(number), "pledged": True}, "enrol-%d" % number)
            assert status == 201, (status, told)
            cases[number] = told["case"]
            with enrolled.get_lock():
                enrolled.value += 1
        seat, took = choose(line, number, tokens[number], cases[number], again)
        results.append((number, cases[number], seat, took))


def in_lines(work, numbers, lines):
    """`work(part)` on so many threads; an exception in one ends the process."""
    failed = []

    def run(part):
        try:
            work(part)
        except BaseException as error:   # told to the parent, which ends
            failed.append(repr(error))

    threads = [threading.Thread(target=run, args=(numbers[at::lines],)) for at in range(lines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        print("WRONG: " + failed[0], flush=True)
        os._exit(1)


def process_of(hall, issuer, numbers, cases, again, enrolled, go, out):
    tokens = {}
    lines = CONNECTIONS // PROCESSES
    in_lines(lambda part: tokens.update(get_tokens(issuer, part)), numbers, lines)
    go.wait()
    results = []
    in_lines(lambda part: one_line(hall, part, tokens, cases, again, enrolled, results), numbers,
             lines)
    out.put(results)


def rush(hall, issuer, numbers, cases, again, when=None):
    """Everybody at once. Returns {number: (case, seat)}, the times of choosing, and the seconds."""
    out = multiprocessing.Queue()
    go = multiprocessing.Barrier(PROCESSES + 1)
    enrolled = multiprocessing.Value("i", 0)
    made = []
    for at in range(PROCESSES):
        part = numbers[at::PROCESSES]
        made.append(multiprocessing.Process(
            target=process_of, args=(hall, issuer, part, {n: cases[n] for n in part if n in cases},
                                     again, enrolled, go, out)))
        made[-1].start()
    go.wait()
    began = time.monotonic()
    if when:
        while enrolled.value < when[0] and all(one.is_alive() for one in made):
            time.sleep(0.005)
        when[1]()
    results = []
    for _ in made:
        results += out.get(timeout=600)
    seconds = time.monotonic() - began
    for one in made:
        one.join()
    return ({number: (case, seat) for number, case, seat, _ in results},
            sorted(took for _, _, _, took in results), seconds)


def share(times, part):
    return round(times[min(len(times) - 1, int(len(times) * part))] * 1000, 1)


class House:
    def __init__(self, folder, port, counterparts):
        self.data, self.counterparts = os.path.join(folder, "hall"), counterparts
        self.port, self.ops, self.kills = port, free_port(), 0
        self.start()

    def start(self):
        self.process = Process(
            "serve", "--data", self.data, "--listen", "127.0.0.1:%d" % self.port, "--ops",
            "127.0.0.1:%d" % self.ops, "--sandbox", self.counterparts, "--grants",
            str(HERE / "grants.yaml"), "--catalogue", str(HERE.parent / "data" / "catalogue"),
            "--clock", "2026-09-21T09:00:00+08:00")
        if not self.process.listens():
            raise SystemExit("the hall did not start: %s" % self.process.told)

    def kill(self):
        self.process.kill()
        self.kills += 1
        self.start()

    def clock(self, to):
        asked = urllib.request.Request("http://127.0.0.1:%d/ops/clock" % self.ops,
                                       json.dumps({"to": to}).encode(),
                                       {"Content-Type": "application/json"})
        urllib.request.urlopen(asked, timeout=30).read()


def until(what, holds, seconds=180):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if holds():
            return
        time.sleep(0.1)
    wrong("not within %d s: %s" % (seconds, what))


def pay(issuer, hall, number, case, token):
    line = Line(hall)
    _, _, told = line.ask("GET", "/v1/cases/%s/enrolment" % case, token)
    bank = Line(issuer)
    path = "/v1/payment-orders/%s/payments" % told["order"]["request"]
    ends = time.monotonic() + 120
    status = 404
    while status == 404 and time.monotonic() < ends:     # until the hall has placed the order
        status, _, _ = bank.ask("POST", path, None, {})
    if status != 200:
        wrong("the bank answers %d to candidate %d" % (status, number))


def look_at_seats(held, told, seats):
    numbers = [seat for _, seat in held.values() if seat]
    if sorted(numbers) != list(range(1, seats + 1)):
        wrong("%d people hold %d seats of %d" % (len(numbers), len(set(numbers)), seats))
    if len(held) != told:
        wrong("%d people of %d heard what became of it" % (len(held), told))


def roll_of(line, token):
    rows, after = [], ""
    while True:
        status, _, page = line.ask("GET", "/v1/sessions/%s/%s/roll?limit=100%s" %
                                   (ITEM, SESSION, after), token)
        assert status == 200, page
        rows += page["rows"]
        if not page["next"]:
            return rows
        after = "&cursor=" + page["next"]


def main():
    with tempfile.TemporaryDirectory(prefix="vermilion-seats-") as folder:
        port = free_port()
        counterparts = Process("sandbox", "--listen", "127.0.0.1:%d" % free_port(), "--notify",
                               "http://127.0.0.1:%d" % port)
        counterparts.listens()
        issuer = int(counterparts.listening.rsplit(":", 1)[1])
        house = House(folder, port, counterparts.listening)
        line = Line(house.port)

        def staff(who):
            _, _, told = Line(issuer).ask("POST", "/token", None,
                                          {"subject": who, "kind": "staff"})
            return told["access_token"]

        status, _, told = line.ask("POST", "/v1/sessions", staff("ste"),
                                   {"item": ITEM, "session": SESSION, "subject": "law",
                                    "tree": "accounting", "office": "330106", "venue": "考点",
                                    "address": "路 1 号", "starts": "2026-10-24T09:00:00+08:00",
                                    "ends": "2026-10-24T11:00:00+08:00",
                                    "choose_until": "2026-10-16T18:00:00+08:00", "seats": SEATS},
                                   "open")
        assert status == 201, told

        people = list(range(PEOPLE))
        random.Random(1).shuffle(people)
        held, times, seconds = rush(house.port, issuer, people, {}, 1,
                                    (PEOPLE * 2 // 5, house.kill))
        look_at_seats(held, PEOPLE, SEATS)
        print({"people": PEOPLE, "seats": SEATS, "connections": CONNECTIONS, "kills": house.kills,
               "seconds": round(seconds, 1), "choosing_p50_ms": share(times, 0.5),
               "choosing_p99_ms": share(times, 0.99), "longest_ms": share(times, 1)}, flush=True)

        holders = [number for number, (_, seat) in held.items() if seat]
        payers = holders[:SEATS // 5]
        tokens = {}
        in_lines(lambda part: tokens.update(get_tokens(issuer, part)), payers, 16)
        in_lines(lambda part: [pay(issuer, house.port, n, held[n][0], tokens[n]) for n in part],
                 payers, 16)

        def confirmed():
            return sum(row["state"] == "SEAT_CONFIRMED" for row in roll_of(line, staff("inv")))

        until("whoever paid has a ticket", lambda: confirmed() == len(payers))
        house.clock("2026-09-21T09:31:00+08:00")

        def taken():
            _, _, told = line.ask("GET", "/v1/sessions?item=" + ITEM, staff("ste"))
            return told["rows"][0]["taken"]

        until("what was not paid returns", lambda: taken() == len(payers))
        print({"paid": len(payers), "returned": len(holders) - len(payers)}, flush=True)

        others = [number for number in people if not held[number][1]]
        cases = {number: held[number][0] for number in others}
        again, _, _ = rush(house.port, issuer, others, cases, 2)
        lucky = [seat for _, seat in again.values() if seat]
        kept = {held[number][1] for number in payers}
        if len(lucky) != min(len(others), SEATS - len(payers)) or len(set(lucky)) != len(lucky) \
                or kept & set(lucky):
            wrong("%d seats were given again, %d of them different" % (len(lucky),
                                                                       len(set(lucky))))
        roll = roll_of(line, staff("inv"))
        if len({row["case"] for row in roll}) != len(roll) or len(roll) != taken():
            wrong("the roll names %d of %d seats" % (len(roll), taken()))
        if house.process.stop() != 0:
            wrong("the hall did not stop well: %s" % house.process.told)
        counterparts.stop()
        for command in ("verify", "audit"):
            ran = subprocess.run([VERMILION, command, "--data", house.data], capture_output=True,
                                 text=True)
            if ran.returncode != 0:
                wrong("%s ended with %d: %s" % (command, ran.returncode, ran.stdout[-500:]))
    print({"given_again": len(lucky), "roll": len(roll), "verify": 0, "audit": 0})
    end()


main()
