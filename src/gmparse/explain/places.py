"""Where evidence stands on what is shown: boxes on pictures of pages, or stretches of lines where there are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, Protocol

from gmparse.page import Box, Document, Line, Word

Record = Mapping[str, Any]


_MOST = 0.7  # of the evidence is found in a document that was printed as it was read


def entries_of(value: Any) -> Iterator[Record]:
    """All entries of evidence in a record or a part of it."""
    if isinstance(value, Mapping):
        yield from value.get("evidence") or ()
        for key, inner in value.items():
            if key != "evidence":
                yield from entries_of(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from entries_of(inner)


class Spot(NamedTuple):
    """A box in points on a page."""

    page: int
    box: Box


class Stretch(NamedTuple):
    """Characters ``start:end`` of the line of this index."""

    line: int
    start: int
    end: int


class Places(Protocol):
    """Finds what is shown of entries of evidence, and of lines."""

    def spots(self, entries: Sequence[Record]) -> list[Spot]:
        """Boxes of the entries, one a printed line."""
        ...

    def spots_of(self, lines: Iterable[Line]) -> list[Spot]:
        """Boxes of lines of the document."""
        ...


class Boxes:
    """Evidence that has boxes."""

    def spots(self, entries: Sequence[Record]) -> list[Spot]:
        """Their boxes."""
        return [Spot(entry["page"], Box(*entry["box"])) for entry in entries if entry["page"] and entry["box"]]

    def spots_of(self, lines: Iterable[Line]) -> list[Spot]:
        """The boxes of lines."""
        return [Spot(line.page, line.box) for line in lines if line.page is not None and line.box is not None]


class Printed:
    """Evidence of a document without pages, found again in the same document printed.

    Of several places with its text, the one at which as much of the document stands before it counts.

    Args:
        document: as read, its lines with locators.
        printed: the same with pages.
    """

    def __init__(self, document: Document, printed: Document) -> None:
        self._at: dict[str, float] = {}
        position = 0
        for line in _lines(document):
            self._at.setdefault(line.locator or "", position)
            position += len(_packed(line.text))
        self._at = {locator: at / max(position, 1) for locator, at in self._at.items()}
        self._words: list[tuple[Word, Line]] = [(word, line) for line in _lines(printed) for word in line.words]
        self._text = "".join(_packed(word.text) for word, _ in self._words)
        self._owners = [at for at, (word, _) in enumerate(self._words) for _ in _packed(word.text)]

    def spots(self, entries: Sequence[Record]) -> list[Spot]:
        """The boxes of the printed words, one a line."""
        return [
            spot for entry in entries for spot in self._found(entry["text"], self._at.get(entry["locator"] or "", 0.0))
        ]

    def spots_of(self, lines: Iterable[Line]) -> list[Spot]:
        """The boxes of lines of the document."""
        return [spot for line in lines for spot in self._found(line.text, self._at.get(line.locator or "", 0.0))]

    def holds(self, records: Iterable[Record]) -> bool:
        """Whether most of the evidence was found: not where a font of old is missing, and its letters look alien."""
        entries = [entry for record in records for entry in entries_of(record) if entry["text"]]
        found = sum(bool(self.spots([entry])) for entry in entries)
        return found >= _MOST * len(entries)

    def _found(self, text: str, share: float) -> Iterator[Spot]:
        packed = _packed(text)
        if not packed:
            return
        wanted = share * len(self._text)
        starts = [match.start() for match in re.finditer(f"(?={re.escape(packed)})", self._text)]
        if not starts:
            return
        start = min(starts, key=lambda at: abs(at - wanted))
        first, last = self._owners[start], self._owners[start + len(packed) - 1]
        for _, words in groupby(self._words[first : last + 1], key=lambda pair: id(pair[1])):
            pairs = list(words)
            page = pairs[0][1].page
            if page is not None:
                yield Spot(page, Box.around(word.place for word, _ in pairs))


class Stretches:
    """Evidence by its locators, in a document that is shown as lines."""

    def __init__(self, document: Document) -> None:
        self.lines = list(_lines(document))
        self._at: dict[str, list[int]] = {}
        for index, line in enumerate(self.lines):
            self._at.setdefault(line.locator or "", []).append(index)

    def stretches(self, entries: Sequence[Record], within: Sequence[Stretch] = ()) -> list[Stretch]:
        """Where their texts stand: inside of ``within`` before elsewhere."""
        return [found for entry in entries if (found := self._find(entry, within))]

    def _find(self, entry: Record, within: Sequence[Stretch]) -> Stretch | None:
        pattern = re.compile(r"\s+".join(map(re.escape, entry["text"].split())))
        found = [
            Stretch(index, *match.span())
            for index in self._at.get(entry["locator"] or "", ())
            for match in pattern.finditer(self.lines[index].text)
            if match.end() > match.start()
        ]
        inside = [one for one in found if any(_holds(outer, one) for outer in within)]
        return next(iter(inside or sorted(found, key=self._is_cut)), None)

    def _is_cut(self, stretch: Stretch) -> bool:
        """Whether it begins or ends inside of a word."""
        text = self.lines[stretch.line].text
        before, behind = text[: stretch.start][-1:], text[stretch.end :][:1]
        return before.isalnum() or behind.isalnum()


def _holds(outer: Stretch, inner: Stretch) -> bool:
    return outer.line == inner.line and outer.start <= inner.start and inner.end <= outer.end


def _lines(document: Document) -> Iterator[Line]:
    return (line for page in document.pages for line in page.lines)


def _packed(text: str) -> str:
    return "".join(text.split())
