"""Patterns for Vietnamese words, whatever their blanks and the placement of their tone marks."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from gmparse.text import NEWER_TONES

_OLDER_TONES = {newer: older for older, newer in NEWER_TONES.items()}
_MOVABLE = regex.compile("|".join(_OLDER_TONES), regex.IGNORECASE)


def words(text: str) -> str:
    """A pattern for a phrase: any blanks between its words, both placements of a tone mark (hòa, hoà)."""
    return r"\s+".join(_MOVABLE.sub(_both, regex.escape(word, special_only=True)) for word in text.split())


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, longest first."""
    return "|".join(words(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def _both(match: regex.Match[str]) -> str:
    new = match[0]
    old = _OLDER_TONES[new.lower()]
    old = old.upper() if new.isupper() else old.capitalize() if new[0].isupper() else old
    return f"(?:{new}|{old})"
