"""Where the list of verbs alone cannot tell who is to do a task from what is to be done: the entities settle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gmparse.fields.assignments.actors import Split, begins_actor, is_strong, simple, split_actor, verb_at
from gmparse.fields.entities import Entity, Passage, passage
from gmparse.text import TextMap

_AHEAD = 60  # characters of the task that are looked at
_NEXT_VERB = 30  # characters from the end of an entity to the verb behind it
_NAMES = ("ORG", "POSITION", "PERSON", "PLACE")


class Doubt(NamedTuple):
    """A cut to be settled: the actor with the beginning of its task, the text, the cut and the end of the clause."""

    passage: Passage
    whole: TextMap
    cut: Split
    end: int

    def settle(self, entities: Sequence[Entity]) -> Split | None:
        """The cut that the entities leave.

        A verb inside a name begins no task (``Ban Chỉ đạo xóa đói giảm nghèo``): the next verb behind the name does;
        but a verb in small letters at the end of what may be a name does (``Văn phòng Cục tham mưu``). An actor that
        only its capital shows and that is no name is none: ``None``.
        """
        at, text = self.passage.in_text, simple(self.whole.text)
        names = [(at(e.start), at(e.end - 1) + 1, e.label) for e in entities if e.label in _NAMES]
        if not any(start < self.cut.end for start, _, _ in names):
            return self.cut if begins_actor(text, self.cut.start) else None
        verb_end = self.cut.task + len(verb_at(text, self.cut.task))
        for start, end, label in names:
            ends_name = end == verb_end and _is_proper(self.whole.text[self.cut.start : self.cut.task])
            if label in ("ORG", "POSITION") and start < self.cut.task < verb_end <= end and not ends_name:
                again = split_actor(self.whole.text, text, self.cut.start, self.end, named=True, beyond=end)
                if again is not None and again.task - end <= _NEXT_VERB:
                    return again
        return self.cut


def _is_proper(name: str) -> bool:
    """Whether a name of several words ends in one with a capital."""
    words = name.split()
    return len(words) > 1 and words[-1][0].isupper()


def doubt_of(whole: TextMap, cut: Split, end: int) -> Doubt | None:
    """The doubt about a cut; ``None`` where the actor is known and a strong verb follows it."""
    text = simple(whole.text)
    if is_strong(verb_at(text, cut.task)) and begins_actor(text, cut.start):
        return None
    found = passage(whole, cut.start, min(end, cut.task + _AHEAD), rule="assignments.actor")
    return Doubt(found, whole, cut, end) if found is not None else None
