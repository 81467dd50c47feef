# Benign packages and images in the cell: none may be called malicious, one at most suspicious. Packages come from the configured registries.
set -euo pipefail
work=${WELLGUARD_DETONATIONS:-$PWD/out/detonation/benign}
images=${WELLGUARD_IMAGES:-$PWD/out/images}
for tool in npm python3 mmdebstrap dpkg-deb; do
    command -v "$tool" > /dev/null || { echo "$tool is not installed"; exit 77; }
done
(( EUID == 0 )) || { echo "detonation needs root"; exit 77; }
[[ -x $(dirname "$WELLGUARD_BINARY")/tools/runsc ]] || command -v runsc > /dev/null || { echo "gVisor's runsc is not installed"; exit 77; }

# The second line have install scripts: they compile, or fetch what was compiled.
npm=(lodash express react axios chalk commander debug uuid moment webpack typescript eslint prettier rxjs dotenv semver glob yargs ws fastify
    bcrypt sqlite3 better-sqlite3 node-pty bufferutil utf-8-validate esbuild core-js protobufjs puppeteer)
# Debian's Python packages as wheels; the first ones are judged, the second line is what they need.
wheel=(requests flask click itsdangerous tabulate tqdm pyparsing simplejson pygments docutils yaml attr mako toml pexpect termcolor blinker)
needed=(urllib3 idna chardet certifi werkzeug jinja2 markupsafe ptyprocess more-itertools zipp importlib-metadata)
# Sources of Debian, where the mirror has them: archives as their authors publish them, with what builds them.
python=(rich jinja2 markupsafe six python-attrs chardet itsdangerous tabulate python-idna tqdm pyparsing python-dateutil packaging pytz simplejson docutils pygments babel click-plugins termcolor toml mako certifi sphinx pexpect)
image=(apache audit busybox checksum ci-runner cron dotnet-runtime exporter gcc git-ssh go-scratch java-app minbase nginx node node-local npm-global openjdk php postgresql python3 redis ruby slim tools venv)

mkdir -p "$work"/{npm,pypi,deb,wheels,reports}
results=$work/results.tsv
: > "$results"

# judge KIND NAME TARGET
judge() {
    local report=$work/reports/$1-${2//\//_}.json
    "$WELLGUARD_BINARY" detonate "$3" --cache-dir "$PWD/out/detonation" --settle 8 --timeout 60 --format json --output "$report" > /dev/null 2>> "$work/errors.log" || true
    python3 - "$1" "$2" "$report" >> "$results" << 'END'
import json, sys
kind, name, file = sys.argv[1:]
try:
    report = json.load(open(file))
    stages = report.get("timings", {}).get("stages", {})
    loud = [s["rule"] for s in report["signals"] if s["severity"] in ("medium", "high", "critical")]
    print(kind, name, report["verdict"]["level"], report["verdict"]["score"], report["completeness"]["state"], sum(stages.values()), ",".join(sorted(set(loud))), sep="\t")
except Exception as problem:
    print(kind, name, "failed", 0, problem, 0, "", sep="\t")
END
    tail -n 1 "$results"
}

for name in "${npm[@]}"; do
    file=$(cd "$work/npm" && npm pack --silent --ignore-scripts "$name" 2>> "$work/errors.log") || { echo "$name could not be fetched"; continue; }
    judge npm "$name" "$work/npm/$(tail -n 1 <<< "$file")"
done
sources=$work/apt
rm -rf "$sources"
mkdir -p "$sources"/{sources,lists/partial,cache/archives/partial}
for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.{sources,list}; do
    [[ -s $file ]] && sed 's/^Types:.*/Types: deb-src/; s/^deb /deb-src /' "$file" > "$sources/sources/source-$(basename "$file")"
done
[[ -e $sources/sources/source-sources.list ]] && mv "$sources/sources/source-sources.list" "$sources/sources/source.list"
apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$sources/sources" -o "Dir::State::lists=$sources/lists" -o "Dir::Cache=$sources/cache" -o APT::Sandbox::User=root)
"${apt[@]}" update >> "$work/errors.log" 2>&1 || true
for name in "${python[@]}"; do
    mkdir -p "$work/pypi/$name"
    (cd "$work/pypi/$name" && rm -f ./* && "${apt[@]}" source --download-only --tar-only "$name" >> "$work/errors.log" 2>&1) || { echo "$name could not be fetched"; continue; }
    file=$(ls "$work/pypi/$name"/*.orig.tar.* | grep -v asc | head -n 1)
    [[ $file == *.xz ]] && { xz -dc "$file" | gzip -1 > "${file%.xz}.gz"; file=${file%.xz}.gz; }
    judge python "$name" "$file"
done
rm -f "$work"/deb/* "$work"/wheels/*
for name in "${wheel[@]}" "${needed[@]}"; do
    (cd "$work/deb" && apt-get -q download "python3-$name" >> "$work/errors.log" 2>&1) || { echo "python3-$name could not be fetched"; continue; }
    echo "$name $(python3 tests/lanes/wheel-of-deb.py "$work/deb/python3-${name}"_*.deb "$work/wheels")" >> "$work/wheels/list"
done
for name in "${wheel[@]}"; do
    file=$(sed -n "s,^$name ,,p" "$work/wheels/list")
    [[ -n $file ]] && PIP_NO_INDEX=1 PIP_FIND_LINKS=$work/wheels judge wheel "$name" "$file"
done
for name in "${image[@]}"; do
    [[ -d $images/$name ]] && judge image "$name" "oci:$images/$name"
done

clean=$(grep -cP '\t(clean|unknown)\t' "$results" || true) suspicious=$(grep -cP '\tsuspicious\t' "$results" || true) bad=$(grep -cP '\t(malicious|failed)\t' "$results" || true)
echo "$clean clean or unknown, $suspicious suspicious, $bad malicious or failed"
echo "$(( clean + (suspicious <= 1 ? suspicious : 0) )) passed, $(( bad + (suspicious > 1 ? suspicious : 0) )) failed, 0 skipped"
