#!/bin/sh
# A PostgreSQL server for tests: an empty one in a fresh directory, on a free
# port of the loopback, with a password of its own.
#
#   postgres.sh find    prints the directory of initdb and postgres
#   postgres.sh         starts a server, prints its URL once it answers, and
#                       stops it and removes its directory when standard input
#                       ends. Whoever holds the other end of that pipe may be
#                       killed at any time: the server goes with it.
#
# initdb refuses root, so root's callers run this as another user.
set -eu

find_binaries() {
    for dir in "$(dirname "$(command -v initdb || echo /nonexistent/initdb)")" \
        $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
            /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin 2>/dev/null | sort -rV); do
        if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then
            echo "$dir"
            return 0
        fi
    done
    echo "PostgreSQL is not installed: run scripts/install-test-tools.sh" >&2
    return 1
}

bin=$(find_binaries)
if [ "${1:-}" = find ]; then
    echo "$bin"
    exit 0
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/liaison-postgres.XXXXXX" 2>/dev/null || mktemp -d /tmp/liaison-postgres.XXXXXX)
server=
finish() {
    trap - EXIT
    if [ -n "$server" ]; then
        kill -QUIT "$server" 2>/dev/null || true # immediate: the data is thrown away
        wait "$server" 2>/dev/null || true
    fi
    cd /
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"

number() { od -An -N"$1" -t"${2}" /dev/urandom | tr -d ' \n'; }
password=$(number 16 x1)
echo "$password" >password
if ! "$bin/initdb" --pgdata=data --username=postgres --pwfile=password --auth=password \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >log 2>&1; then
    cat log >&2
    exit 1
fi

# Ready when its own pid file says so; the URL is then the caller's to use.
is_ready() { [ "$(sed -n 8p data/postmaster.pid 2>/dev/null | tr -d ' ')" = ready ]; }

start_on() {
    "$bin/postgres" -D data -p "$1" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=400 -c shared_buffers=64MB -c jit=off >log 2>&1 </dev/null &
    server=$!
    tries=0
    while kill -0 "$server" 2>/dev/null; do
        if is_ready; then return 0; fi
        tries=$((tries + 1))
        if [ "$tries" -gt 1200 ]; then return 1; fi # a minute
        sleep 0.05
    done
    wait "$server" || true
    server=
    return 1
}

# The ports are below those that systems hand out to clients. One that is taken
# ends the server at once: try another.
for attempt in 1 2 3 4 5 6 7 8; do
    port=$((20000 + $(number 2 u2) % 12000))
    if start_on "$port"; then
        echo "postgres://postgres:$password@127.0.0.1:$port/postgres?sslmode=disable"
        cat >/dev/null
        exit 0
    fi
    grep -q 'could not bind' log || break
done
cat log >&2
exit 1
