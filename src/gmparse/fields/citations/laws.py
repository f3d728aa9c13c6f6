"""Laws, codes, ordinances named by their title: ``Luật Khám bệnh, chữa bệnh năm 2023``; Decree 78/2025/NĐ-CP, 68."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from gmparse.grammar.document_numbers import DocumentNumber
from gmparse.grammar.spelling import any_of, words
from gmparse.lexicon import table
from gmparse.rules import rule

_MAX_NAME = 260


class LawName(NamedTuple):
    """A law at ``start:end``; ``name_end`` ends its title and year, ``number`` stands behind it.

    ``base`` is its title without the year, for comparison.
    """

    code: str
    start: int
    name_end: int
    end: int
    number: DocumentNumber | None
    base: str
    year: str | None


KIND = rule(
    "citation.law",
    r"(?<![\p{L}\d])(?:Bộ\s+[Ll]uật|Luật|Pháp\s+[Ll]ệnh|pháp\s+[Ll]ệnh|Hiến\s+pháp|BỘ\s+LUẬT|(?<!(?:PHÁP|KỶ|QUY)\s)LUẬT"
    r"|(?<!(?:pháp|kỷ|quy|định|thi|theo\s+pháp)\s)luật(?=\s+\p{Lu}))(?=\s+\p{L})",
    "the kind of a law that is named by its title",
    examples=("Luật Đất đai", "Bộ luật Dân sự", "Hiến pháp năm 2013"),
    rejects=("luật sư", "Luật.", "kỷ luật Đảng", "pháp luật Việt Nam", "KHEN THƯỞNG, KỶ LUẬT Điều 5"),
    opens=r"bộ(?=\s+luật)|luật\s|pháp(?=\s+lệnh)|hiến(?=\s+pháp)",
)
AMENDING = rule(
    "citation.law-amending",
    r"\s+sửa\s+đổi(?:\s*,?\s*bổ\s+sung)?(?:\s+một\s+số)?(?:\s+điều)?(?:\s*,\s*khoản)?(?:\s+(?:của|tại))?(?:\s+các)?\s+"
    r"(?=Bộ\s+luật|Luật|Pháp\s+lệnh)",
    "the title of a law that amends others",
    examples=(" sửa đổi, bổ sung một số điều của Luật Đất đai",),
    rejects=(" Đất đai",),
    ignore_case=True,
)
# What may follow a title: the law's year, the label of its number.
_TAIL = regex.compile(
    r"(?P<year>\s+(?:\(?sửa\s+đổi(?:,\s*bổ\s+sung)?\)?\s+)?(?:năm\s+)?(?P<digits>(?:19|20)\d\d)(?![\d/]))?"
    r"(?:\s*+[-–,(]?\s*+số\s*+:?\s*+)?+",
    regex.IGNORECASE,
)
_YEAR_TAIL = regex.compile(r"\s+(?:năm\s+)?\d{4}$")
_DATE_FOLLOWS = regex.compile(r"\s*+,?\s*+ngày\s")
_AND_LAW = regex.compile(r"(?:\s*,\s*|\s+và\s+|\s*,\s*và\s+)(?=(?:Bộ\s+luật|Luật|Pháp\s+lệnh)\s+\p{Lu})")


@cache
def _known() -> regex.Pattern[str]:
    return regex.compile(rf"\s+(?:{any_of(table('cited_types')['laws']['titles'])})(?!\p{{L}})", regex.IGNORECASE)


@cache
def _never() -> regex.Pattern[str]:
    return regex.compile(rf"\s+(?:{any_of(table('cited_types')['laws']['never'])})(?!\p{{L}})", regex.IGNORECASE)


@cache
def _generic() -> regex.Pattern[str]:
    """A title that the lexicon does not know: capitalised, until punctuation or a word at which names end."""
    stops = table("cited_types")["organs"]["stops"]
    stop = rf"(?:{any_of([*stops, 'này', 'và'])}|{words('của')})(?!\p{{L}})"
    return regex.compile(rf"\s+(?!{stop})\p{{L}}+(?:\s+(?!{stop})\p{{L}}+){{0,9}}+")


def find_laws(text: str, numbers: list[DocumentNumber]) -> list[LawName]:
    """All laws that are named by their title, also those inside the title of another."""
    if "uật" not in text and "UẬT" not in text and "háp" not in text:
        return []
    by_start = {number.start: number for number in numbers}
    found: list[LawName] = []
    for match in KIND.finditer(text):
        law = _law(text, match, by_start)
        if law is not None:
            found.append(_without_year_of(found[-1], law, text) if found else law)
    return found


def _without_year_of(amending: LawName, law: LawName, text: str) -> LawName:
    """A law inside the title of one that amends it, without the year behind both, which is the amending law's."""
    inside = amending.start < law.start and law.name_end == amending.name_end
    year = _YEAR_TAIL.search(text, law.start, law.name_end) if inside and law.number is None else None
    return law._replace(name_end=year.start(), end=year.start(), year=None) if year else law


def _law(text: str, kind: regex.Match[str], numbers: dict[int, DocumentNumber]) -> LawName | None:
    code = {"b": "BL", "p": "PL", "h": "HP"}.get(kind[0][0].lower(), "L")
    title_end = kind.end() if code == "HP" else _name_end(text, kind.end())
    tail = _TAIL.match(text, title_end) if title_end else None
    if title_end is None or tail is None or (code == "HP" and tail["year"] is None):
        return None
    number = numbers.get(tail.end())
    is_dated = number is not None or tail["year"] is not None or _date_follows(text, title_end)
    if not is_dated and not _is_title(text, kind.end(), title_end):
        return None
    if kind[0] == "luật" and not _known().match(text, kind.end()):
        return None
    name_end = tail.end("year") if tail["year"] else title_end
    base = " ".join(text[kind.start() : title_end].split()).casefold()
    return LawName(code, kind.start(), name_end, number.end if number else name_end, number, base, tail["digits"])


def _name_end(text: str, start: int) -> int | None:
    limit = min(len(text), start + _MAX_NAME)
    if _never().match(text, start, limit):
        return None
    amending = AMENDING.pattern.match(text, start, limit)
    if amending:
        return _amended_end(text, amending.end())
    known = _known().match(text, start, limit)
    generic = _generic().match(text, start, limit)
    if known and (generic is None or known.end() >= generic.end() or not text[generic.end() - 1].isalpha()):
        return known.end()
    return known.end() if known else generic.end() if generic else None


def _amended_end(text: str, start: int) -> int | None:
    """The end of ``Luật A, Luật B và Luật C`` behind ``sửa đổi, bổ sung một số điều của``."""
    end = None
    for _ in range(8):
        kind = KIND.pattern.match(text, start)
        inner = _name_end(text, kind.end()) if kind else None
        if inner is None:
            break
        end, more = inner, _AND_LAW.match(text, inner)
        if more is None:
            break
        start = more.end()
    return end


def _is_title(text: str, start: int, end: int) -> bool:
    """Whether the words are a law's title: known to the lexicon, or capitalised."""
    if _known().match(text, start) or AMENDING.pattern.match(text, start):
        return True
    return text[start:end].strip()[:1].isupper()


def _date_follows(text: str, end: int) -> bool:
    return _DATE_FOLLOWS.match(text, end) is not None
