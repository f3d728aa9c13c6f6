"""What a page with evidence shows: pictures or lines, the marks on them, and each letter's list of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gmparse.errors import InputError, MissingDependencyError
from gmparse.explain import labels
from gmparse.explain.areas import areas
from gmparse.explain.labels import Words
from gmparse.explain.pictures import Picture, render
from gmparse.explain.places import Boxes, Places, Printed, Spot, Stretch, Stretches
from gmparse.explain.rows import Listing, Mark, listing
from gmparse.options import Options
from gmparse.page import Document, Line
from gmparse.reading import Source

Record = Mapping[str, Any]

ISSUE = "issue"  # the group of marks of issues


class Note(NamedTuple):
    """Something a person should look at: its path in words, what is said of it, and its mark."""

    path: str
    label: Words
    texts: tuple[Words, ...]
    mark: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter. ``spots`` and ``stretches`` are those of its marks, by their index."""

    record: Record
    listing: Listing
    spots: tuple[tuple[Spot, ...], ...]
    stretches: tuple[tuple[Stretch, ...], ...]
    review: tuple[Note, ...]
    notes: tuple[Note, ...]

    @property
    def marks(self) -> list[Mark]:
        """All its marks."""
        return self.listing.marks

    @property
    def asked(self) -> frozenset[int]:
        """The marks of what a person should look at."""
        return frozenset(note.mark for note in self.review if note.mark is not None)


class Drawn(NamedTuple):
    """A mark of one of the letters, and its boxes on one page."""

    letter: int
    mark: Mark
    spots: list[Spot]
    asked: bool

    @property
    def area(self) -> float:
        """Square points."""
        return sum(spot.box.width * spot.box.height for spot in self.spots)


class Zone(NamedTuple):
    """A zone: its boxes on the pages, or the indexes of its lines."""

    name: str
    spots: tuple[Spot, ...]
    lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class View:
    """A file and its letters. Without ``pictures`` its ``lines`` are shown."""

    name: str
    pictures: tuple[Picture, ...]
    lines: tuple[Line, ...]
    letters: tuple[Shown, ...]
    zones: tuple[Zone, ...]

    def drawn_on(self, page: int) -> list[Drawn]:
        """The marks of a page, the largest first, so that the smaller ones come to lie above them."""
        found = [
            Drawn(at, mark, here, mark.at in letter.asked)
            for at, letter in enumerate(self.letters)
            for mark, spots in zip(letter.marks, letter.spots, strict=True)
            if (here := [spot for spot in spots if spot.page == page])
        ]
        return sorted(found, key=lambda one: -one.area)


def view(source: Source | Sequence[Source], document: Document, records: Sequence[Record], options: Options) -> View:
    """The view of a file that was read, and of its letters' records."""
    pictures, places = _drawn(source, document, records, options)
    return assembled(document, records, pictures, places, zones=True)


def assembled(
    document: Document, records: Sequence[Record], pictures: tuple[Picture, ...], places: Places | None, *, zones: bool
) -> View:
    """The view of pictures on which ``places`` are known; without them, of the document's lines."""
    stretches = None if places else Stretches(document)
    letters = tuple(_shown(record, places, stretches) for record in records)
    lines = tuple(stretches.lines) if stretches else ()
    return View(document.name, pictures, lines, letters, _zones(document, places, lines) if zones else ())


def _drawn(
    source: Source | Sequence[Source], document: Document, records: Sequence[Record], options: Options
) -> tuple[tuple[Picture, ...], Places | None]:
    """The pictures, and what finds places on them; neither where the format cannot be drawn here, or not as it is."""
    try:
        rendered = render(source, document, options)
    except (InputError, MissingDependencyError):
        if document.page_count is not None:
            raise
        return (), None  # a Word document, and no LibreOffice that can print it: shown as text
    if document.page_count is not None:
        return rendered.pictures, Boxes()
    places = Printed(document, rendered.document)
    return (rendered.pictures, places) if rendered.pictures and places.holds(records) else ((), None)


def _shown(record: Record, places: Places | None, stretches: Stretches | None) -> Shown:
    listed = listing(record)
    review, notes = _review(record, listed), _notes(record, listed)
    spots = tuple(tuple(places.spots(mark.entries)) if places else () for mark in listed.marks)
    found: list[tuple[Stretch, ...]] = []
    whole: dict[str, tuple[Stretch, ...]] = {}
    for mark in listed.marks:
        parent = mark.path.rpartition(".")[0]
        own = tuple(stretches.stretches(mark.entries, whole.get(parent, ()))) if stretches else ()
        found.append(own)
        if mark.path.endswith(".text"):
            whole[parent] = own
    return Shown(record, listed, spots, tuple(found), review, notes)


def _review(record: Record, listed: Listing) -> tuple[Note, ...]:
    """What a person should look at, in the record's order, with what the issues say of it."""
    issues: dict[str, list[Record]] = {}
    for issue in record.get("issues") or ():
        issues.setdefault(issue["path"] or issue["code"], []).append(issue)
    notes = []
    for path in record.get("needs_review") or ():
        said = issues.get(path, [])
        texts = tuple(labels.issue(one["code"], one["message"]) for one in said) or (labels.words("page", "missing"),)
        label = labels.path(path) if any(one["path"] for one in said) or not said else labels.words("fields", path)
        notes.append(Note(path, label, texts, _mark_of(path, said, listed)))
    return tuple(notes)


def _notes(record: Record, listed: Listing) -> tuple[Note, ...]:
    """Issues that ask for nobody."""
    asked = set(record.get("needs_review") or ())
    return tuple(
        Note(
            issue["path"] or issue["code"],
            labels.path(issue["path"]) if issue["path"] else labels.same(""),
            (labels.issue(issue["code"], issue["message"]),),
            _mark_of(issue["path"] or "", [issue], listed),
        )
        for issue in record.get("issues") or ()
        if (issue["path"] or issue["code"]) not in asked
    )


def _mark_of(path: str, issues: Sequence[Record], listed: Listing) -> int | None:
    """The mark of the issues' own evidence, else that of the value they are about."""
    entries = tuple(entry for issue in issues for entry in issue.get("evidence") or ())
    if entries:
        same = next((mark.at for mark in listed.marks if mark.entries == entries), None)
        return listed.mark(ISSUE, path, entries) if same is None else same
    row = listed.row_of(path)
    return row.mark if row else None


def _zones(document: Document, places: Places | None, lines: Sequence[Line]) -> tuple[Zone, ...]:
    index = {id(line): at for at, line in enumerate(lines)}
    return tuple(
        Zone(
            area.zone,
            tuple(places.spots_of(area.lines)) if places else (),
            frozenset(index[id(line)] for line in area.lines if id(line) in index),
        )
        for area in areas(document)
    )
