#!/usr/bin/env bash
# Runs all tests on both engines and measures the coverage over all packages,
# which must be at least 90 %. What go test says of each package comes last.
#   test.sh [further arguments of go test]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-test-tools.sh
said=$(mktemp)
trap 'rm -f "$said"' EXIT

status=0
scripts/with-postgres.sh go test -timeout 15m -coverpkg=./internal/...,./cmd/... \
    -coverprofile=coverage.out "$@" ./... 2>&1 | tee "$said" || status=$?
if [ "$status" = 0 ]; then
    echo
    scripts/coverage.sh coverage.out 90 || status=$?
fi
echo
grep -E '^(ok|FAIL|---)[[:space:]]' "$said" | sed 's/[[:space:]]*coverage: .*//' || true
if [ "$status" != 0 ]; then
    echo "FAIL: see above" >&2
fi
exit "$status"
