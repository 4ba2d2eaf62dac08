#!/usr/bin/env bash
# Proves: a user who may not install packages, and has no home folder, gets one
# clear sentence that names the Docker route, before anything long was begun.
set -euo pipefail

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

fresh_machine "$@"
chown -R nobody "$checkout"
cd "$checkout"

as_nobody() { setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=/nonexistent "$@"; }

# refused WHAT: set-up as nobody ends with the sentence on WHAT, and only that.
refused() {
  local out
  if out=$(as_nobody make setup 2>&1); then fail "set-up claims to have worked without $1"; fi
  say "nobody reads: $(grep '^setup: ' <<<"$out")"
  grep -q "^setup: $1 is missing .*(docker compose up)\.$" <<<"$out" || fail "no clear sentence about $1: $out"
  [ "$(grep -c '^setup: ' <<<"$out")" -eq 1 ] || fail "more than one sentence: $out"
}

rm -rf /usr/lib/postgresql/*/lib/vector.so /usr/share/postgresql/*/extension/vector*
refused "pgvector"
without_packages
refused "The PostgreSQL server"
say "ok: one clear sentence each time"
