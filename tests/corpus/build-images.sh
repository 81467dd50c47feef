#!/bin/bash
# Builds real, benign images (OCI layouts OUTDIR/NAME) to measure false alarms on. Skips what exists; one line per image.
#   tests/corpus/build-images.sh OUTDIR [NAME...]
# Needs (Debian): mmdebstrap buildah npm nodejs rpm python3 curl. Packages come from the machine's own apt and npm configuration.
# OUTDIR/NAME.expect.yml says what a scan may report; images without one must be clean with no signal above low.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: build-images.sh OUTDIR [NAME...]}; shift
mkdir -p "$out/.work"; out=$(cd "$out" && pwd); work=$out/.work
wanted=("$@")
storage=(--root "$work/store" --runroot "$work/run")
server=
finish() {
  [[ -n $server ]] && kill "$server" 2>/dev/null
  buildah "${storage[@]}" rm --all >/dev/null 2>&1
  umount "$work/store/overlay" 2>/dev/null
  rm -rf "$work/store" "$work/run" "$work/context"
}
trap finish EXIT
failed=0

suite=$(. /etc/os-release; echo "$VERSION_CODENAME")
sources=/etc/apt/sources.list.d/debian.sources
[[ -e $sources ]] || sources=/etc/apt/sources.list
if [[ ! -e $work/base.tar ]]; then
  mmdebstrap --quiet --variant=minbase --include=ca-certificates "$suite" "$work/base.part.tar" "$sources" >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 3; }
  mv "$work/base.part.tar" "$work/base.tar"
fi
mkdir -p "$work/archives/partial" "$work/npm"
# Packages are downloaded once: the cache is a volume, so it is in no layer.
bud() { timeout 900 buildah "${storage[@]}" bud --isolation chroot --layers --volume "$work/archives:/var/cache/apt/archives" "$@" >"$work/log" 2>&1; }

# Blobs that several images share are kept once.
share() {
  mkdir -p "$work/blobs"
  local blob
  for blob in "$1"/blobs/sha256/*; do
    local kept=$work/blobs/${blob##*/}
    if [[ -e $kept ]]; then ln -f "$kept" "$blob"; else ln "$blob" "$kept"; fi
  done
}

# image NAME [bud options]: builds $work/context with the Containerfile from standard input.
image() {
  local name=$1; shift
  cat >"$work/context/Containerfile"
  if bud -t "localhost/$name" "$@" "$work/context" && rm -rf "$out/$name.part" &&
    timeout 300 buildah "${storage[@]}" push --quiet "localhost/$name" "oci:$out/$name.part:latest" >>"$work/log" 2>&1; then
    share "$out/$name.part"
    mv "$out/$name.part" "$out/$name"
    echo "$name: $(du -sh "$out/$name" | cut -f1)"
  else
    failed=1
    echo "$name: FAILED: $(grep -iE 'error|E:|not found' "$work/log" | tail -1)"
  fi
}

# need NAME: whether to build it now; leaves an empty context.
need() {
  if [[ ${#wanted[@]} -gt 0 && " ${wanted[*]} " != *" $1 "* ]]; then return 1; fi
  if [[ -e $out/$1/index.json ]]; then echo "$1: $(du -sh "$out/$1" | cut -f1) (there already)"; return 1; fi
  rm -rf "$work/context"; mkdir -p "$work/context"
  buildah "${storage[@]}" images -q localhost/base >/dev/null 2>&1 || make_base
}
make_base() {
  mkdir -p "$work/context/base"; ln "$work/base.tar" "$work/context/base/base.tar"
  printf 'FROM scratch\nADD base.tar /\nCMD ["bash"]\n' >"$work/context/base/Containerfile"
  bud -t localhost/base "$work/context/base" || { tail -5 "$work/log" >&2; exit 3; }
  rm -rf "$work/context/base"
}
add() { mkdir -p "$(dirname "$work/context/$1")"; cat >"$work/context/$1"; chmod "${2:-644}" "$work/context/$1"; }
apt() { echo "apt-get update && apt-get install -y --no-install-recommends $* && rm -rf /var/lib/apt/lists/*"; }

. "$here/build-images/debian.sh"
. "$here/build-images/unowned.sh"
. "$here/build-images/rpm.sh"
exit $failed
