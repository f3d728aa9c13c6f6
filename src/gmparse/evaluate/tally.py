"""Counting: what was right, wrong, missed and spurious, by field and slice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

Kind = Literal["right", "wrong", "missed", "spurious", "tn"]


class Miss(NamedTuple):
    """A value that is not as the gold says. ``kind``: ``wrong``, ``missed`` or ``spurious``."""

    field: str
    letter: str
    kind: Kind
    gold: object
    found: object


class Tally:
    """Counts of a set of letters.

    ``counts`` by (field, slice); ``misses`` in the order of scoring; ``letters`` the first verdict on each scalar field
    of each letter; ``of_letter`` each letter's own counts.
    """

    def __init__(self) -> None:
        self.counts: defaultdict[tuple[str, str], Counter[Kind]] = defaultdict(Counter)
        self.misses: list[Miss] = []
        self.letters: defaultdict[str, dict[str, Kind]] = defaultdict(dict)
        self.of_letter: defaultdict[str, defaultdict[tuple[str, str], Counter[Kind]]] = defaultdict(
            lambda: defaultdict(Counter)
        )

    def count(self, letter: str, field: str, part: str, counts: Mapping[Kind, int]) -> None:
        """Add to the counts of a field in a slice, and to those of the letter."""
        self.counts[field, part].update(counts)
        self.of_letter[letter][field, part].update(counts)


class Letter:
    """Where one letter's verdicts go: its id, the slices it counts in, and the paths its labeller was not sure of."""

    def __init__(self, tally: Tally, name: str, slices: Sequence[str], unsure: Collection[str] = ()) -> None:
        self.name = name
        self.slices = tuple(slices)
        self.unsure = frozenset(unsure)
        self._tally = tally

    def one(
        self, field: str, found: object, gold: object, *, ok: bool, partial: bool = False, also: Iterable[str] = ()
    ) -> None:
        """Count a scalar.

        Args:
            field: name in the report.
            found: the predicted value, or nothing.
            gold: the gold's value, or nothing.
            ok: whether they are the same.
            partial: the value agrees as far as it goes: missed then, not wrong.
            also: further slices it counts in.
        """
        kind = _verdict(bool(found), bool(gold), ok, partial)
        for part in (*self.slices, *also):
            self._tally.count(self.name, field, part, {kind: 1})
        self._tally.letters[self.name].setdefault(field, kind)
        if kind not in ("tn", "right"):
            self._tally.misses.append(Miss(field, self.name, kind, gold, found))

    def many(
        self, field: str, found: Sequence[object], gold: Sequence[object], matched: Sequence[tuple[int, int]]
    ) -> None:
        """Count the items of a list by their matched pairs of indexes."""
        right = len(matched)
        counts: dict[Kind, int] = {"right": right, "missed": len(gold) - right, "spurious": len(found) - right}
        for part in self.slices:
            self._tally.count(self.name, field, part, counts)
        seen_found, seen_gold = {i for i, _ in matched}, {j for _, j in matched}
        misses = self._tally.misses
        misses += [Miss(field, self.name, "missed", g, None) for j, g in enumerate(gold) if j not in seen_gold]
        misses += [Miss(field, self.name, "spurious", None, f) for i, f in enumerate(found) if i not in seen_found]


def _verdict(has_found: bool, has_gold: bool, ok: bool, partial: bool) -> Kind:
    if not has_gold:
        return "spurious" if has_found else "tn"
    if not has_found or (partial and not ok):
        return "missed"
    return "right" if ok else "wrong"
