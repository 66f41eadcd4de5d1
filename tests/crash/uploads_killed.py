#!/usr/bin/env python3
"""Uploads from many connections while the hall is killed twice: every material that was
acknowledged reads back as it was sent, and nothing lies about that no upload ended as.

  uploads_killed.py <vermilion>

UPLOADS files (200 unless said) of UPLOAD_KIB KiB (1,024) from UPLOAD_CONNECTIONS connections (32).
The hall's memory stays below MEMORY_MAX.
"""
import hashlib
import http.client
import json
import os
import pathlib
import struct
import tempfile
import threading
import time
import zlib

from hall import LIMIT_S, WRONG, end, hall, sandbox, tokens, wrong

UPLOADS = int(os.environ.get("UPLOADS", "200"))
SIZE = int(os.environ.get("UPLOAD_KIB", "1024")) * 1024
CONNECTIONS = int(os.environ.get("UPLOAD_CONNECTIONS", "32"))
PIECE = 512 * 1024
KILLS = 2
MEMORY_MAX = 512 << 20


def chunk(kind, octets):
    return struct.pack(">I", len(octets)) + kind + octets + \
        struct.pack(">I", zlib.crc32(kind + octets))


def picture(number):
    """A PNG of one point and of SIZE octets, no two alike."""
    frame = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(b"\0\0"))
    end_of_file = chunk(b"IEND", b"")
    said = b"number\0%d " % number
    room = SIZE - len(frame) - len(end_of_file) - 12 - len(said)
    return frame + chunk(b"tEXt", said + os.urandom(room).replace(b"\0", b"1")) + end_of_file


class Halls:
    """The hall that runs now; those who lose theirs wait here for the next."""

    def __init__(self, serving):
        self.changed = threading.Condition()
        self.serving = serving

    def now(self):
        with self.changed:
            return self.serving

    def next_after(self, gone):
        with self.changed:
            if not self.changed.wait_for(lambda: self.serving is not gone, LIMIT_S):
                wrong("no new hall within %d s" % LIMIT_S)
            return self.serving

    def put(self, serving):
        with self.changed:
            self.serving = serving
            self.changed.notify_all()


class Uploader(threading.Thread):
    def __init__(self, halls, bearer, work):
        super().__init__()
        self.halls, self.bearer, self.work = halls, bearer, work
        self.serving, self.http = None, None
        self.kept = {}           # material → SHA-256 of what was sent
        self.resumed = 0

    def ask(self, method, path, headers=(), body=None):
        """One answer; None when the hall went away, and the next one is there."""
        serving = self.halls.now()
        if serving is not self.serving:
            self.serving = serving
            host, port = serving.listening.removeprefix("http://").split(":")
            self.http = http.client.HTTPConnection(host, int(port), timeout=LIMIT_S)
        try:
            self.http.request(method, path, body, {"Authorization": "Bearer " + self.bearer,
                                                   **dict(headers)})
            got = self.http.getresponse()
            return got.status, got.headers, got.read()
        except (OSError, http.client.HTTPException):
            self.http.close()
            self.halls.next_after(self.serving)
            return None

    def patiently(self, *asked, **more):
        """The same, asked again for as long as the hall says that it is full, or is another."""
        for _ in range(200):
            answer = self.ask(*asked, **more)
            if answer is None:
                self.resumed += 1
                return None
            if answer[0] != 503:
                return answer
            time.sleep(0.05)
        wrong("the hall is full for ever")
        return None

    def hand_in(self, number):
        octets = picture(number)
        digest = hashlib.sha256(octets).hexdigest()
        wanted = json.dumps({"media_type": "image/png", "size": len(octets), "digest": digest})
        for _ in range(50):
            begun = self.patiently("POST", "/v1/materials",
                                   [("Content-Type", "application/json"),
                                    ("Idempotency-Key", "upload-%d" % number)], body=wanted)
            if begun is None:
                continue
            if begun[0] not in (200, 201):
                return wrong("upload %d is answered %d %s" % (number, begun[0], begun[2]))
            told = json.loads(begun[2])
            while told and told["material"] is None:
                at = told["offset"]
                answer = self.patiently("PATCH", "/v1/materials/uploads/" + told["upload"],
                                        [("Content-Type", "application/partial-upload"),
                                         ("Upload-Offset", str(at))], body=octets[at:at + PIECE])
                if answer is not None and answer[0] != 200:
                    return wrong("a piece of %d is answered %d %s" % (number, *answer[::2]))
                told = None if answer is None else json.loads(answer[2])
            if told:
                self.kept[told["material"]] = digest
                return None
        return wrong("upload %d never ended" % number)

    def run(self):
        for number in self.work:
            self.hand_in(number)


def memory_of(serving):
    status = pathlib.Path("/proc/%d/status" % serving.process.pid).read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) << 10


def main():
    counterparts = sandbox()
    with tempfile.TemporaryDirectory(prefix="vermilion-uploads-") as folder:
        data = os.path.join(folder, "hall")
        serving = hall(data, counterparts)
        if not serving.listens():
            raise SystemExit("the hall did not start: %s" % serving.told)
        halls = Halls(serving)
        bearer = tokens(counterparts)["zhang"]
        uploaders = [Uploader(halls, bearer, range(first, UPLOADS, CONNECTIONS))
                     for first in range(CONNECTIONS)]
        began = time.monotonic()
        for uploader in uploaders:
            uploader.start()
        most = 0
        for kill in range(1, KILLS + 1):
            while sum(len(one.kept) for one in uploaders) < UPLOADS * kill // (KILLS + 1) and \
                    any(one.is_alive() for one in uploaders):
                time.sleep(0.01)
            most = max(most, memory_of(serving))
            serving.kill()
            serving = hall(data, counterparts)
            if not serving.listens():
                raise SystemExit("the hall did not start again: %s" % serving.told)
            halls.put(serving)
        for uploader in uploaders:
            uploader.join()
        took = time.monotonic() - began
        most = max(most, memory_of(serving))
        kept = {}
        for uploader in uploaders:
            kept.update(uploader.kept)
        reader = uploaders[0]
        for material, digest in kept.items():
            answer = reader.patiently("GET", "/v1/materials/" + material)
            if answer is None or hashlib.sha256(answer[2]).hexdigest() != digest:
                wrong("%s does not read back as it was sent" % material)
        most = max(most, memory_of(serving))
        if serving.stop() != 0:
            wrong("the hall did not stop in order")
        store = pathlib.Path(data, "materials")
        fresh = {path.parent.name + path.name for path in store.glob("fresh/*/*")}
        begun = [path.name for path in store.glob("uploads/*/*")]
        # A file that a kill kept from getting its name is swept ten minutes later; no more of them
        # than were being begun.
        half = [name for name in begun if name.endswith(".new")]
        begun = [name for name in begun if not name.endswith(".new")]
        if len(half) > KILLS * CONNECTIONS:
            wrong("%d files were left half written" % len(half))
        if len(kept) != UPLOADS:
            wrong("%d of %d uploads were acknowledged" % (len(kept), UPLOADS))
        if fresh != set(kept):
            wrong("%d files that nobody was told of" % len(fresh - set(kept)))
        if begun:
            wrong("%d uploads lie about unfinished: %s" % (len(begun), begun[:5]))
        if most > MEMORY_MAX:
            wrong("the hall took %d MiB" % (most >> 20))
        print("%d uploads of %d KiB from %d connections, %d kills, %d gone on with: %d read back, "
              "%d wrong, %d half written, %.0f/s, at most %d MiB" %
              (UPLOADS, SIZE >> 10, CONNECTIONS, KILLS, sum(one.resumed for one in uploaders),
               len(kept), len(WRONG), len(half), UPLOADS / took, most >> 20))
    counterparts.stop()
    end()


main()
