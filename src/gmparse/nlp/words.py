"""What both components see of a text: the words in one spelling, and the text in one shape, character for character."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from spacy.attrs import IDX, ORTH
from spacy.tokens import Doc

from gmparse.text import standard_tones

_DASHES = "–—‑−"
_APOSTROPHES = "’‘`´ʼ"
_SAME = str.maketrans({**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_APOSTROPHES, "'"), "Ð": "Đ", "ð": "đ"})
_OLD_PLACES = re.compile(r"(?:[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(?<![qQ])[uU][ỳýỷỹỵỲÝỶỸỴ])(?![^\W\d_])")
_ROWS = ("oaòà", "oaóá", "oaỏả", "oaõã", "oaọạ", "oeòè", "oeóé", "oeỏẻ", "oeõẽ", "oeọẹ", "uyùỳ", "uyúý", "uyủỷ", "uyũỹ", "uyụỵ")
_NEW_PLACES = {
    old: new
    for a, b, toned, old_toned in _ROWS
    for old, new in (
        (a + old_toned, toned + b),
        (a.upper() + old_toned.upper(), toned.upper() + b.upper()),
        (a.upper() + old_toned, toned.upper() + b),
    )
}


def plain(text: str) -> str:
    """The text with one kind of dash, apostrophe and blank and one placement of tones; offsets stay (NFC text)."""
    text = re.sub(r"\s", " ", text.translate(_SAME))
    return _OLD_PLACES.sub(lambda match: _NEW_PLACES.get(match[0], match[0]), text)


def spelled(word: str) -> str:
    """A word for comparison: lower case, one placement of tones, one kind of dash; "" for blanks."""
    word = word.translate(_SAME)
    return standard_tones(word).strip()


class Words(NamedTuple):
    """The words of a document without blanks: their spelling, token index and offset, all three of one length."""

    spellings: list[str]
    tokens: list[int]
    offsets: list[int]


class Reader:
    """Reads the words of documents; remembers how a word is spelled."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def __call__(self, doc: Doc) -> Words:
        known, strings = self._known, doc.vocab.strings
        rows: Iterable[tuple[int, int]] = doc.to_array([ORTH, IDX]).tolist()
        found = []
        for index, (orth, offset) in enumerate(rows):
            word = known.get(orth)
            if word is None:
                word = known[orth] = spelled(strings[orth])
            if word:
                found.append((word, index, offset))
        if not found:
            return Words([], [], [])
        spellings, tokens, offsets = zip(*found, strict=True)
        return Words(list(spellings), list(tokens), list(offsets))
