"""Dates of running text: written, numeric, partly blank. Nothing is guessed: what is not printed is ``None``."""

from __future__ import annotations

import calendar
from typing import NamedTuple

import regex

from gmparse.rules import rule

_LEAP_YEAR = 2000
_CENTURY_TURN = 50  # two-digit years below it are 20yy

# Blank slots of templates and drafts: "ngày     tháng", "ngày ... tháng", "ngày…/…/2025", "ngày ___ tháng".
_BLANK = r"[\s.…_]*+"
_WRITTEN_SLOT = rf"(?:\d(?:\s?\d)?(?!\d)|{_BLANK})"
_NUMERIC_SLOT = rf"(?:\d{{1,2}}|{_BLANK})"
_DAY_VALUE = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_VALUE = r"(?:0?[1-9]|1[0-2])"
_YEAR_VALUE = r"(?:19|20)\d\d"

DATE = rule(
    "date",
    rf"""
    (?:
    (?<!\p{{L}}) ngày [\s:]*+ (?:m[ùồ]ng\s+)?
    (?:
        (?P<day>{_WRITTEN_SLOT}) \s*+ [/,]? \s*+ tháng \s*+ (?P<month>{_WRITTEN_SLOT})
        (?: \s*+ [/,-]? \s*+ năm \s*+ (?P<year>\d(?:\s?\d){{3}}(?!\d) | \d{{0,3}}{_BLANK})
          | \s*+ [/-] \s*+ (?P<year>{_YEAR_VALUE})(?!\d) )?
      | (?P<day>{_NUMERIC_SLOT}) \s*+ [/.–-] \s*+ (?P<month>{_NUMERIC_SLOT}) \s*+ [/.–-] \s*+
        (?P<year>{_YEAR_VALUE}|\d\d)(?!\d|/\w|[-.]\d)
      | (?P<day>{_DAY_VALUE}) \s? (?P<sep>[/.-]) \s? (?P<month>{_MONTH_VALUE}) (?!\d|\s?/\s?\w|\.\d)
    )
  | (?<![\w/.,-]) (?P<day>{_DAY_VALUE}) \s*+ tháng \s*+ (?P<month>{_MONTH_VALUE}) \s*+
    (?:năm|,|/) \s*+ (?P<year>{_YEAR_VALUE})(?!\d)
  | (?<![\w/.]) (?P<day>{_DAY_VALUE}) \s? (?P<sep>[/.-]) \s? (?P<month>{_MONTH_VALUE}) \s? (?P=sep) \s?
    (?P<year>{_YEAR_VALUE}) (?!\d|/\w|-\p{{Lu}})
  | (?<!\p{{L}}) tháng \s*+ (?P<month>{_MONTH_VALUE}|[.…_][\s.…_]*+) \s*+ (?:[/-]|,?\s*năm) \s*+
    (?P<year>{_YEAR_VALUE})(?!\d|/\p{{Lu}})
    )
    """,
    "a date, also with blank parts or without year; Decree 30/2020/NĐ-CP, Annex I, part II, 4; Guidance 05-HD/VPTW",
    examples=(
        "ngày 21 tháng 7 năm 2025",
        "ngày     tháng 7 năm 2025",
        "Ngày … tháng … năm 2025",
        "ngày.../5/2025",
        "ngày  /12/2025",
        "ngày 23/7",
        "ngày 08 tháng 01 năm2025",
        "tháng 11/2025",
        "tháng 11 năm 2025",
        "14/3/2025",
        "14-3-2025",
        "14.3.2025",
        "ngày 23 / 3 /2022",
        "12 và 13 tháng 8 năm 2021",
        "từ ngày 20-22/8/2025",
    ),
    rejects=(
        "112/2025/NĐ-CP",
        "12/2024",
        "số 11/12/2024/NQ-HĐND",
        "trong 07 ngày làm việc",
        "6 tháng năm 2025",
        "tháng 7",
        "20/22/2025",
        "ngày 40/13",
    ),
    ignore_case=True,
    opens=r"[nt\d](?:(?<=n)gày|(?<=t)háng|(?<=\d)(?<![\w/.].)(?=\d?\s*(?:[/.-]|tháng)))",
)

# A date line may hold signs that are no digit (handwriting, stamps): the frame still says that a date stands there.
DATE_LINE = rule(
    "date.line",
    r"""
    (?<!\p{L}) ngày (?P<day>[^\n]{0,24}?) tháng (?P<month>[^\n]{0,24}?) năm \s*+ (?P<year>\d(?:\s?\d){3}(?!\d))?
    """,
    "the frame of a written date, whatever stands in its slots",
    examples=("ngày |o tháng 7 năm 2025", "ngày tháng năm 2025"),
    rejects=("ngày 21/7/2025",),
    ignore_case=True,
)


class DateSpan(NamedTuple):
    """A date and its place ``start:end`` in the text, which begins at ``ngày`` or ``tháng`` when that is printed.

    ``day``, ``month``, ``year`` are ``None`` when they are blank or not printed. ``noise`` says that a blank slot holds
    signs that are no number (handwriting, a stamp): it is unreadable rather than blank.
    """

    start: int
    end: int
    day: int | None
    month: int | None
    year: int | None
    noise: bool = False

    @property
    def edtf(self) -> str | None:
        """EDTF (ISO 8601-2) of level 1: ``2025-07-23``, ``2025-07-XX``, ``2025-XX-XX``; ``None`` without year."""
        if self.year is None:
            return None
        month = "XX" if self.month is None else f"{self.month:02d}"
        day = "XX" if self.day is None else f"{self.day:02d}"
        return f"{self.year:04d}-{month}-{day}"

    @property
    def valid(self) -> bool:
        """Whether the calendar has the date, as far as it is known."""
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.day is None:
            return True
        if self.month is None:
            return 1 <= self.day <= 31
        return 1 <= self.day <= calendar.monthrange(self.year or _LEAP_YEAR, self.month)[1]


def find_dates(text: str) -> list[DateSpan]:
    """All dates of a running text, in order.

    A numeric date without ``ngày`` needs its year, ``tháng 7`` alone is none, and no part of a document number
    (``112/2025/NĐ-CP``) is read as a date. Impossible dates are returned: ask ``valid``.
    """
    spans = (_span(match) for match in DATE.finditer(text))
    return [span for span in spans if _says_something(span, text)]


def date_at(text: str, start: int) -> DateSpan | None:
    """The date that begins exactly at ``start``."""
    match = DATE.match(text, start)
    if match is None:
        return None
    span = _span(match)
    return span if _says_something(span, text) else None


def letter_date(text: str) -> DateSpan | None:
    """The date of a date line: ``Quảng Ngãi, ngày      tháng 7 năm 2025``. ``None`` when it holds none.

    Slots that hold no number are ``None``; ``noise`` tells an unreadable slot from a blank one.
    """
    match = DATE.search(text)
    if match is not None and "ngày" not in text[: match.start()].lower():  # no frame begins before it
        return _span(match)
    frame = DATE_LINE.search(text)
    if match is not None and (frame is None or match.start() <= frame.start()):
        return _span(match)
    if frame is None:
        return None
    slots = frame["day"], frame["month"]
    noise = any(slot.strip(" .…_/,") and _number(slot) is None for slot in slots)
    return DateSpan(frame.start(), frame.end(), _number(slots[0]), _number(slots[1]), _year(frame["year"]), noise)


def _span(match: regex.Match[str]) -> DateSpan:
    found = match.capturesdict()
    day, month, year = (found[part][-1] if found[part] else None for part in ("day", "month", "year"))
    end = match.start() + len(match[0].rstrip())
    return DateSpan(match.start(), end, _number(day), _number(month), _year(year))


def _number(slot: str | None) -> int | None:
    digits = "".join((slot or "").split())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 2 else None


def _year(slot: str | None) -> int | None:
    digits = "".join((slot or "").split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    if len(digits) == 2:
        return int(digits) + (2000 if int(digits) < _CENTURY_TURN else 1900)
    return int(digits) if len(digits) == 4 else None


def _says_something(span: DateSpan, text: str) -> bool:
    """Whether it has a number, or dots to be filled in: ``ngày, tháng, năm sinh`` is no date."""
    if (span.day, span.month, span.year) != (None, None, None):
        return True
    return any(sign in text[span.start : span.end] for sign in "….._")
