#!/usr/bin/env bash
# Fails when generated files are not what `make generate` makes of the sources
# now. It compares the tree before and after, so it works beside changes that
# are not committed yet.
set -euo pipefail
cd "$(dirname "$0")/.."

before=$(mktemp) after=$(mktemp)
trap 'rm -f "$before" "$after"' EXIT

state() {
    git ls-files --cached --others --exclude-standard -z | sort -uz |
        while IFS= read -r -d '' file; do
            if [ -f "$file" ]; then sha256sum -- "$file"; else echo "absent  $file"; fi
        done
}

state >"$before"
make --no-print-directory generate
state >"$after"
if changed=$(diff "$before" "$after"); then
    exit 0
fi
echo "generated files were not current; they are now, so commit them:" >&2
awk '/^[<>]/ { print "  " $3 }' <<<"$changed" | sort -u >&2
exit 1
