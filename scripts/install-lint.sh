#!/usr/bin/env bash
# Installs the linters at the versions that the checks are written for, into
# Go's folder of programs, and prints that folder. What is there at the right
# version stays. gofumpt and gci are part of golangci-lint.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$(go env GOBIN)
bin=${bin:-$(go env GOPATH)/bin}

install() { # MODULE PACKAGE VERSION
    local program="$bin/${2##*/}"
    if [ "$(go version -m "$program" 2>/dev/null | awk '$1 == "mod" { print $2 "@" $3 }')" = "$1@$3" ]; then
        return 0
    fi
    echo "installing ${2##*/} $3; the first time takes some minutes" >&2
    # Built by the toolchain that builds Liaison, or it refuses to read the code.
    GOBIN=$bin GOFLAGS= GOTOOLCHAIN=$(go env GOVERSION) go install "$2@$3" >&2
}

install github.com/golangci/golangci-lint/v2 github.com/golangci/golangci-lint/v2/cmd/golangci-lint v2.15.0
install golang.org/x/tools golang.org/x/tools/cmd/deadcode v0.52.0
echo "$bin"
