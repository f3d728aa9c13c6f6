"""`Letter`: the record of one letter, the public contract of gmparse (DESIGN §2)."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import Field

from gmparse.fields.assignments import Assignment
from gmparse.fields.base import Issue, Record, Text
from gmparse.fields.citations import Citation
from gmparse.fields.date import LetterDate
from gmparse.fields.directives import Directive
from gmparse.fields.document_type import DocumentType, Family
from gmparse.fields.issuer import Issuer
from gmparse.fields.meetings import Meeting
from gmparse.fields.number import Number
from gmparse.fields.recipients import Filing, Recipient
from gmparse.fields.signatures import SignatureRecord
from gmparse.fields.signer import Signer
from gmparse.fields.stamps import StampText

SCHEMA_VERSION: Literal["1"] = "1"


class Source(Record):
    """The file: ``pages`` counts all of it, ``None`` in formats without pages; ``part`` is the letter's place in it."""

    name: str
    sha256: str
    media_type: str
    pages: int | None
    reading: Literal["text", "ocr", "mixed"]
    part: int = Field(ge=1)


class Part(Record):
    """A part of the file and its pages (none in formats without pages)."""

    kind: Literal["letter", "annex", "enclosed_letter", "copy_note"]
    pages: tuple[int, ...]


class Letter(Record):
    """One letter.

    Values are verbatim as printed (NFC, one blank for a line break, no closing ``;`` ``.`` ``./.``); normal forms
    (``edtf``, ``serial``, ``start``) stand beside the text. What is not on the page is ``None`` or empty.
    """

    schema_version: Literal["1"] = SCHEMA_VERSION
    source: Source
    parts: tuple[Part, ...]
    family: Family
    type: DocumentType | None
    issuer: Issuer | None
    co_issuers: tuple[Issuer, ...] = ()
    number: Number
    place: Text | None
    date: LetterDate
    subject: Text | None
    urgency: Text | None
    secrecy: Text | None
    addressees: tuple[Text, ...]
    citations: tuple[Citation, ...] = ()
    directives: tuple[Directive, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    recipients: tuple[Recipient, ...]
    filing: Filing | None
    signer: Signer | None
    co_signers: tuple[Signer, ...] = ()
    attachments: tuple[Text, ...] = ()
    stamps: tuple[StampText, ...] = ()
    signatures: tuple[SignatureRecord, ...] = ()
    issues: tuple[Issue, ...] = ()
    needs_review: tuple[str, ...] = ()

    def to_dict(self, evidence: bool = True) -> dict[str, Any]:
        """The record as plain data, keys as in the JSON contract.

        Args:
            evidence: whether to keep where each value stands.
        """
        data = self.model_dump(mode="json")
        return data if evidence else _without_evidence(data)

    def to_json(self, evidence: bool = True, indent: int | None = None) -> str:
        """`to_dict` as JSON text, Vietnamese letters as themselves."""
        return json.dumps(self.to_dict(evidence), ensure_ascii=False, indent=indent)


def _without_evidence(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_evidence(value) for key, value in data.items() if key != "evidence"}
    return [_without_evidence(item) for item in data] if isinstance(data, list) else data


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `Letter.to_dict`."""
    return Letter.model_json_schema(mode="serialization")
