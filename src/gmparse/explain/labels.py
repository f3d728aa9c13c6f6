"""Words for people: names of fields, of their values and of issues, in Vietnamese and English."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from gmparse.errors import UsageError
from gmparse.fields.issues import CODES

LANGUAGES = ("vi", "en")
_DAY = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d|XX))?(?:-(?P<day>\d\d|XX))?(?:T(?P<time>\d\d:\d\d))?")
_DATES = frozenset(("edtf", "date", "start", "end", "deadline", "time"))
_STEP = re.compile(r"(?P<key>\w+)(?:\[(?P<index>\d+)\])?")


class Words(NamedTuple):
    """The same in both languages."""

    vi: str
    en: str


def same(text: str) -> Words:
    """Text of the letter: it is what it is in any language."""
    return Words(text, text)


def checked(language: str) -> str:
    """A language of `LANGUAGES`.

    Raises:
        UsageError: another.
    """
    if language not in LANGUAGES:
        raise UsageError(f"unknown language {language!r}; choose vi or en")
    return language


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files(__name__.rpartition(".")[0]) / "labels.toml").read_text(encoding="utf-8"))


def words(table: str, key: str) -> Words:
    """An entry of one of the tables, by its key; the key itself where there is none."""
    found = _tables()[table].get(key)
    return Words(*found) if found else same(key)


def field(*keys: str) -> Words:
    """The name of a key of the record, that of its parents before it."""
    dotted = ".".join(keys[-2:])
    return words("fields", dotted if dotted in _tables()["fields"] else keys[-1])


def issue(code: str, message: str) -> Words:
    """What an issue says. ``message`` is that of the record, from which the detail is taken."""
    entry, known = CODES.get(code), _tables()["issues"].get(code)
    if entry is None or known is None:
        return same(message)
    before, _, behind = entry.message.partition("{detail}")
    detail = message.removeprefix(before).removesuffix(behind)
    return Words(*(text.replace("{detail}", detail) for text in known))


def value(key: str, content: Any) -> Words:
    """A scalar of the record as people write it: 2025-07-XX is ?/7/2025."""
    if isinstance(content, bool):
        return words("page", "yes" if content else "no")
    text = str(content)
    choices = _tables()["values"].get(key, {})
    if text in choices:
        return Words(*choices[text])
    return same(_day(text)) if key in _DATES else same(text)


def path(path: str) -> Words:
    """A path of the record in words: ``meetings[0].start`` is Cuộc họp, sự kiện 1 › Bắt đầu."""
    steps = [match for part in path.split(".") if (match := _STEP.fullmatch(part))]
    if not steps or len(steps) != path.count(".") + 1 or steps[0]["key"] not in _tables()["fields"]:
        return same(path)
    keys = [step["key"] for step in steps]
    named = [
        (field(*keys[: at + 1]), f" {int(step['index']) + 1}" if step["index"] else "") for at, step in enumerate(steps)
    ]
    if len(named) > 1 and keys[-1] in ("text", "edtf"):
        named.pop()
    return Words(*(" › ".join(name[at] + index for name, index in named) for at in range(len(LANGUAGES))))


def _day(text: str) -> str:
    """A day and time, EDTF or ISO 8601, in the order in which Vietnamese write it."""
    found = _DAY.match(text)
    if found is None:
        return text
    parts = (found["day"], found["month"], found["year"])
    day = "/".join("?" if part.startswith("X") else part for part in parts if part)
    return f"{found['time']} {day}" if found["time"] else day
