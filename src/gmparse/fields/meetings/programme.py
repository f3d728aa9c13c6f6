"""What a meeting is about, and its programme: the parts of the day or the days that its items tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from gmparse.fields.base import Evidence, Text, Value, proof, trim
from gmparse.fields.meetings.labels import Labelled, kinds_of_item
from gmparse.grammar.times import Moment, find_moments
from gmparse.outline import Item
from gmparse.page import Cell, Table
from gmparse.rules import rule
from gmparse.text import TextMap

_LABELS = frozenset(("time", "place", "people", "chair"))  # of whole meetings: no topics stand under such
_FEWEST = 2  # parts of a programme
_LEAD = 40  # characters before the time of a part

PART_LEAD = rule(
    "meetings.session-lead",
    r"""^[\s\d.)|–-]*(?:(?:phiên|ngày\s+thứ|buổi\s+thứ|ca|lớp|đợt|nhóm)\s[^:;(]{0,30}[:(]\s*)?
        (?:(?:từ|lúc|vào|hồi|khoảng|bắt\s+đầu|dự\s+kiến|buổi|sáng|chiều|tối|ngày)[\s:,]*)*$""",
    "what may stand before the time of a part of a programme",
    examples=("", "Buổi sáng: từ ", "Phiên 1: ", "Ngày thứ nhất (", "1 "),
    rejects=("Khai mạc: ", "Tại tỉnh: ", "Sở Nội vụ báo cáo trước "),
    ignore_case=True,
)
PART_PLACE = rule(
    "meetings.session-place",
    r"""(?<!tồn\s)(?<![\p{L}])(?:tại|địa\s+điểm\s*:)\s+(?P<where>(?:\p{Lu}|(?:phòng|hội\s+trường|sân|nhà|trụ\s+sở|xã|phường|đặc\s+khu|tầng|khu|trung\s+tâm)\s)
        [^;:.()]{2,120}?)(?=\s*(?:[;:.()]|$)|,\s+(?:do|với|để|đồng\s+chí|ông|bà|nội\s+dung|thành\s+phần|gồm)\s)""",
    "where a part of a programme is held",
    examples=("Thực hành tại Khoa Nhi", "khai mạc tại hội trường A, do ông X chủ trì"),
    rejects=("xem tại văn bản số 5", "tồn tại Hạn chế"),
    ignore_case=False,
)
_RANGE = regex.compile(r"\s*(?:[-–~]|đến|tới)\s*", regex.IGNORECASE)


class Session(Value):
    """A part of a meeting's programme.

    ``text`` as printed without bullet; ``start`` and ``end`` as those of a meeting, ``None`` without a day.
    """

    text: str
    start: str | None = None
    end: str | None = None
    location: str | None = None


def agenda(group: Sequence[Labelled]) -> Text | None:
    """The text behind the label of the contents, with the items under it, without their bullets and numbers."""
    return next((found for one in group if one.kinds == {"agenda"} and (found := _topics(one)) is not None), None)


def _topics(one: Labelled) -> Text | None:
    below = [child for child in one.item.walk() if child is not one.item and child.table is None]
    if any(kinds_of_item(child) & _LABELS for child in below):  # a heading over the whole meeting
        below = []
    pieces = [(one.item.text, one.start), *((child.text, child.start) for child in below)]
    spans = [(text, *trim(text.text, start, len(text.text))) for text, start in pieces if text.text[start:].strip()]
    if not spans:
        return None
    *inner, (last, start, end) = spans
    values = [text.value(first, len(text.text)) for text, first, _ in inner] + [last.value(start, end)]
    evidence = [entry for text, first, till in spans for entry in proof(text, first, till, rule="meetings.agenda")]
    return Text(text=" ".join(values), evidence=tuple(evidence))


def sessions(group: Sequence[Labelled], start: str | None, end: str | None, letter_date: str | None) -> list[Session]:
    """The parts of a programme: items or rows under the time or the contents, each of which begins with its time.

    Args:
        group: the labelled items of the meeting.
        start: when it begins, ISO 8601 or EDTF; the day of parts that name none.
        end: when it ends; a meeting of several days gives its parts no day.
        letter_date: EDTF, for days without a year.
    """
    one_day = start[:10] if start and (end is None or end[:10] == start[:10]) else None
    for one in group:
        if one.kinds & {"time", "agenda"} and not one.kinds & {"people", "chair"}:
            found = list(_parts(one.item.children, one_day, letter_date))
            if len(found) >= _FEWEST:
                return found
    return []


def _parts(items: Sequence[Item], day: str | None, letter_date: str | None) -> Iterator[Session]:
    for item in items:
        if item.table is not None:
            yield from (part for _, part in parts_of_table(item.table, day, letter_date))
        elif item.children:
            moment = _first(item.text, item.start, letter_date)
            yield from _parts(item.children, moment.begin[:10] if moment and moment.begin else day, letter_date)
        else:
            found = _part(item.text, item.start, day, letter_date)
            if found is not None:
                yield found


def parts_of_table(
    table: Table, day: str | None, letter_date: str | None
) -> Iterator[tuple[Sequence[Cell | None], Session]]:
    """The rows of a table that begin with a time, each with the part it tells of. Arguments as for `sessions`."""
    for row in table.rows:
        found = _part(_row(row), 0, day, letter_date)
        if found is not None:
            yield row, found


def _row(cells: Sequence[Cell | None]) -> TextMap:
    return TextMap([line for cell in cells if cell is not None for line in cell.lines])


def _first(text: TextMap, start: int, letter_date: str | None) -> Moment | None:
    """The time that a text begins with."""
    moment = next(iter(find_moments(text.text[start:], letter_date)), None)
    if moment is None or moment.start > _LEAD or not PART_LEAD.match(text.text[start : start + moment.start]):
        return None
    return moment


def _part(text: TextMap, start: int, day: str | None, letter_date: str | None) -> Session | None:
    moment = _first(text, start, letter_date)
    if moment is None:
        return None
    first, last = trim(text.text, start, len(text.text))
    begin, finish = _when(text.text[start:], moment, day)
    place = PART_PLACE.search(text.text[first:last], moment.end)
    evidence = proof(text, first, last, rule="meetings.session")
    evidence += _proof(text, start, moment.begin_span, "start", begin) + _proof(
        text, start, moment.finish_span or (moment.start, moment.end), "end", finish
    )
    where = None
    if place is not None:
        span = (first + place.start("where"), first + place.end("where"))
        where = text.value(*span)
        evidence += proof(text, *span, field="location", rule=PART_PLACE.id)
    return Session(text=text.value(first, last), start=begin, end=finish, location=where, evidence=evidence)


def _proof(text: TextMap, offset: int, span: tuple[int, int], field: str, value: str | None) -> tuple[Evidence, ...]:
    return proof(text, offset + span[0], offset + span[1], field=field, rule="meetings.session") if value else ()


def _when(text: str, moment: Moment, day: str | None) -> tuple[str | None, str | None]:
    """Start and end of a part; times of day without a day of their own take that of the programme."""
    if moment.begin or not moment.clocks or day is None or "X" in day:
        return moment.begin, moment.finish
    first, *others = moment.clocks
    goes_on = bool(others) and _RANGE.fullmatch(text, first.end, others[0].start) is not None
    return f"{day}T{first.iso}", f"{day}T{others[0].iso}" if goes_on else None
