"""What the benchmarks share: times of things that take turns, and a report that is printed and may be kept as JSON."""

from __future__ import annotations

import argparse
import csv
import gc
import json
import resource
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

Work = Callable[[], object]


class Table(NamedTuple):
    """Figures side by side, as text; the first column says what they are of."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


class Report:
    """Prints tables and figures as they come, and keeps them.

    Args:
        keep: JSON file that `close` writes: ``{"tables": [...], "figures": {"name": number}, "notes": [...]}``.
    """

    def __init__(self, keep: Path | None = None) -> None:
        self._keep = keep
        self.tables: list[Table] = []
        self.figures: dict[str, float] = {}
        self.notes: list[str] = []

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        table = Table(title, tuple(columns), [tuple(row) for row in rows])
        self.tables.append(table)
        print(f"\n{title}")
        widths = [max(len(cell) for cell in column) for column in zip(table.columns, *table.rows, strict=True)]
        for row in (table.columns, *table.rows):
            rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            cells = [row[0].ljust(widths[0]), *rest]
            print("  " + "  ".join(cells).rstrip())

    def ratios(self, title: str, count: int, times: Mapping[str, float], base: str) -> None:
        """Times of ``count`` things together (seconds), each as milliseconds of one thing and against ``base``."""
        rows = []
        for name, seconds in times.items():
            rows.append((name, f"{1000 * seconds / count:.2f} ms", f"{seconds / times[base]:.2f}×"))
        self.table(title, ("", "one", "ratio"), rows)

    def figure(self, name: str, value: float) -> None:
        """A number that the budgets of docs/benchmarks.md name."""
        self.figures[name] = round(value, 3)

    def note(self, text: str) -> None:
        """What was not measured, and why."""
        self.notes.append(text)
        print(f"\n{text}")

    def close(self) -> None:
        if self._keep is not None:
            kept = {"tables": [table._asdict() for table in self.tables], "figures": self.figures, "notes": self.notes}
            self._keep.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def parser_of(about: str, repeats: int | None = None) -> argparse.ArgumentParser:
    """The options of a benchmark: ``--json FILE``, and ``--repeats N`` where it repeats."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in this file")
    if repeats is not None:
        parser.add_argument("--repeats", type=int, default=repeats)
    return parser


def best(works: Mapping[str, Work], repeats: int) -> dict[str, float]:
    """Processor seconds of the fastest run of each; the runs take turns.

    Everything runs once before. What exists then is out of the garbage collector's way, as it is in gmparse's own
    workers: it would search all that a benchmark holds again and again.
    """
    for work in works.values():
        work()
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.process_time()
            work()
            times[name].append(time.process_time() - start)
    gc.unfreeze()
    return {name: min(measured) for name, measured in times.items()}


def each(function: Callable[[Any], object], items: Iterable[Any]) -> Work:
    """A piece of work: the function on every item."""
    held = list(items)

    def work() -> None:
        for item in held:
            function(item)

    return work


def children() -> float:
    """Processor seconds of the child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fixtures() -> list[bytes]:
    """Our own digital letters."""
    return [path.read_bytes() for path in sorted((ROOT / "fixtures/letters").glob("*.pdf"))]


def real_letters(most: int | None = None) -> list[bytes]:
    """Digital letters of ../shared that need no OCR, ``most`` of them in even steps; none where the folder is not."""
    from gmparse.options import Options
    from gmparse.reading import read_document

    index = SHARED / "letters/index.csv"
    if not index.is_file():
        return []
    with index.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] in ("digital", "signed")]
    names = [row["file"] for row in rows if row["file"].endswith(".pdf")]
    step = max(1, len(names) // most) if most else 1
    data = [(index.parent / name).read_bytes() for name in names[::step]]
    without = Options(ocr="never")
    return [item for item in data if not any(page.needs_ocr for page in read_document(item, without).pages)]
