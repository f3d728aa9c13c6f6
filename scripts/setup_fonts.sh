#!/usr/bin/env bash
# The fonts that the fixtures are written with; installed by apt when they are missing and apt may be used.
# Without them the tests that write PDFs are skipped and say so.
set -euo pipefail
cd "$(dirname "$0")/.."

fonts_missing() {
  PYTHONPATH=fixtures .venv/bin/python -c 'import sys, letterwriter; sys.exit(letterwriter.fonts_missing() is None)'
}

fonts_missing || exit 0
apt=(apt-get)
if [ "$(id -u)" != 0 ]; then apt=(sudo -n apt-get); fi
if command -v "${apt[0]}" >/dev/null && command -v apt-get >/dev/null; then
  echo "Installing the Liberation fonts"
  "${apt[@]}" update -qq || true
  # Debian 12 has them in fonts-liberation2, Debian 13 in fonts-liberation.
  for package in fonts-liberation2 fonts-liberation; do
    DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -qq --no-install-recommends "$package" >/dev/null || true
    fonts_missing || exit 0
  done
fi
echo "The Liberation fonts are missing, so tests that write PDFs are skipped;" \
  "install them: sudo apt-get install fonts-liberation2 fonts-liberation" >&2
