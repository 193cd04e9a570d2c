#!/usr/bin/env bash
# Lints the OpenAPI document by the rules of redocly.yaml, and fails on a warning,
# too. Nothing is asked of the network.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-node-tools.sh
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

status=0
said=$(npx --no-install redocly lint --format=stylish docs/openapi.json docs/openapi.yaml 2>&1) || status=$?
if [ "$status" != 0 ] || grep -Eq '[0-9]+ warning' <<<"$said"; then
    echo "$said" >&2
    echo "the OpenAPI document is not as redocly.yaml wants it" >&2
    exit 1
fi
echo "the OpenAPI document is as redocly.yaml wants it"
