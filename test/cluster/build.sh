#!/bin/sh
# Builds a Go program of the tests and prints the path of the binary. It is built once for each content of its
# sources and kept outside the clone, because a cold build takes minutes.
#
#   build.sh [control-plane|oracle]
#
# COUNTERSIGN_KUBERNETES=1.35 builds the control plane of an older minor release: that of go.1.35.mod.
set -eu

program=${1:-control-plane}
tests=$(cd "$(dirname "$0")/.." && pwd)
case $program in
  control-plane) module=$tests/cluster ;;
  oracle) module=$tests/oracle ;;
  *) echo "build.sh: no program $program" >&2; exit 2 ;;
esac

# Go's own installer does not put it on PATH.
go=${GO:-$(command -v go || echo /usr/local/go/bin/go)}
if ! "$go" version >/dev/null 2>&1; then
  echo "build.sh: needs Go 1.26 on PATH, or its path in GO" >&2
  exit 3
fi

sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }

cd "$module"
modfile=go.mod
minor=${COUNTERSIGN_KUBERNETES:-}
if [ "$program" = control-plane ] && [ -n "$minor" ] && ! grep -q "k8s.io/kubernetes v$minor\." go.mod; then
  modfile=go.$minor.mod
  if [ ! -f "$modfile" ]; then
    echo "build.sh: COUNTERSIGN_KUBERNETES=$minor: there is go.mod and $(ls go.*.mod | tr '\n' ' '), and no $modfile;" \
      "for any other release, give its programs in KUBEBUILDER_ASSETS" >&2
    exit 3
  fi
fi
modsum=${modfile%.mod}.sum
sources=$(find . -maxdepth 1 -name '*.go' ! -name '*_test.go' | LC_ALL=C sort)
# shellcheck disable=SC2086 # the names hold no blanks
digest=$(cat "$modfile" "$modsum" $sources | sha256 | cut -c1-32)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/countersign/$program/$digest
binary=$folder/$program

if [ ! -x "$binary" ]; then
  mkdir -p "$folder"
  # Test files that run side by side all ask for the binary: one builds, the others wait.
  exec 9>"$folder/lock"
  if command -v flock >/dev/null; then flock 9; fi
  if [ ! -x "$binary" ]; then
    # kube-apiserver reports the version that it was linked with.
    version=$("$go" list -modfile="$modfile" -m -f '{{.Version}}' k8s.io/kubernetes)
    CGO_ENABLED=0 nice -n 10 "$go" build -modfile="$modfile" -p 2 -trimpath \
      -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version" -o "$binary.new" . >&2
    mv "$binary.new" "$binary"
  fi
fi
echo "$binary"
