"""The codes of `Issue`: what each means and how severe it is. Docs and tests go over this table."""

from __future__ import annotations

from typing import Literal, NamedTuple

from gmparse.fields.base import Evidence, Issue

Severity = Literal["info", "warning", "error"]


class Code(NamedTuple):
    """Severity, message (``{detail}`` is filled in) and what a person should do."""

    severity: Severity
    message: str
    advice: str


CODES: dict[str, Code] = {
    "page-needs-ocr": Code(
        "warning",
        "page {detail} shows text that its text layer does not hold",
        "a scan, or an unusable text layer, that was not recognised: pip install 'gmparse[ocr]', apt-get install "
        "tesseract-ocr-vie, and do not forbid it (Options.ocr)",
    ),
    "pages-skipped": Code(
        "info",
        "pages {detail} were not read",
        "the document is longer than Options.max_pages: raise the limit to read all of it",
    ),
    "image-stamp-not-read": Code(
        "warning",
        "an annotation that could not be read covers the number or the date on page {detail}",
        "look at the page: what the annotation shows is not in this record",
    ),
    "number-in-stamp": Code(
        "warning", "the number is blank, but a stamp says: {detail}", "look whether the stamp gives the letter's number"
    ),
    "date-in-stamp": Code(
        "warning", "the date is blank, but a stamp says: {detail}", "a signing time is not the date of the letter"
    ),
    "no-letterhead": Code(
        "warning",
        "no letterhead was found",
        "the file may be an annex or no letter at all: look at it",
    ),
    "type-unknown": Code(
        "warning",
        "the title {detail} is no known document type",
        "add the type to the lexicon, or look whether the title was read rightly",
    ),
    "title-missing": Code(
        "warning",
        "no title was found, and letters with the symbol {detail} have one",
        "look at the title: the type in this record is that of the symbol",
    ),
    "type-symbol-mismatch": Code(
        "info",
        "the symbol {detail} belongs to another document type than the title",
        "the title decides; the symbol may be a slip of the sender",
    ),
    "number-blank": Code("info", "the number was left blank", "a draft, or a number that stands in a signature stamp"),
    "number-absent": Code("info", "no number line was found", "some letters have none: look at the page"),
    "number-unreadable": Code("warning", "the number line could not be read", "read the number on the page"),
    "number-handwritten": Code(
        "warning",
        "the serial was filled in by hand and not read",
        "read it on the page, in the box of the issue",
    ),
    "day-handwritten": Code(
        "warning",
        "day or month were filled in by hand and not read",
        "read it on the page, in the box of the issue",
    ),
    "date-blank": Code("info", "day or month of the date was left blank", "a draft, or a date in a signature stamp"),
    "date-absent": Code("info", "no date line was found", "some letters have none: look at the page"),
    "date-unreadable": Code("warning", "the date line could not be read", "read the date on the page"),
    "date-in-words": Code(
        "info", "{detail} has its month in words; dateparser read it", "compare the date with the page"
    ),
    "date-impossible": Code("warning", "{detail} is no date", "the printed date does not exist: look at the page"),
    "signer-absent": Code("info", "no signer was found", "drafts and some annexes have none: look at the page"),
    "signature-broken": Code(
        "warning",
        "the signature of {detail} does not fit the file: signed bytes were changed",
        "the file was changed or saved again after signing: ask the sender for the signed original",
    ),
    "signature-unchecked": Code(
        "info",
        "the signature of {detail} could not be checked",
        "its kind or algorithm is not known here: check it with a PDF viewer",
    ),
    "signature-then-changed": Code(
        "warning",
        "pages were changed after {detail} signed",
        "compare the page with the signed revision: a PDF viewer shows it",
    ),
    "weekday-mismatch": Code(
        "warning", "{detail}", "the letter contradicts itself: ask the sender which of the two holds"
    ),
    "year-assumed": Code(
        "info", "{detail} has no year; the year of the letter's date was taken", "look whether it fits"
    ),
    "value-unsure": Code(
        "warning",
        "read with a confidence of {detail} only",
        "compare it with the page, in the boxes of the issue",
    ),
    "place-ambiguous": Code(
        "info",
        "{detail} may be one of several administrative units of that name",
        "look which of them is meant: neither the letter's date nor the issuer's province tells",
    ),
    "place-ended": Code(
        "info",
        "{detail} had ended by the reform of 2025-07-01 when the letter was written",
        "the unit's `present` tells which units hold its land since",
    ),
    "place-divided": Code(
        "info",
        "the land of {detail} was divided among several units on 2025-07-01",
        "the unit's `present` names them, the main one first: the address tells which of them it is",
    ),
    "value-corrected": Code(
        "info",
        "a person changed {detail}",
        "it was done in gmparse review: gmparse show tells by whom, and what had been read",
    ),
    "corrections-unfit": Code(
        "warning",
        "what was said of this letter does not fit the record as it is read now",
        "the record is as read: look at the letter in gmparse review again",
    ),
    "deadline-before-letter": Code(
        "warning", "the deadline {detail} lies before the letter's date", "look whether the letter has a slip"
    ),
}


def issue(code: str, path: str | None = None, detail: object = "", evidence: tuple[Evidence, ...] = ()) -> Issue:
    """Make the issue of a code of `CODES`."""
    entry = CODES[code]
    return Issue(
        code=code,
        severity=entry.severity,
        path=path,
        message=entry.message.format(detail=detail),
        evidence=evidence,
    )
