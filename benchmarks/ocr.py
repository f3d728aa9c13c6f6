"""Measures the reading of scans: wrong characters by quality, and what a record costs beside the recognition alone.

python benchmarks/ocr.py [--pages N] [--no-errors] [--json FILE]
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from measuring import SHARED, Report, best, parser_of

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


def error_rates(report: Report, names: list[str]) -> None:
    rows = []
    for quality, ending in QUALITIES.items():
        found = []
        for name in names:
            printed = (PAGES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
            found.append(errors(printed, gmparse.read(PAGES / f"{name}{ending}").text))
        total = Errors(sum(one.wrong for one in found), sum(one.printed for one in found))
        worst = max(found, key=lambda one: one.rate)
        rows.append((quality, f"{total.rate:.2f} %", f"{worst.rate:.2f} %"))
        report.figure(f"errors.{quality}", total.rate)
    report.table(f"Wrong characters of {len(names)} scanned pages at {DPI} dpi", ("", "all", "worst page"), rows)


def cost(report: Report, names: list[str]) -> None:
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
    base, whole = times
    title = f"{len(paths)} scanned pages of {TIMED} quality, a page; against the recognition alone"
    report.ratios(title, len(paths), times, base)
    report.figure("scan.recognition", times[whole] / times[base])


def _pixels(path: Path) -> Any:
    return cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)


def main() -> int:
    parser = parser_of("Measure the reading of scans.")
    parser.add_argument("--pages", type=int, default=8, help="pages that are read")
    parser.add_argument("--no-errors", action="store_true", help="leave out the wrong characters: the longer part")
    arguments = parser.parse_args()
    report = Report(arguments.json)
    if not PAGES.is_dir():
        report.note("Scans: skipped, ../shared/ocr with the printed pages is not here")
    elif missing := _missing():
        report.note(f"Scans: skipped, {missing}")
    else:
        names = sorted(path.stem for path in PAGES.glob("*.txt"))[: arguments.pages]
        if not arguments.no_errors:
            error_rates(report, names)
        cost(report, names)
    report.close()
    return 0


def _missing() -> str | None:
    try:
        ocr.require()
    except gmparse.errors.MissingDependencyError as missing:
        return str(missing)
    return None


if __name__ == "__main__":
    sys.exit(main())
