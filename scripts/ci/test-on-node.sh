#!/usr/bin/env bash
# Runs the suites on SQLite on another version of Node.js, in a copy of what git tracks here. Without the explorations,
# which are long, and about the order of steps.
# Usage: test-on-node.sh VERSION [OPTION OF VITEST]...
set -euo pipefail
version=$1
shift
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
platform=$(node --print 'process.platform + "-" + process.arch')
archive=$(npm pack --silent --pack-destination "$folder" "node-$platform@$version")
tar --extract --file "$folder/$archive" --directory "$folder"
export PATH="$folder/package/bin:$PATH" npm_config_nodedir="$folder/package"

mkdir "$folder/workspace"
git ls-files -z | xargs -0 cp --parents --no-dereference --target-directory "$folder/workspace"
cd "$folder/workspace"
scripts/ci/fit-driver.sh
echo "Node.js $(node --version)"
npx --yes pnpm@12.21.0 install --no-frozen-lockfile --prefer-offline --reporter=append-only
npx --yes pnpm@12.21.0 test packages --testNamePattern='sqlite|SQLite' --exclude='**/exploration*.test.ts' "$@"
