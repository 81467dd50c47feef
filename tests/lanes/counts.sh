# usage: counts.sh [IMAGE...]. Package counts of the inventory against dpkg-query, rpm, npm and pip inside the same root file system.
set -euo pipefail
images=${WELLGUARD_IMAGES:-$PWD/out/images}
for tool in umoci dpkg-query rpm npm python3 mmdebstrap buildah; do
    command -v "$tool" > /dev/null || { echo "$tool is not installed"; exit 77; }
done
(( EUID == 0 )) || { echo "building and unpacking real images needs root"; exit 77; }
tests/corpus/build-images.sh "$images"
binary=${WELLGUARD_BINARY:-$(./wellguard --binary)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

compare() { # NAME OURS THEIRS
    if [[ $2 == "$3" ]]; then passed=$((passed + 1)); echo "equal  $1: $2"; else failed=$((failed + 1)); echo "differ $1: $2, expected $3"; fi
}

ours() { # REPORT TYPE [PREFIX]: installed components of a type, below a folder
    python3 - "$1" "$2" "${3:-}" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
print(sum(1 for c in report["inventory"]["components"] if c["state"] == "installed" and c["purl"].startswith(f"pkg:{sys.argv[2]}/") and c["path"].startswith(sys.argv[3])))
PY
}

(( $# )) || set -- $(cd "$images" && ls -d -- */)
for name in "$@"; do
    name=${name%/}
    image=$images/$name/index.json
    "$binary" scan --no-cache --format json --output "$work/$name.json" "oci:$images/$name" 2> "$work/error" || { [[ -s $work/$name.json ]] || { cat "$work/error"; failed=$((failed + 1)); continue; }; }
    tag=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"])' "$image")
    umoci unpack --image "$images/$name:$tag" "$work/bundle" > /dev/null 2>&1
    root=$work/bundle/rootfs
    if [[ -s $root/var/lib/dpkg/status ]]; then
        compare "$name dpkg" "$(ours "$work/$name.json" deb)" "$(dpkg-query --admindir="$root/var/lib/dpkg" -W -f='${db:Status-Status}\n' | grep -c '^installed$')"
    fi
    if [[ -e $root/var/lib/rpm/rpmdb.sqlite ]]; then
        compare "$name rpm" "$(ours "$work/$name.json" rpm)" "$(rpm --root "$root" --dbpath /var/lib/rpm -qa | wc -l)"
    fi
    for modules in usr/local/lib usr/lib; do
        if [[ -d $root/$modules/node_modules && $(find "$root" -name package.json -path '*node_modules*' -not -path "$root/$modules/node_modules/*" | head -1 | wc -l) == 0 ]]; then
            compare "$name npm" "$(ours "$work/$name.json" npm)" "$(find "$root/$modules/node_modules" -maxdepth 0 -print0 | xargs -0 -I{} npm ls --prefix "$root/$modules/.." -g --all --parseable 2> /dev/null | grep -c node_modules/)"
        fi
    done
    if python=$(find "$root" -path '*/bin/pip' | head -1) && [[ -n $python ]]; then
        inside=${python#"$root"}
        compare "$name pip" "$(ours "$work/$name.json" pypi "$(dirname "$(dirname "${inside#/}")")/lib/")" "$(chroot "$root" "$inside" list --format=freeze 2> /dev/null | grep -c ==)"
    fi
    rm -rf "$work/bundle"
done
echo "$passed passed, $failed failed, 0 skipped"
(( failed == 0 ))
