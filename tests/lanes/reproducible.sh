# Two clones in folders of different names build the same bytes: the assemblies and the executable.
set -euo pipefail
[[ -z $(git status --porcelain --untracked-files=no) ]] || { echo "there are changes that are not committed: a clone would not have them"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CI=true
for clone in one another/and-longer; do
    git clone --quiet --local . "$work/$clone"
    "$work/$clone/wellguard" --binary
    (cd "$work/$clone/out" && sha256sum wellguard && cd build/bin && find . -name 'Wellguard.*.dll' -path '*release*' -exec sha256sum {} + | sort -k 2) > "$work/${clone%%/*}.sums"
done
grep -q Wellguard.Core.dll "$work/one.sums"
diff "$work/one.sums" "$work/another.sums"
cat "$work/one.sums"
