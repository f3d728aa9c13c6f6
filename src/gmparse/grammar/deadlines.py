"""Deadlines: ``trước ngày 30/9/2025``, ``chậm nhất 10/9``, ``trong quý II năm 2025``, ``trong thời hạn 07 ngày``."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from typing import NamedTuple

import regex

from gmparse.grammar.times import SHORT_DATE, Moment, find_moments
from gmparse.rules import rule

_WINDOW = 80
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

LEAD = rule(
    "deadline.lead",
    r"""
    (?<!\p{L})
    (?: (?P<until> (?:chậm|muộn|trễ)\s+nhất (?:\s+(?:là|đến|vào|trong))*+ (?!\s+trước)
        | (?:hạn|thời\s+hạn)\s+(?:cuối(?:\s+cùng)?|chót|chậm\s+nhất) (?:\s*+(?:là|đến|:|vào))*+
        | thời\s+gian\s+(?:hoàn\s+thành|nộp|gửi)[^.;:\d]{0,30}:
        | thời\s+hạn\s+[^.;:\d]{0,60}?(?::|là|đến|trước) (?<!trước)
        | (?<!\d\s|tính\s)(?:đến|tới)\s+hết | không\s+(?:quá|muộn\s+hơn) | trong(?=\s+(?:ngày|tháng|quý)\s)
        | (?:hoàn\s+thành|xong|nộp|gửi|báo\s+cáo|kéo\s+dài|gia\s+hạn)[^.;\d]{0,40}?\sđến(?=\s+(?:ngày|tháng|quý|\d)) )
      | (?P<before> (?:(?:chậm|muộn)\s+nhất\s+)?(?:là\s+)?trước (?:\s+thời\s+điểm)?
          (?!\s+(?:khi|đây|mắt|đó|hết|tiên|hạn)) )
    )
    (?!\p{L})
    """,
    "the words that open a deadline: trước leaves the day itself out, the others take it in",
    examples=(
        "hoàn thành trước 30/9",
        "chậm nhất là thứ 2",
        "trong quý II",
        "đến hết ngày",
        "hạn cuối: 5/9",
        "chậm nhất trước 11h00",
        "thời gian hoàn thành: 20/11",
    ),
    rejects=(
        "trước khi khai mạc",
        "trước đây",
        "trong thời gian qua",
        "từ 1/8 đến hết 5/8",
        "tính đến hết ngày",
        "trong năm 2026",
    ),
    ignore_case=True,
    opens=r"chậm\s|muộn\s|trễ\s|hạn\s|thời(?=\s+(?:hạn|gian\s))|đến(?=\s+hết)|tới(?=\s+hết)|không(?=\s+(?:quá|muộn))"
    r"|trong(?=\s+(?:ngày|tháng|quý))|hoàn\s|xong|nộp|gửi|báo\s|kéo\s|gia\s|là(?=\s+trước)|trước",
)
_COUNT = r"\d{1,3}(?:\s*\([^()]{1,20}\))?\s+(?:ngày|giờ|tháng|tuần)(?:\s+làm\s+việc)?"
RELATIVE = rule(
    "deadline.relative",
    rf"""(?<!\p{{L}})
    (?: (?:trong\s+(?:thời\s+hạn|vòng)|chậm\s+nhất(?:\s+là)?(?:\s+sau)?|không\s+quá)\s+{_COUNT}
        (?:\s*,?\s*(?:kể\s+)?từ\s+(?:ngày|khi|lúc)\s(?:(?!\svà\s)[^.;,:()]){{2,80}})?
      | ít\s+nhất(?:\s+là)?\s+{_COUNT}\s+trước\s+(?:ngày|khi)\s(?:(?!\svà\s)[^.;,:()]){{2,60}}
      | trước\s+(?:ngày|khi)\s(?:(?!\svà\s|\sít\s)[^.;,:()\d]){{2,60}}?\s+ít\s+nhất(?:\s+là)?\s+{_COUNT}(?!\p{{L}})
    )""",
    "a deadline that counts from an event: no day of the calendar",
    examples=(
        "trong thời hạn 07 ngày làm việc, kể từ ngày kết thúc Đại hội",
        "chậm nhất sau 05 ngày làm việc kể từ ngày nhận được",
        "ít nhất 05 (năm) ngày trước ngày khai mạc",
        "trước khi mở lớp ít nhất là 03 ngày",
    ),
    rejects=("trong 05 năm", "chậm nhất ngày 10/9", "có mặt trước khi khai mạc 15 phút", "ít nhất 05 ngày làm việc"),
    ignore_case=True,
    opens=r"trong(?=\s+(?:thời|vòng))|chậm\s|không(?=\s+quá)|ít(?=\s+nhất)|trước(?=\s+(?:ngày|khi))",
)
PERIOD = rule(
    "deadline.period",
    r"""
    \s*+ (?:cuối\s+)?
    (?: quý\s+(?P<quarter>IV|I{1,3}|[1-4]) (?:\s*+(?:/|-|,?\s*+năm)\s*+(?P<year>(?:19|20)\d\d))?
      | tháng\s+(?P<month>0?[1-9]|1[0-2]) (?:\s*+(?:/|-|,?\s*+năm)\s*+(?P<year>(?:19|20)\d\d))?
      | năm\s+(?P<year>(?:19|20)\d\d) )
    (?![\d/]|\p{L})
    """,
    "a quarter, month or year as deadline",
    examples=(" quý II năm 2025", " tháng 10/2025", " tháng 11", " năm 2025", "quý I/2026"),
    rejects=(" ngày 5", " tháng 13", " quý khách"),
    ignore_case=True,
)
# What every deadline holds: a number, a quarter or a weekday.
_NAMES_TIME = re.compile(r"[\dqQtT](?:(?<=\d)|(?<=[qQ])(?i:uý)|(?<=[tT])(?i:hứ))")
_FILLER = regex.compile(r"[\s,:]*+(?:(?:ngày|lúc|hồi|vào|là|đến|hết)(?!\p{L})[\s,:]*+){0,4}+", regex.IGNORECASE)
_RECURRING = regex.compile(r"[\s,]*+(?:hằng|hàng|mỗi)\s+(?:ngày|tuần|tháng|quý|năm)(?!\p{L})", regex.IGNORECASE)
_RECURRING_DAY = regex.compile(
    r"\s*+(?:\d{1,2}\s?(?:h|giờ)\s?\d{0,2}\s*+,?\s*+)?(?:ngày\s+)?(?:\d{1,2}|thứ\s+[\p{L}\d]+)\s+"
    r"(?:(?:hằng|hàng|mỗi)\s+(?:tuần|tháng|quý)|của\s+(?:tuần|tháng|quý)\s+\p{L}+)",
    regex.IGNORECASE,
)


class Deadline(NamedTuple):
    """A deadline at ``start:end`` of the text, its opening words included.

    ``date`` is a day (``2025-09-30``) or with an hour (``2025-08-15T16:00``); a month, quarter or year is its last
    day, behind ``trước`` its first. ``None`` where the phrase names no day of the calendar (``trong thời hạn 07 ngày``,
    ``trước ngày 20 hằng tháng``). ``inclusive`` says that the day itself still counts. ``year_assumed``: the text has
    no year, the letter's was taken.
    """

    start: int
    end: int
    date: str | None
    inclusive: bool
    year_assumed: bool = False


def find_deadlines(text: str, letter_date: str | None) -> list[Deadline]:
    """All deadlines of a text, in order. ``letter_date`` (EDTF) gives a missing year, see `find_moments`."""
    if not _NAMES_TIME.search(text):
        return []
    relative = [Deadline(m.start(), m.end(), None, True) for m in RELATIVE.finditer(text)]
    starts, found, taken = [one.start for one in relative], [], 0
    for lead in LEAD.finditer(text):
        deadline = _deadline(text, lead, letter_date)
        before = bisect_right(starts, lead.start())
        if deadline and lead.start() >= max(taken, relative[before - 1].end if before else 0):  # inside none
            found.append(deadline)
            taken = deadline.end
    return sorted([*relative, *found])


def _deadline(text: str, lead: regex.Match[str], letter_date: str | None) -> Deadline | None:
    inclusive = lead["until"] is not None
    recurring = _RECURRING_DAY.match(text, lead.end())
    if recurring:
        return Deadline(lead.start(), recurring.end(), None, inclusive)
    period = PERIOD.match(text, lead.end())
    if period:
        return _of_period(lead.start(), period, inclusive=inclusive, letter_date=letter_date)
    window = text[lead.end() : lead.end() + _WINDOW]
    moment = next(iter(find_moments(window, letter_date)), None)
    if moment is None or not _FILLER.fullmatch(window, 0, moment.start) or not _names_a_day(moment):
        return _of_short_day(text, lead, letter_date)
    end = lead.end() + moment.end
    recurring = _RECURRING.match(text, end)
    if recurring:
        return Deadline(lead.start(), recurring.end(), None, inclusive)
    return Deadline(lead.start(), end, moment.begin, inclusive, moment.year_assumed)


def _of_short_day(text: str, lead: regex.Match[str], letter_date: str | None) -> Deadline | None:
    """``trước 15/11``: day and month right behind the words that open a deadline."""
    filler = _FILLER.match(text, lead.end())
    day = SHORT_DATE.match(text, filler.end() if filler else lead.end())
    moment = next(iter(find_moments(f"ngày {day[0]}", letter_date)), None) if day else None
    if day is None or moment is None or not _names_a_day(moment):
        return None
    return Deadline(lead.start(), day.end(), moment.begin, lead["until"] is not None, moment.year_assumed)


def _names_a_day(moment: Moment) -> bool:
    return moment.begin is not None and "X" not in moment.begin


def _of_period(start: int, period: regex.Match[str], *, inclusive: bool, letter_date: str | None) -> Deadline | None:
    captures = period.capturesdict()["year"]
    year_text = captures[-1] if captures else (letter_date or "")[:4]
    if not year_text.isdigit():
        return None
    year = int(year_text)
    if period["quarter"]:
        last = 3 * _QUARTERS[period["quarter"].lower()]
        first = last - 2
    elif period["month"]:
        first = last = int(period["month"])
    else:
        first, last = 1, 12
    day = f"{year}-{last:02d}-{calendar.monthrange(year, last)[1]:02d}" if inclusive else f"{year}-{first:02d}-01"
    return Deadline(start, period.end(), day, inclusive, not captures)
