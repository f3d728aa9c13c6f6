"""Who is asked to do what by when: explicit instructions to a named person, unit or group of units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gmparse.fields.assignments.reader import Made, Reader
from gmparse.fields.assignments.record import Assignment
from gmparse.fields.base import Found, Issue
from gmparse.fields.entities import Names
from gmparse.fields.issuer import Issuer
from gmparse.fields.issues import issue
from gmparse.outline import Outline

__all__ = ["Assignment", "Draft", "draft"]


class Draft:
    """The instructions of a letter before the ends of their assignees are settled."""

    def __init__(self, outline: Outline, issuer: Issuer | None, letter_date: str | None, kind: str | None) -> None:
        self._reader = Reader(issuer, letter_date, kind)
        self._made = list(self._reader.read_letter(outline.items))
        self._date = letter_date

    @property
    def texts(self) -> list[str]:
        """Texts whose entities `finish` needs."""
        return [made.doubt.passage.value for made in self._made if made.doubt is not None]

    def finish(self, names: Names) -> Found[tuple[Assignment, ...]]:
        """The instructions, those with a wrong assignee mended or left out."""
        found = [settled for made in self._made if (settled := self._settled(made, names)) is not None]
        return Found(tuple(found), tuple(_late(found, self._date)))

    def _settled(self, made: Made, names: Names) -> Assignment | None:
        doubt = made.doubt
        if doubt is None or doubt.passage.value not in names:
            return made.assignment
        cut = doubt.settle(names.of(doubt.passage.value))
        if cut == doubt.cut:
            return made.assignment
        return self._reader.make(doubt.whole, cut, doubt.end) if cut is not None else None


def draft(outline: Outline, issuer: Issuer | None, letter_date: str | None, kind: str | None) -> Draft:
    """The instructions of a letter, in order.

    Args:
        outline: the letter's body.
        issuer: who writes: what others asked for in the past is no instruction of this letter.
        letter_date: EDTF, for deadlines without a year.
        kind: code of the document type: what a directive or an article of a decision says of somebody is an order.
    """
    return Draft(outline, issuer, letter_date, kind)


def _late(found: Iterable[Assignment], letter_date: str | None) -> Iterator[Issue]:
    for index, assignment in enumerate(found):
        deadline = assignment.deadline
        if deadline and letter_date and "X" not in letter_date + deadline and deadline[:10] < letter_date:
            yield issue("deadline-before-letter", f"assignments[{index}].deadline", deadline, assignment.evidence)
