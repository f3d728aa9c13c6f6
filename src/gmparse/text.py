"""Text that knows where it stands: `TextMap`, folding for comparison, and the TCVN3 encoding of older files."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from gmparse.page import Line

_BLANKS = re.compile(r"\s+")
_FOLD_MARKS = {ord(c): None for c in "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"}
_OLD_TONE = re.compile("(o[ae]|(?<!q)uy)([\u0300\u0301\u0303\u0309\u0323])(?![a-z\u0300-\u036f])")


def squeeze(text: str) -> str:
    """One blank for each run of blanks, none at the ends."""
    return _BLANKS.sub(" ", text).strip()


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


class _Span(NamedTuple):
    start: int
    line: Line
    offset: int  # of the line's text that stands at ``start``


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

    __slots__ = ("_spans", "_starts", "text")

    def __init__(self, lines: Sequence[Line]) -> None:
        parts: list[str] = []
        spans: list[_Span] = []
        length = 0
        for line in lines:
            if parts:
                parts.append(" ")
                length += 1
            spans.append(_Span(length, line, 0))
            parts.append(line.text)
            length += len(line.text)
        self.text = "".join(parts)
        self._spans = spans
        self._starts = [span.start for span in spans]

    @property
    def lines(self) -> list[Line]:
        """The printed lines it was made of."""
        return [span.line for span in self._spans]

    def value(self, start: int, end: int) -> str:
        """Text of a span as a value: one blank a gap."""
        return squeeze(self.text[start:end])

    def fragments(self, start: int, end: int) -> list[Fragment]:
        """The printed pieces of ``start:end``, without blank ones."""
        result = []
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self._spans)):
            span = self._spans[index]
            if span.start >= end:
                break
            first, last = max(0, start - span.start), min(len(span.line.text), end - span.start)
            if span.line.text[first:last].strip():
                result.append(Fragment(span.line, first, last))
        return result


# TCVN 5712:1993 (TCVN3, "ABC"), as the fonts .VnTime … show Latin-1 code points. Capitals are set in fonts named …H.
_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
# pdfium gives a minus for the soft hyphen and a bullet operator for the middle dot.
_TCVN3_TABLE = str.maketrans(_TCVN3 | {"\u2212": "ư", "\u2219": "ã"})
_TCVN3_ONLY = re.compile("[µ¸¶·¹¨»¾¼½©®ª«¬\u00ad¡¢§£¤¥¦×÷ÆÞþ]")
_UNICODE_ONLY = re.compile("[ơưƠƯăĂđĐ\u1ea0-\u1ef9]")


def is_tcvn3(text: str) -> bool:
    """Whether a whole text is TCVN3 read as Latin-1: many of its signs, and no letter that only Unicode text has."""
    signs = len(_TCVN3_ONLY.findall(text))
    return signs > 20 and signs > 0.02 * len(text) and len(_UNICODE_ONLY.findall(text)) < 0.1 * signs


def decode_tcvn3(text: str) -> str:
    """TCVN3 → Unicode, one character for one."""
    return text.translate(_TCVN3_TABLE)


_CAPITAL_FONT = re.compile(r"\.?Vn[A-Za-z ]*?H(?=$|[,-]|Bold|Italic)")


def is_tcvn3_capital_font(font: str) -> bool:
    """Whether a font shows TCVN3's small letters as capitals (``.VnTimeH``, ``VnArialHBold``)."""
    return _CAPITAL_FONT.match(font) is not None
