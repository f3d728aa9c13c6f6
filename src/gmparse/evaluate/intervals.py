"""Confidence intervals of the scores: how far they would move with other letters of the same kind (bootstrap)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from gmparse.evaluate.tally import Kind

SAMPLES = 1000
_KINDS: tuple[Kind, ...] = ("right", "wrong", "missed", "spurious")
_SHARE = 0.95

Counts = tuple[int, int, int, int]


class Interval(NamedTuple):
    """Bounds of F1 between which 95 % of the samples lie, 0 to 1."""

    low: float
    high: float


def f1_of(right: int, wrong: int, missed: int, spurious: int) -> float | None:
    """F1 of counts; ``None`` when there was nothing to find and nothing was found."""
    whole = 2 * right + 2 * wrong + missed + spurious
    return 2 * right / whole if whole else None


def intervals(
    letters: Mapping[str, Mapping[tuple[str, str], Counter[Kind]]],
    keys: Sequence[tuple[str, str]],
    core: Sequence[tuple[str, str]] = (),
    *,
    samples: int = SAMPLES,
    seed: int = 0,
) -> tuple[dict[tuple[str, str], Interval], Interval | None]:
    """Percentile bootstrap over letters: whole letters are drawn, with replacement.

    Args:
        letters: id → (field, slice) → counts of that letter.
        keys: the (field, slice) to give intervals for.
        core: those whose mean F1 gets an interval too.
        samples: how many sets of letters are drawn.
        seed: makes the same draws again.

    Returns:
        (field, slice) → interval, without those that no sample had a value of; and the interval of the mean.
    """
    names = sorted(letters)
    columns = {key: [_counts(letters[name].get(key)) for name in names] for key in {*keys, *core}}
    random = Random(seed)  # noqa: S311  a sample, no secret
    drawn, means = dict[tuple[str, str], list[float]](), list[float]()
    for _ in range(samples if names else 0):
        weights = Counter(random.choices(range(len(names)), k=len(names)))
        values = {key: f1_of(*_sum(column, weights)) for key, column in columns.items()}
        for key in keys:
            if (value := values[key]) is not None:
                drawn.setdefault(key, []).append(value)
        if shown := [value for key in core if (value := values[key]) is not None]:
            means.append(sum(shown) / len(shown))
    return {key: _bounds(found) for key, found in drawn.items()}, _bounds(means) if means else None


def _counts(found: Counter[Kind] | None) -> Counts:
    if found is None:
        return (0, 0, 0, 0)
    right, wrong, missed, spurious = (found[kind] for kind in _KINDS)
    return right, wrong, missed, spurious


def _sum(column: Sequence[Counts], weights: Mapping[int, int]) -> Counts:
    right = wrong = missed = spurious = 0
    for at, weight in weights.items():
        counts = column[at]
        right += weight * counts[0]
        wrong += weight * counts[1]
        missed += weight * counts[2]
        spurious += weight * counts[3]
    return right, wrong, missed, spurious


def _bounds(values: list[float]) -> Interval:
    ordered = sorted(values)
    cut = int(len(ordered) * (1 - _SHARE) / 2)
    return Interval(round(ordered[cut], 4), round(ordered[-1 - cut], 4))
