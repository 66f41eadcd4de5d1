#!/usr/bin/env python3
"""Follows docs/adding-an-item.md with the text that stands there: written, refused until it is
locked, served, applied for and decided.

  recipe.py <vermilion> <source>
"""
import hashlib
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

VERMILION, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
LINES_MAX = 60
GRANTS = """version: "recipe"
grants:
"""
ROLES = ("window", "handler", "approver", "maker", "dispatcher", "invigilator", "marker",
         "exam_steward", "registrar", "head", "county_reviewer", "city_reviewer",
         "province_reviewer")
PDF = (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages "
       b"/Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 "
       b"10 10] >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n")


def check(holds, what):
    if not holds:
        raise SystemExit("recipe: " + what)


def model_check(*more):
    ran = subprocess.run([VERMILION, "model", "check", *more], capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


def started(*arguments):
    process = subprocess.Popen([VERMILION, *arguments, "--json"], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if "listening" in json.loads(line):
            return process, json.loads(line)["listening"]
    raise SystemExit("recipe: %s did not start" % arguments[0])


class Asker:
    def __init__(self, hall, sandbox):
        self.hall, self.sandbox, self.keys, self.written = hall, sandbox, 0, ""

    def ask(self, who, kind, method, path, body=None, headers=None):
        token = urllib.request.Request(self.sandbox + "/token",
                                       json.dumps({"subject": who, "kind": kind}).encode(),
                                       {"Content-Type": "application/json"})
        bearer = json.loads(urllib.request.urlopen(token, timeout=30).read())["access_token"]
        self.keys += 1
        fields = {"Authorization": "Bearer " + bearer, "Idempotency-Key": "k%d" % self.keys}
        octets = body
        if body is not None and not isinstance(body, bytes):
            fields["Content-Type"], octets = "application/json", json.dumps(body).encode()
        asked = urllib.request.Request(self.hall + path, octets, fields | (headers or {}),
                                       method=method)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                self.written = answer.headers.get("Vermilion-Position") or self.written
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as refused:
            raise SystemExit("recipe: %s %s: %d %s" % (method, path, refused.code, refused.read()))


def apply_for_it(asker):
    listed = asker.ask("somebody", "person", "GET", "/v1/items")
    check(any(one["item"] == "sample-permit" for one in listed["rows"]), "it is not listed")
    guide = asker.ask("somebody", "person", "GET", "/v1/items/sample-permit/guide")
    check("样例许可" in json.dumps(guide, ensure_ascii=False), "the guide does not name it")
    begun = asker.ask("somebody", "person", "POST", "/v1/materials",
                      {"media_type": "application/pdf", "size": len(PDF),
                       "digest": hashlib.sha256(PDF).hexdigest()})
    plan = asker.ask("somebody", "person", "PATCH", "/v1/materials/uploads/" + begun["upload"], PDF,
                     {"Content-Type": "application/partial-upload", "Upload-Offset": "0"})
    made = asker.ask("somebody", "person", "POST", "/v1/cases",
                     {"item": "sample-permit", "office": "330106",
                      "materials": [{"code": "plan", "digest": plan["material"], "grade": "C",
                                     "size": len(PDF), "media_type": "application/pdf"}],
                      "answers": [{"field": "place", "value": "西湖"}]})
    case = "/v1/cases/" + made["case"]
    asker.ask("approver", "staff", "POST", case + "/facts",
              {"fact": "Approved", "data": {"opinion": "同意"}})
    seen = asker.ask("somebody", "person", "GET", case + "?min_position=" + asker.written)
    check(seen["states"][0]["name"] == "APPROVED", "it was not decided: %s" % seen["states"])


def main():
    text = (SOURCE / "docs" / "adding-an-item.md").read_text()
    item = re.search(r"```yaml\n(.*?)```", text, re.S).group(1)
    check(item.count("\n") <= LINES_MAX, "%d lines are no short item" % item.count("\n"))
    with tempfile.TemporaryDirectory(prefix="vermilion-recipe-") as folder:
        catalogue = pathlib.Path(folder, "catalogue")
        shutil.copytree(SOURCE / "workflows" / "catalogue", catalogue)
        (catalogue / "sample-permit.yaml").write_text(item)
        code, said = model_check("--catalogue", str(catalogue))
        line = re.search(r"sample-permit.yaml:1: is not in editions.lock: add (item .*)", said)
        check(code == 1 and line, "an unlocked item was taken: %s" % said)
        with open(catalogue / "editions.lock", "a") as lock:
            lock.write(line.group(1) + "\n")
        grants = pathlib.Path(folder, "grants.yaml")
        rows = ["  - {id: g%d, who: %s%s, role: %s, tree: accounting, node: \"330106\", "
                "from: 2020-01-01, until: 2099-01-01}\n" % (2 * number + second, role,
                                                            "-2" if second else "", role)
                for number, role in enumerate(ROLES) for second in (0, 1)]
        grants.write_text(GRANTS + "".join(rows))
        code, said = model_check("--catalogue", str(catalogue), "--grants", str(grants))
        check(code == 0, "what was locked is refused: %s" % said)
        sandbox, issuer = started("sandbox", "--listen", "127.0.0.1:0")
        hall, address = started("serve", "--data", folder + "/hall", "--listen", "127.0.0.1:0",
                                "--ops", "127.0.0.1:0", "--sandbox", issuer, "--catalogue",
                                str(catalogue), "--grants", str(grants), "--clock",
                                "2026-09-21T09:00:00+08:00")
        try:
            apply_for_it(Asker(address, issuer))
        finally:
            for process in (hall, sandbox):
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=60)
    print("recipe: an item of %d lines, from the text to a decision" % item.count("\n"))


main()
