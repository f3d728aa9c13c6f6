"""Items with a label before their text: ``1. Thời gian: …``, ``Địa điểm, hình thức: …``, ``3. Thành phần``."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from gmparse.lexicon import table
from gmparse.outline import Item
from gmparse.text import fold

_MAX_LABEL = 70  # characters before the colon
_BARE = regex.compile(r"(?:Thời gian|Địa điểm)\s+(?=\p{L}|\d)")  # the label of an item whose colon was left out


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
