"""What both PDF engines share: which pages to read, ruled lines, the gate before OCR, and the page made of it all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from gmparse.errors import LimitError
from gmparse.options import Options
from gmparse.page import Box, Document, Page, Reading, Remark, Ruling, Stamp, Table
from gmparse.reading.columns import lines_of
from gmparse.reading.gate import text_is_usable
from gmparse.reading.pdfium import SignatureObject
from gmparse.reading.slots import Filled
from gmparse.reading.sniff import PDF

_NEW_BASELINE = 0.55  # of the word's height: more is another printed line, less a superscript
_IMAGE_SHARE = 0.5  # of the page: an image that large may hold the text
_FEW_LETTERS = 60
_RULE_THICKNESS = 3.0
_MIN_EDGES_FOR_TABLE = 8


def pages_to_read(count: int, limit: int) -> list[int]:
    """Page numbers to read: all, or the first three quarters and the last quarter of ``limit`` pages."""
    if count <= limit:
        return list(range(1, count + 1))
    last = limit // 4
    return [*range(1, limit - last + 1), *range(count - last + 1, count + 1)]


class PageRead(NamedTuple):
    """A page and what stands on it besides the letter."""

    page: Page
    stamps: tuple[Stamp, ...] = ()
    hidden: bool = False  # an image stamp covers the number or the day


def counted(pages: Iterable[PageRead], options: Options) -> Iterator[PageRead]:
    """The pages, as long as they hold no more than ``options.max_chars`` together.

    Raises:
        LimitError: they hold more.
    """
    total = 0
    for read in pages:
        total += sum(len(line.text) for line in read.page.lines)
        if total > options.max_chars:
            what = f"{total:,} characters up to page {read.page.number}"
            raise LimitError.beyond("max_chars", options.max_chars, what, found=total)
        yield read


def recognised(read: Sequence[PageRead], data: bytes, options: Options) -> list[PageRead]:
    """The pages with those read as pictures that hold no usable text, as far as the options and this machine allow.

    Raises:
        MissingDependencyError: every page must be read as a picture, and the extra ``ocr`` is missing.
    """
    wanted = [one.page.number for one in read if one.page.needs_ocr or options.ocr == "always"]
    if not wanted or options.ocr == "never":
        return list(read)
    from gmparse.reading import ocr  # only for pages that need it

    if options.ocr == "always":
        ocr.require()
    elif not ocr.is_available():
        return list(read)
    from gmparse.reading.pictures import ScannedPages

    scans = ScannedPages(data, options.password, options)
    try:
        return [_with_picture(one, scans.read(one.page.number)) if one.page.number in wanted else one for one in read]
    finally:
        scans.close()


def _with_picture(read: PageRead, seen: PageRead) -> PageRead:
    return read._replace(page=seen.page, stamps=read.stamps + seen.stamps)


def _way(pages: Sequence[Page]) -> Reading:
    """How the pages were read: their text layers, as pictures, or some so and some so."""
    ways = {line.origin == "ocr" for page in pages for line in page.lines}
    return "mixed" if len(ways) > 1 else "ocr" if ways == {True} else "text"


def document_of(name: str, sha256: str, read: Sequence[PageRead], count: int) -> Document:
    """The document of the pages read, out of ``count`` pages, with a remark for each that says less than it shows."""
    pages = tuple(one.page for one in read)
    remarks = [Remark("page-needs-ocr", page=page.number) for page in pages if page.needs_ocr]
    remarks += [Remark("image-stamp-not-read", page=one.page.number) for one in read if one.hidden]
    remarks[:0] = skipped(pages, count)
    stamps = tuple(stamp for one in read for stamp in one.stamps)
    return Document(name, sha256, PDF, pages, count, _way(pages), tuple(remarks), stamps)


def skipped(pages: Sequence[Page], count: int) -> tuple[Remark, ...]:
    """The remark that names the pages, out of ``count``, that were not read."""
    missing = sorted(set(range(1, count + 1)) - {page.number for page in pages})
    return (Remark("pages-skipped", detail=f"{missing[0]}-{missing[-1]}"),) if missing else ()


def with_signatures(document: Document, signed: Sequence[SignatureObject], data: bytes, options: Options) -> Document:
    """The document with its digital signatures, judged against ``options.verify_roots`` when there are any.

    Raises:
        MissingDependencyError, UsageError: see `gmparse.reading.verify`.
    """
    if not signed:
        return document
    from gmparse.reading.signatures import read_signatures  # only for signed files

    signatures = read_signatures(signed, data, document.pages)
    if options.verify_roots:
        from gmparse.reading.verify import verify_signatures

        signatures = verify_signatures(data, signatures, options.verify_roots, options.password)
    return replace(document, signatures=signatures)


def page_of(
    blank: Page,
    text: str,
    filled: Filled,
    paths: Iterable[Box],
    images: Iterable[Box],
    options: Options,
) -> PageRead:
    """A page from what an engine found on it.

    Args:
        blank: the page's number, size and rotation.
        text: its whole text layer, by which the gate decides.
        filled: the words, and the stamps that belong to no line of the letter.
        paths: boxes of drawn subpaths.
        images: boxes of pictures.
        options: with ``only="header"`` no tables are looked for.
    """
    number, width, height, rotation = blank.number, blank.width, blank.height, blank.rotation
    if _hides_text(text, images, width * height):
        return PageRead(Page(number, width, height, (), rotation=rotation, needs_ocr=True), filled.stamps)
    rulings = rulings_of(paths)
    lines = lines_of(filled.pieces, number)
    tables: tuple[Table, ...] = ()
    if options.only == "all" and len(rulings) >= _MIN_EDGES_FOR_TABLE:
        from gmparse.reading.tables import find_tables  # pdfplumber: only for pages with enough ruled lines

        tables = find_tables(rulings, lines)
    return PageRead(Page(number, width, height, lines, rulings, tables, rotation), filled.stamps, bool(filled.hidden))


def _hides_text(text: str, images: Iterable[Box], area: float) -> bool:
    """Whether the page shows text that its text layer does not hold."""
    if not text_is_usable(text):
        return True
    largest = max((box.width * box.height for box in images), default=0.0)
    return largest >= _IMAGE_SHARE * area and sum(map(str.isalnum, text)) < _FEW_LETTERS


def rulings_of(boxes: Iterable[Box]) -> tuple[Ruling, ...]:
    """Straight lines among drawn boxes: thin boxes as they are, the four edges of wide ones."""
    found: list[Ruling] = []
    for box in boxes:
        if box.height <= _RULE_THICKNESS < box.width:
            found.append(Ruling(Box(box.x0, box.y_mid, box.x1, box.y_mid), True))
        elif box.width <= _RULE_THICKNESS < box.height:
            found.append(Ruling(Box(box.x_mid, box.top, box.x_mid, box.bottom), False))
        elif box.width > _RULE_THICKNESS:
            found += [Ruling(Box(box.x0, y, box.x1, y), True) for y in (box.top, box.bottom)]
            found += [Ruling(Box(x, box.top, x, box.bottom), False) for x in (box.x0, box.x1)]
    return tuple(found)


def follows(last: Box, new: Box) -> bool:
    """Whether ``new`` can follow ``last`` on one printed line."""
    height = max(last.height, new.height, 1.0)
    return abs(new.bottom - last.bottom) <= _NEW_BASELINE * height and new.x0 >= last.x0 - 0.1 * height
