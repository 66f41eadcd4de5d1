#!/usr/bin/env python3
"""Persons of nobody, planted in everything that an applicant can hand in; afterwards no octet of
the data directory, of what the processes printed, of the metrics or of an answer that is not for
them holds a name, a number or a line of their files.

  canaries.py <vermilion> <make_house>

CANARIES persons (60 unless said), three an application.
"""
import atexit
import hashlib
import http.client
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "crash"))
from hall import LIMIT_S, VERMILION, end, pdf, sandbox, wrong  # noqa: E402

PERSONS = int(os.environ.get("CANARIES", "60")) // 3 * 3
OFFICE = "330106"
STAFF = ("window.%s" % OFFICE, "supervisor.%s" % OFFICE)
REGISTRAR = "registrar.330000"
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "鑫淼焱垚犇骉羴猋蟲龘麤雥驫灥㵘㸚"
SEEN = [0]               # answers that were looked at


def number_of(chance, sequence):
    """A resident identity number of nobody (GB 11643-1999): its place is none."""
    head = "999999%04d%02d%02d%03d" % (chance.randrange(1960, 2000), chance.randrange(1, 13),
                                       chance.randrange(1, 29), sequence % 900)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return head + "10X98765432"[sum(int(c) * w for c, w in zip(head, weights)) % 11]


def unit_code(chance):
    """A unified social credit code (GB 32100-2015)."""
    symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    organisation = "".join(chance.choice("0123456789") for _ in range(8))
    rest = 11 - sum(int(c) * w for c, w in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    head = "91330106" + organisation + "0123456789X0"[rest if rest < 11 else 0]
    total = sum(symbols.index(c) * (3 ** i % 31) for i, c in enumerate(head))
    return head + symbols[(31 - total % 31) % 31]


class Person:
    def __init__(self, chance, sequence):
        self.name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 3))
        self.number = number_of(chance, sequence)


class Asker:
    def __init__(self, url, issuer, canaries):
        host, port = url.removeprefix("http://").split(":")
        self.http = http.client.HTTPConnection(host, int(port), timeout=LIMIT_S)
        self.issuer, self.canaries, self.tokens, self.keys = issuer, canaries, {}, 0
        self.position = None     # of the last write: reads wait for it

    def token(self, who, kind):
        if who not in self.tokens:
            host, port = self.issuer.removeprefix("http://").split(":")
            asked = http.client.HTTPConnection(host, int(port), timeout=LIMIT_S)
            asked.request("POST", "/token", json.dumps({"subject": who, "kind": kind}))
            self.tokens[who] = json.loads(asked.getresponse().read())["access_token"]
        return self.tokens[who]

    def ask(self, method, path, who, body=None, headers=(), may_tell=False, expect=None):
        kind = "staff" if "." in who else "person"
        self.keys += 1
        head = {"Authorization": "Bearer " + self.token(who, kind),
                "Idempotency-Key": "canary-%d" % self.keys, "Content-Type": "application/json",
                "Accept-Language": "en", **dict(headers)}
        if method == "GET" and self.position and "/drafts" not in path:
            path += ("&" if "?" in path else "?") + "min_position=" + self.position
        octets = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        for _ in range(700):             # too many refusals are over after a minute
            self.http.request(method, path, octets, head)
            got = self.http.getresponse()
            answer = got.read()
            if got.status not in (429, 503, 504):
                break
            time.sleep(0.1)
        SEEN[0] += 1
        if method == "POST":
            self.position = got.headers.get("Vermilion-Position") or self.position
        if expect is not None and got.status != expect:
            wrong("%s %s by %s: %d %s" % (method, path, who, got.status, answer[:300]))
        if not may_tell:
            look_at(answer, self.canaries, "the answer to %s %s" % (method, path))
            look_at(str(got.headers).encode(), self.canaries, "the header of %s" % path)
        return answer


def look_at(octets, canaries, where):
    for canary in canaries:
        if canary in octets:
            wrong("%r stands in %s" % (canary.decode(errors="replace"), where))


def application(asker, who, people, chance):
    file = pdf("%s %s" % (people[0].number, people[0].name))
    begun = json.loads(asker.ask("POST", "/v1/materials", who, {
        "media_type": "application/pdf", "size": len(file),
        "digest": hashlib.sha256(file).hexdigest()}, expect=201))
    done = json.loads(asker.ask(
        "PATCH", "/v1/materials/uploads/" + begun["upload"], who, file,
        [("Content-Type", "application/partial-upload"), ("Upload-Offset", "0")], expect=200))
    body = {"item": "bookkeeping-licence", "office": OFFICE,
            "unit": {"name": "样例代账有限公司", "uscc": unit_code(chance)},
            "people": [{"name": one.name, "id_number": one.number, "full_time": True,
                        "lead": one is people[0], "accountant_title": one is people[0],
                        "years_of_work": 5} for one in people],
            "materials": [{"code": code, "digest": done["material"], "grade": "C"}
                          for code in ("lead-pledge", "full-time-pledge", "internal-rules")],
            "answers": [{"field": "address", "value": "样例路 1 号"},
                        {"field": "registered-on", "value": "2026-01-05"}]}
    asker.ask("PUT", "/v1/drafts/licence", who, body, expect=200)
    asker.ask("GET", "/v1/drafts/licence", who, may_tell=True, expect=200)
    # Wrong in one way or another: what is refused is answered, and recorded, all the same.
    asker.ask("POST", "/v1/cases", who, {**body, "unit": {"name": "x", "uscc": "9133"}}, expect=422)
    asker.ask("POST", "/v1/cases", who, {**body, "people": [{"name": people[0].name}]}, expect=422)
    case = json.loads(asker.ask("POST", "/v1/cases", who, body, expect=201))["case"]
    asker.ask("GET", "/v1/cases/%s/documents/receipt" % case, who, may_tell=True, expect=200)
    for path in ("", "/timeline", "/clock", "/actions", "/documents"):
        for reader in (who, *STAFF):
            asker.ask("GET", "/v1/cases/" + case + path, reader, expect=200)
    whole = asker.ask("GET", "/v1/cases/%s/unmasked?purpose=canaries" % case, STAFF[0],
                      may_tell=True, expect=200)
    if people[0].name.encode() not in whole or people[0].number.encode() not in whole:
        wrong("the whole case does not show the person: the canaries are not what was handed in")
    asker.ask("GET", "/v1/materials/%s?purpose=canaries" % done["material"], STAFF[0],
              may_tell=True, expect=200)
    services(asker, who, case, people)
    registers(asker, who, people)
    asker.ask("POST", "/v1/cases/%s/facts" % case, STAFF[0],
              {"fact": "NotAccepted", "data": {"reason": "不需要许可"}}, expect=200)


def services(asker, who, case, people):
    """What stands beside the case: a recipient, prefill by consent, a search by number."""
    asker.ask("POST", "/v1/cases/%s/facts" % case, who,
              {"fact": "DeliveryChosen",
               "data": {"way": "express",
                        "recipient": {"name": people[1].name, "phone": people[1].number,
                                      "address": people[2].name + people[2].number}}}, expect=200)
    asker.ask("POST", "/v1/me/consents", who,
              {"item": "bookkeeping-licence", "parts": ["people", "materials"],
               "until": "2026-12-01T00:00:00+08:00"}, expect=201)
    known = asker.ask("GET", "/v1/me/known?item=bookkeeping-licence", who, may_tell=True,
                      expect=200)
    if people[0].number.encode() not in known:
        wrong("the hall does not fill in what it knows")
    for reader in (who, *STAFF):
        asker.ask("GET", "/v1/cases/" + case, reader, expect=200)
        asker.ask("GET", "/v1/cases/%s/timeline" % case, reader, expect=200)
    found = asker.ask("POST", "/v1/cases/search?purpose=canaries", STAFF[0],
                      {"id_number": people[0].number}, expect=200)
    if case.encode() not in found:
        wrong("a search by number does not find the case")


def registers(asker, who, people):
    """Entered in a register, moved in from another, asked out; corrected, and refused."""
    entry = {"item": "accounting-registrant", "office": OFFICE}
    for person, moved in zip(people, ({}, {"from_register": "320000", "form": "JS-%s-1" % who},
                                      {"from_register": "330200", "form": "nobody's"})):
        said = {**entry, "person": person.name, "id_number": person.number, **moved}
        asker.ask("POST", "/v1/cases", who, {**said, "unit": "9133"}, expect=422)
        case = json.loads(asker.ask("POST", "/v1/cases", who, said, expect=201))["case"]
        asker.ask("POST", "/v1/cases/%s/facts" % case, who,
                  {"fact": "EntryCorrected",
                   "data": {"person": person.name, "id_number": person.number}}, expect=409)
        for reader in (who, REGISTRAR):
            for path in ("", "/registrant", "/timeline", "/actions"):
                asker.ask("GET", "/v1/cases/" + case + path, reader, expect=200)
    found = asker.ask("POST", "/v1/cases/search?purpose=canaries", REGISTRAR,
                      {"id_number": people[0].number}, expect=200)
    if b"accounting-registrant" not in found:
        wrong("a search by number does not find the entry")


def compared(asker):
    """The run's own words say of nobody who he is; the library is told, and nobody else."""
    run = json.loads(asker.ask("POST", "/v1/cases", REGISTRAR,
                               {"item": "register-comparison", "office": "330000"},
                               expect=201))["case"]
    ends = time.monotonic() + LIMIT_S
    while time.monotonic() < ends:
        told = json.loads(asker.ask("GET", "/v1/cases/%s/comparison" % run, REGISTRAR, expect=200))
        if told["state"] == "COMPLETE":
            break
        time.sleep(0.05)
    if told["state"] != "COMPLETE" or told["compared"] < PERSONS // 3:
        wrong("the comparison came to %s" % told)
    for path in ("", "/timeline"):
        asker.ask("GET", "/v1/cases/" + run + path, REGISTRAR, expect=200)


def staff(asker, data, person):
    """Somebody of the office: a person as well."""
    token = (data / "keys" / "first-administrator").read_text().strip()
    asker.ask("POST", "/v1/admin/first", "root.one",
              {"token": token, "identity": {"name": person.name, "id_number": person.number},
               "post": "x"}, expect=201)
    for path in ("/v1/admin/staff", "/v1/admin/staff/root.one",
                 "/v1/admin/staff/root.one/timeline", "/v1/me"):
        asker.ask("GET", path, "root.one", expect=200)


def octets_of(path):
    """A file's octets; of a sealed segment what is inside."""
    octets = path.read_bytes()
    if path.suffix == ".seg":
        told = subprocess.run(["zstd", "-dc", "--quiet"], input=octets, capture_output=True)
        octets += told.stdout
    return octets


def main():
    seed = random.SystemRandom().randrange(1, 1 << 32)
    chance = random.Random(seed)
    people = [Person(chance, number) for number in range(PERSONS)]
    official = Person(chance, PERSONS)
    canaries = [text.encode() for one in (*people, official) for text in (one.name, one.number)]
    counterparts = sandbox()
    with tempfile.TemporaryDirectory(prefix="vermilion-canaries-") as folder:
        data, printed = pathlib.Path(folder, "hall"), pathlib.Path(folder, "printed")
        with open(printed, "wb") as log:
            serving = subprocess.Popen(
                [VERMILION, "serve", "--data", str(data), "--listen", "127.0.0.1:0", "--ops",
                 "127.0.0.1:0", "--sandbox", counterparts.listening, "--grants",
                 str(ROOT / "tests" / "evidence" / "grants.yaml"), "--json", "--clock",
                 "2026-09-21T09:00:00+08:00"], stdout=log, stderr=log)
        atexit.register(serving.kill)    # also when this ends by an exception
        told = {}
        ends = time.monotonic() + LIMIT_S
        while "operations" not in told and time.monotonic() < ends:
            for line in printed.read_text().splitlines(keepends=True):
                if line.endswith("\n"):
                    told.update(json.loads(line))
            time.sleep(0.05)
        asker = Asker(told["listening"], counterparts.listening, canaries)
        staff(asker, data, official)
        for first in range(0, PERSONS, 3):
            application(asker, "applicant-%d" % first, people[first:first + 3], chance)
        compared(asker)
        asker.ask("GET", "/v1/cases", STAFF[0], expect=200)
        operations = Asker(told["operations"], counterparts.listening, canaries)
        operations.ask("GET", "/metrics", STAFF[0], expect=200)
        serving.terminate()
        if serving.wait(LIMIT_S) != 0:
            wrong("the hall did not stop in order")
        files = 0
        for path in sorted(path for path in data.rglob("*") if path.is_file()):
            look_at(octets_of(path), canaries, str(path.relative_to(data)))
            files += 1
        look_at(printed.read_bytes(), canaries, "what the hall printed")
        # The search itself can fail: a canary that is put there is found.
        planted = data / "planted"
        planted.write_bytes(b"\0" + canaries[-1] + b"\0")
        if canaries[-1] not in octets_of(planted):
            wrong("a planted canary is not found")
        print("seed %d: %d persons, %d answers and %d files looked at" %
              (seed, PERSONS, SEEN[0], files))
    counterparts.stop()
    end()


main()
