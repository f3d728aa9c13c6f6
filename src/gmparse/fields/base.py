"""What all fields share: `Evidence`, the base of value types, and values cut out of text together with their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from gmparse.page import Box, Line, Origin, Word
from gmparse.text import TextMap, squeeze

T = TypeVar("T")


class Record(BaseModel):
    """Base of everything in a letter's record: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Record):
    """Where a value stands: one entry a printed line.

    Boxes are PDF points, top-left origin, upright page. Formats without pages have no page and no box but a locator.
    """

    field: str = Field(description="the scalar of the object that it proves")
    page: int | None = Field(description="page, counted from 1")
    box: tuple[float, float, float, float] | None = Field(description="x0, top, x1, bottom in points")
    text: str = Field(description="the printed text inside the box")
    origin: Origin = Field(description="what drew the text")
    rule: str = Field(description="the rule that found it")
    confidence: float = Field(
        ge=0, le=1, description="share of right values that was measured among values like it: docs/accuracy.md"
    )
    locator: str | None = Field(default=None, description="place in formats without pages")


class Value(Record):
    """Base of values that were read from the letter."""

    evidence: tuple[Evidence, ...] = ()


class Text(Value):
    """A value that is its text."""

    text: str


class Found(NamedTuple, Generic[T]):
    """What a field's ``find()`` gives: the value and what was noticed while reading it."""

    value: T
    issues: tuple[Issue, ...] = ()


class Issue(Record):
    """Something a person should know of: see `gmparse.fields.issues` for the codes."""

    code: str
    severity: str = Field(description="info, warning or error")
    path: str | None = Field(description="the value it is about: number.serial, meetings[0].start")
    message: str
    evidence: tuple[Evidence, ...] = ()


def proof(
    text: TextMap, start: int, end: int, *, field: str = "text", rule: str, confidence: float = 1.0
) -> tuple[Evidence, ...]:
    """Evidence for the characters ``start:end``: one entry a printed line."""
    return tuple(
        [_evidence(part.line, part.start, part.end, field, rule, confidence) for part in text.fragments(start, end)]
    )


def _evidence(line: Line, start: int, end: int, field: str, rule: str, confidence: float) -> Evidence:
    words = line.words_in(start, end)
    origins = [w.origin for w in words if w.origin]
    return Evidence(
        field=field,
        page=line.page,
        box=_around(words, line) if words and line.page is not None else None,
        text=squeeze(line.text[start:end]),
        origin=origins[0] if origins else line.origin,
        rule=rule,
        confidence=min([confidence, *[w.confidence for w in words]]),
        locator=line.locator,
    )


def _around(words: Sequence[Word], line: Line) -> tuple[float, float, float, float]:
    whole = len(words) == len(line.words)
    x0, top, x1, bottom = line.place if whole else Box.around([word.place for word in words])
    return round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)


def gap_proof(text: TextMap, start: int, end: int, *, field: str, rule: str) -> tuple[Evidence, ...]:
    """Evidence for a blank slot: the box between the words before and behind ``start:end``, on one line, no text."""
    before = text.fragments(max(0, start - 1), start) or text.fragments(0, start)
    behind = text.fragments(end, min(len(text.text), end + 1))
    if not before or not behind or before[-1].line is not behind[0].line:
        return ()
    line = before[-1].line
    left = [w for w in line.words if w.end <= before[-1].end]
    right = [w for w in line.words if w.start >= behind[0].start]
    if not left or not right or line.page is None:
        return ()
    box = (left[-1].place.x1, min(left[-1].place.top, right[0].place.top), right[0].place.x0, left[-1].place.bottom)
    rounded = (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
    return (Evidence(field=field, page=line.page, box=rounded, text="", origin=line.origin, rule=rule, confidence=0.0),)


def text_value(text: TextMap, start: int, end: int, *, rule: str, confidence: float = 1.0) -> Text | None:
    """A `Text` of the span without blanks and closing punctuation, ``None`` when nothing is left."""
    start, end = trim(text.text, start, end)
    if start >= end:
        return None
    return Text(text=text.value(start, end), evidence=proof(text, start, end, rule=rule, confidence=confidence))


_CLOSING = ";.,:/"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks at its ends and closing ``;`` ``.`` ``,`` ``:`` ``./.`` (``…`` and ``...`` stay)."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _CLOSING):
        if text[start:end].endswith("..."):
            break
        end -= 1
    return start, end
