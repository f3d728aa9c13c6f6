"""The measured shares of right values: ``calibration.toml``, written by ``scripts/calibrate.py``."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from gmparse.doubts.claims import Claim


class Steps(NamedTuple):
    """A rising step function: from each raw confidence on, the share of right values."""

    starts: tuple[float, ...]
    shares: tuple[float, ...]

    def at(self, raw: float) -> float:
        """The share at a raw confidence."""
        return self.shares[max(0, bisect_right(self.starts, raw) - 1)]


class Calibration:
    """Shares of right values by family, by how they were read, and by what speaks against them.

    A group that was never seen has the share of ``other``: of all values, or of any with a signal against it.

    Attributes:
        threshold: a value under it should be looked at.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.threshold: float = data["threshold"]
        self._steps = {(row["way"], row["family"], row["signal"]): _steps(row["steps"]) for row in data["figure"]}
        self._nothing = {(row["path"], row["state"], row["way"]): float(row["share"]) for row in data["nothing"]}

    def confidence(self, claim: Claim) -> float:
        """The probability that a claim is right."""
        found = self._steps.get((claim.way, claim.family, claim.signal))
        if found is None:
            found = self._steps[claim.way, "other", "any" if claim.signal else ""]
        return found.at(claim.raw)

    def nothing_there(self, path: str, state: str, way: str) -> float:
        """The probability that a slot which the record leaves empty is empty on the page; 0 where never measured."""
        return self._nothing.get((path, state, way), 0.0)


def _steps(rows: Sequence[Sequence[float]]) -> Steps:
    return Steps(tuple(row[0] for row in rows), tuple(row[1] for row in rows))


@cache
def measured() -> Calibration:
    """The figures that come with gmparse."""
    text = (files(__name__.rpartition(".")[0]) / "calibration.toml").read_text(encoding="utf-8")
    return Calibration(tomllib.loads(text))
