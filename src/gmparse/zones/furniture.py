"""What stands on a page besides the letter: page numbers and footnotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import regex

from gmparse.lexicon.names import person_name
from gmparse.page import Document, Line, Page
from gmparse.zones.cues import (
    AUTHORITY,
    PAGE_NUMBER,
    RULE_LINE,
    SIGNING_NOTE,
    begins_position,
    is_capitals,
    is_date,
    motto_of,
)

_WIDE = regex.compile(r"\s{3,}(?=\S)")
_MAX_NUMBER = 14  # characters of a page number
_EDGE = 0.09  # of the page's height: where page numbers stand
_NOTE_MARK = 0.8  # of the note's own size: its number is smaller
_NOTE_SIZE = 0.88  # of the size of the page's text


class Flow(NamedTuple):
    """The lines of a letter in reading order, without page numbers; footnotes apart."""

    lines: list[Line]
    notes: list[Line]


def flow_of(document: Document) -> Flow:
    """Take page numbers away and set footnotes apart."""
    lines: list[Line] = []
    notes: list[Line] = []
    for page in document.pages:
        kept: list[Line] = []
        for line in page.lines:
            if line.text.strip() and not _is_page_number(line, page):
                kept += _columns(line) if "   " in line.text else (line,)
        first = _first_note(kept, page)
        lines += kept[:first]
        notes += kept[first:]
    return Flow(lines, notes)


def _columns(line: Line) -> list[Line]:
    """Two columns that were set in one line with tabs or blanks, where the right one shows what it is."""
    for gap in _WIDE.finditer(line.text):
        right = _WIDE.split(line.text[gap.end() :], maxsplit=1)[0].strip()
        if gap.start() and _opens_right_column(right):
            at = next(i for i, word in enumerate(line.words) if word.start >= gap.end())
            parts = (line.slice(0, at), line.slice(at, len(line.words)))
            return [part for part in parts if part is not None]
    return [line]


def _opens_right_column(text: str) -> bool:
    if motto_of(text) or AUTHORITY.match(text) or SIGNING_NOTE.match(text) or person_name(text):
        return True
    return (is_capitals(text) and begins_position(text)) or ("," in text and is_date(text))


def _is_page_number(line: Line, page: Page) -> bool:
    if line.page is None or len(line.text) > _MAX_NUMBER or not PAGE_NUMBER.match(line.text):
        return False
    edge = _EDGE * page.height
    return line.place.bottom <= edge or line.place.top >= page.height - edge


def _first_note(lines: list[Line], page: Page) -> int:
    """Index of the first footnote: a small number before small text, below the text of the page."""
    first = len(lines)
    if not any(map(_begins_note, lines)):  # nearly all pages
        return first
    size = _text_size(lines)
    if not size or lines[0].page is None:
        return first
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if line.place.top < 0.35 * page.height or _largest(line) > _NOTE_SIZE * size:
            break
        if _begins_note(line):
            first = index
    return first


def _begins_note(line: Line) -> bool:
    words = line.words
    return len(words) > 2 and words[0].text.isdigit() and words[0].style.size <= _NOTE_MARK * words[1].style.size


def _largest(line: Line) -> float:
    return max([word.style.size for word in line.words])


def _text_size(lines: Iterable[Line]) -> float:
    """The size in which most letters of the page are set."""
    letters: dict[float, int] = {}
    for line in lines:
        size = line.size
        letters[size] = letters.get(size, 0) + len(line.text)
    return max(letters, key=lambda size: letters[size], default=0.0)


def is_ornament(line: Line) -> bool:
    """Whether the line is a drawn rule, or a line of a motto: never a value."""
    return RULE_LINE.match(line.text) is not None or motto_of(line.text) is not None
