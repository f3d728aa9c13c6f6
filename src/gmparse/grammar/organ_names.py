"""Where the name of an organ or office holder ends in running text: ``của Bộ trưởng Bộ Nội vụ`` | ``ban hành …``."""

from __future__ import annotations

from functools import cache

import regex

from gmparse.grammar.spelling import any_of
from gmparse.lexicon import table

_MAX_WORDS = 22


class _Words:
    """Patterns made of the lexicon ``cited_types.toml``."""

    def __init__(self) -> None:
        organs = table("cited_types")["organs"]
        types = [name for names in table("cited_types")["types"].values() for name in names]
        self.whole = regex.compile(rf"(?i:{any_of(organs['whole'])})(?!\p{{L}})")
        head = rf"(?:{any_of(organs['heads'])})(?!\p{{L}})"
        self.head = regex.compile(rf"(?<![\p{{L}}\d])(?:{head}|(?i:{any_of(organs['whole'])})(?!\p{{L}}))")
        kept = any_of(organs["kept"])
        stop = rf"(?:{any_of(organs['stops'])}|{any_of(types)}|Căn\s+cứ|Theo|Xét|V/v|Về)(?!\p{{L}})"
        word = rf"(?:{kept}|(?!{stop})(?:\p{{L}}[\p{{L}}&.’']*\p{{L}}|\p{{L}}|\d{{1,3}}(?![\d/.,]\d|\p{{L}})))(?!\p{{L}})"
        capital = rf"(?!{stop})\p{{Lu}}[\p{{L}}&]*"
        self.name = regex.compile(
            rf"""
            (?: \p{{Lu}}[\p{{L}}&/.]*\p{{L}} | \p{{Lu}} )
            (?:
                \s+ (?!và\s|,) {word}
              | \s+ và \s+ (?!{head}) {capital}
              | , \s+ (?!{head}) {capital} (?=(?:,?\s+(?!và\s){word}){{0,6}}\s+và\s+(?!{head})\p{{Lu}})
              | , \s+ chống (?!\p{{L}})
              | \s [-–] \s (?!{head}) {capital}
              | [-–] (?!{head}) {capital}
            ){{0,{_MAX_WORDS}}}+
            """,
            regex.VERBOSE,
        )


@cache
def _words() -> _Words:
    return _Words()


def organ_end(text: str, start: int) -> int | None:
    """The end of the organ's name that begins at ``start``, ``None`` when none begins there.

    A name runs over capitalised and small words until punctuation, a word of `cited_types.toml`'s ``stops``, the name
    of a document type or the head of another organ. ``Bộ Văn hóa, Thể thao và Du lịch`` keeps its comma.
    """
    patterns = _words()
    whole = patterns.whole.match(text, start)
    if whole is not None:
        return whole.end()
    if not text[start : start + 1].isupper():
        return None
    name = patterns.name.match(text, start, min(len(text), start + 240))
    return name.end() if name and name.end() - start > 2 else None


def is_organ_head(text: str, start: int) -> bool:
    """Whether the name of an organ or office holder begins at ``start``, told by its first word."""
    return _words().head.match(text, start) is not None


def organ_heads(text: str, start: int, end: int) -> list[int]:
    """Where in ``start:end`` a word stands that may begin an organ's name."""
    return [match.start() for match in _words().head.finditer(text, start, end)]
