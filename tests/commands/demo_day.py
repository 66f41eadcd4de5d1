#!/usr/bin/env python3
"""The sample day on real processes: sandbox, hall and `vermilion demo` on ports that the system
chooses, then the data directory looked at offline.

  demo_day.py <vermilion> <source folder> [apart]

With `apart` public security is asked by a process of its own, which is killed now and then.
Exit: 0 all as it should be; 1 with what is not.
"""
import base64
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

VERMILION, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
APART = sys.argv[3:] == ["apart"]
# Rows that no sequence of requests to one node can take; `demo` says why for each (coverage.cpp).
IN_TIME = 5      # received before a deadline that was recorded first
REGISTER = 6     # the register answers later than in the frame of the application


def check(holds, what):
    if not holds:
        raise SystemExit(f"demo_day: {what}")


@contextlib.contextmanager
def process(*arguments):
    """A vermilion process whose standard output can be read; it is told to stop at the end."""
    running = subprocess.Popen([VERMILION, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
        check(running.wait(timeout=60) == 0, f"{arguments[0]} ended with {running.returncode}")


def says(running, what):
    """The value of the first line that says `what`."""
    for line in running.stdout:
        value = json.loads(line).get(what)
        if value:
            return value
    raise SystemExit(f"demo_day: the process ended before it said \"{what}\"")


def day(hall, operations, sandbox, *more):
    ran = subprocess.run([VERMILION, "demo", "--url", hall, "--ops", operations, "--sandbox",
                          sandbox, "--json", *more], stdout=subprocess.PIPE, text=True, timeout=400)
    figures = json.loads(ran.stdout) if ran.stdout else {}
    check(ran.returncode == 0, f"demo ended with {ran.returncode}: {figures.get('failures')}")
    return figures


def look_at(figures):
    cases = figures["cases"]
    check(len(cases) >= 40, f"only {len(cases)} cases")
    check({case["item"] for case in cases} ==
          {"bookkeeping-licence", "accounting-firm", "accounting-title-exam",
           "continuing-education-course", "accounting-registrant", "register-comparison",
           "bookkeeping-agency", "appraisal-firm",
           "outstanding-accountant"}, "nine items run")
    check(figures["staff"] == {"enrolled": 55, "granted": 55, "refused": 12},
          f"the offices were not staffed as written: {figures['staff']}")
    tables = figures["tables"]
    check(len(tables) == 20 and sum(table["taken"] for table in tables) >= 130 and
          all(row["taken"] or row["because"] for table in tables for row in table["table"]),
          "the tables' rows are not told")
    not_taken = [row for row in figures["rows"] if row["taken"] == 0]
    check(len(not_taken) == IN_TIME + REGISTER, f"rows not taken: {not_taken}")
    check(all(row.get("because") for row in not_taken), "a row was not taken without a reason")
    check(figures["checks"]["unavailable"] >= 2, "the office was never unavailable")
    check(figures["deadlines_passed"] >= 8, "too few deadlines passed")
    for case in cases:
        waits = [duty for duty in case["waiting"] if duty.get("waits_for")]
        told = waits and all(duty["since"] and duty["until"] for duty in waits)
        check(case["final"] or case["rests"] or told,
              f"{case['case']} neither stands in a final state nor says for whom it waits")


def run(*arguments, expect=0):
    ran = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    check(ran.returncode == expect,
          f"{arguments[0]} ended with {ran.returncode}: {ran.stderr.decode(errors='replace')}")
    return ran.stdout.decode()


def look_at_papers(folder, data):
    """Other people's tools read the papers; `document verify` holds them against the house."""
    papers = sorted(pathlib.Path(folder).glob("*.pdf"))
    check(len(papers) == 22, f"not one paper of each kind: {papers}")
    for paper in papers:
        text = run("pdftotext", "-layout", paper, "-")
        issuer = "浙江省财政厅" if paper.stem == "recognition_letter" else "财政局"
        check(issuer in text and "样例数据" in text, f"pdftotext does not read {paper.name}")
        run(VERMILION, "document", "verify", paper, "--data", data)
    licence = pathlib.Path(folder, "licence.pdf")
    check("编号：DLJZ-SAMPLE-" in run("pdftotext", licence, "-"), "the licence bears no number")
    run("pdftoppm", "-r", "150", "-png", "-singlefile", licence, os.path.join(folder, "licence"))
    code = run("zbarimg", "--quiet", "--raw", os.path.join(folder, "licence.png")).strip()
    scanned = pathlib.Path(folder, "code.txt")
    scanned.write_text(code)
    told = json.loads(run(VERMILION, "document", "verify", scanned, "--data", data, "--json"))
    check(told["statement"]["says"]["certificate_number"].startswith("DLJZ-SAMPLE-"),
          f"the code does not tell the certificate's number: {told}")
    # One digit of what is told, and one octet of the PDF.
    head, payload, signature = code.split(".")
    plain = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    number = told["statement"]["says"]["certificate_number"]
    forged = plain.replace(number, number[:-1] + str((int(number[-1]) + 1) % 10))
    check(forged != plain, "the number is not in the code")
    payload = base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")
    scanned.write_text(".".join([head, payload, signature]))
    run(VERMILION, "document", "verify", scanned, "--data", data, expect=1)
    octets = bytearray(licence.read_bytes())
    octets[len(octets) // 2] ^= 1
    licence.write_bytes(octets)
    run(VERMILION, "document", "verify", licence, "--data", data, expect=1)


LIFE_S = 0.5


class OfficeApart:
    """`vermilion office public_security`: killed now and then, and started again; not before
    the peer has been down: how often it is asked then is for one process to count."""

    def __init__(self, folder, hall, sandbox):
        secret = pathlib.Path(folder, "secret")
        secret.touch(mode=0o600)
        secret.write_text("sample\n")
        def asks(name):
            return [VERMILION, "office", name, "--hall", hall, "--peer", sandbox, "--token-url",
                    sandbox + "/token", "--secret", str(secret), "--json"]

        self.command = asks("public_security")
        self.others = {name: subprocess.Popen(asks(name), stdout=subprocess.DEVNULL)
                       for name in ("payment", "population", "postal",
                                    "register.320000")}
        self.over, self.starts, self.sandbox = threading.Event(), 0, sandbox
        self.thread = threading.Thread(target=self.go_on)
        self.thread.start()

    def await_fault(self):
        """Until the office has been down, and is no more."""
        was_down = False
        while not self.over.wait(0.1):
            with urllib.request.urlopen(self.sandbox + "/faults", timeout=10) as answer:
                down = any(fault.get("status") == 503
                           for fault in json.loads(answer.read())["faults"])
            if was_down and not down:
                self.over.wait(2)        # it is given up
                return
            was_down = was_down or down

    def go_on(self):
        while not self.over.is_set():
            self.starts += 1
            running = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
            if self.starts == 1:
                self.await_fault()
            self.over.wait(LIFE_S if self.starts < 6 else None)
            running.send_signal(signal.SIGTERM if self.over.is_set() else signal.SIGKILL)
            code = running.wait(timeout=60)
        check(code == 0, f"the office ended with {code}")

    def end(self):
        """However the day went, neither of them outlives it."""
        self.over.set()
        self.thread.join()
        for other in 2 * list(self.others.values()):
            if other.poll() is None:     # an impatient operator's second signal changes nothing
                other.send_signal(signal.SIGTERM)

    def stop(self):
        self.end()
        for name, other in self.others.items():
            code = other.wait(timeout=60)
            check(code == 0, f"the office {name} ended with {code}")
        check(self.starts == 6, "the office was not killed five times")


def look_at_office(hall, sandbox):
    """It is for that office's own system."""
    for who, kind in (("somebody", "person"), ("window.330106", "staff"), ("other", "system")):
        asked = urllib.request.Request(sandbox + "/token",
                                       json.dumps({"subject": who, "kind": kind}).encode(),
                                       {"Content-Type": "application/json"})
        token = json.loads(urllib.request.urlopen(asked, timeout=10).read())["access_token"]
        asked = urllib.request.Request(hall + "/v1/offices/public_security/requests",
                                       b'{"limit":10}', {"Content-Type": "application/json",
                                                         "Authorization": "Bearer " + token})
        try:
            urllib.request.urlopen(asked, timeout=10)
            check(False, f"{who} may ask for open checks")
        except urllib.error.HTTPError as refused:
            check(refused.code == 403, f"{who} is answered {refused.code}")


def move_versions(folder, hall, sandbox):
    """Open cases of one division go over to the earlier version, first in a dry run."""
    token = os.path.join(folder, "head.token")
    pathlib.Path(token).write_text(run(VERMILION, "token", "--subject", "head.330106", "--kind",
                                       "staff", "--sandbox", sandbox))

    def migrate(*more):
        return json.loads(run(VERMILION, "migrate", "--hall", hall, "--token-file", token, "--item",
                              "bookkeeping-licence", "--from", "2", "--to", "1", "--reason",
                              "样例", "--json", *more))

    dry = migrate("--dry-run")
    check(dry["moved"] >= 1 and not dry["refused"], f"nothing would be moved: {dry}")
    moved = migrate()
    check(moved["moved"] == dry["moved"], f"{moved} after {dry}")
    check(migrate()["moved"] == 0, "what was moved is moved again")


def look_at_effects(data):
    said = json.loads(run(VERMILION, "effects", "--data", data, "--item", "bookkeeping-licence",
                          "--json"))
    versions = {one["version"]: one["shows"] for one in said["versions"]}
    check(set(versions) == {1, 2} and versions[2]["settled"] > 20, f"effects: {said}")
    check(3 <= versions[2]["steps"] <= 9 and versions[2]["links"] > 1, f"effects: {said}")
    run(VERMILION, "effects", "--data", data, "--item", "no-such-item", expect=2)


def look_at_coverage(folder, data):
    """Every row of every table was taken, or there is a reason; and reasons that are none fail."""
    reasons = (SOURCE / "tests/data/coverage/sample-day.txt").read_text()
    scratch = pathlib.Path(folder, "reasons.txt")

    def covers(text, expect):
        scratch.write_text(text)
        return run(VERMILION, "coverage", "--data", data, "--reasons", scratch, expect=expect)

    covers(reasons, 0)
    covers(reasons + "approval/1 DRAFT Submitted: it was taken\n", 1)
    check("UNIT_SIGNED + BillDiscarded" in covers(reasons.replace("bill/2 ", "bill/9 "), 1),
          "a row without a reason is not named")
    covers(reasons + "a line that says nothing\n", 2)
    tables = [json.loads(line) for line in
              run(VERMILION, "coverage", "--data", data, "--json").splitlines()]
    check(sum(table["taken"] for table in tables) >= 120 and
          all(table["taken"] == sum(row["taken"] > 0 for row in table["table"])
              for table in tables), "what is counted is not what is told")


def main():
    with tempfile.TemporaryDirectory(prefix="vermilion-demo-") as folder:
        data = os.path.join(folder, "hall")
        with process("sandbox", "--listen", "127.0.0.1:0", "--json") as counterparts:
            sandbox = says(counterparts, "listening")
            with process("serve", "--data", data, "--listen", "127.0.0.1:0", "--ops",
                         "127.0.0.1:0", "--sandbox", sandbox, "--clock",
                         "2026-09-21T09:00:00+08:00", "--json",
                         *(["--offices-apart"] if APART else [])) as serving:
                hall = says(serving, "listening")
                operations = says(serving, "operations")
                office = OfficeApart(folder, hall, sandbox) if APART else None
                papers = os.path.join(folder, "papers")
                try:
                    look_at(day(hall, operations, sandbox, "--first-token",
                                os.path.join(data, "keys", "first-administrator"), "--papers",
                                papers, "--all", "--reasons",
                                str(SOURCE / "tests/data/coverage/sample-day.txt")))
                finally:
                    if office is not None:
                        office.end()
                if office is not None:
                    office.stop()
                    look_at_office(hall, sandbox)
                move_versions(folder, hall, sandbox)
                nowhere = subprocess.run([VERMILION, "demo", "--url", "http://127.0.0.1:1",
                                          "--ops", "http://127.0.0.1:1", "--sandbox", sandbox],
                                         capture_output=True)
                check(nowhere.returncode == 3, "a hall that is not there ends with 3")
        if APART:
            access = os.path.join(data, "access")
            read = run(VERMILION, "journal", "list", "--data", access, "--json")
            check(read.count("system/public_security") >= 40,
                  "what the office was told is not in the access log")
        look_at_papers(papers, data)
        look_at_effects(data)
        look_at_coverage(folder, data)
        for command in ("verify", "audit"):
            ran = subprocess.run([VERMILION, command, "--data", data], capture_output=True,
                                 text=True)
            check(ran.returncode == 0,
                  f"{command} ended with {ran.returncode}:\n"
                  f"{ran.stdout[-2000:]}{ran.stderr[-2000:]}")


main()
