"""Common words of running text that a recogniser misread by one mark, or ran together."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from gmparse.lexicon import table
from gmparse.page import Box, Word
from gmparse.reading.columns import Piece
from gmparse.text import fold, standard_tones

_GLUED = re.compile(
    r"(Sở|SỞ|Bộ|BỘ|Ngành|NGÀNH|Phòng|PHÒNG)?([Yy])(t[eêếềẻẽéè]|T[EÊẾỀẺẼÉÈ])?"
)  # a syllable of one letter

_DASHES = ("-", "–", "—")
_DOUBLED = re.compile(r"[QCNHT]ĐĐ")  # Tesseract reads QĐ- often as QĐĐ-
_ONE_AS_LETTER = re.compile(r"[lI]\d{1,3}")
_SEVEN_AS_LETTER = re.compile(r"T(?=[hg]\d\d$)")  # Th30 is 7h30 where a day follows, else it may be a month
_CODES = ("QĐ", "CĐ", "NĐ", "NQ", "TT", "TB", "KH", "BC", "HD", "CT", "GM", "TTr", "CTr", "KL", "CV", "BB", "QC")
_APOSTROPHE = re.compile(r"(?<=^[HKYĐ])[ˆˇ´`](?=[A-ZĐÊÔƠ])")  # in names of the ethnic minorities: H’Vi
_ROMAN = re.compile(r"[lIÏÍÌ|]{1,3}")
_NUMBERED_IN_ROMAN = ("muc", "phan", "chuong")
_GUESSED = 0.6  # confidence of a digit that was read as a letter
_PLACE_KINDS = ("TỈNH", "HUYỆN", "QUẬN", "PHƯỜNG", "XÃ")


def repair_common(words: list[Word]) -> None:
    """Put common words of two syllables right of which one was misread, ``đê nghị``, ``tô chức``; no names."""
    common = _common()
    for index in range(len(words) - 1):
        first, second = words[index].text, words[index + 1].text
        spelled = common.get((fold(first), fold(second)))
        if spelled is None or (second[0].isupper() and not second.isupper()):
            continue
        read = standard_tones(first.lower()), standard_tones(second.lower())
        if read != spelled and (read[0] == spelled[0] or read[1] == spelled[1]):
            for at, syllable in enumerate(spelled):
                if read[at] != syllable:
                    words[index + at] = words[index + at]._replace(text=cased(syllable, words[index + at].text))


class Extra(NamedTuple):
    """Indexes of dashes that are none: second ones in a symbol, and strokes in a letterhead."""

    doubled: set[int]
    strokes: set[int]


def repair_symbols(words: list[Word]) -> Extra:
    """Put right signs that a recogniser doubles or takes for others.

    ``QĐĐ-UBND``, ``CĐ- -BYT``; ``l6`` is ``16``, ``Th30 ngày`` 7h30, ``mục lÏ`` mục II, ``HˆVi`` H’Vi.
    """
    extra = Extra(set(), set())
    for index, word in enumerate(words):
        behind = words[index + 1].text if index + 1 < len(words) else ""
        before = fold(words[index - 1].text) if index else ""
        if _DOUBLED.fullmatch(word.text) and behind in _DASHES:
            words[index] = word._replace(text=word.text[:-1])
        elif _APOSTROPHE.search(word.text):
            words[index] = word._replace(text=_APOSTROPHE.sub("’", word.text))
        elif before in _NUMBERED_IN_ROMAN and _ROMAN.fullmatch(word.text):
            words[index] = word._replace(text="I" * len(word.text))
        elif index and _ONE_AS_LETTER.fullmatch(word.text):
            words[index] = word._replace(text=f"1{word.text[1:]}")
        elif behind == "ngày" and _SEVEN_AS_LETTER.match(word.text):
            words[index] = word._replace(text=f"7{word.text[1:]}", confidence=min(word.confidence, _GUESSED))
        elif word.text in _DASHES and index and words[index - 1].text in (*_DASHES, *_CODES):
            doubled = words[index - 1].text in _DASHES and index > 1 and words[index - 2].text in _CODES
            if doubled and behind[:1].isupper():
                extra.doubled.add(index)
        elif word.text in _DASHES and index and _is_stroke(words[index - 1].text, behind):
            extra.strokes.add(index)
    return extra


def _is_stroke(before: str, behind: str) -> bool:
    """Whether a dash stands where a letterhead has none: ``SỞ Y TẾ - TỈNH …``, ``ỦY BAN NHÂN DÂN -``."""
    return (before.isupper() and behind in _PLACE_KINDS) or (before == "DÂN" and not behind)


def unglued(piece: Piece) -> Piece:
    """The piece with ``SởY`` and ``Ytế`` as ``Sở Y`` and ``Y tế``: a syllable of one letter is easily run together."""
    if not any(_glued(text) for text in piece.texts):
        return piece
    apart = Piece(row=piece.row)
    for word, gap in zip(piece.words, piece.gaps, strict=True):
        parts = _glued(word.text) or [word.text]
        width, at = (word.place.x1 - word.place.x0) / len(word.text), word.place.x0
        for index, part in enumerate(parts):
            place = Box(at, word.place.top, at + width * len(part), word.place.bottom)
            apart.add(part, place, word.style, gap or index > 0, word.confidence)
            at = place.x1
    return apart


def cased(text: str, like: str) -> str:
    """A word in the capitals of another."""
    if like.isupper():
        return text.upper()
    return text[0].upper() + text[1:] if like[:1].isupper() else text


def _glued(text: str) -> list[str]:
    """The syllables that were run together, ``[]`` for one word."""
    found = _GLUED.fullmatch(text)
    parts = [part for part in found.groups() if part] if found else []
    return parts if len(parts) > 1 else []


@cache
def _common() -> dict[tuple[str, str], tuple[str, str]]:
    """Folded syllables → the word of them; none where two words share them or a third is near."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    tasks, common = table("tasks"), table("common_words")
    for word in (*common["words"], *tasks["verbs"], *tasks["give"]):
        syllables = standard_tones(word).split()
        if len(syllables) == 2 and word not in common["shared"]:
            first, second = syllables
            found.setdefault((fold(first), fold(second)), set()).add((first, second))
    return {key: min(words) for key, words in found.items() if len(words) == 1}
