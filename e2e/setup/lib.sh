# Shared by the set-up proofs: a machine where nothing is installed, and a
# fresh checkout on it. Sourced, never run by itself.

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
proof=$(basename "$0" .sh)

say() { printf '%s: %s\n' "$proof" "$*"; }

fail() {
  say "FAILED: $*" >&2
  exit 1
}

# fresh_machine ARGS... runs the calling script again where it may break
# things: /usr, /etc and /var are private copies-on-write, from which Postgres
# and Node are removed. It returns inside only; outside the script ends with
# the inner one's status. Needs root and Linux's overlayfs; where these are
# missing the status is 77, as test drivers know it for "skipped".
fresh_machine() {
  if [ -n "${FRESH_MACHINE:-}" ]; then
    enter_fresh_machine
    return 0
  fi
  if [ "$(id -u)" -ne 0 ] || ! command -v unshare >/dev/null || ! grep -qw overlay /proc/filesystems; then
    say "skipped: a private machine needs root, unshare and overlayfs"
    exit 77
  fi
  local status=0 work
  work=$(mktemp -d "${TMPDIR:-/tmp}/parley-$proof-XXXXXX")
  chmod 0755 "$work"
  FRESH_MACHINE=$work unshare --mount --pid --fork --kill-child --mount-proc bash "$0" "$@" || status=$?
  rm -rf "$work"
  exit "$status"
}

enter_fresh_machine() {
  work=$FRESH_MACHINE
  local dir
  mount --make-rprivate /
  for dir in usr etc var; do
    mkdir -p "$work/over/$dir/upper" "$work/over/$dir/work"
    mount -t overlay overlay \
      -o "lowerdir=/$dir,upperdir=$work/over/$dir/upper,workdir=$work/over/$dir/work" "/$dir"
  done
  checkout=$work/parley
  mkdir "$checkout"
  (cd "$repo" && git ls-files -co --exclude-standard -z | xargs -0 sh -c 'for f; do [ -e "$f" ] && printf "%s\0" "$f"; done' sh |
    tar --null -cf - -T -) | tar -xf - -C "$checkout"
}

# without_packages removes what set-up is to bring back.
without_packages() {
  say "removing Postgres, pgvector and Node from the private machine"
  rm -rf /usr/lib/postgresql/*/lib/vector.so /usr/share/postgresql/*/extension/vector*
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' 'postgresql-*' nodejs npm 2>/dev/null |
    sed -n 's/^ii  *//p' | tr '\n' ' ')
  # shellcheck disable=SC2086 # a list of package names
  [ -z "$installed" ] || DEBIAN_FRONTEND=noninteractive apt-get purge -y $installed >"$work/purge.log" 2>&1 ||
    fail "could not remove $installed: $(tail -n 3 "$work/purge.log")"
  rm -f /usr/local/bin/postgres /usr/local/bin/initdb /usr/local/bin/pg_ctl
  hash -r
}

# with_tools gives the checkout what this machine already built.
with_tools() {
  [ -x "$repo/.tools/bin/temporal" ] || fail "run make setup first"
  cp -a "$repo/.tools" "$checkout/"
}

# readable_caches lets another user share this one's Go caches: copies-on-write
# of which only the owner changes.
readable_caches() {
  local name
  for name in GOMODCACHE GOCACHE; do
    mkdir -p "$work/$name/upper" "$work/$name/work" "$work/$name/merged"
    mount -t overlay overlay -o "metacopy=on,lowerdir=$(go env "$name"),upperdir=$work/$name/upper,workdir=$work/$name/work" "$work/$name/merged"
    chown -R "$1" "$work/$name/merged"
    export "$name=$work/$name/merged"
  done
}

# programs PATTERN prints the ids of this private machine's processes whose
# executable matches.
programs() {
  local process
  for process in /proc/[0-9]*; do
    case "$(readlink "$process/exe" 2>/dev/null)" in
    $1) echo "${process#/proc/}" ;;
    esac
  done
}
