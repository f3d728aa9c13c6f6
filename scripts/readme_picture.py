"""Draws docs/img/letter.png: `gmparse.explain` on a letter of the fixtures, as a browser shows it.

python scripts/readme_picture.py

Needs Chromium (scripts/setup_chromium.sh) and the development dependencies.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

import gmparse

ROOT = Path(__file__).parents[1]
LETTER = ROOT / "fixtures/letters/gm-mau-nd30.pdf"
PICTURE = ROOT / "docs/img/letter.png"
SIZE = {"width": 1180, "height": 700}  # pixels
SHARPNESS = 1.25
SHOWN = "22/09/2025"  # the row over which the mouse lies


def picture(page: Path) -> bytes:
    """A PNG of the page, with the mouse over a value."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("readme_picture.py: Chromium is missing: sudo apt-get install chromium")
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        shown = browser.new_page(viewport=SIZE, device_scale_factor=SHARPNESS)  # type: ignore[arg-type]
        shown.goto(page.as_uri())
        shown.locator(".row", has_text=SHOWN).hover()
        shown.wait_for_timeout(800)  # it scrolls
        return bytes(shown.screenshot())


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "letter.html"
        page.write_text(gmparse.explain(LETTER, language="en"), encoding="utf-8")
        shot = Image.open(io.BytesIO(picture(page))).convert("RGB")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    shot.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=1).save(PICTURE, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
