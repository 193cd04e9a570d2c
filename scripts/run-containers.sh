#!/usr/bin/env bash
# Builds the images of the Dockerfile with podman and runs the compose file with
# podman-compose, as root. No registry of images is asked: the base images are
# made by debootstrap from Debian, with this machine's Go and Node, and tagged with
# the names that the files use.
#   run-containers.sh           the image, the compose file on both engines, and a
#                               package's tests in the test image
#   run-containers.sh --whole   all tests in the test image, as `docker compose run
#                               --rm test` does
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
project=liaison-check-$$
export POSTGRES_PASSWORD=$project LIAISON_PORT=18480 LIAISON_POSTGRES_PORT=18481

# runc runs beside cgroups of version 1, and limits below this machine's own need no
# capability to be set.
export CONTAINERS_CONF=$work/containers.conf
cat >"$CONTAINERS_CONF" <<'CONF'
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
[engine]
runtime = "runc"
CONF

compose() { podman-compose -p "$project" "$@"; } # Debian's version knows no profiles
finish() {
    local status=$?
    if [ "$status" != 0 ]; then tail -n 40 "$work/log" >&2 || true; fi
    compose down -v >/dev/null 2>&1 || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
quietly() { "$@" >"$work/log" 2>&1 || { echo "failed: $*" >&2; exit 1; }; }
say() { echo "ok  $*"; }

missing=()
for package in podman podman-compose runc debootstrap containernetworking-plugins \
    golang-github-containernetworking-plugin-dnsname dnsmasq-base iptables; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} != 0 ]; then
    echo "installing ${missing[*]}"
    quietly apt-get -qq update
    quietly env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends install "${missing[@]}"
fi

base_of() { sed -n "s/^FROM \($1:[^ ]*\).*/\1/p" Dockerfile | head -n 1; }
golang=$(base_of golang) node=$(base_of node)
postgres=$(sed -n 's/^ *image: \(postgres:.*\)/\1/p' docker-compose.yml)
debian=liaison-debian:bookworm

# lacks IMAGE: whether the base image is still to be made.
lacks() { ! podman image exists "localhost/$1"; }

if lacks "$debian"; then
    quietly debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian"
    # The certificates by which this machine knows the registries of modules and packages.
    cp /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/"
    tar -C "$work/debian" -cf "$work/debian.tar" .
    quietly podman import "$work/debian.tar" "localhost/$debian"
    rm -rf "$work/debian" "$work/debian.tar"
fi
if lacks "$golang"; then
    mkdir "$work/golang"
    cp -a "$(go env GOROOT)" "$work/golang/go"
    cat >"$work/golang/Dockerfile" <<DOCKERFILE
FROM localhost/$debian
RUN apt-get -qq update && apt-get -y -qq --no-install-recommends install gcc g++ libc6-dev make git curl
COPY go /usr/local/go
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
ENV GOTOOLCHAIN=local GOPATH=/go PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN mkdir -p /go/src /go/bin && chmod -R 1777 /go
DOCKERFILE
    quietly podman build -t "localhost/$golang" "$work/golang"
    rm -rf "$work/golang"
fi
if lacks "$node"; then
    mkdir "$work/node"
    cp "$(readlink -f "$(command -v node)")" "$work/node/node"
    cp -a "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$work/node/npm"
    cat >"$work/node/Dockerfile" <<DOCKERFILE
FROM localhost/$debian
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
DOCKERFILE
    quietly podman build -t "localhost/$node" "$work/node"
fi
if lacks "$postgres"; then
    mkdir "$work/postgres"
    cat >"$work/postgres/entrypoint" <<'ENTRYPOINT'
#!/bin/sh
# What the published image's entrypoint does, as far as the compose file asks for it.
set -eu
: "${POSTGRES_PASSWORD:?there is no default password}"
cd /var/lib/postgresql
if [ ! -s data/PG_VERSION ]; then
    echo "$POSTGRES_PASSWORD" >/tmp/password
    initdb --pgdata=data --username="$POSTGRES_USER" --pwfile=/tmp/password --auth=scram-sha-256 >/dev/null
    echo "host all all all scram-sha-256" >>data/pg_hba.conf
    postgres -D data -c listen_addresses= -c unix_socket_directories=/tmp &
    until pg_isready -q -h /tmp -d postgres; do sleep 0.1; done
    PGPASSWORD=$POSTGRES_PASSWORD psql -q -h /tmp -U "$POSTGRES_USER" -d postgres -c "CREATE DATABASE $POSTGRES_DB"
    kill -INT $! && wait $! || true
fi
exec postgres -D data -c "listen_addresses=*" -c unix_socket_directories=/tmp
ENTRYPOINT
    cat >"$work/postgres/Dockerfile" <<DOCKERFILE
FROM localhost/$debian
RUN apt-get -qq update && apt-get -y -qq --no-install-recommends install postgresql-common && \
    sed -i "s/^#\? *create_main_cluster *=.*/create_main_cluster = false/" /etc/postgresql-common/createcluster.conf && \
    apt-get -y -qq --no-install-recommends install postgresql && \
    ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ && \
    install -d -o postgres -m 700 /var/lib/postgresql/data
COPY --chmod=755 entrypoint /usr/local/bin/entrypoint
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["entrypoint"]
DOCKERFILE
    quietly podman build -t "localhost/$postgres" "$work/postgres"
fi
say "base images made of Debian: $golang, $node, $postgres"

# ready URL: waits until the server behind a published port is ready.
ready() {
    for _ in $(seq 600); do
        if curl -fsS "$1/readyz" >/dev/null 2>&1; then return 0; fi
        sleep 0.2
    done
    compose logs >"$work/log" 2>&1 || true
    echo "$1 does not become ready" >&2
    exit 1
}

# serves SERVICE URL: a contact that was written is still there after a restart.
serves() {
    local key id container
    ready "$2"
    container=$(podman ps -q --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$1")
    key=$(podman exec "$container" liaison api-key create --name check --role editor)
    id=$(curl -fsS -H "Authorization: Bearer $key" -H 'Content-Type: application/json' "$2/api/v1/contacts" \
        -d '{"first_name": "Ada"}' | cut -d'"' -f4)
    quietly podman restart "$container"
    ready "$2"
    curl -fsS -H "Authorization: Bearer $key" "$2/api/v1/contacts/$id" >/dev/null
    say "compose: $1 serves and keeps its data over a restart, with a read-only root and no capabilities"
}

# podman-compose says nothing when a build fails, so podman itself builds.
quietly podman build -t liaison --target liaison .
say "podman build --target liaison"
quietly compose up -d liaison
serves liaison "http://127.0.0.1:$LIAISON_PORT"
quietly compose up -d liaison-postgres
serves liaison-postgres "http://127.0.0.1:$LIAISON_POSTGRES_PORT"

quietly podman build -t liaison-test --target test .
if [ "${1:-}" = --whole ]; then
    podman run --rm --init --cap-drop=ALL --security-opt=no-new-privileges liaison-test
else
    quietly podman run --rm --init --cap-drop=ALL --security-opt=no-new-privileges liaison-test \
        go test ./internal/text ./internal/tag
fi
say "podman run liaison-test"
