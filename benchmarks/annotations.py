"""Measures what reading the annotations of a page costs: the same letters read with them and without.

python benchmarks/annotations.py [--repeats N] [--letters N] [--json FILE]
"""

from __future__ import annotations

import csv
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import pypdfium2
from measuring import ROOT, SHARED, Report, best, parser_of

from gmparse.reading import read_document
from gmparse.reading.annotations import Annotations
from gmparse.reading.pdfium import PdfPage


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


def cost(data: bytes, repeats: int) -> float | None:
    """Milliseconds a page with annotations, ``None`` for a letter without such pages."""
    pages = annotated_pages(data)
    if not pages:
        return None
    times = best({"whole": lambda: read_document(data), "bare": lambda: _bare(data)}, repeats)
    return 1000 * (times["whole"] - times["bare"]) / pages


def _bare(data: bytes) -> None:
    with patch.object(PdfPage, "annotations", lambda _: Annotations([], "nothing")):
        read_document(data)


def measure(report: Report, key: str, letters: Sequence[bytes], repeats: int) -> None:
    costs = [found for data in letters if (found := cost(data, repeats)) is not None]
    middle = statistics.median(costs)
    row = (f"{len(costs)} signed {key}", f"{middle:.2f} ms", f"{max(costs):.2f} ms")
    report.table("A page with annotations costs more than without them", ("", "median", "largest"), [row])
    report.figure(f"annotations.{key}", middle)


def main() -> None:
    parser = parser_of("Measure what the annotations of a page cost.", repeats=3)
    parser.add_argument("--letters", type=int, default=20, help="real letters that are measured")
    arguments = parser.parse_args()
    report = Report(arguments.json)
    own = list(signed(ROOT / "fixtures/letters", ROOT / "fixtures/index.csv"))
    measure(report, "fixtures", own, arguments.repeats)
    if (SHARED / "letters").is_dir():
        real = list(signed(SHARED / "letters", SHARED / "letters/index.csv"))
        measure(report, "letters", real[:: max(1, len(real) // arguments.letters)], arguments.repeats)
    report.close()


if __name__ == "__main__":
    main()
