#!/bin/bash
# Builds the images that speed is measured on. Skips what exists. Prints one line per image.
#   bench/build-image.sh OUTDIR                       OUTDIR/node: 5 layers, Debian + node
#   bench/build-image.sh OUTDIR --synthetic BYTES     OUTDIR/synthetic-BYTES: 6 layers, BYTES uncompressed
# Needs (Debian): mmdebstrap buildah npm python3. Packages come from the machine's own apt and npm configuration.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: build-image.sh OUTDIR [--synthetic BYTES]}
mkdir -p "$out"; out=$(cd "$out" && pwd)

if [[ ${2:-} == --synthetic ]]; then
  bytes=${3:?--synthetic needs a number of bytes}
  [[ $bytes =~ ^[0-9]+$ ]] || { echo "not a number of bytes: $bytes" >&2; exit 2; }
  name=synthetic-$bytes
  if [[ ! -e $out/$name/index.json ]]; then
    rm -rf "$out/$name.part"
    python3 "$here/synthetic.py" "$out/$name.part" "$bytes"
    mv "$out/$name.part" "$out/$name"
  fi
  echo "$name: $(du -sh "$out/$name" | cut -f1) compressed"
  exit
fi

if [[ -e $out/node/index.json ]]; then
  echo "node: $(du -sh "$out/node" | cut -f1) compressed"
  exit
fi
work=$(mktemp -d "$out/.work.XXXXXX")
storage=(--root "$work/store" --runroot "$work/run")
trap 'buildah "${storage[@]}" rm --all >/dev/null 2>&1 || true; umount "$work"/store/overlay 2>/dev/null || true; rm -rf "$work"' EXIT

suite=$(. /etc/os-release; echo "$VERSION_CODENAME")
sources=/etc/apt/sources.list.d/debian.sources
[[ -e $sources ]] || sources=/etc/apt/sources.list
mmdebstrap --quiet --variant=minbase --include=ca-certificates \
  "$suite" "$work/base.tar" "$sources" >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 3; }

mkdir -p "$work/app/src"
cat >"$work/app/package.json" <<'JSON'
{ "name": "orders", "version": "1.4.0", "private": true, "main": "src/index.js",
  "dependencies": { "express": "4.21.2", "lodash": "4.17.21", "luxon": "3.5.0", "pino": "9.6.0", "zod": "3.24.1" } }
JSON
echo "const app = require('express')(); app.get('/', (_, r) => r.send('ok')); app.listen(8080);" >"$work/app/src/index.js"
(cd "$work/app" && npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error >"$work/log" 2>&1) || { tail -20 "$work/log" >&2; exit 3; }
mv "$work/app/node_modules" "$work/modules"
printf '#!/bin/sh\nset -e\nif [ "${1#-}" != "$1" ]; then set -- node "$@"; fi\nexec "$@"\n' >"$work/docker-entrypoint.sh"
chmod 755 "$work/docker-entrypoint.sh"
cat >"$work/Containerfile" <<'DOCKER'
FROM scratch
ADD base.tar /
RUN apt-get update && apt-get install -y --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin
COPY modules /srv/app/node_modules
COPY app /srv/app
COPY docker-entrypoint.sh /usr/local/bin/
WORKDIR /srv/app
ENV NODE_ENV=production
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node", "src/index.js"]
DOCKER
buildah "${storage[@]}" bud --isolation chroot --layers -t localhost/node "$work" >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 3; }
rm -rf "$out/node.part"
buildah "${storage[@]}" push --quiet localhost/node "oci:$out/node.part:latest"
mv "$out/node.part" "$out/node"
echo "node: $(du -sh "$out/node" | cut -f1) compressed"
