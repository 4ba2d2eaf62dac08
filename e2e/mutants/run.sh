#!/usr/bin/env bash
# Breaks the code on purpose, one small patch at a time, and requires the tests
# named in the patch to notice. A patch that stays green is a missing test.
#
#   e2e/mutants/run.sh [NAME…]   all of them, or those named
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# What is on the disk, not what is committed: a fix can be tried before it is.
git ls-files -co --exclude-standard -z | while IFS= read -r -d '' file; do
  if [ -e "$file" ]; then printf '%s\0' "$file"; fi
done | tar --null -T - -cf - | tar -xf - -C "$scratch"
ln -s "$root/.tools" "$scratch/.tools"
cd "$scratch"

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for file in e2e/mutants/*.patch; do names+=("$(basename "$file" .patch)"); done
fi

field() { sed -n "s/^$2: //p" "$1" | head -n 1; }

green=()
for name in "${names[@]}"; do
  file=e2e/mutants/$name.patch
  read -ra packages <<<"$(field "$file" packages)"
  tests=$(field "$file" tests)
  if ! patch -s -p1 --dry-run <"$file" >/dev/null; then
    echo "$name: the patch no longer fits the code"
    green+=("$name")
    continue
  fi
  patch -s -p1 <"$file"
  if ! go vet "${packages[@]}" >mutant.log 2>&1; then
    echo "$name: the patch does not compile"
    cat mutant.log
    green+=("$name")
  elif go test -short -count=1 -timeout 5m -run "^($tests)\$" "${packages[@]}" >mutant.log 2>&1; then
    echo "$name: GREEN, nothing in $tests notices"
    green+=("$name")
  elif ! grep -q '^ *--- FAIL: ' mutant.log; then
    echo "$name: no test failed, the run did"
    tail -n 20 mutant.log
    green+=("$name")
  else
    echo "$name: red, as it must be ($(grep -o -- '--- FAIL: [A-Za-z0-9_]*' mutant.log | head -n 1 | cut -c11-))"
  fi
  patch -s -R -p1 <"$file"
done

echo
if [ ${#green[@]} -gt 0 ]; then
  echo "${#green[@]} of ${#names[@]} mutants were not noticed: ${green[*]}"
  exit 1
fi
echo "All ${#names[@]} mutants were noticed."
