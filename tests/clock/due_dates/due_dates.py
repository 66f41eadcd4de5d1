#!/usr/bin/env python3
"""Judges the engine's due dates by a computation of its own on the same published data.

Usage: due_dates.py PROGRAM HOLIDAYS_JSON [SEED]; exit 0 when all 1,000 agree."""
import json
import pathlib
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone

COUNT = 1000
program, data = sys.argv[1], pathlib.Path(sys.argv[2])
seed = sys.argv[3] if len(sys.argv) > 3 else "20260920"
if not data.is_file():
    sys.exit(f"{data} is missing: run tools/install.sh (or tools/reference.sh) first")
published = json.loads(data.read_text(encoding="utf-8"))
HORIZON = date(int(max(published["holidays"])[:4]), 12, 31)


def works(day):
    if day.isoformat() in published["workdays"]:
        return True
    if day.isoformat() in published["holidays"] or (day.month, day.day) == (1, 1):
        return False
    return day.isoweekday() <= 5


def due(start, amount, is_working):
    while amount:
        start += timedelta(days=1)
        amount -= is_working(start)
    return start


lines = subprocess.run([program, seed, str(COUNT)], check=True, stdout=subprocess.PIPE,
                       text=True).stdout.splitlines()
wrong = special = 0
for line in lines:
    received, amount, answer, certainty = line.split()
    china = timezone(timedelta(hours=8))
    start = (datetime(1970, 1, 1, tzinfo=timezone.utc)
             + timedelta(microseconds=int(received))).astimezone(china).date()
    right = due(start, int(amount), works)
    special += right != due(start, int(amount), lambda day: day.isoweekday() <= 5)
    expected = f"{right}T23:59:59.999999+08:00 {'provisional' if right > HORIZON else 'certain'}"
    if f"{answer} {certainty}" != expected:
        wrong += 1
        print(f"received {start}, {amount} working days: engine {answer} {certainty}, "
              f"here {expected}")
print(f"seed {seed}: {len(lines)} due dates, {special} of them moved by holidays or make-up days, "
      f"{wrong} wrong")
# Without moved dates the comparison would prove nothing but weekdays.
sys.exit(0 if len(lines) == COUNT and special > COUNT // 2 and wrong == 0 else 1)
