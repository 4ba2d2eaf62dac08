#!/usr/bin/env bash
# Checks, tests and builds the dashboard: web/dashboard/dist, which is committed,
# so that Go needs no Node. Run it after a change in web/dashboard/src.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../web/dashboard"
if ! command -v npm >/dev/null; then
  printf 'dashboard: Node.js with npm is needed to build the dashboard.\n' >&2
  exit 1
fi
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund
fi
npm run --silent generate
npm run --silent check
npm run --silent test
npm run --silent build
