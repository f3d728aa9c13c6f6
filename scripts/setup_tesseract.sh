#!/usr/bin/env bash
# Tesseract's Vietnamese data for reading scans; installed by apt when it is missing and apt may be used.
# Without it scans are not read, tests of scans are skipped, and both say so.
set -euo pipefail
cd "$(dirname "$0")/.."

data_missing() {
  ! .venv/bin/python -c 'import sys; from gmparse.reading import ocr; sys.exit(not ocr.is_available())'
}

data_missing || exit 0
apt=(apt-get)
if [ "$(id -u)" != 0 ]; then apt=(sudo -n apt-get); fi
if command -v "${apt[0]}" >/dev/null && command -v apt-get >/dev/null; then
  echo "Installing Tesseract's Vietnamese data"
  "${apt[@]}" update -qq || true
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -qq --no-install-recommends \
    tesseract-ocr-vie tesseract-ocr-osd >/dev/null || true
  data_missing || exit 0
fi
echo "Tesseract's Vietnamese data is missing, so scans are not read;" \
  "install it: sudo apt-get install tesseract-ocr-vie tesseract-ocr-osd" >&2
