"""Which slices a labelled letter counts in: how it was read, its type, its layout, the kind of its issuer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gmparse.evaluate.matching import at, text_of
from gmparse.text import fold

SCANNED = ("scan", "photo")
FACTORS = ("kind", "type", "layout", "agency")

_NORMATIVE_TYPES = ("NĐ", "TT", "TTLT", "L", "BL", "PL")
_YEAR_IN_NUMBER = re.compile(r"\d*/(?:19|20)\d\d/")  # 32/2025/QĐ-UBND
_PARTY_NUMBER = re.compile(r"\d*\s*[-–—][^/]+/\w")  # 21-CV/ĐU
# First words of the issuer, folded; the first row that fits counts.
_AGENCIES = (
    ("people's committee", ("ubnd", "uy ban nhan dan")),
    ("people's council", ("hdnd", "hoi dong nhan dan", "doan dai bieu quoc hoi")),
    ("police, army", ("cong an", "bo chi huy", "bo tu lenh", "quan khu", "bo doi", "ban chi huy", "bo cong an")),
    ("court, procuracy", ("toa an", "tand", "vien kiem sat", "vksnd", "thi hanh an")),
    ("ministry", ("bo ", "thanh tra chinh phu", "van phong chinh phu", "chinh phu", "thu tuong", "quoc hoi")),
    ("department", ("so ",)),
    ("school", ("truong", "dai hoc", "hoc vien", "nha truong")),
    ("hospital", ("benh vien", "trung tam y te", "vien y te", "tram y te")),
    ("company", ("cong ty", "tong cong ty", "tap doan", "ngan hang", "doanh nghiep", "xi nghiep", "hop tac xa")),
    ("mass organisation", ("uy ban mttq", "uy ban mat tran", "mat tran", "hoi ", "lien doan", "lien hiep", "cong doan",
                           "doan ", "tinh doan")),
    ("agency", ("cuc", "chi cuc", "tong cuc", "vu ", "ban ", "trung tam", "van phong", "thanh tra", "kho bac", "thue",
                "phong ", "bao hiem", "hai quan", "vien ", "thu vien", "bao tang", "hoi dong")),
)  # fmt: skip


def slices_of(gold: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    """The slices of a letter: ``all``, ``scan`` or ``digital``, then ``kind=docx``, ``type=GM`` and so on.

    Args:
        gold: its gold record.
        kind: its kind in the index.
    """
    ways = (kind, text_of(gold.get("type")) or "none", layout_of(gold), agency_of(gold))
    named = (f"{factor}={way}" for factor, way in zip(FACTORS, ways, strict=True))
    return ("all", "scan" if kind in SCANNED else "digital", *named)


def layout_of(gold: Mapping[str, Any]) -> str:
    """``state``, ``party``, ``normative`` or ``other``: the gold's ``family``, else as type, number and issuer say."""
    family, number = gold.get("family"), str(at(gold, "number.text") or "")
    if isinstance(family, str):
        return family
    if gold.get("type") in _NORMATIVE_TYPES or _YEAR_IN_NUMBER.match(number):
        return "normative"
    if _PARTY_NUMBER.match(number):
        return "party"
    return "other" if agency_of(gold) == "company" else "state"


def agency_of(gold: Mapping[str, Any]) -> str:
    """The kind of the issuer by the first words of its name; ``other`` for names that say none."""
    if isinstance(gold.get("family"), str) and gold["family"] == "party":
        return "party"
    if _PARTY_NUMBER.match(str(at(gold, "number.text") or "")):
        return "party"
    name = fold(str(at(gold, "issuer.name") or "")) + " "
    return next((kind for kind, words in _AGENCIES if name.startswith(words)), "other" if name.strip() else "none")
