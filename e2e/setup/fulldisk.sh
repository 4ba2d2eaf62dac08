#!/usr/bin/env bash
# Proves: on a full disk set-up says so in one sentence, and goes on once there
# is room, with a .tools folder on a file system of limited size.
set -euo pipefail

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

fresh_machine "$@"
cd "$checkout"
mkdir .tools

# complains HOW COMMAND...: it fails, and exactly one sentence names the disk.
complains() {
  local how=$1 out
  shift
  if out=$("$@" 2>&1); then fail "set-up claims to have worked with $how"; fi
  say "with $how one reads: $(grep '^setup: ' <<<"$out")"
  [ "$(grep -c '^setup: the disk .*full' <<<"$out")" -eq 1 ] || fail "no clear sentence: $out"
}

mount -t tmpfs -o size=50m tmpfs .tools
complains "50 MB for .tools" scripts/setup.sh temporal

# Here the disk fills up in the middle of a build.
mount -o remount,size=400m .tools
mkdir "$work/small"
mount -t tmpfs -o size=50m tmpfs "$work/small"
complains "50 MB for Go's temporary files" env GOTMPDIR="$work/small" scripts/setup.sh temporal

scripts/setup.sh temporal
.tools/bin/temporal --version >/dev/null || fail "the Temporal CLI does not run"
say "ok: one clear sentence each time, and with room it goes on"
