"""The letter as people left it: what search, registers and messages have of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from gmparse.fields.base import Issue
from gmparse.fields.issuer import Issuer, with_unit
from gmparse.fields.issues import issue
from gmparse.index.corrections.applied import Applied, applied, is_about, joined
from gmparse.index.corrections.cut import Cut
from gmparse.index.corrections.paths import LISTS, get, steps_of
from gmparse.index.corrections.said import CHANGES, Correction
from gmparse.letter import Letter

# What these say belongs to the value beside them: taken out alone, nothing could stand in their place.
_BOUND = frozenset(("state", "role", "kind", "family", "covers_whole_file", "later_changes"))
# What an object must have to be one, by the key under which it stands; others must have their text.
_NEEDED = {
    "type": ("code",),
    "issuer": ("name",),
    "co_issuers": ("name",),
    "assignments": ("assignee", "task"),
    **dict.fromkeys(("source", "number", "date", "signer", "co_signers", "signatures"), ()),
}
# An item that a person added has no text of its own: the first of these stands for it.
_WORDED = {"citations": ("number", "name"), "meetings": ("start", "location.text", "chair.text")}
_WHOLE = ("type", "date")  # values whose evidence is that of the object
_SEAT = frozenset(("issuer.name", "issuer.parent", "date.edtf", "place.text"))  # tell the issuer's administrative unit


def corrected(record: Mapping[str, Any], said: Iterable[Correction]) -> Letter:
    """The letter of a record with what people said of it.

    A value that was put in has no evidence: nothing was read there. What is not on the page is ``None``, its item of a
    list gone; an item that was added counts when it has what such items must have. The issue ``value-corrected`` stands
    for each change, in the place of the issues about the value; nothing that was said of needs review.

    Args:
        record: as it was read.
        said: what counts, as `gmparse.index.corrections.said.counting`.
    """
    left = applied(record, (one for one in said if not _is_bound(one)))
    try:
        return _letter(left)
    except ValidationError:  # said of a record of another gmparse: the letter stays as read, and asks for a person
        read = Letter.model_validate(record)
        issues = (*read.issues, issue("corrections-unfit"))
        asked = (*read.needs_review, "corrections-unfit")
        return read.model_copy(update={"issues": issues, "needs_review": asked})


def _is_bound(one: Correction) -> bool:
    key = one.path.rpartition(".")[2]
    return one.action in ("unreadable", "remove") and (key in _BOUND or one.path == "type.name")


def _letter(left: Applied) -> Letter:
    changed = {path: one for path, one in left.said.items() if one.action in CHANGES}
    removed = {path for path, one in changed.items() if one.action == "remove"}
    record = left.record
    _take_out(record, removed)
    _complete(record, changed)
    for path in changed:
        _without_evidence(record, path)
    cut = Cut(record, removed, _is_whole)
    issues = [*_issues(left, changed, cut), *_reported(changed, cut)]
    letter = Letter.model_validate(cut.record | {"issues": [], "needs_review": []})
    if _SEAT & changed.keys():
        letter, news = _seated(letter)
        issues = [one for one in issues if one.path != "issuer.unit"] + list(news)
    places = () if left.accepted else tuple(filter(None, map(cut.place, left.open)))
    return letter.model_copy(update={"issues": tuple(issues), "needs_review": places})


def _take_out(record: dict[str, Any], removed: Collection[str]) -> None:
    """What the page does not have, in number and date: what hangs on it goes too."""
    number, date = record["number"], record["date"]
    if "number.text" in removed:
        number |= {"serial": None, "year": None, "symbol": None, "state": "absent"}
    elif "number.serial" in removed:
        number |= {"serial": None, "state": "blank"}
    if "number.symbol" in removed:
        number["symbol"] = None
    if {"number.serial", "number.symbol"} & set(removed) and "number.text" not in removed:
        number["text"] = joined(number)
    if "date.edtf" in removed:
        date |= {"text": None, "state": "absent"}


def _complete(record: dict[str, Any], changed: Mapping[str, Correction]) -> None:
    """Lists that nobody could read are empty; added items get a text."""
    for path, one in changed.items():
        if one.action == "unreadable" and path.rpartition(".")[2] in LISTS:
            parent = get(record, path.rpartition(".")[0])
            parent[path.rpartition(".")[2]] = []
    for key, heads in _WORDED.items():
        for item in record[key]:
            if item.get("text") is None:
                item["text"] = next((value for head in heads if (value := get(item, head))), None)


def _without_evidence(record: Mapping[str, Any], path: str) -> None:
    """The evidence of a value that is another now, and of the number that it is part of."""
    parent, _, key = path.rpartition(".")
    content = get(record, parent) if parent else None
    if not isinstance(content, dict) or "evidence" not in content:
        return
    stale = {key, "text"} if parent == "number" else {key}
    every = parent in _WHOLE or path == "number.text"
    content["evidence"] = [one for one in content["evidence"] if not every and one["field"] not in stale]


def _is_whole(path: str, content: Mapping[str, Any]) -> bool:
    key = steps_of(path)[-1].key
    needed = _NEEDED.get(key, ("text",) if "text" in content else ())
    return all(content[one] for one in needed)


def _issues(left: Applied, changed: Collection[str], cut: Cut) -> Iterator[Issue]:
    """The issues of the record that hold still, with the places of now."""
    for entry in left.record["issues"]:
        path = entry["path"]
        if path is None:
            yield Issue.model_validate(entry)
            continue
        place = cut.place(path)
        if place is None or any(_is_of(one, path) for one in changed):
            continue
        confirmed = left.accepted or any(is_about(one, path) for one in left.said)
        if not (confirmed and entry["code"] == "value-unsure"):
            yield Issue.model_validate(entry | {"path": place})


def _is_of(changed: str, path: str) -> bool:
    """Whether an issue of a path is one of a value that was changed, or of what it is part of."""
    numbers = changed in ("number.text", "number.serial") and path in ("number.text", "number.serial")
    return numbers or is_about(changed, path)


def _reported(changed: Mapping[str, Correction], cut: Cut) -> Iterator[Issue]:
    """What was changed, each with its day; by whom, the index says."""
    for path, one in changed.items():
        yield issue("value-corrected", cut.place(path), f"{path}, {one.made_at[:10]}")


def _seated(letter: Letter) -> tuple[Letter, Sequence[Issue]]:
    """The letter with the administrative unit that its issuer, date and place of now tell."""
    if letter.issuer is None:
        return letter, ()
    bare: Issuer = letter.issuer.model_copy(update={"unit": None})
    found = with_unit(bare, letter.date.edtf, letter.place.text if letter.place else None)
    return letter.model_copy(update={"issuer": found.value}), found.issues
