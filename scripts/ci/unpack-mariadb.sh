#!/usr/bin/env bash
# Unpacks Debian's MariaDB server into a folder, without being root, unless it is there already. The packages come by
# "apt-get download", so their lists must be there.
# Usage: unpack-mariadb.sh FOLDER; "LD_LIBRARY_PATH=$(echo FOLDER/usr/lib/*) FOLDER/usr/sbin/mariadbd" runs it.
set -euo pipefail
folder=$1
if [ -x "$folder/usr/sbin/mariadbd" ]; then exit; fi

mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT

# The server, the program that prints its defaults, and the libraries that this machine lacks.
packages=(mariadb-server-core mariadb-client-core)
while read -r name; do
  if [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null)" != installed ]; then
    packages+=("$name")
  fi
done < <(apt-cache depends mariadb-server-core | sed -n 's/^  Depends: \(lib[^ <]*\)$/\1/p')

(cd "$work" && apt-get download -qq "${packages[@]}")
for archive in "$work"/*.deb; do dpkg-deb --extract "$archive" "$work/unpacked"; done
mv --no-target-directory "$work/unpacked" "$folder"
