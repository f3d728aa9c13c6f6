"""Measures the reading of scans: wrong characters by quality, and what a record costs beside the recognition alone.

python benchmarks/ocr.py
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from bench import SHARED, best

import gmparse
from gmparse.reading import ocr
from gmparse.reading.cleanup import clean

PAGES = SHARED / "ocr"
DPI = 200
QUALITIES = {"clean": "_200_clean.png", "office": "_200_office.jpg", "bad": "_200_bad.jpg"}
TIMED = "office"
_ALIKE = str.maketrans("“”‘’–—−‐‑", "\"\"''-----")  # a reader cannot tell them apart either


class Errors(NamedTuple):
    """Wrong characters (inserted, dropped or changed) of so many printed ones."""

    wrong: int
    printed: int

    @property
    def rate(self) -> float:
        """Character error rate in per cent."""
        return 100 * self.wrong / self.printed


def distance_within(line: str, text: str) -> int:
    """Levenshtein's distance of a line to the part of a text that is most like it."""
    codes = np.array([ord(char) for char in text], dtype=np.int32)
    steps = np.arange(len(text) + 1)
    row = np.zeros(len(text) + 1, dtype=np.int64)  # the part may begin anywhere
    for index, char in enumerate(line, start=1):
        changed = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))
        begun = np.concatenate(([index], changed))
        row = np.minimum.accumulate(begun - steps) + steps  # a character of the text alone costs 1
    return int(row.min())


def squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).split())


def errors(printed: Iterable[str], read: str) -> Errors:
    """Of each printed line, wherever it stands in the text that was read: readers take columns in another order."""
    text = squeezed(read)
    lines = [line for line in map(squeezed, printed) if line]
    return Errors(sum(min(len(line), distance_within(line, text)) for line in lines), sum(map(len, lines)))


def error_rates(names: list[str]) -> None:
    print(f"\nCharacter error rate of {len(names)} pages at {DPI} dpi")
    for quality, ending in QUALITIES.items():
        found = []
        for name in names:
            printed = (PAGES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
            found.append(errors(printed, gmparse.read(PAGES / f"{name}{ending}").text))
        total = Errors(sum(one.wrong for one in found), sum(one.printed for one in found))
        worst = max(found, key=lambda one: one.rate)
        print(f"  {quality:<46}{total.rate:9.2f} %   worst page {worst.rate:.2f} %")


def cost(names: list[str]) -> None:
    """Processor time of whole records, against Tesseract's on the same pages already made ready."""
    paths = [PAGES / f"{name}{QUALITIES[TIMED]}" for name in names]
    ready = [clean(_pixels(path), DPI).grey for path in paths]
    gmparse.parse(paths[0])  # spaCy's model and the compiled patterns, as in the other benchmarks
    times = best(
        {
            "Tesseract: words of the page made ready": lambda: [ocr.recognise(grey, DPI) for grey in ready],
            "gmparse: picture → record as dictionary": lambda: [gmparse.parse(path).to_dict() for path in paths],
        },
        2,
    )
    base = next(iter(times.values()))
    print(f"\n{len(paths)} pages of {TIMED} quality, a page; against the recognition")
    for name, seconds in times.items():
        print(f"  {name:<46}{1000 * seconds / len(paths):9.0f} ms{seconds / base:9.2f}×")


def _pixels(path: Path) -> Any:
    return cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)


def main() -> int:
    if not PAGES.is_dir():
        print("\nScans: skipped, ../shared/ocr with the printed pages is not here")
        return 0
    try:
        ocr.require()
    except gmparse.errors.MissingDependencyError as missing:
        print(f"\nScans: skipped, {missing}")
        return 0
    names = sorted(path.stem for path in PAGES.glob("*.txt"))
    error_rates(names)
    cost(names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
