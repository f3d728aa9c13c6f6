"""Draws docs/img/review.png: `gmparse review` on a letter of the fixtures, as a browser shows it.

python scripts/review_picture.py

Needs Chromium (scripts/setup_chromium.sh) and the development dependencies.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from gmparse import Index

ROOT = Path(__file__).parents[1]
LETTER = ROOT / "fixtures/letters/gm-so-trong.pdf"
PICTURE = ROOT / "docs/img/review.png"
REVIEWER = "Trần Mẫu"
SIZE = {"width": 1180, "height": 700}  # pixels


def shot(address: str) -> bytes:
    """A PNG of the first letter of the list."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("review_picture.py: Chromium is missing: sudo apt-get install chromium")
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        shown = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        shown.goto(address)
        shown.locator(".letters a").first.click()
        shown.locator(".row.asked").first.focus()
        shown.wait_for_timeout(1500)  # it scrolls
        return bytes(shown.screenshot())


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "letters.db"
        with Index(db) as index:
            index.add([LETTER], jobs=1)
        command = [str(Path(sys.executable).with_name("gmparse")), "review", str(db), "--reviewer", REVIEWER]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
            said = re.search(r"http\S+", served.stderr.readline() if served.stderr else "")
            picture = shot(said[0]) if said else b""
            served.send_signal(signal.SIGINT)
    if not picture:
        sys.exit("review_picture.py: gmparse review did not say its address")
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=1).save(PICTURE, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
