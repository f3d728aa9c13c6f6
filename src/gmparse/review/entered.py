"""What a person types for a value, checked and brought into the record's form."""

from __future__ import annotations

import calendar
import re
import unicodedata
from typing import Any

from gmparse.errors import UsageError
from gmparse.index.corrections.paths import LISTS
from gmparse.index.search import type_codes
from gmparse.text import squeeze

DATES = frozenset(("edtf", "date", "start", "end", "deadline"))
CHOICES = {
    "mode": ("in_person", "online", "hybrid"),
    "role": ("basis", "mention", "reply_to", "amends", "replaces", "repeals", "attached_to"),
    "family": ("state", "party", "normative", "other"),
}
LONGEST = 20_000  # characters

_DAY = re.compile(
    r"(?:(?P<time>\d{1,2}[:hg]\d\d)\s+)?(?:(?:(?P<day>\d{1,2}|[?X]{1,2})[/.-])?(?P<month>\d{1,2}|[?X]{1,2})[/.-])?"
    r"(?P<year>\d{4}|[?X]{1,4})"
)
_ISO = re.compile(r"\d{4}-(?:\d\d|XX)-(?:\d\d|XX)(?:T\d\d:\d\d)?|\d{4}-(?:\d\d|XX)|XXXX-(?:\d\d|XX)-(?:\d\d|XX)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def entered(path: str, text: str) -> Any:
    """The value that a text means at a path of the record.

    Raises:
        UsageError: it means none; the message says what is wanted, in Vietnamese and English.
    """
    if len(text) > LONGEST:
        raise UsageError(f"Dài quá {LONGEST} ký tự / longer than {LONGEST} characters")
    clean = _CONTROL.sub(" ", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))
    key = re.sub(r"\[\w+\]$", "", path.rpartition(".")[2])
    if key in LISTS:
        return [line for line in map(squeeze, clean.split("\n")) if line]
    value = squeeze(clean)
    if not value:
        raise UsageError("Chưa nhập gì: nếu trang không có thì bấm “Không có” / empty: if the page has none, say so")
    if key in DATES:
        return _day(value, timed=key not in ("edtf", "date"))
    if path == "type.code":
        return _type(value)
    if key in CHOICES and value not in CHOICES[key]:
        raise UsageError(f"Một trong / one of: {', '.join(CHOICES[key])}")
    return value


def _type(value: str) -> str:
    try:
        return type_codes(value)[0]
    except UsageError as error:
        raise UsageError(f"Không có loại văn bản “{value}” / no document type {value!r}: GM, CV, QĐ …") from error


def _day(value: str, *, timed: bool) -> str:
    """A day as people write it, ``23/7/2025``, ``?/7/2025``, ``14:00 23/7/2025``, or in EDTF."""
    found = _DAY.fullmatch(value)
    if _ISO.fullmatch(value):
        day, _, time = value.partition("T")
    elif found:
        day = "-".join(_padded(found[part], width) for part, width in (("year", 4), ("month", 2), ("day", 2)))
        day = day if found["day"] else day.removesuffix("-XX") if found["month"] else day.removesuffix("-XX-XX")
        time = _clock(found["time"])
    else:
        raise UsageError(
            f"“{value}” không phải là ngày / is no day: 23/7/2025, ?/7/2025" + " , 14:00 23/7/2025" * timed
        )
    if not _exists(day) or (time and (not timed or "X" in day or not _is_time(time))):
        raise UsageError(f"“{value}” không có thật / does not exist")
    return f"{day}T{time}" if time else day


def _padded(part: str | None, width: int) -> str:
    return part.zfill(width) if part and part.isdecimal() else "X" * width


def _clock(time: str | None) -> str:
    hour, minute = re.split("[:hg]", time) if time else ("", "")
    return f"{int(hour):02}:{minute}" if time else ""


def _is_time(time: str) -> bool:
    hour, minute = time.split(":")
    return int(hour) < 24 and int(minute) < 60


def _exists(day: str) -> bool:
    year, month, date = (*day.split("-"), "XX", "XX")[:3]
    if month != "XX" and not 1 <= int(month) <= 12:
        return False
    if date == "XX":
        return True
    longest = 31 if month == "XX" else calendar.monthrange(int(year) if year != "XXXX" else 2000, int(month))[1]
    return 1 <= int(date) <= longest
