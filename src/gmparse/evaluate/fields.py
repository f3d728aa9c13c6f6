"""How each field is scored: exact ones by a table of rules, lists by one-to-one matching."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from gmparse.evaluate.matching import (
    at,
    at_least,
    compatible,
    iso,
    items,
    normal,
    objects,
    pairs,
    same,
    same_time,
    similarity,
    task_similarity,
    text_of,
)
from gmparse.evaluate.tally import Letter

Item = Mapping[str, Any]

_LAWS = ("L", "BL", "PL")
LIST_FLOOR = 0.9
_NAME_FLOOR = 0.85
_SUBJECT_FLOOR = 0.95
GOLD_TASKS = 20  # the gold lists no more assignments than this
_HANDWRITTEN = ("number.serial", "date")  # scored apart when written by hand


def _equal(found: object, gold: object) -> bool:
    return found == gold


def _same_serial(found: object, gold: object) -> bool:
    return str(found).lstrip("0").lower() == str(gold).lstrip("0").lower()


def _same_subject(found: object, gold: object) -> bool:
    return similarity(found, gold) >= _SUBJECT_FLOOR


def _same_name(found: object, gold: object) -> bool:
    return similarity(found, gold) >= _NAME_FLOOR


def _same_place(found: object, gold: object) -> bool:
    return similarity(found, gold) >= LIST_FLOOR


class _Rule(NamedTuple):
    """Where a scalar stands in gold and in a record, and when the two are the same."""

    gold: str
    found: str
    same: Callable[[object, object], bool]


SCALARS = {
    "type": _Rule("type", "type.code", _equal),
    "issuer": _Rule("issuer.name", "issuer.name", same),
    "issuer.parent": _Rule("issuer.parent", "issuer.parent", same),
    "number.serial": _Rule("number.serial", "number.serial", _same_serial),
    "number.symbol": _Rule("number.symbol", "number.symbol", same),
    "place": _Rule("place", "place", same),
    "date": _Rule("date.edtf", "date.edtf", _equal),
    "subject": _Rule("subject", "subject", _same_subject),
    "urgency": _Rule("urgency", "urgency", same),
    "secrecy": _Rule("secrecy", "secrecy", same),
    "signer.name": _Rule("signer.name", "signer.name", same),
    "signer.position": _Rule("signer.position", "signer.position", same),
}
CITATION_PARTS = {"date": same_time, "issuer": _same_name, "type": _equal}
MEETING_PARTS = {"start": same_time, "end": same_time, "mode": _equal, "location": _same_place, "chair": _same_name}


def score(gold: Item, found: Item | None, letter: Letter) -> None:
    """Count every field of a letter; a letter without record counts as all missed.

    Args:
        gold: the gold record.
        found: the record as ``Letter.to_dict()`` or a line of JSONL gives it.
        letter: where the verdicts go.
    """
    record: Item = found if isinstance(found, Mapping) else {}
    for name, rule in SCALARS.items():
        if rule.gold not in letter.unsure and rule.gold.split(".")[0] not in letter.unsure:
            _scalar(name, rule, gold, record, letter)
    for name in ("addressees", "recipients"):
        _texts(name, gold, record, letter)
    _citations(objects(gold, "citations"), objects(record, "citations"), letter)
    _meetings(objects(gold, "meetings"), objects(record, "meetings"), letter)
    _assignments(objects(gold, "assignments"), objects(record, "assignments"), letter)


def _scalar(name: str, rule: _Rule, gold: Item, record: Item, letter: Letter) -> None:
    want, got = text_of(at(gold, rule.gold)), text_of(at(record, rule.found))
    also: list[str] = []
    if name in _HANDWRITTEN:
        by_hand = at(gold, name.split(".")[0] + ".handwritten")
        also = ["hand"] if by_hand else ["printed", *(f"{part} printed" for part in letter.slices[1:])]
    ok = bool(got and want) and rule.same(got, want)
    letter.one(name, got, want, ok=ok, partial=name == "date" and compatible(got, want), also=also)


def _texts(name: str, gold: Item, record: Item, letter: Letter) -> None:
    want, got = items(gold, name), [text_of(x) for x in items(record, name)]
    matched = pairs(got, want, at_least(LIST_FLOOR))
    # Items that the labeller could not read count neither way.
    doubtful = {j for j in range(len(want)) if f"{name}[{j}]" in letter.unsure}
    excused = {i for i, j in matched if j in doubtful}
    kept_got = [i for i in range(len(got)) if i not in excused]
    kept_want = [j for j in range(len(want)) if j not in doubtful]
    _many(name, got, want, kept_got, kept_want, [(i, j) for i, j in matched if j not in doubtful], letter)


def _many(
    name: str,
    got: Sequence[object],
    want: Sequence[object],
    kept_got: Sequence[int],
    kept_want: Sequence[int],
    matched: Sequence[tuple[int, int]],
    letter: Letter,
) -> None:
    """Count a list of which only the kept indexes matter; ``matched`` holds indexes into the whole lists."""
    rank_got = {i: rank for rank, i in enumerate(kept_got)}
    rank_want = {j: rank for rank, j in enumerate(kept_want)}
    ranked = [(rank_got[i], rank_want[j]) for i, j in matched]
    letter.many(name, [got[i] for i in kept_got], [want[j] for j in kept_want], ranked)


def is_firm(citation: Item) -> bool:
    """Whether a citation must be found: numbered, or a law by name. Others are optional."""
    return bool(citation.get("number")) or text_of(citation.get("type")) in _LAWS


def citation_score(found: Item, gold: Item) -> float:
    """How well a found citation fits one of the gold: by number, or by name where it has none; 0 when not at all."""
    if gold.get("number"):
        return float(same(found.get("number"), gold["number"]))
    value = similarity(text_of(found.get("name")) or found.get("title"), gold.get("name"))
    return value if value >= _NAME_FLOOR else 0.0


def _citations(gold: list[Item], found: list[Item], letter: Letter) -> None:
    matched = pairs(found, gold, citation_score)
    names = [normal(g["name"]) for g in gold if g.get("name")]

    def is_inner(citation: Item) -> bool:  # part of a longer name that the gold has
        return not citation.get("number") and any(normal(text_of(citation.get("name")) or "-") in n for n in names)

    seen = {i for i, _ in matched}
    optional = [i for i, c in enumerate(found) if i not in seen and (not is_firm(c) or is_inner(c))]
    excused = {i for i, j in matched if not is_firm(gold[j])} | set(optional[: 3 + len(gold) // 2])
    firm = [(i, j) for i, j in matched if is_firm(gold[j])]
    kept = [i for i in range(len(found)) if i not in excused]
    _many("citations", found, gold, kept, [j for j, g in enumerate(gold) if is_firm(g)], firm, letter)
    for i, j in firm:
        for part, is_same in CITATION_PARTS.items():
            if f"citations[{j}].{part}" not in letter.unsure:
                _part(f"citations.{part}", text_of(found[i].get(part)), gold[j].get(part), is_same, letter)


def _part(
    name: str, got: object, want: object, is_same: Callable[[Any, Any], bool], letter: Letter, *, partial: bool = False
) -> None:
    letter.one(name, got, want, ok=bool(got and want) and is_same(got, want), partial=partial)


def meeting_score(found: Item, gold: Item) -> float:
    """How well a found meeting fits one of the gold: by start, then by place; 0 when not at all."""
    a, b = iso(found.get("start")) or "?", iso(gold.get("start")) or "!"
    place = similarity(text_of(found.get("location")), gold.get("location"))
    if a == b:
        return 1 + 0.1 * place
    if a[:10] == b[:10]:
        return 0.5 + 0.1 * place
    return 0.1 * place if place >= 0.6 else 0.0


def _meetings(gold: list[Item], found: list[Item], letter: Letter) -> None:
    matched = pairs(found, gold, meeting_score)
    letter.many("meetings", found, gold, matched)
    seen_found, seen_gold = {i for i, _ in matched}, {j for _, j in matched}
    for i, j in matched:
        _meeting(found[i], gold[j], j, letter)
    for j, want in enumerate(gold):
        if j not in seen_gold:
            _meeting({}, want, j, letter)
    for i, got in enumerate(found):
        if i not in seen_found:
            _meeting(got, {}, None, letter)


def _meeting(found: Item, gold: Item, index: int | None, letter: Letter) -> None:
    for part, is_same in MEETING_PARTS.items():
        got, want = text_of(found.get(part)), gold.get(part)
        if f"meetings[{index}].{part}" in letter.unsure or (part == "mode" and not want):
            continue
        partial = part == "start" and compatible(iso(got), want)
        _part(f"meeting.{part}", got, want, is_same, letter, partial=partial)
    got_people, want_people = [text_of(x) for x in items(found, "participants")], items(gold, "participants")
    matched = pairs(got_people, want_people, at_least(LIST_FLOOR))
    letter.many("participants", got_people, want_people, matched)


def _assignee(assignment: Item) -> object:
    value = assignment.get("assignee") or assignment.get("assignees")
    return "; ".join(str(text_of(x) or "") for x in value) if isinstance(value, list) else text_of(value)


def assignment_score(found: Item, gold: Item) -> float:
    """How well a found assignment fits one of the gold: assignee and task; 0 when not at all."""
    who = similarity(_assignee(found), gold.get("assignee"))
    if who < 0.8:
        return 0.0
    task = task_similarity(text_of(found.get("task")), gold.get("task"))
    return (who + task) / 2 if task >= 0.7 else 0.0


def _assignments(gold: list[Item], found: list[Item], letter: Letter) -> None:
    matched = pairs(found, gold, assignment_score)
    seen = {i for i, _ in matched}
    kept = [i for i in range(len(found)) if i in seen or len(gold) < GOLD_TASKS]
    _many("assignments", found, gold, kept, range(len(gold)), matched, letter)
    for i, j in matched:
        got, want = iso(found[i].get("deadline")), gold[j].get("deadline")
        letter.one("assignments.deadline", got, want, ok=same_time(got, want))
