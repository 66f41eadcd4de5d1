#!/usr/bin/env bash
# The fonts that almost every paper is drawn with: Noto Serif CJK SC (Debian's fonts-noto-cjk), cut
# down to the characters of GB 2312 and Latin-1 and with its subroutines resolved.
#
#   build/fonts/Regular.otf   build/fonts/Bold.otf
#
# For each paper that cairo writes it reads a font's whole outlines, and of a CID font it embeds
# every subroutine: with the whole font a paper takes twice as long and almost five times the octets
# (docs/performance.md). What these lack is drawn with the whole fonts; so it is when this was not
# run. Idempotent: does nothing while fonts and script are the ones they were made of.
# Exit 0 done · 3 could not finish.
set -euo pipefail
cd "$(dirname "$0")/.."

source=/usr/share/fonts/opentype/noto
target=build/fonts
digest=$(sha256sum "$source"/NotoSerifCJK-{Regular,Bold}.ttc tools/fonts.sh |
  cut -d' ' -f1 | sha256sum | cut -d' ' -f1)
if [ "$(cat $target/.made_from 2>/dev/null)" = "$digest" ]; then
  exit 0
fi

fresh=$(mktemp -d -p "$(mkdir -p build && echo build)" fonts.XXXXXX)
trap 'rm -rf "$fresh"' EXIT
python3 - >"$fresh/characters" <<'PYTHON'
octets = range(0xa1, 0xff)
table = {bytes([row, cell]).decode("gb2312", "ignore") for row in octets for cell in octets}
latin = {chr(code) for code in [*range(0x20, 0x7f), *range(0xa0, 0x100)]}
print("".join(sorted(table | latin)), end="")
PYTHON

mkdir "$fresh/out"
for weight in Regular Bold; do
  from=$source/NotoSerifCJK-$weight.ttc
  index=$(fc-scan --format '%{index} %{family}\n' "$from" |
    sed -n 's/^\([0-9]*\) Noto Serif CJK SC.*/\1/p' | head -1)
  [ -n "$index" ] || { echo "fonts: $from has no Noto Serif CJK SC" >&2; exit 3; }
  hb-subset --desubroutinize --face-index="$index" --text-file="$fresh/characters" \
    --font-file="$from" --output-file="$fresh/out/$weight.otf" ||
    { echo "fonts: hb-subset could not cut $from" >&2; exit 3; }
done
echo "$digest" >"$fresh/out/.made_from"
rm -rf "$target"
mv "$fresh/out" "$target"
