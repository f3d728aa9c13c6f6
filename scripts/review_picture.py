"""Draws docs/img/review.png: `gmparse review` on a letter of the fixtures, as a browser shows it.

python scripts/review_picture.py

Needs Chromium (scripts/setup_chromium.sh) and the development dependencies.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from screenshots import save, shot

from gmparse import Index

ROOT = Path(__file__).parents[1]
LETTER = ROOT / "fixtures/letters/gm-so-trong.pdf"
PICTURE = ROOT / "docs/img/review.png"
REVIEWER = "Trần Mẫu"


def open_first(shown: Any) -> None:
    """Open the first letter of the list, at the first value that asks to be looked at."""
    shown.locator(".letters a").first.click()
    shown.locator(".row.asked").first.focus()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "letters.db"
        with Index(db) as index:
            index.add([LETTER], jobs=1)
        command = [str(Path(sys.executable).with_name("gmparse")), "review", str(db), "--reviewer", REVIEWER]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
            said = re.search(r"http\S+", served.stderr.readline() if served.stderr else "")
            picture = shot(said[0], open_first, wait=1500) if said else b""
            served.send_signal(signal.SIGINT)
    if not picture:
        sys.exit("review_picture.py: gmparse review did not say its address")
    save(picture, PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
