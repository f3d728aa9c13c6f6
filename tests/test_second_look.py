"""What a stamp, a signature or handwriting hides from the first look at a scan."""

import io

import numpy as np
import pypdfium2
import pytest
from letterwriter import fonts_missing
from letterwriter.pdfparts import font_file
from PIL import Image, ImageDraw, ImageFont
from support import LETTERS

import gmparse
from gmparse.reading import ocr
from gmparse.reading.number_line import _label, date_line, number_line

pytestmark = pytest.mark.skipif(not ocr.is_available(), reason="scans cannot be read here: see gmparse doctor")

LETTER = LETTERS / "gm-mau-nd30.pdf"
SCALE = 200 / 72


@pytest.fixture(scope="module")
def printed():
    return gmparse.parse(LETTER)


@pytest.fixture
def page():
    with pypdfium2.PdfDocument(LETTER) as document:
        return document[0].render(scale=SCALE).to_pil().convert("L")


def box_of(value, field):
    """Pixels of the value that the digital letter has in a field."""
    found = next(entry for entry in value.evidence if entry.field == field)
    return [edge * SCALE for edge in found.box]


def parsed(page, as_bitmap=False):
    """The record of a picture; a black-and-white one has no colours to tell ink from print."""
    file = io.BytesIO()
    (page.point(lambda value: 255 * (value > 150)) if as_bitmap else page).save(file, "PNG")
    return gmparse.parse(file.getvalue())


def test_a_seal_and_a_signature_over_the_name_do_not_hide_it(page, printed):
    x0, top, x1, _ = box_of(printed.signer, "name")
    draw = ImageDraw.Draw(page)
    for radius in (130, 120, 80):  # the rings of a seal, left of the position and down to the degree before the name
        draw.ellipse((x0 - 170 - radius, top - 110 - radius, x0 - 170 + radius, top - 110 + radius), outline=0, width=3)
    stroke = [
        (x0 - 60, top - 60),
        (x0 + 40, top - 190),
        (x0 + 60, top - 60),
        (x1 - 20, top - 200),
        (x1 + 150, top - 90),
    ]
    draw.line(stroke, fill=0, width=3)
    signer = parsed(page, as_bitmap=True).signer
    assert (signer.position, signer.name) == (printed.signer.position, printed.signer.name)


def test_a_name_stamped_aslant_is_read(page, printed):
    x0, top, x1, bottom = (round(edge) for edge in box_of(printed.signer, "name"))
    around = (x0 - 180, top - 30, x1 + 20, bottom + 30)  # with the degree before the name
    page.paste(page.crop(around).rotate(4, Image.Resampling.BICUBIC, fillcolor=255), around)
    assert parsed(page).signer.name == printed.signer.name


def test_a_symbol_beside_handwriting_is_read_and_the_serial_is_not_guessed(page, printed):
    x0, top, x1, bottom = box_of(printed.number, "serial")
    draw = ImageDraw.Draw(page)
    draw.rectangle((x0 - 2, top, x1, bottom), fill=255)
    middle = (top + bottom) / 2
    loop = [(x0 - 4, bottom + 9), (x0 + 6, top - 16), (x0 + 11, middle), (x0 - 2, top - 2), (x1 - 1, bottom + 4)]
    draw.line(loop, fill=60, width=4, joint="curve")
    number = parsed(page).number
    assert (number.symbol, number.serial, number.state) == (printed.number.symbol, None, "unreadable")


@pytest.mark.skipif(fonts_missing() is not None, reason=fonts_missing() or "")
def test_a_framed_mark_in_black_is_read(page):
    """On a black-and-white copy a stamp has no colour; its frame makes the first look take it for a drawing."""
    stamp = Image.new("L", (260, 90), 255)
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((3, 3, 256, 86), outline=0, width=4)
    draw.text((30, 20), "HỎA TỐC", fill=0, font=ImageFont.truetype(font_file("Bold"), 44))
    page.paste(stamp.rotate(8, Image.Resampling.BICUBIC, expand=True, fillcolor=255), (60, 400))
    letter = parsed(page, as_bitmap=True)
    assert letter.urgency is not None
    assert letter.urgency.text.upper() == "HỎA TỐC"
    assert [stamp.kind for stamp in letter.stamps] == ["urgency"]


@pytest.mark.skipif(fonts_missing() is not None, reason=fonts_missing() or "")
def test_a_red_stamp_of_arrival_is_no_part_of_the_letter(page, printed):
    colour = page.convert("RGB")
    draw = ImageDraw.Draw(colour)
    draw.rectangle((80, 330, 420, 470), outline=(215, 40, 50), width=4)
    for at, text in enumerate(("ĐẾN", "Số: 1234", "Ngày: 25/9/2025")):
        draw.text((110, 338 + 42 * at), text, fill=(215, 40, 50), font=ImageFont.truetype(font_file("Bold"), 32))
    letter = parsed(colour)
    [stamp] = letter.stamps
    assert (stamp.kind, stamp.text) == ("arrival", "ĐẾN Số: 1234 Ngày: 25/9/2025")
    assert (letter.number.serial, letter.date.edtf) == (printed.number.serial, printed.date.edtf)


@pytest.mark.parametrize(
    ("again", "lost", "found"),
    [(number_line, ("Số:", "/GM-KSBT"), "/GM-KSBT"), (date_line, ("ngày", "tháng", "năm"), "ngày")],
)
def test_a_line_that_the_first_look_lost_is_found(page, again, lost, found):
    grey = np.asarray(page)
    seen = ocr.recognise(grey, 200)
    gone = {word.line for word in seen[:60] if any(part in word.text for part in lost)}
    rest = [word for word in seen if word.line not in gone]
    assert len(rest) < len(seen)
    assert not any(found in word.text for word in rest[:30])
    assert any(found in word.text for word in again(rest, grey, 200))


def test_bold_type_is_seen(page):
    file = io.BytesIO()
    page.save(file, "PNG")
    scanned = {line.text: line.bold for line in gmparse.read(file.getvalue()).pages[0].lines}
    digital = {line.text: line.bold for line in gmparse.read(LETTER).pages[0].lines}
    both = [text for text in digital if text in scanned and len(text) > 20]
    assert len(both) > 10
    assert [text for text in both if scanned[text] != digital[text]] == []


def test_an_empty_page_has_no_second_look():
    assert not gmparse.read(_png(np.full((1200, 850), 255, np.uint8))).pages[0].lines


def _png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("text", "is_label"),
    [
        ("Số:", True),
        ("Sáz68/QĐ-SYT", True),
        ("sóz2/KH-SYT", True),
        ("tại/KH-SYT", False),
        ("soạn", False),
        ("ngày", False),
    ],
)
def test_the_label_of_a_number_line_that_handwriting_grew_into(text, is_label):
    word = ocr.Seen(text, 10, 10, 90, 30, 0.3, 1, 20.0, 28.0)
    assert (_label([word]) is not None) is is_label
