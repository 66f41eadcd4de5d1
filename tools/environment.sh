# Sourced by ./run and ./check in the root of the tree: where ccache keeps its results, how many
# jobs run at once ($VERMILION_JOBS), and how a preset is built.
export CCACHE_DIR="${CCACHE_DIR:-$HOME/.cache/ccache}" CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
export CMAKE_COLOR_DIAGNOSTICS=ON PYTHONDONTWRITEBYTECODE=1
jobs=${VERMILION_JOBS:-$(nproc)}

# build <preset> [target...]: configures and builds; quiet when there is nothing to say.
build() {
  local preset=$1 target targets=()
  shift
  mkdir -p build
  for target in "$@"; do targets+=(--target "$target"); done
  cmake --preset "$preset" --log-level=NOTICE >build/"$preset".configure.log 2>&1 ||
    { cat build/"$preset".configure.log >&2; return 3; }
  cmake --build --preset "$preset" --parallel "$jobs" "${targets[@]}"
}
