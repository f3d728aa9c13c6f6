"""What stands on a page besides the letter: page numbers and footnotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gmparse.page import Document, Line, Page
from gmparse.zones.cues import PAGE_NUMBER, RULE_LINE, motto_of

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
        kept = [line for line in page.lines if line.text.strip() and not _is_page_number(line, page)]
        first = _first_note(kept, page)
        lines += kept[:first]
        notes += kept[first:]
    return Flow(lines, notes)


def _is_page_number(line: Line, page: Page) -> bool:
    if line.page is None or not PAGE_NUMBER.match(line.text):
        return False
    edge = _EDGE * page.height
    return line.place.bottom <= edge or line.place.top >= page.height - edge


def _first_note(lines: list[Line], page: Page) -> int:
    """Index of the first footnote: a small number before small text, below the text of the page."""
    size = _text_size(lines)
    if not size or not lines or lines[0].page is None:
        return len(lines)
    first = len(lines)
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
    return max(word.style.size for word in line.words)


def _text_size(lines: Iterable[Line]) -> float:
    """The size in which most letters of the page are set."""
    letters: dict[float, int] = {}
    for line in lines:
        letters[line.size] = letters.get(line.size, 0) + len(line.text)
    return max(letters, key=lambda size: letters[size], default=0.0)


def is_ornament(line: Line) -> bool:
    """Whether the line is a drawn rule, or a line of a motto: never a value."""
    return RULE_LINE.match(line.text) is not None or motto_of(line.text) is not None
