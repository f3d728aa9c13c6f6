"""Who issues a letter, and the organ above."""

from __future__ import annotations

from collections.abc import Sequence

from gmparse.fields.base import Evidence, Found, Value, proof
from gmparse.fields.issues import issue
from gmparse.fields.places import (
    WARDS,
    AdministrativeUnit,
    Printed,
    Resolved,
    ends_in_province,
    printed_units,
    province_named,
    resolve,
)
from gmparse.page import Line
from gmparse.rules import Told, rule
from gmparse.text import TextMap
from gmparse.zones import Zones
from gmparse.zones.cues import begins_organ, begins_place, is_bare_kind, is_unfinished

_JOINT = rule(
    "issuer.joint",
    r"\s+[-–]\s+",
    "a dash between two organs of a joint letter; it joins them only where both sides begin as an organ's name does",
    examples=("SỞ NỘI VỤ - SỞ TÀI CHÍNH", "SỞ NỘI VỤ – CÔNG AN TỈNH"),
    rejects=("PHÒNG TỔ CHỨC-HÀNH CHÍNH", "SỞ NỘI VỤ"),
)
ORGAN = Told(
    "issuer.letterhead",
    begins_organ,
    "the lines left of the motto, above the number; the issuer's name begins where the lines turn bold, else at the "
    "last line that begins with the first word of an organ's name, the lines above are its parent: Decree "
    "30/2020/NĐ-CP, Annex I, II.2",
    examples=(("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", True), ("ỦY BAN NHÂN DÂN", True), ("Văn phòng Tỉnh ủy", True)),
    rejects=("TỈNH HÒA AN", "THỂ THAO VÀ DU LỊCH", "GIẤY MỜI"),
)
UNFINISHED = Told(
    "issuer.unfinished",
    is_unfinished,
    "a line that asks for more: the line below it goes on with the same name",
    examples=(("ỦY BAN NHÂN DÂN", True), ("SỞ VĂN HÓA, THỂ THAO VÀ", True), ("CHI CỤC KIỂM LÂM THUỘC", True)),
    rejects=("SỞ VĂN HÓA", "UBND TỈNH HÒA AN"),
)


class Issuer(Value):
    """``name`` as printed in the letterhead, several lines joined; ``parent`` the superior organ above it, or ``None``.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.2: the superior organ in plain capitals, the issuer below it in bold.
    ``unit`` is the territory that name or parent say; ``None`` when they say none, or several have that name.
    """

    name: str
    parent: str | None = None
    unit: AdministrativeUnit | None = None


def find(zones: Zones) -> Found[Issuer | None]:
    """The issuer from the left column of the letterhead."""
    lines = zones.issuer
    if not lines:
        return Found(None)
    at = _first_of_name(lines)
    parent, name = TextMap(lines[:at]), TextMap(lines[at:])
    evidence = _of(name, "name") + (_of(parent, "parent") if at else ())
    return Found(Issuer(name=_text(name), parent=_text(parent) if at else None, evidence=evidence))


def with_unit(issuer: Issuer | None, edtf: str | None, place: str | None) -> Found[Issuer | None]:
    """The issuer with its administrative unit.

    Args:
        issuer: what `find` gave.
        edtf: the letter's date, for which the unit is looked up.
        place: where the letter was issued: confirms a province that stands in the name without its kind, and tells
            communes of one name apart.
    """
    if issuer is None:
        return Found(None)
    resolved = _resolved(issuer, edtf, place)
    issues = (issue(resolved.problem, "issuer.unit", issuer.name, issuer.evidence),) if resolved.problem else ()
    return Found(issuer.model_copy(update={"unit": resolved.unit}) if resolved.unit else issuer, issues)


def home_province(issuer: Issuer | None, edtf: str | None, place: str | None) -> str | None:
    """Name of the province that the issuer works in, by its unit or else by the place of issue."""
    unit = issuer.unit if issuer is not None else None
    if unit is not None:
        place = unit.present[0].province if unit.ended else unit.province
    province = province_named(place, edtf)
    return province.name if province is not None else None


def _resolved(issuer: Issuer, edtf: str | None, place: str | None) -> Resolved:
    """By the units in the name; else by those of the parent. A province comes from either, or from the place."""
    own, above = (list(printed_units(text or "")) for text in (issuer.name, issuer.parent))
    printed = own + [unit for unit in above if own == [] or unit.kind not in WARDS]
    seat = province_named(place, edtf)
    if not printed and seat is not None:
        names = (ends_in_province(text or "") for text in (issuer.name, issuer.parent))
        printed = [Printed(seat.kind, seat.name, 0, 0) for name in names if name and province_named(name, edtf) == seat]
    return resolve(printed, edtf, seat.name if seat is not None else None)


def find_others(zones: Zones, first: Issuer | None) -> Found[tuple[Issuer, ...]]:
    """The organs after the first of a joint letter, whose names a dash joins: ``SỞ NỘI VỤ - SỞ TÀI CHÍNH``."""
    if first is None:
        return Found(())
    text = TextMap(zones.issuer)
    others = []
    for dash in _JOINT.finditer(text.text):
        end = next((m.start() for m in _JOINT.finditer(text.text, dash.end())), len(text.text))
        if begins_organ(text.text[dash.end() : end]) and begins_organ(text.text[: dash.start()]):
            evidence = proof(text, dash.end(), end, field="name", rule="issuer.joint")
            above = tuple(entry.model_copy() for entry in first.evidence if entry.field == "parent")
            others.append(Issuer(name=text.value(dash.end(), end), parent=first.parent, evidence=evidence + above))
    return Found(tuple(others))


def _text(text: TextMap) -> str:
    return text.value(0, len(text.text)).rstrip(" *-_.,;:")


def _of(text: TextMap, field: str) -> tuple[Evidence, ...]:
    return proof(text, 0, len(text.text), field=field, rule="issuer.letterhead")


def _first_of_name(lines: Sequence[Line]) -> int:
    """Index of the line where the issuer's own name begins; the lines above name the superior organ."""
    change = next((i for i in range(1, len(lines)) if lines[i].bold and not lines[i - 1].bold), None)
    if change is not None and not lines[0].bold and _may_begin(lines, change):
        return change
    for index in range(len(lines) - 1, 0, -1):
        if _may_begin(lines, index) and begins_organ(lines[index].text):
            return index
    return 0


def _may_begin(lines: Sequence[Line], index: int) -> bool:
    """Whether a name can begin at a line: not where the line above asks for more."""
    above, here = lines[index - 1].text, lines[index].text
    if is_bare_kind(above):
        return False
    if begins_place(here) and not begins_organ(here):
        return False
    return not (is_unfinished(above) and not begins_organ(here)) and not above.rstrip().endswith((",", "-", "–"))
