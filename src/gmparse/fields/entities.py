"""Texts of a letter whose entities are asked for together: one call of the spaCy pipeline a letter."""

from __future__ import annotations

from collections.abc import Iterable
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

    @property
    def value(self) -> str:
        """The printed text, one blank a gap: what offsets of entities count in."""
        return self.text.value(self.start, self.end)

    def proof(self) -> tuple[Evidence, ...]:
        """Evidence for the whole."""
        return proof(self.text, self.start, self.end, rule=self.rule)

    def part_proof(self, start: int, end: int, field: str, rule: str) -> tuple[Evidence, ...]:
        """Evidence for the characters ``start:end`` of the value."""
        first, last = self._in_text(start), self._in_text(end - 1)
        return proof(self.text, first, last + 1, field=field, rule=rule)

    def _in_text(self, offset: int) -> int:
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
    return Passage(text, start, end, rule) if start < end else None


class Names:
    """The entities of texts, by text. Of no texts: spaCy is not loaded then."""

    def __init__(self, texts: Iterable[str]) -> None:
        asked = list(dict.fromkeys(texts))
        self._found = dict(zip(asked, entities(asked), strict=True)) if asked else {}

    def of(self, text: str) -> list[Entity]:
        """Entities in the order of the text; of a text that was not asked for none."""
        return self._found.get(text, [])
