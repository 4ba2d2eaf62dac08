# The PostgreSQL server. Only its programs are needed: Parley starts a private
# cluster of its own, so no system-wide cluster is created.

# postgres_bins prints every folder that may hold the server, best first.
postgres_bins() {
  local program
  program=$(command -v postgres || true)
  # A link in PATH is followed: pg_config and the libraries lie beside the target.
  [ -z "$program" ] || dirname "$(readlink -f "$program")"
  ! command -v pg_config >/dev/null || pg_config --bindir
  ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -rn
  ls -d /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin 2>/dev/null | sort -rV || true
}

# postgres_bin prints the folder Parley will use: the first with pgvector,
# else the first with a server at all.
postgres_bin() {
  local bin first=
  while read -r bin; do
    { [ -x "$bin/postgres" ] && [ -x "$bin/initdb" ]; } || continue
    [ -n "$first" ] || first=$bin
    if has_pgvector "$bin"; then
      echo "$bin"
      return 0
    fi
  done < <(postgres_bins)
  echo "$first"
}

# share_dir BIN prints the server's share folder.
share_dir() {
  if [ -x "$1/pg_config" ]; then
    "$1/pg_config" --sharedir
  else
    printf '%s\n' "$1" | sed 's#/lib/postgresql/\(.*\)/bin$#/share/postgresql/\1#'
  fi
}

# While the package is installed this keeps it from creating a cluster of the
# system's own on port 5432.
no_cluster=/etc/postgresql-common/createcluster.d/parley-setup.conf

postgres_done() {
  [ -n "$(postgres_bin)" ]
}

postgres_run() {
  local packaged
  case "$(installer)" in
  apt)
    apt_install postgresql-common
    mkdir -p "$(dirname "$no_cluster")"
    echo 'create_main_cluster = false' >"$no_cluster"
    packaged=$(apt-cache search --names-only '^postgresql-[0-9]+-pgvector$' | sed 's/-pgvector.*//' | sort -t- -k2 -n | tail -n 1)
    apt_install "${packaged:-postgresql}"
    ;;
  brew) logged "installing PostgreSQL" brew install postgresql@17 ;;
  *) may_not_install "The PostgreSQL server" ;;
  esac
}

# postgres_tidy also takes back what a killed run left in the system.
postgres_tidy() {
  [ ! -f "$no_cluster" ] || rm -f "$no_cluster"
}
