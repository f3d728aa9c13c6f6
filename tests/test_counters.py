"""What the hot path does, counted: files and pages opened, text pages loaded, calls of spaCy, scans of patterns.

Times differ from run to run, counts do not: a page that is read twice, or a rule that runs once a line where it ran
once a letter, shows here at once. The bounds are a little above what was counted; raise one only with a reason.
"""

import re
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

import pytest
import regex
from bulk import long_letter
from letterwriter import fonts_missing
from support import LETTERS

import gmparse
from gmparse.fields import entities
from gmparse.reading.pdfium import PdfFile, PdfPage

OPTIONS = gmparse.Options(ocr="never")
PDFS = sorted(LETTERS.glob("*.pdf"))

# Scans of compiled patterns in a letter whose forms, tables and bodies differ most.
SCANS = {
    "gm-mau-nd30.pdf": 575,
    "gm-so-trong.pdf": 1340,
    "cv-mat.pdf": 595,
    "qd-quy-pham.pdf": 890,
    "kh-chuyen-doi-so.pdf": 1985,  # four pages, a table
    "ky-so-ngay.pdf": 1570,  # a signed letter: its form is read as well
}


@contextmanager
def counted():
    """Counts what pdfium is asked for, page by page, and the calls of the spaCy pipeline."""
    counts, pages = Counter(), Counter()
    counts["pages"] = pages

    def count(owner, name, note):
        original = getattr(owner, name)

        def noted(*args, **options):
            result = original(*args, **options)
            note(args, result)
            return result

        return patch.object(owner, name, noted)

    def add(name):
        return lambda args, result: counts.update([name])

    with (
        count(PdfFile, "__init__", add("files")),
        count(PdfFile, "page", lambda args, result: pages.update([args[1]])),
        count(PdfPage, "glyphs", add("texts")),
        count(PdfPage, "flatten", lambda args, result: counts.update({"flattened": int(result)})),
        count(entities, "entities", lambda args, result: counts.update({"nlp": 1, "texts of nlp": len(args[0])})),
    ):
        yield counts


@contextmanager
def scans():
    """Counts the calls into compiled patterns, those of helpers included."""
    counts = Counter()

    def note(_, event, called):
        if event == "c_call" and isinstance(getattr(called, "__self__", None), (re.Pattern, regex.Pattern)):
            counts[called.__name__] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield counts
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_each_page_is_opened_once(path):
    with counted() as counts:
        letter = gmparse.parse(path, options=OPTIONS)
    # A page whose annotations were drawn into it has to be opened again, once, to be seen with them.
    again = counts["flattened"]
    assert counts["files"] == 1
    assert set(counts["pages"]) == set(range(1, letter.source.pages + 1))
    assert counts["pages"].total() == counts["texts"] == letter.source.pages + again
    assert max(counts["pages"].values()) <= 2
    assert again <= sum(opened == 2 for opened in counts["pages"].values())


def test_a_page_whose_annotations_draw_no_text_is_opened_once():
    with counted() as counts:
        letter = gmparse.parse(LETTERS.parent / "odd/dau-hinh.pdf", options=OPTIONS)
    assert [issue.code for issue in letter.issues].count("image-stamp-not-read") == 1
    assert (counts["flattened"], counts["pages"].total()) == (0, letter.source.pages)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_the_pipeline_runs_at_most_once_a_letter(path):
    with counted() as counts:
        gmparse.parse(path, options=OPTIONS)
    assert counts["nlp"] == (counts["texts of nlp"] > 0)  # never for nothing
    assert counts["nlp"] <= 1
    assert counts["texts of nlp"] <= 1  # joined: a call costs more than a text


def test_the_header_alone_needs_no_pipeline():
    with counted() as counts:
        gmparse.parse(LETTERS / "gm-so-trong.pdf", options=replace(OPTIONS, only="header"))
    assert counts["nlp"] == 0


def test_the_count_of_pipeline_calls_counts():
    with counted() as counts:
        gmparse.parse(LETTERS / "gm-so-trong.pdf", options=OPTIONS)
    assert counts["nlp"] == 1


@pytest.mark.parametrize("name", SCANS)
def test_scans_of_patterns_stay_within_bounds(name):
    gmparse.parse(LETTERS / name, options=OPTIONS)  # what is done once a process
    with scans() as counts:
        gmparse.parse(LETTERS / name, options=OPTIONS)
    assert SCANS[name] / 3 < counts.total() <= SCANS[name], counts.most_common()


@pytest.mark.skipif(bool(fonts_missing()), reason="scripts/setup_fonts.sh")
def test_of_a_long_document_only_the_wanted_pages_are_opened():
    data = long_letter(150)
    with counted() as counts:
        letter = gmparse.parse(data, options=replace(OPTIONS, max_pages=4))
    last = letter.source.pages
    assert last > 8
    assert dict(counts["pages"]) == {1: 1, 2: 1, 3: 1, last: 1}
    assert counts["texts"] == 4
    assert any(issue.code == "pages-skipped" for issue in letter.issues)


@pytest.mark.skipif(bool(fonts_missing()), reason="scripts/setup_fonts.sh")
def test_scans_grow_no_faster_than_the_letter():
    totals = {}
    for paragraphs in (20, 80):
        data = long_letter(paragraphs)
        gmparse.parse(data, options=OPTIONS)
        with scans() as counts:
            gmparse.parse(data, options=OPTIONS)
        totals[paragraphs] = counts.total()
    assert totals[80] <= 4.2 * totals[20]
