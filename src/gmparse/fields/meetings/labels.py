"""Items with a label before their text: ``1. Thời gian: …``, ``Địa điểm, hình thức: …``, ``3. Thành phần``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from gmparse.lexicon import table
from gmparse.outline import Item
from gmparse.rules import rule
from gmparse.text import fold

ADDRESS = regex.compile(r"\s*Địa\s+chỉ(?!\p{L})", regex.IGNORECASE)
_MAX_LABEL = 70  # characters before the colon
_BARE = regex.compile(r"(?:Thời gian|Địa điểm)\s+(?=\p{L}|\d)")  # the label of an item whose colon was left out


AT_TIME = rule(
    "meetings.bare-time",
    r"""^(?:Đúng|Vào\s+(?:lúc|hồi)|Lúc|Hồi)\s+\d{1,2}\s*(?:giờ|h|g|:)[\s\d]*(?:phút)?[\s,]*
        (?:(?:buổi\s+)?(?:sáng|chiều|tối)[\s,]*)?(?:thứ\s+\p{L}+[\s,]*)?(?:ngày\s+)?[\d/.\s-]+(?:tháng[\s\d]+năm[\s\d]+)?
        (?:\([^()]{2,30}\))?[.;,\s]*$""",
    "a line that holds the time of a meeting and nothing else, as summonses have it",
    examples=("Đúng 08 giờ 00 phút, ngày 30 tháng 9 năm 2025.", "Vào hồi 14h00 ngày 05/12/2025 (thứ Sáu)"),
    rejects=("Đúng 08 giờ có mặt tại Phòng họp", "Lúc 9 giờ ngày 5/8/2025 tiến hành kê biên", "8h00 ngày 5/8/2025"),
)


class Labelled(NamedTuple):
    """An item, the kinds of its label (``time``, ``place`` …) and the offset of the text behind it."""

    item: Item
    kinds: frozenset[str]
    start: int


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    return tuple((word, kind) for kind, words in table("meetings")["labels"].items() for word in words)


@cache
def _words() -> tuple[str, ...]:
    return tuple(word for word, _ in _labels())


@cache
def _not_time() -> tuple[str, ...]:
    return tuple(table("meetings")["not_time"]["words"])


def _goes_on_as_work(rest: str) -> bool:
    """Whether a label goes on as those of deadlines and work do: ``Thời gian hoàn thành``, ``Địa điểm nộp hồ sơ``."""
    return any(f" {word} " in f"{rest} " for word in _not_time())


def _colon(item: Item) -> int:
    """Where the colon behind a label stands; -1 without one."""
    return item.text.text.find(":", item.start, item.start + _MAX_LABEL)


def labelled(item: Item) -> Labelled | None:
    """The item with its label; ``None`` when it has none of a meeting's."""
    text, colon = item.text.text, _colon(item)
    if colon > item.start and not text[colon - 1].isdigit():
        label, start = text[item.start : colon], colon + 1
    elif len(item.own) <= _MAX_LABEL and (item.children or item.is_heading):
        label, start = text[item.start :], len(text)
    elif item.kind and (bare := _BARE.match(text, item.start)) and not _goes_on_as_work(fold(text[bare.end() :])):
        label, start = bare.group().strip(), bare.end()
    elif AT_TIME.match(item.own):
        return Labelled(item, frozenset(("time",)), item.start)
    else:
        return None
    kinds = kinds_of(label)
    return Labelled(item, kinds, start) if kinds else None


def is_of_work(item: Item) -> bool:
    """Whether an item's label tells when work is due, not when people meet: ``Thời gian nộp hồ sơ: …``."""
    label = fold(item.text.text[item.start : max(item.start, _colon(item))])
    return label.startswith("thoi gian") and _goes_on_as_work(label.removeprefix("thoi gian"))


def kinds_of_item(item: Item) -> frozenset[str]:
    """The kinds of an item's label; empty without one."""
    found = labelled(item)
    return found.kinds if found is not None else frozenset()


def kinds_of(label: str) -> frozenset[str]:
    """What a label announces; empty for any other text."""
    folded = fold(label).strip(" *-–.'’‘`").removeprefix("ve ")
    if folded == "tai":
        return frozenset(("place",))
    if not folded.startswith(_words()):
        return frozenset()
    kinds = {kind for word, kind in _labels() if folded.startswith(word)}
    joined = folded.replace(" va ", ", ").replace("/", ", ").replace(" - ", ", ")
    for part in joined.split(", ")[1:]:
        kinds |= {kind for word, kind in _labels() if part.startswith(word)}
    for kind, word in (("time", "thoi gian"), ("place", "dia diem"), ("place", "dia chi")):
        if kind in kinds and word in folded and _goes_on_as_work(folded.partition(word)[2].split(", ")[0]):
            kinds.discard(kind)
    if "people" in kinds and len(folded.split()) > 12:
        return frozenset()
    return frozenset(kinds)


def heads_a_meeting(found: Labelled) -> bool:
    """Whether the time of a meeting stands among the items of a label: ``Kính mời các đồng chí dự họp:``."""
    return found.kinds == {"people"} and any("time" in kinds_of_item(child) for child in found.item.children)


def gives_address(group: Sequence[Labelled]) -> bool:
    """Whether the only place is where somebody lives: ``Địa chỉ: …`` of who is named before."""
    return all(is_address(one) for one in group if "place" in one.kinds)


def is_address(one: Labelled) -> bool:
    """Whether a label announces an address."""
    return ADDRESS.match(one.item.own) is not None


def before_facts(items: Sequence[Item]) -> list[Item]:
    """Items of those invited: behind the first fact of the meeting, in the same list, stands no guest any more."""
    facts = (at for at, item in enumerate(items) if kinds_of_item(item) - {"people"})
    return [item for item in items[: next(facts, len(items))] if item.kind and labelled(item) is None]


def labelled_below(item: Item, kind: str) -> list[Labelled]:
    """The items right under an item whose label is of a kind."""
    below = (labelled(child) for child in item.children)
    return [two for two in below if two is not None and kind in two.kinds]
