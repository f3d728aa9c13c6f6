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
    """Put candidates beside those of earlier components in ``doc.spans["gmparse"]`` and set ``doc.ents`` from all."""
    spans = [Span(doc, c.start, c.end, label=c.label, span_id=c.rule) for c in found]
    if GROUP in doc.spans:
        spans = [*doc.spans[GROUP], *spans]
    doc.spans[GROUP] = spans
    doc.ents = [*_others(doc), *resolve(spans)]
    return doc


def _others(doc: Doc) -> list[Span]:
    """Entities of components that are not ours: they stay."""
    return [] if GROUP in doc.spans else list(doc.ents)


def resolve(spans: list[Span]) -> list[Span]:
    """Spans without overlap: the longest first (in characters), then by `PRIORITY`, then the one that begins first."""
    taken: set[int] = set()
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
