"""Whether a value's evidence lies where the gold says that the value stands: the page, and the overlap of the boxes.

A gold record may hold ``boxes``: path of a value → its boxes, ``[page, x0, top, x1, bottom]``, one a printed line. Only
values that are right are judged; what is wrong or missed counts in its own field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gmparse.evaluate.matching import at, items, pairs, proofs_of, same, similarity, text_of

Record = Mapping[str, Any]
Box = Sequence[float]

OVERLAP = 0.5  # intersection over union from which on a box is in the right place
_CLOSE = 0.9
# Path of the gold → object of the record, and the scalar that its evidence names.
_SCALARS = {
    "type": ("type", "code"),
    "issuer.name": ("issuer", "name"),
    "issuer.parent": ("issuer", "parent"),
    "number.serial": ("number", "serial"),
    "number.symbol": ("number", "symbol"),
    "place": ("place", "text"),
    "date": ("date", "edtf"),
    "subject": ("subject", "text"),
    "urgency": ("urgency", "text"),
    "secrecy": ("secrecy", "text"),
    "signer.name": ("signer", "name"),
    "signer.position": ("signer", "position"),
}
_STEP = re.compile(r"(\w+)\[(\d+)\](?:\.|$)")


class Placed(NamedTuple):
    """How the evidence of one value lies. ``overlap`` is the mean over the gold's lines, 0 to 1."""

    field: str
    path: str
    page: bool
    overlap: float


def placed(gold: Record, found: Record | None) -> Iterator[Placed]:
    """Each right value of a letter that has gold boxes and evidence with boxes."""
    for path, boxes in (gold.get("boxes") or {}).items():
        entries = _entries(path, gold, found or {})
        if entries:
            pages = {int(box[0]) for box in boxes}
            overlap = sum(max(_overlap(box, entry) for entry in entries) for box in boxes) / len(boxes)
            field = re.sub(r"\[\d+\]", "", path)
            yield Placed(field, path, {entry["page"] for entry in entries} == pages, overlap)


def _entries(path: str, gold: Record, found: Record) -> list[Record]:
    """Evidence with boxes of the value at a path of the gold; empty when the value is not right."""
    if path in _SCALARS:
        name, scalar = _SCALARS[path]
        value, want = at(found, f"{name}.{scalar}"), _gold_value(path, gold)
        return _boxed(found.get(name), scalar) if value and same(value, want) else []
    owner: Record | None = found
    want_owner: Record | None = gold
    rest = path
    while owner is not None and want_owner is not None and (step := _STEP.match(rest)):
        want = items(want_owner, step[1])[int(step[2])]
        owner = _partner(want, want_owner, owner, step[1])
        want_owner, rest = want if isinstance(want, Mapping) else {}, rest[step.end() :]
    if owner is None:
        return []
    if not rest:
        return _boxed(owner, "text") if "number" not in owner else _boxed(owner, "number") or _boxed(owner, "text")
    value = owner.get(rest)
    right = similarity(text_of(value), (want_owner or {}).get(rest)) >= _CLOSE
    return _boxed(value, "text") if right else []


def _gold_value(path: str, gold: Record) -> object:
    return at(gold, "date.edtf") if path == "date" else text_of(at(gold, path))


def _partner(want: object, gold: Record, found: Record, key: str) -> Record | None:
    """The found item that answers to a gold item."""
    got = [item for item in items(found, key) if isinstance(item, Mapping)]
    wanted = items(gold, key)
    index = next(j for j, one in enumerate(wanted) if one is want)
    matched = {j: i for i, j in pairs(got, wanted, _score)}
    return got[matched[index]] if index in matched else None


def _score(found: object, gold: object) -> float:
    a, b = _label(found), _label(gold)
    value = similarity(a, b)
    return value if value >= _CLOSE else 0.0


def _label(item: object) -> object:
    if not isinstance(item, Mapping):
        return item
    if "task" in item:
        return f"{text_of(item.get('assignee'))} {text_of(item['task'])}"
    return item.get("number") or item.get("start") or text_of(item)


def _boxed(value: object, scalar: str) -> list[Record]:
    return list(proofs_of(value, scalar, "box"))


def _overlap(box: Box, entry: Record) -> float:
    """Intersection over union; 0 on other pages."""
    page, x0, top, x1, bottom = box
    if entry["page"] != page:
        return 0.0
    a0, atop, a1, abottom = entry["box"]
    width, height = min(x1, a1) - max(x0, a0), min(bottom, abottom) - max(top, atop)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return float(shared / ((x1 - x0) * (bottom - top) + (a1 - a0) * (abottom - atop) - shared))
