"""docs/benchmarks.md: measures, keeps the figures in benchmarks/results.json, and writes the page from them.

python scripts/benchdocs.py [PART ...]    measures all parts, or these again; see PARTS
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results.json"
PAGE = ROOT / "docs/benchmarks.md"
PACKAGES = ("pypdfium2", "pdfplumber", "spacy", "pydantic", "regex", "click", "tesserocr", "pypdf", "docling-parse")

# A part: its heading and its program.
PARTS: Mapping[str, tuple[str, Sequence[str]]] = {
    "bench": ("Digital letters, and their stages", ["bench.py", "--letters", "60"]),
    "body": ("The body of a letter", ["body.py", "--letters", "60", "--repeats", "15"]),
    "annotations": ("Signature widgets and other annotations", ["annotations.py", "--letters", "60", "--repeats", "5"]),
    "cold": ("Cold starts and memory", ["cold.py", "--repeats", "9"]),
    "ocr": ("Scans", ["ocr.py"]),
    "indexing": ("Bulk indexing", ["indexing.py"]),
    "endurance": ("Memory over a long run", ["endurance.py"]),
    "search": ("Search", ["search.py"]),
    "growth": ("Growth", ["growth.py"]),
    "cases": ("Cases that hurt", ["cases.py"]),
}


class Budget(NamedTuple):
    """A bound of DESIGN §4, or one that the benchmarks added: the measured figure shall be at most, or at least, it."""

    figure: str
    what: str
    floor: float
    goal: float | None = None
    unit: str = "×"
    at_least: bool = False

    def bound(self, value: float | None) -> str:
        sign = "≥" if self.at_least else "≤"
        return "" if value is None else f"{sign} {value:g}{self.unit}"

    def holds(self, measured: float, bound: float | None) -> bool:
        if bound is None:
            return False
        return measured >= bound if self.at_least else measured <= bound


DESIGN = (
    Budget("fixtures.pdfium", "own digital letters: bytes → record, against pdfium's load + text page", 3, 2),
    Budget("letters.pdfium", "real digital letters: bytes → record, against pdfium's load + text page", 3, 2),
    Budget("fixtures.pdfplumber", "own digital letters: times faster than pdfplumber's words", 15, 25, at_least=True),
    Budget("letters.pdfplumber", "real digital letters: times faster than pdfplumber's words", 15, 25, at_least=True),
    Budget("scan.recognition", "scanned page: picture → record, against Tesseract's recognition alone", 1.3, 1.15),
    Budget("help.python", "`gmparse --help` against `python -c pass`", 6),
    Budget("workers", "two workers against one", 1.8, at_least=True),
    Budget("letters.memory", "memory of one worker over 5,000 digital letters, the most", 300, unit=" MB"),
    Budget("letters.growth", "the same: median of the last fifth of the run against the first", 1.1),
    Budget("scans.memory", "memory of one worker over 60 scans, the most", 500, unit=" MB"),
    Budget("scans.growth", "the same: median of the last fifth of the run against the first", 1.1),
    Budget("store", "storing a letter, full text included, against parsing it", 15, unit=" %"),
    Budget("search.p95", "a search in 100,000 letters, 95 % of them", 20, unit=" ms"),
)
ADDED = (
    Budget("worker.memory", "memory of the larger of two workers among files that hurt", 300, unit=" MB"),
    Budget("worker.growth", "the same: median of the last fifth of the run against the first", 1.1),
    Budget("plan.pdfium", "plan of ten pages with seven ruled tables, against pdfium's load + text pages", 8),
    Budget("body.fixtures", "body of an own letter of two pages: outline and fields", 5, unit=" ms"),
    Budget("body.real", "body of a real letter of two pages", 5, unit=" ms"),
    Budget("annotations.fixtures", "own page with annotations, more than without them", 4, unit=" ms"),
    Budget("annotations.letters", "real page with annotations, more than without them", 4, unit=" ms"),
    Budget("errors.clean", "wrong characters of scanned pages, clean", 0.26, unit=" %"),
    Budget("errors.office", "wrong characters of scanned pages, office quality", 0.26, unit=" %"),
    Budget("errors.bad", "wrong characters of scanned pages, bad", 2.0, unit=" %"),
    Budget("growth.rule", "four times the hostile text: the slowest rule's time", 10),
    Budget("growth.letters", "four times the letters: the time of one", 1.3),
    Budget("growth.pages", "four times the pages: the time of one", 1.3),
    Budget("growth.values", "four times the meetings, tasks or citations: the time of one", 1.7),
    Budget("growth.record", "four times the meetings, tasks or citations: the bytes of one", 1.1),
)


WHY = (
    "Why the floors of digital letters are missed, as far as it is known. They were set by one letter of a page, for",
    "which pdfium needed 4.4 ms and pdfplumber 205. Of the letters below pdfium reads an own one in 1.6 ms and",
    "pdfplumber in some 40: fifteen times faster than that leaves one millisecond to annotations, signatures, words",
    "with places and styles, and all fields. What annotations show (number and day of signed letters) costs pdfium",
    "about half as much again as the pages of a real letter. The rest is spread: words, styles and lines some 5 µs a",
    "word, a signature with its certificates and later changes 1 ms; of the fields' time evidence is an eighth and",
    "spaCy a seventh. Making words only when somebody asks for them gained nothing, and models built without",
    "validation are slower.",
    "",
)


def page() -> str:
    """The page of the kept results."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    return "\n".join(_page(results)) + "\n"


def _page(results: Mapping[str, Any]) -> Iterator[str]:
    figures = {name: value for part in results.values() for name, value in part["figures"].items()}
    yield from (
        "<!-- Written by scripts/benchdocs.py from benchmarks/results.json: do not edit. -->",
        "",
        "# Benchmarks",
        "",
        "How fast gmparse is, on the machines named below. The ratios compare things that took turns in one run: they",
        "hold elsewhere too, the milliseconds do not. Times are processor time unless a clock is named; the fastest",
        "of several runs counts, for whole processes the median. [How it is measured](../benchmarks/README.md); `make",
        "bench-docs` measures anew and writes this page. Real letters lie in a folder beside the project; only means",
        "of them stand here.",
        "",
        "## Budgets",
        "",
        "Floors shall be met, goals are aimed at.",
        "",
        *_budgets(DESIGN, figures),
        "",
        "The benchmarks have bounds of their own:",
        "",
        *_budgets(ADDED, figures),
        "",
        "## What is missed",
        "",
        *(_missed(figures) or ["Nothing."]),
        "",
        *WHY,
    )
    for name, (title, _) in PARTS.items():
        if part := results.get(name):
            yield from _section(title, part)


def _budgets(budgets: Sequence[Budget], figures: Mapping[str, float]) -> Iterator[str]:
    yield "| what | floor | goal | measured | |"
    yield "|---|---|---|---|---|"
    for one in budgets:
        measured = figures.get(one.figure)
        shown = "not measured" if measured is None else f"{measured:.3g}{one.unit}"
        verdict = "" if measured is None else _verdict(one, measured)
        yield f"| {one.what} | {one.bound(one.floor)} | {one.bound(one.goal)} | {shown} | {verdict} |"


def _verdict(budget: Budget, measured: float) -> str:
    if not budget.holds(measured, budget.floor):
        return "**missed**"
    return "goal reached" if budget.holds(measured, budget.goal) else "met"


def _missed(figures: Mapping[str, float]) -> list[str]:
    return [
        f"- {one.what}: {figures[one.figure]:.3g}{one.unit}, and the floor is {one.bound(one.floor)}."
        for one in (*DESIGN, *ADDED)
        if one.figure in figures and not one.holds(figures[one.figure], one.floor)
    ]


def _section(title: str, part: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"## {title}", "", f"Measured on {part['date']}: {part['machine']}.", "")
    for table in part["tables"]:
        yield from (f"**{table['title']}**", "")
        yield f"| {' | '.join(table['columns'])} |"
        yield f"|---|{'---:|' * (len(table['columns']) - 1)}"
        yield from (f"| {' | '.join(_cell(cell) for cell in row)} |" for row in table["rows"])
        yield ""
    for note in part["notes"]:
        yield from (note, "")


def _cell(text: str) -> str:
    """A cell of a table; what names a stage keeps its indentation."""
    return "&emsp;" * (text.startswith("  ")) + text.strip().replace("|", "\\|")


def machine() -> str:
    """Processor, cores, Python and the versions of what was measured."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    packages = ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}; {packages}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).is_file() else []


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def measure(name: str) -> dict[str, Any]:
    """The results of one part, measured now."""
    _, command = PARTS[name]
    program, *options = command
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept.json"
        command = [sys.executable, str(ROOT / "benchmarks" / program), *options, "--json", str(kept)]
        subprocess.run(command, check=True, cwd=ROOT)
        today = datetime.date.today().isoformat()
        return {"date": today, "machine": machine(), **json.loads(kept.read_text(encoding="utf-8"))}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure, and write docs/benchmarks.md.")
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"what to measure again: {', '.join(PARTS)}; none: all"
    )
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page alone")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    for name in () if arguments.page else arguments.parts or PARTS:
        results[name] = measure(name)
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page().rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
