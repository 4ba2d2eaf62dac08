#!/usr/bin/env bash
# Removes what builds and `make run` left behind. The database of a clone that
# the server's user cannot enter lies elsewhere, in the folder it remembered.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
state=.parley/postgres
home=$state
if [ -f "$state/moved-to" ]; then home=$(cat "$state/moved-to"); fi

if [ -f "$home/lock" ] && command -v flock >/dev/null && ! flock -n "$home/lock" true; then
  echo "clean: Parley is running on .parley; stop it first." >&2
  exit 1
fi
case "$home" in
"$state" | /var/lib/parley/*) rm -rf "$home" ;;
esac
rm -rf bin .parley coverage.out
