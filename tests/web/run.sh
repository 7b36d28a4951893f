#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs one of the scripts here under node: run.sh SCRIPT WORK_FOLDER VIGIL. The npm packages go to
# WORK_FOLDER once. Exits with 77 (skipped) where node, npm, Chromium or the packages are missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
script=$1
work=$2
vigil=$3

skip() {
  echo "skipped: $1"
  exit 77
}

command -v node >/dev/null || skip "node is not installed"
command -v npm >/dev/null || skip "npm is not installed"
VIGIL_CHROMIUM=$(command -v chromium || command -v chromium-browser || true)
[ -n "$VIGIL_CHROMIUM" ] || skip "chromium is not installed"
export VIGIL_CHROMIUM

mkdir -p "$work"
cp "$here/package.json" "$work/package.json"
if [ ! -d "$work/node_modules/playwright-core" ] || [ ! -d "$work/node_modules/mermaid" ]; then
  npm install --prefix "$work" --ignore-scripts --no-audit --no-fund --loglevel=error \
    >"$work/npm.log" 2>&1 </dev/null || skip "npm cannot install the packages, see $work/npm.log"
fi
cp "$here"/*.mjs "$work/"
cd "$work"
exec node "$script" "$vigil" </dev/null
