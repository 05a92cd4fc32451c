#!/usr/bin/env bash
# Starts a throw-away PostgreSQL server for the tests on loopback, and prints its URL.
# Usage: start-postgresql.sh FOLDER_OF_BINARIES FOLDER PORT; "pg_ctl -D FOLDER/data stop" ends it.
set -euo pipefail
binaries=$1
folder=$2
port=$3
tls="$(dirname "${BASH_SOURCE[0]}")/../../packages/testing/tls"

mkdir -p "$folder"
printf cellbridge >"$folder/password"
locale=(--locale=C.UTF-8)
# Not C: tests that lean on the order of bytes are found out. Version 14 knows no collation but libc's.
if "$binaries/initdb" --help | grep -q -- --locale-provider; then
  locale+=(--locale-provider=icu --icu-locale=en-US)
fi
"$binaries/initdb" --pgdata="$folder/data" --pwfile="$folder/password" --username=postgres \
  --auth=scram-sha-256 --encoding=UTF8 "${locale[@]}" --no-sync --no-instructions >&2
install -m 600 "$tls/server.crt" "$tls/server.key" "$folder/data"
cat >>"$folder/data/postgresql.conf" <<SETTINGS
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
ssl = on
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
SETTINGS
"$binaries/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --wait start >&2
echo "postgresql://postgres:cellbridge@127.0.0.1:$port/postgres"
