#!/usr/bin/env bash
# Build the wheel and try it where no source is in reach: a fresh environment in another folder.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
away=$(mktemp -d)
trap 'rm -rf "$away"' EXIT

.venv/bin/python -m build --wheel --outdir "$away" >"$away/build.log" 2>&1 || { cat "$away/build.log"; exit 1; }
echo "Built $(basename "$away"/*.whl)"
.venv/bin/python -m venv "$away/venv"
"$away/venv/bin/python" -m pip --disable-pip-version-check install --quiet "$away"/*.whl
cp "$root/scripts/check_installed.py" "$root/fixtures/letters/gm-so-trong.pdf" "$away/"
cd "$away"
venv/bin/gmparse --version
venv/bin/gmparse parse --no-evidence gm-so-trong.pdf >record.json
venv/bin/python check_installed.py record.json
