"""DOCX → `gmparse.page.Document`: what Word shows, in reading order, on a nominal endless page."""

from __future__ import annotations

from collections.abc import Sequence

from gmparse.encodings import Encoding, encodings_of, is_suspect
from gmparse.errors import LimitError
from gmparse.options import Options
from gmparse.page import A4_WIDTH, Document, Line, Page
from gmparse.reading.docx.body import Body
from gmparse.reading.docx.layout import Column
from gmparse.reading.docx.numbering import Lists
from gmparse.reading.docx.package import Element, Package, attribute, child, children, local, number
from gmparse.reading.docx.runs import Runs
from gmparse.reading.docx.styles import TWIP, Styles
from gmparse.reading.sniff import DOCX

_MARGIN = 72.0  # points, of a section that names none
_MIN_TEXT_WIDTH = 200.0  # points
_MIN_LETTERS = 2  # a header with fewer shows page numbers and rules only


def read_docx(data: bytes, name: str, sha256: str, options: Options) -> Document:
    """Read a DOCX.

    One `Page` of width 595 and as high as its lines need; lines have ``page=None`` and a ``locator``. Tracked changes
    are accepted, automatic numbers and bullets written out, hidden text and notes left out. Of headers and footers only
    the first page's header is kept, and only when it says more than page numbers: a footer holds no part of a letter.

    Raises:
        DamagedFileError: the container or its XML is broken.
        LimitError: its text parts unpack to more than ``options.max_unpacked_bytes``, or hold more than
            ``options.max_chars`` characters or ``options.max_lines`` paragraphs.
    """
    package = Package(data, options)
    main = package.main()
    root = package.xml(main)
    _measure(root, options)
    content = child(root, "body")
    parts = {kind: path for kind, path in package.relationships(main).values() if kind in ("styles", "numbering")}
    styles = Styles(package.xml(parts.get("styles", "")))
    lists = Lists(package.xml(parts.get("numbering", "")), styles)
    section = _first_section(content)
    column = _text_column(section)
    lines: list[Line] = []
    bottom = 0.0
    header = _header(package, main, section)
    body = Body(styles, lists, Runs(styles, _encodings([header, content], styles)))
    if header is not None:
        found, end = body.block(header, column, 0.0, "header")
        if sum(c.isalpha() for line in found for c in line.text) >= _MIN_LETTERS:
            lines, bottom = found, end
    if content is not None:
        found, bottom = body.block(content, column, bottom, "body")
        lines = lines + found
    page = Page(1, A4_WIDTH, bottom, tuple(lines), tables=tuple(body.tables))
    return Document(name, sha256, DOCX, (page,), None)


def _measure(root: Element | None, options: Options) -> None:
    """Count before lines are made of it: a small file may unpack to a hundred thousand paragraphs."""
    if root is None:
        return
    namespace = root.tag[: root.tag.rfind("}") + 1]  # whose names `iter` compares without a call of Python's
    paragraphs = sum(1 for _ in root.iter(f"{namespace}p"))
    chars = sum(len(element.text or "") for element in root.iter(f"{namespace}t"))
    if paragraphs > options.max_lines:
        what = f"the document has {paragraphs:,} paragraphs"
        raise LimitError.beyond("max_lines", options.max_lines, what, found=paragraphs)
    if chars > options.max_chars:
        what = f"the document has {chars:,} characters"
        raise LimitError.beyond("max_chars", options.max_chars, what, found=chars)


def _encodings(roots: Sequence[Element | None], styles: Styles) -> dict[str, Encoding]:
    """Fonts whose text is in a legacy encoding, by all that is set in them."""
    present = [root for root in roots if root is not None]
    if not is_suspect("".join(e.text or "" for root in present for e in root.iter() if local(e) == "t")):
        return {}
    texts: dict[str, list[str]] = {}
    for paragraph in (e for root in present for e in root.iter() if local(e) == "p"):
        look = styles.paragraph(child(paragraph, "pPr"))
        for pieces in Runs(styles).content(paragraph, look.style).lines:
            for piece in pieces:
                texts.setdefault(piece.style.font, []).append(piece.text)
    return encodings_of({font: "".join(parts) for font, parts in texts.items()})


def _first_section(content: Element | None) -> Element | None:
    """Properties of the first section: they stand in its last paragraph, or at the end of the body."""
    for item in content if content is not None else ():
        if local(item) == "sectPr":
            return item
        if local(item) == "p" and (found := child(child(item, "pPr"), "sectPr")) is not None:
            return found
    return None


def _text_column(section: Element | None) -> Column:
    margins = child(section, "pgMar")
    left, right = (number(attribute(margins, side)) for side in ("left", "right"))
    x0 = _MARGIN if left is None else abs(left) * TWIP
    x1 = A4_WIDTH - (_MARGIN if right is None else abs(right) * TWIP)
    return Column(x0, x1) if x1 - x0 >= _MIN_TEXT_WIDTH else Column(_MARGIN, A4_WIDTH - _MARGIN)


def _header(package: Package, main: str, section: Element | None) -> Element | None:
    title = child(section, "titlePg")
    kind = "first" if title is not None and attribute(title, "val") not in ("0", "false", "off") else "default"
    targets = package.relationships(main)
    for reference in children(section, "headerReference"):
        if attribute(reference, "type") == kind and (target := targets.get(attribute(reference, "id") or "")):
            return package.xml(target[1])
    return None
