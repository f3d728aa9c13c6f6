#!/usr/bin/env bash
# Make .venv, once, and install gmparse into it; with the argument "dev" the development tools too.
set -euo pipefail
cd "$(dirname "$0")/.."

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "$candidate"
      return
    fi
  done
  echo "gmparse needs Python 3.11 or newer; on Debian 12 or Ubuntu 24.04: sudo apt-get install python3 python3-venv" >&2
  return 1
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  python=$(find_python)
  package=python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$python cannot make virtual environments; install the package for it: sudo apt-get install $package" >&2
    exit 1
  fi
  echo "Making .venv with $("$python" --version)"
  rm -rf .venv
  "$python" -m venv .venv
fi

pip=(.venv/bin/python -m pip --disable-pip-version-check install --quiet)
echo "Installing gmparse${1:+ and the development tools} into .venv"
"${pip[@]}" --upgrade 'pip>=25.1' # dependency groups
if [ "${1:-}" = dev ]; then
  "${pip[@]}" --editable '.[ocr]' --group dev
else
  "${pip[@]}" --editable '.[ocr]'
fi
