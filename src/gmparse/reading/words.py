"""Clean text and cut it into words, the same way for every reader."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

S = TypeVar("S")

MAX_GAP = 200  # blanks in a line at most: of more, rules that skip blanks would take time without saying more
LONG_GAP = re.compile(rf"\s{{{MAX_GAP + 1},}}")

# A combining mark stays with its letter; an underscore is punctuation (blank slots are drawn with it).
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|([^\w\s]|_)\1*")

# No-break, typographic and ideographic blanks; soft hyphen, joiners, direction marks, byte order mark.
_BLANKS = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_NOTHING = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
_BREAKS = (*range(9, 14), 0x85, 0x2028, 0x2029)
_CONTROLS = (*range(9), *range(14, 32), *range(127, 0x85), *range(0x86, 0xA0))
_TABLE: dict[int, str | None] = {
    **dict.fromkeys((*_BLANKS, *_BREAKS), " "),
    **dict.fromkeys((*_NOTHING, *_CONTROLS)),
    0xD0: "\u0110",  # Latin eth typed for the Vietnamese letter: they look the same
    0xF0: "\u0111",
    0x2010: "-",
    0x2011: "-",
}
_DIRT = re.compile("[" + re.escape("".join(map(chr, _TABLE))) + "]")


def is_clean(text: str) -> bool:
    """Whether `clean` would leave the text as it is; much faster than comparing."""
    return _DIRT.search(text) is None and unicodedata.is_normalized("NFC", text)


def clean(text: str) -> str:
    """Text in NFC with plain blanks and Vietnamese đ; soft hyphens, zero-width and control characters are dropped.

    Blanks are neither joined nor trimmed: a gap says something. The length may change. Text in a legacy code page
    (TCVN3, VNI) must be decoded before: soft hyphen and eth are letters there.
    """
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.translate(_TABLE))


def clean_styled(pieces: Iterable[tuple[str, S]]) -> tuple[str, list[S]]:
    """`clean` over pieces of one line that carry a value each (a style, say).

    Returns the cleaned text and one value a character; a letter composed across two pieces takes the first one's value.
    """
    text: list[str] = []
    values: list[S] = []
    for piece, value in pieces:
        for char in piece.translate(_TABLE):
            if text and unicodedata.combining(char):
                text[-1] += char
            else:
                text.append(char)
                values.append(value)
    clusters = [unicodedata.normalize("NFC", cluster) for cluster in text]
    return "".join(clusters), [v for cluster, v in zip(clusters, values, strict=True) for _ in cluster]


def cut(text: str) -> list[tuple[int, str]]:
    """Words of a line as (offset, text): runs of letters and digits, and runs of punctuation; blanks are dropped.

    ``57/GM-SVH`` is five words, ``);`` two. A combining mark belongs to the letter before it.
    """
    return [(found.start(), found.group()) for found in _WORD.finditer(text)]
