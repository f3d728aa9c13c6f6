"""Text that knows where it stands: `TextMap`, and folding for comparison."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from gmparse.page import Line

_FOLD_MARKS = {ord(c): None for c in "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"}
_OLD_TONE = re.compile("(o[ae]|(?<!q)uy)([\u0300\u0301\u0303\u0309\u0323])(?![a-z\u0300-\u036f])")


def squeeze(text: str) -> str:
    """One blank for each run of blanks, none at the ends."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without diacritics, đ as d, one blank a gap: for comparing words whatever their spelling of tones.

    The length may differ from the text's.
    """
    folded = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d")).translate(_FOLD_MARKS)
    return squeeze(unicodedata.normalize("NFC", folded).lower())


def fold_same_length(text: str) -> str:
    """`fold` character by character: offsets into the result are offsets into the NFC text."""
    return "".join(_fold_char(c) for c in text)


@lru_cache(maxsize=1024)
def _fold_char(char: str) -> str:
    if char in "Đđ":
        return "d"
    return unicodedata.normalize("NFD", char)[0].lower()[:1] if not char.isspace() else " "


def standard_tones(text: str) -> str:
    """Lower case with the tone mark where the newer spelling puts it (hoà → hòa, thuý → thúy)."""
    text = unicodedata.normalize("NFD", text.lower())
    text = _OLD_TONE.sub(lambda m: m[1][0] + m[2] + m[1][1], text)
    return unicodedata.normalize("NFC", text)


class Fragment(NamedTuple):
    """The part of a value that stands on one printed line."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        """The printed text, blanks squeezed."""
        return squeeze(self.line.text[self.start : self.end])


class TextMap:
    """Lines joined into running text; each character knows its line.

    A line break becomes one blank, also after a hyphen: what is a broken word and what a broken symbol is for the
    grammar to say. ``text`` keeps wide gaps as several blanks.
    """

    __slots__ = ("_lines", "_starts", "text")

    def __init__(self, lines: Sequence[Line]) -> None:
        texts = [line.text for line in lines]
        self.text = " ".join(texts)
        self._lines = tuple(lines)
        self._starts = list(accumulate([len(text) + 1 for text in texts[:-1]], initial=0))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The printed lines it was made of."""
        return self._lines

    def value(self, start: int, end: int) -> str:
        """Text of a span as a value: one blank a gap."""
        return squeeze(self.text[start:end])

    def fragments(self, start: int, end: int) -> list[Fragment]:
        """The printed pieces of ``start:end``, without blank ones."""
        result = []
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self._lines)):
            begin, line = self._starts[index], self._lines[index]
            if begin >= end:
                break
            first, last = max(0, start - begin), min(len(line.text), end - begin)
            if line.text[first:last].strip():
                result.append(Fragment(line, first, last))
        return result
