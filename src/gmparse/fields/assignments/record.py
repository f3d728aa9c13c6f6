"""What one instruction is in the record."""

from __future__ import annotations

from gmparse.fields.base import Text, Value


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
