"""Scans with flipped bytes, cut pictures, and pictures that say a wrong size: a letter or a `GmparseError`."""

import io
import os
import random
import struct
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import FIXTURES

import gmparse
from gmparse.errors import DamagedFileError, GmparseError, LimitError, UnsupportedFormatError
from gmparse.options import Options
from gmparse.reading import ocr
from gmparse.reading.pictures import frames

pytestmark = pytest.mark.skipif(
    not ocr.is_available(), reason="pip install 'gmparse[ocr]', apt-get install tesseract-ocr-vie"
)
PHOTO = (FIXTURES / "scans/anh-chup.jpg").read_bytes()
SIZE = (1654, 2339)  # of its pixels
SCANS = {path.name: path.read_bytes() for path in sorted((FIXTURES / "scans").glob("*.*f"))} | {"anh-chup.jpg": PHOTO}
TIMES = int(os.environ.get("GMPARSE_EXAMPLES", "1"))
LIGHT = Options(only="header")
BEGUN = PHOTO.index(b"\xff\xda")  # of the compressed pixels


def scan(picture, width=SIZE[0], height=SIZE[1], space="DeviceRGB", unpacked_by="DCTDecode"):
    """A PDF of one page that is a picture."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>",
        f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/{space}"
        f"/Filter/{unpacked_by}/Length {len(picture)}>>stream\n".encode()
        + picture
        + b"\nendstream",
        b"<</Length 27>>stream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream",
    ]
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def flipped(data, count, start, seed=1):
    """Some bytes behind ``start`` changed."""
    chance, changed = random.Random(seed), bytearray(data)
    for _ in range(count):
        changed[chance.randrange(start, len(data))] ^= chance.randrange(1, 256)
    return bytes(changed)


def says(width, height):
    """The photo, with another size in its header."""
    at = PHOTO.index(b"\xff\xc0") + 5
    return PHOTO[:at] + struct.pack(">HH", height, width) + PHOTO[at + 4 :]


def outcome(data, options=LIGHT):
    """The record, or the kind of the error that says why there is none, in one line."""
    try:
        return gmparse.parse(data, options=options)
    except GmparseError as error:
        assert str(error) and "\n" not in str(error)
        return type(error)


# --- with the recogniser ---------------------------------------------------------------------------------------------


def core(record):
    return (record.type.code, record.number.text, record.date.edtf, record.signer and record.signer.name)


@pytest.mark.parametrize(
    ("share", "signer"),
    [(1.0, "Phan Thị Hải Vân"), (0.7, None), (0.4, None)],
    ids=["whole", "cut in the signature", "cut in the body"],
)
def test_a_picture_cut_inside_a_pdf_is_read_down_to_the_cut(share, signer):
    """And nothing is invented below it."""
    record = gmparse.parse(scan(PHOTO[: int(len(PHOTO) * share)]))
    assert core(record) == ("GM", "86/GM-KSBT", "2025-09-22", signer)
    if share < 0.5:
        assert (record.recipients, record.meetings) == ((), ())
    assert ("signer.name" in record.needs_review) == (signer is None)


@pytest.mark.parametrize("picture", [PHOTO[:6000], flipped(PHOTO, 40, BEGUN)], ids=["nothing left", "noise"])
@pytest.mark.parametrize("wrapped", [scan, bytes], ids=["in a PDF", "alone"])
def test_of_what_is_hardly_there_nothing_wrong_is_read(picture, wrapped):
    record = outcome(wrapped(picture), Options())
    if record is not DamagedFileError:
        assert record.number.text in (None, "86/GM-KSBT")
        assert record.date.edtf in (None, "2025-09-22")
        assert {meeting.start for meeting in record.meetings} <= {"2025-10-09T07:30"}
        assert {"number.serial", "date.edtf", "signer.name"} <= set(record.needs_review)


def test_a_few_flipped_bytes_cost_what_they_hit():
    """Of a baseline JPEG everything behind the first of them."""
    late = BEGUN + (len(PHOTO) - BEGUN) * 9 // 10
    assert core(gmparse.parse(flipped(PHOTO, 3, late)))[:3] == ("GM", "86/GM-KSBT", "2025-09-22")


# --- pictures that lie -----------------------------------------------------------------------------------------------

LYING = {
    "a picture of no height": scan(PHOTO, height=0),
    "a picture of less than no width": scan(PHOTO, width=-5),
    "a picture a million high": scan(PHOTO, height=10**6),
    "a picture larger than all memory": scan(PHOTO, 2**31 - 1, 2**31 - 1),
    "a JPEG in a PDF that says that it has no pixel": scan(says(0, 0)),
    "grey said, colour held": scan(PHOTO, space="DeviceCMYK"),
    "no such colours": scan(PHOTO, space="None"),
    "no such compression": scan(PHOTO, unpacked_by="None"),
    "another compression": scan(PHOTO, unpacked_by="JPXDecode"),
    "a JPEG that says that it has no pixel": says(0, 0),
}


@pytest.mark.parametrize("what", LYING)
def test_a_picture_that_cannot_be_unpacked_is_no_empty_page(what):
    assert outcome(LYING[what]) is DamagedFileError


def test_a_page_that_is_white_is_no_damaged_one():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", SIZE, "white").save(out, "JPEG")
    for data in (out.getvalue(), scan(out.getvalue())):
        assert outcome(data).number.state == "absent"


@pytest.mark.parametrize(
    ("size", "error"),
    [((60_000, 60_000), LimitError), ((10, 10), UnsupportedFormatError), ((1654, 65_535), LimitError)],
)
def test_a_size_that_a_picture_alone_says(size, error):
    assert outcome(says(*size)) is error


def test_a_header_that_promises_more_than_the_picture_holds():
    """In a PDF pdfium believes the JPEG, alone Pillow gives up or fills with grey: either is read or refused."""
    for data in (scan(says(SIZE[0], 4000)), scan(PHOTO, height=4000), says(SIZE[0], 4000)):
        record = outcome(data)
        assert record is DamagedFileError or core(record)[:2] == ("GM", "86/GM-KSBT")


# --- any damage ------------------------------------------------------------------------------------------------------

damages = st.tuples(
    st.sampled_from(sorted(SCANS)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=8),
    st.sampled_from([700, 10**9]),  # bytes of the file, from its beginning, that are hit
    st.sampled_from([1.0, 1.0, 1.0, 0.99, 0.5]),
)


def damaged(damage):
    name, hits, reach, share = damage
    data = bytearray(SCANS[name])
    for place, new in hits:
        at = int(place * min(reach, len(data)))
        data[at : at + len(new)] = new
    return bytes(data[: int(share * len(data))])


@settings(
    max_examples=60 * TIMES,
    derandomize=TIMES == 1,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(damages)
def test_any_damage(damage):
    """All but the recogniser, which would take a second each time; what it reads is read by test_properties.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr, "recognise", lambda *args, **more: [])
        patch.setattr(ocr, "orientation", lambda grey: 0)
        outcome(damaged(damage))


def tiff(tag, *new):
    """A small TIFF with other numbers in one entry of its second frame: tag, type, count, value."""
    from PIL import Image

    out = io.BytesIO()
    blank = Image.new("RGB", (100, 100), "white")
    blank.save(out, "TIFF", save_all=True, append_images=[blank])
    data, frame = bytearray(out.getvalue()), 4  # where the place of a frame stands
    for _ in range(2):
        (at,) = struct.unpack_from("<I", data, frame)
        (count,) = struct.unpack_from("<H", data, at)
        frame = at + 2 + 12 * count
    (entry,) = (at for at in range(at + 2, frame, 12) if struct.unpack_from("<H", data, at) == (tag,))
    struct.pack_into("<HHII", data, entry, *new)
    return bytes(data)


ODD = {
    "no width": tiff(256, 1256, 3, 1, 100),
    "a width of letters": tiff(256, 256, 2, 1, 65),
    "no such compression": tiff(259, 259, 3, 1, 260),
    "samples of letters": tiff(277, 277, 2, 1, 51),
    "tags behind the end": tiff(258, 258, 3, 1000, 10**6),
}


@pytest.mark.parametrize("what", ODD)
def test_damage_at_which_pillow_stumbles(what):
    """Warnings of it are errors to a program that asks for that."""
    with warnings.catch_warnings(action="error"), pytest.raises(DamagedFileError):
        list(frames(ODD[what], LIGHT))
