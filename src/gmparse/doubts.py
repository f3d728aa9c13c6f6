"""What a person should look at: values that were read unsurely, and what is missing or contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmparse.fields.base import Evidence, Issue, Value
from gmparse.fields.issues import issue
from gmparse.letter import Letter

UNSURE = 0.85
"""Confidence of a recognised value under which it comes with the issue ``value-unsure``.

On the 40 scans and photos of the dev letters 31 % of the values under it differ from the gold, 11 % of those above it,
most of them by one mark on one letter.
"""
_LOOKED_AT_ELSEWHERE = frozenset(("source", "parts", "issues", "needs_review", "stamps", "signatures"))


def unsure_values(letter: Letter) -> tuple[Issue, ...]:
    """The issue ``value-unsure`` for each value of a scan or photo whose confidence is under `UNSURE`."""
    if letter.source.reading == "text":
        return ()
    found = (pair for name, value in letter if name not in _LOOKED_AT_ELSEWHERE for pair in _unsure(name, value))
    return tuple(
        issue("value-unsure", path, f"{min(one.confidence for one in evidence):.2f}", evidence)
        for path, evidence in found
    )


def review_paths(letter: Letter, issues: Sequence[Issue]) -> tuple[str, ...]:
    """Paths a person should look at: what was not read, and what a warning is about."""
    missing = {
        "type": letter.type is None,
        "issuer.name": letter.issuer is None,
        "number.serial": letter.number.state != "read",
        "date.edtf": letter.date.state != "read",
        "signer.name": letter.signer is None or letter.signer.name is None,
    }
    warned = [entry.path or entry.code for entry in issues if entry.severity != "info"]
    return tuple(dict.fromkeys([path for path, is_missing in missing.items() if is_missing] + warned))


def _unsure(path: str, value: object) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Path and evidence of the unsure scalars of a value and of the values in it."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _unsure(f"{path}[{index}]", item)
    if not isinstance(value, Value):
        return
    fields = dict.fromkeys(entry.field for entry in value.evidence)
    for field in fields:
        own = tuple(entry for entry in value.evidence if entry.field == field)
        if any(_is_unsure(entry) for entry in own):
            yield f"{path}.{field}", own
    for name, inner in value:
        if name != "evidence":
            yield from _unsure(f"{path}.{name}", inner)


def _is_unsure(entry: Evidence) -> bool:
    """Whether a text was recognised unsurely; an empty slot has its own issue."""
    return entry.origin == "ocr" and bool(entry.text) and entry.confidence < UNSURE
