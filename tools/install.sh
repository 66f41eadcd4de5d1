#!/usr/bin/env bash
# Everything that Debian 12 must have to build, run and check Vermilion, then the reference data and
# the fonts of papers. Idempotent and quick when all is there. Needs root, or sudo. Removes nothing:
# if apt would have to take a package away (Boost 1.74's headers evict 1.81's and the other way
# round), it stops and says which. Exit 0 done · 2 not a system we know · 3 could not finish.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  # build
  cmake ninja-build ccache lld pkg-config g++ git
  # libraries; Boost by version, because Debian's default 1.74 lacks what we use
  libfmt-dev libcereal-dev libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  librocksdb-dev rocksdb-tools libssl-dev libcurl4-openssl-dev libyaml-cpp-dev libcli11-dev
  prometheus-cpp-dev libzstd-dev libpq-dev libjemalloc-dev librdkafka-dev
  # papers: drawing, two-dimensional codes, fonts that have the rare characters too
  libcairo2-dev libpango1.0-dev libqrencode-dev fonts-noto-cjk fonts-hanazono fontconfig
  libharfbuzz-bin
  # materials: what a file is, and what lies in a PDF
  libmagic-dev libqpdf-dev
  # faces of bills in one file
  libarchive-dev
  # tests, checks and benches
  libgtest-dev libgmock-dev libbenchmark-dev librapidcheck-dev
  clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev
  postgresql-15 strace graphviz jq wrk
  poppler-utils zbar-tools  # others' eyes on our papers
  openjdk-17-jdk-headless maven  # Kafka's brokers, and a reader of its own, for tests
  # scripts and reference data
  curl ca-certificates zstd python3 python3-zstandard procps
)
# Another source's nodejs brings its own npm and conflicts with Debian's.
command -v npm >/dev/null || packages+=(nodejs npm)

# Prints the packages of the list that are not installed.
missing() {
  comm -23 <(printf '%s\n' "${packages[@]}" | sort) \
    <(dpkg-query -W -f '${db:Status-Abbrev}${binary:Package}\n' "${packages[@]}" 2>/dev/null |
      sed -n 's/^ii //p' | sed 's/:.*//' | sort)
}

refuse() { echo "install: $2" >&2; exit "$1"; }

command -v dpkg-query >/dev/null ||
  refuse 2 "no dpkg here; Vermilion is built on Debian 12 (bookworm)"

mapfile -t wanted < <(missing)
if [ ${#wanted[@]} -gt 0 ]; then
  . /etc/os-release
  [ "${ID:-}${VERSION_ID:-}" = debian12 ] ||
    refuse 2 "this is ${PRETTY_NAME:-unknown}, and these are missing: ${wanted[*]}. Only Debian 12 \
is installed by itself; elsewhere install them by hand"
  as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || refuse 3 "run as root (no sudo here); missing: ${wanted[*]}"
    as_root=(sudo)
  fi
  echo "install: ${#wanted[@]} packages: ${wanted[*]}"
  "${as_root[@]}" apt-get update -qq || refuse 3 "apt-get update failed"
  plan=$(apt-get install --simulate --no-install-recommends "${wanted[@]}" 2>&1) ||
    { echo "$plan" >&2; refuse 3 "apt cannot install them"; }
  removed=$(sed -n 's/^Remv \([^ ]*\).*/\1/p' <<<"$plan" | tr '\n' ' ')
  [ -z "$removed" ] ||
    refuse 3 "apt would remove: $removed. Boost 1.74's headers (libboost-dev, libboost-all-dev, \
libboost1.74-dev) and 1.81's evict one another; remove or move one by hand first"
  if grep -q '^Inst libboost1\.74-dev' <<<"$plan"; then
    refuse 3 "apt would bring in libboost1.74-dev, which evicts libboost1.81-dev"
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${wanted[@]}" >/dev/null ||
    refuse 3 "apt-get install failed"
  [ -z "$(missing)" ] || refuse 3 "still missing: $(missing | tr '\n' ' ')"
fi

tools/reference.sh
tools/fonts.sh
