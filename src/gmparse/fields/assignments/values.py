"""The record of an instruction from the span of its text."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from gmparse.fields.assignments.actors import begins_actor, simple, split_actor
from gmparse.fields.assignments.phrases import is_courtesy
from gmparse.fields.assignments.record import Assignment
from gmparse.fields.assignments.tables import Row, task_rows
from gmparse.fields.base import Evidence, Text, proof, text_value
from gmparse.grammar.deadlines import Deadline, find_deadlines
from gmparse.page import Table
from gmparse.text import TextMap

_WITH = regex.compile(r"phối\s+hợp\s+(?:với\s+)?(?:cùng\s+)?")
_JOINT = regex.compile(r"[,;]\s+(?:và\s+)?|\s+và\s+")  # between units, where another unit follows


def assigned(whole: TextMap, assignee: Text, start: int, end: int, letter_date: str | None) -> Assignment | None:
    """The instruction whose task is ``start:end``; ``None`` for a courtesy."""
    task = text_value(whole, start, end, rule="assignments.task")
    if task is None or is_courtesy(task.text.lower()):
        return None
    due = next(iter(find_deadlines(whole.text[start:end], letter_date)), None)
    evidence: tuple[Evidence, ...] = ()
    if due is not None:
        evidence = proof(whole, start + due.start, start + due.end, field="deadline", rule="assignments.deadline")
    return Assignment(
        assignee=assignee,
        coordinating=_coordinating(whole, start, end),
        task=task,
        deadline=due.date if due else None,
        deadline_inclusive=due.inclusive if due else None,
        deadline_text=whole.value(start + due.start, start + due.end) if due else None,
        evidence=evidence,
    )


def of_table(table: Table, letter_date: str | None) -> Iterator[Assignment]:
    """The instructions of a table of tasks."""
    for row in task_rows(table):
        made = _of_row(row, letter_date)
        if made is not None:
            yield made


def _of_row(row: Row, letter_date: str | None) -> Assignment | None:
    task, assignee = _cell(row.task), _cell(row.assignee)
    if task is None or assignee is None or not any(map(str.isalpha, task.text)):
        return None
    helping = _cell(row.coordinating)
    due = _due_in_cell(row.due.text, letter_date) if row.due else None
    evidence: tuple[Evidence, ...] = ()
    if row.due and due:
        evidence = proof(row.due, 0, len(row.due.text), field="deadline", rule="assignments.table")
    return Assignment(
        assignee=assignee,
        coordinating=(helping,) if helping else (),
        task=task,
        deadline=due.date if due else None,
        deadline_inclusive=due.inclusive if due else None,
        deadline_text=row.due.value(0, len(row.due.text)) if row.due and due else None,
        evidence=evidence,
    )


def _cell(cell: TextMap | None) -> Text | None:
    return text_value(cell, 0, len(cell.text), rule="assignments.table") if cell is not None else None


def _due_in_cell(text: str, letter_date: str | None) -> Deadline | None:
    """The deadline of a cell, where a day or a quarter alone is one: up to and with it."""
    own = find_deadlines(text, letter_date)
    return next(iter(own or find_deadlines(f"đến hết {text}", letter_date)), None)


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
