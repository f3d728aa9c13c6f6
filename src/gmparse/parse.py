"""The whole flow on one screen: bytes → `Document` → parts → zones → fields → `Letter`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from gmparse import outline
from gmparse.doubts import review_paths, unsure_values, weigh
from gmparse.fields import (
    addressees,
    assignments,
    attachments,
    citations,
    date,
    directives,
    document_type,
    issuer,
    marks,
    meetings,
    number,
    recipients,
    signatures,
    signer,
    stamps,
    subject,
)
from gmparse.fields.base import Found, Issue
from gmparse.fields.entities import Names
from gmparse.fields.issues import issue
from gmparse.letter import Letter, Part, Source
from gmparse.lexicon.user import using
from gmparse.options import DEFAULT, Options
from gmparse.page import Document
from gmparse.reading import Source as Readable
from gmparse.reading import read_document
from gmparse.text import TextMap
from gmparse.zones import Part as Piece
from gmparse.zones import find_zones, split


def parse(source: Readable | Sequence[Readable], *, options: Options | None = None) -> Letter:
    """Read a letter into its record; of several letters in one file the first.

    Args:
        source: a path, the file's bytes, a file opened in binary mode, or a list of page images of one letter.
        options: limits and choices; `gmparse.Options()` when left out.

    Raises:
        GmparseError: the input cannot be read; see `gmparse.errors` for which and why. What a letter lacks is no error.
    """
    with using(options.lexicon if options else None):
        return next(letters_of(read_document(source, options), options or DEFAULT))


def parse_all(source: Readable | Sequence[Readable], *, options: Options | None = None) -> list[Letter]:
    """Read every letter of a file, in order. Arguments and errors as for `parse`."""
    with using(options.lexicon if options else None):
        return list(letters_of(read_document(source, options), options or DEFAULT))


def letters_of(document: Document, options: Options) -> Iterator[Letter]:
    """The letters of a document that was read, one after the other; the user's lexicon is the caller's to set."""
    pieces = split(document)
    parts = tuple(Part(kind=piece.kind, pages=piece.pages) for piece in pieces)
    firsts = [at for at, piece in enumerate(pieces) if piece.kind == "letter"] or [0]
    for index, (at, end) in enumerate(pairwise([*firsts, len(pieces)]), start=1):
        yield _letter(document, parts, pieces[at:end], index, options)


class _Issues(list[Issue]):
    """Collects the issues of the fields while their values go into the record."""

    def keep(self, found: Found[Any]) -> Any:
        self += found.issues
        return found.value


def _letter(document: Document, parts: tuple[Part, ...], pieces: list[Piece], index: int, options: Options) -> Letter:
    zones, annexes = find_zones(pieces[0]), pieces[1:]
    issues = _Issues(issue(r.code, detail=r.detail or r.page) for r in document.remarks)
    keep = issues.keep
    own_number = keep(number.find(zones))
    kind = keep(document_type.find(zones, own_number.symbol))
    copies, written, place = keep(recipients.find(zones)), keep(date.find(zones)), keep(date.find_place(zones.date))
    seat = place.text if place else None
    sender = keep(issuer.with_unit(keep(issuer.find(zones)), written.edtf, seat))
    whole = options.only == "all"
    body = outline.build(zones) if whole else outline.EMPTY
    running = TextMap([*zones.body, *zones.notes] if whole else ())
    gatherings = meetings.draft(body, kind.code if kind else None, written.edtf)
    duties = assignments.draft(body, sender, written.edtf, kind.code if kind else None)
    names = Names([*gatherings.texts, *duties.texts])  # the only call of spaCy
    letter = Letter(
        source=Source(
            name=document.name,
            sha256=document.sha256,
            media_type=document.media_type,
            pages=document.page_count,
            reading=document.reading,
            part=index,
        ),
        parts=parts,
        family=document_type.family_of(zones, kind, own_number.year),
        type=kind,
        issuer=sender,
        co_issuers=keep(issuer.find_others(zones, sender)),
        number=own_number,
        place=place,
        date=written,
        subject=keep(subject.find(zones)),
        urgency=keep(marks.find_urgency(zones, document.stamps)),
        secrecy=keep(marks.find_secrecy(zones, document.stamps)),
        addressees=keep(addressees.find(zones)),
        citations=keep(citations.find(TextMap(zones.subject), running, own_number=own_number.text)),
        directives=keep(directives.find(running)),
        meetings=keep(
            gatherings.finish(names, meetings.Home(written.edtf, issuer.home_province(sender, written.edtf, seat)))
        ),
        assignments=keep(duties.finish(names)),
        recipients=copies,
        filing=keep(recipients.find_filing(copies)),
        signer=keep(signer.find(zones)),
        co_signers=keep(signer.find_others(zones)),
        attachments=keep(attachments.find(running, annexes)),
        stamps=keep(stamps.find(document.stamps, own_number, written)),
        signatures=keep(signatures.find(document.signatures)),
    )
    issues += unsure_values(weigh(letter))
    return letter.model_copy(update={"issues": tuple(issues), "needs_review": review_paths(letter, issues)})
