#!/usr/bin/env bash
# Starts a throw-away MySQL or MariaDB server for the tests in a container on loopback, and prints its URL.
# Usage: start-mysql.sh IMAGE PORT, such as "start-mysql.sh mariadb:10.11 3307"; "docker rm -f cellbridge-mysql" ends it.
set -euo pipefail
image=$1
port=$2
tls=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../packages/testing/tls" && pwd)

docker run --detach --name cellbridge-mysql --publish "127.0.0.1:$port:3306" \
  --env MYSQL_ROOT_PASSWORD=cellbridge --volume "$tls:/tls:ro" "$image" \
  --ssl-cert=/tls/server.crt --ssl-key=/tls/server.key --character-set-server=utf8mb3 --max-connections=400 \
  --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=OFF --skip-log-bin >&2

# The image's first server, which makes the tables, does not listen.
ping='$(command -v mariadb-admin || command -v mysqladmin) ping --host=127.0.0.1 --user=root --password=cellbridge'
for _ in $(seq 120); do
  if docker exec cellbridge-mysql sh -c "$ping" >&2; then
    echo "mysql://root:cellbridge@127.0.0.1:$port"
    exit
  fi
  sleep 1
done
docker logs cellbridge-mysql >&2
exit 1
