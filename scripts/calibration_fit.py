"""From observed values to shares of right ones: small groups lean on larger ones, real letters on nothing else.

A group is a way of reading (text, ocr), a family and a signal. Its share is that of the real letters, drawn towards
what the own letters let expect as if by `WEIGHT` more values. The expectation is never better than `EXPECTED`, so that
nothing passes for sure because our own letters are easy: a family needs a handful of right values on real letters, and
no wrong one, to reach 99 %; with a signal against it never better than `DOUBTED`; of recognised values never better
than all of them together. Of these the share rises in steps with the raw confidence (isotonic regression).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

THRESHOLD = 0.99
WEIGHT = 10
EXPECTED = 0.985
DOUBTED = 0.95
EDGES = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.94)
OTHER, ANY = "other", "any"


class Observation(NamedTuple):
    """A value of a record: its letter's source and name, how it was read, what it is, and whether the gold agrees."""

    source: str
    letter: str
    way: str
    family: str
    signal: str
    raw: float
    right: bool


class Silence(NamedTuple):
    """An empty slot of a record: its letter's source and name, path, state, and whether the page has nothing there."""

    source: str
    letter: str
    way: str
    path: str
    state: str
    right: bool


class Counted(NamedTuple):
    """Right ones of all."""

    right: int
    total: int

    def drawn_to(self, prior: float, weight: float = WEIGHT) -> float:
        """The share after so many more values of the prior's share."""
        return (self.right + weight * prior) / (self.total + weight)


class Figure(NamedTuple):
    """A group: its steps (raw confidence, share), and the real values it was measured on."""

    way: str
    family: str
    signal: str
    steps: tuple[tuple[float, float], ...]
    real: Counted


class Nothing(NamedTuple):
    """An empty slot: the share of those that are empty on the page too."""

    path: str
    state: str
    way: str
    share: float
    real: Counted


class Table(NamedTuple):
    """What is fitted."""

    figures: tuple[Figure, ...]
    nothing: tuple[Nothing, ...]
    threshold: float = THRESHOLD

    def share(self, one: Observation) -> float:
        """What the table says of a value: as `gmparse.doubts.calibration.Calibration` does."""
        found = {(row.way, row.family, row.signal): row.steps for row in self.figures}
        steps = found.get((one.way, one.family, one.signal))
        steps = steps or found[one.way, OTHER, ANY if one.signal else ""]
        return max((start, share) for start, share in steps if start <= one.raw)[1]


def fit(observations: Iterable[Observation], silences: Iterable[Silence]) -> Table:
    """The table of what was observed."""
    values = list(observations)
    real = [one for one in values if one.source == "real"]
    own = [one for one in values if one.source != "real"]
    expected = _expected(own)
    groups = sorted({(one.way, one.family, one.signal) for one in values}, key=lambda group: (group[0] != "ocr", group))
    figures, by_group = [], _grouped(real)
    shares: dict[tuple[str, str], float] = {}  # of recognised values without signal: printed ones are no worse
    recognised = _Recognised(real)
    for way, family, signal in groups:
        members = by_group.get((way, family, signal), [])
        ceiling = DOUBTED if signal else EXPECTED if way == "text" else recognised.share
        share = _count(members).drawn_to(min(ceiling, expected.get((way, family, signal), ceiling)))
        if way == "ocr":
            shares[family, signal] = share
            steps = recognised.steps(members, share)
        else:
            least = 0.0 if _wrong(members) else shares.get((family, signal), 0.0)
            steps = [(0.0, max(share, least))]
        figures.append(
            Figure(way, family, signal, tuple((at, round(value, 4)) for at, value in steps), _count(members))
        )
    figures += [_other(way, real, recognised) for way in ("ocr", "text")]
    figures += [
        Figure(way, OTHER, ANY, ((0.0, min(DOUBTED, recognised.share)),), Counted(0, 0)) for way in ("ocr", "text")
    ]
    return Table(tuple(sorted(figures)), tuple(_nothing(list(silences))))


def _expected(own: Sequence[Observation]) -> dict[tuple[str, str, str], float]:
    """The shares of the own letters; a small group leans on its family."""
    families = {key: _count(group).drawn_to(0.9, 2) for key, group in _grouped(own, 2).items()}
    return {
        (way, family, signal): _count(group).drawn_to(families[way, family])
        for (way, family, signal), group in _grouped(own).items()
    }


def _other(way: str, real: Sequence[Observation], recognised: _Recognised) -> Figure:
    """Values that no gold has: as sure as all of their way without a signal, and at best just sure enough."""
    members = [one for one in real if one.way == way and not one.signal]
    share = _count(members).drawn_to(EXPECTED)
    steps = recognised.steps(members, share) if way == "ocr" else [(0.0, share)]
    return Figure(way, OTHER, "", tuple((at, round(min(value, THRESHOLD), 4)) for at, value in steps), _count(members))


class _Recognised:
    """How the share of right values rises with the raw confidence: in all families alike, but for where it begins.

    A bin of a group leans on the group's share, moved (in log odds) as far as that bin of all recognised values lies
    from their share. Own scans say nothing here: they are cleaner than real ones.
    """

    def __init__(self, real: Sequence[Observation]) -> None:
        values = [one for one in real if one.way == "ocr"]
        self.share = whole = _count(values).drawn_to(EXPECTED)
        self._bins = list(pairwise((*EDGES, 1.01)))
        shares = [_count(_between(values, *bounds)).drawn_to(whole) for bounds in self._bins]
        self._moves = [_log_odds(share) - _log_odds(whole) for share in shares]

    def steps(self, members: Sequence[Observation], share: float) -> list[tuple[float, float]]:
        """Start and share of each step; neighbouring bins are joined until they rise (isotonic regression)."""
        blocks: list[tuple[float, float, float]] = []  # start, share, weight
        for (start, end), move in zip(self._bins, self._moves, strict=True):
            counted = _count(_between(members, start, end))
            prior = 1 / (1 + exp(-_log_odds(share) - move))
            block = (start, counted.drawn_to(prior), float(counted.total + WEIGHT))
            while blocks and blocks[-1][1] >= block[1]:
                before = blocks.pop()
                weight = before[2] + block[2]
                block = (before[0], (before[1] * before[2] + block[1] * block[2]) / weight, weight)
            blocks.append(block)
        return [(start, value) for start, value, _ in blocks]


def _log_odds(share: float) -> float:
    return log(share / (1 - share))


def _between(values: Sequence[Observation], start: float, end: float) -> list[Observation]:
    return [one for one in values if start <= one.raw < end]


def _nothing(silences: Sequence[Silence]) -> Iterable[Nothing]:
    groups: defaultdict[tuple[str, str, str], list[Silence]] = defaultdict(list)
    for one in silences:
        groups[one.path, one.state, one.way].append(one)
    for key, group in sorted(groups.items()):
        own = [one for one in group if one.source != "real"]
        prior = min(EXPECTED, Counted(sum(one.right for one in own), len(own)).drawn_to(0.5, 4))
        real = [one for one in group if one.source == "real"]
        counted = Counted(sum(one.right for one in real), len(real))
        yield Nothing(*key, round(counted.drawn_to(prior), 4), counted)


def _grouped(values: Iterable[Observation], depth: int = 3) -> dict[tuple[str, ...], list[Observation]]:
    groups: defaultdict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for one in values:
        groups[(one.way, one.family, one.signal)[:depth]].append(one)
    return groups


def _count(values: Sequence[Observation]) -> Counted:
    return Counted(sum(one.right for one in values), len(values))


def _wrong(values: Sequence[Observation]) -> bool:
    return any(not one.right for one in values)


class Judged(NamedTuple):
    """A real value with the confidence that a table gave it which had not seen its letter."""

    value: Observation
    confidence: float


def crossed(
    observations: Sequence[Observation], silences: Sequence[Silence], folds: int = 2
) -> tuple[list[Judged], list[Judged]]:
    """Cross-validation over the real letters: values; and empty slots, their path as the family."""
    values, slots = list[Judged](), list[Judged]()
    names = {one.letter for one in observations if one.source == "real"}
    names |= {one.letter for one in silences if one.source == "real"}
    for fold in range(folds):
        away = {name for name in names if int(name, 16) % folds == fold}
        table = fit([x for x in observations if x.letter not in away], [x for x in silences if x.letter not in away])
        values += [Judged(one, table.share(one)) for one in observations if one.letter in away]
        nothing = {(row.path, row.state, row.way): row.share for row in table.nothing}
        for one in silences:
            if one.letter in away:
                as_value = Observation(one.source, one.letter, one.way, one.path, one.state, 1.0, one.right)
                slots.append(Judged(as_value, nothing.get((one.path, one.state, one.way), 0.0)))
    return values, slots
