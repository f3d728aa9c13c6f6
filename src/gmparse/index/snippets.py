"""The passage of a letter that a search found, with the words marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from gmparse.index.folding import folded, spelled
from gmparse.index.query import Wanted

_WIDTH = 160  # characters
_BLANK = re.compile(r"\s")


def snippet(text: str, words: Sequence[Wanted], marks: tuple[str, str] = ("[", "]")) -> str:
    """About `_WIDTH` characters of the text around the place where most of the words stand together.

    Args:
        text: as printed.
        words: those of the query.
        marks: what stands before and behind a found word.
    """
    text = unicodedata.normalize("NFC", text)
    found = _found(text, words)
    start = _best(found)
    end = min(len(text), start + _WIDTH)
    start = max(0, end - _WIDTH) if end == len(text) else start
    start, end = _whole_words(text, start, end)
    pieces, at = [], start
    for first, last, _ in found:
        if start <= first and last <= end:
            pieces += [text[at:first], marks[0], text[first:last], marks[1]]
            at = last
    passage = " ".join(f"{''.join(pieces)}{text[at:end]}".split())
    return f"{'… ' if start else ''}{passage}{' …' if end < len(text) else ''}"


def _found(text: str, words: Sequence[Wanted]) -> list[tuple[int, int, str]]:
    """Start, end and folded form of every hit, in the order of the text."""
    hits = []
    for marked, form in ((True, spelled), (False, folded)):
        wanted = {_pattern(word) for word in words if word.marked is marked}
        if not wanted:
            continue
        haystack = form(text)
        if len(haystack) == len(text):  # else some letter's small form is two letters: nothing is marked
            every = rf"(?<![^\W_])(?:{'|'.join(sorted(wanted))})(?![^\W_])"
            hits += [(*match.span(), folded(match[0])) for match in re.finditer(every, haystack)]
    return sorted(hits)


def _pattern(wanted: Wanted) -> str:
    return re.escape(wanted.word) + (r"[^\W_]*+" if wanted.prefix else "")


def _best(found: list[tuple[int, int, str]]) -> int:
    """Where to begin: a little before the place with the most different words, of equals the one closest together."""
    best, start = (0, 0), 0
    for at, (first, _, _) in enumerate(found):
        seen: set[str] = set()
        span = 0
        for _, last, word in found[at:]:
            if last > first + _WIDTH - 40:
                break
            if word not in seen:
                seen.add(word)
                span = last - first
        if (len(seen), -span) > best:
            best, start = (len(seen), -span), first
    return max(0, start - 30)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the parts of words at its ends."""
    if start and (inside := _BLANK.search(text, start, end)):
        start = inside.end()
    if end < len(text):
        end = max((blank.start() for blank in _BLANK.finditer(text, start, end)), default=end)
    return start, end
