#!/usr/bin/env bash
# Every check of `make lint`, all of them also when an early one complains.
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
failed=0

# Folders, not files: generated code is left alone only below a folder.
# shellcheck disable=SC2046 # folder names without blanks
unformatted=$(.tools/bin/gofumpt -l $(scripts/gofolders.sh))
if [ -n "$unformatted" ]; then
  printf 'gofumpt would change these files (make fmt does it):\n%s\n' "$unformatted"
  failed=1
fi

.tools/bin/golangci-lint run --allow-parallel-runners ./... || failed=1
.tools/bin/workflowcheck ./workflows/... || failed=1

exit "$failed"
