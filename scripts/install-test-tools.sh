#!/usr/bin/env bash
# Installs what the tests need besides Go: PostgreSQL's programs. Does nothing
# where they are there. No server is set up or started: the tests start their
# own, in a temporary directory.
set -euo pipefail
cd "$(dirname "$0")/.."

if sh internal/testkit/postgres.sh find >/dev/null 2>&1; then
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "install PostgreSQL 13 or newer (its initdb and postgres), then run this again" >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" != 0 ]; then
    as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        echo "PostgreSQL could not be installed: $*" >&2
        exit 1
    fi
}

echo "installing PostgreSQL for the tests"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends
    -o Dpkg::Options::=--force-confold)
quietly "${as_root[@]}" apt-get -qq update
# Debian's package makes a cluster and starts it, unless it is told not to
# before it is installed.
quietly "${apt[@]}" install postgresql-common
quietly "${as_root[@]}" sed -i "s/^#\? *create_main_cluster *=.*/create_main_cluster = false/" \
    /etc/postgresql-common/createcluster.conf
quietly "${apt[@]}" install postgresql
sh internal/testkit/postgres.sh find >/dev/null
