#!/usr/bin/env bash
# Installs what checks the documents and clients: Node, and the packages of
# package-lock.json. What is there at the right versions stays.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v npm >/dev/null; then
    echo "installing Node" >&2
    as_root=()
    if [ "$(id -u)" != 0 ]; then
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get -qq update >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends install nodejs npm >&2
fi

installed=node_modules/.installed # the sum of the lock file that was installed
sum=$(sha256sum package-lock.json)
if [ "$(cat "$installed" 2>/dev/null)" != "$sum" ]; then
    echo "installing the packages of package-lock.json" >&2
    npm ci --silent --no-audit --no-fund >&2
    echo "$sum" >"$installed"
fi
