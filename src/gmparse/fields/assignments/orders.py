"""Orders without a giving verb: ``Sở Nội vụ rà soát …`` in a directive, ``… báo cáo … trước ngày …`` anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from gmparse.fields.assignments.actors import Split, begins_actor, begins_task, simple, split_actor, verb_at
from gmparse.fields.assignments.phrases import CIRCUMSTANCE, LABELLED, TOLD_OF, is_named, stripped
from gmparse.grammar.deadlines import find_deadlines
from gmparse.lexicon import table
from gmparse.text import fold

_GROUPS = ("các", "những", "mỗi", "thủ trưởng", "lãnh đạo")  # first words of a group without a name
_GROUP = regex.compile(rf"(?<!\p{{L}})(?:{'|'.join(_GROUPS)})\s+(?=\p{{L}})")
_SAID = regex.compile(r"(?<!\p{L})(?:đề nghị|yêu cầu|giao|phân công|của|do|được|về|từ|cho|với|tại|bởi|để)\s*$")
_FIRST = regex.compile(r"\(?[a1]\)\s+(?=\p{Lu})")
_NEXT = regex.compile(r"(?<=[;.,]\s)\(?[a-eđg2-9]?\)\s+(?=\p{Lu})")
_WORD = regex.compile(r"\S+")
_MUST = ("phải", "cần")
_LONGEST_ASKED = 45  # words of a group before a request
_LONGEST_SHORT = 4  # words of a short name
_GROUP_WITHIN = 160  # characters from the beginning of a sentence to a group that has to deliver by a day


def plain_order(original: str, text: str, start: int, end: int) -> Split | None:
    """Who has to do what in a clause that begins with who, behind circumstances or a label at most."""
    for begin in _beginnings(original, start, end):
        cut = split_actor(original, text, begin, end)
        if cut is not None and _is_told(original, text, cut):
            return cut
    return None


def labelled_order(original: str, text: str, start: int, end: int) -> Split | None:
    """The same behind a label: ``Công tác tuyên truyền: Sở Nội vụ chủ trì …``."""
    label = LABELLED.match(original, start, end)
    if label is None:
        return None
    cut = split_actor(original, text, label.end(), end)
    return cut if cut is not None and _is_told(original, text, cut) else None


def unit_order(original: str, text: str, start: int, end: int) -> Split | None:
    """``Các đơn vị: Rà soát …``: a unit, a colon and a task in capitals."""
    label = LABELLED.match(original, start, end)
    if label is None or not begins_actor(text, start):
        return None
    listed = _FIRST.match(original, label.end(), end)
    if not begins_task(text, listed.end() if listed else label.end()):
        return None
    if split_actor(original, text, start, label.end("label")) is not None:
        return None
    return Split(start, label.end("label"), label.end())


def dated_order(original: str, text: str, start: int, end: int, letter_date: str | None) -> Split | None:
    """Who has to deliver something by a day that is not before the letter's."""
    due = next(iter(find_deadlines(original[start:end], letter_date)), None)
    if due is None or due.date is None or letter_date is None or due.date[:10] < letter_date:
        return None
    cut = plain_order(original, text, start, end)
    if cut is not None and verb_at(text, cut.task) and not _tells_of(text, start, cut.start):
        return cut
    for group in _GROUP.finditer(text, start, min(end, start + _GROUP_WITHIN)):
        cut = split_actor(original, text, group.start(), end)
        if cut is None or verb_at(text, cut.task) not in _delivering() or _SAID.search(text, start, group.start()):
            continue
        return cut if _is_told(original, text, cut) and not _tells_of(text, start, cut.start) else None
    return None


def requested(text: str, start: int, request: int) -> Split | None:
    """``Đơn vị không có nhu cầu đề nghị báo cáo …``: the group that stands before a request without a name behind it.

    Args:
        text: simple text.
        start: where the sentence begins.
        request: where ``đề nghị`` begins.
    """
    actor = text[start:request]
    if not begins_actor(text, start) or len(actor.split()) > _LONGEST_ASKED or any(mark in actor for mark in ".;:"):
        return None
    return Split(start, stripped(text, start, request), request) if not TOLD_OF.search(actor) else None


def enumerated(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The tasks of a running list, ``(a) Rà soát …; (b) Báo cáo …``; the whole where there is none."""
    first = _FIRST.match(text, start, end)
    if first is None:
        yield start, end
        return
    begin = first.end()
    for mark in _NEXT.finditer(text, begin, end):
        yield begin, stripped(text, begin, mark.start())
        begin = mark.end()
    yield begin, end


def own_name(text: str, start: int, name: str) -> int | None:
    """Where the task begins behind a short form of the name of who has to do it: ``Thành phố xem xét …``."""
    words = fold(name).split()
    read: list[str] = []
    for found in _WORD.finditer(text, start):
        if read and found[0] in _MUST and begins_task(text, found.end() + 1):
            return found.end() + 1 if read == words[-len(read) :] else None
        read.append(fold(found[0]).strip(" ,"))
        if len(read) > min(_LONGEST_SHORT, len(words)):
            return None
        if begins_task(text, found.end() + 1):
            return found.end() + 1 if read == words[-len(read) :] else None
    return None


def _beginnings(original: str, start: int, end: int) -> Iterator[int]:
    yield start
    found = CIRCUMSTANCE.match(original, start, end)
    if found is not None:
        yield found.end()


def _is_told(original: str, text: str, cut: Split) -> bool:
    actor, simple_actor = original[cut.start : cut.end], text[cut.start : cut.end]
    group = simple_actor.startswith(tuple(f"{word} " for word in _GROUPS))
    if not (group or is_named(actor)):
        return False
    return verb_at(text, cut.task) not in _not_orders() and " thì " not in text[cut.task : cut.task + _GROUP_WITHIN]


def _tells_of(text: str, start: int, actor: int) -> bool:
    """Whether what stands before the actor tells of another's words: ``theo báo cáo của các đơn vị …``."""
    return text[start:actor].rstrip().endswith((" của", "theo", " do", " bởi"))


@cache
def _not_orders() -> frozenset[str]:
    return frozenset(simple(word) for word in table("tasks")["not_orders"])


@cache
def _delivering() -> frozenset[str]:
    return frozenset(simple(word) for word in table("tasks")["delivering"])
