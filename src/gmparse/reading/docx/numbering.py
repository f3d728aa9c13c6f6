"""Automatic numbers and bullets: the marker that Word prints before a list paragraph but does not store in its text."""

from __future__ import annotations

import re
from typing import NamedTuple

from gmparse.reading.docx.package import Element, attribute, child, children, number, value
from gmparse.reading.docx.styles import Numbering, Styles

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_SMALL = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9
_LEVEL_MARK = re.compile(r"%([1-9])")

# Signs of symbol fonts, by the low byte of their private-use code point.
_SYMBOLS = {
    0x2A: "*", 0x2B: "+", 0x2D: "-", 0x2F: "/", 0x6F: "□", 0x76: "❖", 0xA3: "≤", 0xA7: "▪", 0xA8: "◻", 0xAE: "→",
    0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xD8: "➢", 0xE0: "→", 0xF0: "⇨", 0xFC: "✓", 0xFE: "☑",
}  # fmt: skip


class _Level(NamedTuple):
    text: str
    form: str
    start: int
    suffix: str
    indent: Element | None
    legal: bool


class Marker(NamedTuple):
    """What stands before a list paragraph (``""`` for nothing), and the ``w:ind`` of its level."""

    text: str
    indent: Element | None


def symbol(code: int) -> str:
    """Unicode for a sign of a symbol font given by its code point, a bullet for one that is not known."""
    if not 0xF000 <= code <= 0xF0FF:
        return chr(code) if 0 < code < 0x110000 else ""
    return _SYMBOLS.get(code - 0xF000, "•")


class Lists:
    """The lists of a DOCX and where their counters stand. Ask for the paragraphs' markers in document order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {i: a for a in children(root, "abstractNum") if (i := attribute(a, "abstractNumId"))}
        self._lists = {i: n for n in children(root, "num") if (i := attribute(n, "numId"))}
        self._levels: dict[str, tuple[str, list[_Level]]] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def marker(self, numbering: Numbering | None, style: str | None) -> Marker:
        """Count this paragraph and give its marker."""
        if numbering is None or numbering.number not in self._lists:
            return Marker("", None)
        key, levels = self._of(numbering.number)
        at = numbering.level if numbering.level is not None else self._level_of_style(key, style)
        if not levels or not 0 <= at < len(levels):
            return Marker("", None)
        self._count(numbering.number, key, levels, at)
        level = levels[at]
        text = _render(levels, self._counters[key], at)
        return Marker(text if level.suffix == "nothing" or not text else text + " ", level.indent)

    def _count(self, list_id: str, key: str, levels: list[_Level], at: int) -> None:
        counters = self._counters.setdefault(key, [None] * _LEVELS)
        override = self._override(list_id, at)
        if override is not None and (list_id, at) not in self._begun:
            counters[at] = override
        else:
            before = counters[at]
            counters[at] = levels[at].start if before is None else before + 1
        self._begun.add((list_id, at))
        counters[at + 1 :] = [None] * (_LEVELS - at - 1)

    def _override(self, list_id: str, at: int) -> int | None:
        for item in children(self._lists[list_id], "lvlOverride"):
            if attribute(item, "ilvl") == str(at):
                start = number(value(item, "startOverride"))
                return None if start is None else int(start)
        return None

    def _of(self, list_id: str) -> tuple[str, list[_Level]]:
        """The key of the list's counters (lists of one abstract list count on together) and its levels."""
        if list_id not in self._levels:
            key = self._abstract_of(list_id)
            found: dict[int, Element] = {}
            for level in children(self._abstract.get(key), "lvl"):
                found[int(number(attribute(level, "ilvl")) or 0)] = level
            for item in children(self._lists[list_id], "lvlOverride"):
                if (own := child(item, "lvl")) is not None:
                    found[int(number(attribute(item, "ilvl")) or 0)] = own
            self._levels[list_id] = (key, [_level(found.get(i)) for i in range(_LEVELS)] if found else [])
        return self._levels[list_id]

    def _abstract_of(self, list_id: str) -> str:
        """Id of the abstract list, through one link by a numbering style."""
        key = value(self._lists[list_id], "abstractNumId") or ""
        linked = value(self._abstract.get(key), "numStyleLink")
        for style in self._styles.chain(linked):
            target = value(child(child(style, "pPr"), "numPr"), "numId")
            if target in self._lists and target != list_id:
                return value(self._lists[target], "abstractNumId") or key
        return key

    def _level_of_style(self, key: str, style: str | None) -> int:
        for level in children(self._abstract.get(key), "lvl"):
            if style is not None and value(level, "pStyle") == style:
                return int(number(attribute(level, "ilvl")) or 0)
        return 0


def _level(element: Element | None) -> _Level:
    start = number(value(element, "start"))
    return _Level(
        text=value(element, "lvlText") or "",
        form=value(element, "numFmt") or "decimal",
        start=1 if start is None else int(start),
        suffix=value(element, "suff") or "tab",
        indent=child(child(element, "pPr"), "ind"),
        legal=child(element, "isLgl") is not None,
    )


def _render(levels: list[_Level], counters: list[int | None], at: int) -> str:
    level = levels[at]
    if level.form == "bullet":
        return "".join(symbol(ord(c)) for c in level.text)
    if level.form == "none":
        return _LEVEL_MARK.sub("", level.text)

    def shown(found: re.Match[str]) -> str:
        index = int(found[1]) - 1
        count = counters[index]
        return _number(
            levels[index].start if count is None else count, "decimal" if level.legal else levels[index].form
        )

    return _LEVEL_MARK.sub(shown, level.text)


def _number(count: int, form: str) -> str:
    match form:
        case "lowerLetter" | "upperLetter" if 0 < count <= 780:
            text = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        case "lowerRoman" | "upperRoman" if 0 < count < 4000:
            text = _roman(count)
        case "decimalZero":
            return f"{count:02d}"
        case "none":
            return ""
        case _:
            return str(count)
    return text.upper() if form.startswith("upper") else text


def _roman(count: int) -> str:
    text = ""
    for size, letters in _ROMAN + _ROMAN_SMALL:
        text += letters * (count // size)
        count %= size
    return text
