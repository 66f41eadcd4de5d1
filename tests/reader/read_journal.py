"""Follows the chain of a Vermilion data directory; written from docs/journal.md alone."""
import hashlib, io, os, struct, subprocess, sys
TABLE = list(range(256))
for _ in range(8): TABLE = [v >> 1 ^ (0x82F63B78 if v & 1 else 0) for v in TABLE]
def crc(octets, value=0xFFFFFFFF):
    for octet in octets: value = TABLE[(value ^ octet) & 255] ^ value >> 8
    return value ^ 0xFFFFFFFF
def need(holds, what): holds or sys.exit("journal: " + what)
def whole(octets, at, magic, place):  # the frame or record there: magic, length, CRC
    one = octets[at:at + int.from_bytes(octets[at + 8:at + 12], "little")]
    good = one[:4] == magic and one[12:16] == crc(one[:12] + one[16:]).to_bytes(4, "little")
    need(good, f"{place}: torn or rotten at {at}"); return one
def line(position, digest, kind, octets):
    take = io.BytesIO(octets).read
    def number(): return int.from_bytes(take(4), "little")
    def text(): return take(number()).decode("utf-8", "replace")
    def texts(): return [text() for _ in range(number())]
    case = take(16).hex(); take(16); text(); take(17)  # versions, proposal, meaning; principal kind
    for _ in range(4): text()                          # who, person, role, grant
    take(8); text(); text(); take(4); text(); take(24)                     # scope, moments
    for _ in range(3): text(); text(); take(32)                            # item, edition, calendar
    for _ in range(number()): text(); text(); take(32)                     # code sets
    fact = text(); take(2); text(); take(2 * take(1)[0])                   # schema, payload, row
    states = "→".join("/".join(side) or "-" for side in (texts(), texts()))
    print(position, digest.hex()[:16], ["accepted", "refused", "house"][kind - 2],
          case if case.strip("0") else "-", fact, "-" if states == "-→-" else states)
def follow(place, here, tip, frame):  # here: house and partition; tip: epoch, seq, head
    at = 56
    while at < len(frame):
        one = whole(frame, at, b"VMR1", place); at += len(one)
        kind, epoch, seq = struct.unpack_from("<6xH32xQQ", one)
        good = one[16:34] == here and epoch <= tip[0] + (kind == 1)
        if kind == 1 and epoch == tip[0] + 1 and good: tip[0] = epoch
        elif good and (kind == 1 or epoch < tip[0] or seq != tip[1] + 1): print("void in", place)
        else:
            need(good and one[56:88] == tip[2], f"{place}: diverged at seq {seq}")
            tip[1:] = seq, hashlib.sha256(one).digest()
            line(f"{here[16]}:{seq}", tip[2], kind, one[88:])
def segment(place, octets, here, tip):
    head, end, at = struct.unpack_from("<8xI20xQQ32s", octets), octets[-160:], 0
    need(head[0] == crc(octets[:8] + octets[12:96]), place + ": a rotten header")
    need([head[2], head[1] - 1, head[3]] == tip, place + " does not continue the chain")
    blocks = octets[96:struct.unpack_from("<Q", end, 16)[0]] if end[:4] == b"VMT1" else b""
    log = subprocess.run(["zstd", "-dc"], input=blocks, capture_output=True).stdout or octets[96:]
    while log[at:at + 4].strip(b"\0"):
        frame = whole(log, at, b"VMF1", place); at += len(frame); follow(place, here, tip, frame)
    after = struct.unpack_from("<Q8xQ24x32s", end, 48) if blocks else (tip[1], tip[0], tip[2])
    need(after == (tip[1], tip[0], tip[2]), place + ": its trailer differs")
house = open(sys.argv[1] + "/house.vmr", "rb").read()
need(whole(house, 0, b"VMR1", "house.vmr") == house, "octets behind the house record")
for path in sorted(entry.path + "/" for entry in os.scandir(sys.argv[1] + "/journal")):
    names = [name for name in sorted(os.listdir(path)) if name.endswith((".live", ".seg"))]
    logs = {name[4:24] if name[0] == "p" else name[:20]: path + name for name in names}
    tip, here = [0, 0, hashlib.sha256(house).digest()], house[16:32] + bytes([int(path[-3:-1]), 0])
    for _, name in sorted(logs.items()): segment(name, open(name, "rb").read(), here, tip)
    kept = open(path + "void", "rb").read() if os.path.exists(path + "void") else b""
    while kept[:4] == b"VMV1":
        size, at, why = struct.unpack_from("<IQH", kept, 4); size += 24 + why
        need(kept[20:24] == crc(kept[8:16] + kept[24:size]).to_bytes(4, "little"), "void: rot")
        print("void", here[16], "at", at, kept[24:24 + why].decode()); kept = kept[size:]
