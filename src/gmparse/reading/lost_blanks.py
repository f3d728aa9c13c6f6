"""Words that run into one another in a text layer, parted where the page shows a gap: ``TỈNHHÒA`` is ``TỈNH HÒA``.

Some converters draw letters with accents one by one and leave out the blank behind them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

Span = tuple[int, int]
Cells = Callable[[Sequence[Span]], list[tuple[float, ...]]]

# A vowel with a mark, consonants, and another vowel are two syllables: Vietnamese has no such one.
_VOWEL = "aeiouyàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_VOWELS, _CONSONANTS = (letters + letters.upper() for letters in (_VOWEL, "bcdđghklmnpqrstvx"))  # faster than a flag
_MARKED = re.sub("[a-zA-Z]", "", _VOWELS) + "\u0300\u0301\u0302\u0303\u0306\u0309\u0323"
_FUSED = re.compile(f"[{_MARKED}][{_CONSONANTS}]{{1,5}}[{_VOWELS}]")
_GAP = 0.07  # of the height of a letter: wider than the usual gap of the word by this is a blank
_FEWEST = 3  # gaps in a word, so that there is a usual one


def parted(text: str, words: list[Span], cells: Cells) -> tuple[list[Span], frozenset[int]]:
    """The words of a text layer, fused ones cut where the page shows gaps, and where those that were cut off begin.

    Args:
        text: the text layer.
        words: start and end of each word.
        cells: the places of the first and last character of spans, see `gmparse.reading.pdfium.PdfPage.cells`.
    """
    if _FUSED.search(text) is None:
        return words, frozenset()
    found: list[Span] = []
    starts: set[int] = set()
    for start, end in words:
        inner = _gaps(start, end, cells) if _FUSED.search(text, start, end) else []
        starts.update(inner)
        edges = [start, *inner, end]
        found += pairwise(edges)
    return found, frozenset(starts)


def _gaps(start: int, end: int, cells: Cells) -> list[int]:
    """Indexes of the characters before which a word shows a gap."""
    places = cells([(index, index + 1) for index in range(start, end)])
    # A combining mark has the place of its letter: there is no gap before it.
    gaps = {start + i: b[0] - a[2] for i, (a, b) in enumerate(pairwise(places), 1) if b[0] > a[0]}
    if len(gaps) < _FEWEST:
        return []
    least = median(gaps.values()) + _GAP * max(abs(place[1] - place[3]) for place in places)
    return [index for index, gap in gaps.items() if gap > least]
