"""Styles of a DOCX: what a run and a paragraph look like, with everything they inherit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gmparse.page import Style
from gmparse.reading.docx.package import Element, attribute, child, children, local, number, value

TWIP = 1 / 20  # points
_DEFAULT_SIZE = 10.0  # points, of a DOCX that says nothing
_MAX_SIZE = 3276  # half-points: the largest type Word sets
_ON = frozenset((None, "1", "true", "on"))
_MAX_CHAIN = 20  # styles that inherit from one another; more is a loop
_SIDES = {"start": "left", "end": "right"}  # names of strict OOXML


class RunLook(NamedTuple):
    """How a run looks: its `Style`, and whether it is shown in capitals or not at all."""

    style: Style = Style(_DEFAULT_SIZE)
    caps: bool = False
    hidden: bool = False


class TabStop(NamedTuple):
    """A tab stop: points from the left edge of the column, and ``left``, ``center`` or ``right``."""

    at: float
    kind: str


class Numbering(NamedTuple):
    """Which list a paragraph belongs to, and its level; ``level`` is ``None`` where a style leaves it to the list."""

    number: str
    level: int | None


@dataclass(slots=True)
class ParagraphLook:
    """How a paragraph stands in its column: ``left``/``center``/``right``, indents in points, tab stops, list."""

    align: str = "left"
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    tabs: tuple[TabStop, ...] = ()
    numbering: Numbering | None = None
    style: str | None = None

    def apply(self, properties: Element | None) -> None:
        """Let a ``w:pPr`` override what it names."""
        for item in properties if properties is not None else ():
            name = local(item)
            if name == "jc":
                self.align = _alignment(attribute(item, "val"))
            elif name == "ind":
                self.indent(item)
            elif name == "tabs":
                self.tabs = _merge_tabs(self.tabs, item)
            elif name == "numPr":
                self.numbering = _numbering(item, self.numbering)

    def indent(self, item: Element) -> None:
        """Let a ``w:ind`` override the indents that it names."""
        for key, text in item.attrib.items():
            side = key.rpartition("}")[2]
            points = (number(text) or 0.0) * TWIP
            match _SIDES.get(side, side):
                case "left":
                    self.left = points
                case "right":
                    self.right = points
                case "firstLine":
                    self.first = points
                case "hanging":
                    self.first = -points


class Styles:
    """The style sheet. Made from the roots of ``styles.xml`` (``None`` when the file has none)."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {i: s for s in children(root, "style") if (i := attribute(s, "styleId"))}
        self._default = {
            attribute(s, "type"): attribute(s, "styleId")
            for s in children(root, "style")
            if attribute(s, "default") in ("1", "true", "on")
        }
        defaults = child(root, "docDefaults")
        self._run_defaults = child(child(defaults, "rPrDefault"), "rPr")
        self._paragraph_defaults = child(child(defaults, "pPrDefault"), "pPr")
        self._looks: dict[str | None, RunLook] = {}

    def paragraph(self, properties: Element | None) -> ParagraphLook:
        """Look of a paragraph from its ``w:pPr`` and the styles behind it."""
        look = ParagraphLook(style=self._style_of(properties, "pStyle", "paragraph"))
        look.apply(self._paragraph_defaults)
        for style in self.chain(look.style):
            look.apply(child(style, "pPr"))
        look.apply(properties)
        return look

    def run(self, properties: Element | None, paragraph_style: str | None) -> RunLook:
        """Look of a run from its ``w:rPr`` inside a paragraph of that style."""
        look = self._paragraph_run(paragraph_style)
        for style in self.chain(value(properties, "rStyle")):
            look = _apply_run(look, child(style, "rPr"))
        return _apply_run(look, properties)

    def chain(self, style: str | None) -> Iterator[Element]:
        """A style and those it is based on, the most general first."""
        found: list[Element] = []
        while style in self._styles and len(found) < _MAX_CHAIN:
            found.append(self._styles[style])
            style = value(found[-1], "basedOn")
        return reversed(found)

    def table_chain(self, properties: Element | None) -> Iterator[Element]:
        """Styles of a table from its ``w:tblPr``, the most general first."""
        return self.chain(self._style_of(properties, "tblStyle", "table"))

    def _style_of(self, properties: Element | None, tag: str, kind: str) -> str | None:
        named = value(properties, tag)
        return named if named in self._styles else self._default.get(kind)

    def _paragraph_run(self, style: str | None) -> RunLook:
        if style not in self._looks:
            look = _apply_run(RunLook(), self._run_defaults)
            for element in self.chain(style):
                look = _apply_run(look, child(element, "rPr"))
            self._looks[style] = look
        return self._looks[style]


def _apply_run(look: RunLook, properties: Element | None) -> RunLook:
    if properties is None:
        return look
    style, caps, hidden = look
    for item in properties:
        name, val = local(item), attribute(item, "val")
        if name == "b":
            style = style._replace(bold=val in _ON)
        elif name == "i":
            style = style._replace(italic=val in _ON)
        elif name == "sz":
            half_points = number(val) or 0.0
            style = style._replace(size=half_points / 2) if 1 < half_points <= _MAX_SIZE else style
        elif name == "rFonts":
            style = style._replace(font=attribute(item, "ascii") or attribute(item, "hAnsi") or style.font)
        elif name == "caps":
            caps = val in _ON
        elif name == "vanish":
            hidden = val in _ON
    return RunLook(style, caps, hidden)


def _alignment(val: str | None) -> str:
    return {"center": "center", "right": "right", "end": "right"}.get(val or "", "left")


def _merge_tabs(tabs: tuple[TabStop, ...], item: Element) -> tuple[TabStop, ...]:
    stops = {stop.at: stop for stop in tabs}
    for tab in children(item, "tab"):
        at = (number(attribute(tab, "pos")) or 0.0) * TWIP
        kind = attribute(tab, "val") or "left"
        if kind == "clear":
            stops.pop(at, None)
        elif kind != "bar":
            stops[at] = TabStop(at, {"end": "right", "center": "center", "right": "right"}.get(kind, "left"))
    return tuple(stops[at] for at in sorted(stops))


def _numbering(item: Element, inherited: Numbering | None) -> Numbering | None:
    """``numId`` 0 takes a paragraph out of the list of its style; none at all leaves it there."""
    list_id = value(item, "numId") or (inherited.number if inherited else None)
    level = number(value(item, "ilvl"))
    return Numbering(list_id, None if level is None else int(level)) if list_id and list_id != "0" else None
