"""The document types of Vietnamese official letters by title and by symbol."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from gmparse.lexicon import table
from gmparse.text import standard_tones

_NO_LETTERS = re.compile(r"[\W\d_]+")


class DocumentType(NamedTuple):
    """A type: ``code`` of the record, ``name`` in running text, ``symbols`` of its number lines."""

    code: str
    name: str
    symbols: tuple[str, ...]


@cache
def all_types() -> tuple[DocumentType, ...]:
    """Every type, in the order of the lexicon."""
    return tuple(DocumentType(t["code"], t["name"], tuple(t["symbols"])) for t in table("document_types")["type"])


@cache
def _by_title() -> dict[str, DocumentType]:
    titles = {}
    for entry, kind in zip(table("document_types")["type"], all_types(), strict=True):
        for title in (entry["name"], *entry.get("also", ())):
            titles[title_key(title)] = kind
    return titles


@cache
def _longest_first() -> tuple[tuple[str, DocumentType], ...]:
    return tuple(sorted(_by_title().items(), key=lambda item: -len(item[0])))


@cache
def _titles() -> tuple[str, ...]:
    return tuple(_by_title())


def title_key(text: str) -> str:
    """A title for comparison: letters alone, lower case, tone marks where the newer spelling puts them."""
    return _NO_LETTERS.sub("", standard_tones(text))


def by_title(text: str) -> DocumentType | None:
    """The type whose title the text is, spaced-out letters included; ``None`` when it is none."""
    return _by_title().get(title_key(text)) if len(text) < 60 else None


def by_opening(text: str) -> DocumentType | None:
    """The type whose title the text begins with: ``BIÊN BẢN HỌP HỘI ĐỒNG`` is a Biên bản."""
    key = title_key(text)
    if not key.startswith(_titles()):
        return None
    return next((kind for title, kind in _longest_first() if key.startswith(title)), None)


@cache
def no_title() -> DocumentType:
    """The type of a letter without a title: công văn."""
    return next(kind for kind in all_types() if kind.code == "CV")
