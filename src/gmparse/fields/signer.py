"""Who signs a letter, in which position, and on whose authority."""

from __future__ import annotations

from collections.abc import Sequence

from gmparse.fields.base import Found, Value, proof
from gmparse.fields.issues import issue
from gmparse.lexicon.names import person_name
from gmparse.page import Line
from gmparse.rules import rule
from gmparse.text import TextMap, fold, squeeze
from gmparse.zones import Signature, Zones
from gmparse.zones.cues import AUTHORITY, SIGNED, begins_organ, begins_position, is_capitals

PREFIX = rule(
    "signer.authority",
    r"^\W{0,2}(?P<prefix>T[./]?M|K[./]?T|T[./]?L|T[./]?U[./]?Q|Q)\s*(?:[./]|(?<=/\p{L}{1,2})(?=\s)|(?=\s))\s*(?P<rest>\S.*)$",
    "for whom a signer signs (NĐ 30/2020, Điều 13; HD 05-HD/VPTW, 7.1)",
    examples=("TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC", "T/M BAN THƯỜNG VỤ", "TM.HỘI ĐỒNG"),
    rejects=("GIÁM ĐỐC", "TMDV HÒA AN"),
    ignore_case=True,
)


class Signer(Value):
    """``lines`` are the printed lines over the name; ``authority`` their prefixes in order (``TL.``, ``KT.``);
    ``position`` the signer's own, the last of them; ``name`` without degree and rank, ``None`` when none is printed."""

    lines: tuple[str, ...]
    authority: tuple[str, ...]
    position: str | None
    name: str | None


def find(zones: Zones) -> Found[Signer | None]:
    """The first signer, from the left."""
    if not zones.signatures:
        return Found(None, (issue("signer-absent", "signer.name"),))
    return Found(_signer(zones.signatures[0]))


def find_others(zones: Zones) -> Found[tuple[Signer, ...]]:
    """The signers beside or below the first; lines without a name and a position are nobody's."""
    others = map(_signer, zones.signatures[1:])
    return Found(tuple(other for other in others if other.name is not None or other.position is not None))


def _signer(signature: Signature) -> Signer:
    lines = [squeeze(line.text) for line in signature.lines]
    evidence = proof(TextMap(signature.lines), 0, 10_000, field="lines", rule="signer.lines")
    at = _own_position(lines)
    position = None
    if at is not None and not _is_torn(signature.lines, at):
        text = TextMap(signature.lines[at : _end_of_position(lines, at)])
        position = text.value(0, len(text.text))
        evidence += proof(text, 0, len(text.text), field="position", rule="signer.position")
    name = None
    if signature.name is not None:
        name, where = _name(signature.name)
        evidence += proof(TextMap([signature.name]), *where, field="name", rule="signer.name")
    authority = tuple(prefix for line in lines if (prefix := _prefix(line)))
    return Signer(lines=tuple(lines), authority=authority, position=position, name=name, evidence=evidence)


def _prefix(line: str) -> str | None:
    found = PREFIX.match(line)
    if not found:
        return None
    prefix = found["prefix"].upper()
    return prefix if "/" in prefix else f"{prefix.replace('.', '')}."


def _own_position(lines: list[str]) -> int | None:
    """Index of the line with the signer's own position: the last that names one."""
    for index in range(len(lines) - 1, -1, -1):
        prefix = _prefix(lines[index])
        if begins_position(lines[index]) or prefix == "Q.":
            return index
        if (
            prefix is None
            and index > 0
            and _prefix(lines[index - 1]) in ("KT.", "TL.", "TUQ.", "K/T", "T/L")
            and not begins_organ(lines[index])
        ):
            return index
    last = len(lines) - 1
    return (
        last
        if lines and not AUTHORITY.match(lines[last]) and not begins_organ(lines[last]) and is_capitals(lines[last])
        else None
    )


def _is_torn(lines: Sequence[Line], at: int) -> bool:
    """Whether a recognised position is the rest of one: nobody signs for himself (``KT. GIÁM ĐỐC``, ``GIÁM ĐỐC``)."""
    if at == 0 or lines[at].origin != "ocr":
        return False
    own, above = fold(lines[at].text).strip(), fold(lines[at - 1].text).strip()
    before = above.removesuffix(own)
    return before not in ("", above) and not before[-1].isalpha() and not before.rstrip().endswith("pho")


def _end_of_position(lines: list[str], at: int) -> int:
    """Index after a position that runs over several lines: what begins no organ or position of its own goes on."""
    end = at + 1
    while (
        end < len(lines) and is_capitals(lines[end]) and not (begins_position(lines[end]) or _names_organ(lines[end]))
    ):
        end += 1
    return end


def _names_organ(line: str) -> bool:
    """Whether a line names an organ: a first word of one and more behind it (``BỘ`` alone ends ``CÁN BỘ``)."""
    return begins_organ(line) and " " in line


def _name(line: Line) -> tuple[str, tuple[int, int]]:
    """The name without degree and rank, and where it stands in its line."""
    name = person_name(SIGNED.sub("", line.text.strip())) or squeeze(line.text)
    at = line.text.find(name)
    return name, (at, at + len(name)) if at >= 0 else (0, len(line.text))
