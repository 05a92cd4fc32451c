#!/usr/bin/env bash
# Has the workspace use the better-sqlite3 that the Node.js on the path can run: 12 is in the lockfile, for Node.js 20;
# later ones need 13. To be followed by an install without a frozen lockfile. For checkouts that are thrown away.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ "$(node --print 'parseInt(process.versions.node)')" -ge 22 ]; then
  sed -i 's/^overrides:$/&\n  better-sqlite3: ^13.0.0/' pnpm-workspace.yaml
fi
