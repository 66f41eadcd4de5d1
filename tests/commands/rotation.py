#!/usr/bin/env python3
"""The issuer rotates its key and withdraws an old one while a hall runs on it: tokens of the new
key are taken without a restart, and those of the withdrawn key no longer.

  rotation.py <vermilion>

Exit: 0 all as it should be; 1 with what is not.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "crash"))
from hall import Process, end, hall, sandbox, wrong  # noqa: E402

VERMILION = sys.argv[1]
KEPT = 3                 # keys that the sandbox's issuer keeps


def post(url, body):
    asked = urllib.request.Request(url, json.dumps(body).encode(),
                                   {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.loads(answer.read())


def token(counterparts):
    return post(counterparts.listening + "/token", {"subject": "zhang"})["access_token"]


def status(serving, bearer):
    asked = urllib.request.Request(serving.listening + "/v1/my/cases",
                                   headers={"Authorization": "Bearer " + bearer})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def becomes(serving, bearer, wanted, within_s):
    ends = time.monotonic() + within_s
    while status(serving, bearer) != wanted:
        if time.monotonic() > ends:
            return False
        time.sleep(0.2)
    return True


def main():
    counterparts = sandbox()
    with tempfile.TemporaryDirectory(prefix="vermilion-rotation-") as folder:
        serving = hall(os.path.join(folder, "hall"), counterparts)
        if not serving.listens():
            raise SystemExit("the hall did not start: %s" % serving.told)
        first = token(counterparts)
        if status(serving, first) != 200:
            wrong("a token of the first key is not taken")
        post(counterparts.listening + "/rotate", {})
        second = token(counterparts)
        if not becomes(serving, second, 200, 15):
            wrong("a token of the new key is not taken")
        if status(serving, first) != 200:
            wrong("a token of the key before is not taken any more")
        for _ in range(KEPT - 1):
            post(counterparts.listening + "/rotate", {})
        # The hall learns of it by the next token that it does not know.
        if not becomes(serving, token(counterparts), 200, 15):
            wrong("a token of the newest key is not taken")
        if status(serving, first) != 401:
            wrong("a token of a withdrawn key is taken")
        if serving.stop() != 0:
            wrong("the hall did not stop in order")
        # An issuer that calls itself otherwise is none.
        address = counterparts.listening.replace("127.0.0.1", "localhost")
        other = subprocess.run([VERMILION, "serve", "--data", os.path.join(folder, "other"),
                                "--listen", "127.0.0.1:0", "--ops", "127.0.0.1:0", "--oidc",
                                address], capture_output=True, text=True, timeout=60)
        if other.returncode != 2 or "says that it is the issuer" not in other.stderr:
            wrong("another issuer was taken: %d %s" % (other.returncode, other.stderr))
        named = Process("serve", "--data", os.path.join(folder, "named"), "--listen",
                        "127.0.0.1:0", "--ops", "127.0.0.1:0", "--oidc", counterparts.listening)
        if not named.listens() or status(named, token(counterparts)) != 200:
            wrong("--oidc does not find the issuer: %s" % named.told)
        named.stop()
    counterparts.stop()
    end()


main()
