"""The digital signatures of the file: ``signatures`` of the record."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from gmparse.fields.base import Evidence, Found, Issue, Value
from gmparse.fields.issues import issue
from gmparse.page import Changes, Signature


class SignatureRecord(Value):
    """A digital signature: who, for whom, when, and what became of the signed bytes."""

    signer: str | None = Field(description="common name of the signer's certificate")
    organization: str | None = Field(description="organisation of the signer's certificate")
    time: str | None = Field(description="signing time as the signer's machine states it, ISO 8601")
    field: str | None = Field(description="full name of the form field")
    intact: bool | None = Field(description="whether the signed bytes are unchanged; null when that cannot be told")
    covers_whole_file: bool = Field(description="whether nothing was added to the file afterwards")
    later_changes: Changes = Field(description="what was added to the file afterwards")
    trusted: bool | None = Field(default=None, description="whether the chain leads to a named root; null: not asked")


def find(signatures: Sequence[Signature]) -> Found[tuple[SignatureRecord, ...]]:
    """The records of a file's signatures, and what a person should know of them.

    A signature added later, such as the office's number behind the leader's name, is normal and no issue.
    """
    records = tuple(map(_record, signatures))
    noted = [entry for at, one in enumerate(signatures) for entry in _issues(at, one, records[at].evidence)]
    return Found(records, tuple(noted))


def _record(one: Signature) -> SignatureRecord:
    return SignatureRecord(
        signer=one.signer,
        organization=one.organization,
        time=one.time,
        field=one.field,
        intact=one.intact,
        covers_whole_file=one.covers_whole_file,
        later_changes=one.later_changes,
        trusted=one.trusted,
        evidence=_evidence(one),
    )


def _evidence(one: Signature) -> tuple[Evidence, ...]:
    """The widget's place, without text: what it shows is no proof, the certificate is.

    An invisible signature and one on a page that was not read have none.
    """
    if one.place is None:
        return ()
    x0, top, x1, bottom = (round(edge, 2) for edge in one.place)
    return (
        Evidence(
            field="field",
            page=one.page,
            box=(x0, top, x1, bottom),
            text="",
            origin="widget",
            rule="signatures.widget",
            confidence=1.0,
        ),
    )


def _issues(at: int, one: Signature, evidence: tuple[Evidence, ...]) -> list[Issue]:
    who = one.signer or one.field or f"number {at + 1}"
    found = []
    if one.intact is False:
        found.append(issue("signature-broken", f"signatures[{at}].intact", who, evidence))
    elif one.intact is None:
        found.append(issue("signature-unchecked", f"signatures[{at}].intact", who, evidence))
    if one.intact and one.later_changes == "other":
        found.append(issue("signature-then-changed", f"signatures[{at}].later_changes", who, evidence))
    return found
