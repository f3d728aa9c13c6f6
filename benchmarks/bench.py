"""Measures the speed of gmparse as ratios inside one run; see README.md beside it.

python benchmarks/bench.py [--repeats N]
"""

from __future__ import annotations

import argparse
import csv
import io
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pdfplumber

import gmparse
from gmparse.reading import read_document
from gmparse.reading.pdfium import PdfFile
from gmparse.zones import find_zones, split

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
MAX_CHARS = 10_000_000
HEADER = gmparse.Options(only="header")

Work = Callable[[], object]


def best(works: Mapping[str, Work], repeats: int) -> dict[str, float]:
    """Processor seconds of the fastest run of each; the runs take turns."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.process_time()
            work()
            times[name].append(time.process_time() - start)
    return {name: min(measured) for name, measured in times.items()}


def load_with_pdfium(data: bytes) -> int:
    """The least that any reader must do: open, load each page and its text, take the text."""
    with PdfFile(data) as pdf:
        total = 0
        for number in range(1, pdf.page_count + 1):
            with pdf.page(number) as page:
                total += len(page.glyphs(MAX_CHARS).text)
        return total


def words_with_pdfplumber(data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return sum(len(page.extract_words()) for page in pdf.pages)


def each(function: Callable[[Any], object], items: Iterable[Any]) -> Work:
    """A piece of work: the function on every item."""
    held = list(items)

    def work() -> None:
        for item in held:
            function(item)

    return work


def report(title: str, count: int, times: Mapping[str, float], base: str) -> None:
    print(f"\n{title}")
    for name, seconds in times.items():
        print(f"  {name:<46}{1000 * seconds / count:9.2f} ms{seconds / times[base]:9.2f}×")


def letters(title: str, data: Sequence[bytes], repeats: int) -> None:
    """Whole records and stages of digital letters."""
    documents = [read_document(item) for item in data]
    parts = [part for document in documents for part in split(document) if part.kind == "letter"]
    records = [gmparse.parse(item) for item in data]
    times = best(
        {
            "pdfium: load and text page": each(load_with_pdfium, data),
            "gmparse: bytes → record as dictionary": each(lambda item: gmparse.parse(item).to_dict(), data),
            "  header only": each(lambda item: gmparse.parse(item, options=HEADER).to_dict(), data),
            "  stage: reading": each(read_document, data),
            "  stage: parts": each(split, documents),
            "  stage: zones": each(find_zones, parts),
            "  stage: record → dictionary": each(lambda record: record.to_dict(), records),
        },
        repeats,
    )
    report(f"{title}: {len(data)} letters, a letter; against pdfium", len(data), times, "pdfium: load and text page")
    few = data[:: max(1, len(data) // 6)]
    times = best(
        {
            "gmparse: bytes → record as dictionary": each(lambda item: gmparse.parse(item).to_dict(), few),
            "pdfplumber: extract_words": each(words_with_pdfplumber, few),
        },
        2,
    )
    report(f"{title}: {len(few)} letters, a letter; against gmparse", len(few), times, next(iter(times)))


def plan(repeats: int) -> None:
    path = SHARED / "cases/i_plan.pdf"
    if not path.is_file():
        return
    data = path.read_bytes()
    times = best(
        {
            "pdfium: load and text pages": lambda: load_with_pdfium(data),
            "gmparse: bytes → record": lambda: gmparse.parse(data),
            "gmparse: bytes → record as dictionary": lambda: gmparse.parse(data).to_dict(),
            "  stage: reading": lambda: read_document(data),
            "  stage: reading without tables": lambda: read_document(data, HEADER),
        },
        repeats,
    )
    report("A plan of ten pages with seven ruled tables; against pdfium", 1, times, "pdfium: load and text pages")


def processes(repeats: int) -> None:
    """Processor time of whole processes, the mean of several; the runs take turns."""
    letter = str(ROOT / "fixtures/letters/gm-so-trong.pdf")
    start = "import sys; from gmparse.cli import main; sys.exit(main(sys.argv[1:]))"
    commands = {
        "python -c pass": ["pass"],
        "gmparse --help": [start, "--help"],
        "gmparse parse --only header": [start, "parse", "--only", "header", letter],
        "gmparse parse (first letter)": [start, "parse", letter],
    }
    times = dict.fromkeys(commands, 0.0)
    for _ in range(2 * repeats):
        for name, command in commands.items():
            before = _children()
            subprocess.run([sys.executable, "-c", *command], stdout=subprocess.DEVNULL, check=True)
            times[name] += (_children() - before) / (2 * repeats)
    report("Cold start", 1, times, "python -c pass")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def real_letters() -> list[bytes]:
    index = SHARED / "letters/index.csv"
    if not index.is_file():
        return []
    with index.open(encoding="utf-8", newline="") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["kind"] in ("digital", "signed") and row["file"].endswith(".pdf")
        ]
    data = [(index.parent / row["file"]).read_bytes() for row in rows]
    return [item for item in data if not any(page.needs_ocr for page in read_document(item).pages)]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the speed of gmparse as ratios.")
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    letters("Fixtures", [path.read_bytes() for path in sorted((ROOT / "fixtures/letters").glob("*.pdf"))], repeats)
    if real := real_letters():
        letters("Real letters", real, max(2, repeats // 2))
    plan(max(2, repeats // 2))
    processes(repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
