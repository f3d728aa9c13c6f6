"""What a record claims, value by value, and whether the gold agrees: the material for calibrating confidences.

What counts as right is what the scores count as right. Values that the gold leaves open (the labeller was not sure,
documents without number, assignments beyond the twentieth) are no claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gmparse.evaluate.fields import (
    CITATION_PARTS,
    GOLD_TASKS,
    LIST_FLOOR,
    MEETING_PARTS,
    SCALARS,
    assignment_score,
    citation_score,
    is_firm,
    meeting_score,
)
from gmparse.evaluate.matching import at, at_least, iso, items, objects, pairs, proofs_of, same_time, text_of

Record = Mapping[str, Any]


class Claim(NamedTuple):
    """A value of a record.

    Attributes:
        field: its name in the scores: ``number.serial``, ``recipients``, ``citations.date``.
        path: where it stands in the record: ``number.serial``, ``recipients[2].text``.
        right: whether the gold agrees.
        evidence: its entries, of the scalar alone.
    """

    field: str
    path: str
    right: bool
    evidence: tuple[Record, ...]


def claims(gold: Record, record: Record) -> Iterator[Claim]:
    """Every value of a record that the gold can judge."""
    unsure = frozenset(gold.get("unsure") or ())
    yield from _scalars(gold, record, unsure)
    for name in ("addressees", "recipients"):
        yield from _texts(name, gold, record, unsure)
    yield from _citations(objects(gold, "citations"), record, unsure)
    yield from _meetings(objects(gold, "meetings"), record, unsure)
    yield from _assignments(objects(gold, "assignments"), record)


def _scalars(gold: Record, record: Record, unsure: frozenset[str]) -> Iterator[Claim]:
    for name, rule in SCALARS.items():
        if rule.gold in unsure or rule.gold.split(".")[0] in unsure:
            continue
        got, want = text_of(at(record, rule.found)), text_of(at(gold, rule.gold))
        if got:
            key, _, scalar = rule.found.partition(".")
            proofs = proofs_of(record.get(key), scalar or "text")
            path = rule.found if scalar else f"{key}.text"
            yield Claim(name, path, bool(want) and rule.same(got, want), proofs)


def _texts(name: str, gold: Record, record: Record, unsure: frozenset[str]) -> Iterator[Claim]:
    found, want = items(record, name), items(gold, name)
    matched = dict(pairs([text_of(one) for one in found], want, at_least(LIST_FLOOR)))
    for index, one in enumerate(found):
        if f"{name}[{matched.get(index)}]" not in unsure:
            yield Claim(name, f"{name}[{index}].text", index in matched, proofs_of(one, "text"))


def _citations(gold: list[Record], record: Record, unsure: frozenset[str]) -> Iterator[Claim]:
    found = objects(record, "citations")
    matched = dict(pairs(found, gold, citation_score))
    for index, one in enumerate(found):
        partner = matched.get(index)
        if not is_firm(one) or (partner is not None and not is_firm(gold[partner])):
            continue
        scalar = "number" if one.get("number") else "name"
        proofs = proofs_of(one, scalar) or proofs_of(one, "text")
        yield Claim("citations", f"citations[{index}].{scalar}", partner is not None, proofs)
        if partner is None:
            continue
        for part, is_same in CITATION_PARTS.items():
            got, want = text_of(one.get(part)), gold[partner].get(part)
            if got and f"citations[{partner}].{part}" not in unsure:
                right = bool(want) and is_same(got, want)
                yield Claim(f"citations.{part}", f"citations[{index}].{part}", right, proofs_of(one, part) or proofs)


def _meetings(gold: list[Record], record: Record, unsure: frozenset[str]) -> Iterator[Claim]:
    found = objects(record, "meetings")
    matched = dict(pairs(found, gold, meeting_score))
    for index, one in enumerate(found):
        partner = matched.get(index)
        want: Record = gold[partner] if partner is not None else {}
        for part, is_same in MEETING_PARTS.items():
            got, wanted = text_of(one.get(part)), want.get(part)
            if not got or f"meetings[{partner}].{part}" in unsure or (part == "mode" and not wanted):
                continue
            own = isinstance(one.get(part), Mapping)
            proofs = proofs_of(one[part], "text") if own else proofs_of(one, part)
            path = f"meetings[{index}].{part}" + (".text" if own else "")
            yield Claim(f"meeting.{part}", path, bool(wanted) and is_same(got, wanted), proofs)
        people, expected = items(one, "participants"), items(want, "participants")
        named = dict(pairs([text_of(x) for x in people], expected, at_least(LIST_FLOOR)))
        for at_, person in enumerate(people):
            path = f"meetings[{index}].participants[{at_}].text"
            yield Claim("participants", path, at_ in named, proofs_of(person, "text"))


def _assignments(gold: list[Record], record: Record) -> Iterator[Claim]:
    found = objects(record, "assignments")
    matched = dict(pairs(found, gold, assignment_score))
    for index, one in enumerate(found):
        partner = matched.get(index)
        if partner is None and len(gold) >= GOLD_TASKS:
            continue
        proofs = (*proofs_of(one.get("assignee"), "text"), *proofs_of(one.get("task"), "text"))
        yield Claim("assignments", f"assignments[{index}].task.text", partner is not None, proofs)
        if partner is not None and (got := iso(one.get("deadline"))):
            right = same_time(got, gold[partner].get("deadline"))
            yield Claim("assignments.deadline", f"assignments[{index}].deadline", right, proofs_of(one, "deadline"))
