"""Who takes part in a meeting, and who presides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from gmparse.fields.base import Evidence, Value, proof, text_value
from gmparse.lexicon.names import person_name, without_honorifics
from gmparse.outline import Item
from gmparse.rules import rule
from gmparse.text import TextMap, squeeze

PRESIDES = rule(
    "meetings.chair-suffix",
    r"^(?P<who>.{4,160}?)[\s,;:–(-]*(?:là\s+|làm\s+|sẽ\s+)?(?:đồng\s+)?chủ\s+(?:trì|tọa|toạ)(?:\s+(?:cuộc\s+họp|hội\s+nghị|buổi\s+làm\s+việc|phiên\s+họp))?\W*$",
    "an item that says of somebody that they preside",
    examples=("Đ/c Trần Mẫu, Giám đốc Sở Văn hóa, chủ trì", "Ông Trần Mẫu - Giám đốc Sở (chủ trì)"),
    rejects=("Chủ trì", "Đại diện đơn vị chủ trì đề tài"),
    ignore_case=True,
)
LED_BY = rule(
    "meetings.chair-sentence",
    r"(?:\bdo\s+|dưới\s+sự\s+chủ\s+trì\s+của\s+)(?P<who>(?:đ/c|đồng\s+chí|ông|bà|\p{Lu})[^.;:]{6,140}?)(?=\s*,?\s+(?:làm\s+)?chủ\s+trì|[.;]|$)",
    "a sentence that says who presides",
    examples=(
        "Phiên họp do Chủ tịch UBND tỉnh Trần Mẫu chủ trì.",
        "dưới sự chủ trì của đồng chí Trần Mẫu, Bí thư Tỉnh ủy.",
    ),
    rejects=("Sở Văn hóa chủ trì, phối hợp",),
    ignore_case=True,
)
INVITED = rule(
    "meetings.invited",
    r"kính\s+mời\s*:?\s*(?P<who>[^,.;:]{3,160}?)(?=\s+(?:tham\s+dự|đến\s+dự|tới\s+dự|về\s+dự|dự|tham\s+gia|cử)\s|\s*[.;]|\s*$)",
    "whom a sentence invites (NĐ 30/2020, Phụ lục III, mẫu 1.7)",
    examples=("trân trọng kính mời: Ông Giám đốc Trung tâm.", "kính mời Quý cổ đông tham dự Đại hội"),
    rejects=("Trân trọng kính mời:",),
    ignore_case=True,
)
ROLE = rule(
    "meetings.role",
    r"""^(?P<role>(?:(?:đại\s+diện|thay\s+mặt)\s+)?(?:(?:các\s+)?(?:đồng\s+chí|ông,?\s*bà|đ/c)\s+)?(?:toàn\s+thể\s+)?
        (?:lãnh\s+đạo(?:\s+và\s+chuyên\s+viên)?|ban\s+giám\s+đốc|trưởng(?:\s*/\s*phó)?(?:,\s*phó)?(?:\s+các)?\s+phòng|thủ\s+trưởng|chuyên\s+viên|cán\s+bộ|công\s+chức
          |thường\s+trực|thành\s+viên|đại\s+diện|giám\s+đốc|chủ\s+tịch)?)\s*(?P<colon>:)?\s+(?=\S)""",
    "in which role somebody comes: before the organs they come from",
    examples=("Đại diện Lãnh đạo Sở Tài chính", "Lãnh đạo các phòng: A; B"),
    rejects=("", "Sở"),
    ignore_case=True,
)
_NAME_END = regex.compile(r"\s*[,;(–]\s*|\s+[-–]\s+")


class Chair(Value):
    """Who presides: ``text`` with their title, without ``chủ trì``; its parts where they can be told."""

    text: str
    name: str | None = None
    position: str | None = None
    organization: str | None = None


class Participant(Value):
    """An item of the list of those invited. ``organizations`` has a list such as ``Lãnh đạo: A; B`` taken apart."""

    text: str
    role: str | None = None
    organizations: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


def participants(items: Iterable[Item]) -> list[Participant]:
    """The leaves under a list of participants; a heading that only introduces others is none."""
    return [
        made for item in items for leaf in _leaves(item) if (made := participant(leaf.text, leaf.start)) is not None
    ]


def _leaves(item: Item) -> Iterator[Item]:
    if item.table is not None:
        return
    if not item.children:
        yield item
        return
    if not item.is_leadin and item.kind:
        yield item
    for child in item.children:
        yield from _leaves(child)


def participant(text: TextMap, start: int) -> Participant | None:
    """A participant from the text behind ``start``."""
    return participant_in(text, start, len(text.text))


def participant_in(text: TextMap, start: int, end: int) -> Participant | None:
    """A participant from a span; ``None`` for a heading or a text without letters."""
    item = text_value(text, start, end, rule="meetings.participant")
    if item is None or not any(map(str.isalpha, item.text)) or item.text.endswith(":"):
        return None
    role, organizations, persons = _taken_apart(item.text)
    return Participant(text=item.text, role=role, organizations=organizations, persons=persons, evidence=item.evidence)


def _taken_apart(text: str) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    name = _leading_name(text)
    if name:
        return None, (), (name,)
    found = ROLE.match(text)
    role = found["role"].strip() if found and found["role"] else None
    rest = text[found.end() :] if found and role else text
    if (found and found["colon"]) or ":" in rest:
        head, _, tail = rest.rpartition(":") if ":" in rest else ("", "", rest)
        role = role or head.strip() or None
        parts = regex.split(r"\s*;\s*", tail) if ";" in tail else regex.split(r"\s*,\s*(?=\p{Lu})", tail)
        return role, tuple(p.strip(" .") for p in parts if p.strip(" .")), ()
    return role, (rest.strip(),) if role else (), ()


def chair(text: TextMap, start: int, end: int, rule_id: str) -> Chair | None:
    """A chair from a span: name, position and organ told apart where they are printed one after the other."""
    value = text_value(text, start, end, rule=rule_id)
    if value is None:
        return None
    name = _leading_name(value.text)
    position, organization = _office(_behind(value.text, name) if name else value.text) if name else (None, None)
    evidence = value.evidence + (_part(text, start, end, name, "name") if name else ())
    return Chair(text=value.text, name=name, position=position, organization=organization, evidence=evidence)


def _part(text: TextMap, start: int, end: int, part: str, field: str) -> tuple[Evidence, ...]:
    at = text.text.find(part, start, end)
    return proof(text, at, at + len(part), field=field, rule="meetings.chair") if at >= 0 else ()


def chair_among(items: Iterable[Item]) -> Chair | None:
    """The item that says that somebody presides."""
    for item in items:
        for leaf in item.walk():
            found = PRESIDES.match(leaf.own)
            if found:
                end = (
                    leaf.start
                    + leaf.text.text[leaf.start :].find(leaf.own[found.end("who") - 6 : found.end("who")])
                    + 6
                )
                return chair(leaf.text, leaf.start, end, "meetings.chair-suffix")
    return None


def chair_in(text: TextMap) -> Chair | None:
    """The chair that a sentence names."""
    found = LED_BY.search(text.text)
    return chair(text, found.start("who"), found.end("who"), "meetings.chair-sentence") if found else None


def _leading_name(text: str) -> str | None:
    """The person's name at the start of a text, behind words of address and degree."""
    return person_name(_NAME_END.split(squeeze(text), maxsplit=1)[0])


def _behind(text: str, name: str) -> str:
    rest = without_honorifics(text)
    return rest[len(name) :].lstrip(" ,;–-(") if rest.startswith(name) else ""


@cache
def _positions() -> regex.Pattern[str]:
    return regex.compile(
        r"(?i:(?:Q\.\s*|quyền\s+|phó\s+|phó\s+tổng\s+|tổng\s+)*(?:giám\s+đốc|chủ\s+tịch(?:\s+thường\s+trực)?|bí\s+thư(?:\s+thường\s+trực)?|"
        r"trưởng\s+(?:ban|phòng|khoa|đoàn|tiểu\s+ban)|chánh\s+(?:văn\s+phòng|thanh\s+tra|án)|(?:hiệu|viện|cục|vụ|đội|chi\s+cục|bộ|thứ)\s+trưởng|"
        r"ủy\s+viên(?:\s+ban\s+thường\s+vụ)?|tỉnh\s+ủy\s+viên|thủ\s+tướng|tổng\s+thư\s+ký|chủ\s+nhiệm|thường\s+trực))"
    )


def _office(text: str) -> tuple[str | None, str | None]:
    """Position and organ of ``Giám đốc Sở Văn hóa``; of several the last position with its organ."""
    found = None
    for part in regex.split(r"\s*[,;–]\s*|\s+-\s+", text):
        match = _positions().match(part.strip())
        if match:
            found = (match[0], part.strip()[match.end() :].strip(" )") or None)
    return found if found else (None, None)
