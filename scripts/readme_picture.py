"""Draws docs/img/letter.png: `gmparse.explain` on a letter of the fixtures, as a browser shows it.

python scripts/readme_picture.py

Needs Chromium (scripts/setup_chromium.sh) and the development dependencies.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from screenshots import save, shot

import gmparse

ROOT = Path(__file__).parents[1]
LETTER = ROOT / "fixtures/letters/gm-mau-nd30.pdf"
PICTURE = ROOT / "docs/img/letter.png"
SHARPNESS = 1.25
SHOWN = "22/09/2025"  # the row over which the mouse lies


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "letter.html"
        page.write_text(gmparse.explain(LETTER, language="en"), encoding="utf-8")
        png = shot(
            page.as_uri(),
            lambda shown: shown.locator(".row", has_text=SHOWN).hover(),
            sharpness=SHARPNESS,
            wait=800,
        )
    save(png, PICTURE)


if __name__ == "__main__":
    main()
