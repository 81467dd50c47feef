# Images whose software comes from Debian's packages, with entrypoints of the usual kinds.

need minbase && image minbase <<D
FROM localhost/base
ENV LANG=C.UTF-8
D
need node && image node <<D
FROM localhost/base
RUN $(apt nodejs)
CMD ["node"]
D
need python3 && image python3 <<D
FROM localhost/base
ENV PYTHONUNBUFFERED=1
RUN $(apt python3 python3-requests python3-yaml)
CMD ["python3"]
D
if need nginx; then
  add docker-entrypoint.sh 755 <<'S'
#!/bin/sh
# vim:sw=4:ts=4:et
set -e
entrypoint_log() { if [ -z "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then echo "$@"; fi; }
if [ "$1" = "nginx" ] && /usr/bin/find "/docker-entrypoint.d/" -mindepth 1 -maxdepth 1 -type f -print -quit 2>/dev/null | read v; then
    find "/docker-entrypoint.d/" -follow -type f -print | sort -V | while read -r f; do
        case "$f" in
            *.envsh) if [ -x "$f" ]; then entrypoint_log "$0: Sourcing $f"; . "$f"; fi ;;
            *.sh) if [ -x "$f" ]; then entrypoint_log "$0: Launching $f"; "$f"; fi ;;
        esac
    done
fi
exec "$@"
S
  add docker-entrypoint.d/20-envsubst-on-templates.sh 755 <<'S'
#!/bin/sh
set -e
defined_envs=$(printf '${%s} ' $(awk "END { for (name in ENVIRON) { print ( name ~ /${NGINX_ENVSUBST_FILTER:-}/ ) ? name : \"\" } }" < /dev/null ))
find /etc/nginx/templates -follow -type f -name "*.template" -print | while read -r template; do
  relative_path="${template#/etc/nginx/templates/}"
  output_path="/etc/nginx/conf.d/${relative_path%.template}"
  mkdir -p "$(dirname "$output_path")"
  envsubst "$defined_envs" < "$template" > "$output_path"
done
S
  image nginx <<D
FROM localhost/base
RUN $(apt nginx-light gettext-base curl) && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log
COPY docker-entrypoint.sh /
COPY docker-entrypoint.d /docker-entrypoint.d
EXPOSE 80
HEALTHCHECK CMD curl -fsS http://127.0.0.1/ || exit 1
ENTRYPOINT ["/docker-entrypoint.sh"]
CMD ["nginx", "-g", "daemon off;"]
D
fi
if need postgresql; then
  add docker-entrypoint.sh 755 <<'S'
#!/usr/bin/env bash
set -Eeo pipefail
file_env() {
  local var="$1" fileVar="${1}_FILE" def="${2:-}" val
  val="$def"
  if [ "${!var:-}" ]; then val="${!var}"; elif [ "${!fileVar:-}" ]; then val="$(< "${!fileVar}")"; fi
  export "$var"="$val"; unset "$fileVar"
}
docker_process_init_files() {
  local f
  for f; do
    case "$f" in
      *.sh) if [ -x "$f" ]; then "$f"; else . "$f"; fi ;;
      *.sql) psql -v ON_ERROR_STOP=1 --no-password -f "$f" ;;
      *.sql.gz) gunzip -c "$f" | psql -v ON_ERROR_STOP=1 --no-password ;;
    esac
  done
}
if [ "$1" = 'postgres' ] && [ "$(id -u)" = '0' ]; then
  mkdir -p "$PGDATA"; chown -R postgres "$PGDATA"; chmod 700 "$PGDATA"
  exec gosu postgres "$BASH_SOURCE" "$@"
fi
if [ "$1" = 'postgres' ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  file_env POSTGRES_PASSWORD
  eval 'initdb --username="${POSTGRES_USER:-postgres}" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") '"$POSTGRES_INITDB_ARGS"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
  docker_process_init_files /docker-entrypoint-initdb.d/*
  pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec "$@"
S
  image postgresql <<D
FROM localhost/base
RUN $(apt postgresql gosu)
ENV PGDATA=/var/lib/postgresql/data
COPY docker-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
D
fi
need openjdk && image openjdk <<D
FROM localhost/base
RUN $(apt default-jre-headless)
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75 -Djava.security.egd=file:/dev/./urandom"
D
need gcc && image gcc <<D
FROM localhost/base
RUN $(apt gcc libc6-dev make)
D
if need redis; then
  add docker-entrypoint.sh 755 <<'S'
#!/bin/sh
set -e
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then set -- redis-server "$@"; fi
if [ "$1" = 'redis-server' -a "$(id -u)" = '0' ]; then
  find . \! -user redis -exec chown redis '{}' +
  exec setpriv --reuid=redis --regid=redis --clear-groups -- "$0" "$@"
fi
um="$(umask)"; if [ "$um" = '0022' ]; then umask 0077; fi
exec "$@"
S
  image redis <<D
FROM localhost/base
RUN groupadd -r -g 999 redis && useradd -r -g redis -u 999 redis && $(apt redis-server)
COPY docker-entrypoint.sh /usr/local/bin/
WORKDIR /data
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["redis-server"]
D
fi
need php && image php <<D
FROM localhost/base
RUN $(apt php-cli php-curl php-mbstring)
D
need ruby && image ruby <<D
FROM localhost/base
RUN $(apt ruby ruby-rack)
D
need git-ssh && image git-ssh <<D
FROM localhost/base
RUN $(apt git openssh-server) && rm -f /etc/ssh/ssh_host_* && mkdir -p /run/sshd
RUN printf '#!/bin/sh\nset -e\nssh-keygen -A\nif [ -n "\$AUTHORIZED_KEYS" ]; then mkdir -p /root/.ssh && echo "\$AUTHORIZED_KEYS" > /root/.ssh/authorized_keys && chmod 600 /root/.ssh/authorized_keys; fi\nexec /usr/sbin/sshd -D -e\n' > /start.sh && chmod +x /start.sh
EXPOSE 22
CMD ["/start.sh"]
D
need tools && image tools <<D
FROM localhost/base
RUN $(apt curl wget perl procps iproute2 netcat-openbsd dnsutils jq nmap socat)
D
need audit && image audit <<D
FROM localhost/base
RUN $(apt lynis rkhunter chkrootkit)
D
if need cron; then
  add backup 755 <<'S'
#!/bin/sh
set -eu
day=$(date +%F)
tar -czf - /var/lib/data | gpg --batch --symmetric --passphrase-file /run/secrets/backup > "/backup/$day.tar.gz.gpg"
find /backup -name '*.gpg' -mtime +14 -delete
S
  add crontab <<'S'
SHELL=/bin/sh
15 3 * * * root /usr/local/bin/backup >> /var/log/backup.log 2>&1
S
  image cron <<D
FROM localhost/base
RUN $(apt cron logrotate gpg supervisor)
COPY backup /usr/local/bin/backup
COPY crontab /etc/cron.d/backup
CMD ["cron", "-f"]
D
fi
need ci-runner && image ci-runner <<D
FROM localhost/base
RUN $(apt docker.io git make jq curl openssh-client kubernetes-client)
ENV DOCKER_HOST=unix:///var/run/docker.sock
VOLUME /var/run
CMD ["docker", "version"]
D
need apache && image apache <<D
FROM localhost/base
RUN $(apt apache2 libapache2-mod-php)
CMD ["apachectl", "-D", "FOREGROUND"]
D
need slim && image slim <<D
FROM localhost/base
RUN find /usr/share/doc -depth -type f ! -name copyright -delete && rm -rf /usr/share/man/* /usr/share/locale/* /usr/share/info/* && printf 'path-exclude /usr/share/doc/*\npath-exclude /usr/share/man/*\n' > /etc/dpkg/dpkg.cfg.d/docker && printf 'Acquire::GzipIndexes "true";\n' > /etc/apt/apt.conf.d/docker-gzip-indexes && printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
CMD ["bash"]
D
