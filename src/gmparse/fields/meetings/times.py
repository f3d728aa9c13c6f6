"""When a meeting is: the moment behind a label, or in a sentence, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gmparse.fields.base import Evidence, proof
from gmparse.fields.meetings.labels import is_of_work
from gmparse.grammar.clocks import find_times
from gmparse.grammar.deadlines import Deadline, find_deadlines
from gmparse.grammar.isolated import Isolated, read_isolated
from gmparse.grammar.times import Moment, find_moments
from gmparse.outline import Item
from gmparse.rules import rule
from gmparse.text import TextMap

CLOSING = rule(
    "meetings.closing",
    r"^(?:lễ\s+)?(?:bế\s+mạc|kết\s+thúc|tổng\s+kết)(?!\p{L})",
    "an item that says when a meeting closes",
    examples=("Bế mạc: 16h00 ngày 8/8/2025", "Kết thúc vào 16 giờ"),
    rejects=("Khai mạc: 8h00", "Thời gian kết thúc"),
    ignore_case=True,
)


OPENING = rule(
    "meetings.opening",
    r"(?:khai\s+mạc|bắt\s+đầu)\s+(?:(?:vào|từ)\s+)?(?:lúc\s+|hồi\s+)?(?=\d)",
    "words before the time of day at which a meeting opens, in a sentence behind its day",
    examples=("Khai mạc vào lúc 08 giờ", "bắt đầu lúc 8h00", "khai mạc 7g30"),
    rejects=("bắt đầu ngày 08", "khai mạc trang trọng"),
    ignore_case=True,
)


class When(NamedTuple):
    """``start`` and ``end`` as ISO 8601 or EDTF; ``span`` in the item's text; ``issues`` as code and detail."""

    start: str
    end: str | None
    span: tuple[int, int]
    evidence: tuple[Evidence, ...]
    issues: tuple[tuple[str, str], ...]


def when(item: Item, start: int, letter_date: str | None) -> When | None:
    """The first moment behind a label, with what the items under it add; where nothing stands there, that of the items.

    Items add the hours of a day (``- Sáng: từ 8h00``) and the end (``- Bế mạc: 16h00 ngày 8/8/2025``).
    """
    below = [child for child in item.walk() if child is not item and child.table is None and not is_of_work(child)]
    found = when_in(item.text, start, letter_date)
    if found is not None:
        return _with_hours(_with_opening(found, item.text), below)
    moments = ((child, when_in(child.text, child.start, letter_date)) for child in below)
    dated = [(child, moment) for child, moment in moments if moment is not None]
    return _with_end(dated) if dated else None


def _with_opening(day: When, text: TextMap) -> When:
    """A single day with the time of day at which the text behind it says that the meeting opens."""
    if "T" in day.start or "X" in day.start or day.end is not None:
        return day
    opening = OPENING.pattern.search(text.text, day.span[1])
    clock = next(iter(find_times(text.text[opening.end() :])), None) if opening else None
    if opening is None or clock is None or clock.start:
        return day
    evidence = proof(text, opening.end(), opening.end() + clock.end, field="start", rule="meetings.opening")
    return day._replace(start=f"{day.start}T{clock.iso}", evidence=day.evidence + evidence)


def _with_hours(day: When, items: Sequence[Item]) -> When:
    """A single day with the first time of day of the items under it."""
    if "T" in day.start or "X" in day.start or day.end is not None:
        return day
    for item in items:
        clock = next(iter(find_times(item.text.text[item.start :])), None)
        if clock is not None:
            span = (item.start + clock.start, item.start + clock.end)
            evidence = proof(item.text, *span, field="start", rule="meetings.time-of-item")
            return day._replace(start=f"{day.start}T{clock.iso}", evidence=day.evidence + evidence)
    return day


def _with_end(dated: Sequence[tuple[Item, When]]) -> When:
    """The first moment, with the last as its end when the item says that it closes the meeting."""
    first = dated[0][1]
    for item, last in dated[1:]:
        if first.end is None and last.start > first.start and CLOSING.match(item.own):
            evidence = tuple(entry.model_copy(update={"field": "end"}) for entry in last.evidence)
            return first._replace(end=last.start, evidence=first.evidence + evidence, issues=first.issues + last.issues)
    return first


def when_in(text: TextMap, start: int, letter_date: str | None) -> When | None:
    """The best moment of a text behind ``start``: the first with a time of day, else the first; no deadline is one."""
    behind = text.text[start:]
    moments = [m for m in find_moments(behind, letter_date) if m.begin]
    if moments and (due := _deadlines(behind, letter_date)):
        moments = [m for m in moments if not any(d.start <= m.start < d.end for d in due)]
    moment = moments[0] if moments else None
    if moment is not None and moment.finish is None:  # behind a stretch of days, an hour is that of one day
        moment = next((m for m in moments if m.begin and "T" in m.begin), moment)
    if moment is not None:
        return _when(text, start, moment)
    spelled = read_isolated(text.text[start:])
    return _in_words(text, start, spelled) if spelled is not None else None


def _deadlines(text: str, letter_date: str | None) -> list[Deadline]:
    """Deadlines of a text; ``trong tháng 11`` and ``trong ngày 5/8`` tell as well when a meeting is."""
    return [d for d in find_deadlines(text, letter_date) if not text[d.start : d.end].lower().startswith("trong ")]


def _in_words(text: TextMap, offset: int, spelled: Isolated) -> When:
    span = (offset + spelled.start, offset + spelled.end)
    evidence = proof(text, *span, field="start", rule="meetings.time-in-words", confidence=0.9)
    return When(spelled.value, None, span, evidence, (("date-in-words", text.value(*span)),))


def _when(text: TextMap, offset: int, moment: Moment) -> When:
    evidence = proof(
        text, offset + moment.begin_span[0], offset + moment.begin_span[1], field="start", rule="meetings.time"
    )
    if moment.finish and moment.finish_span:
        evidence += proof(
            text, offset + moment.finish_span[0], offset + moment.finish_span[1], field="end", rule="meetings.time"
        )
    span = (offset + moment.start, offset + moment.end)
    issues = []
    if moment.weekday_conflict:
        issues.append(("weekday-mismatch", moment.weekday_conflict))
    if moment.year_assumed:
        issues.append(("year-assumed", text.value(*span)))
    return When(moment.begin or "", moment.finish, span, evidence, tuple(issues))
