"""What components found, and which of it stays when it overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Span

_KEY = "gmparse"  # in Doc.user_data: the candidates so far
# Of two overlapping candidates the one of more tokens stays; of two of one length the label that stands first here;
# then the one that begins first; then the one that was found first.
PRIORITY = ("TIME", "DOC_NUMBER", "PERSON", "POSITION", "ORG", "PLACE")
_RANK = {label: rank for rank, label in enumerate(PRIORITY)}


class Candidate(NamedTuple):
    """A possible entity: tokens ``start:end`` (end exclusive), its label and the id of its rule."""

    start: int
    end: int
    label: str
    rule: str


Row = tuple[int, int, str, str]  # a `Candidate`, also as `Doc.user_data` gives it back from bytes


def keep(doc: Doc, found: Sequence[Row]) -> Doc:
    """Put candidates beside those of an earlier component of ours and set ``doc.ents`` from all.

    Entities that other components set stay, and ours do not touch them.
    """
    if not found:
        return doc
    rows: list[Row] = doc.user_data.get(_KEY, [])
    ours = {(start, end, label) for start, end, label, _rule in rows}
    others = [span for span in doc.ents if (span.start, span.end, span.label_) not in ours]
    doc.user_data[_KEY] = rows = [*rows, *found]
    kept = resolve(rows, {i for span in others for i in range(span.start, span.end)})
    spans = [Span(doc, start, end, label=label, span_id=rule) for start, end, label, rule in kept]
    doc.set_ents([*others, *spans])
    return doc


def resolve(rows: list[Row], taken: set[int]) -> list[Row]:
    """Candidates without overlap, off the tokens ``taken``; the order of choice is told at `PRIORITY`."""
    kept = []
    for row in sorted(rows, key=_order):
        tokens = range(row[0], row[1])
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(row)
    return kept


def _order(row: Row) -> tuple[int, int, int]:
    start, end, label, _rule = row
    return start - end, _RANK.get(label, len(_RANK)), start
