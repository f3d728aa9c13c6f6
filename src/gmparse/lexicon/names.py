"""Is a text the name of a person? Surnames, ethnic minority names and the words before a name (``surnames.toml``)."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Any

import regex

from gmparse.lexicon import rows, table
from gmparse.text import fold, squeeze, standard_tones

MAX_SYLLABLES = 6
_TITLE = regex.compile(r"(?=\p{Lu})(?:\p{Lu}\p{Ll}{0,2}['’‘`´])?\p{Lu}{0,2}\p{Ll}+(?:['’]\p{Ll}+)?")
_CAPITALS = regex.compile(r"(?:\p{Lu}{1,3}['’‘`´])?\p{Lu}+(?:['’]\p{Lu}+)?")
_APOSTROPHE = regex.compile(r"(?<=\b\p{Lu}\p{Ll}?)[ ]?['’‘`´][ ]?")  # H' Vi, K’ Brôi: one word
_SYLLABLE = regex.compile(  # of the folded word: what the spelling of Vietnamese allows
    r"(?:ngh?|gh|gi|kh|nh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)


@cache
def _list(section: str, key: str) -> frozenset[str]:
    words = table("surnames")[section][key]
    return frozenset(standard_tones(word) for word in words)


@cache
def surnames() -> dict[str, float]:
    """Surname (lower case, newer tone placement) → its share of the people in percent, 0.0 where small or unknown."""
    share: dict[str, Any] = table("surnames")["share"]
    known = dict.fromkeys(_list("surnames", "common") | _list("surnames", "also_words"), 0.0)
    return known | {standard_tones(name): float(percent) for name, percent in share.items()}


@lru_cache(maxsize=4096)
def is_person_name(text: str) -> bool:
    """Whether the whole text is a Vietnamese person's name, without words of address, degree or rank.

    Two to six syllables, each with a capital or all in capitals, a known surname first (``Nguyễn Văn An``); or a name
    of the ethnic minorities (``Y Thanh Niê Kđăm``, ``K'Brôi``, ``Giàng A Páo``). Titles, headings and provinces that
    begin like a surname (``HỒ SƠ``, ``Hà Nội``) are none.
    """
    words = name_words(text)
    if not words or len(words) > MAX_SYLLABLES or not _one_style(words):
        return False
    plain = [standard_tones(word.replace("’", "'")) for word in words]
    if not _has_surname(plain):
        return False
    return not _is_ordinary(plain)


def name_words(text: str) -> list[str]:
    """The words of a possible name; the apostrophe of ``H' Vi`` binds. ``[]`` when a character is no letter."""
    text = _APOSTROPHE.sub("'", squeeze(unicodedata.normalize("NFC", text)))
    words = text.split(" ")
    return words if all(word.replace("'", "").isalpha() for word in words) else []


def _one_style(words: list[str]) -> bool:
    """All ``Nguyễn Văn An`` or all ``NGUYỄN VĂN AN``; one letter (A, Y) fits both."""
    if all(_CAPITALS.fullmatch(word) for word in words):
        return len(words) > 1 or "'" in words[0]
    return all(_TITLE.fullmatch(word) or len(word) == 1 for word in words)


def _has_surname(plain: list[str]) -> bool:
    first = plain[0]
    if "'" in first:
        return True
    if len(plain) < 2:
        return False
    if first in _list("surnames", "minority") or " ".join(plain[:2]) in _list("surnames", "compound"):
        return True
    if not all(map(_is_name_syllable, plain)):
        return False
    return first in surnames() or _is_misread_surname(plain)


def is_syllable(word: str) -> bool:
    """Whether a word may be a Vietnamese syllable by its spelling, with or without its marks: ``Khu``, not ``CNTT``."""
    return _SYLLABLE.fullmatch(fold(word)) is not None


def _is_name_syllable(word: str) -> bool:
    return "'" in word or word in _list("surnames", "minority") or is_syllable(word)


def _is_misread_surname(plain: list[str]) -> bool:
    """A great surname without its right tone (``Nguyên``, as OCR and old fonts give it), with Văn, Thị and the like."""
    return len(plain) > 2 and fold(plain[0]) in _folded_great() and plain[1] in _list("given", "middle")


@cache
def _folded_great() -> frozenset[str]:
    return frozenset(fold(name) for name, share in surnames().items() if share >= 1.0)


def _is_ordinary(plain: list[str]) -> bool:
    """Words of everyday official language, or a province."""
    text = " ".join(plain)
    if text in _list("not_names", "places") or text in _provinces():
        return True
    if not _list("not_names", "syllables").isdisjoint(plain[1:]):
        return True
    if _ordinary_phrase().search(f" {text} "):
        return True
    if plain[0] in table("surnames")["share"]:
        return " ".join(plain[:2]) in _provinces()
    if len(plain) == 2:
        return plain[0] in _list("surnames", "also_words")
    return " ".join(plain[:2]) in _provinces() or " ".join(plain[1:]) in _provinces()  # Lâm Đồng Mẫu, Báo Lâm Đồng


@cache
def _ordinary_phrase() -> regex.Pattern[str]:
    return regex.compile(rf" (?:{'|'.join(map(regex.escape, _list('not_names', 'phrases')))}) ")


@cache
def _provinces() -> frozenset[str]:
    return frozenset(standard_tones(row["name"]) for row in rows("provinces"))


@cache
def _honorific() -> regex.Pattern[str]:
    data = table("honorifics")
    words = sorted((*data["address"], *data["ranks"]), key=len, reverse=True)
    spelled = "|".join(regex.escape(word) for word in words)
    short = "|".join(regex.escape(word) for word in sorted(data["degrees"], key=len, reverse=True))
    return regex.compile(rf"(?:(?i:{spelled})(?![\p{{L}}/])[.:]?|(?:{short})(?!\p{{L}})[.,]?)[\s–-]*+")


_SURE_SYLLABLES = 3
_ABBREVIATED = regex.compile(r"^(?!(?:KT|TM|TL|TUQ)[./])(?:\p{Lu}{1,4}\p{Ll}{0,2}\d?\.)+(?:\p{Lu}{1,5}\d?\.?)?\s+")


def without_honorifics(text: str) -> str:
    """The text without address, degree and rank at its start: ``TS.BS. Nguyễn Văn An`` → ``Nguyễn Văn An``."""
    text = squeeze(unicodedata.normalize("NFC", text))
    start = 0
    while match := _honorific().match(text, start):
        start = match.end()
    return text[start:]


def person_name(text: str) -> str | None:
    """The person's name in a text that holds nothing else but words of address, degree and rank; else ``None``."""
    name = without_honorifics(text)
    if is_person_name(name):
        return name
    # Degrees that no list has, or that a recogniser misread: BS.CKTT for BS.CKII.
    whole = squeeze(unicodedata.normalize("NFC", text))
    bare = _ABBREVIATED.sub("", whole)
    return bare if bare != whole and len(bare.split()) >= _SURE_SYLLABLES and is_person_name(bare) else None
