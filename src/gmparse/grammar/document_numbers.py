"""Numbers and symbols of documents: ``340/QĐ-UBND``, ``30/2020/NĐ-CP``, ``05-HD/VPTW``, ``/GM-SYT``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import regex

from gmparse.rules import rule

_DASH = r"[-–—‐‑−]"
_BLANKS = r"[\s.…_]*+"
# A part of a symbol: TTr, UBND, CGC.BT, LĐVL&TN, K5, QH15, TĐ10b. No word of running text that is glued on: UBNDngày.
_CHUNK = r"\p{Lu}[\p{Lu}\d]*+(?:(?!của|về|và|này|thì|là)\p{Ll}{1,3}(?!\p{L}*\p{Ll})[\p{Lu}\d]*+)?"
_PART = rf"{_CHUNK}(?:[.&](?=\p{{Lu}}{{2}}|\p{{Lu}}(?!\p{{L}})|\d\d)(?:{_CHUNK}|\d{{2,4}}+))*+"
_CAPITALS = r"\p{Lu}{2}[\p{Lu}\d]*+(?:[.&](?=\p{Lu})[\p{Lu}\d]++)*+(?:\p{Ll}{1,2}(?!\p{L}))?"
_ENDS = r"(?=\s*+(?:[,;.:)]|ngày|của|về|$))"
# Blanks around a dash are a broken line or loose typing; then only capitals go on with the symbol ("QĐ- UBND").
_MORE = rf"""(?:
    (?:{_DASH}|/) (?:{_PART}|\p{{Ll}}{{2}}(?!\p{{L}}))
  | (?:\s{{1,2}}(?:{_DASH}|/)|(?:{_DASH}|/)\s{{1,3}}) (?:{_CAPITALS}|TTg\b|CP\b)
  | \s{_DASH}\s{_CAPITALS}{_ENDS}
  | \s[IVX]{{1,5}}(?={_DASH}\p{{Lu}})  # an office named by its region: KV IX-KT
  | \s?&\s?{_CAPITALS}
  | \(\p{{Lu}}[\p{{Lu}}\d]*+\)
)"""
_SYMBOL = rf"{_PART}{_MORE}*+(?:[ ]\p{{Lu}}{{2}}\p{{L}}{{0,3}}(?=\s*+,?\s*+ngày))?"
_SERIAL = r"\d{1,6}+(?:\.\d{1,3}+)?+(?:\p{Ll}(?!\p{L}))?"
_YEAR = r"(?P<year>\d{4,5}+)\s{0,2}(?:/\s{0,2}|(?=\p{Lu}{2}))"
_PARTY_TYPE = r"\p{Lu}{1,4}\p{Ll}{0,2}"
_PARTY = rf"{_PARTY_TYPE}\s?/\s?{_PART}{_MORE}*+"

NUMBER = rule(
    "document-number",
    rf"""
    (?=[sS\d])
    (?:
      (?<![\p{{L}}\d/.,-]) (?<!\d\s?{_DASH}\s?)
      (?P<serial>{_SERIAL})
      (?: \s{{0,3}}/\s{{0,3}} (?:{_YEAR})? (?P<symbol>{_SYMBOL})
        | \s?{_DASH}\s{{0,3}} (?P<party>{_PARTY}) )
    | (?<!\p{{L}}) [sS](?:ố|Ố|ô) \s*+ :? \s*+
      (?: (?P<blank>{_BLANKS}) (?: /\s{{0,2}} (?:{_YEAR})? (?P<symbol>{_SYMBOL}) | {_DASH}\s{{0,2}}(?P<party>{_PARTY}) )
        | (?P<serial>{_SERIAL}) \s (?P<party>{_PARTY}) )
    )
    """,
    "number and symbol of a document; Decree 30/2020/NĐ-CP, Annex I, part II, 3; Guidance 05-HD/VPTW; unions",
    examples=(
        "340/QĐ-UBND",
        "30/2020/NĐ-CP",
        "05-HD/VPTW",
        "1208- KL/TU",
        "số 84 QĐ/TWĐTN",
        "số …/STP-HCBT",
        "số /TTr-SNV",
        "779 /QĐ-UBND",
        "2769/UBND- NCKSTTHC",
        "16/CGC.BT",
        "03/LĐVVN BTh ngày",
        "124/QĐ/TTg",
        "15/2023/QH15",
        "66.1/2025/NQ-CP",
        "12/BC-CAT(PC04)",
        "3294-CV/VPTW/nb",
        "số -TTr/ĐU",
        "79/2000NĐ-CP",
        "188/TTr.SĐC",
        "17/QĐ.UBT.97",
        "214/KV IX-KT",
    ),
    rejects=("14/3/2025", "24/7", "01 buổi/tuần", "5-6 ngày", "120/80 mmHg", "Điều 5/khoản 2"),
)

# A footnote's digit is glued to the symbol (NĐ-CP1). Digits that belong there follow QH, UBTVQH, K, PC, PV …
FOOTNOTE = rule(
    "document-number.footnote",
    r"(?<=[-/](?:CP|TTg|UBND|HĐND|TW|TU|VPCP|CTN|[BS]\p{Lu}{2,10}))\d{1,2}$|(?<=QH1\d)\d$",
    "a footnote's digit glued to the symbol of a state organ",
    examples=("NĐ-CP1", "QĐ-UBND2", "TT-BTP1", "2023/QH153"),
    rejects=("2023/QH15", "HHDN-K5", "CAT-PC04", "VP-P3"),
)

# The letter's own line is more freely written, and found by its label.
_LOOSE_SYMBOL = rf"{_SYMBOL}(?:\.\s{_CAPITALS}{_MORE}*+)?"
NUMBER_LINE = rule(
    "document-number.line",
    rf"""
    (?<!\p{{L}}) (?:[Ss][ốôỐÔ]|S6) (?: \s*+ (?P<colon>:) | (?=[\s\d.…_/-]) ) \s*+
    (?P<slot>
        (?P<serial>\d{{1,6}}(?:\.\d{{1,3}})?\p{{Ll}}?(?:{_DASH}\d{{1,2}}(?=\s?/))?)
      | {_BLANKS}
      | (?(colon)[^/\n]{{1,14}}?|(?!)) (?=\s*+/\s*+\p{{Lu}})
    )
    (?: \s*+ / \s*+ (?: (?P<year>\d{{4}}|\d\d) \s*+ / \s*+ )? (?P<symbol>{_LOOSE_SYMBOL}|\p{{Ll}}[\p{{L}}\d.&-]++)
      | \s*+ {_DASH} \s*+ (?P<party>{_PARTY})
      | \s (?P<party>{_PARTY})
      | (?<=\d)(?!\s?[/\w])
      | (?(colon)|(?!)) (?<!\d) \s*+ $ )
    """,
    "a letter's own number line, also blank or unreadable",
    examples=(
        "Số:       /GM -SYT",
        "Số 14-GM/ĐU",
        "Số : 16/CGC.BT",
        "Số:....../TB-ABC",
        "Số: -TTr/ĐU",
        "Số: 12",
        "Số: ...",
        "Số :    /QĐ. BQL-VP",
        "Số: 1482/KBKV IX-KT",
    ),
    rejects=("Sở Nội vụ", "Số lượng: 12/Đơn vị", "Số điện thoại: 02553 822"),
)

_FORM = regex.compile(
    r"(?:thụ\s+lý|mẫu|biểu|phụ\s+lục|bảng|nhà|ngõ|ngách|hẻm|kiệt|lô|thửa(?:\s+đất)?|tài\s+khoản|phòng)\s+số\s*+:?\s*+$",
    regex.IGNORECASE,
)
# Where a number may begin: ``số``, or digits with a slash or dash and a letter behind them, a year between at most.
_CANDIDATE = re.compile(
    rf"""[sS\d](?: (?<=[sS])(?=[ốỐô]) | (?<=\d)(?<!\d\d)
    (?=[\d.]{{0,9}}\w?\s{{0,3}}(?: /\s{{0,3}}(?:\d{{4,5}}\s{{0,2}}/?\s{{0,2}})? | {_DASH}\s{{0,3}})[^\W\d_]))""",
    re.VERBOSE,
)
_INNER_BLANKS = regex.compile(r"\s+")
_TO_HYPHEN = str.maketrans(dict.fromkeys("–—‐‑−", "-") | {"Ð": "Đ"})
NumberState = Literal["read", "blank", "unreadable"]


class DocumentNumber(NamedTuple):
    """A number in running text at ``start:end`` (without the word ``số``).

    ``text`` has no blanks and plain hyphens: ``340/QĐ-UBND``. ``serial`` is what stands before the first ``/``, in
    party papers before the first ``-``; ``None`` when blank. ``year`` is the second group between slashes when it is a
    year; a misprinted year (``45/25010/NĐ-CP``) stays in the text and is no year. ``labelled``: ``số`` stands before.
    """

    start: int
    end: int
    text: str
    serial: str | None
    year: int | None
    symbol: str
    labelled: bool = False

    @property
    def key(self) -> str:
        """Equal for two spellings of one number: ``011/TT-LĐ`` and ``11/tt-lđ``."""
        return self.text.lstrip("0").casefold()


class NumberLine(NamedTuple):
    """A letter's own number. ``span`` is the whole number; ``serial_span`` and ``symbol_span`` its parts in the line.

    The span of a blank or unreadable serial is the empty slot's. ``state`` says whether the serial was read.
    """

    text: str
    serial: str | None
    year: int | None
    symbol: str | None
    state: NumberState
    span: tuple[int, int]
    serial_span: tuple[int, int]
    symbol_span: tuple[int, int] | None


def find_numbers(text: str) -> list[DocumentNumber]:
    """All document numbers of a running text, in order.

    Blanks and line breaks around ``/`` and ``-`` belong to the number; footnote digits glued on do not. A number whose
    serial is blank is found after ``số`` only. Numbers of forms, houses, plots (``Mẫu số 01/KH``) are left out.
    """
    if "/" not in text:
        return []
    found = (_number(match, text) for match in _numbers_in(text))
    return [number for number in found if _is_firm(number) or (number.labelled and not _is_form(number, text))]


def _numbers_in(text: str) -> Iterator[regex.Match[str]]:
    """What ``NUMBER.finditer`` finds, in a fifth of its time: it is asked only where a number may begin."""
    end = 0
    for candidate in _CANDIDATE.finditer(text):
        if candidate.start() >= end and (match := NUMBER.match(text, candidate.start())):
            yield match
            end = match.end()


def parse_number_line(text: str) -> NumberLine | None:
    """The number of a letter's own number line (``Số:      /GM-SYT``), ``None`` when no number stands there."""
    match = NUMBER_LINE.search(text)
    if match is None:
        return None
    found = match.capturesdict()
    group = "party" if found["party"] else "symbol"
    symbol = match.span(group) if found[group] else None
    symbol_text = _tidy(text[slice(*symbol)]) if symbol else None
    serial = found["serial"][0] if found["serial"] else None
    slot = match.span("slot")
    state: NumberState = "read" if serial else "unreadable" if match["slot"].strip(" .…_\t") else "blank"
    start = slot[0] if serial else slot[1]
    whole = (start + len(text[start : match.end()]) - len(text[start : match.end()].lstrip()), match.end())
    return NumberLine(
        _tidy(text[slice(*whole)]), serial, _year_of(match["year"]), symbol_text, state, whole, slot, symbol
    )


def _number(match: regex.Match[str], text: str) -> DocumentNumber:
    found = match.capturesdict()
    serial = found["serial"][0] if found["serial"] else None
    symbol = (found["symbol"] or found["party"])[0]
    footnote = FOOTNOTE.search(_tidy("/" + symbol))
    cut = len(footnote[0]) if footnote else 0
    symbol = _tidy(symbol[: len(symbol) - cut])
    start, end = _start(match, serial is not None), match.end() - cut
    labelled = match[0][0] in "sS" or text[:start].rstrip(" :\n\t")[-2:].lower() in ("số", "sô")
    return DocumentNumber(start, end, _tidy(text[start:end]), serial, _year_of(match["year"]), symbol, labelled)


def _start(match: regex.Match[str], has_serial: bool) -> int:
    return match.start("serial") if has_serial else match.end("blank")


def _is_form(number: DocumentNumber, text: str) -> bool:
    return _FORM.search(text, max(0, number.start - 24), number.start) is not None


def _is_firm(number: DocumentNumber) -> bool:
    """Whether it looks like a document's number without the word ``số``: two parts, or the National Assembly's."""
    firm = any(sign in number.text for sign in "-–") or "QH" in number.symbol or number.year is not None
    return firm and not number.labelled


def _tidy(text: str) -> str:
    return _INNER_BLANKS.sub("", text).translate(_TO_HYPHEN)


def _year_of(digits: str | None) -> int | None:
    if digits and len(digits) == 2:
        return 2000 + int(digits)
    return int(digits) if digits and len(digits) == 4 and digits[:2] in ("19", "20") else None
