"""Who issues a letter, and the organ above."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from gmparse.fields.base import Evidence, Found, Value, proof
from gmparse.page import Line
from gmparse.text import TextMap
from gmparse.zones import Zones
from gmparse.zones.cues import begins_organ, begins_place, is_unfinished

_JOINT = regex.compile(r"\s+[-–]\s+")


class Issuer(Value):
    """``name`` as printed in the letterhead, several lines joined; ``parent`` the superior organ above it, or ``None``.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.2: the superior organ in plain capitals, the issuer below it in bold.
    """

    name: str
    parent: str | None = None


def find(zones: Zones) -> Found[Issuer | None]:
    """The issuer from the left column of the letterhead."""
    lines = zones.issuer
    if not lines:
        return Found(None)
    at = _first_of_name(lines)
    parent, name = TextMap(lines[:at]), TextMap(lines[at:])
    evidence = _of(name, "name") + (_of(parent, "parent") if at else ())
    return Found(Issuer(name=_text(name), parent=_text(parent) if at else None, evidence=evidence))


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
            others.append(Issuer(name=text.value(dash.end(), end), evidence=evidence))
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
    if begins_place(here) and not begins_organ(here):
        return False
    return not (is_unfinished(above) and not begins_organ(here)) and not above.rstrip().endswith((",", "-", "–"))
