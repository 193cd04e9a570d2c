#!/usr/bin/env bash
# Runs all tests on both engines and `npm test`, measures the coverage over all packages, which
# must be at least 90 %, and checks that the tests bear out the steps that are
# ticked in docs/implementation-steps.md. What go test says of each package comes
# last. The results stay in build/tests for `make status`; those of a part of the
# tests, in build/part.
#   test.sh [further arguments of go test, packages of the form ./… among them]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-test-tools.sh
gotestsum=$(go env GOPATH)/bin/gotestsum
said=$(mktemp)
trap 'rm -f "$said"' EXIT

kept=build/tests
packages=(./...)
if [ $# != 0 ]; then
    kept=build/part
    case " $*" in *" ./"*) packages=() ;; esac
fi
rm -rf "$kept"
mkdir -p "$kept"
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
note() { echo "$*" >>"$kept/run"; }
note started "$(now)"
note arguments "$*"
# Without git there is no telling later whether the tree is still this one.
(git ls-files --cached --others --exclude-standard -z | xargs -0r sha256sum) >"$kept/tree" 2>/dev/null || true

status=0
scripts/with-postgres.sh "$gotestsum" --format standard-quiet --jsonfile-timing-events "$kept/events.json" -- \
    -timeout 80m -coverpkg=./internal/...,./cmd/...,./client/...,./scripts/... -coverprofile=coverage.out "$@" "${packages[@]}" 2>&1 |
    tee "$said" || status=$?
if [ "$status" = 0 ]; then
    echo
    scripts/coverage.sh coverage.out 90 | tee "$kept/coverage" || { status=1 && note failed coverage under 90 %; }
    note "$(awk '{ print "coverage", $2 }' "$kept/coverage")"
fi
if [ $# = 0 ]; then
    echo
    scripts/install-node-tools.sh
    npm test --silent || { status=1 && note failed npm test; }
fi
note ended "$(now)"
if [ $# = 0 ]; then
    echo
    go run ./scripts/status --check || status=1
fi
echo
grep -E '^(ok|FAIL|---)[[:space:]]' "$said" | sed 's/[[:space:]]*coverage: .*//' || true
if [ "$status" != 0 ]; then
    echo "FAIL: see above" >&2
fi
exit "$status"
