"""What components found, and which of it stays when it overlaps."""

from __future__ import annotations

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


def keep(doc: Doc, found: list[Candidate]) -> Doc:
    """Put candidates beside those of an earlier component of ours and set ``doc.ents`` from all.

    Entities that other components set stay, and ours do not touch them.
    """
    earlier = [Candidate(*row) for row in doc.user_data.get(_KEY, ())]
    ours = {(c.start, c.end, c.label) for c in earlier}
    others = [span for span in doc.ents if (span.start, span.end, span.label_) not in ours]
    kept = resolve([*earlier, *found], {i for span in others for i in range(span.start, span.end)})
    doc.user_data[_KEY] = [*earlier, *found]
    doc.set_ents([*others, *(Span(doc, c.start, c.end, label=c.label, span_id=c.rule) for c in kept)])
    return doc


def resolve(candidates: list[Candidate], taken: set[int]) -> list[Candidate]:
    """Candidates without overlap, off the tokens ``taken``; the order of choice is told at `PRIORITY`."""
    kept = []
    for candidate in sorted(candidates, key=_order):
        tokens = range(candidate.start, candidate.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(candidate)
    return kept


def _order(candidate: Candidate) -> tuple[int, int, int]:
    rank = _RANK.get(candidate.label, len(_RANK))
    return candidate.start - candidate.end, rank, candidate.start
