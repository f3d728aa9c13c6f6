"""Times of day: ``14h00``, ``8 giờ 30 phút``, ``7g30``, ``08:00``."""

from __future__ import annotations

from typing import NamedTuple

import regex

from gmparse.rules import rule

_NOON = 12

CLOCK = rule(
    "clock",
    r"""
    (?<![\d/.,:]|\d\s?[-–]\s?(?=\d+\s?ngày))
    (?:
      (?P<hour>[01]?\d|2[0-4]) \s*+
      (?: giờ (?:\s*+(?P<minute>[0-5]?\d)(?!\d|/|\s*+(?:ngày\s+làm|người))(?:\s*+(?:phút|['’′`]))?|\s+(?P<half>rưỡi))?
        | h (?:\s?(?P<minute>[0-5]\d)(?!\d)(?:\s*+(?:phút|['’′`]))?|(?![\p{L}\d]))
        | g \s? (?P<minute>[0-5]\d)(?!\d)
        | : (?P<minute>[0-5]\d)(?![\d:])(?:['’′`])? )
      (?:\s*+(?P<part>sáng|chiều|tối)(?!\p{L}))?
    )
    (?!\d|\s*+(?:mỗi|/)\s)
    """,
    "a time of day; Decree 30/2020/NĐ-CP writes 8 giờ 00, practice also 8h00, 7g30, 08:00",
    examples=(
        "14h00",
        "8h30",
        "7g30",
        "13 giờ 30’",
        "08:00",
        "17h 30 phút",
        "8 giờ 00ngày 08",
        "14 giờ, thứ 4",
        "7 giờ rưỡi",
    ),
    rejects=("14ha", "7 gam", "1:25000", "25 giờ", "giờ hành chính", "tỷ lệ 1:2"),
    ignore_case=True,
    opens=r"\d(?<![\d/.,:].)(?=\d?\s*(?:giờ|h|g\s?\d|:\d))",
)
DURATION_LEAD = rule(
    "clock.duration",
    r"(?:trong|ít\s+nhất(?:\s+là)?|khoảng|không\s+quá|suốt|mỗi|thời\s+lượng|sau|quá|hơn|dưới|tối\s+đa|tối\s+thiểu|cộng|tổng)\s*+:?\s*+$",
    "words before a number of hours that is a duration, not a time of day",
    examples=("ít nhất là ", "trong "),
    rejects=("trước ", "lúc "),
    ignore_case=True,
)


class Clock(NamedTuple):
    """A time of day at ``start:end``."""

    start: int
    end: int
    hour: int
    minute: int

    @property
    def iso(self) -> str:
        """``14:00``."""
        return f"{self.hour:02d}:{self.minute:02d}"


def find_times(text: str) -> list[Clock]:
    """All times of day, in order; durations (``trong 24 giờ``) are none."""
    found = []
    for match in CLOCK.finditer(text):
        if match["hour"] and not _is_duration(text, match):
            found.append(_clock(match))
    return found


def _is_duration(text: str, match: regex.Match[str]) -> bool:
    whole_hours = "giờ" in match[0].lower() and match["minute"] is None
    return whole_hours and DURATION_LEAD.pattern.search(text, max(0, match.start() - 20), match.start()) is not None


def _clock(match: regex.Match[str]) -> Clock:
    hour, minute = int(match["hour"]), 30 if match["half"] else int(match["minute"] or 0)
    if (match["part"] or "").lower() in ("chiều", "tối") and hour < _NOON:
        hour += _NOON
    return Clock(match.start(), match.end(), hour % 24, minute)
