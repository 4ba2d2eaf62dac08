# System packages: what may be installed here, and how.

# installer prints apt or brew when this user may install packages with it.
installer() {
  if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    echo apt
  elif command -v brew >/dev/null && [ "$(id -u)" -ne 0 ]; then
    echo brew
  fi
}

# may_not_install WHAT is the one sentence for machines without root or apt.
may_not_install() {
  die "$1 is missing and this user may not install packages here: run \`scripts/setup.sh packages\` once as root on Debian or Ubuntu, $docker_route."
}

# apt_install PACKAGE... installs packages; an interrupted earlier run is
# finished first, and stale package lists are refreshed once. A service that a
# package starts must not keep set-up's lock, hence the closed descriptor.
apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  if [ -n "$(dpkg --audit 2>/dev/null)" ]; then
    logged "finishing an interrupted package installation" dpkg --configure -a 9>&-
  fi
  if ! apt-get install --simulate --no-install-recommends "$@" >/dev/null 2>&1; then
    logged "refreshing the package lists" apt-get update 9>&-
  fi
  logged "installing $*" sh -c '
    install="apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends"
    $install "$@" || { apt-get update && $install "$@"; }' apt-install "$@" 9>&-
}
