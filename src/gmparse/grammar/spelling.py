"""Patterns for Vietnamese words, whatever their blanks and the placement of their tone marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

import regex

from gmparse.text import NEWER_TONES

_OLDER_TONES = {newer: older for older, newer in NEWER_TONES.items()}
_MOVABLE = regex.compile("|".join(_OLDER_TONES), regex.IGNORECASE)


def words(text: str) -> str:
    """A pattern for a phrase: any blanks between its words, both placements of a tone mark (hòa, hoà)."""
    return any_of([text])


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest that fits; to be put in brackets."""
    return _branches(set().union(*(_spellings(phrase.split()) for phrase in phrases)))


def opening(phrases: Iterable[str]) -> re.Pattern[str]:
    """Where in small letters one of the phrases may begin, told by its first two words: for `gmparse.rules.matches`."""
    heads = _rests(set().union(*(_spellings(phrase.lower().split()[:2]) for phrase in phrases)))
    # Of each only the first letter is read: another phrase may begin in the second word.
    ways = (rf"{re.escape(first)}(?={_rest(rests)}(?![^\W\d_]))" for first, rests in heads.items())
    return re.compile("|".join(ways))


def _spellings(phrase: list[str]) -> set[str]:
    """A phrase with the tone marks of its words in either place."""
    return {" ".join(spelled) for spelled in product(*({word, _MOVABLE.sub(_older, word)} for word in phrase))}


def _older(match: regex.Match[str]) -> str:
    newer = match[0]
    older = _OLDER_TONES[newer.lower()]
    return older.upper() if newer.isupper() else older.capitalize() if newer[0].isupper() else older


def _branches(spellings: set[str]) -> str:
    """A pattern for any of some spellings that reads a letter once, however many of them begin alike."""
    ways = [(r"\s+" if first == " " else re.escape(first)) + _rest(rest) for first, rest in _rests(spellings).items()]
    return "|".join([*ways, *([""] if "" in spellings else [])])


def _rests(spellings: set[str]) -> dict[str, set[str]]:
    """What follows each first letter."""
    rests: dict[str, set[str]] = {}
    for spelling in sorted(spellings - {""}):
        rests.setdefault(spelling[0], set()).add(spelling[1:])
    return rests


def _rest(spellings: set[str]) -> str:
    branches = _branches(spellings)
    return f"(?:{branches})" if "|" in branches else branches
