"""The type of a letter, and the family of rules its layout follows."""

from __future__ import annotations

from typing import Literal

from gmparse.fields.base import Found, Issue, Value, proof
from gmparse.fields.issues import issue
from gmparse.lexicon.document_types import DocumentType as Entry
from gmparse.lexicon.document_types import all_types, by_opening, by_symbol, by_title, no_title
from gmparse.page import Line
from gmparse.rules import Told
from gmparse.text import TextMap
from gmparse.zones import Zones
from gmparse.zones.cues import motto_of


def _entry_of(title: str) -> Entry | None:
    return by_title(title) or by_opening(title)


def _code_of(title: str) -> str | None:
    entry = _entry_of(title)
    return entry.code if entry else None


TITLE = Told(
    "type.title",
    _code_of,
    "the title's words give the code, whole or as the title's beginning, spaced out or not: the lexicon of document "
    "types; a letter with number, addressees or subject but no title is a công văn (CV, rule type.no-title), unless "
    "its symbol is one of letters that have a title (GM, QĐ …, rule type.symbol); Decree 30/2020/NĐ-CP, Article 7",
    examples=(
        ("GIẤY MỜI", "GM"),
        ("T Ờ  T R Ì N H", "TTr"),
        ("QUYẾT ĐỊNH", "QĐ"),
        ("BIÊN BẢN HỌP HỘI ĐỒNG", "BB"),
    ),
    rejects=("THƯ NGỎ MÙA XUÂN", "Kính gửi: Sở Nội vụ", "V/v quyết định khen thưởng"),
)
MOTTO = Told(
    "family.motto",
    motto_of,
    "the motto tells letters of the state, the Party and the youth union apart: Decree 30/2020/NĐ-CP, Annex I, II.1; "
    "Guidance 05-HD/VPTW; a law, decree or circular is normative, and so is a resolution, decision or directive with a "
    "year in its number (Law 64/2025/QH15)",
    examples=(
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "state"),
        ("Độc lập - Tự do - Hạnh phúc", "state"),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", "party"),
    ),
    rejects=("ỦY BAN NHÂN DÂN TỈNH HÒA AN", "vì một nước Việt Nam độc lập, tự do, hạnh phúc"),
)

Family = Literal["state", "party", "normative", "other"]

# Luật 64/2025/QH15, Điều 4; a year in the number makes a resolution or decision normative (Điều 7).
_NORMATIVE = frozenset(("L", "NĐ", "TT"))
_NORMATIVE_WITH_YEAR = frozenset(("NQ", "QĐ", "CT"))


class DocumentType(Value):
    """``code`` as in the lexicon (``GM``; ``CV`` without a title), ``name`` as in running text (``Giấy mời``)."""

    code: str
    name: str


def find(zones: Zones, symbol: str | None) -> Found[DocumentType | None]:
    """The title decides; a letter with a number, addressees or a subject but no title is a công văn.

    Unless its symbol says that it is of a type whose letters have a title: then that was not found, and the type is
    the symbol's, with an issue.

    Args:
        zones: the letter.
        symbol: the symbol of its number.
    """
    if zones.title:
        return _titled(zones, symbol)
    first = _first_of(symbol)
    if zones.number is not None and (entry := by_symbol(first)):
        return Found(_of_symbol(entry, first, zones.number), (issue("title-missing", "type.code", first),))
    if zones.number is not None or zones.addressees or zones.subject:
        return Found(_of(no_title(), zones, "type.no-title"))
    return Found(None, () if zones.issuer or zones.unread else (issue("no-letterhead"),))


def _titled(zones: Zones, symbol: str | None) -> Found[DocumentType | None]:
    title = zones.title[0].text
    entry = _entry_of(title)
    if entry is None:
        return Found(None, (issue("type-unknown", "type", title),))
    return Found(_of(entry, zones, "type.title"), _mismatch(entry, symbol))


def _mismatch(entry: Entry, symbol: str | None) -> tuple[Issue, ...]:
    """An issue when the symbol begins with the abbreviation of another type (``TB-SVH`` under TỜ TRÌNH)."""
    first = _first_of(symbol)
    known = {abbreviation for kind in all_types() for abbreviation in kind.symbols}
    if first not in known or first in entry.symbols or not entry.symbols:
        return ()
    return (issue("type-symbol-mismatch", "type.code", first),)


def _first_of(symbol: str | None) -> str:
    """What a symbol begins with: ``GM`` of ``GM-SVH``."""
    return (symbol or "").replace("/", "-").split("-")[0].strip()


def _of_symbol(entry: Entry, symbol: str, number: Line) -> DocumentType:
    text = TextMap([number])
    at = max(text.text.rfind(symbol), 0)
    evidence = proof(text, at, at + len(symbol), field="code", rule="type.symbol")
    return DocumentType(code=entry.code, name=entry.name, evidence=evidence)


def _of(entry: Entry, zones: Zones, rule: str) -> DocumentType:
    text = TextMap(zones.title or [line for line in (zones.number, *zones.subject[:1]) if line is not None][:1])
    return DocumentType(
        code=entry.code, name=entry.name, evidence=proof(text, 0, len(text.text), field="code", rule=rule)
    )


def family_of(zones: Zones, kind: DocumentType | None, year: str | None) -> Family:
    """Party by its motto or star, normative by type or by the year in its number, state by its motto, else other."""
    mottos = {motto_of(line.text) for line in zones.motto}
    if "party" in mottos:
        return "party"
    if kind is not None and (kind.code in _NORMATIVE or (kind.code in _NORMATIVE_WITH_YEAR and year)):
        return "normative"
    return "state" if "state" in mottos else "other"
