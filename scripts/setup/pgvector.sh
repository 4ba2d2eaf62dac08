# pgvector for the Postgres that is installed: the system's package where there
# is one, else built from the source package of the next Debian release.

pgvector_done() {
  local bin
  bin=$(postgres_bin) && [ -n "$bin" ] && has_pgvector "$bin"
}

# has_pgvector BIN: the control file is installed last, so it says "complete".
has_pgvector() {
  [ -f "$(share_dir "$1")/extension/vector.control" ]
}

pgvector_run() {
  local bin major
  bin=$(postgres_bin)
  major=$("$bin/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
  case "$(installer)" in
  apt)
    if [ -n "$(apt-cache search --names-only "^postgresql-$major-pgvector\$")" ]; then
      apt_install "postgresql-$major-pgvector"
    else
      pgvector_from_source "$bin" "$major"
    fi
    ;;
  brew) logged "installing pgvector" brew install pgvector ;;
  *) may_not_install "pgvector" ;;
  esac
}

# debian_archive FIELD prints URIs or Signed-By of this machine's own Debian
# entry, so that no address is written down here.
debian_archive() {
  local deb822=/etc/apt/sources.list.d/debian.sources one_line=/etc/apt/sources.list
  if [ -f "$deb822" ]; then
    awk -v field="$1:" '$1 == field {print $2; exit}' "$deb822"
  elif [ "$1" = URIs ] && [ -f "$one_line" ]; then
    sed -n 's/^deb  *\(\[[^]]*\] *\)\{0,1\}\([a-z][a-z0-9+.-]*:[^ ]*\).*/\2/p' "$one_line" | head -n 1
  fi
}

pgvector_from_source() {
  local bin=$1 major=$2 uri keyring work
  uri=$(debian_archive URIs)
  keyring=$(debian_archive Signed-By)
  { [ -n "$uri" ] && grep -qx 'ID=debian' /etc/os-release; } ||
    die "this system has no pgvector package for PostgreSQL $major: install pgvector by hand, $docker_route."
  need_space "$tools" 100
  work="$tools/pgvector.build"
  rm -rf "$work"
  mkdir -p "$work/sources" "$work/lists/partial" "$work/cache/archives/partial" "$work/src" "$work/stage"
  {
    printf 'Types: deb-src\nURIs: %s\nSuites: trixie\nComponents: main\n' "$uri"
    printf 'Signed-By: %s\n' "${keyring:-/usr/share/keyrings/debian-archive-keyring.gpg}"
  } >"$work/sources/pgvector.sources"
  private_apt() {
    apt-get -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" \
      -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root "$@"
  }
  apt_install "postgresql-server-dev-$major" gcc make libc6-dev
  logged "looking for pgvector's source package" private_apt update
  (cd "$work/src" && logged "fetching pgvector's source" private_apt source --download-only pgvector)
  logged "unpacking pgvector" tar -xzf "$work"/src/pgvector_*.orig.tar.gz -C "$work/src" --strip-components=1
  # No -march=native (OPTFLAGS) and no bitcode: the build serves any machine.
  logged "compiling pgvector" make -C "$work/src" with_llvm=no OPTFLAGS= PG_CONFIG="$bin/pg_config"
  logged "staging pgvector" make -C "$work/src" install with_llvm=no OPTFLAGS= \
    PG_CONFIG="$bin/pg_config" DESTDIR="$work/stage"
  place_files "$work/stage"
  rm -rf "$work"
}

# place_files STAGE moves a staged tree to / file by file, each by rename, the
# control file last: a kill in between leaves "not installed", never a half.
place_files() {
  local stage=$1 file
  (cd "$stage" && find . -type f ! -name vector.control && find . -name vector.control) |
    while read -r file; do
      file=${file#.}
      mkdir -p "$(dirname "$file")"
      install -m 0644 "$stage$file" "$file.new.$$" && mv -f "$file.new.$$" "$file"
    done
}
