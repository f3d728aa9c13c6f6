"""Printed rows → lines of one column each.

A letterhead and a signature block are two columns side by side; readers see them as one row or as pieces in any order.
Pieces are grouped into rows by baseline, split where a gap is a column's edge, and joined where a gap is a blank slot
(``Số:      /GM-SVH``) or a justified blank. A gap keeps its width as several blanks in the line's text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise, repeat
from typing import NamedTuple, cast

from gmparse.page import Box, Line, Origin, Style, Word

_SAME_ROW = 0.45  # of the text height: baselines closer than this are one row
_COLUMN_GAP = 1.15  # em: narrower gaps are blanks between words
_SLOT_GAP = 6.0  # em: wider gaps are never a slot that was left blank
_LEAST_STRETCHED = 4  # words of a line that justifying stretched
_SAME_GAP = 0.15  # em: gaps that differ by less are the same
_BLANK = 0.28  # em: one blank of text for each of this
_LEAST_EM = 4.0  # points
_WORD_GAP = 0.5  # em: wider gaps part words even where the file has no blank
_LEAST_GAP = _COLUMN_GAP * _LEAST_EM
_LEAST_BLANK = _WORD_GAP * _LEAST_EM
_DESCENT = 0.21  # of the height: the descent of common text fonts
_NEAR_ROWS = 2.6  # row heights: rows farther away say nothing about a gap

# A gap after these words, or before those, is a slot to be filled in, not a column's edge.
_SLOT_BEFORE = re.compile(r"(?:^|\s)(?:Số\s*:?|ngày|tháng|năm|[:/]|/20\d?)$", re.IGNORECASE)
_SLOT_AFTER = re.compile(r"^(?:/|-\s?[A-ZĐ]{2}|tháng\b|năm\b)", re.IGNORECASE)
# What their matches end and begin with: spares most gaps the patterns.
_SLOT_BEFORE_ENDS = ("số", "ngày", "tháng", "năm", ":", "/")
_SLOT_AFTER_FIRST = frozenset("/-tTnN")
# Text that opens the right-hand column wherever it stands.
_RIGHT_OPENERS = re.compile(
    r"(?<=\S)\s+(?=(?:CỘNG\s+H[ÒO][ÀA]\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT|Độc\s+lập\s*[-–]\s*Tự\s+do)\b)"
    r"|(?<=[^\s,])\s+(?=(?:(?:TP|Tp|thành phố|tỉnh|xã|phường)\.?\s*)?(?:[A-ZĐÀ-Ỹ][\w'’-]*\.?\s+){0,5}"
    r"[A-ZĐÀ-Ỹ][\w'’-]*\s*,\s*ngày\s)"
)
_NUMBER_LINE = re.compile(r"^Số\b", re.IGNORECASE)
_RECIPIENTS = re.compile(r"^(N[ơƠ][iI]\s+nh[ậẬ]n\s*:?)\s+(?=\S)")


class Piece:
    """Words that follow each other on one row, in columns: text, place, style, and whether a blank stands before each.

    ``row`` is the place of a word whose row they belong to, where their own size and height would tell another.
    ``marks`` are confidence and origin of each word, ``None`` while all are certain and the line's own.
    """

    __slots__ = ("_place", "baseline", "gaps", "height", "marks", "places", "row", "styles", "texts")

    def __init__(
        self,
        texts: list[str] | None = None,
        places: list[Box] | None = None,
        styles: list[Style] | None = None,
        gaps: list[bool] | None = None,
        row: Box | None = None,
    ) -> None:
        self.texts = texts or []
        self.places = places or []
        self.styles = styles or []
        self.gaps = gaps or []
        self.row = row
        self.marks: list[_Mark] | None = None
        self._place: Box | None = None
        self.baseline = self.height = 0.0  # of the text; known when measured

    @classmethod
    def of(cls, words: Sequence[Word], gaps: Sequence[bool], row: Box | None = None) -> Piece:
        """The piece of words that were made elsewhere."""
        texts, _, places, styles, confidences, origins = map(list, zip(*words, strict=True))
        piece = cls(texts, places, styles, list(gaps), row)
        piece.marks = list(zip(confidences, origins, strict=True))
        return piece

    def add(self, text: str, place: Box, style: Style, blank: bool, confidence: float = 1.0) -> None:
        """Put a word behind the others."""
        if self.marks is None and confidence != 1.0:
            self.marks = [_CERTAIN] * len(self.texts)
        if self.marks is not None:
            self.marks.append((confidence, None))
        self.texts.append(text)
        self.places.append(place)
        self.styles.append(style)
        self.gaps.append(blank)

    def part(self, first: int, last: int | None = None) -> Piece:
        """The words ``first:last`` alone."""
        here = slice(first, last)
        piece = Piece(self.texts[here], self.places[here], self.styles[here], self.gaps[here])
        if self.marks is not None:
            piece.marks = self.marks[here]
        return piece

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words; their offsets are those in its text."""
        return tuple(self.set_from(0)[1])

    @property
    def text(self) -> str:
        """The text of its words, a blank between two that have one there."""
        return joined(self.texts, self.gaps)

    def set_from(self, start: int) -> tuple[str, list[Word]]:
        """Its text, and its words with their offsets in a line in which the text begins at ``start``."""
        words: list[Word] = []
        make = tuple.__new__  # a third of the time of Word(…)
        text = ""
        marks = self.marks or repeat(_CERTAIN)
        columns = zip(self.texts, self.gaps, self.places, self.styles, marks, strict=False)
        for shown, gap, place, style, (confidence, origin) in columns:
            if gap and text:
                text += " "
            words.append(make(Word, (shown, start + len(text), place, style, confidence, origin)))
            text += shown
        return text, words

    @property
    def place(self) -> Box:
        """The box around its words; ask when they are complete."""
        if self._place is None:
            self.measure()
        return cast(Box, self._place)

    def measure(self) -> None:
        """Find its place, and its baseline by the cell of the widest word, which superscripts do not move much."""
        places = self.places
        if len(places) > 1:
            x0s, tops, x1s, bottoms = zip(*places, strict=True)
            place = Box(min(x0s), min(tops), max(x1s), max(bottoms))
            if min(bottoms) == place[3] and max(tops) == place[1]:  # most pieces: words of one size
                places = [place]
        else:
            place = places[0]
        self._place = place
        if self.row is not None:
            places = [self.row]
        if len(places) == 1:
            _, top, _, bottom = places[0]
            self.height = height = bottom - top
        else:
            sizes = [(x1 - x0, bottom - top, bottom) for (x0, top, x1, bottom) in places]
            _, height, bottom = max(sizes)
            self.height = max([size[1] for size in sizes])
        self.baseline = bottom - _DESCENT * height


_Mark = tuple[float, Origin | None]
_CERTAIN: _Mark = (1.0, None)


def joined(texts: Sequence[str], gaps: Sequence[bool]) -> str:
    """Texts of words, a blank before each that has one before it, except the first."""
    parts = [" " + text if gap else text for text, gap in zip(texts, gaps, strict=True)]
    return "".join(parts)[1:] if gaps and gaps[0] else "".join(parts)


class Row(NamedTuple):
    """Pieces with one baseline, left to right."""

    pieces: list[Piece]
    top: float
    bottom: float


def lines_of(pieces: Iterable[Piece], page: int | None, origin: Origin = "content") -> tuple[Line, ...]:
    """Lines of a page from its pieces, rows top to bottom, columns left to right."""
    parts = _split(pieces)
    for piece in parts:
        piece.measure()
    rows = _rows(parts)
    lines: list[Line] = []
    for index in range(len(rows)):
        for group in _groups(rows, index):
            line = _line(group, page, origin)
            lines += _seams(line) if _may_have_seam(line.text) else (line,)
    return tuple(lines)


def _rows(pieces: Iterable[Piece]) -> list[Row]:
    """Group by baseline."""
    rows: list[list[Piece]] = []
    base = row_height = 0.0
    placed = [(piece.baseline, piece.place[0], index, piece) for index, piece in enumerate(pieces)]
    for here, _, _, piece in sorted(placed):
        height = piece.height
        if rows and here - base <= _SAME_ROW * min(height, row_height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
            base, row_height = here, height
    return [_row(row) for row in rows]


def _row(pieces: list[Piece]) -> Row:
    if len(pieces) == 1:
        place = pieces[0].place
        return Row(pieces, place.top, place.bottom)
    pieces.sort(key=lambda p: p.place.x0)
    return Row(pieces, min([p.place.top for p in pieces]), max([p.place.bottom for p in pieces]))


def _split(pieces: Iterable[Piece]) -> list[Piece]:
    """Cut pieces at gaps wider than a blank; a gap as wide as a blank is one, whatever the file says."""
    result: list[Piece] = []
    for piece in pieces:
        gaps, start = piece.gaps, 0
        for i, (left, right) in enumerate(pairwise(piece.places), start=1):
            gap = right[0] - left[2]
            if gap <= _LEAST_BLANK or (gap <= _LEAST_GAP and gaps[i]):
                continue
            em = _em(left, right)
            if gap > _COLUMN_GAP * em:
                result.append(piece.part(start, i))
                start = i
            elif gap > _WORD_GAP * em:
                gaps[i] = True
        result.append(piece.part(start) if start else piece)
    return result


def _em(left: Box, right: Box) -> float:
    return max(min(left[3] - left[1], right[3] - right[1]) * 0.9, _LEAST_EM)


def _groups(rows: Sequence[Row], index: int) -> list[list[Piece]]:
    """Pieces of a row that are one line."""
    pieces = rows[index].pieces
    if len(pieces) == 1 or _is_stretched(pieces):
        return [pieces]
    groups = [pieces[:1]]
    for piece in pieces[1:]:
        if _belongs(rows, index, groups[-1][-1], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _is_stretched(pieces: Sequence[Piece]) -> bool:
    """Whether a row is a line of few words that was justified: one wide gap, the same between all of its words."""
    if len(pieces) < _LEAST_STRETCHED or any(any(piece.gaps[1:]) for piece in pieces):
        return False
    gaps = [right.place.x0 - left.place.x1 for left, right in pairwise(pieces)]
    em = _em(pieces[0].places[0], pieces[-1].places[0])
    words = sum(any(map(str.isalpha, piece.texts[0])) for piece in pieces)
    return max(gaps) <= min(_SLOT_GAP * em, min(gaps) + _SAME_GAP * em) and words * 2 > len(pieces)


def _belongs(rows: Sequence[Row], index: int, left: Piece, right: Piece) -> bool:
    x0, x1 = left.place.x1, right.place.x0
    gap, em = x1 - x0, _em(left.places[-1], right.places[0])
    if gap <= _COLUMN_GAP * em:
        return True
    if gap > 2 * _SLOT_GAP * em:
        return False
    return _is_slot(left, right) or (gap <= _SLOT_GAP * em and _is_covered(rows, index, x0, x1, em))


def _is_slot(left: Piece, right: Piece) -> bool:
    last = left.texts[-1].lower()
    if right.texts[0][0] not in _SLOT_AFTER_FIRST and not last.endswith(_SLOT_BEFORE_ENDS) and "20" not in last[-3:]:
        return False
    before = joined(left.texts[-3:], left.gaps[-3:])
    after = joined(right.texts[:3], right.gaps[:3]).strip()
    if not (_SLOT_BEFORE.search(before) or _SLOT_AFTER.match(after)):
        return False
    return _RIGHT_OPENERS.search("x " + after) is None


def _is_covered(rows: Sequence[Row], index: int, x0: float, x1: float, em: float) -> bool:
    """Whether a near row has text running right across the gap: then it is no column's edge."""
    here = rows[index]
    height = here.bottom - here.top
    for row in (*rows[index - 1 : index], *rows[index + 1 : index + 2]):
        if min(abs(row.top - here.bottom), abs(here.top - row.bottom)) > _NEAR_ROWS * height:
            continue
        if any(p.place.x0 < x0 - em and p.place.x1 > x1 + em for p in row.pieces):
            return True
    return False


def _line(group: Sequence[Piece], page: int | None, origin: Origin) -> Line:
    text, words = group[0].set_from(0)
    if len(group) == 1:
        return Line(text, tuple(words), group[0].place, page, origin)
    for left, right in pairwise(group):
        text += " " * _blanks(left.places[-1], right.places[0])
        behind, more = right.set_from(len(text))
        text += behind
        words += more
    return Line(text, tuple(words), Box.around([piece.place for piece in group]), page, origin)


def _blanks(left: Box, right: Box) -> int:
    """Blanks for the gap between two pieces of one line."""
    gap, em = right.x0 - left.x1, _em(left, right)
    return max(2, round(gap / (_BLANK * em))) if gap > _COLUMN_GAP * em else 1


def _may_have_seam(text: str) -> bool:
    """Whether a line needs the closer look: few do."""
    return text[0] in "NnSs" or "lập" in text or "CỘNG" in text or text.isupper()


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
