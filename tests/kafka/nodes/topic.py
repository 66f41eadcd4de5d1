"""The journal's topic as a stranger reads it: Apache Kafka's own Java client, and the rule of
docs/journal.md §8 written once more, so that what nodes believe of each other proves nothing.
"""
import hashlib
import io
import json
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
KINDS = {1: "claim", 2: "accepted", 3: "refused", 4: "house"}


def messages(brokers, topic, partition=0):
    """Everything in the partition, one octet string."""
    return java("ReadTopic.java", brokers, topic, str(partition))


def events(brokers, topic, schema, partition=0):
    """The public events, as the CloudEvents SDK understands them, each valid by `schema` (text)."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(schema)
        file.flush()
        read = java("ReadEvents.java", brokers, topic, str(partition), file.name)
    return [json.loads(line) for line in read.decode().splitlines()]


def java(program, *arguments):
    jars = str(ROOT / "build" / "kafka" / "lib" / "*")
    read = subprocess.run(["java", "-XX:TieredStopAtLevel=1", "-cp", jars, str(HERE / program),
                           *arguments], capture_output=True, timeout=300)
    if read.returncode != 0:
        raise SystemExit("the topic cannot be read: " + read.stderr.decode()[-800:])
    return read.stdout


def number(octets, at, size):
    return int.from_bytes(octets[at:at + size], "little")


def body(octets):
    take = io.BytesIO(octets).read

    def count():
        return int.from_bytes(take(4), "little")

    def text():
        return take(count()).decode("utf-8", "replace")

    case, version = take(16).hex(), int.from_bytes(take(8), "little")
    take(8)                                      # material version
    proposal = text()
    take(17)                                     # meaning, kind of the principal
    who, _, _, _ = text(), text(), text(), text()    # person, role, grant
    take(8), text(), text(), take(4), text(), take(24)    # scope, three moments
    basis = []                                   # item, edition, calendar
    for _ in range(3):
        basis.append((text(), text()))
        take(32)
    for _ in range(count()):
        text(), text(), take(32)
    fact = text()
    take(2), text()                              # schema, payload
    take(2 * take(1)[0])                         # row
    states = [[text() for _ in range(count())] for _ in range(2)]
    return {"case": case, "case_version": version, "proposal_id": proposal,
            "principal": {"who": who}, "fact": fact, "item": basis[0], "edition": basis[1],
            "from": states[0], "to": states[1]}


def follow(octets, house):
    """(records that count, how many frames do not, claims that count), by the rule alone."""
    valid, void, claims = [], 0, []
    epoch, sequence, head = 0, 0, hashlib.sha256(house).digest()
    at = 0
    while at < len(octets):
        size = number(octets, at + 8, 4)
        frame = octets[at:at + size]
        if frame[:4] != b"VMF1" or size < 56:
            raise SystemExit("no frame at octet %d" % at)
        at += size
        inside, counts, after, found = 56, True, (epoch, sequence, head), []
        if number(frame, 48, 4) == 0 and number(frame, 32, 8) != epoch:
            counts = False
        while inside < size:
            one = frame[inside:inside + number(frame, inside + 8, 4)]
            inside += len(one)
            kind, of, seq = number(one, 6, 2), number(one, 40, 8), number(one, 48, 8)
            e, s, h = after
            if kind == 1 and of == e + 1:
                after = (of, s, h)
                found.append((kind, one))
            elif kind == 1 and of > e + 1 or kind != 1 and of > e:
                raise SystemExit("a claim was not seen before epoch %d" % of)
            elif kind == 1 or of < e or seq != s + 1:
                counts = False
            elif one[56:88] != h:
                raise SystemExit("diverged at seq %d" % seq)
            else:
                after = (e, seq, hashlib.sha256(one).digest())
                found.append((kind, one))
        if not counts:
            void += 1
            continue
        epoch, sequence, head = after
        for kind, one in found:
            if kind == 1:
                claims.append(number(one, 40, 8))
                continue
            told = body(one[88:])
            told |= {"position": "0:%d" % number(one, 48, 8), "kind": KINDS[kind],
                     "hash": hashlib.sha256(one).hexdigest()}
            valid.append(told)
    return valid, void, claims
