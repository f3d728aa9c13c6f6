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

_MARKS = {ord(c): None for c in "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"}
_LAST_LETTER = 0x1FFF  # of alphabets that have such marks


def _without_marks(char: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", char).translate(_MARKS))


# By code, for `str.translate`: a table without gaps, each of which would be as slow as ten entries.
_BARE: list[int | str] = [
    _without_marks(chr(code)) if unicodedata.decomposition(chr(code)) or code in _MARKS else code
    for code in range(_LAST_LETTER + 1)
]
_BARE[ord("Đ")], _BARE[ord("đ")] = "D", "d"

# Tone marks where the older spelling puts them at the end of a syllable → where the newer one does.
NEWER_TONES = {
    f"{first}{toned}": f"{moved}{plain}"
    for first, plain, marked, moving in (
        ("o", "a", "àáảãạ", "òóỏõọ"),
        ("o", "e", "èéẻẽẹ", "òóỏõọ"),
        ("u", "y", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for toned, moved in zip(marked, moving, strict=True)
}
_OLD_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|u(?<!qu)[ỳýỷỹỵ])(?![^\W\d_])")


def squeeze(text: str) -> str:
    """One blank for each run of blanks, none at the ends."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without diacritics, đ as d, one blank a gap: for comparing words whatever their spelling of tones.

    The length may differ from the text's.
    """
    return squeeze(unicodedata.normalize("NFC", text.translate(_BARE)).lower())


def fold_same_length(text: str) -> str:
    """`fold` character by character: offsets into the result are offsets into the NFC text."""
    return "".join(_fold_char(c) for c in text)


@lru_cache(maxsize=1024)
def _fold_char(char: str) -> str:
    if char in "Đđ":
        return "d"
    return unicodedata.normalize("NFD", char)[0].lower()[:1] if not char.isspace() else " "


def small(text: str) -> str:
    """The text in small letters, of the same length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(char.lower()[:1] for char in text)


def standard_tones(text: str) -> str:
    """Lower case with the tone mark where the newer spelling puts it (hoà → hòa, thuý → thúy)."""
    return _OLD_TONE.sub(lambda match: NEWER_TONES[match[0]], unicodedata.normalize("NFC", text.lower()))


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
    def lines(self) -> list[Line]:
        """The printed lines it was made of."""
        return list(self._lines)

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
