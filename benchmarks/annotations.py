"""Measures what reading the annotations of a page costs: the same letters read with them and without.

python benchmarks/annotations.py
"""

from __future__ import annotations

import csv
import statistics
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pypdfium2
from bench import ROOT, SHARED, best

from gmparse.reading import read_document
from gmparse.reading.pdfium import PdfPage

REPEATS = 5
BUDGET = 4.0  # milliseconds a page with annotations


def signed(folder: Path, index: Path) -> Iterator[bytes]:
    with index.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "signed":
                yield (folder / row["file"]).read_bytes()


def annotated_pages(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    try:
        return sum(pypdfium2.raw.FPDFPage_GetAnnotCount(page) > 0 for page in document)
    finally:
        document.close()


def cost(data: bytes) -> float | None:
    """Milliseconds a page with annotations, ``None`` for a letter without such pages."""
    pages = annotated_pages(data)
    if not pages:
        return None
    times = best({"whole": lambda: read_document(data), "bare": lambda: _bare(data)}, REPEATS)
    return 1000 * (times["whole"] - times["bare"]) / pages


def _bare(data: bytes) -> None:
    with patch.object(PdfPage, "annotations", lambda _: []):
        read_document(data)


def report(title: str, folder: Path, index: Path) -> None:
    costs = [found for data in signed(folder, index) if (found := cost(data)) is not None]
    middle = statistics.median(costs)
    kept = "kept" if middle <= BUDGET else "MISSED"
    print(f"{title}: {len(costs)} signed letters, milliseconds a page with annotations")
    print(f"  median {middle:.2f}, largest {max(costs):.2f}; budget for the median {BUDGET}: {kept}\n")


def main() -> None:
    report("Fixtures", ROOT / "fixtures/letters", ROOT / "fixtures/index.csv")
    if (SHARED / "letters").is_dir():
        report("Real letters", SHARED / "letters", SHARED / "letters/index.csv")


if __name__ == "__main__":
    main()
