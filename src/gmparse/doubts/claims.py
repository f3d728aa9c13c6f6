"""What a record claims: each value with its evidence, its family, and what speaks against it.

A family is what the scores call a field: values of one family are about as easy to read as each other, and share their
figures in ``calibration.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gmparse.doubts.signals import signal_of
from gmparse.fields.base import Evidence, Value
from gmparse.letter import Letter

Way = str  # "text" or "ocr"

# Object of the record → the family of its evidence by the scalar that it names, and of all its other scalars.
_SINGLE: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "type": ("type", {}),
    "issuer": ("issuer", {"parent": "issuer.parent"}),
    "number": ("number.symbol", {"serial": "number.serial"}),
    "place": ("place", {}),
    "date": ("date", {}),
    "subject": ("subject", {}),
    "urgency": ("urgency", {}),
    "secrecy": ("secrecy", {}),
    "filing": ("recipients", {}),  # it is the last of them, and has the same evidence
    "signer": ("signer.position", {"name": "signer.name"}),
}
_SEVERAL: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "co_issuers": ("issuer", {}),
    "addressees": ("addressees", {}),
    "recipients": ("recipients", {}),
    "citations": ("citations", {"date": "citations.date", "issuer": "citations.issuer", "type": "citations.type"}),
    "co_signers": ("signer.position", {"name": "signer.name"}),
    "directives": ("other", {}),
    "attachments": ("other", {}),
}
_MEETING_PARTS = {"location": "meeting.location", "chair": "meeting.chair", "agenda": "other"}
_MEETING_LISTS = {"participants": "participants", "sessions": "other", "contacts": "other"}


class Claim(NamedTuple):
    """A value of a record.

    Attributes:
        path: where it stands: ``number.serial``, ``recipients[2].text``.
        family: whose figures it has.
        way: ``ocr`` when any of it was recognised, else ``text``.
        raw: the smallest confidence of its words and of the rule that found it.
        signal: what speaks against it most, ``""`` when nothing does.
        evidence: its entries.
    """

    path: str
    family: str
    way: Way
    raw: float
    signal: str
    evidence: tuple[Evidence, ...]


def claims_of(letter: Letter) -> Iterator[Claim]:
    """Every value that was read, in the record's order. Stamps and signatures are none: they are what they are."""
    for name, (family, named) in _SINGLE.items():
        yield from _of_value(name, getattr(letter, name), family, named, letter)
    for name, (family, named) in _SEVERAL.items():
        for at, value in enumerate(getattr(letter, name)):
            yield from _of_value(f"{name}[{at}]", value, family, named, letter)
    for at, meeting in enumerate(letter.meetings):
        path = f"meetings[{at}]"
        yield from _of_value(path, meeting, "other", {"start": "meeting.start", "end": "meeting.end"}, letter)
        for part, family in _MEETING_PARTS.items():
            yield from _of_value(f"{path}.{part}", getattr(meeting, part), family, {}, letter)
        for part, family in _MEETING_LISTS.items():
            for index, value in enumerate(getattr(meeting, part)):
                yield from _of_value(f"{path}.{part}[{index}]", value, family, {}, letter)
    for at, assignment in enumerate(letter.assignments):
        path, both = f"assignments[{at}]", (*assignment.assignee.evidence, *assignment.task.evidence)
        yield _claim(f"{path}.task.text", "assignments", both, assignment, "task", letter)
        yield from _of_value(path, assignment, "other", {"deadline": "assignments.deadline"}, letter)
        for index, unit in enumerate(assignment.coordinating):
            yield from _of_value(f"{path}.coordinating[{index}]", unit, "assignments", {}, letter)


def _of_value(path: str, value: Value | None, family: str, named: Mapping[str, str], letter: Letter) -> Iterator[Claim]:
    """One claim a scalar that evidence names."""
    if value is None or not value.evidence:
        return
    evidence = value.evidence
    scalars = dict.fromkeys([entry.field for entry in evidence])
    for scalar in scalars:
        own = evidence if len(scalars) == 1 else tuple([entry for entry in evidence if entry.field == scalar])
        if any(entry.text for entry in own):
            yield _claim(f"{path}.{scalar}", named.get(scalar, family), own, value, scalar, letter)


def _claim(path: str, family: str, evidence: tuple[Evidence, ...], value: Value, scalar: str, letter: Letter) -> Claim:
    printed = [entry for entry in evidence if entry.text]
    way = "ocr" if "ocr" in [entry.origin for entry in printed] else "text"
    raw = min([entry.confidence for entry in printed], default=1.0)
    return Claim(path, family, way, raw, signal_of(family, value, scalar, way, letter), evidence)
