#!/usr/bin/env python3
"""A batch of bills whose hall is killed three times, and whose client twice.

  bill_batch_killed.py <vermilion> [LINES FACES]

`vermilion bills issue` has LINES (2,000) bills prepared, signed and issued; every 97th does not add
up. The hall dies by `kill -9` at a fifth, two fifths and three fifths of the results, the client at
a third and two thirds; both are started again. Then: every line that adds up has one number, the
numbers are 1, 2, 3 … without a gap and the unit's stock says that as many were taken, no other line
took one; `vermilion bills faces` puts exactly the faces of the issued lines into a ZIP (FACES
limits how many lines that is tried with); the journal is verified and audited.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zipfile

from hall import VERMILION, end, hall, sandbox, wrong

LINES = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
FACES = int(sys.argv[3]) if len(sys.argv) > 3 else 400
UNIT, SUPERVISOR = "91110000600037341L", "11339099PDY000108H"
BAD_EVERY = 97
DAY = time.strftime("%y", time.gmtime(time.time() + 8 * 3_600))
CODE = "339901" + DAY
UNTIL = time.strftime("%Y-%m-%dT00:00:00+08:00", time.gmtime(time.time() + 300 * 86_400))


class Asker:
    def __init__(self, issuer):
        self.issuer, self.url, self.keys = issuer, None, 0

    def token(self, who, kind, **more):
        asked = urllib.request.Request(self.issuer + "/token",
                                       json.dumps({"subject": who, "kind": kind} | more).encode(),
                                       {"Content-Type": "application/json"})
        return json.loads(urllib.request.urlopen(asked, timeout=30).read())["access_token"]

    def ask(self, bearer, path, body=None):
        self.keys += 1
        asked = urllib.request.Request(
            self.url + path, None if body is None else json.dumps(body).encode(),
            {"Authorization": "Bearer " + bearer, "Content-Type": "application/json",
             "Idempotency-Key": "set-up-%d" % self.keys})
        try:
            return json.loads(urllib.request.urlopen(asked, timeout=30).read())
        except urllib.error.HTTPError as refused:
            raise SystemExit("%s: %d %s" % (path, refused.code, refused.read()))


def bill(number):
    total = 500 + number % 7
    return {"item": "bench-bill", "office": "330106",
            "unit": {"name": "门诊部", "uscc": UNIT}, "payer": "王小明",
            "lines": [{"charge": "fee", "quantity": 1, "unit_price": total, "amount": total}],
            "total": total + (number % BAD_EVERY == 0)}


def set_up(asker, key_file):
    window, steward = asker.token("win", "staff"), asker.token("bil", "staff")
    agent = asker.token("clerk", "agent", on_behalf_of=UNIT)
    me = asker.ask(agent, "/v1/me")["who"]
    unit = {"name": "门诊部", "uscc": UNIT}
    asker.ask(window, "/v1/mandates", {"agent": me, "unit": unit, "items": ["bench-bill"],
                                       "until": UNTIL, "tree": "accounting", "office": "330106",
                                       "evidence": "授权委托书"})
    asker.ask(steward, "/v1/numbers/opened", {"code": CODE, "tree": "accounting",
                                              "office": "330000", "first": 1, "last": 9_999_999})
    asker.ask(steward, "/v1/numbers/handed-down", {"code": CODE, "tree": "accounting",
                                                   "office": "330000", "to_unit": UNIT,
                                                   "count": LINES + 10})
    subprocess.run(["openssl", "genpkey", "-algorithm", "SM2", "-out", key_file], check=True,
                   capture_output=True)
    os.chmod(key_file, 0o600)
    shown = subprocess.run(["openssl", "pkey", "-in", key_file, "-pubout", "-outform", "DER"],
                           check=True, capture_output=True).stdout
    seal = asker.ask(steward, "/v1/public/bills/supervision-key")["public_key"]
    for uscc, key in ((UNIT, shown[-65:].hex()), (SUPERVISOR, seal)):
        asker.ask(steward, "/v1/signers", {"tree": "accounting", "office": "330106",
                                           "unit": {"name": "单位", "uscc": uscc},
                                           "public_key": key, "serial": "1", "until": UNTIL})


class Batch:
    """The hall on one address, and the client on one file of results; each can be killed."""

    def __init__(self, folder, counterparts):
        self.folder, self.counterparts = pathlib.Path(folder), counterparts
        self.asker = Asker(counterparts.listening)
        self.data, self.results = self.folder / "hall", self.folder / "results.jsonl"
        self.lines = self.folder / "lines.jsonl"
        self.token = self.folder / "token"
        self.address = "127.0.0.1:0"
        self.over = threading.Event()

    def start_hall(self):
        self.hall = hall(self.data, self.counterparts, more=("--listen", self.address))
        if not self.hall.listens():
            raise SystemExit("the hall did not start: %s" % self.hall.told)
        self.asker.url = self.hall.listening
        self.address = self.hall.listening.removeprefix("http://")

    def renew(self):
        """Tokens live five minutes; the client reads the file again when one has ended."""
        while True:
            fresh = self.folder / "token.new"
            fresh.write_text(self.asker.token("clerk", "agent", on_behalf_of=UNIT))
            fresh.replace(self.token)
            if self.over.wait(120):
                return

    def command(self, *words):
        return [VERMILION, "bills", *words, "--hall", self.hall.listening, "--token-file",
                str(self.token), "--lines", str(self.lines), "--results", str(self.results),
                "--patience", "120", "--json"]

    def start_client(self):
        self.client = subprocess.Popen(self.command("issue", "--key", str(self.folder / "key.pem")),
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def so_far(self):
        return self.results.read_bytes().count(b"\n") - 1 if self.results.exists() else 0

    def run(self):
        events = [(LINES * part // 15, kill) for part, kill in
                  ((3, self.kill_hall), (5, self.kill_client), (6, self.kill_hall),
                   (9, self.kill_hall), (10, self.kill_client))]
        self.start_client()
        for after, kill in events:
            while self.so_far() < after and self.client.poll() is None:
                time.sleep(0.02)
            kill()
        told, errors = self.client.communicate(timeout=3_600)
        return self.client.returncode, told, errors

    def kill_hall(self):
        self.hall.kill()
        self.start_hall()

    def kill_client(self):
        self.client.send_signal(signal.SIGKILL)
        self.client.wait()
        self.start_client()


def look_at_results(batch):
    rows = [json.loads(line) for line in batch.results.read_text().splitlines()[1:]]
    good = [number for number in range(LINES) if number % BAD_EVERY]
    if [row["line"] for row in rows] != list(range(1, LINES + 1)):
        wrong("the results are not one a line, in order: %d of %d" % (len(rows), LINES))
    issued = {row["line"] - 1: int(row["number"]) for row in rows if row.get("state") == "ISSUED"}
    if sorted(issued) != good:
        wrong("%d lines are issued, and %d add up" % (len(issued), len(good)))
    if sorted(issued.values()) != list(range(1, len(good) + 1)):
        wrong("the numbers have a gap, or two bills one number")
    if any("number" in row or row.get("rule") != "LinesAddUp" for row in rows
           if (row["line"] - 1) % BAD_EVERY == 0):
        wrong("a line that does not add up took a number, or does not say why not")
    steward = batch.asker.token("bil", "staff")
    stock = [row for row in batch.asker.ask(steward, "/v1/numbers?code=" + CODE)["rows"]
             if row["holder"] == "unit"]
    if not stock or stock[0]["taken"] != len(good):
        wrong("the unit's stock tells of other numbers: %s" % stock)
    return rows


def look_at_faces(batch, rows):
    """Of the first lines only, so that a large batch need not have them all drawn."""
    some = rows[:FACES]
    names = {"%s-%s.pdf" % (row["code"], row["number"]) for row in some
             if row.get("state") == "ISSUED"}
    whole = batch.results.read_text()
    batch.results.write_text("".join(line + "\n" for line in whole.splitlines()[:FACES + 1]))
    out = batch.folder / "faces.zip"
    began = time.monotonic()
    ran = subprocess.run(batch.command("faces", "--out", str(out)), capture_output=True, text=True)
    took = time.monotonic() - began
    if ran.returncode != 0:
        return wrong("faces ended with %d: %s" % (ran.returncode, ran.stderr[-500:]))
    with zipfile.ZipFile(out) as faces:
        if set(faces.namelist()) != names or len(faces.namelist()) != len(names):
            wrong("the ZIP holds %d faces of %d issued lines" % (len(faces.namelist()), len(names)))
        if faces.testzip() or any(not faces.read(name).startswith(b"%PDF") for name in names):
            wrong("a face in the ZIP is no PDF")
    return {"faces": len(names), "faces_a_second": round(len(names) / took, 1)}


def main():
    counterparts = sandbox()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vermilion-bills-") as folder:
        batch = Batch(folder, counterparts)
        batch.start_hall()
        set_up(batch.asker, str(batch.folder / "key.pem"))
        batch.lines.write_text("".join(json.dumps(bill(number), ensure_ascii=False) + "\n"
                                       for number in range(LINES)))
        renewing = threading.Thread(target=batch.renew, daemon=True)
        renewing.start()
        while not batch.token.exists():
            time.sleep(0.01)
        issuing = time.monotonic()
        code, told, errors = batch.run()
        seconds = time.monotonic() - issuing
        if code != 1:                    # findings: some lines do not add up
            wrong("the client ended with %d: %s %s" % (code, told, errors[-500:]))
        rows = look_at_results(batch)
        figures = {"lines": LINES, "kills_of_the_hall": 3, "kills_of_the_client": 2,
                   "seconds": round(seconds, 1), "lines_a_second": round(LINES / seconds, 1)}
        figures |= look_at_faces(batch, rows) or {}
        batch.over.set()
        if batch.hall.stop() != 0:
            wrong("the hall did not stop well: %s" % batch.hall.told)
        for command in ("verify", "audit"):
            ran = subprocess.run([VERMILION, command, "--data", str(batch.data)],
                                 capture_output=True, text=True)
            if ran.returncode != 0:
                wrong("%s ended with %d: %s" % (command, ran.returncode, ran.stdout[-500:]))
    counterparts.stop()
    print(figures | {"all_seconds": round(time.monotonic() - began, 1)}, flush=True)
    end()


main()
