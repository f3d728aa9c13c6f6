"""A paragraph's runs → the pieces of its printed lines, as Word shows them: changes accepted, fields as results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from types import MappingProxyType
from typing import NamedTuple

from gmparse.encodings import Encoding, decode
from gmparse.errors import DamagedFileError
from gmparse.page import Style
from gmparse.reading.docx.numbering import symbol
from gmparse.reading.docx.package import Element, attribute, child, children, local, number
from gmparse.reading.docx.styles import Styles

MAX_DEPTH = 60  # elements inside one another; Word's own files stay below twenty
_EMU = 1 / 12700  # points
_PAGE_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES"))
_DROPPED = frozenset(("del", "moveFrom", "rPr", "pPr", "delText", "instrText", "sdtPr", "sdtEndPr"))
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_CSS = re.compile(r"(margin-left|margin-top|width)\s*:\s*(-?[\d.]+)(pt|in|cm|mm|px)?")
_CSS_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 1.0}


class Piece(NamedTuple):
    """A stretch of text of one style. A tab is a piece of its own, ``"\\t"``."""

    text: str
    style: Style


class TextBox(NamedTuple):
    """A text box: its ``w:txbxContent`` and its place in points relative to the paragraph; ``width`` may be unknown.

    ``inline`` boxes stand in the text, others beside it.
    """

    content: Element
    x: float
    y: float
    width: float | None
    inline: bool


@dataclass(slots=True)
class Content:
    """What a paragraph holds: pieces a printed line, and the text boxes that hang on it."""

    lines: list[list[Piece]] = field(default_factory=lambda: [[]])
    boxes: list[TextBox] = field(default_factory=list)

    def add(self, text: str, style: Style) -> None:
        """Append text; a line feed in it starts a new line, a tab is a piece of its own."""
        for part in re.split(r"([\n\t])", text):
            if part == "\n":
                self.lines.append([])
            elif part:
                self.lines[-1].append(Piece(part, style))

    def join(self, other: Content) -> None:
        """Append a paragraph whose mark between them was deleted."""
        self.lines[-1] += other.lines[0]
        self.lines += other.lines[1:]
        self.boxes += other.boxes


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    result: bool = False

    @property
    def shown(self) -> bool:
        return self.result and (self.instruction.split() or [""])[0].upper() not in _PAGE_FIELDS


class Runs:
    """Reads paragraphs in document order; knows which fields are open, and which fonts are of a legacy encoding."""

    def __init__(self, styles: Styles, encodings: Mapping[str, Encoding] = MappingProxyType({})) -> None:
        self._styles = styles
        self._encodings = encodings
        self._fields: list[_Field] = []

    def content(self, paragraph: Element, style: str | None) -> Content:
        """Pieces and text boxes of a ``w:p`` whose paragraph style is ``style``."""
        content = Content()
        self._walk(paragraph, style, content, 0)
        # An instruction never runs on into the next paragraph: a field that was not closed must not hide the letter.
        self._fields = [open_field for open_field in self._fields if open_field.shown]
        if self._encodings:
            content.lines = [self._decoded(pieces) for pieces in content.lines]
        return content

    def _decoded(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Pieces in Unicode; those of one font and encoding together, as a run may end before its letter's accent."""
        found: list[Piece] = []
        for _, group in groupby(pieces, lambda piece: piece.style.font):
            run = list(group)
            font = run[0].style.font
            text = "".join(piece.text for piece in run)
            shown = decode(text, self._encodings[font], font) if font in self._encodings else text
            ends = accumulate(len(piece.text) for piece in run)
            found += [p._replace(text=shown[end - len(p.text) : end]) for p, end in zip(run, ends, strict=True)]
        return found

    def _walk(self, element: Element, style: str | None, content: Content, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise too_deep()
        for item in element:
            name = local(item)
            if name == "r":
                self._run(item, style, content)
            elif name == "t":  # of a formula, whose runs are not the letter's
                content.add(_text(item, name), self._styles.run(None, style).style)
            elif name == "AlternateContent":
                self._walk(alternative(item), style, content, depth + 1)
            elif name in ("drawing", "pict", "object"):
                content.boxes += text_boxes(item)
            elif name == "fldSimple":
                self._fields.append(_Field(attribute(item, "instr") or "", result=True))
                self._walk(item, style, content, depth + 1)
                self._fields.pop()
            elif name == "ruby":
                self._walk(_base(item), style, content, depth + 1)
            elif name not in _DROPPED:
                self._walk(item, style, content, depth + 1)

    def _run(self, run: Element, style: str | None, content: Content) -> None:
        look = self._styles.run(child(run, "rPr"), style)
        for item in _run_items(run):
            name = local(item)
            if name == "fldChar":
                self._field_mark(attribute(item, "fldCharType"))
            elif name == "instrText" and self._fields:
                self._fields[-1].instruction += item.text or ""
            elif look.hidden or not all(open_field.shown for open_field in self._fields):
                continue
            elif name in ("drawing", "pict", "object"):
                content.boxes += text_boxes(item)
            elif name == "ruby":
                self._walk(_base(item), style, content, 1)
            else:
                text = _text(item, name)
                content.add(text.upper() if look.caps else text, look.style)

    def _field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].result = True
        elif self._fields and kind == "end":
            self._fields.pop()


def too_deep() -> DamagedFileError:
    """The error for a file whose elements are nested beyond all sense."""
    return DamagedFileError("its parts are nested too deeply for a letter: open it in Word and save it again")


def alternative(element: Element) -> Element:
    """The branch of an ``mc:AlternateContent`` to read: both say the same, so one is enough."""
    return next((e for e in element if local(e) in ("Choice", "Fallback")), element)


def text_boxes(drawing: Element) -> list[TextBox]:
    """Text boxes inside a ``w:drawing`` or ``w:pict``, in order."""
    frame = next((e for e in drawing if local(e) in ("anchor", "inline")), None)
    return [_box(content, frame, shape) for content, shape in _contents(drawing, None, 0)]


def _contents(element: Element, shape: Element | None, depth: int) -> Iterator[tuple[Element, Element | None]]:
    if depth > MAX_DEPTH:
        raise too_deep()
    if local(element) == "AlternateContent":
        element = alternative(element)
    for item in element:
        if local(item) == "txbxContent":
            yield item, shape
        else:
            yield from _contents(item, item if attribute(item, "style") else shape, depth + 1)


def _box(content: Element, frame: Element | None, shape: Element | None) -> TextBox:
    if frame is None:  # VML
        css = {key: float(size) * _CSS_UNITS[unit] for key, size, unit in _css(shape)}
        inline = "position:absolute" not in (attribute(shape, "style") or "").replace(" ", "")
        return TextBox(content, css.get("margin-left", 0.0), css.get("margin-top", 0.0), css.get("width"), inline)
    width = number(attribute(child(frame, "extent"), "cx"))
    return TextBox(
        content,
        _offset(child(frame, "positionH")),
        _offset(child(frame, "positionV")),
        width * _EMU if width else None,
        local(frame) == "inline",
    )


def _css(shape: Element | None) -> list[tuple[str, str, str]]:
    return [(m[1], m[2].rstrip("."), m[3] or "") for m in _CSS.finditer(attribute(shape, "style") or "")]


def _offset(position: Element | None) -> float:
    """Points from the column or the paragraph; 0 where the offset is from the page, which is nominal here."""
    if attribute(position, "relativeFrom") not in ("column", "paragraph", "line", "character", "margin"):
        return 0.0
    offset = child(position, "posOffset")
    return (number(offset.text if offset is not None else None) or 0.0) * _EMU


def _base(ruby: Element) -> Element:
    """The text that a ruby annotation stands over."""
    base = child(ruby, "rubyBase")
    return ruby if base is None else base


def _run_items(run: Element) -> Iterator[Element]:
    for item in run:
        if local(item) == "AlternateContent":
            yield from alternative(item)
        else:
            yield item


def _text(item: Element, name: str) -> str:
    if name == "t":
        return (item.text or "").replace("\n", " ").replace("\t", " ")
    if name == "sym":
        code = attribute(item, "char") or ""
        return symbol(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else ""
    return _SIGNS.get(name, "")


def is_deleted(properties: Element | None) -> bool:
    """Whether a ``w:pPr``'s mark or a ``w:trPr`` carries a tracked deletion."""
    marks = child(properties, "rPr") if properties is not None and local(properties) == "pPr" else properties
    return any(True for kind in ("del", "moveFrom") for _ in children(marks, kind))
