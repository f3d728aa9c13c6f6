"""Which type of document a number belongs to: the word before it, or its symbol."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import regex

from gmparse.grammar.document_numbers import DocumentNumber
from gmparse.grammar.organ_names import organ_end
from gmparse.grammar.spelling import any_of, opening
from gmparse.lexicon import table
from gmparse.rules import matches
from gmparse.text import fold, squeeze, standard_tones

_WINDOW = 130
_LABEL = r"[\s,:(–-]*+(?:s[ốô])?+[\s:.…]*+"
_GAP = regex.compile(rf"(?:\s+(?!số)[\p{{Ll}}-]+){{0,6}}+\s*+{_LABEL}", regex.IGNORECASE)
_TIGHT_GAP = regex.compile(_LABEL, regex.IGNORECASE)
_TWO_WORDS = regex.compile(r"(?<!\p{L})(?P<words>\p{L}+\s+\p{L}+)\s+s[ốô]\s*+:?\s*+$", regex.IGNORECASE)
_SHORT = regex.compile(r"(?<!\p{L})(?P<code>\p{Lu}{1,4}r?)\s+(?:số\s*+:?\s*+)?$")
_ANY_DOCUMENT = regex.compile(r"văn\s+bản", regex.IGNORECASE)
_OF = regex.compile(r"\s+của\s+", regex.IGNORECASE)


class TypeWord(NamedTuple):
    """The type's word at ``start:end``; ``issuer`` is the span of an organ between it and the number."""

    code: str
    start: int
    end: int
    issuer: tuple[int, int] | None = None


@cache
def _codes() -> dict[str, str]:
    types = table("cited_types")["types"]
    return {standard_tones(name): code for code, names in types.items() for name in names}


@cache
def _folded_codes() -> dict[str, str]:
    return {fold(name): code for name, code in _codes().items() if " " in name}


@cache
def type_pattern() -> regex.Pattern[str]:
    """A pattern for the name of any type, in any case."""
    return regex.compile(rf"(?<!\p{{L}})(?:{any_of(_codes())})(?!\p{{L}})", regex.IGNORECASE)


@cache
def _opening() -> re.Pattern[str]:
    return opening(_codes())


def types_in(text: str, start: int, end: int) -> list[regex.Match[str]]:
    """The names of types in ``start:end``."""
    return list(matches(type_pattern(), _opening(), text, start, end))


def code_of_name(name: str) -> str:
    """The code of a type's name as printed."""
    return _codes()[standard_tones(squeeze(name))]


def code_of_symbol(symbol: str) -> str | None:
    """The code that the first part of a symbol stands for: ``NĐ-CP`` → ``NĐ``; ``None`` for an organ (``SNV-TCBC``)."""
    first = symbol.partition("/")[0].partition("-")[0]
    symbols: dict[str, str] = table("cited_types")["symbols"]
    return symbols.get(first)


def type_before(text: str, number: DocumentNumber, floor: int) -> TypeWord | None:
    """The type's word that belongs to a number: ``Công văn hỏa tốc số`` | ``Nghị định của Chính phủ số``.

    It stands not before ``floor``, the end of the mention before.
    """
    words = types_in(text, max(floor, number.start - _WINDOW), number.start)
    found = [word for match in words[-3:] if (word := _type_word(text, match, number))]
    if not found:
        return _abbreviation(text, number, floor) or _misread(text, number, floor)
    by_symbol = code_of_symbol(number.symbol)
    if _ANY_DOCUMENT.fullmatch(text, found[-1].start, found[-1].end):  # "Văn bản số 01/BC-HND": the symbol says more
        return found[-1]._replace(code=by_symbol or found[-1].code)
    agreeing = [word for word in found if word.code == by_symbol]
    capital = [word for word in found if text[word.start].isupper()]
    return (agreeing or capital or found)[-1]


def _abbreviation(text: str, number: DocumentNumber, floor: int) -> TypeWord | None:
    """``CV số 12/SYT-NV``, ``QĐ 15/QĐ-BYT``."""
    match = _SHORT.search(text, max(floor, number.start - 12), number.start)
    code = code_of_symbol(match["code"]) if match else None
    return TypeWord(code, match.start(), match.end("code")) if match and code else None


def _misread(text: str, number: DocumentNumber, floor: int) -> TypeWord | None:
    """``Cong văn số``, ``Quyêt đinh số``: a type whose diacritics a scan lost."""
    match = _TWO_WORDS.search(text, max(floor, number.start - 30), number.start) if number.labelled else None
    code = _folded_codes().get(fold(match["words"])) if match else None
    return TypeWord(code, match.start("words"), match.end("words")) if match and code else None


def _type_word(text: str, match: regex.Match[str], number: DocumentNumber) -> TypeWord | None:
    gap = _GAP if number.labelled else _TIGHT_GAP
    start, end = match.span()
    of = _OF.match(text, end)
    issuer_end = organ_end(text, of.end()) if of else None
    if of and issuer_end and _TIGHT_GAP.fullmatch(text, issuer_end, number.start):
        return TypeWord(code_of_name(match[0]), start, end, (of.end(), issuer_end))
    return TypeWord(code_of_name(match[0]), start, end) if gap.fullmatch(text, end, number.start) else None
