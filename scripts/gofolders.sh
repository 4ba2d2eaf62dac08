#!/usr/bin/env bash
# Prints the top-level folders that hold Go code of ours.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
git ls-files -co --exclude-standard -- '*.go' | cut -d/ -f1 | sort -u
