#!/usr/bin/env bash
# Proves: on a machine where nobody installed anything, a clone of the last
# commit and `make run` are enough.
set -euo pipefail

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=parley.sh
. "$(dirname "${BASH_SOURCE[0]}")/parley.sh"

fresh_machine "$@"
without_packages
git clone -q --no-hardlinks "$repo" "$work/clone" 2>/dev/null || fail "git clone"
cd "$work/clone"

for time in first second; do
  began=$SECONDS
  begin make run
  wait_ready
  say "the $time make run was up after $((SECONDS - began)) s"
  interrupted
  nothing_left "Ctrl-C"
done
[ -z "$(git status --porcelain)" ] || fail "make run left files that git sees: $(git status --porcelain)"
say "ok"
