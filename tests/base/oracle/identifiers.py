#!/usr/bin/env python3
"""Judges our verdicts on identifiers by computations of its own, written from the definitions.

Usage: identifiers.py PROGRAM [SEED]; exit 0 when all 8,000 agree."""
import re
import subprocess
import sys
from datetime import date

COUNT = 8000
seed = sys.argv[2] if len(sys.argv) > 2 else "32100"


def resident(text):  # ISO 7064 MOD 11-2 by its recursion: all 18 symbols leave 1
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    rest = 0
    for symbol in text:
        rest = (rest * 2 + (10 if symbol == "X" else int(symbol))) % 11
    return rest == 1 and 1800 <= int(text[6:10]) <= 2199


def credit(text):  # 17 values weighted by powers of 3, and the check, leave 0 modulo 31
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if not re.fullmatch(f"[{alphabet}]{{2}}[0-9]{{6}}[{alphabet}]{{10}}", text):
        return False
    total = sum(alphabet.index(c) * 3**i for i, c in enumerate(text[:17]))
    return (total + alphabet.index(text[17])) % 31 == 0


def organisation(text):
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", text):
        return False
    total = sum(int(c, 36) * w for c, w in zip(text, (3, 7, 9, 10, 5, 8, 4, 2)))
    return (total + (10 if text[8] == "X" else int(text[8]))) % 11 == 0


def parcel(text):
    if not re.fullmatch(r"[A-IL-RUVX-Z][A-Z][0-9]{9}[A-Z]{2}", text):
        return False
    rest = sum(int(c) * w for c, w in zip(text[2:10], (8, 6, 4, 2, 3, 5, 9, 7))) % 11
    return int(text[10]) == {0: 5, 1: 0}.get(rest, 11 - rest)


lines = subprocess.run([sys.argv[1], seed, str(COUNT)], check=True, stdout=subprocess.PIPE,
                       text=True).stdout.splitlines()
wrong = accepted = 0
for line in lines:
    kind, text, verdict = line.split()
    right = "accepted" if globals()[kind](text) else "refused"
    accepted += right == "accepted"
    if verdict != right:
        wrong += 1
        print(f"{kind} {text}: we {verdict}, here {right}")
print(f"seed {seed}: {len(lines)} numbers, {accepted} of them good, {wrong} judged differently")
sys.exit(0 if len(lines) == COUNT and COUNT // 2 < accepted <= COUNT * 3 // 4 and not wrong else 1)
