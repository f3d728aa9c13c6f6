"""How a letter departs from the layout that is laid down: Nghị định 30/2020/NĐ-CP, Hướng dẫn 05-HD/VPTW for the party.

A rule judges only what was read for certain: it is silent where a value is doubtful, where characters come from
recognition (a lost zero may be the scanner's), and for letters that it does not bind.
"""

from __future__ import annotations

from typing import NamedTuple

from gmparse.fields.base import Evidence
from gmparse.letter import Letter
from gmparse.lint.rules import RULES, Severity

__all__ = ["RULES", "Finding", "lint"]


class Finding(NamedTuple):
    """One departure. ``clause`` lays down how it should be, ``None`` where a letter only contradicts itself."""

    code: str
    severity: Severity
    clause: str | None
    message: str
    path: str
    evidence: tuple[Evidence, ...]


def lint(letter: Letter) -> tuple[Finding, ...]:
    """The departures of a letter, in the order of `RULES`.

    Args:
        letter: read whole (``Options.only`` ``all``).
    """
    return tuple(
        Finding(rule.code, rule.severity, rule.clause, rule.message.format(text=at.text), at.path, at.evidence)
        for rule in RULES
        if letter.family in rule.families
        for at in rule.look(letter)
    )
