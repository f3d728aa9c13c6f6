"""The body of a letter read from top to bottom for what it asks of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import regex

from gmparse.fields.assignments import orders
from gmparse.fields.assignments.actors import (
    Split,
    begins_actor,
    begins_task,
    giving_at,
    givings,
    is_actor,
    simple,
    split_actor,
)
from gmparse.fields.assignments.doubts import Doubt, doubt_of
from gmparse.fields.assignments.phrases import (
    AS_FOR,
    ASKED,
    ASKED_LIST,
    DUTIES,
    FOLLOWS,
    OBLIGED,
    RECURRING,
    RESPONSIBLE,
    SENTENCE,
    TOLD_OF,
    actor_before_topic,
    clauses,
    describes,
    is_courtesy,
    is_named,
    names_section,
    stripped,
)
from gmparse.fields.assignments.record import Assignment
from gmparse.fields.assignments.speaker import Speaker
from gmparse.fields.assignments.values import assigned, of_table
from gmparse.fields.base import Text, text_value, trim
from gmparse.fields.issuer import Issuer
from gmparse.fields.meetings.labels import kinds_of_item
from gmparse.outline import Item
from gmparse.text import TextMap

_DIRECTIVES = ("CT", "CĐ")  # chỉ thị, công điện: whom an item names has to do what it says (NĐ 30/2020, Điều 3)
_DECISIONS = ("QĐ", "NQ")  # their articles do the same
_TELLING = ("TTr", "BC")  # tờ trình, báo cáo: what they say of the past is nobody's task
_CHARGES = ("giao", "phân công", "giao nhiệm vụ cho", "giao cho")
_REQUESTS = ("ĐN",)  # a person's request to an office orders nothing
_LONGEST_LEAD = 60  # characters behind an actor in a lead-in that only introduces
_LONGEST_UNIT = 16  # words of a heading that names a unit with a verb in its name


class Context(NamedTuple):
    """What the headings above an item say: whether it stands in a list of instructions, and to whom.

    ``unit``: the assignee is a heading of its own, its items tell what that unit does. ``acts``: what a sentence says
    of somebody, that one has to do. ``verbs``: only items that begin with a verb are tasks.
    ``describes``: a list of those invited, of conditions or results: nobody has a task unless a verb gives one.
    """

    assigning: bool = False
    assignee: Text | None = None
    unit: bool = False
    acts: bool = False
    verbs: bool = False
    describes: bool = False


class Made(NamedTuple):
    """An instruction, and what in it the entities have to settle."""

    assignment: Assignment
    doubt: Doubt | None = None


class _Clause(NamedTuple):
    """A sentence: ``start:end`` of a text; ``leads`` when items under it may follow its colon."""

    whole: TextMap
    text: str
    start: int
    end: int
    leads: bool


class Reader:
    """Reads the items of an outline.

    Args:
        issuer: who writes: what others asked for in the past is no instruction of this letter.
        letter_date: EDTF, for deadlines without a year.
        kind: code of the document type.
    """

    def __init__(self, issuer: Issuer | None, letter_date: str | None, kind: str | None) -> None:
        self._speaker = Speaker(issuer)
        self._date = letter_date
        self._kind = kind
        self._told: Text | None = None  # whom the last lead-in addressed: later requests without a name are for them

    def read_letter(self, items: Iterable[Item]) -> Iterator[Made]:
        """The instructions of a whole letter."""
        if self._kind not in _REQUESTS:
            directs = self._kind in _DIRECTIVES
            yield from self._read(items, Context(assigning=directs, acts=directs))

    def _read(self, items: Iterable[Item], context: Context) -> Iterator[Made]:
        for item in items:
            article = item.kind == "article" and self._kind in _DECISIONS
            here = context._replace(acts=True) if article else context
            if "people" in kinds_of_item(item):
                here = Context(describes=True)
            if item.table is not None:
                yield from (Made(made) for made in of_table(item.table, self._date))
            elif here.assignee is not None and _is_task_with_list(item):
                yield from self._leaf(item, here)
            elif item.children:
                inner = self._inner(item, here)
                if inner is None:
                    own = list(self._own_task(item, here))
                    yield from own
                    inner = here._replace(assignee=own[-1].assignment.assignee) if own and here.assigning else here
                yield from self._read(item.children, inner)
            elif here.assigning and (item.kind or (here.assignee is not None and begins_task(simple(item.own)))):
                yield from self._leaf(item, here)
            else:
                yield from self._sentences(item, here, item.start)

    def _own_task(self, item: Item, context: Context) -> Iterator[Made]:
        """What an item asks itself that has others under it: a task whose further paragraphs they are."""
        if context.assigning and item.own.endswith((".", ";", "/")):
            return self._leaf(item, context)
        return self._sentences(item, context, item.start)

    # --- lists -----------------------------------------------------------------------------------------------------

    def _inner(self, item: Item, context: Context) -> Context | None:
        """What a heading or lead-in says of the items under it; ``None`` when it says nothing."""
        text = simple(item.text.text)
        lead = self._lead(item, text)
        if lead is not None:
            self._told = lead.assignee or self._told
            return lead._replace(verbs=not _has_tasks(item))
        if context.describes:
            return None
        if not context.assigning and describes(item.own):
            return Context(describes=True)
        duties = DUTIES.search(item.text.text[item.start :].rstrip())
        if duties and begins_actor(simple(duties["actor"])):
            start = duties.start("actor")
            end = start + actor_before_topic(duties["actor"])
            whom = text_value(item.text, item.start + start, item.start + end, rule=DUTIES.id)
            return Context(True, whom, unit=True)
        if names_section(item.own, self._kind):
            return Context(True)
        return self._unit(item, context)

    def _unit(self, item: Item, context: Context) -> Context | None:
        """A heading that names a unit, over what it has to do."""
        whole = item.text.text
        as_for = AS_FOR.match(whole, item.start)
        start = as_for.end() if as_for else item.start
        heading = context.assigning or item.own.endswith(":") or item.is_heading
        if not heading or not (is_actor(whole[start:]) or (context.assigning and _names_unit(item, start))):
            return None
        if not (context.assigning or _has_tasks(item)):
            return None
        whom = text_value(item.text, start, len(whole), rule="assignments.unit-heading")
        return Context(True, whom, unit=True, verbs=not context.assigning)

    def _lead(self, item: Item, text: str) -> Context | None:
        """A lead-in that ends with a colon: ``đề nghị các đơn vị thực hiện một số nội dung sau:``."""
        if not item.is_leadin:
            return None
        clause = self._last_clause(item, text)
        for match in givings(item.text.text, text, clause, len(text)):
            if not self._speaker.speaks(text, match.start(), clause):
                continue
            cut = split_actor(item.text.text, text, match.end(), len(text), named=True)
            if cut is None:
                start, end = trim(item.text.text, match.end(), len(text))
                return Context(True, text_value(item.text, start, end, rule="assignments.lead-in"))
            if FOLLOWS.search(text) or len(text) - cut.task < _LONGEST_LEAD:
                return Context(True, text_value(item.text, cut.start, cut.end, rule="assignments.lead-in"))
        asked = ASKED_LIST.search(text, clause)
        if asked is None:
            return None
        concluded = self._kind == "TB" and "kết luận" in asked[0]  # by who presided
        return Context(True) if concluded or self._speaker.speaks(text, asked.start(), clause) else None

    def _last_clause(self, item: Item, text: str) -> int:
        cuts = [m.end() for m in SENTENCE.finditer(item.text.text, item.start) if m.end() < len(text) - 2]
        return max(cuts, default=item.start)

    def _leaf(self, item: Item, context: Context) -> Iterator[Made]:
        end = next(self._others(item), len(item.text.text))
        cut = self._cut_of_leaf(item, end, context)
        if cut is not None:
            for part, part_end in orders.enumerated(item.text.text, cut.task, end):
                yield from self._made(item.text, cut._replace(task=part), part_end)
            yield from self._sentences(item, context, end)
            return
        inside = [] if context.unit else list(self._sentences(item, context, item.start))
        if not inside and context.assignee is not None:
            own = orders.own_name(simple(item.text.text), item.start, context.assignee.text)
            if own is not None or not context.verbs or begins_task(simple(item.own)):
                inside = list(self._given(item.text, context.assignee, own or item.start, len(item.text.text)))
        yield from inside

    def _others(self, item: Item) -> Iterator[int]:
        """Where a later sentence of an item gives somebody else a task of his own."""
        original, text = item.text.text, simple(item.text.text)
        for start, end in clauses(original, item.start):
            if start > item.start and (
                giving_at(original, text, start, end) or orders.plain_order(original, text, start, end)
            ):
                yield start

    def _cut_of_leaf(self, item: Item, end: int, context: Context) -> Split | None:
        """Who an item of a list itself names for its task."""
        original, text = item.text.text, simple(item.text.text)
        start = item.start
        verb = giving_at(original, text, start, end)
        labelled = None if verb or context.unit else orders.labelled_order(original, text, start, end)
        if labelled is not None:
            return labelled
        cut = split_actor(original, text, verb.end() if verb else start, end, named=verb is not None)
        if cut is not None:
            actor = original[cut.start : cut.end]
            if verb:
                return cut if not context.unit or is_named(actor) else None
            if context.assignee is None or is_named(actor):
                return cut
        return orders.unit_order(original, text, start, end)

    # --- sentences -------------------------------------------------------------------------------------------------

    def _sentences(self, item: Item, context: Context, begin: int) -> Iterator[Made]:
        """The instructions of the sentences from an offset on."""
        original = item.text.text
        text = simple(original)
        if begin >= len(original) or (context.describes and item.is_heading):
            return
        for start, end in clauses(original, begin):
            leads = not item.kind or bool(item.children)
            yield from self._sentence(_Clause(item.text, text, start, end, leads), item, context)

    def _sentence(self, clause: _Clause, item: Item, context: Context) -> Iterator[Made]:
        whole, text, start, end, _ = clause
        for match in givings(whole.text, text, start, end):
            if not self._speaker.speaks(text, match.start(), start):
                continue
            if self._tells(match, text[start : match.start()]):
                return
            cut = split_actor(whole.text, text, match.end(), end, named=True)
            if cut is not None and self._is_task(clause, cut.task):
                yield from self._made(whole, cut, end)
            return
        for find in (self._implied, self._responsible):
            made = list(find(clause))
            if made:
                yield from made
                return
        cut = self._order(clause, item, context)
        if cut is not None and self._is_task(clause, cut.task):
            yield from self._made(whole, cut, end)

    def _tells(self, giving: regex.Match[str], before: str) -> bool:
        """Whether a submission or a report tells whom its issuer charged: ``UBND tỉnh giao Sở Nội vụ chủ trì …``."""
        return self._kind in _TELLING and giving["verb"] in _CHARGES and before.strip() != ""

    def _is_task(self, clause: _Clause, task: int) -> bool:
        said = clause.text[task : clause.end]
        return not is_courtesy(said) and not (clause.leads and said.rstrip().endswith(":"))

    def _implied(self, clause: _Clause) -> Iterator[Made]:
        """``Ý kiến của các đơn vị đề nghị gửi về …``; ``Ngoài ra, đề nghị rà soát …`` to those of the last lead-in."""
        whole, text, start, end, _ = clause
        found = ASKED.search(text, start, end)
        if not found or not begins_task(text, found.end()) or is_courtesy(text[found.end() : end]):
            return
        owner = text.rfind(" của ", start, found.start())
        told_of = owner < 0 or TOLD_OF.search(text, start, owner) or text[start:owner].count(" ") > 9
        if (
            not told_of
            and begins_actor(text, owner + 5)
            and not any(mark in text[owner : found.start()] for mark in ".;:")
        ):
            yield from self._made(whole, Split(owner + 5, stripped(text, owner + 5, found.start()), found.end()), end)
        elif self._speaker.speaks(text, found.start(), start):
            if self._told is not None:
                yield from self._given(whole, self._told, found.end(), end)
        elif (asked := orders.requested(text, start, found.start())) is not None:
            yield from self._made(whole, asked._replace(task=found.end()), end)

    def _responsible(self, clause: _Clause) -> Iterator[Made]:
        whole, text, start, end, _ = clause
        obliged = OBLIGED.match(whole.text, start, end)
        if obliged and begins_actor(text, obliged.start("actor")) and begins_task(text, obliged.end()):
            yield from self._made(whole, Split(*obliged.span("actor"), obliged.end()), end)
            return
        match = RESPONSIBLE.search(whole.text, start, end)
        if not match or text[start:end].rstrip().endswith(":"):
            return
        cut = orders.plain_order(whole.text, text, start, end)
        if cut is not None and cut.task <= match.start():
            actor_end = stripped(text, cut.start, match.start())
            yield from self._made(whole, cut._replace(end=actor_end, task=match.start()), end)

    def _order(self, clause: _Clause, item: Item, context: Context) -> Split | None:
        """An order that no verb gives: in a list of orders, of a unit before a colon, or by a day."""
        whole, text, start, end, _ = clause
        original = whole.text
        if not context.describes and (context.assigning or context.acts):
            return orders.plain_order(original, text, start, end)
        if self._kind in ("BC", "BB"):  # what they tell is done
            return None
        if item.kind and start == item.start and not context.describes:
            as_for = AS_FOR.match(original, start, end)
            found = orders.unit_order(original, text, as_for.end() if as_for else start, end)
            if found is not None:
                return found
        return orders.dated_order(original, text, start, end, self._date)

    # --- values ----------------------------------------------------------------------------------------------------

    def make(self, whole: TextMap, cut: Split, end: int) -> Assignment | None:
        """The instruction of a clause that is cut into actor and task."""
        assignee = text_value(whole, cut.start, cut.end, rule="assignments.actor")
        return assigned(whole, assignee, cut.task, end, self._date) if assignee is not None else None

    def _made(self, whole: TextMap, cut: Split, end: int) -> Iterator[Made]:
        made = self.make(whole, cut, end)
        if made is not None:
            yield Made(made, doubt_of(whole, cut, end))

    def _given(self, whole: TextMap, assignee: Text, start: int, end: int) -> Iterator[Made]:
        made = assigned(whole, assignee, start, end, self._date)
        if made is not None:
            yield Made(made)


def _has_tasks(item: Item) -> bool:
    """Whether the items under a heading read like tasks: most begin with a verb, or a unit and a verb."""
    leaves = list(item.leaves())
    return sum(_is_task(leaf) for leaf in leaves) * 2 > len(leaves)


def _is_task_with_list(item: Item) -> bool:
    """Whether an item is a task whose items are only things: ``Lập báo cáo theo các biểu mẫu:`` over forms."""
    if not item.is_leadin or not begins_task(simple(item.own)):
        return False
    leaves = list(item.leaves())
    return sum(_is_task(leaf) for leaf in leaves) * 2 < len(leaves)


def _is_task(leaf: Item) -> bool:
    text = simple(leaf.own)
    recurring = RECURRING.match(text)
    return (
        begins_task(text, recurring.end() if recurring else 0) or split_actor(leaf.own, text, 0, len(text)) is not None
    )


def _names_unit(item: Item, start: int) -> bool:
    """Whether a heading is a unit with a verb in its name: ``Các khoa tham gia khảo sát``."""
    own = item.text.value(start, len(item.text.text))
    ended = own.endswith((".", ";", ","))
    return not ended and len(own.split()) <= _LONGEST_UNIT and begins_actor(simple(own))
