#!/usr/bin/env bash
# Runs each fuzz target of the repository for FUZZTIME: a time (30s, 10m) or a number
# of runs (1000000x). What makes one fail is kept in its package's testdata/fuzz and
# fails its tests from then on.
set -euo pipefail
cd "$(dirname "$0")/.."

fuzztime=${FUZZTIME:-30s}
only=${FUZZ:-.}
grep -rnoE --include='*_test.go' --exclude-dir=node_modules --exclude-dir=.tools '^func Fuzz[A-Za-z0-9_]+' . |
  sed -E 's|^(.*)/[^/]+:[0-9]+:func (.*)$|\1 \2|' | sort -u | grep -E -- "$only" |
  while read -r package target; do
    echo "== $package $target"
    go test "$package" -run '^$' -fuzz "^$target\$" -fuzztime "$fuzztime" </dev/null
  done
