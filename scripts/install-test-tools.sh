#!/usr/bin/env bash
# Installs what the tests need besides Go: PostgreSQL's programs, Chromium,
# Python, axe-core and gotestsum. Does nothing where they are there. No server is set up
# or started: the tests start their own, in a temporary directory.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root=()
if [ "$(id -u)" != 0 ]; then
    as_root=(sudo)
fi

log=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT
quietly() {
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        echo "what the tests need could not be installed: $*" >&2
        exit 1
    fi
}

apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends
    -o Dpkg::Options::=--force-confold)
updated=
install() { # PACKAGE; $1 is what to say where there is no apt
    if ! command -v apt-get >/dev/null; then
        echo "install $1, then run this again" >&2
        exit 1
    fi
    if [ -z "$updated" ]; then
        quietly "${as_root[@]}" apt-get -qq update
        updated=yes
    fi
    quietly "${apt[@]}" install "${@:2}"
}

if ! sh internal/testkit/postgres.sh find >/dev/null 2>&1; then
    echo "installing PostgreSQL for the tests"
    # Debian's package makes a cluster and starts it, unless it is told not to
    # before it is installed.
    install "PostgreSQL 13 or newer (its initdb and postgres)" postgresql-common
    quietly "${as_root[@]}" sed -i "s/^#\? *create_main_cluster *=.*/create_main_cluster = false/" \
        /etc/postgresql-common/createcluster.conf
    install PostgreSQL postgresql
    sh internal/testkit/postgres.sh find >/dev/null
fi

if [ -z "${LIAISON_CHROMIUM:-}" ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null &&
    ! command -v google-chrome >/dev/null; then
    echo "installing Chromium for the tests of the pages"
    install "Chromium" chromium
fi

if ! command -v python3 >/dev/null; then
    echo "installing Python for the test of its example"
    install "Python 3" python3
fi

# axe-core finds what people with screen readers or without a mouse would stumble
# over. It is no part of the program; its licence is the MPL 2.0.
axe=4.14.1
sum=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c
kept=${LIAISON_TEST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/liaison}/axe-core-$axe.js
if ! echo "$sum  $kept" | sha256sum --check --status 2>/dev/null; then
    echo "fetching axe-core $axe for the tests of the pages"
    (cd "$work" && quietly npm pack --silent "axe-core@$axe" && quietly tar xzf "axe-core-$axe.tgz")
    echo "$sum  $work/package/axe.min.js" | sha256sum --check --status
    mkdir -p "$(dirname "$kept")"
    mv "$work/package/axe.min.js" "$kept"
fi

# gotestsum keeps the results of a run; what it prints is what go test prints.
gotestsum=v1.13.0
program=$(go env GOPATH)/bin/gotestsum
if [ "$(go version -m "$program" 2>/dev/null | awk '$1 == "mod" { print $3 }')" != "$gotestsum" ]; then
    echo "installing gotestsum $gotestsum for the tests"
    GOBIN=$(dirname "$program") GOFLAGS='' quietly go install "gotest.tools/gotestsum@$gotestsum"
fi
