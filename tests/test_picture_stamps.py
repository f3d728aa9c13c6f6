"""Numbers and days that are stamped as pictures. With recognition they are read; without it an issue names the page."""

import pytest
from support import FIXTURES, LETTERS

import gmparse
from gmparse.options import Options
from gmparse.reading import ocr

STAMPED = FIXTURES / "odd/dau-hinh.pdf"
needs_tesseract = pytest.mark.skipif(
    not ocr.is_available(), reason="pip install 'gmparse[ocr]', apt-get install tesseract-ocr-vie"
)


def other(record):
    """What the pictures do not cover."""
    data = record.to_dict(evidence=False)
    return {key: data[key] for key in ("type", "issuer", "place", "subject", "recipients", "meetings", "signer")}


@needs_tesseract
def test_digits_are_read():
    record, bare = gmparse.parse(STAMPED), gmparse.parse(LETTERS / "gm-so-trong.pdf")
    assert (record.number.serial, record.number.state) == ("57", "read")
    assert (record.date.edtf[-2:], record.date.state) == ("18", "read")
    assert record.number.symbol == bare.number.symbol
    assert not {"image-stamp-not-read", "number-blank", "date-blank"} & {issue.code for issue in record.issues}
    serial = next(proof for proof in record.number.evidence if proof.field == "serial")
    assert serial.origin == "annotation"
    assert 0.85 <= serial.confidence < 1
    x0, top, x1, bottom = serial.box
    assert 8 < x1 - x0 < 20
    assert 6 < bottom - top < 13
    assert record.signer.name == bare.signer.name
    assert record.source.reading == "text"


def test_without_recognition_the_page_is_named():
    record = gmparse.parse(STAMPED, options=Options(ocr="never"))
    assert "image-stamp-not-read" in {issue.code for issue in record.issues}
    assert record.number.serial is None
    assert record.date.edtf.endswith("-XX")
    assert other(record) == other(gmparse.parse(LETTERS / "gm-so-trong.pdf"))


@needs_tesseract
def test_a_page_too_large_to_draw_keeps_its_issue():
    record = gmparse.parse(STAMPED, options=Options(max_pixels=1_000_000))
    assert "image-stamp-not-read" in {issue.code for issue in record.issues}
    assert record.number.serial is None


def test_a_whole_line_that_a_damaged_annotation_hides_is_no_missing_line():
    """Appearances without the box that they need: pdfium and pdfminer draw nothing of them."""
    data = (LETTERS / "ky-ca-dong.pdf").read_bytes()
    whole, record = (
        gmparse.parse(one, options=Options(ocr="never")) for one in (data, data.replace(b"/BBox", b"/BBxx"))
    )
    assert whole.number.state == "read"
    assert record.number.state == "absent"
    codes = {issue.code: issue for issue in record.issues}
    assert "1" in codes["image-stamp-not-read"].message
    assert "image-stamp-not-read" not in {issue.code for issue in whole.issues}
