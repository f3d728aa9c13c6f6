"""One contract for whatever comes in: a `Letter` or a `GmparseError`, nothing else, in bounded work.

The examples are the same each time. ``GMPARSE_EXAMPLES=20`` tries twenty times as many, others each time.
"""

import faulthandler
import io
import os
import sys
import unicodedata
import zipfile
from functools import cache

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lettersoup import FRAGMENTS, Placed, document_of, placed_text, sound_letters
from support import FIXTURES, LETTERS, table

from gmparse.errors import GmparseError
from gmparse.options import Options
from gmparse.page import Box, Ruling
from gmparse.parse import letters_of
from gmparse.reading import read_document

LIGHT = Options(ocr="never")  # pictures are test_hostile.py's
TIMES = int(os.environ.get("GMPARSE_EXAMPLES", "1"))
_STUCK = 300  # seconds: the test is ended and says where it was


def examples(count):
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(autouse=True)
def _ended_when_stuck():
    faulthandler.dump_traceback_later(_STUCK * TIMES, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def checked(data, options=LIGHT):
    """The letters of a file, sound ones, or the error that says why there are none, in one line."""
    try:
        return sound_letters(read_document(data, options), options)
    except GmparseError as error:
        assert str(error) and "\n" not in str(error)
        return []


# --- text and layouts ------------------------------------------------------------------------------------------------

VIETNAMESE = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéêếềghiíklmnoóôốơớờpqrstuúưứừvxyỳ"
PUNCTUATION = " \t\n.,;:/-–+*()“”\"'0123456789_…"
words = st.text(VIETNAMESE + VIETNAMESE.upper() + PUNCTUATION, max_size=30)
# U+0301 and the like: what Unicode has besides letters; no surrogates, which no reader hands on.
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
fragments = st.sampled_from(FRAGMENTS)
broken = st.tuples(fragments, fragments, st.integers(0, 40)).map(
    lambda cut: cut[0][: cut[2]] + cut[1] + cut[0][cut[2] :]
)
pieces = st.one_of(fragments, fragments, fragments, broken, words, anything)
breaks = st.sampled_from(["\n", "\n", "\n", "\n\n", " ", "", "\t", "\f"])
parts = st.tuples(pieces, breaks).map("".join)
texts = st.one_of(st.lists(parts, max_size=10), st.lists(parts, min_size=30, max_size=90)).map("".join)


@examples(400)
@given(texts)
def test_any_text(text):
    checked(text.encode())


@examples(40)
@given(st.binary(max_size=3_000))
def test_any_bytes(data):
    checked(data)


@examples(400)
@given(texts)
def test_any_text_on_pages(text):
    assert sound_letters(document_of(placed_text(text)), LIGHT)


coordinates = st.one_of(st.sampled_from([57.0, 300.0, 71.5]), st.floats(-100, 1_000))
placed = st.builds(
    Placed,
    pieces,
    coordinates,
    coordinates,
    st.sampled_from([0.0, 1.0, 8.0, 13.0, 14.0, 300.0]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([1.0, 0.9, 0.2, 0.0]),
)
edges = st.sampled_from([57.0, 150.0, 300.0, 450.0])


@st.composite
def rulings(draw):
    x, y, length, across = draw(edges), draw(edges), draw(edges), draw(st.booleans())
    return Ruling(Box(x, y, x + (length if across else 0), y + (0 if across else length)), across)


@examples(400)
@given(
    st.lists(st.lists(placed, max_size=30), max_size=4),
    st.lists(rulings(), max_size=20),
    st.sampled_from(["content", "ocr", "widget"]),
)
def test_any_layout(pages, drawn, origin):
    assert sound_letters(document_of(pages, rulings=drawn, origin=origin), LIGHT)


# --- work ------------------------------------------------------------------------------------------------------------


def calls_of(text):
    """Python functions called to read a text: a measure of work that no other process disturbs."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event == "call"

    document = document_of(placed_text(text))
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        list(letters_of(document, LIGHT))
    finally:
        sys.setprofile(before)
    return count


@examples(20)
@given(st.lists(st.tuples(fragments, st.sampled_from("\n\n ")).map("".join), min_size=20, max_size=60).map("".join))
def test_four_times_the_text_is_four_times_the_work(text):
    calls_of(text * 8)  # what is loaded or kept is there now
    once, often = calls_of(text * 8), calls_of(text * 32)
    assert often < 6 * once, f"{once:,} calls, and {often:,} for four times the text"


# --- damaged letters -------------------------------------------------------------------------------------------------

ODD = [FIXTURES / "odd" / row["file"] for row in table(FIXTURES / "odd/expected.csv")]
FILES = sorted(LETTERS.iterdir()) + ODD
files = st.sampled_from(FILES)
digital = st.sampled_from([path for path in FILES if path.suffix == ".pdf" and path.stat().st_size])


@cache
def data_of(path):
    return path.read_bytes()


@examples(120)
@given(files, st.integers(0, 60), st.sampled_from(["pdfium", "pdfium", "pdfplumber"]))
def test_letters_cut_at_a_kilobyte(path, kilobytes, engine):
    data = data_of(path)
    checked(data[: 1024 * kilobytes % (len(data) + 1024)], Options(ocr="never", engine=engine))


@examples(400)
@given(
    files,
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=40),
    st.sampled_from(["pdfium", "pdfium", "pdfium", "pdfplumber"]),
)
def test_letters_with_flipped_bytes(path, flips, engine):
    data = bytearray(data_of(path))
    for at, flip in flips if data else ():
        data[int(at * len(data))] ^= flip
    checked(bytes(data), Options(ocr="never", engine=engine))


@examples(60)
@given(files, st.data())
def test_letters_with_pieces_moved(path, data):
    content = data_of(path)
    start, end, to = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 3)))
    checked(content[:start] + content[end:to] + content[start:end] + content[to:])


@examples(40)
@given(
    st.sampled_from([path for path in FILES if zipfile.is_zipfile(path)]),
    st.data(),
    st.sampled_from([b"", b"<", b"-9", b"\0", b"</w:p>"]),
    st.integers(0, 40),
)
def test_docx_with_damaged_parts(path, data, damage, length):
    """Bytes flipped in the archive break its checksums; here the checksums are those of the damaged parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as made:
        damaged = data.draw(st.sampled_from(source.namelist()))
        for name in source.namelist():
            part = source.read(name)
            if name == damaged:
                at = data.draw(st.integers(0, len(part)))
                part = part[:at] + damage + part[at + length :]
            made.writestr(name, part)
    checked(out.getvalue())


# --- letters that look the same --------------------------------------------------------------------------------------


@examples(40)
@given(digital, st.sampled_from([0, 90, 180, 270]), st.integers(-300, 300), st.integers(-300, 300))
def test_letters_on_turned_and_shifted_pages(path, turn, left, bottom):
    try:
        document = pypdfium2.PdfDocument(data_of(path))
    except pypdfium2.PdfiumError:
        return  # damaged or locked from the start
    for page in document:
        page.set_rotation(turn)
        page.set_cropbox(left, bottom, left + 595, bottom + 842)
    out = io.BytesIO()
    document.save(out)
    document.close()
    checked(out.getvalue())


# Cyrillic А С О с е о, the eth, another hyphen and fraction sign, letters for digits, a no-break blank.
LOOKALIKES = str.maketrans("ACOceoĐ-/01 ", "\u0410\u0421\u041e\u0441\u0435\u043e\u00d0\u2011\u2044Ol\u00a0")


@cache
def printed(path):
    try:
        return read_document(path, LIGHT).text
    except GmparseError:
        return ""


@examples(60)
@given(files, st.sampled_from(["NFD", "NFKC", "NFKD"]), st.booleans(), st.floats(0, 1), st.floats(0, 1))
def test_letters_in_other_unicode_with_lookalikes(path, form, alike, start, end):
    text = printed(path)
    first, last = sorted((int(start * len(text)), int(end * len(text))))
    if alike:
        text = text[:first] + text[first:last].translate(LOOKALIKES) + text[last:]
    checked(unicodedata.normalize(form, text).encode())
