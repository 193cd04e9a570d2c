#!/usr/bin/env bash
# Lints the code: golangci-lint (.golangci.yaml), formatting included, and code
# that nothing reaches.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$(scripts/install-lint.sh)
"$bin/golangci-lint" run ./...

dead=$("$bin/deadcode" -test ./...)
if [ -n "$dead" ]; then
    echo "$dead" >&2
    echo "nothing calls these functions: delete them" >&2
    exit 1
fi
