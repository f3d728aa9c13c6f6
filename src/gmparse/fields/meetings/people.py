"""Who takes part in a meeting, and who presides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import regex

from gmparse.fields.base import Value
from gmparse.fields.entities import Names, Passage, passage
from gmparse.fields.meetings.parts import Slice, guests, office
from gmparse.lexicon.names import person_name
from gmparse.outline import Item
from gmparse.rules import rule
from gmparse.text import TextMap

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
    r"""
    \bdo\s+(?P<who>(?:đ/c|đồng\s+chí|ông|bà|\p{Lu})[^.;:]{6,140}?)(?=\s*,?\s+(?:làm\s+)?chủ\s+trì)
    | dưới\s+sự\s+chủ\s+trì\s+của\s+(?P<who>(?:đ/c|đồng\s+chí|ông|bà|\p{Lu})[^.;:]{6,140}?)(?=\s*[.;]|\s*$)
    """,
    "a sentence that says who presides",
    examples=(
        "Phiên họp do Chủ tịch UBND tỉnh Trần Mẫu chủ trì.",
        "dưới sự chủ trì của đồng chí Trần Mẫu, Bí thư Tỉnh ủy.",
    ),
    rejects=("Sở Văn hóa chủ trì, phối hợp", "Kinh phí do UBND tỉnh cấp."),
    ignore_case=True,
)
INVITED = rule(
    "meetings.invited",
    r"""kính\s+mời\s*+:?\s*+
        (?!(?:quý\s+(?:vị|ông|bà|cơ\s+quan|đơn\s+vị)|(?:các\s+)?đồng\s+chí|(?:các\s+)?ông|bà|ông\s*\(bà\)|ông/bà)\s+(?:tham|đến|tới|về|dự|cử|có\s+mặt)\s)
        (?P<who>[^,.;:]{3,160}?)(?=\s+(?:tham\s+dự|đến\s+dự|tới\s+dự|về\s+dự|dự|tham\s+gia|cử)\s|\s*[.;]|\s*$)""",
    "whom a sentence invites (NĐ 30/2020, Phụ lục III, mẫu 1.7)",
    examples=("trân trọng kính mời: Ông Giám đốc Trung tâm.", "kính mời Quý cổ đông tham dự Đại hội"),
    rejects=("Trân trọng kính mời:", "kính mời Quý vị tham dự Hội nghị"),
    ignore_case=True,
)


_GUESTS = regex.compile(
    r"(?:các\s+)?(?:đại\s+biểu|khách\s+mời|thành\s+phần|đơn\s+vị)(?:\s+(?:mời|cấp|trong|ngoài|khối|ở|của|dự|tham\s+dự))?(?:\s+\p{L}+){0,3}$",
    regex.IGNORECASE,
)
_NAME_END = regex.compile(r"\s*[,;(–]\s*|\s+[-–]\s+")


class Chair(Value):
    """Who presides: ``text`` with their title, without ``chủ trì``; its parts where they can be told.

    Of several positions the one with an organ behind it, the last such (``Tỉnh ủy viên, Phó Chủ tịch UBND tỉnh``).
    """

    text: str
    name: str | None = None
    position: str | None = None
    organization: str | None = None


class Participant(Value):
    """An item of the list of those invited.

    ``organizations`` has a list such as ``Lãnh đạo: A; B`` taken apart; a head that stands once before a list is given
    to each (``các sở: Tài chính, Nội vụ`` → ``sở Tài chính``, ``sở Nội vụ``). ``role`` is ``None`` of several.
    """

    text: str
    role: str | None = None
    organizations: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


class Invited(NamedTuple):
    """A participant to be taken apart: its text, and the lead-in above it (``Đại diện Lãnh đạo các sở:``)."""

    passage: Passage
    over: str = ""


def participants(items: Iterable[Item]) -> list[Invited]:
    """The leaves under a list of participants; a heading that only introduces others is none."""
    return [
        made
        for item in items
        for leaf, over in _leaves(item, "")
        if (made := participant_in(leaf.text, leaf.start, len(leaf.text.text), over)) is not None
    ]


def _is_heading(item: Item) -> bool:
    """Whether an item of a few words only says who the items under it are: ``2. Đại biểu cấp xã``."""
    return item.own[-1:].isalpha() and _GUESTS.match(item.own) is not None


def _leaves(item: Item, over: str) -> Iterator[tuple[Item, str]]:
    if item.table is not None:
        return
    if not item.children:
        yield item, over
        return
    if not item.is_leadin and item.kind and not _is_heading(item):
        yield item, over
    for child in item.children:
        yield from _leaves(child, item.own if item.is_leadin else over)


def participant_in(text: TextMap, start: int, end: int, over: str = "") -> Invited | None:
    """A participant from a span; ``None`` for a heading or a text without letters."""
    found = passage(text, start, end, rule="meetings.participant")
    if found is None or not any(map(str.isalpha, found.value)) or found.value.endswith(":"):
        return None
    return Invited(found, over)


def participant_of(invited: Invited, names: Names) -> Participant:
    """A participant with role, organs and persons."""
    text, over = invited.passage.value, invited.over
    role, organizations, persons = guests(text, names.of(text), over, names.of(over))
    if not (persons or role or organizations) and (alone := _leading_name(text)):
        persons = (alone,)
    return Participant(
        text=text, role=role, organizations=organizations, persons=persons, evidence=invited.passage.proof()
    )


def chair(text: TextMap, start: int, end: int, rule_id: str) -> Passage | None:
    """A chair's text."""
    return passage(text, start, end, rule=rule_id)


def chair_of(found: Passage, names: Names) -> Chair:
    """A chair: name, position and organ told apart, in whatever order they are printed."""
    text = found.value
    parts = office(text, names.of(text))
    if parts.name is None and (alone := _leading_name(text)):
        parts = parts._replace(name=Slice(at := text.find(alone), at + len(alone), "meetings.chair"))
    told = {field: part for field, part in parts._asdict().items() if part is not None}
    evidence = found.proof()
    for field, part in told.items():
        evidence += found.part_proof(part.start, part.end, field, part.rule)
    return Chair(text=text, evidence=evidence, **{field: part.of(text) for field, part in told.items()})


def chair_among(items: Iterable[Item]) -> Passage | None:
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


def chair_in(text: TextMap) -> Passage | None:
    """The chair that a sentence names."""
    found = LED_BY.search(text.text)
    return chair(text, found.start("who"), found.end("who"), "meetings.chair-sentence") if found else None


def _leading_name(text: str) -> str | None:
    """The person's name at the start of a text, behind words of address and degree."""
    return person_name(_NAME_END.split(text, maxsplit=1)[0])
