"""How sure each value is, and what a person should look at.

While a letter is read, its evidence holds what the recogniser and the rules say of themselves. `weigh` puts in its
place the share of right values that was measured among values like it (``calibration.toml``, docs/accuracy.md), so that
a confidence of 0.97 means: of a hundred such values three are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from gmparse.doubts.calibration import measured
from gmparse.doubts.claims import Claim, claims_of
from gmparse.doubts.signals import SIGNALS
from gmparse.fields.base import Issue
from gmparse.fields.issues import issue
from gmparse.letter import Letter

__all__ = ["SIGNALS", "Claim", "Weighed", "claims_of", "review_paths", "uncalibrated", "unsure_values", "weigh"]

# Findings about the file, not doubts about a value: the record says them with certainty.
_FINDINGS = frozenset(("signature-broken", "signature-then-changed"))
_raw: ContextVar[bool] = ContextVar("raw", default=False)


class Weighed(NamedTuple):
    """A claim and the probability that it is right."""

    claim: Claim
    confidence: float


@contextmanager
def uncalibrated() -> Iterator[None]:
    """Within it, `weigh` leaves confidences as they were read: for measuring them (scripts/calibrate.py)."""
    token = _raw.set(True)
    try:
        yield
    finally:
        _raw.reset(token)


def weigh(letter: Letter) -> tuple[Weighed, ...]:
    """Put calibrated confidences into the evidence of a letter that no one has seen yet.

    Returns:
        the doubtful claims: those whose confidence lies under the threshold of ``calibration.toml``.
    """
    if _raw.get():
        return ()
    figures, doubtful = measured(), []
    for claim in claims_of(letter):
        confidence = figures.confidence(claim)
        for entry in claim.evidence:
            if entry.text:  # an empty slot has none
                object.__setattr__(entry, "confidence", confidence)
        if confidence < figures.threshold:
            doubtful.append(Weighed(claim, confidence))
    return tuple(doubtful)


def unsure_values(doubtful: Sequence[Weighed]) -> tuple[Issue, ...]:
    """The issue ``value-unsure`` for each doubtful value."""
    return tuple(issue("value-unsure", one.claim.path, f"{one.confidence:.2f}", one.claim.evidence) for one in doubtful)


def review_paths(letter: Letter, issues: Sequence[Issue]) -> tuple[str, ...]:
    """Paths a person should look at: doubtful values, empty slots that may not be, and what a warning is about."""
    figures, way = measured(), "text" if letter.source.reading == "text" else "ocr"
    missing = [path for path, state in _missing(letter) if figures.nothing_there(path, state, way) < figures.threshold]
    warned = [entry.path or entry.code for entry in issues if entry.severity != "info" and entry.code not in _FINDINGS]
    return tuple(dict.fromkeys([*missing, *warned]))


def _missing(letter: Letter) -> Iterator[tuple[str, str]]:
    """The values of the header that a letter has and this record has not, with the state that it gives them."""
    if letter.type is None:
        yield "type", "absent"
    if letter.issuer is None:
        yield "issuer.name", "absent"
    if letter.number.state != "read":
        yield "number.serial", letter.number.state
    if letter.date.state != "read":
        yield "date.edtf", letter.date.state
    if letter.signer is None or letter.signer.name is None:
        yield "signer.name", "absent"
