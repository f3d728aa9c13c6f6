"""Who is asked to do what by when: explicit instructions to a named person, unit or group of units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import regex

from gmparse.fields.assignments.actors import Split, begins_actor, begins_task, givings, is_actor, simple, split_actor
from gmparse.fields.assignments.doubts import Doubt, doubt_of
from gmparse.fields.assignments.speaker import Speaker
from gmparse.fields.assignments.tables import task_rows
from gmparse.fields.base import Evidence, Found, Issue, Text, Value, proof, text_value, trim
from gmparse.fields.entities import Names
from gmparse.fields.issuer import Issuer
from gmparse.fields.issues import issue
from gmparse.grammar.deadlines import Deadline, find_deadlines
from gmparse.lexicon import table
from gmparse.outline import Item, Outline
from gmparse.page import Table
from gmparse.rules import rule
from gmparse.text import TextMap, fold

RESPONSIBLE = rule(
    "assignments.responsible",
    r"(?:chịu\s+trách\s+nhiệm|có\s+trách\s+nhiệm)\s+(?!trước\b)(?=\p{L})",
    "a named group is responsible for a task",
    examples=("Các Ông (Bà) Trưởng phòng chịu trách nhiệm thi hành Quyết định này",),
    rejects=("trách nhiệm của các đơn vị", "chịu trách nhiệm trước pháp luật"),
)
DUTIES = rule(
    "assignments.duties",
    r"""^(?:(?:chức\s+năng|nhiệm\s+vụ|trách\s+nhiệm|quyền\s+hạn)(?:\s*(?:,|và)\s*)?){1,3}\s+của\s+(?P<actor>\p{L}[^.:;]{2,150}?)\s*:?\s*$
      | ^(?P<actor>\p{L}[^.:;]{2,150}?)\s+có\s+(?:các\s+)?(?:nhiệm\s+vụ|trách\s+nhiệm)[^.:;]{0,60}:\s*$""",
    "a heading over what somebody has to do",
    examples=(
        "Nhiệm vụ và quyền hạn của Ban Chỉ đạo",
        "Tổ giúp việc có các nhiệm vụ sau:",
        "Trách nhiệm của Sở Nội vụ:",
    ),
    rejects=("Nhiệm vụ trọng tâm năm 2026", "Chức năng của Ban Chỉ đạo là tư vấn."),
    ignore_case=True,
)
OBLIGED = rule(
    "assignments.obliged",
    r"^\s*(?:đối\s+với|riêng|về\s+phía)\s+(?P<actor>\p{L}[^.:;]{2,150}?)\s*,?\s+(?:phải|cần)\s+(?=\p{L})",
    "a sentence that names first who must do something",
    examples=("Đối với các đơn vị sự nghiệp phải chuẩn bị báo cáo", "Riêng Văn phòng Sở cần rà soát hồ sơ."),
    rejects=("Đối với các đơn vị sự nghiệp: rà soát", "Các vấn đề cần trao đổi"),
    ignore_case=True,
)
_AS_FOR = regex.compile(r"\s*(?:đối\s+với|riêng|về\s+phía)\s+(?=\p{L})", regex.IGNORECASE)
_SENTENCE = regex.compile(r"(?<=[.;!?])\s+(?=[\p{Lu}“\"(])|(?<=/\.)\s+")
_ASKED_LIST = regex.compile(
    r"(?<![\p{L}\d])(?:đề nghị|yêu cầu|giao|phân công|kiến nghị|kết luận|chỉ đạo)(?![\p{L}\d])[^.;:]{0,90}:\s*$"
)
_ASKED = regex.compile(r"(?<![\p{L}\d])(?:đề nghị|yêu cầu|vui lòng)\s+(?=\p{L})")
_TOLD_OF = regex.compile(r"nhận được|căn cứ|theo|thực hiện|công văn|văn bản số|tờ trình|đơn đề nghị|báo cáo số")
_ABBREVIATION = regex.compile(r"(?:\b(?:TP|Tp|TX|TT|PGS|GS|TS|ThS|BS|Đ/c|đ/c|Q|P|T|St|TW|NĐ)|\b\d{1,2})\.$")
_FOLLOWS = regex.compile(r"(?:như\s+sau|sau\s+đây|sau|nội\s+dung|nhiệm\s+vụ|việc|công\s+việc)\s*:?\s*$")


class Assignment(Value):
    """One instruction.

    ``assignee`` and ``task`` are verbatim, the task without the assigning verb and the assignee; ``coordinating`` are
    the units to work with; ``deadline`` is ISO 8601 (``2025-09-30``, ``2025-09-30T17:00``), a month its last
    day; ``deadline_inclusive`` is ``False`` for ``trước``; ``deadline_text`` is as printed.
    """

    assignee: Text
    coordinating: tuple[Text, ...] = ()
    task: Text
    deadline: str | None = None
    deadline_inclusive: bool | None = None
    deadline_text: str | None = None


class _Context(NamedTuple):
    """What the headings above an item say: whether it stands in a list of instructions, and to whom."""

    assigning: bool = False
    assignee: Text | None = None


class _Made(NamedTuple):
    """An instruction, and what in it the entities have to settle."""

    assignment: Assignment
    doubt: Doubt | None = None


class Draft:
    """The instructions of a letter before the ends of their assignees are settled."""

    def __init__(self, outline: Outline, issuer: Issuer | None, letter_date: str | None) -> None:
        self._reader = _Reader(issuer, letter_date)
        self._made = list(self._reader.read(outline.items, _Context()))
        self._date = letter_date

    @property
    def texts(self) -> list[str]:
        """Texts whose entities `finish` needs."""
        return [made.doubt.passage.value for made in self._made if made.doubt is not None]

    def finish(self, names: Names) -> Found[tuple[Assignment, ...]]:
        """The instructions, those with a wrong assignee mended or left out."""
        found = [settled for made in self._made if (settled := self._settled(made, names)) is not None]
        return Found(tuple(found), tuple(_late(found, self._date)))

    def _settled(self, made: _Made, names: Names) -> Assignment | None:
        doubt = made.doubt
        if doubt is None or doubt.passage.value not in names:
            return made.assignment
        cut = doubt.settle(names.of(doubt.passage.value))
        if cut == doubt.cut:
            return made.assignment
        again = self._reader.make(doubt.whole, cut, doubt.end) if cut is not None else None
        return again.assignment if again is not None else None


def draft(outline: Outline, issuer: Issuer | None, letter_date: str | None) -> Draft:
    """The instructions of a letter, in order.

    Args:
        outline: the letter's body.
        issuer: who writes: what others asked for in the past is no instruction of this letter.
        letter_date: EDTF, for deadlines without a year.
    """
    return Draft(outline, issuer, letter_date)


def _late(found: Iterable[Assignment], letter_date: str | None) -> Iterator[Issue]:
    for index, assignment in enumerate(found):
        deadline = assignment.deadline
        if deadline and letter_date and "X" not in letter_date + deadline and deadline[:10] < letter_date:
            yield issue("deadline-before-letter", f"assignments[{index}].deadline", deadline, assignment.evidence)


class _Reader:
    def __init__(self, issuer: Issuer | None, letter_date: str | None) -> None:
        self._speaker = Speaker(issuer)
        self._date = letter_date
        self._told: Text | None = None  # whom the last lead-in addressed: later requests without a name are for them

    def read(self, items: Iterable[Item], context: _Context) -> Iterator[_Made]:
        for item in items:
            if item.table is not None:
                yield from self._table(item.table)
            elif item.children:
                inner = self._inner(item, context)
                if inner is None:
                    yield from self._sentences(item)
                    inner = context
                yield from self.read(item.children, inner)
            elif context.assigning and (item.kind or (context.assignee is not None and begins_task(simple(item.own)))):
                yield from self._leaf(item, context)
            else:
                yield from self._sentences(item)

    # --- lists -----------------------------------------------------------------------------------------------------

    def _inner(self, item: Item, context: _Context) -> _Context | None:
        """What a heading or lead-in says of the items under it; ``None`` when it says nothing."""
        own = item.own
        text = simple(item.text.text)
        lead = self._lead(item, text)
        if lead is not None:
            self._told = lead.assignee or self._told
            return lead
        duties = DUTIES.search(item.text.text[item.start :].rstrip())
        if duties and begins_actor(simple(duties["actor"])):
            start, end = duties.span("actor")
            return _Context(True, text_value(item.text, item.start + start, item.start + end, rule=DUTIES.id))
        if _names_section(own):
            return _Context(True)
        as_for = _AS_FOR.match(item.text.text, item.start)
        start = as_for.end() if as_for else item.start
        heading = context.assigning or own.endswith(":") or item.is_heading
        if is_actor(item.text.text[start:]) and heading and self._has_tasks(item, context):
            return _Context(True, text_value(item.text, start, len(item.text.text), rule="assignments.unit-heading"))
        return None

    def _has_tasks(self, item: Item, context: _Context) -> bool:
        """Whether the items under a unit's name read like tasks: most begin with a verb."""
        leaves = list(item.leaves())
        return context.assigning or sum(begins_task(simple(leaf.own)) for leaf in leaves) * 2 > len(leaves)

    def _lead(self, item: Item, text: str) -> _Context | None:
        """A lead-in that ends with a colon: ``đề nghị các đơn vị thực hiện một số nội dung sau:``."""
        if not item.is_leadin:
            return None
        clause = self._last_clause(item, text)
        for match in givings(item.text.text, text, clause, len(text)):
            if not self._speaker.speaks(text, match.start()):
                continue
            cut = split_actor(item.text.text, text, match.end(), len(text), named=True)
            if cut is None:
                start, end = trim(item.text.text, match.end(), len(text))
                return _Context(True, text_value(item.text, start, end, rule="assignments.lead-in"))
            if _FOLLOWS.search(text) or len(text) - cut.task < 60:
                return _Context(True, text_value(item.text, cut.start, cut.end, rule="assignments.lead-in"))
        asked = _ASKED_LIST.search(text, clause)
        return _Context(True) if asked and self._speaker.speaks(text, asked.start()) else None

    def _last_clause(self, item: Item, text: str) -> int:
        cuts = [m.end() for m in _SENTENCE.finditer(item.text.text) if m.end() < len(text) - 2]
        return max(cuts, default=item.start)

    def _leaf(self, item: Item, context: _Context) -> Iterator[_Made]:
        original, text, end = item.text.text, simple(item.text.text), len(item.text.text)
        start = item.start
        verb = next((m for m in givings(original, text, start, end) if m.start() == start), None)
        cut = split_actor(original, text, verb.end() if verb else start, end, named=verb is not None)
        if cut is not None and (verb or context.assignee is None or _is_named(original[cut.start : cut.end])):
            made = self.make(item.text, cut, end)
            if made is not None:
                yield made
            return
        inside = list(self._sentences(item))
        if not inside and context.assignee is not None:
            whole = self._assigned(item.text, context.assignee, start, end)
            inside = [whole] if whole is not None else []
        yield from inside

    # --- sentences -------------------------------------------------------------------------------------------------

    def _sentences(self, item: Item) -> Iterator[_Made]:
        original = item.text.text
        text = simple(original)
        for start, end in _clauses(original, item.start):
            yield from self._sentence(item.text, text, start, end)

    def _sentence(self, whole: TextMap, text: str, start: int, end: int) -> Iterator[_Made]:
        original = whole.text
        for match in givings(original, text, start, end):
            if not self._speaker.speaks(text, match.start(), start):
                continue
            cut = split_actor(original, text, match.end(), end, named=True)
            if (
                cut is not None
                and not _is_courtesy(text[cut.task : end])
                and not text[cut.task : end].rstrip().endswith(":")
            ):
                made = self.make(whole, cut, end)
                if made is not None:
                    yield made
            return
        implied = self._implied(whole, text, start, end)
        if implied is not None:
            yield implied
            return
        yield from self._responsible(whole, text, start, end)

    def _implied(self, whole: TextMap, text: str, start: int, end: int) -> _Made | None:
        """``Ý kiến của các đơn vị đề nghị gửi về …``; ``Ngoài ra, đề nghị rà soát …`` to those of the last lead-in."""
        found = _ASKED.search(text, start, end)
        if not found or not begins_task(text, found.end()) or _is_courtesy(text[found.end() : end]):
            return None
        owner = text.rfind(" của ", start, found.start())
        told_of = owner < 0 or _TOLD_OF.search(text, start, owner) or text[start:owner].count(" ") > 9
        if (
            not told_of
            and begins_actor(text, owner + 5)
            and not any(mark in text[owner : found.start()] for mark in ".;:")
        ):
            return self.make(whole, Split(owner + 5, _stripped(text, owner + 5, found.start()), found.end()), end)
        if self._told is not None and self._speaker.speaks(text, found.start(), start):
            return self._assigned(whole, self._told, found.end(), end)
        return None

    def _table(self, table: Table) -> Iterator[_Made]:
        for row in task_rows(table):
            task = text_value(row.task, 0, len(row.task.text), rule="assignments.table")
            assignee = text_value(row.assignee, 0, len(row.assignee.text), rule="assignments.table")
            if task is None or assignee is None or not any(map(str.isalpha, task.text)):
                continue
            helping = (
                text_value(row.coordinating, 0, len(row.coordinating.text), rule="assignments.table")
                if row.coordinating
                else None
            )
            due = self._due_in_cell(row.due.text) if row.due else None
            evidence = (
                proof(row.due, 0, len(row.due.text), field="deadline", rule="assignments.table")
                if row.due and due
                else ()
            )
            made = Assignment(
                assignee=assignee,
                coordinating=(helping,) if helping else (),
                task=task,
                deadline=due.date if due else None,
                deadline_inclusive=due.inclusive if due else None,
                deadline_text=row.due.value(0, len(row.due.text)) if row.due and due else None,
                evidence=evidence,
            )
            yield _Made(made)

    def _due_in_cell(self, text: str) -> Deadline | None:
        """The deadline of a cell, where a day or a quarter alone is one: up to and with it."""
        own = find_deadlines(text, self._date)
        return next(iter(own or find_deadlines(f"đến hết {text}", self._date)), None)

    def _responsible(self, whole: TextMap, text: str, start: int, end: int) -> Iterator[_Made]:
        obliged = OBLIGED.match(whole.text, start, end)
        if obliged and begins_actor(text, obliged.start("actor")) and begins_task(text, obliged.end()):
            made = self.make(whole, Split(*obliged.span("actor"), obliged.end()), end)
            if made is not None:
                yield made
            return
        match = RESPONSIBLE.search(whole.text, start, end)
        if not match or not begins_actor(text, start) or text[start:end].rstrip().endswith(":"):
            return
        cut = split_actor(whole.text, text, start, end)
        if cut is not None and cut.task <= match.start():
            made = self.make(whole, cut._replace(end=_stripped(text, start, match.start()), task=match.start()), end)
            if made is not None:
                yield made

    # --- values ----------------------------------------------------------------------------------------------------

    def make(self, whole: TextMap, cut: Split, end: int) -> _Made | None:
        """The instruction of a clause that is cut into actor and task."""
        assignee = text_value(whole, cut.start, cut.end, rule="assignments.actor")
        made = self._assigned(whole, assignee, cut.task, end) if assignee is not None else None
        return made._replace(doubt=doubt_of(whole, cut, end)) if made is not None else None

    def _assigned(self, whole: TextMap, assignee: Text, start: int, end: int) -> _Made | None:
        task = text_value(whole, start, end, rule="assignments.task")
        if task is None or _is_courtesy(task.text.lower()):
            return None
        due = next(iter(find_deadlines(whole.text[start:end], self._date)), None)
        evidence: tuple[Evidence, ...] = ()
        if due is not None:
            evidence = proof(whole, start + due.start, start + due.end, field="deadline", rule="assignments.deadline")
        made = Assignment(
            assignee=assignee,
            coordinating=_coordinating(whole, start, end),
            task=task,
            deadline=due.date if due else None,
            deadline_inclusive=due.inclusive if due else None,
            deadline_text=whole.value(start + due.start, start + due.end) if due else None,
            evidence=evidence,
        )
        return _Made(made)


_WITH = regex.compile(r"phối\s+hợp\s+(?:với\s+)?(?:cùng\s+)?")
_JOINT = regex.compile(r"[,;]\s+(?:và\s+)?|\s+và\s+")  # between units, where another unit follows


def _coordinating(whole: TextMap, start: int, end: int) -> tuple[Text, ...]:
    """Units after ``phối hợp với``, up to the next verb."""
    text = simple(whole.text)
    match = _WITH.search(text, start, min(end, start + 120))
    if not match or not begins_actor(text, match.end()):
        return ()
    cut = split_actor(whole.text, text, match.end(), end)
    if cut is None:
        return ()
    joints = (
        m for m in _JOINT.finditer(whole.text, cut.start, cut.end) if m[0][0] == ";" or begins_actor(text, m.end())
    )
    cuts = [cut.start, *(joint.end() for joint in joints)]
    edges = [*cuts[1:], cut.end]
    items = (text_value(whole, a, b, rule="assignments.coordinating") for a, b in zip(cuts, edges, strict=True))
    return tuple(_without_and(item) for item in items if item is not None)


def _without_and(item: Text) -> Text:
    return item.model_copy(update={"text": item.text.removesuffix(" và").rstrip(" ,")})


def _clauses(text: str, start: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _SENTENCE.finditer(text, start):
        clause = text[begin : match.start()]
        if _ABBREVIATION.search(clause) or (clause.endswith(";") and is_actor(clause)):  # a list of those addressed
            continue
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _stripped(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" ,"))


def _is_named(actor: str) -> bool:
    """Whether an actor is a name of its own (capitals) or a group, not a noun inside a task."""
    return any(c.isupper() for c in actor[1:]) or actor[:1].isupper()


def _names_section(own: str) -> bool:
    folded = fold(own).strip(" .:")
    return folded in _sections() or any(folded.endswith(" " + s) for s in _sections() if len(s) > 10)


@cache
def _sections() -> frozenset[str]:
    return frozenset(fold(s) for s in table("tasks")["sections"])


@cache
def _courtesy() -> tuple[str, ...]:
    return tuple(table("tasks")["courtesy"])


def _is_courtesy(task: str) -> bool:
    """Whether a request only asks to come: no task, unless it has more to it."""
    return len(task) < 160 and any(phrase in task for phrase in _courtesy())
