#!/usr/bin/env bash
# Runs every proof of set-up, one after the other.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
for proof in nobody fulldisk kill fresh run; do
  "./$proof.sh"
done
