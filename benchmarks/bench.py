"""Measures the speed of gmparse on digital letters as ratios inside one run; see README.md beside it.

python benchmarks/bench.py [--repeats N] [--letters N] [--json FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from unittest.mock import patch

from measuring import SHARED, Report, best, each, fixtures, parser_of, real_letters
from readers import DOCLING, docling, with_pdfium, with_pdfplumber, with_pypdf

import gmparse
from gmparse import parse
from gmparse.fields.entities import Names
from gmparse.page import Document
from gmparse.parse import letters_of
from gmparse.reading import read_document
from gmparse.zones import find_zones, split

HEADER = gmparse.Options(only="header")
PDFIUM, WHOLE, PLUMBER = "pdfium: load and text page", "gmparse: bytes → record as dictionary", "pdfplumber: words"
FEW = 8  # letters that the slow readers read


def record(data: bytes) -> object:
    return parse(data).to_dict()


def letters(report: Report, title: str, key: str, data: Sequence[bytes], repeats: int) -> None:
    """Whole records against the least that any reader must do, and the stages between."""
    documents = [read_document(item) for item in data]
    parts = [part for document in documents for part in split(document) if part.kind == "letter"]
    records = [parse(item) for item in data]
    texts = [asked for document in documents for asked in texts_for_nlp(document)]
    times = best(
        {
            PDFIUM: each(with_pdfium, data),
            "  and what annotations show": each(partial(with_pdfium, annotations=True), data),
            WHOLE: each(record, data),
            "  header only": each(lambda item: parse(item, options=HEADER).to_dict(), data),
            "  stage: read": each(read_document, data),
            "  stage: zones": lambda: (each(split, documents)(), each(find_zones, parts)()),
            "  stage: nlp": each(Names, texts),
            "zones to record": each(letter_of, documents),
            "  stage: record → dictionary": each(lambda record: record.to_dict(), records),
        },
        repeats,
    )
    times["  stage: fields, and the record of them"] = (
        times.pop("zones to record") - times["  stage: zones"] - times["  stage: nlp"]
    )
    report.ratios(f"{title}: {len(data)} letters, a letter; against pdfium", len(data), times, PDFIUM)
    report.figure(f"{key}.pdfium", times[WHOLE] / times[PDFIUM])


def letter_of(document: Document) -> gmparse.Letter:
    return next(letters_of(document, gmparse.Options()))


def texts_for_nlp(document: Document) -> list[list[str]]:
    """What the fields of a document ask the spaCy pipeline, one list a letter."""
    asked: list[list[str]] = []

    def noted(texts: Sequence[str]) -> Names:
        asked.append(list(texts))
        return Names(asked[-1])

    with patch.dict(letters_of.__globals__, {"Names": noted}):
        letter_of(document)
    return asked


def others(report: Report, title: str, key: str, data: Sequence[bytes]) -> None:
    """The same letters read by others, each only as far as the words."""
    few = data[:: max(1, len(data) // FEW)][:FEW]
    works = {WHOLE: each(record, few), PLUMBER: each(with_pdfplumber, few), "pypdf: text": each(with_pypdf, few)}
    if read := docling():
        works[DOCLING] = each(read, few)
    times = best(works, 2)
    report.ratios(f"{title}: {len(few)} letters, a letter; others against gmparse", len(few), times, WHOLE)
    report.figure(f"{key}.pdfplumber", times[PLUMBER] / times[WHOLE])


def plan(report: Report, repeats: int) -> None:
    path = SHARED / "cases/i_plan.pdf"
    if not path.is_file():
        report.note("The plan with tables: skipped, ../shared/cases is not here")
        return
    data = path.read_bytes()
    times = best(
        {
            PDFIUM: lambda: with_pdfium(data),
            WHOLE: lambda: record(data),
            "  stage: read": lambda: read_document(data),
            "  stage: read, without tables": lambda: read_document(data, HEADER),
        },
        4 * repeats,  # one letter: a run is short
    )
    report.ratios("A plan of ten pages with seven ruled tables; against pdfium", 1, times, PDFIUM)
    report.figure("plan.pdfium", times[WHOLE] / times[PDFIUM])


def main() -> int:
    parser = parser_of("Measure the speed of gmparse on digital letters as ratios.", repeats=5)
    parser.add_argument("--letters", type=int, default=24, help="real letters that are measured")
    arguments = parser.parse_args()
    report, repeats = Report(arguments.json), arguments.repeats
    sets = [("Fixtures", "fixtures", fixtures()), ("Real letters", "letters", real_letters(arguments.letters))]
    for title, key, data in sets:
        if data:
            letters(report, title, key, data, repeats)
            others(report, title, key, data)
        else:
            report.note(f"{title}: skipped, ../shared/letters is not here")
    if docling() is None:
        report.note("docling-parse: skipped, it is not installed (pip install --group bench)")
    plan(report, repeats)
    report.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
