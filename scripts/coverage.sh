#!/usr/bin/env bash
# Prints the share of statements that a coverage profile says were run,
# generated code left out, and fails when it is under the least allowed:
#   coverage.sh [PROFILE [PERCENT]]
set -euo pipefail
cd "$(dirname "$0")/.."

profile=${1:-coverage.out}
least=${2:-90}
module=$(go list -m)
own=$(mktemp)
trap 'rm -f "$own"' EXIT

generated=$(grep -rlE --include='*.go' '^// Code generated .* DO NOT EDIT\.$' cmd internal client scripts 2>/dev/null |
    sed "s|^|$module/|" || true)
generated=$generated awk -F: '
    BEGIN { n = split(ENVIRON["generated"], files, "\n"); for (i = 1; i <= n; i++) skip[files[i]] = 1 }
    !($1 in skip)' "$profile" >"$own"

total=$(go tool cover -func="$own" | awk '$1 == "total:" { sub("%", "", $NF); print $NF }')
echo "coverage: $total % of statements, at least $least % wanted"
awk -v total="$total" -v least="$least" 'BEGIN { exit !(total + 0 >= least + 0) }'
