"""One place where the text names a document, before mentions of the same document are merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from gmparse.text import TextMap

Role = Literal["basis", "mention", "reply_to", "amends", "replaces", "repeals", "attached_to"]


class Part(NamedTuple):
    """A piece of a mention: its value and where it stands."""

    value: str
    start: int
    end: int


@dataclass(slots=True)
class Mention:
    """A document as named at ``start:end`` of ``source``.

    ``head_end`` ends type, number, date and issuer; a title may follow until ``end``. ``key`` is equal for two
    spellings of one number or law; ``alias`` is a law's title without number and year.
    """

    source: TextMap
    start: int
    end: int
    head_end: int
    key: str
    type: str | None = None
    number: Part | None = None
    date: Part | None = None
    issuer: Part | None = None
    name: Part | None = None
    title: Part | None = None
    provisions: list[Part] = field(default_factory=list)
    role: Role = "mention"
    alias: str | None = None

    @property
    def parts(self) -> list[tuple[str, Part]]:
        """The pieces that were read, by the name of their field."""
        single = [(name, getattr(self, name)) for name in ("number", "name", "date", "issuer", "title")]
        return [(name, part) for name, part in single if part] + [("provisions", part) for part in self.provisions]


def part(source: TextMap, start: int, end: int) -> Part:
    """The text ``start:end`` as a part, one blank a gap."""
    return Part(source.value(start, end), start, end)
