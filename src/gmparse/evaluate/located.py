"""Where a missed or wrong value stands on its page: by the record's evidence, the gold's boxes, or its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gmparse.evaluate.matching import squashed, text_of
from gmparse.evaluate.tally import Miss
from gmparse.page import Document, Word

Record = Mapping[str, Any]


class Spot(NamedTuple):
    """A box (x0, top, x1, bottom in points) on a page."""

    page: int
    box: tuple[float, float, float, float]


def found_spots(miss: Miss, record: Record) -> list[Spot]:
    """The evidence of what was found: of the objects under the field's key that hold its value."""
    if miss.found is None:
        return []
    if isinstance(miss.found, Mapping):
        return list(_boxes(miss.found))
    first, _, last = miss.field.partition(".")
    key = {"meeting": "meetings", "participants": "meetings"}.get(first, first)
    spots = [spot for value in _objects(record.get(key)) for spot in _proofs(value, last, miss.found)]
    return list(dict.fromkeys(spots))


def gold_spots(miss: Miss, gold: Record, document: Document | None) -> list[Spot]:
    """The gold's own boxes of a scalar; else where its text stands, if it stands in one place only."""
    path = {"issuer": "issuer.name"}.get(miss.field, miss.field)
    if own := (gold.get("boxes") or {}).get(path):
        return [Spot(int(box[0]), (box[1], box[2], box[3], box[4])) for box in own]
    want = miss.gold
    if isinstance(want, Mapping):
        want = want.get("task") or want.get("number") or want.get("name") or text_of(want) or want.get("location")
    return _standing(document, str(want)) if want and document is not None else []


def _objects(value: object) -> Iterator[Record]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


def _proofs(value: Record, scalar: str, wanted: object) -> Iterator[Spot]:
    evidence = value.get("evidence")
    if not evidence:
        return
    fits = [name for name in value if name != "evidence" and value[name] == wanted]
    names = {"text", *fits} if fits else set()
    if scalar in value and value[scalar] == wanted:
        names = {scalar}
    yield from (
        Spot(entry["page"], tuple(entry["box"])) for entry in evidence if entry["field"] in names and entry["box"]
    )


def _boxes(value: Record) -> Iterator[Spot]:
    for one in _objects(value):
        for entry in one.get("evidence") or ():
            if entry["box"]:
                yield Spot(entry["page"], tuple(entry["box"]))


# --- text ------------------------------------------------------------------------------------------------------------


def _standing(document: Document, text: str) -> list[Spot]:
    wanted = squashed(text)
    words = [(word, line.page) for page in document.pages for line in page.lines for word in line.words]
    pieces = [squashed(word.text) for word, _ in words]
    joined = "".join(pieces)
    at = joined.find(wanted) if wanted else -1
    if at < 0 or joined.find(wanted, at + 1) >= 0:
        return []
    owners = [index for index, piece in enumerate(pieces) for _ in piece]
    return list(_lines([words[index] for index in dict.fromkeys(owners[at : at + len(wanted)])]))


def _lines(words: list[tuple[Word, int | None]]) -> Iterator[Spot]:
    """One box a printed line."""
    row: list[tuple[Word, int | None]] = []
    for word, page in [*words, (None, None)]:
        if row and (
            word is None or page != row[-1][1] or abs(word.place.top - row[-1][0].place.top) > word.place.height / 2
        ):
            places = [one.place for one, _ in row]
            if row[0][1] is not None:
                edges = (min(p.x0 for p in places), min(p.top for p in places))
                yield Spot(row[0][1], (*edges, max(p.x1 for p in places), max(p.bottom for p in places)))
            row = []
        if word is not None:
            row.append((word, page))
