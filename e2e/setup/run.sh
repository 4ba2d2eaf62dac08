#!/usr/bin/env bash
# Proves of `make run`: killed with -9 at any step, it comes up the next time;
# Ctrl-C stops everything it started and nothing else; a taken port, a folder in
# use and a full disk get a clear sentence and leave nothing running; a user
# without root and without a home folder can run it.
set -euo pipefail

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=parley.sh
. "$(dirname "${BASH_SOURCE[0]}")/parley.sh"

fresh_machine "$@"
with_tools
cd "$checkout"

# killed_at_next_step: kill -9 at the first line of output that was not killed
# at yet. False once it is ready.
mkdir "$work/seen"
kills=0
killed_at_next_step() {
  local line key lines=0 victim
  while kill -0 "$running" 2>/dev/null; do
    while IFS= read -r line; do
      lines=$((lines + 1))
      key=$work/seen/$(printf '%s' "$line" | tr -d '0-9' | tr -cs 'a-zA-Z' '-')
      { [ "${line% …}" != "$line" ] && [ ! -e "$key" ]; } || continue
      touch "$key"
      victim=$(programs "$checkout/bin/parley" | head -n 1)
      kill -9 "${victim:-$running}"
      wait "$running" 2>/dev/null || true
      kills=$((kills + 1))
      say "killed at:${line% …}"
      return 0
    done < <(tail -n "+$((lines + 1))" "$work/out")
    if ready; then return 1; fi
    sleep 0.02
  done
  fail "it ended: $(cat "$work/out")"
}

say "killing make run at each of its steps"
begin make run
while killed_at_next_step; do begin make run; done
[ "$kills" -ge 5 ] || fail "only $kills kills: the steps were not recognised"
say "up after $kills kills with -9"
interrupted
nothing_left "Ctrl-C"

began=$(date +%s%N)
begin make run
wait_ready
say "a further make run is up after $((($(date +%s%N) - began) / 1000000)) ms"

say "beside it: the same folder, and the same port with another folder"
if bin/parley dev >"$work/second" 2>&1; then fail "two of them share a folder"; fi
say "one reads: $(tail -n 1 "$work/second")"
grep -q 'another parley dev runs on .*stop it first' "$work/second" || fail "no clear sentence"
taken=$(api_url .parley)
if PARLEY_ADDR=${taken#http://} PARLEY_STATE_DIR=$work/other bin/parley dev >"$work/second" 2>&1; then fail "two of them share a port"; fi
say "one reads: $(tail -n 1 "$work/second")"
grep -q 'taken\|in use' "$work/second" || fail "no clear sentence"
ready || fail "the first one suffered"

say "Ctrl-C on one leaves another one alone"
bystanders=$(programs "*/postgres|*/temporal|*/parley")
first=$running
PARLEY_STATE_DIR=$work/other begin bin/parley dev
wait_ready "$work/other"
interrupted
nothing_left "Ctrl-C beside another one"
ready || fail "the other one suffered"
bystanders=
running=$first
interrupted
nothing_left "Ctrl-C"

# complains: parley dev on the small disk ends with a clear sentence on it.
complains() {
  if PARLEY_STATE_DIR=$work/small bin/parley dev >"$work/second" 2>&1; then fail "it claims to run"; fi
  say "one reads: $(tail -n 1 "$work/second")"
  grep -q '^parley dev: .*the disk .*full' "$work/second" || fail "no clear sentence: $(cat "$work/second")"
  nothing_left "a full disk"
}

say "a state folder on a file system of 60 MB"
mkdir "$work/small"
mount -t tmpfs -o size=60m tmpfs "$work/small"
complains

say "and on one that has become full"
mount -o remount,size=400m "$work/small"
PARLEY_STATE_DIR=$work/small begin bin/parley dev
wait_ready "$work/small"
interrupted
dd if=/dev/zero of="$work/small/fill" bs=64k >/dev/null 2>&1 || true
complains
rm "$work/small/fill"
PARLEY_STATE_DIR=$work/small begin bin/parley dev
wait_ready "$work/small"
interrupted
nothing_left "Ctrl-C"

say "as nobody, without a home folder"
readable_caches nobody
rm -rf .parley
chown -R nobody "$checkout"
begin setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=/nonexistent make run
wait_ready
[ -z "$(for id in $(programs "*/postgres|*/temporal|*/parley"); do stat -c %U "/proc/$id"; done | grep -vx nobody)" ] ||
  fail "something runs as another user"
interrupted
nothing_left "Ctrl-C as nobody"
say "ok"
