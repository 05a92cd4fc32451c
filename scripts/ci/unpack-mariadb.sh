#!/usr/bin/env bash
# Unpacks Debian's MariaDB server into a folder, with Galera and without being root, unless it is there already. The
# packages come by "apt-get download", so their lists must be there.
# Usage: unpack-mariadb.sh FOLDER; "LD_LIBRARY_PATH=$(echo FOLDER/usr/lib/*) FOLDER/usr/sbin/mariadbd" runs it.
set -euo pipefail
folder=$1
if [ -e "$folder/usr/lib/galera/libgalera_smm.so" ]; then exit; fi

mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT

# The server, the program that prints its defaults, the parts of a cluster, and what this machine lacks: the programs
# with which a node gets its data from another, and libraries.
packages=(mariadb-server-core mariadb-client-core mariadb-server galera-4)
for program in rsync lsof; do
  command -v "$program" >/dev/null || packages+=("$program")
done
while read -r name; do
  if [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null)" != installed ]; then
    packages+=("$name")
  fi
done < <(apt-cache depends mariadb-server-core galera-4 rsync lsof |
  sed -n 's/^  Depends: \(lib[^ <]*\)$/\1/p' | sort --unique)

(cd "$work" && apt-get download -qq "${packages[@]}")
for archive in "$work"/*.deb; do dpkg-deb --extract "$archive" "$work/unpacked"; done
# One from before, which lacks something.
rm -rf "$folder"
mv --no-target-directory "$work/unpacked" "$folder"
