#!/usr/bin/env bash
# Runs a server of MongoDB's protocol (FerretDB on DocumentDB, as infra/ci/install-mongo.sh put it there) until it is told to stop, as
# root: serve.sh PORT [NAME]. Data of a NAME is found again; without one it is new, and gone afterwards. PostgreSQL listens on PORT+1.
# `synchronous_commit` and `fsync` are on, as PostgreSQL's own defaults have them: what is acknowledged is on the disk.
set -euo pipefail

port=$1
name=${2:-run-$$}
tools="${SIMPUL_TOOLS:-$HOME/.cache/simpul-tools}"
root="$tools/documentdb"
bin=/usr/lib/postgresql/18/bin
data=/var/lib/simpul/$name
inside() { chroot "$root" setpriv --reuid postgres --regid postgres --clear-groups "$@"; }

# A cluster that was set up once; each server begins with a copy of it.
template=/var/lib/simpul/template
(
  flock 9
  if [ ! -e "$root$template/ready" ]; then
    rm -rf "$root$template"
    mkdir -p "$root/var/lib/simpul"
    chroot "$root" chown postgres:postgres /var/lib/simpul
    inside "$bin/initdb" -A trust --locale=C.UTF-8 -U postgres "$template" >/dev/null
    cat >>"$root$template/postgresql.conf" <<'CONF'
shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb'
cron.database_name = 'postgres'
documentdb.enableUserCrud = true
unix_socket_directories = '/tmp'
listen_addresses = '127.0.0.1'
max_connections = 200
CONF
    inside "$bin/pg_ctl" -D "$template" -o "-p $((port + 1))" -l "$template/log" -w start >/dev/null
    inside psql -h 127.0.0.1 -p $((port + 1)) -U postgres -qc 'CREATE EXTENSION documentdb CASCADE' >/dev/null 2>&1
    inside "$bin/pg_ctl" -D "$template" -m fast -w stop >/dev/null
    touch "$root$template/ready"
  fi
) 9>"$root/template.lock"

[ -e "$root$data" ] || cp -a "$root$template" "$root$data"
inside "$bin/pg_ctl" -D "$data" -o "-p $((port + 1))" -l "$data/log" -w start >/dev/null
stop() {
  trap - EXIT INT TERM
  kill "$ferret" 2>/dev/null || true
  inside "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null || true
  [ $# -gt 0 ] || rm -rf "$root$data"
}
trap 'stop '"${2:+kept}" EXIT INT TERM
"$tools/bin/ferretdb" --no-auth --listen-addr="127.0.0.1:$port" --debug-addr=- --telemetry=disable --log-level=error \
  --state-dir="$root$data" --postgresql-url="postgres://postgres@127.0.0.1:$((port + 1))/postgres" &
ferret=$!
wait "$ferret"
