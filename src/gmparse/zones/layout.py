"""Measures of a letter's text: margins, what is centred, which column a line stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gmparse.page import Line

_WIDE = 0.6  # of the widest line: such lines are running text
_CENTRED = 14.0  # points that a centred line's middle may be off
_CENTRED_SCANNED = 20.0  # of a scan, whose lines are not quite level
_CENTRED_NOMINAL = 28.0  # where the place is nominal: the margin is hidden behind the indents of one-line paragraphs
_MAX_INDENT = 50.0  # points: the deepest indent of a paragraph's first line
_FEWEST_TAILS = 3  # lines that begin at one place
PARAGRAPH_INDENT = 38.0  # points: lines that stand in farther from the margin are no paragraph's first
_INDENT = 12.0  # points: less from the margin is at the margin


class Layout(NamedTuple):
    """Left and right edge of the running text in points.

    ``styled`` is ``False`` for plain text, which has no type; ``nominal`` is ``True`` for formats without pages.
    """

    left: float
    right: float
    styled: bool
    nominal: bool = False

    @property
    def middle(self) -> float:
        """The axis of centred lines."""
        return (self.left + self.right) / 2

    def is_centred(self, line: Line) -> bool:
        """Whether the line stands in the middle and leaves both margins free."""
        slack = _CENTRED_NOMINAL if self.nominal else _CENTRED_SCANNED if line.origin == "ocr" else _CENTRED
        free = line.place.x1 < self.right - _INDENT / 2 and (self.nominal or line.place.x0 > self.left + _INDENT)
        return self.styled and free and abs(line.place.x_mid - self.middle) <= slack

    def is_full(self, line: Line) -> bool:
        """Whether the line runs from margin to margin."""
        return line.place.width > 0.85 * (self.right - self.left)

    def is_right(self, line: Line) -> bool:
        """Whether the line stands in the right-hand half."""
        return line.place.x_mid > self.middle and line.place.x0 > self.left + 0.3 * (self.right - self.left)


def layout_of(lines: Sequence[Line], heads: Sequence[int]) -> Layout:
    """Measure a letter; ``heads`` are the indexes of lines that look like the head of the recipients."""
    if not lines:
        return Layout(0.0, 595.0, False)
    places = [line.place for line in lines]
    widths = [place.x1 - place.x0 for place in places]
    widest = max(widths)
    wide = [place for place, width in zip(places, widths, strict=True) if width >= _WIDE * widest]
    left = Counter([round(place.x0 / 4) for place in wide]).most_common(1)[0][0]
    x0 = min([place.x0 for place in wide if round(place.x0 / 4) == left])
    margins = [place.x0 for place in places if place.x0 < x0 - _INDENT and place.width > 0.4 * widest]
    # Paragraphs with an indent and one line each hide the true margin; last lines, however short, stand at it.
    tails = Counter([round(place.x0) for place in places if x0 - _MAX_INDENT < place.x0 < x0 - _INDENT])
    shown = [float(at) for at, count in tails.items() if count >= _FEWEST_TAILS]
    x0 = min([*margins, *shown]) if shown or len(margins) > 2 else x0
    # The head of the recipients stands at it.
    heads_at = [places[head].x0 for head in heads if lines[head].page is not None]
    x0 = min([x0, *(at for at in heads_at if at > x0 - _MAX_INDENT)])
    right = Counter([round(place.x1 / 4) * 4 for place in wide]).most_common(1)[0][0]
    return Layout(x0, float(max(right, x0 + 100)), any(line.size for line in lines[:30]), lines[0].page is None)


def gap_above(lines: Sequence[Line], index: int) -> float:
    """Distance to the line above in heights of a line; 0 at the top of a page and beside a line of the same row."""
    if index == 0:
        return 0.0
    here, above = lines[index], lines[index - 1]
    if here.page != above.page:
        return 0.0
    return max(0.0, here.place.top - above.place.bottom) / max(here.place.height, 1.0)


def begins_anew(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is no wrapped one: it begins with a capital, and the line above had room for its first word."""
    right = max(line.place.x1 for line in lines)
    room = right - lines[index - 1].place.x1
    return lines[index].text[:1].isupper() and room > lines[index].words[0].place.width
