"""Text as the index compares it: lower case with tone marks in one place, and folded, without diacritics.

Both keep the length of NFC text, so that a hit in them is a hit at the same place in the text as printed. To forget a
letter, the full text index must be told what it was given: who changes this file writes a migration
(`gmparse.index.schema`) that builds it anew.
"""

from __future__ import annotations

import calendar
import re
import unicodedata

from gmparse.text import NEWER_TONES, fold

_OLD_TONE = re.compile("(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![a-zà-ỹđ])")
_BASES = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if unicodedata.decomposition(chr(code)) and not unicodedata.decomposition(chr(code)).startswith("<")
}
_FOLDS = str.maketrans({**{chr(code): base for code, base in _BASES.items()}, "đ": "d", "ð": "d"})
_DASHES = str.maketrans(dict.fromkeys("–—‐‑−", "-"))
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_SHORT = {"ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "tp": "thanh pho", "tx": "thi xa"}
_WORD = re.compile(r"[a-z]+")
_DAY = re.compile(r"(\d{4})-(\d\d|XX)-(\d\d|XX)")


def spelled(text: str) -> str:
    """Lower case, tone marks where the newer spelling puts them (hoà → hòa)."""
    return _OLD_TONE.sub(lambda match: NEWER_TONES[match[0]], unicodedata.normalize("NFC", text).lower())


def folded(text: str) -> str:
    """Lower case without diacritics, đ as d."""
    return unicodedata.normalize("NFC", text).lower().translate(_FOLDS)


def number_key(number: str | None) -> str | None:
    """A document number for comparison: ``05/NĐ-CP`` and ``5/ND–CP`` are the same."""
    if not number:
        return None
    return _ZEROS.sub("", "".join(fold(number.translate(_DASHES)).split()), count=1) or None


def name_key(name: str | None) -> str | None:
    """A name of an organ or person for comparison, usual short forms (UBND) in full."""
    return _WORD.sub(lambda match: _SHORT.get(match[0], match[0]), fold(name)) if name else None


def day_range(edtf: str | None) -> tuple[str | None, str | None]:
    """First and last day of an EDTF date (``2025-07-XX``), no days without a year."""
    match = _DAY.match(edtf or "")
    if match is None:
        return None, None
    year, month, day = match.groups()
    first, last = ("01", "12") if month == "XX" else (month, month)
    if not 1 <= int(last) <= 12 or not int(year):
        return None, None
    end = calendar.monthrange(int(year), int(last))[1]
    return f"{year}-{first}-{'01' if day == 'XX' else day}", f"{year}-{last}-{end if day == 'XX' else day}"
