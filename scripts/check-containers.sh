#!/usr/bin/env bash
# Checks the Dockerfile, the compose file and the unit of systemd where no engine
# of containers runs: the first two are read by the engine's own libraries, the
# stages of the image are made in an empty directory, and the program in them
# runs there as the image's user. Needs root, for a root directory of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(id -u)" != 0 ]; then
    echo "run this as root: a program is run in a root directory of its own" >&2
    exit 1
fi
if ! command -v systemd-analyze >/dev/null; then
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends install systemd >/dev/null
fi
scripts/install-test-tools.sh

# A module of its own: its libraries are not the program's.
(cd deploy && go vet . && ../scripts/with-postgres.sh go test -count=1 .)

# The command line tools read the same files once more where they are there.
for compose in "docker compose" docker-compose; do
    if $compose version >/dev/null 2>&1; then
        $compose --profile postgres --profile test config --quiet
        echo "ok  $compose config"
    else
        echo "not run: $compose is not installed"
    fi
done
if command -v hadolint >/dev/null; then
    hadolint Dockerfile
    echo "ok  hadolint"
else
    echo "not run: hadolint is not installed"
fi
