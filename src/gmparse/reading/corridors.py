"""Where rows of text show two columns side by side: gaps that neighbouring rows leave open at the same place.

Works on spans in any unit: character columns of plain text, points of a nominal page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

_WIDE = 3  # characters: a gap that no doubled blank makes
_REACH = 8  # rows up and down that can bear witness to a gap


class Span(NamedTuple):
    """Left and right end of a stretch of text without wide gaps."""

    x0: float
    x1: float


def column_cuts(rows: Sequence[Sequence[Span]], unit: float = 1.0) -> list[list[int]]:
    """For each row the indexes of the spans that begin a new column.

    A gap is a column's edge when a row near it leaves the same place open and proves a column beside it: it has text
    on both sides of the gap, or begins under the text to the right of it. A row that runs across the gap ends the
    search. A narrow gap, which a doubled blank makes as well, needs two such rows.

    Args:
        rows: spans of each row, left to right, neighbouring spans parted by a gap that may be a column's edge.
        unit: width of a character in the spans' unit.
    """
    return [[i for i in range(1, len(row)) if _is_proven(rows, at, i, unit)] for at, row in enumerate(rows)]


def _is_proven(rows: Sequence[Sequence[Span]], at: int, index: int, unit: float) -> bool:
    needed = 1 if rows[at][index].x0 - rows[at][index - 1].x1 >= _WIDE * unit else 2
    found = chain(_witnesses(rows, at, index, -1, unit), _witnesses(rows, at, index, 1, unit))
    return sum(1 for _ in islice(found, needed)) == needed


def _witnesses(rows: Sequence[Sequence[Span]], at: int, index: int, step: int, unit: float) -> Iterator[int]:
    """The rows above (``step`` -1) or below (1) that prove the gap before span ``index`` of row ``at``."""
    gap = Span(rows[at][index - 1].x1, rows[at][index].x0)
    right = rows[at][index]
    for distance in range(1, _REACH + 1):
        other = at + step * distance
        if not 0 <= other < len(rows):
            return
        row = rows[other]
        beside = any(_shares(Span(left.x1, span.x0), gap, unit) for left, span in pairwise(row))
        begins = row[0].x0 if row else 0.0
        under = max(gap.x1 - 2 * unit, gap.x0 + 8 * unit) <= begins < right.x1
        if beside or (row and under):
            yield other
        elif any(span.x0 < gap.x1 and span.x1 > gap.x0 and not _aside(span, gap, unit) for span in row):
            return


def _shares(one: Span, other: Span, unit: float) -> bool:
    """Whether two gaps have at least two characters of open place in common."""
    return min(one.x1, other.x1) - max(one.x0, other.x0) >= 2 * unit


def _aside(span: Span, gap: Span, unit: float) -> bool:
    """Whether a span that reaches into the gap still leaves two characters of it open."""
    return gap.x1 - span.x1 >= 2 * unit or span.x0 - gap.x0 >= 2 * unit
