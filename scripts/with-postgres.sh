#!/usr/bin/env bash
# Runs a command with one PostgreSQL server for all the tests it starts:
#   with-postgres.sh go test ./...
# The server ends with this script, however this script ends. Where
# LIAISON_TEST_POSTGRES already names a server, that one is used.
set -euo pipefail

# Without the tools for it each test binary starts a server of its own.
if [ -n "${LIAISON_TEST_POSTGRES:-}" ] || [ "${BASH_VERSINFO[0]}" -lt 5 ] || ! command -v setsid >/dev/null; then
    exec "$@"
fi

script=$(dirname "$0")/../internal/testkit/postgres.sh
script=$(cat "$script") # another user may not be able to read the file
as_user=()
if [ "$(id -u)" = 0 ]; then # whom initdb refuses
    as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi

# A session of its own: what ends this script's process group must not keep the
# server's script from tidying up. That one waits for its input to end, which
# happens even when this script is killed.
coproc SERVER { cd / && exec setsid "${as_user[@]}" /bin/sh -c "$script"; }
server=$SERVER_PID
input=${SERVER[1]}
if ! read -r LIAISON_TEST_POSTGRES <&"${SERVER[0]}"; then
    echo "the PostgreSQL server for the tests did not start" >&2
    exit 1
fi
export LIAISON_TEST_POSTGRES

stop() {
    exec {input}>&-
    wait "$server" || true
}
trap stop EXIT

"$@" {input}>&-
