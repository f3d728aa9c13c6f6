"""Which words of a picture are bold: ink over its edge, against the page's running text.

Measured on the 40 scans and photos of the dev letters: lines of running text lie within 0.93 and 1.06 of the page's
usual value, bold ones from 1.3 to 1.5; regular capitals up to 1.1.

Needs opencv-python-headless and numpy (extra ``ocr``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from gmparse.reading import ocr

_BOLD = 1.22  # of the usual ink over edge
_USUAL = 0.35  # share of the letters whose lines are thinner: less than half of a short page may be regular
_SURE = 0.5  # confidence of words that are measured
_FEWEST_LETTERS = 3


class Weight:
    """The weight of type on one page.

    Args:
        grey: pixels of the page.
        seen: its words.
    """

    def __init__(self, grey: Any, seen: Sequence[ocr.Seen]) -> None:
        _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
        self._ink = cv2.integral(ink)
        self._edge = cv2.integral(ink - cv2.erode(ink, np.ones((3, 3), np.uint8)))
        self._usual = self._usual_of(seen)

    def is_bold(self, words: Sequence[ocr.Seen]) -> bool:
        """Whether words of one line are bold as a whole; ``False`` where too few letters tell."""
        letters = sum(char.isalnum() for word in words for char in word.text)
        return letters >= _FEWEST_LETTERS and self._of(words) >= _BOLD * self._usual

    def _usual_of(self, seen: Sequence[ocr.Seen]) -> float:
        lines = [[word for word in line if word.confidence >= _SURE] for line in ocr.by_line(seen)]
        weights = sorted((self._of(line), sum(len(word.text) for word in line)) for line in lines if line)
        rest = _USUAL * sum(letters for _, letters in weights)
        for weight, letters in weights:
            rest -= letters
            if rest <= 0:
                return weight
        return 1.0

    def _of(self, words: Sequence[ocr.Seen]) -> float:
        return sum(_inside(self._ink, word) for word in words) / max(1, sum(_inside(self._edge, w) for w in words))


def _inside(sums: Any, word: ocr.Seen) -> int:
    height, width = sums.shape
    left, right = (min(max(x, 0), width - 1) for x in (word.left, word.right))
    top, bottom = (min(max(y, 0), height - 1) for y in (word.top, word.bottom))
    return int(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])
