#!/usr/bin/env bash
# Chromium for the tests of pages in a browser; installed by apt when it is missing and apt may be used.
# Without it those tests are skipped, and say so. Playwright's own browsers are not used.
set -euo pipefail

missing() {
  ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null
}

missing || exit 0
apt=(apt-get)
if [ "$(id -u)" != 0 ]; then apt=(sudo -n apt-get); fi
if command -v "${apt[0]}" >/dev/null && command -v apt-get >/dev/null; then
  echo "Installing Chromium"
  "${apt[@]}" update -qq || true
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -qq --no-install-recommends chromium >/dev/null || true
  missing || exit 0
fi
echo "Chromium is missing, so pages are not tested in a browser; install it: sudo apt-get install chromium" >&2
