"""What components found, and which of it stays when it overlaps."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc, Span

GROUP = "gmparse"
# Of two overlapping candidates the longer stays; of two of one length the label that stands first here; then the first.
PRIORITY = ("TIME", "DOC_NUMBER", "PERSON", "POSITION", "ORG", "PLACE")


class Candidate(NamedTuple):
    """A possible entity: tokens ``start:end`` (end exclusive), its label and the id of its rule."""

    start: int
    end: int
    label: str
    rule: str


def keep(doc: Doc, found: list[Candidate]) -> Doc:
    """Put candidates beside those of earlier components in ``doc.spans["gmparse"]`` and set ``doc.ents`` from all.

    Entities that another component set before ours stay, and ours do not touch them.
    """
    earlier = list(doc.spans[GROUP]) if GROUP in doc.spans else []
    others = _others(doc, earlier)
    spans = [*earlier, *(Span(doc, c.start, c.end, label=c.label, span_id=c.rule) for c in found)]
    doc.spans[GROUP] = spans
    doc.ents = [*others, *resolve(spans, {i for span in others for i in range(span.start, span.end)})]
    return doc


def _others(doc: Doc, ours: list[Span]) -> list[Span]:
    known = {(span.start, span.end, span.label) for span in ours}
    return [span for span in doc.ents if (span.start, span.end, span.label) not in known]


def resolve(spans: list[Span], taken: set[int]) -> list[Span]:
    """Spans without overlap, off the tokens ``taken``: longest first (in characters), then by `PRIORITY`, then the first."""
    kept = []
    for _, _, start, end, span in sorted((_rank(span) for span in spans), key=lambda rank: rank[:3]):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append(span)
    return kept


def _rank(span: Span) -> tuple[int, int, int, int, Span]:
    label = span.label_
    priority = PRIORITY.index(label) if label in PRIORITY else len(PRIORITY)
    return -(span.end_char - span.start_char), priority, span.start, span.end, span
