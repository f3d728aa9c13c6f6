"""Other readers of PDFs, each as a function from the file's bytes to the number of characters or words it found."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.util import find_spec

import pdfplumber

from gmparse.reading.pdfium import PdfFile

MAX_CHARS = 10_000_000
DOCLING = "docling-parse: cells of lines"


def with_pdfium(data: bytes, *, annotations: bool = False) -> int:
    """The least that any reader must do: open, load each page and its text, take the text.

    With ``annotations`` the least for letters that software numbered and signed: what they show is drawn into its page.
    """
    with PdfFile(data) as pdf:
        total = 0
        for number in range(1, pdf.page_count + 1):
            with pdf.page(number) as page:
                total += len(page.glyphs(MAX_CHARS).text)
                again = annotations and page.annotations().draw == "text" and page.flatten()
            if again:
                with pdf.page(number) as page:
                    total += len(page.glyphs(MAX_CHARS).text)
        return total


def with_pdfplumber(data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return sum(len(page.extract_words()) for page in pdf.pages)


def with_pypdf(data: bytes) -> int:
    from pypdf import PdfReader

    return sum(len(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages)


def docling() -> Callable[[bytes], int] | None:
    """docling-parse, when it is installed; it reads less of some files than others do."""
    if find_spec("docling_parse") is None:
        return None
    from docling_parse.pdf_parser import DoclingPdfParser

    parser = DoclingPdfParser(loglevel="fatal")

    def read(data: bytes) -> int:
        document = parser.load(io.BytesIO(data))
        total = sum(len(page.textline_cells) for _, page in document.iterate_pages())
        document.unload()
        return total

    return read
