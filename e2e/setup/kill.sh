#!/usr/bin/env bash
# Proves: set-up may be killed with -9 at any step, at once or in its middle,
# and the next run goes on from there until everything works.
set -euo pipefail

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

fresh_machine "$@"
without_packages
cd "$checkout"

out=$work/out
mkdir -p "$work/seen"
kills=0

# One attempt: kill at the first step that was not yet killed twice, first as
# it begins, the next time a moment later. Says whether set-up came to its end.
attempt() {
  local line key times
  : >"$out"
  unshare --pid --fork --kill-child --mount-proc bash scripts/setup.sh >"$out" 2>&1 &
  local pid=$! read=0
  while kill -0 "$pid" 2>/dev/null; do
    while IFS= read -r line; do
      read=$((read + 1))
      case $line in '==> '* | '    … '* | '    done '*) continue ;; '    '*) ;; *) continue ;; esac
      key=$work/seen/$(printf '%s' "$line" | tr -cs 'a-zA-Z0-9' '-')
      times=$(cat "$key" 2>/dev/null || echo 0)
      [ "$times" -lt 2 ] || continue
      echo $((times + 1)) >"$key"
      [ "$times" -eq 0 ] || sleep 1.5
      kill -9 "$pid" 2>/dev/null || continue
      wait "$pid" 2>/dev/null || true
      kills=$((kills + 1))
      say "killed $([ "$times" -eq 0 ] && echo 'at the start of' || echo 'amid'): ${line#    }"
      return 1
    done < <(tail -n "+$((read + 1))" "$out")
    sleep 0.05
  done
  wait "$pid" || fail "set-up ended badly: $(cat "$out")"
}

until attempt; do :; done
[ "$kills" -ge 10 ] || fail "only $kills kills: the steps were not recognised"

again=$(bash scripts/setup.sh)
[ -z "$again" ] || fail "a finished set-up has something left to do: $again"

[ -z "$(ls /etc/postgresql-common/createcluster.d)" ] || fail "set-up left a setting behind in the system"
[ -z "$(ls -A .tools | grep -v -x -e bin -e log -e model -e setup.lock)" ] || fail "set-up left rubbish in .tools: $(ls -A .tools)"

say "set-up survived $kills kills; now the servers it installed are started"
go test -count=1 -run 'Database|SearchAttributes' ./internal/devstack || fail "what was set up does not work"
[ -s .tools/model/model.json ] || fail "the weights are missing"
say "ok: killed $kills times with -9, everything works"
