"""Moments: times of day, dates, weekdays, parts of the day that stand together: ``14h00, ngày 23/7/2025 (thứ Tư)``."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import regex

from gmparse.grammar.clocks import Clock, find_times
from gmparse.grammar.dates import DateSpan, find_dates
from gmparse.rules import rule

Session = Literal["morning", "noon", "afternoon", "evening"]

WEEKDAY = rule(
    "weekday",
    r"(?<!\p{L})(?<!(?:lần|họp|khóa|khoá|nghị|hội|phiên|bàn|loại|hạng|quý)\s)(?:thứ\s*+(?P<day>hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|(?P<sunday>chủ\s+nhật|CN(?=[\s,)])))(?![\p{L}\d])",
    "a weekday",
    examples=("thứ Tư", "Thứ 2", "Chủ nhật", "(thứ Sáu)"),
    rejects=("lần thứ ba", "kỳ họp thứ năm", "thứ trưởng"),
    ignore_case=True,
    opens=r"thứ|chủ\s+nhật|cn",
)
SESSION = rule(
    "session",
    r"(?<!\p{L})(?:đầu\s+giờ\s+|buổi\s+)?(?P<session>sáng|trưa|chiều|tối)(?!\p{L})"
    r"(?!\s+(?:kiến|tạo|suốt|chế|lập|tỏ|đa|thiểu|ưu|cao|mật|hậu|khẩn|dài|rộng|sâu|ngang|hướng)(?!\p{L}))",
    "a part of the day",
    examples=("sáng ngày 3/5", "đầu giờ chiều", "buổi tối"),
    rejects=("sáng kiến", "tối đa", "chiều dài", "Tòa án nhân dân tối cao"),
    ignore_case=True,
    opens=r"đầu\s+giờ|buổi|sáng|trưa|chiều|tối",
)
SAME_DAY = rule(
    "same-day",
    r"(?<!\p{L})cùng\s+ngày(?!\p{L})",
    "the day named before",
    examples=("16h30 cùng ngày",),
    rejects=("trong ngày",),
    ignore_case=True,
)
SHORT_DATE = rule(
    "date.short",
    r"(?<![\w/.,-])(?P<day>0?[1-9]|[12]\d|3[01])\s?[/.-]\s?(?P<month>0?[1-9]|1[0-2])(?!\d|\s?[/.-]\s?\d|/\w|\s*+(?:ngày|buổi|%))",
    "day and month alone; a date only beside a weekday, a part of the day or a time",
    examples=("Sáng 28.5", "chiều 17-12", "Thứ 2 / 14/7 /"),
    rejects=("14/7/2025", "1/2 ngày", "12/QĐ"),
    opens=r"\d(?<![\w/.,-].)(?=\d?\s?[/.-])",
)
# Days that share the month of the date behind them: "12 và |13 tháng 8 năm 2021", "20-|22/8/2025".
LEADING_DAYS = rule(
    "date.leading-days",
    r"(?:(?P<named>(?:các\s+)?ngày\s+)|(?<!thứ\s))(?<![\d/.,:-])(?P<day>0?[1-9]|[12]\d|3[01])(?:\s*+,\s*+\d{1,2})*+"
    r"\s*+(?:,|và|&|[-–~]|đến(?:\s+hết)?|tới)\s*+$",
    "days before a date that share its month",
    examples=("các ngày 12 và ", "ngày 20-", "từ ngày 5 đến ", "12, 13 và "),
    rejects=("số 12/QĐ, ", "8h00 - ", "thứ 4, "),
    ignore_case=True,
)
_NUMBERED = re.compile(r"[\dnN](?:(?<=\d)|(?i:gày))")  # a moment holds a number, or a blank day
_GAP = regex.compile(
    r"[\s,:()|–~/-]*+(?:(?:vào|lúc|hồi|từ|bắt\s+đầu|khai\s+mạc|kết\s+thúc|ngày|đến|hết|tới|và|buổi|dự\s+kiến|hôm\s+nay|trong"
    r"|thời\s+gian|cả\s+ngày|các\s+ngày|là|giờ|GMT\s?\+\s?7|UTC\s?\+\s?7)(?![\p{L}\d])[\s,:()|–~/-]*+){0,6}+",
    regex.IGNORECASE,
)
_RANGE = regex.compile(r"[-–~]|(?<!\p{L})(?:đến|tới|kết\s+thúc)(?!\p{L})", regex.IGNORECASE)
_PART_OF_DAY = regex.compile(r"\s*+;\s*+(?:và\s+)?")
_OPENS = regex.compile(r"(?:khai\s+mạc|bắt\s+đầu)(?:\s+(?:vào|lúc|hồi|từ))*+[\s:]*+$")
_CLOSES = regex.compile(r"(?:kết\s+thúc|bế\s+mạc)(?:\s+(?:vào|lúc|hồi))*+[\s:]*+$")
_OF_DOCUMENT = regex.compile(r"[/-]\p{Lu}[\p{L}\d&.-]*\s*+,?\s*+$")
_SESSIONS: dict[str, Session] = {"sáng": "morning", "trưa": "noon", "chiều": "afternoon", "tối": "evening"}
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5} | {str(n + 2): n for n in range(6)}
_WEEKDAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_MAX_GAP = 44
_TURN = 9  # months between a letter and an earlier month that make the next year likely


class Weekday(NamedTuple):
    """A weekday at ``start:end``; Monday is 0."""

    start: int
    end: int
    number: int


class DayPart(NamedTuple):
    """Morning, afternoon … at ``start:end``."""

    start: int
    end: int
    session: Session


class _SameDay(NamedTuple):
    start: int
    end: int


class _Day(NamedTuple):
    """A date as token: ``leading`` when days stand before it that share its month."""

    start: int
    end: int
    date: DateSpan
    leading: int | None = None


__all__ = ["Clock", "Moment", "find_moments", "find_times"]

_Token = Clock | Weekday | DayPart | _SameDay | _Day


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment or a stretch of time at ``start:end`` of the text.

    ``begin`` and ``finish`` are local times in ISO 8601 (``2025-07-23T14:00``, ``2025-07-23``) or EDTF when a part is
    blank (``2025-07-XX``); ``None`` when the text gives no date or nothing says its year. ``finish`` is only set when
    the text names an end. ``begin_span`` and ``finish_span`` are where each is printed.
    """

    start: int
    end: int
    begin: str | None
    finish: str | None = None
    begin_span: tuple[int, int] = (0, 0)
    finish_span: tuple[int, int] | None = None
    clocks: tuple[Clock, ...] = ()
    session: Session | None = None
    year_assumed: bool = False
    weekday_conflict: str | None = None


def find_moments(text: str, letter_date: str | None) -> list[Moment]:
    """All moments of a text, in order: dates with the times, weekdays and parts of the day that stand beside them.

    A date without year takes the year of ``letter_date`` (EDTF) and says so in ``year_assumed``; where the turn of the
    year lies between the two, nothing is assumed. ``cùng ngày`` takes the date before. A weekday that does not fit its
    date is reported in ``weekday_conflict`` and changes nothing. Dates right behind a document's number are left out.
    """
    moments: list[Moment] = []
    for group in _groups(text, _tokens(text)):
        moment = _moment(text, group, letter_date, moments)
        whole = _joined(text, moments[-1], moment) if moment and moments else None
        if whole:
            moments[-1] = whole
        elif moment:
            moments.append(moment)
    return moments


def _joined(text: str, first: Moment, second: Moment) -> Moment | None:
    """``ngày 12 và 13/8; khai mạc lúc 8h ngày 12/8`` and ``kết thúc vào 16h30 cùng ngày``: one stretch of time.

    So is ``sáng: 8h00; chiều: 14h00, ngày 12/8``: the date behind them is that of both times.
    """
    if first.begin is None and first.clocks and second.begin and _PART_OF_DAY.fullmatch(text, first.end, second.start):
        return _from(first, second) if "X" not in second.begin else None
    if not (first.begin and second.begin and second.clocks):
        return None
    between = text[first.end : second.start].lower()
    if second.begin[:10] != first.begin[:10] and ("X" in first.begin or not _CLOSES.search(between)):
        return None
    if first.finish and not first.clocks and _OPENS.search(between):
        return replace(first, begin=second.begin, begin_span=second.begin_span, clocks=second.clocks)
    if not first.finish and first.begin < second.begin and _CLOSES.search(between):
        return replace(first, finish=second.begin, finish_span=second.begin_span)
    return None


def _from(first: Moment, second: Moment) -> Moment:
    """A moment that begins with the time of the first, on the day of the second."""
    begin = _at((second.begin or "")[:10], first.clocks[0])
    span = (first.begin_span[0], second.begin_span[1])
    return replace(second, start=first.start, begin=begin, begin_span=span, clocks=first.clocks + second.clocks)


def _tokens(text: str) -> list[_Token]:
    if not _NUMBERED.search(text):
        return []
    tokens: list[_Token] = [*find_times(text), *_days(text)]
    if not tokens and not SESSION.search(text):
        return []
    for match in WEEKDAY.finditer(text):
        number = 6 if match["sunday"] else _WEEKDAYS[match["day"].lower()]
        tokens.append(Weekday(match.start(), match.end(), number))
    for match in SESSION.finditer(text):
        tokens.append(DayPart(match.start(), match.end(), _SESSIONS[match["session"].lower()]))
    tokens += [_SameDay(*match.span()) for match in SAME_DAY.finditer(text)]
    tokens += _short_days(text, tokens)
    tokens.sort(key=lambda token: (token.start, -token.end))
    apart: list[_Token] = []
    for token in tokens:
        if not apart or token.start >= apart[-1].end:
            apart.append(token)
    return apart


def _days(text: str) -> list[_Token]:
    days: list[_Token] = []
    for date in find_dates(text):
        if _OF_DOCUMENT.search(text, max(0, date.start - 30), date.start):
            continue
        leading = LEADING_DAYS.pattern.search(text, max(0, date.start - 40), date.start) if date.day else None
        if leading and not text[date.start].isdigit() and not leading["named"]:
            leading = None  # "14 giờ, thứ 4, ngày 28": only "ngày 12 và ngày 13" shares its month
        if leading and int(leading["day"]) < (date.day or 0):
            days.append(_Day(leading.start(), date.end, date, int(leading["day"])))
        else:
            days.append(_Day(date.start, date.end, date))
    return days


def _short_days(text: str, tokens: list[_Token]) -> list[_Token]:
    """``28.5`` beside a part of the day, a weekday, a time or another date."""
    starts, ends = sorted(token.start for token in tokens), sorted(token.end for token in tokens)
    found: list[_Token] = []
    for match in SHORT_DATE.finditer(text):
        left, right = bisect_right(ends, match.start()) - 1, bisect_left(starts, match.end())
        before = left >= 0 and _is_gap(text, ends[left], match.start())
        if before or (right < len(starts) and _is_gap(text, match.end(), starts[right])):
            date = DateSpan(match.start(), match.end(), int(match["day"]), int(match["month"]), None)
            found.append(_Day(match.start(), match.end(), date))
    return found


def _groups(text: str, tokens: list[_Token]) -> list[list[_Token]]:
    """Tokens that only words of time part, in groups; a second date begins a new group unless a range leads to it."""
    groups: list[list[_Token]] = []
    for token in tokens:
        last = groups[-1] if groups else None
        if last and _joins(text, last, token):
            last.append(token)
        else:
            groups.append([token])
    return groups


def _joins(text: str, group: list[_Token], token: _Token) -> bool:
    left = group[-1].end
    if not _is_gap(text, left, token.start):
        return False
    if isinstance(token, (_Day, _SameDay)) and any(isinstance(other, (_Day, _SameDay)) for other in group):
        days = sum(isinstance(other, (_Day, _SameDay)) for other in group)
        return days == 1 and _range_between(text, group, token)
    return True


def _is_gap(text: str, start: int, end: int) -> bool:
    return end - start <= _MAX_GAP and _GAP.fullmatch(text, start, end) is not None


def _range_between(text: str, group: list[_Token], token: _Token) -> bool:
    """Whether ``đến`` or a dash leads from the group's date to the token."""
    ends = [group[0].start, *(other.end for other in group)]
    starts = [*(other.start for other in group[1:]), token.start]
    gaps = zip(ends[1:], starts, strict=True)
    return any(_RANGE.search(text, end, start) for end, start in gaps)


def _moment(text: str, group: list[_Token], letter_date: str | None, earlier: list[Moment]) -> Moment | None:
    days = [token for token in group if isinstance(token, _Day)]
    clocks = [token for token in group if isinstance(token, Clock)]
    if not days and not clocks:
        return None
    if len(days) > 1 and days[0].date.year is None and days[1].date.year:  # "từ ngày 7-12 đến 10-12-2022"
        days[0] = days[0]._replace(date=days[0].date._replace(year=days[1].date.year))
    weekdays = [token.number for token in group if isinstance(token, Weekday)]
    assumed = [_with_year(day.date, letter_date, weekdays) for day in days]
    dates = [date for date, _ in assumed]
    if not days and any(isinstance(token, _SameDay) for token in group):
        dates = [_day_of(earlier)] if earlier else []
    begin, finish = _begin_and_finish(text, group, days, clocks, dates)
    sessions = [token.session for token in group if isinstance(token, DayPart)]
    return Moment(
        group[0].start,
        group[-1].end,
        begin.value,
        finish.value if finish else None,
        begin.span,
        finish.span if finish and finish.value else None,
        tuple(clocks),
        sessions[0] if sessions else None,
        any(was_assumed for _, was_assumed in assumed),
        _conflict(group, dates),
    )


class _End(NamedTuple):
    value: str | None
    span: tuple[int, int]


def _begin_and_finish(
    text: str, group: list[_Token], days: list[_Day], clocks: list[Clock], dates: list[str | None]
) -> tuple[_End, _End | None]:
    whole = (group[0].start, group[-1].end)
    if days and days[0].leading and dates and dates[0]:
        first = f"{dates[0][:8]}{days[0].leading:02d}"
        return _End(_at(first, clocks[0] if clocks else None), whole), _End(dates[0], whole)
    day = dates[0] if dates else None
    if len(days) > 1:
        second = _clock_of_second(text, clocks, days)
        before = [clock for clock in clocks if clock.start < days[1].start and clock is not second]
        behind = [clock for clock in clocks if clock not in before]
        begin = _End(_at(dates[0], before[0] if before else None), (whole[0], days[0].end))
        return begin, _End(_at(dates[1], behind[0] if behind else None), (days[1].start, whole[1]))
    if len(clocks) > 1 and _RANGE.search(text, clocks[0].end, clocks[1].start):
        begin = _End(_at(day, clocks[0]), whole)
        return begin, _End(_at(day, clocks[1]), (clocks[1].start, clocks[1].end))
    return _End(_at(day, clocks[0] if clocks else None), whole), None


def _clock_of_second(text: str, clocks: list[Clock], days: list[_Day]) -> Clock | None:
    """The time that belongs to the second date: it stands behind the word or dash of the range."""
    for clock in clocks:
        if clock.start > days[0].end and _RANGE.search(text, days[0].end, clock.start):
            return clock
    return None


def _at(day: str | None, clock: Clock | None) -> str | None:
    return f"{day}T{clock.iso}" if day and clock and "X" not in day else day


def _day_of(earlier: list[Moment]) -> str | None:
    begin = earlier[-1].begin
    return begin[:10] if begin else None


def _with_year(date: DateSpan, letter_date: str | None, weekdays: list[int]) -> tuple[str | None, bool]:
    """The date in EDTF, and whether its year was taken from the letter's date."""
    if not date.valid:
        return None, False
    if date.year is not None or not letter_date or not letter_date[:4].isdigit():
        return date.edtf, False
    if date.month is None:
        return None, False
    year = int(letter_date[:4])
    if letter_date[5:7].isdigit() and int(letter_date[5:7]) - date.month >= _TURN:
        # "ngày 5/1" in a letter of December may be of the next year: only a weekday can tell.
        next_year = date._replace(year=year + 1)
        fits = bool(weekdays) and date.day is not None and next_year.valid and _weekday(next_year) == weekdays[0]
        return (next_year.edtf, True) if fits else (None, False)
    return date._replace(year=year).edtf, True


def _weekday(date: DateSpan) -> int:
    return datetime.date(date.year or 1, date.month or 1, date.day or 1).weekday()


def _conflict(group: list[_Token], dates: list[str | None]) -> str | None:
    weekdays = [token for token in group if isinstance(token, Weekday)]
    if len(weekdays) != 1 or len(dates) != 1 or dates[0] is None or "X" in dates[0]:
        return None
    date = datetime.date.fromisoformat(dates[0])
    if date.weekday() == weekdays[0].number:
        return None
    return f"{dates[0]} is a {_WEEKDAY_NAMES[date.weekday()]}, not a {_WEEKDAY_NAMES[weekdays[0].number]}"
