# Starting and stopping Parley on the private machine, on ports that are free.
# Sourced after lib.sh, never run by itself.

export PARLEY_ADDR=127.0.0.1:0 PARLEY_DEV_TEMPORAL_PORT=0 PARLEY_DEV_TEMPORAL_UI_PORT=0

# begin COMMAND... runs it with its output in $work/out, in a session of its own as
# a terminal would, and sets $running.
begin() {
  : >"$work/out"
  setsid "$@" >"$work/out" 2>&1 </dev/null &
  running=$!
}

api_url() { sed -n 's/.*"api_url": *"\([^"]*\)".*/\1/p' "$1/dev.json" 2>/dev/null; }

ready() {
  local url
  url=$(api_url "${1:-.parley}") && [ -n "$url" ] && curl -fsS -o /dev/null "$url/readyz" 2>/dev/null
}

wait_ready() {
  until ready "$@"; do
    kill -0 "$running" 2>/dev/null || fail "it ended: $(cat "$work/out")"
    sleep 0.1
  done
}

# interrupted: Ctrl-C, which a terminal sends to the whole process group.
interrupted() {
  kill -INT -- "-$running"
  wait "$running" || true
}

nothing_left() {
  local left
  left=$(programs "*/postgres|*/temporal|*/parley" | grep -vxF "${bystanders:-none}" || true)
  [ -z "$left" ] || fail "still running after $1: $(for id in $left; do tr '\0' ' ' <"/proc/$id/cmdline" | cut -c1-120; done)"
}
