"""Pictures of pages for the documentation, as Chromium shows them. Used by readme_picture.py and review_picture.py.

Needs Chromium (scripts/setup_chromium.sh) and the development dependencies.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

_SIZE = {"width": 1180, "height": 700}  # pixels


def shot(address: str, act: Callable[[Any], None], *, sharpness: float = 1.0, wait: int) -> bytes:
    """A PNG of a page.

    Args:
        address: its URL.
        act: what is done on it before, with Playwright's page.
        sharpness: pixels of the picture to one of the page.
        wait: milliseconds between the two, while it scrolls.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit(f"{Path(sys.argv[0]).name}: Chromium is missing: sudo apt-get install chromium")
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        shown = browser.new_page(viewport=_SIZE, device_scale_factor=sharpness)  # type: ignore[arg-type]
        shown.goto(address)
        act(shown)
        shown.wait_for_timeout(wait)
        return bytes(shown.screenshot())


def save(png: bytes, path: Path) -> None:
    """Write a picture with 256 colours."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    path.parent.mkdir(parents=True, exist_ok=True)
    image.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=1).save(path, optimize=True)
