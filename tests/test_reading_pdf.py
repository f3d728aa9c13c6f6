"""PDF: what pdfium's reader finds against pdfplumber, turned and shifted pages, tables, gaps, limits, bad files."""

import csv
import io
import subprocess
import sys
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letterset import FIXTURES
from letterwriter.model import Table
from oddfiles import PASSWORD
from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges

from gmparse.errors import DamagedFileError, InputError, LimitError, PasswordError, UsageError
from gmparse.options import Options
from gmparse.page import Box, Ruling
from gmparse.reading import read_document
from gmparse.reading.gate import text_is_usable
from gmparse.reading.tables import Edge, cells_at, crossings, find_tables, merged

ROOT = Path(__file__).parents[1]
LETTERS = ROOT / "fixtures/letters"
ODD = ROOT / "fixtures/odd"
CASES = ROOT.parent / "shared/cases"
PLUMBER = Options(engine="pdfplumber")


def is_annotated(name):
    if not name.endswith(".pdf"):
        return False
    with pdfplumber.open(LETTERS / name) as pdf:
        return any(page.annots for page in pdf.pages)


with (LETTERS.parent / "index.csv").open(encoding="utf-8") as listed:
    # Text in annotations completes lines of the page; pdfplumber's words do not show it.
    ANNOTATED = {row["file"] for row in csv.DictReader(listed) if row["kind"] == "signed" or is_annotated(row["file"])}
PDFS = sorted(path.name for path in LETTERS.glob("*.pdf") if path.name not in ANNOTATED)
ENGINES = pytest.mark.parametrize("options", [Options(), PLUMBER], ids=["pdfium", "pdfplumber"])
needs_shared = pytest.mark.skipif(not CASES.is_dir(), reason="needs the cases of ../shared")


def lines_of(document):
    return [line for page in document.pages for line in page.lines]


def words_of(document):
    """Words between blanks."""
    return Counter(word for line in lines_of(document) for word in line.text.split())


def oracle(data, password=None):
    """Words between blanks as pdfplumber alone finds them."""
    with pdfplumber.open(io.BytesIO(data), password=password) as pdf:
        texts = [
            w["text"] for page in pdf.pages for w in page.extract_words(x_tolerance_ratio=0.15, use_text_flow=True)
        ]
    return Counter(unicodedata.normalize("NFC", text) for text in texts)


def f1(one, other):
    return 2 * (one & other).total() / (one.total() + other.total())


def remade(data, change):
    """The PDF after ``change(page)`` on every page."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        change(page)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def places(document, page=0):
    return [
        (word.text, [round(edge) for edge in word.place]) for line in document.pages[page].lines for word in line.words
    ]


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
SAMPLE = (LETTERS / "gm-mau-nd30.pdf").read_bytes()


# --- words, lines, places --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PDFS)
def test_same_words_as_pdfplumber(name):
    data = (LETTERS / name).read_bytes()
    found = words_of(read_document(data))
    assert found.total() > 50
    assert f1(found, oracle(data)) >= 0.999
    assert found == words_of(read_document(data, PLUMBER))


@needs_shared
@pytest.mark.parametrize(
    "name",
    [
        *("i_one", "i_two", "i_plan", "v_enc_aes128", "v_enc_aes256", "v_enc_rc4", "vi_rot90", "vi_content_rot90"),
        *("vi_content_rot90_fix", "vi_offset_mediabox", "vii_tcvn3", "viii_nfd", "ix_badstartxref", "ix_leading_junk"),
    ],
)
def test_same_words_with_both_engines_on_odd_cases(name):
    found = read_document(CASES / f"{name}.pdf")
    assert words_of(found) == words_of(read_document(CASES / f"{name}.pdf", PLUMBER))
    if name not in ("i_two", "i_plan"):
        # vii_tcvn3 has one capital that TCVN3 cannot write in an ordinary font
        assert f1(words_of(found), words_of(read_document(CASES / "i_one.pdf"))) >= (0.99 if "tcvn3" in name else 1)


@needs_shared
def test_decomposed_letters_are_composed():
    document = read_document(CASES / "viii_nfd.pdf")
    assert document.text == unicodedata.normalize("NFC", document.text)
    assert not document.remarks


def test_usable_text_may_be_decomposed():
    text = "Sở Y tế mời các đơn vị dự họp triển khai kế hoạch. " * 20
    assert text_is_usable(text)
    assert text_is_usable(unicodedata.normalize("NFD", text))
    assert not text_is_usable("So Y te moi cac don vi du hop trien khai ke hoach. " * 20)
    assert not text_is_usable("\ue001\ue002" * 40 + "họp")


@pytest.mark.parametrize("name", ["gm-so-trong.pdf", "qd-xa.pdf", "gm-dang-uy.pdf"])
def test_a_words_box_holds_its_characters(name):
    """pdfplumber's characters whose middle lies in the box of a word are the word."""
    document = read_document(LETTERS / name)
    with pdfplumber.open(LETTERS / name) as pdf:
        for page, oracle_page in zip(document.pages, pdf.pages, strict=True):
            for line in page.lines:
                for word in line.words:
                    inside = [
                        char["text"]
                        for char in oracle_page.chars
                        if word.place.holds((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2)
                    ]
                    assert unicodedata.normalize("NFC", "".join(inside)).replace(" ", "") == word.text


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.pdf")), ids=lambda path: path.name)
def test_the_place_of_a_line_is_the_box_around_its_words(path):
    """The evidence of a whole line takes its place for that."""
    lines = [line for page in read_document(path, Options(ocr="never")).pages for line in page.lines]
    assert [line.text for line in lines if line.place != Box.around(word.place for word in line.words)] == []


@ENGINES
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_rotated_page_is_read_upright(options, angle):
    """/Rotate says how the page is shown; the text itself says what is up, and its places stay."""
    turned = read_document(remade(SAMPLE, lambda page: page.set_rotation(angle)), options)
    straight = read_document(SAMPLE, options)
    assert places(turned) == places(straight)
    assert turned.pages[0].rotation == (360 - angle) % 360
    assert (turned.pages[0].width, turned.pages[0].height) == (straight.pages[0].width, straight.pages[0].height)


def turned_content(data):
    """The first page's content turned by a quarter, clockwise, without /Rotate."""
    source, turned = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    width, height = source[0].get_size()
    page = turned.new_page(height, width)
    content = pypdfium2.PdfDocument.page_as_xobject(source, 0, turned).as_pageobject()
    content.set_matrix(pypdfium2.PdfMatrix(0, -1, 1, 0, 0, width))
    page.insert_obj(content)
    page.gen_content()
    out = io.BytesIO()
    turned.save(out)
    return out.getvalue()


@ENGINES
def test_turned_content_is_read_upright(options):
    turned, straight = read_document(turned_content(SAMPLE), options), read_document(SAMPLE, options)
    assert [line.text for line in lines_of(turned)] == [line.text for line in lines_of(straight)]
    assert (round(turned.pages[0].width), round(turned.pages[0].height)) == (595, 842)
    for one, other in zip(lines_of(turned), lines_of(straight), strict=True):
        assert tuple(one.place) == pytest.approx(tuple(other.place), abs=0.5)


@ENGINES
def test_places_count_from_the_corner_of_the_visible_page(options):
    def shift(page):
        page.set_mediabox(-50, -100, 545, 742)

    def crop(page):
        page.set_cropbox(20, 30, 575, 800)

    straight = lines_of(read_document(SAMPLE, options))
    for change, x, y in ((shift, 50, 742 - 841.8898), (crop, -20, 800 - 841.8898)):
        moved = lines_of(read_document(remade(SAMPLE, change), options))
        assert [line.text for line in moved] == [line.text for line in straight]
        for one, other in zip(moved, straight, strict=True):
            assert one.place == pytest.approx(
                Box(other.place.x0 + x, other.place.top + y, other.place.x1 + x, other.place.bottom + y), abs=0.6
            )


def test_style_of_words():
    lines = {line.text: line for line in lines_of(read_document(SAMPLE))}
    motto = next(line for text, line in lines.items() if text.startswith("CỘNG HÒA"))
    assert motto.bold and not motto.italic
    assert 11 <= motto.size <= 13
    assert next(line for text, line in lines.items() if ", ngày " in text).italic
    assert "+" not in motto.words[0].style.font


def test_letterhead_columns_are_split():
    texts = [line.text for line in lines_of(read_document(SAMPLE))]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts
    assert "Độc lập - Tự do - Hạnh phúc" in texts
    assert any(text.startswith("Số:") and "ngày" not in text for text in texts)
    assert any(text.startswith("Nơi nhận") and "GIÁM ĐỐC" not in text for text in texts)


@ENGINES
def test_a_blank_slot_stays_a_gap(options):
    """The number and the day were left blank: the lines hold, and the gap is wider than a blank."""
    texts = [line.text for line in lines_of(read_document(LETTERS / "gm-so-trong.pdf", options))]
    number = next(text for text in texts if text.startswith("Số:"))
    date = next(text for text in texts if ", ngày" in text)
    assert number.startswith("Số:  ") and "/GM" in number.partition("   ")[2]
    assert "ngày   " in date and "năm 20" in date


def test_words_join_up_to_their_lines():
    for path in (LETTERS / name for name in PDFS):
        for line in lines_of(read_document(path)):
            assert line.text == line.text.strip() == unicodedata.normalize("NFC", line.text)
            assert all(line.text[word.start : word.end] == word.text for word in line.words)
            assert line.place == Box.around(word.place for word in line.words)


# --- tables ----------------------------------------------------------------------------------------------------------


def tables_of(document):
    return [
        [[" ".join(cell.text.split()) if cell else None for cell in row] for row in table.rows]
        for page in document.pages
        for table in page.tables
    ]


def printed_tables(fixture):
    """Tables of a fixture's letters in the order in which they are printed."""
    for letter in fixture.letters:
        blocks = [*letter.body, *(block for annex in letter.annexes for block in annex.blocks)]
        for block in blocks:
            if isinstance(block, Table):
                yield [list(row) for row in (block.header, *block.rows)]


@ENGINES
@pytest.mark.parametrize("slug", ["qd-xa", "kh-chuyen-doi-so", "bc-dai-hoc", "tb-xet-tuyen"])
def test_tables_of_the_fixtures(options, slug):
    fixture = next(fixture for fixture in FIXTURES if fixture.slug == slug)
    expected = list(printed_tables(fixture))
    assert expected
    assert tables_of(read_document(LETTERS / f"{slug}.pdf", options)) == expected


RULES = st.lists(
    st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 4), st.integers(1, 4)), min_size=8, max_size=24
)


@settings(max_examples=60, deadline=None)
@given(RULES)
def test_cells_are_those_of_pdfplumber(rules):
    """Whatever lines are drawn on a grid of 20 points."""
    edges = []
    for level, across, start, length in rules:
        at, first, last = 20.0 * across, 20.0 * start, 20.0 * (start + length)
        x0, top, x1, bottom = (first, at, last, at) if level else (at, first, at, last)
        size = {"width": x1 - x0, "height": bottom - top}
        edges.append({"x0": x0, "x1": x1, "top": top, "bottom": bottom, "orientation": "hv"[not level], **size})
    intersections = edges_to_intersections(merge_edges(edges, 3, 3, 3, 3), 3, 3)
    assert list(cells_at(intersections)) == intersections_to_cells(intersections)


@settings(max_examples=60, deadline=None)
@given(RULES, st.lists(st.floats(-2, 2), min_size=24, max_size=24))
def test_edges_are_merged_as_pdfplumber_does(rules, shifts):
    """Also where lines do not quite meet."""
    edges = []
    for (level, across, start, length), shift in zip(rules, shifts, strict=False):
        at, first, last = 20.0 * across + shift, 20.0 * start - shift, 20.0 * (start + length)
        x0, top, x1, bottom = (first, at, last, at) if level else (at, first, at, last)
        size = {"width": x1 - x0, "height": bottom - top}
        edges.append({"x0": x0, "x1": x1, "top": top, "bottom": bottom, "orientation": "hv"[not level], **size})
    expected = edges_to_intersections(merge_edges(edges, 3, 3, 3, 3), 3, 3)
    upright = merged(Edge(e["x0"], e["top"], e["bottom"], e["height"]) for e in edges if e["orientation"] == "v")
    level = merged(Edge(e["top"], e["x0"], e["x1"], e["width"]) for e in edges if e["orientation"] == "h")
    found = crossings(upright, level)
    assert sorted(found) == sorted(expected)
    for point, both in found.items():
        v, h = expected[point]["v"], expected[point]["h"]
        assert sorted(edge[:3] for edge in both["v"]) == sorted((e["x0"], e["top"], e["bottom"]) for e in v)
        assert sorted(edge[:3] for edge in both["h"]) == sorted((e["top"], e["x0"], e["x1"]) for e in h)


def test_a_drawing_of_thousands_of_lines_is_no_table():
    rulings = [Ruling(Box(0, y / 10, 500, y / 10), True) for y in range(4001)]
    assert find_tables(rulings, ()) == ()


def test_letters_without_ruled_tables_have_none():
    assert tables_of(read_document(LETTERS / "gm-so-trong.pdf")) == []
    assert tables_of(read_document(LETTERS / "cv-mat.pdf")) == []


def test_a_header_read_leaves_tables_alone():
    assert tables_of(read_document(LETTERS / "qd-xa.pdf", Options(only="header"))) == []


@needs_shared
def test_the_seven_tables_of_the_plan_cell_by_cell():
    document = read_document(CASES / "i_plan.pdf")
    found = tables_of(document)
    assert sum(row[0] == "TT" for table in found for row in table) == 7
    with pdfplumber.open(CASES / "i_plan.pdf") as pdf:
        expected = [
            [[" ".join(cell.split()) if cell is not None else None for cell in row] for row in table]
            for page in pdf.pages
            for table in page.extract_tables()
        ]
    assert found == expected


# --- gate, limits, bad files -----------------------------------------------------------------------------------------


@ENGINES
def test_a_picture_of_a_page_needs_ocr(options):
    document = read_document(ODD / "image-only.pdf", replace(options, ocr="never"))
    assert document.pages[0].needs_ocr
    assert lines_of(document) == []
    assert [(remark.code, remark.page) for remark in document.remarks] == [("page-needs-ocr", 1)]


@needs_shared
@pytest.mark.parametrize("name", ["vii_no_tounicode", "vii_shuffled_tounicode", "vii_pua_tounicode"])
def test_a_text_layer_of_no_use_needs_ocr(name):
    document = read_document(CASES / f"{name}.pdf", Options(ocr="never"))
    assert [remark.code for remark in document.remarks] == ["page-needs-ocr"]
    assert lines_of(document) == []


@ENGINES
def test_of_a_long_document_the_first_and_last_pages(options):
    limited = Options(engine=options.engine, max_pages=2)
    document = read_document(LETTERS / "kh-chuyen-doi-so.pdf", limited)
    assert [page.number for page in document.pages] == [1, 2]
    document = read_document(LETTERS / "kh-chuyen-doi-so.pdf", Options(engine=options.engine, max_pages=1))
    assert [page.number for page in document.pages] == [1]
    assert document.page_count == 4
    assert [(remark.code, remark.detail) for remark in document.remarks] == [("pages-skipped", "2-4")]


def test_the_last_quarter_of_the_limit_is_for_the_last_pages():
    long = pypdfium2.PdfDocument.new()
    for _ in range(12):
        long.import_pages(pypdfium2.PdfDocument(SAMPLE))
    out = io.BytesIO()
    long.save(out)
    document = read_document(out.getvalue(), Options(max_pages=8))
    assert [page.number for page in document.pages] == [1, 2, 3, 4, 5, 6, 11, 12]
    assert [(remark.code, remark.detail) for remark in document.remarks] == [("pages-skipped", "7-10")]


@ENGINES
def test_a_page_of_too_many_characters_is_refused(options):
    with pytest.raises(LimitError, match="max_page_chars"):
        read_document(SAMPLE, Options(engine=options.engine, max_page_chars=100))


@pytest.mark.parametrize(
    "source", [SAMPLE, LETTERS / "gm-mau-nd30.pdf", io.BytesIO(SAMPLE)], ids=["bytes", "path", "file"]
)
def test_a_file_of_too_many_bytes_is_refused(source):
    with pytest.raises(LimitError, match="max_bytes"):
        read_document(source, Options(max_bytes=len(SAMPLE) - 1))


@ENGINES
def test_passwords(options):
    locked = ODD / "password.pdf"
    with pytest.raises(PasswordError, match="--password"):
        read_document(locked, options)
    with pytest.raises(PasswordError, match="wrong"):
        read_document(locked, Options(engine=options.engine, password="khac"))  # noqa: S106
    opened = read_document(locked, Options(engine=options.engine, password=PASSWORD))
    assert words_of(opened) == words_of(read_document(SAMPLE))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_cut_pdf_is_a_record_or_a_clear_error(share):
    try:
        read_document(SAMPLE[: int(len(SAMPLE) * share)])
    except DamagedFileError as error:
        assert "ask the sender" in str(error)
        assert "\n" not in str(error)


# --- sources ---------------------------------------------------------------------------------------------------------


def test_paths_bytes_and_files_give_the_same_document():
    path = LETTERS / "gm-mau-nd30.pdf"
    by_path, by_bytes = read_document(path), read_document(SAMPLE)
    with path.open("rb") as stream:
        by_file = read_document(stream)
        assert not stream.closed
    assert by_path == by_file == read_document(str(path))
    assert by_path.pages == by_bytes.pages and by_path.sha256 == by_bytes.sha256
    assert (by_path.name, by_bytes.name) == ("gm-mau-nd30.pdf", "")


def test_the_format_is_decided_by_the_bytes(tmp_path):
    for source, name in (("gm-mau-nd30.pdf", "a.docx"), ("gm-phuong.docx", "b.pdf"), ("gm-hoi-dong.txt", "c.doc")):
        (tmp_path / name).write_bytes((LETTERS / source).read_bytes())
        assert read_document(tmp_path / name).pages == read_document(LETTERS / source).pages


@pytest.mark.parametrize(
    ("source", "error", "says"),
    [
        (LETTERS / "missing.pdf", InputError, "no such file: check the path"),
        (LETTERS, InputError, "is a folder: give the files in it"),
        ("x\0y", InputError, "cannot be opened"),
        (b"", InputError, "empty"),
        ([SAMPLE, SAMPLE], UsageError, "only page images"),
        ([], UsageError, "empty list"),
        (io.StringIO("text"), UsageError, "binary"),
        (42, UsageError, "path, bytes or a file"),
    ],
    ids=[
        "missing",
        "folder",
        "zero-byte",
        "empty",
        "pdfs",
        "none",
        "text-file",
        "int",
    ],
)
def test_what_cannot_be_read_is_one_clear_line(source, error, says):
    with pytest.raises(error, match=says) as caught:
        read_document(source)
    assert "\n" not in str(caught.value)
    if isinstance(source, Path):
        assert str(caught.value).startswith(f"{source}: ")


def test_the_file_of_a_name_that_is_no_utf8(tmp_path):
    path = str(tmp_path).encode() + b"/c\xf4ng v\xa8n.pdf"
    Path(path.decode(errors="surrogateescape")).write_bytes(SAMPLE)
    assert read_document(path.decode(errors="surrogateescape")).name == "c\ufffdng v\ufffdn.pdf"


def test_the_declarations_of_pdfium_are_current():
    subprocess.run([sys.executable, ROOT / "scripts/build_pdfium_abi.py", "--check"], check=True)
