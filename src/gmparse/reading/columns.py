"""Printed rows → lines of one column each.

A letterhead and a signature block are two columns side by side; readers see them as one row or as pieces in any order.
Pieces are grouped into rows by baseline, split where a gap is a column's edge, and joined where a gap is a blank slot
(``Số:      /GM-SVH``) or a justified blank. A gap keeps its width as several blanks in the line's text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gmparse.page import Box, Line, Origin, Style, Word

_SAME_ROW = 0.45  # of the text height: baselines closer than this are one row
_COLUMN_GAP = 1.15  # em: narrower gaps are blanks between words
_SLOT_GAP = 6.0  # em: wider gaps are never a slot that was left blank
_BLANK = 0.28  # em: one blank of text for each of this
_LEAST_EM = 4.0  # points
_WORD_GAP = 0.5  # em: wider gaps part words even where the file has no blank
_LEAST_GAP = _COLUMN_GAP * _LEAST_EM
_LEAST_BLANK = _WORD_GAP * _LEAST_EM
_NEAR_ROWS = 2.6  # row heights: rows farther away say nothing about a gap

# A gap after these words, or before those, is a slot to be filled in, not a column's edge.
_SLOT_BEFORE = re.compile(r"(?:^|\s)(?:Số\s*:?|ngày|tháng|năm|[:/]|/20\d?)$", re.IGNORECASE)
_SLOT_AFTER = re.compile(r"^(?:/|-\s?[A-ZĐ]{2}|tháng\b|năm\b)", re.IGNORECASE)
# Text that opens the right-hand column wherever it stands.
_RIGHT_OPENERS = re.compile(
    r"(?<=\S)\s+(?=(?:CỘNG\s+H[ÒO][ÀA]\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT|Độc\s+lập\s*[-–]\s*Tự\s+do)\b)"
    r"|(?<=[^\s,])\s+(?=(?:(?:TP|Tp|thành phố|tỉnh|xã|phường)\.?\s*)?(?:[A-ZĐÀ-Ỹ][\w'’-]*\.?\s+){0,5}"
    r"[A-ZĐÀ-Ỹ][\w'’-]*\s*,\s*ngày\s)"
)
_NUMBER_LINE = re.compile(r"^Số\b", re.IGNORECASE)
_RECIPIENTS = re.compile(r"^(N[ơƠ][iI]\s+nh[ậẬ]n\s*:?)\s+(?=\S)")


class Piece:
    """Words that follow each other on one row; each with whether a blank stands before it.

    ``row`` is the place of a word whose row they belong to, where their own size and height would tell another.
    """

    __slots__ = ("_length", "_place", "gaps", "row", "words")

    def __init__(self, words: Sequence[Word] = (), gaps: Sequence[bool] = (), row: Box | None = None) -> None:
        self.words = list(words)
        self.gaps = list(gaps)
        self.row = row
        self._length = 0
        self._place: Box | None = None

    def add(self, text: str, place: Box, style: Style, blank: bool, confidence: float = 1.0) -> None:
        """Put a word behind the others."""
        start = self._length + 1 if blank and self.words else self._length
        self._length = start + len(text)
        self.words.append(Word(text, start, place, style, confidence))
        self.gaps.append(blank)

    @property
    def place(self) -> Box:
        """The box around its words; ask when they are complete."""
        if self._place is None:
            self._place = _around(self.words)
        return self._place


def joined(words: Sequence[Word], gaps: Sequence[bool]) -> str:
    """Text of words, a blank before each that has one before it."""
    return "".join((" " if gap else "") + word.text for word, gap in zip(words, gaps, strict=True))


class Row(NamedTuple):
    """Pieces with one baseline, left to right."""

    pieces: list[Piece]
    top: float
    bottom: float


def lines_of(pieces: Iterable[Piece], page: int | None, origin: Origin = "content") -> tuple[Line, ...]:
    """Lines of a page from its pieces, rows top to bottom, columns left to right."""
    rows = _rows(_split(pieces))
    lines: list[Line] = []
    for index in range(len(rows)):
        for group in _groups(rows, index):
            lines.extend(_seams(_line(group, page, origin)))
    return tuple(lines)


def _rows(pieces: Iterable[Piece]) -> list[Row]:
    """Group by baseline: the bottom of the cell of the widest word, which superscripts do not move much."""
    rows: list[list[Piece]] = []
    base = row_height = 0.0
    placed = [(*_baseline(piece), piece) for piece in pieces]
    for here, height, piece in sorted(placed, key=lambda p: (p[0], p[2].place.x0)):
        if rows and here - base <= _SAME_ROW * min(height, row_height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
            base, row_height = here, height
    return [
        Row(sorted(row, key=lambda p: p.place.x0), min(p.place.top for p in row), max(p.place.bottom for p in row))
        for row in rows
    ]


def _baseline(piece: Piece) -> tuple[float, float]:
    """Baseline and height of the text of a piece."""
    places = [piece.row] if piece.row else [w.place for w in piece.words]
    sizes = [(x1 - x0, bottom - top, bottom) for (x0, top, x1, bottom) in places]
    _, height, bottom = max(sizes)
    return bottom - 0.21 * height, max(size[1] for size in sizes)  # the descent of common text fonts


def _around(words: Sequence[Word]) -> Box:
    x0, top, x1, bottom = zip(*[w.place for w in words], strict=True)
    return Box(min(x0), min(top), max(x1), max(bottom))


def _split(pieces: Iterable[Piece]) -> list[Piece]:
    """Cut pieces at gaps wider than a blank; a gap as wide as a blank is one, whatever the file says."""
    result: list[Piece] = []
    for piece in pieces:
        words, gaps, start = piece.words, piece.gaps, 0
        for i in range(1, len(words)):
            left, right = words[i - 1].place, words[i].place
            gap = right[0] - left[2]
            if gap <= _LEAST_BLANK or (gaps[i] and gap <= _LEAST_GAP):
                continue
            em = _em(left, right)
            if gap > _COLUMN_GAP * em:
                result.append(Piece(words[start:i], gaps[start:i]))
                start = i
            elif gap > _WORD_GAP * em:
                gaps[i] = True
        result.append(Piece(words[start:], gaps[start:]) if start else piece)
    return result


def _em(left: Box, right: Box) -> float:
    return max(min(left.height, right.height) * 0.9, _LEAST_EM)


def _groups(rows: Sequence[Row], index: int) -> list[list[Piece]]:
    """Pieces of a row that are one line."""
    groups: list[list[Piece]] = []
    for piece in rows[index].pieces:
        if groups and _belongs(rows, index, groups[-1][-1], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _belongs(rows: Sequence[Row], index: int, left: Piece, right: Piece) -> bool:
    gap, em = right.place.x0 - left.place.x1, _em(left.words[-1].place, right.words[0].place)
    if gap <= _COLUMN_GAP * em:
        return True
    if gap > 2 * _SLOT_GAP * em:
        return False
    if gap > _SLOT_GAP * em:
        return _is_slot(left, right)
    return _is_slot(left, right) or _is_covered(rows, index, left.place.x1, right.place.x0, em)


def _is_slot(left: Piece, right: Piece) -> bool:
    before = joined(left.words[-3:], left.gaps[-3:])
    after = joined(right.words[:3], right.gaps[:3])
    if not (_SLOT_BEFORE.search(before) or _SLOT_AFTER.match(after.strip())):
        return False
    return _RIGHT_OPENERS.search("x " + after.strip()) is None


def _is_covered(rows: Sequence[Row], index: int, x0: float, x1: float, em: float) -> bool:
    """Whether a near row has text running right across the gap: then it is no column's edge."""
    here = rows[index]
    height = here.bottom - here.top
    for other in (index - 1, index + 1):
        if not 0 <= other < len(rows):
            continue
        row = rows[other]
        if min(abs(row.top - here.bottom), abs(here.top - row.bottom)) > _NEAR_ROWS * height:
            continue
        if any(p.place.x0 < x0 - em and p.place.x1 > x1 + em for p in row.pieces):
            return True
    return False


def _line(group: Sequence[Piece], page: int | None, origin: Origin) -> Line:
    parts: list[str] = []
    words: list[Word] = []
    length = 0
    for piece in group:
        for i, (word, blank) in enumerate(zip(piece.words, piece.gaps, strict=True)):
            if words and (blank or i == 0):
                blanks = 1 if i else _blanks(words[-1].place, word.place)
                parts.append(" " * blanks)
                length += blanks
            parts.append(word.text)
            words.append(word if word.start == length else _moved(word, length))
            length += len(word.text)
    place = group[0].place if len(group) == 1 else _around(words)
    return Line("".join(parts), tuple(words), place, page, origin)


def _moved(word: Word, start: int) -> Word:
    return Word(word.text, start, *word[2:])


def _blanks(left: Box, right: Box) -> int:
    """Blanks for the gap between two pieces of one line."""
    gap, em = right.x0 - left.x1, _em(left, right)
    return max(2, round(gap / (_BLANK * em))) if gap > _COLUMN_GAP * em else 1


def _seams(line: Line) -> list[Line]:
    """Cut a line that runs on from the left-hand column into the right-hand one without a wide gap."""
    cut = None
    if _NUMBER_LINE.match(line.text) or line.text.isupper() or "lập" in line.text or "CỘNG" in line.text:
        found = _RIGHT_OPENERS.search(line.text)
        cut = found.end() if found else None
    elif found := _RECIPIENTS.match(line.text):
        rest = line.text[found.end() :]
        cut = found.end() if rest.isupper() else None
    if cut is None:
        return [line]
    at = bisect_left([w.start for w in line.words], cut)
    return [part for part in (line.slice(0, at), line.slice(at, len(line.words))) if part is not None]
