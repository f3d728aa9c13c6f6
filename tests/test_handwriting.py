"""Digits written into the slots of number and date lines."""

import io
import re
from functools import cache

import pypdfium2
import pytest
from support import LETTERS, ROOT

cv2 = pytest.importorskip("cv2", reason="opencv-python-headless is missing: pip install 'gmparse[ocr]'")
np = pytest.importorskip("numpy", reason="numpy is missing: pip install 'gmparse[ocr]'")

import gmparse  # noqa: E402  behind the skips
from gmparse.page import Box, Line, Style, Word  # noqa: E402
from gmparse.reading import digits, handwriting, ocr  # noqa: E402

SERIAL, DAY = re.compile(r"\d{1,5}"), re.compile(r"0[1-9]|[1-9]|[12]\d|3[01]")
DPI = 200
SCALE = DPI / 72
BLUE = (170, 60, 40)  # BGR
LETTER = LETTERS / "gm-so-trong.pdf"  # number and day are blank

needs_tesseract = pytest.mark.skipif(
    not ocr.is_available(), reason="pip install 'gmparse[ocr]', apt-get install tesseract-ocr-vie"
)


def paper():
    return np.full((600, 1200, 3), 250, np.uint8)


def write(picture, text, x, base, colour=BLUE, tall=19):
    """Digits of a plain pen, their lower end at ``base``, all in points."""
    font, size = cv2.FONT_HERSHEY_SIMPLEX, tall * SCALE / 30
    cv2.putText(picture, text, (round(x * SCALE), round(base * SCALE)), font, size, colour, 3, cv2.LINE_AA)
    return picture


SLOT = Box(100, 90, 150, 106)  # of type of 14 points, its baseline at 103


def looks(picture, slot=SLOT, skew=0.0):
    return digits.strips_of(picture, slot, SCALE, skew)


def test_the_model_is_small():
    assert (ROOT / "models/digits.npz").stat().st_size < 1_000_000
    with np.load(ROOT / "models/digits.npz") as stored:
        assert {stored[name].dtype for name in stored.files} == {np.dtype(np.float16)}
        assert stored["b7"].shape == (11,)


@pytest.mark.parametrize("text", ["3", "25", "08", "560", "2036"])
@pytest.mark.parametrize("colour", [BLUE, (30, 30, 30)], ids=["blue", "black"])
def test_digits_are_read(text, colour):
    found = digits.read_digits(looks(write(paper(), text, 103, 104, colour)), SERIAL)
    assert found.text == text
    assert found.confidence > 0.3


@pytest.mark.parametrize("skew", [-3.0, 2.0])
def test_a_skewed_page_is_levelled_first(skew):
    turn = cv2.getRotationMatrix2D((600, 300), -skew, 1)
    picture = cv2.warpAffine(write(paper(), "560", 103, 104), turn, (1200, 600), borderValue=(250,) * 3)
    level, turned = looks(write(paper(), "560", 103, 104)), looks(picture, skew=skew)
    assert all(np.abs(a - b).mean() < 0.02 for a, b in zip(level, turned, strict=True))
    assert digits.read_digits(turned, SERIAL).text == "560"


def test_a_red_stamp_over_the_digits_does_no_harm():
    picture = write(paper(), "560", 103, 104)
    cv2.circle(picture, (round(135 * SCALE), round(98 * SCALE)), round(16 * SCALE), (60, 60, 235), 5)
    assert digits.read_digits(looks(picture), SERIAL).text == "560"


def test_a_page_of_another_size_gives_the_same_strips():
    small = write(paper(), "560", 103, 104)
    large = cv2.resize(small, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    found = digits.strips_of(large, SLOT, 2 * SCALE, 0.0)
    assert all(np.abs(a - b).mean() < 0.03 for a, b in zip(looks(small), found, strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_noise_and_blank_paper_are_no_digits(seed):
    noise = np.clip(np.random.RandomState(seed).normal(200, 40, paper().shape), 0, 255).astype(np.uint8)
    for picture in (noise, paper()):
        assert digits.read_digits(looks(picture), SERIAL).confidence < 0.3


def test_a_slot_at_the_edge_of_the_page_does_no_harm():
    for slot in (Box(-5, -4, 20, 8), Box(420, 210, 470, 226), Box(2000, 2000, 2050, 2016)):
        assert digits.read_digits(looks(paper(), slot), SERIAL).confidence < 0.3


def test_only_what_may_stand_in_the_slot_is_given():
    strips = looks(write(paper(), "56", 103, 104))
    assert digits.read_digits(strips, SERIAL).text == "56"
    assert digits.read_digits(strips, DAY).text != "56"


# --- lines ------------------------------------------------------------------------------------------------------------


def line(*texts, top=90.0):
    """A printed line; numbers are the points of a gap."""
    words, text, x = [], "", 60.0
    for part in texts:
        if isinstance(part, (int, float)):
            text, x = text + " " * max(1, round(part / 4)), x + part
            continue
        words.append(Word(part, len(text), Box(x, top, x + 6.5 * len(part), top + 16), Style(14.0), 0.95))
        text, x = text + part, x + 6.5 * len(part)
    return Line(text, tuple(words), Box(60, top, x, top + 16), 1, "ocr")


@pytest.fixture
def answers(monkeypatch):
    """What the reader of digits says, instead of looking."""
    said = []
    monkeypatch.setattr(handwriting, "read_digits", lambda strips, allowed: said.pop(0))
    return said


def fill(*lines):
    return handwriting.filled(lines, paper(), 432, 842, 0.0)


def test_sure_digits_stand_in_their_slots(answers):
    answers[:] = [digits.Digits("57", 0.99), digits.Digits("08", 0.99)]
    number, date = fill(
        line("Số", ":", 40, "/", "GM", "-", "SVH"), line("ngày", 30, "tháng", 4, "9", 4, "năm", 4, "2025")
    )
    assert number.text == "Số: 57 /GM-SVH"
    assert date.text == "ngày 08 tháng 9 năm 2025"
    for found in (number, date):
        assert all(found.text[w.start : w.end] == w.text for w in found.words)
        assert [w.place.x0 for w in found.words] == sorted(w.place.x0 for w in found.words)
    assert (number.words[2].confidence, number.words[2].place.width) == (0.99, pytest.approx(40))


def test_day_and_month_of_one_line(answers):
    answers[:] = [digits.Digits("5", 0.9), digits.Digits("12", 0.9)]
    [date] = fill(line("Hòa An", ",", 4, "ngày", 30, "tháng", 30, "năm", 4, "2025"))
    assert date.text == "Hòa An, ngày 5 tháng 12 năm 2025"
    assert [date.text[w.start : w.end] for w in date.words] == [w.text for w in date.words]


def test_unsure_digits_are_left_out(answers):
    answers[:] = [digits.Digits("57", 0.1)]
    printed = line("Số", ":", 40, "/", "GM", "-", "SVH")
    assert fill(printed) == (printed,)


@pytest.mark.parametrize(
    "printed",
    [
        line("Số", ":", 4, "57", "/", "GM", "-", "SVH"),
        line("ngày", 4, "08", 4, "tháng", 4, "9", 4, "năm", 4, "2025"),
        line("Căn cứ Quyết định số", 30, "của", 4, "Sở"),
        line("Số", ":", 40, "/", "GM", "-", "SVH", top=600.0),  # not in the letterhead
    ],
    ids=["number", "date", "text", "foot"],
)
def test_other_lines_are_not_looked_at(answers, printed):
    assert fill(printed) == (printed,)
    assert answers == []


# --- a whole page -----------------------------------------------------------------------------------------------------


@cache
def filled_by_hand():
    """The letter's first page with 35 and 26 in its slots."""
    found = gmparse.read(LETTER).pages[0]
    page = pypdfium2.PdfDocument(LETTER.read_bytes())[0]
    picture = np.ascontiguousarray(page.render(scale=SCALE).to_numpy()[:, :, :3])
    for text, label in (("35", "Số"), ("26", "ngày")):
        word = next(w for one in found.lines for w in one.words if w.text == label)
        write(picture, text, word.place.x1 + (9 if text == "35" else 2), word.place.bottom - 3, tall=12)
    ok, data = cv2.imencode(".png", picture)
    assert ok
    return io.BytesIO(data.tobytes()).getvalue()


@needs_tesseract
def test_a_letter_filled_by_hand():
    record = gmparse.parse(filled_by_hand())
    assert record.number.serial in ("35", None)
    assert record.date.edtf[-2:] in ("26", "XX")
    assert (record.number.serial, record.date.edtf[-2:]) != (None, "XX")
    codes = {entry.code for entry in record.issues}
    assert ("number-handwritten" in codes) == (record.number.serial is None)
    assert ("day-handwritten" in codes) == (record.date.edtf[-2:] == "XX")
    assert {proof.origin for proof in record.number.evidence} == {"ocr"}


@needs_tesseract
def test_blank_slots_stay_blank():
    page = pypdfium2.PdfDocument(LETTER.read_bytes())[0]
    ok, data = cv2.imencode(".png", page.render(scale=SCALE).to_numpy()[:, :, :3])
    assert ok
    record = gmparse.parse(data.tobytes())
    assert record.number.serial is None
    assert record.date.edtf.endswith("-XX")
