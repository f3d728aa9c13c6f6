"""Texts of a letter whose entities are asked for together: one call of the spaCy pipeline a letter."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gmparse.fields.base import Evidence, proof, trim
from gmparse.nlp import Entity, entities
from gmparse.text import TextMap

__all__ = ["Entity", "Names", "Passage"]


class Passage(NamedTuple):
    """A value that stands in a text and has parts: ``start:end`` without blanks and closing punctuation."""

    text: TextMap
    start: int
    end: int
    rule: str
    value: str  # the printed text, one blank a gap: what offsets of entities count in

    def proof(self) -> tuple[Evidence, ...]:
        """Evidence for the whole."""
        return proof(self.text, self.start, self.end, rule=self.rule)

    def part_proof(self, start: int, end: int, field: str, rule: str) -> tuple[Evidence, ...]:
        """Evidence for the characters ``start:end`` of the value."""
        first, last = self.in_text(start), self.in_text(end - 1)
        return proof(self.text, first, last + 1, field=field, rule=rule)

    def in_text(self, offset: int) -> int:
        """Offset in the text of a character of the value, where gaps of several blanks are one."""
        raw = self.text.text[self.start : self.end]
        if len(raw) == len(self.value):
            return self.start + offset
        seen = -1
        for at, char in enumerate(raw):
            if not (char.isspace() and raw[at - 1].isspace()):
                seen += 1
            if seen == offset:
                return self.start + at
        return self.end - 1


def passage(text: TextMap, start: int, end: int, *, rule: str) -> Passage | None:
    """The span as a passage; ``None`` when nothing is left of it."""
    start, end = trim(text.text, start, end)
    return Passage(text, start, end, rule, text.value(start, end)) if start < end else None


_LONGEST = 4_000  # characters: what is longer is no name of a place or list of guests
_BORDER = " ¶ "  # no entity crosses it; one text costs a quarter of ten


class Names:
    """The entities of texts, by text; of none, spaCy is not loaded. Texts of over 4,000 characters have no entities."""

    def __init__(self, texts: Iterable[str]) -> None:
        asked = list(dict.fromkeys(text for text in texts if len(text) <= _LONGEST))
        self._found = dict(zip(asked, _of_each(asked), strict=True)) if asked else {}

    def __contains__(self, text: str) -> bool:
        """Whether the entities of a text were asked for."""
        return text in self._found

    def of(self, text: str) -> list[Entity]:
        """Entities in the order of the text; of a text that was not asked for none."""
        return self._found.get(text, [])


def _of_each(texts: Sequence[str]) -> Iterator[list[Entity]]:
    """The entities of each text, read as paragraphs of one."""
    found = deque(entities([_BORDER.join(texts)])[0])
    start = 0
    for text in texts:
        own = []
        while found and found[0].start < start + len(text):
            one = found.popleft()
            if one.start >= start and one.end <= start + len(text):
                own.append(one._replace(start=one.start - start, end=one.end - start))
        yield own
        start += len(text) + len(_BORDER)
