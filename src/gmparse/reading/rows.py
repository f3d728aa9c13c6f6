"""Rows of letters in a picture that Tesseract's layout takes for a drawing: stamped, signed or written over.

Each row is found by its spots of ink that are as large as letters, cut out with little around it and read as a line.

Needs opencv-python-headless and numpy (extra ``ocr``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import cv2
import numpy as np

from gmparse.reading import ocr

# Of the height of a line of type:
_LETTER = (0.3, 1.4)  # height of a letter
_LETTER_WIDTH = (0.08, 2.5)  # two or three letters may touch
_WORD_GAP = 1.1
_ROW = (0.45, 2.5)  # height of a row of letters
_SHORTEST_ROW = 2.2
_STROKE = (1.8, 5.0)  # height and width of a spot from which it is a stroke of the pen or a stamp's edge
_TOUCHING = ((0.6, 2.0), (2.5, 7.0))  # height and width of a bold word whose letters all touch
_OWN_ABOVE, _OWN_BELOW = 0.6, 0.4  # what belongs to a row lies not farther over its capitals and under its letters
_OWN_BESIDE = 1.5  # nor farther beside it
_SPECK = 0.14  # side of a spot that is less than a mark over a letter
_APART = 3.0  # parts of one row

_LEVEL = 0.8  # degrees: rows that are stamped slope more
_FEWEST_LETTERS = 5  # that show how a row slopes
_FEWEST_PIXELS = 60  # of ink that show it where letters touch
_INKED = 0.22  # share of its box that the ink of a word fills, and a stroke of the pen does not
_EDGES = (1, 99)  # per cent of a row's ink between which its letters stand
_THICK = 4  # pixels: strokes of printed letters are as thick where pen and stamp are thinner

Style = Literal["plain", "own", "thin", "tight"]


class Row(NamedTuple):
    """Pixels of a row of letters."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> float:
        """The height at which the row stands."""
        return (self.top + self.bottom) / 2


class Reader:
    """Reads rows of a part of a page.

    Args:
        grey: pixels of the part.
        height: of a line of type, in pixels.
        dpi: resolution.
        origin: where on the page the part begins, and the number of the last line that was read on the page.
    """

    def __init__(self, grey: Any, height: float, dpi: int, origin: tuple[int, int, int]) -> None:
        self._grey, self._height, self._dpi = grey, height, dpi
        self._left, self._top, self._line = origin
        _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
        _, self._labels, self._stats, self._centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
        tall, wide = self._stats[:, cv2.CC_STAT_HEIGHT], self._stats[:, cv2.CC_STAT_WIDTH]
        self._letters = _within(tall, _LETTER, height) & _within(wide, _LETTER_WIDTH, height)
        inked = self._stats[:, cv2.CC_STAT_AREA] >= _INKED * tall * wide
        self._letters |= _within(tall, _TOUCHING[0], height) & _within(wide, _TOUCHING[1], height) & inked
        self._letters[0] = False  # the paper
        self._thin: Any = None

    def rows(self) -> list[Row]:
        """Rows of spots that are as large as letters, from top to bottom."""
        reach = np.ones((1, int(_WORD_GAP * self._height) | 1), np.uint8)
        joined = cv2.morphologyEx(self._letters[self._labels].astype(np.uint8), cv2.MORPH_CLOSE, reach)
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        found = [Row(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:]]
        least, most = (share * self._height for share in _ROW)
        rows = [
            row
            for row in found
            if row.right - row.left >= _SHORTEST_ROW * self._height and least <= row.bottom - row.top <= most
        ]
        return _joined(rows, self._height)

    def read(self, row: Row, look: Style = "plain") -> list[ocr.Seen]:
        """Words of a row.

        Looks: ``plain``; ``own`` without the spots around that are none of its letters; ``thin`` without thin strokes;
        ``tight`` with as little around as can be.
        """
        self._line += 1
        above, beside = (0.15, 0.5) if look == "tight" else (0.45, 2.2)
        left = max(0, row.left - int(beside * self._height))
        top = max(0, row.top - int(above * self._height))
        bottom, right = row.bottom + int(above * self._height), row.right + int(beside * self._height)
        if look == "own":
            grey, slope = self._own(row)
        else:
            grey, slope = self._without_strokes() if look == "thin" else self._grey, self._slope(row)
        strip = np.ascontiguousarray(_levelled(grey[top:bottom, left:right], slope))
        words = ocr.recognise(strip, self._dpi, look="line")
        return [self._placed(word, row, left + self._left) for word in words]

    def starts(self, row: Row) -> list[int]:
        """Left edges of the spots in a row from which a shorter row may begin, from left to right."""
        left, top = self._stats[:, cv2.CC_STAT_LEFT], self._centres[:, 1]
        inside = (left >= row.left) & (left < row.right) & (top > row.top) & (top < row.bottom)
        inside &= self._stats[:, cv2.CC_STAT_HEIGHT] >= _LETTER[0] * self._height
        return sorted({int(x) for x in left[inside]})

    def _placed(self, word: ocr.Seen, row: Row, left: int) -> ocr.Seen:
        """A word on the page: it is as high as its row, since strokes in the cut-out make it seem higher."""
        top, bottom = row.top + self._top, row.bottom + self._top
        return word._replace(
            left=word.left + left,
            right=word.right + left,
            top=top,
            bottom=bottom,
            row_height=self._height,
            baseline=float(bottom),
            line=self._line,
        )

    def _slope(self, row: Row) -> float:
        """Pixels that a row of single letters falls in one to the right; 0 when that is little or not seen."""
        x, y = self._centres[:, 0], self._centres[:, 1]
        inside = self._letters & (x > row.left) & (x < row.right) & (y > row.top) & (y < row.bottom)
        return _sloping(x[inside], y[inside]) if int(inside.sum()) >= _FEWEST_LETTERS else 0.0

    def _own(self, row: Row) -> tuple[Any, float]:
        """The picture with nothing but the letters of a row, their marks, and what else is as small and in line.

        And how the row falls, as its ink does: letters that touch are few spots.
        """
        y, x = np.nonzero(self._letters[self._labels[row.top : row.bottom, row.left : row.right]])
        slope = _sloping(x, y) if len(x) >= _FEWEST_PIXELS else 0.0
        at = float(np.mean(y) - slope * np.mean(x)) + row.top if len(y) else row.middle  # at the left edge
        high, low = np.percentile(y + row.top - (at + slope * x), _EDGES) if len(x) else (0.0, 0.0)
        off = self._centres[:, 1] - (at + slope * (self._centres[:, 0] - row.left))
        beside = _OWN_BESIDE * self._height
        inside = (self._centres[:, 0] > row.left - beside) & (self._centres[:, 0] < row.right + beside)
        inside &= (off > high - _OWN_ABOVE * self._height) & (off < low + _OWN_BELOW * self._height)
        inside &= self._stats[:, cv2.CC_STAT_AREA] >= (_SPECK * self._height) ** 2
        inside &= self._stats[:, cv2.CC_STAT_HEIGHT] <= _TOUCHING[0][1] * self._height
        inside &= self._stats[:, cv2.CC_STAT_WIDTH] <= _TOUCHING[1][1] * self._height
        inside[0] = False
        edge = np.ones((3, 3), np.uint8)  # the grey rim of the ink
        kept = cv2.dilate(inside[self._labels].astype(np.uint8), edge) > 0
        return np.where(kept, self._grey, 255).astype(np.uint8), slope

    def _without_strokes(self) -> Any:
        """The picture without what is thin in spots that are larger than letters."""
        if self._thin is None:
            tall, wide = _STROKE
            large = (self._stats[:, cv2.CC_STAT_HEIGHT] > tall * self._height) | (
                self._stats[:, cv2.CC_STAT_WIDTH] > wide * self._height
            )
            large[0] = False
            spots = large[self._labels].astype(np.uint8)
            thick = cv2.morphologyEx(spots, cv2.MORPH_OPEN, np.ones((_THICK, _THICK), np.uint8))
            thick = cv2.dilate(thick, np.ones((_THICK + 1, _THICK + 1), np.uint8))
            self._thin = self._grey.copy()
            self._thin[(spots > 0) & (thick == 0)] = 255
        return self._thin


def _sloping(x: Any, y: Any) -> float:
    """The slope of the line through points; 0 when they are as good as level."""
    slope = float(np.polyfit(x, y, 1)[0])
    return slope if abs(np.degrees(np.arctan(slope))) >= _LEVEL else 0.0


def _levelled(strip: Any, slope: float) -> Any:
    """A strip turned about its middle so that a line that falls by ``slope`` is level."""
    if not slope:
        return strip
    height, width = strip.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(np.degrees(np.arctan(slope))), 1)
    return cv2.warpAffine(strip, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _within(sizes: Any, limits: tuple[float, float], height: float) -> Any:
    return (sizes >= limits[0] * height) & (sizes <= limits[1] * height)


def _joined(rows: Sequence[Row], height: float) -> list[Row]:
    """Parts that stand beside each other as one row."""
    joined: list[Row] = []
    for row in sorted(rows, key=lambda row: row.middle):
        for index, other in enumerate(joined):
            apart = max(row.left, other.left) - min(row.right, other.right)
            if abs(other.middle - row.middle) < height / 2 and apart < _APART * height:
                lows, highs = zip(row[:2], other[:2], strict=True), zip(row[2:], other[2:], strict=True)
                joined[index] = Row(*map(min, lows), *map(max, highs))
                break
        else:
            joined.append(row)
    return sorted(joined, key=lambda row: row.top)


def without(seen: Sequence[ocr.Seen], others: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """Words that do not lie where others were found."""
    return [
        word
        for word in seen
        if not any(
            word.left < other.right and other.left < word.right and word.top < other.bottom and other.top < word.bottom
            for other in others
        )
    ]
