#!/usr/bin/env bash
# Installs or builds what Parley needs and does not find: the PostgreSQL server
# with pgvector, the Temporal CLI, the embedding model's weights. Everything
# that is not a system package goes to .tools/. Finished steps are skipped, and
# every step may be killed at any moment: the next run goes on from there.
#
# usage: scripts/setup.sh [all|packages|temporal|model|compiler|lint|browser]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools="$root/.tools"
log_dir="$tools/log"
# A user without a home folder, such as nobody, gets one for the caches.
if [ ! -w "${HOME:-/nonexistent}" ]; then export HOME="$tools/home"; fi
for part in lib packages postgres pgvector go temporal model compiler lint browser; do
  # shellcheck source=/dev/null
  . "$root/scripts/setup/$part.sh"
done

setup_packages() {
  step "PostgreSQL server" "1 min" postgres_done postgres_run
  postgres_tidy
  step "pgvector" "30 s" pgvector_done pgvector_run
}

setup_go() { step "Go toolchain" "a moment" go_done go_run; }
setup_temporal() { step "Temporal CLI with its dev server" "4 min the first time" temporal_done temporal_run; }
setup_model() { step "Embedding model's weights" "15 s" model_done model_run; }

setup_compiler() {
  [ -z "$(installer)" ] || step "C compiler for the race detector" "30 s" compiler_done compiler_run
}

setup_lint() {
  setup_go
  step "Linters" "5 min the first time" lint_done lint_run
}

setup_browser() {
  # Elsewhere the tests that want one are skipped unless it is there.
  [ "$(installer)" != apt ] || step "Chromium for the browser tests" "1 min" browser_done browser_run
}

one_at_a_time

case "${1:-all}" in
all)
  setup_packages
  setup_go
  setup_temporal
  setup_model
  ;;
packages | temporal | model | compiler | lint | browser) "setup_$1" ;;
*) die "there is no step named $1; the steps are: all, packages, temporal, model, compiler, lint, browser." ;;
esac
