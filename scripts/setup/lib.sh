# Shared by the set-up steps: what they print, how they run long commands,
# how they end. Sourced by scripts/setup.sh, never run by itself.
# Works in bash 3.2, which is what macOS ships.

docker_route="or run Parley in containers instead (docker compose up)"

# die SENTENCE ends set-up with one sentence on what to do.
die() {
  printf 'setup: %s\n' "$1" >&2
  exit 1
}

# one_at_a_time waits for another set-up in the same checkout. The lock is an
# open file that this shell's children share, so a build orphaned by kill -9 is
# waited for, not raced.
one_at_a_time() {
  mkdir -p "$tools" 2>/dev/null || die "cannot write to $tools: run this in a checkout you own, $docker_route."
  command -v flock >/dev/null || return 0
  exec 9>"$tools/setup.lock" || die "cannot write to $tools: run this in a checkout you own, $docker_route."
  if ! flock -n 9; then
    echo "==> Waiting for another set-up of this checkout to end"
    flock 9
  fi
}

# step TITLE USUAL DONE RUN runs the function RUN unless the function DONE
# already holds, and says how long it usually takes and how long it took.
step() {
  local title=$1 usual=$2 is_done=$3 run=$4 began=$SECONDS
  if "$is_done"; then return 0; fi
  printf '==> %s (usually %s)\n' "$title" "$usual"
  "$run"
  "$is_done" || die "$title ended without an error but is not complete; its output is in $log_dir."
  printf '    done in %d s\n' "$((SECONDS - began))"
}

# logged WHAT COMMAND... runs an external command with its output in a log
# file and a sign of life every few seconds. A failure shows the end of the log.
logged() {
  local what=$1 status=0
  shift
  local log="$log_dir/$(printf '%s' "$what" | tr -cs 'a-zA-Z0-9' '-').log"
  mkdir -p "$log_dir"
  printf '    %s\n' "$what"
  heartbeat $$ 9>&- &
  local beat=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  kill "$beat" 2>/dev/null || true
  wait "$beat" 2>/dev/null || true
  [ "$status" -eq 0 ] && return 0
  tail -n 12 "$log" | sed 's/^/    | /' >&2
  if grep -qi 'no space left on device' "$log"; then
    die "the disk is full (while: $what); free some space and run the same command again."
  fi
  die "could not finish: $what; the whole output is in $log, and running the same command again goes on from here."
}

# heartbeat PID prints the seconds gone by until PID is gone, so that an
# orphan left by kill -9 ends by itself. A terminal sees one line that counts.
heartbeat() {
  local parent=$1 began=$SECONDS line='    … %d s\n'
  if [ -t 1 ]; then line='\r    … %d s\r'; fi
  # Its own sleep would hold the terminal's pipe open for up to five seconds.
  trap 'kill "$!" 2>/dev/null; exit 0' TERM
  while kill -0 "$parent" 2>/dev/null; do
    sleep 5 &
    wait "$!"
    # shellcheck disable=SC2059 # the format is one of the two above
    printf "$line" "$((SECONDS - began))"
  done
}

# need_space FOLDER MEGABYTES ends early where a step could only fail later.
need_space() {
  local free
  mkdir -p "$1" 2>/dev/null || die "cannot write to $1; choose a folder you own, $docker_route."
  free=$(df -Pk "$1" | awk 'NR==2 {print int($4/1024)}')
  if [ "$free" -lt "$2" ]; then
    die "the disk that holds $1 is full: this step needs $2 MB and $free MB are free."
  fi
}

# fingerprint FILE... prints one checksum over the files' contents.
fingerprint() {
  cat "$@" | cksum | tr ' ' '-'
}

# stamped STAMP VALUE says whether a step finished for exactly these inputs.
stamped() {
  [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

# put_stamp STAMP VALUE is a step's last act; rename makes it all or nothing.
put_stamp() {
  printf '%s\n' "$2" >"$1.new.$$" && mv -f "$1.new.$$" "$1"
}
