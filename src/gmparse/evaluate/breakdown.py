"""Scores of parts of a set of letters: by kind of file, type, layout, agency, and whether written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gmparse.evaluate.evidence import OVERLAP, Placed
from gmparse.evaluate.figures import CORE, Figures, core, fields_of, whole_headers
from gmparse.evaluate.tally import Tally

_LOWEST = 3  # fields named in a row


class Slice(NamedTuple):
    """The letters of one way of a factor, as ``type=GM``: how many, and their scores."""

    letters: int
    core: float | None
    header_right: int
    fields: Mapping[str, Figures]

    @property
    def lowest(self) -> list[tuple[str, float]]:
        """The core fields with the lowest F1 under 1, the lowest first."""
        low = [(name, float(self.fields[name]["f1"])) for name in CORE if name in self.fields]
        return sorted((pair for pair in low if pair[1] < 1), key=lambda pair: pair[1])[:_LOWEST]


class Placement(NamedTuple):
    """Where the evidence of the right values of a field lies, against the gold's boxes.

    Attributes:
        values: how many were compared.
        right_page: share on the gold's pages.
        overlapping: share whose boxes overlap the gold's by at least half (intersection over union).
        overlap: mean overlap.
    """

    values: int
    right_page: float
    overlapping: float
    overlap: float


def breakdown(tally: Tally, members: Mapping[str, Sequence[str]]) -> dict[str, Slice]:
    """The scores of each slice.

    Args:
        tally: what was counted.
        members: slice → ids of its letters.
    """
    found = {}
    for part, letters in members.items():
        rows = fields_of(tally, (part,))
        fields = {name: row[part] for name, row in rows.items() if part in row}
        found[part] = Slice(len(letters), core(tally, part), whole_headers(tally, letters), fields)
    return found


def placements(found: Sequence[Placed]) -> dict[str, Placement]:
    """Figures by field, and ``all``."""
    fields = sorted({one.field for one in found})
    groups = {name: [one for one in found if one.field == name] for name in fields}
    if found:
        groups["all"] = list(found)
    return {name: _placement(group) for name, group in groups.items()}


def _placement(group: Sequence[Placed]) -> Placement:
    count = len(group)
    return Placement(
        count,
        round(sum(one.page for one in group) / count, 4),
        round(sum(one.page and one.overlap >= OVERLAP for one in group) / count, 4),
        round(sum(one.overlap for one in group) / count, 4),
    )
