"""Dates in words and in other languages, read by dateparser: spans that a pattern of ours has isolated.

dateparser neither finds nor decides (DESIGN §3): a pattern finds a span that holds day, month in letters and year, and
dateparser only reads which month the word is. What it gives is flagged by the fields with the issue
``date-in-words``. It is imported when such a span is met, which is seldom: that takes a fifth of a second.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from gmparse.rules import rule

_LANGUAGES = ["vi", "en", "fr"]
_SETTINGS = {"DATE_ORDER": "DMY", "PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}

_MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|[Jj]anv|[Ff]évr|[Mm]ars|[Aa]vr|[Mm]ai|[Jj]uin|[Jj]uil|[Aa]oût"
    r"|[Ss]ept|[Oo]ct|[Nn]ov|[Dd]éc)\p{Ll}{0,6}\.?"
)
SPAN = rule(
    "isolated.date",
    rf"""(?:(?<![\p{{L}}\d])\d{{1,2}}[:.]\d{{2}}\s*(?i:[ap]\.?m\.?)?\s*,?\s*(?:on\s+|le\s+)?)?
        (?:
            ngày\s+\d{{1,2}}\s+tháng\s+\p{{L}}{{2,6}}(?:\s+\p{{L}}{{2,4}})?\s+năm\s+\d{{4}}
          | (?<![\p{{L}}\d/.-])\d{{1,2}}(?:st|nd|rd|th|er)?[\s-](?:of\s+)?{_MONTH},?[\s-]\d{{4}}(?!\d)
          | (?<!\p{{L}}){_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}(?!\d)
        )""",
    "a date whose month is a word (NĐ 30/2020, Phụ lục II: tháng Năm; bilingual letters)",
    examples=(
        "ngày 23 tháng Bảy năm 2025",
        "Hanoi, 23 July 2025",
        "July 23rd, 2025",
        "23-Jul-2025",
        "8:00 AM, 23 July 2025",
    ),
    rejects=("ngày 23 tháng 7 năm 2025", "14/3/2025", "năm 2025", "Điều 23 năm 2025"),
)


# Letters that months begin with, and tháng before a word: most texts have neither.
_MONTH_WORD = re.compile(
    r"tháng\s+[^\W\d_]|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    r"|Fév|Avr|Mai|Jui|Aoû|Déc|janv|févr|mars|avr|mai|jui|août|sept|oct|nov|déc"
)


class Isolated(NamedTuple):
    """A date at ``start:end``: ``value`` in ISO 8601, with ``THH:MM`` when the span holds a time of day."""

    start: int
    end: int
    value: str


def read_isolated(text: str) -> Isolated | None:
    """The first date in words of a text; ``None`` without one, or when dateparser cannot read it."""
    if not _MONTH_WORD.search(text):
        return None
    for found in SPAN.finditer(text):
        moment = _parser().get_date_data(_plain(found[0])).date_obj
        if moment is not None:
            has_time = ":" in found[0] or bool(moment.hour or moment.minute)
            return Isolated(found.start(), found.end(), moment.isoformat()[: 16 if has_time else 10])
    return None


def _plain(span: str) -> str:
    """The span without words that dateparser stumbles over."""
    return span.replace(" on ", " ").replace(" of ", " ").replace(" le ", " ")


@cache
def _parser() -> Any:
    from dateparser.date import DateDataParser  # imported late: it takes a fifth of a second

    return DateDataParser(languages=_LANGUAGES, settings=_SETTINGS)
