"""Files made to do harm: each is a letter or a `GmparseError` that says why, and each limit names its option."""

import faulthandler
import io
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib

import pytest
from support import LETTERS

import gmparse
from gmparse.batch import Limits
from gmparse.cli import letters, main
from gmparse.errors import DamagedFileError, GmparseError, LimitError, UnsupportedFormatError
from gmparse.options import Options, limits
from gmparse.reading import ocr
from gmparse.reading.zips import opened

needs_tesseract = pytest.mark.skipif(
    not ocr.is_available(), reason="pip install 'gmparse[ocr]', apt-get install tesseract-ocr-vie"
)
LIGHT = Options(only="header", ocr="never")
TEXT = LETTERS / "gm-hoi-dong.txt"
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body, extra=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NS}><w:body>{body}</w:body></w:document>")
        for name, data in extra:
            archive.writestr(name, data)
    return out.getvalue()


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def nested(depth):
    inner = paragraph("x")
    for _ in range(depth):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    return inner


def png(width, height, depth, colour, pixels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")


# --- limits ----------------------------------------------------------------------------------------------------------

BEYOND = {
    "max_bytes": (TEXT.read_bytes(), 100),
    "max_page_chars": ((LETTERS / "gm-mau-nd30.pdf").read_bytes(), 100),
    "max_chars": (TEXT.read_bytes(), 100),
    "max_lines": (TEXT.read_bytes(), 5),
    "max_unpacked_bytes": (docx(paragraph("x" * 10_000)), 1_000),
    "max_pixels": (png(300, 300, 8, 0, b"\0" * 301 * 300), 1_000),
}


@pytest.mark.parametrize("name", BEYOND)
def test_each_limit_has_its_own_error(name):
    if name == "max_pixels" and not ocr.is_available():
        pytest.skip("pictures need Tesseract")
    data, allowed = BEYOND[name]
    with pytest.raises(LimitError) as caught:
        gmparse.parse(data, options=Options(only="header", **{name: allowed}))
    error = caught.value
    assert (error.limit, error.allowed) == (name, allowed)
    assert error.found is None or error.found > allowed
    message = str(error)
    assert f"--limit {name.removeprefix('max_')}=N" in message and f"Options({name}=N)" in message
    assert "\n" not in message


def test_limits_with_a_test_of_their_own_elsewhere():
    """Pages: an issue, in test_reading_pdf.py. Seconds: LibreOffice that hangs, below; a recogniser, test_faults.py."""
    assert set(limits()) - BEYOND.keys() == {"max_pages", "max_seconds", "max_ocr_seconds"}


def test_the_file_of_an_error_is_named_and_its_limit_kept():
    with pytest.raises(LimitError, match=rf"^{TEXT}: the text has") as caught:
        gmparse.parse(TEXT, options=Options(max_chars=10))
    assert caught.value.limit == "max_chars"


@pytest.mark.parametrize(
    ("to_docx", "limit", "what"),
    [
        (paragraph("a") * 100_000, "max_lines", "100,000 paragraphs"),
        (paragraph("từ " * 1_000_000), "max_chars", "3,000,000 characters"),
        ("<w:r/>" * 4_500_000, "max_lines", "tags"),
    ],
)
def test_documents_too_long_for_a_letter(to_docx, limit, what):
    with pytest.raises(LimitError, match=what) as caught:
        gmparse.parse(docx(to_docx))
    assert caught.value.limit == limit


def test_characters_of_all_pages_of_a_pdf_together():
    with pytest.raises(LimitError, match="up to page"):
        gmparse.parse(LETTERS / "kh-chuyen-doi-so.pdf", options=Options(max_chars=500))


@pytest.mark.skipif(sys.platform != "linux", reason="a script in the place of LibreOffice")
def test_a_libreoffice_that_hangs_is_ended(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(LimitError, match="max_seconds") as caught:
        gmparse.parse(b"{\\rtf1 x}", options=Options(max_seconds=1))
    assert caught.value.limit == "max_seconds"


@pytest.mark.parametrize("script", ["exit 0", "kill -SEGV $$"], ids=["writes nothing", "crashes"])
def test_a_libreoffice_that_gives_nothing(tmp_path, monkeypatch, script):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(DamagedFileError, match="LibreOffice cannot read"):
        gmparse.parse(b"{\\rtf1 x}")


# --- DOCX and ZIP ----------------------------------------------------------------------------------------------------


def test_what_is_not_read_of_a_docx_is_not_unpacked(tmp_path):
    """A bomb among its pictures, and parts whose names lead out of a folder: nothing is written anywhere."""
    extra = [("word/media/image1.png", b"\0" * 200_000_000), ("../../x", b"x"), ("/etc/x", b"x")]
    record = gmparse.parse(docx(paragraph("Kính gửi: Sở Y tế"), extra), options=LIGHT)
    assert [one.text for one in record.addressees] == ["Sở Y tế"]


@pytest.mark.parametrize("depth", [5, 11, 13, 100, 5_000])
def test_nested_tables(depth):
    try:
        gmparse.parse(docx(nested(depth)), options=LIGHT)
    except GmparseError:
        assert depth > 11


def test_a_docx_without_its_document():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "wordprocessingml.document.main+xml")
    with pytest.raises(DamagedFileError):
        gmparse.parse(out.getvalue())


def test_a_directory_beyond_all_sense_is_not_read():
    record = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 1 << 30, 0, 0)
    with pytest.raises(zipfile.BadZipFile, match="directory is too large"):
        opened(io.BytesIO(b"PK\3\4" + record))


def test_archives_with_broken_names_and_methods_cost_themselves_alone(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("công-văn.txt", TEXT.read_bytes())
    whole = out.getvalue()
    (tmp_path / "name.zip").write_bytes(whole.replace("ô".encode(), b"\xff\xfe"))
    method = bytearray(whole)
    for mark, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        method[whole.index(mark) + at] = 99  # no such method
    (tmp_path / "method.zip").write_bytes(method)
    (tmp_path / "whole.zip").write_bytes(whole)
    found = {o.path.split("!")[0].rpartition("/")[2]: o for o in gmparse.parse_many([tmp_path], jobs=1, options=LIGHT)}
    assert found["name.zip"].failure.reason == found["method.zip"].failure.reason == "damaged"
    assert found["whole.zip"].letters


# --- pictures --------------------------------------------------------------------------------------------------------


@needs_tesseract
@pytest.mark.parametrize("size", [(1, 1), (1, 60_000), (60_000, 1), (2, 2), (63, 500)])
def test_pictures_too_small_for_a_letter(size):
    width, height = size
    with pytest.raises(UnsupportedFormatError, match="too small"):
        gmparse.parse(png(width, height, 8, 0, (b"\0" + b"\xff" * width) * height))


@needs_tesseract
def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked():
    with pytest.raises(LimitError) as caught:
        gmparse.parse(png(30_000, 30_000, 1, 0, b""))
    assert (caught.value.limit, caught.value.found) == ("max_pixels", 900_000_000)


@needs_tesseract
def test_a_picture_that_ends_early_is_damaged():
    with pytest.raises(DamagedFileError):
        gmparse.parse(png(700, 800, 8, 2, b"\0" * 100))


@pytest.fixture(scope="module")
def page():
    import pypdfium2

    document = pypdfium2.PdfDocument(LETTERS / "gm-mau-nd30.pdf")
    yield document[0].render(scale=150 / 72).to_pil().convert("RGB")
    document.close()


@needs_tesseract
@pytest.mark.parametrize("kind", ["16 bit", "transparent", "palette", "CMYK"])
def test_every_kind_of_pixels_is_seen(page, kind):
    """Of 16 bits nothing but white was seen, of black on transparent nothing but black."""
    import numpy as np
    from PIL import Image

    grey = page.convert("L")
    made = {
        "16 bit": lambda: Image.fromarray(np.asarray(grey).astype("uint16") * 257),
        "transparent": lambda: Image.merge("LA", (Image.new("L", grey.size), grey.point(lambda value: 255 - value))),
        "palette": lambda: page.quantize(16),
        "CMYK": lambda: page.convert("CMYK"),
    }[kind]()
    out = io.BytesIO()
    made.save(out, "JPEG" if kind == "CMYK" else "PNG")
    record = gmparse.parse(out.getvalue(), options=Options(only="header"))
    assert (record.type.code, record.number.symbol, record.date.edtf) == ("GM", "GM-KSBT", "2025-09-22")


@needs_tesseract
@pytest.mark.parametrize("kind", ["GIF", "PNG", "TIFF", "WEBP"])
def test_moving_pictures_are_read_frame_by_frame(page, kind):
    """Each frame is a page, and of many the first and the last ones are read."""
    from PIL import Image

    blank = Image.new("RGB", page.size, "white")
    out = io.BytesIO()
    tints = [Image.new("RGB", page.size, (255, 255, 30 + 25 * at)) for at in range(9)]  # equal frames are dropped
    page.save(out, kind, save_all=True, append_images=[*tints, blank], duration=100, loop=0)
    record = gmparse.parse(out.getvalue(), options=Options(only="header", max_pages=4))
    assert (record.type.code, record.number.symbol, record.date.edtf) == ("GM", "GM-KSBT", "2025-09-22")
    assert record.source.pages == 11
    assert [issue.message for issue in record.issues if issue.code == "pages-skipped"]


@needs_tesseract
def test_a_frame_of_a_moving_picture_that_is_too_large_is_refused(page):
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (100, 100)).save(out, "TIFF", save_all=True, append_images=[Image.new("1", (4_000, 4_000))])
    with pytest.raises(LimitError) as caught:
        gmparse.parse(out.getvalue(), options=Options(max_pixels=1_000_000))
    assert caught.value.found == 16_000_000


# --- plain text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"a" * 10_000_000, LimitError),
        (TEXT.read_bytes().replace(b" ", b"\0"), UnsupportedFormatError),
        (b"\xff\xfe" + TEXT.read_text(encoding="utf-8").encode("utf-16-le") + b"\0\xd8", UnsupportedFormatError),
        (b"\xed\xa0\x80" + TEXT.read_bytes(), DamagedFileError),
        (TEXT.read_bytes()[:300] + b"\xff" + TEXT.read_bytes()[300:], DamagedFileError),
    ],
    ids=["one long line", "zeros", "half a character of UTF-16", "a surrogate", "a broken byte"],
)
def test_hostile_text(data, error):
    with pytest.raises(error):
        gmparse.parse(data)


# --- the command line ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("harm", "says"), [("crash", "SIGABRT"), ("hang", "--timeout"), ("memory", "--memory")])
def test_a_file_that_does_harm_costs_itself_alone(monkeypatch, capsys, harm, says):
    """Workers are forked from this process, so they have the changed function, too."""
    honest = letters.parse

    def harmful(source, **options):
        if source == TEXT:
            _harm(harm)
        return honest(source, **options)

    monkeypatch.setattr(letters, "parse", harmful)
    limit = ["--timeout", "2" if harm == "hang" else "60", "--memory", "1500"]
    other = str(LETTERS / "cv-kiem-tra.txt")
    code = main(["parse", *limit, "--only", "header", "--jsonl", str(TEXT), other])
    said = capsys.readouterr()
    assert (code, said.out.count("\n"), said.err.count("\n")) == (4, 1, 1)
    assert said.err.startswith(f"gmparse: {TEXT}: ") and says in said.err
    assert main(["parse", *limit, "--only", "header", str(TEXT)]) == 2


def _harm(kind):
    held = []
    while True:
        if kind == "crash":
            faulthandler.disable()  # pytest's would print where
            os.abort()
        elif kind == "memory":
            held.append(b"x" * (64 << 20))
        time.sleep(0.01)


def test_a_pipe_is_read_like_a_file():
    command = [sys.executable, "-c", "import sys; from gmparse.cli import main; sys.exit(main())"]
    done = subprocess.run(
        [*command, "parse", "--only", "header", "/dev/stdin"], input=TEXT.read_bytes(), capture_output=True, check=True
    )
    assert b'"name": "stdin"' in done.stdout


@pytest.mark.parametrize("wrong", ["pixel=3", "pixels", "pixels=x", "pixels=0"])
def test_wrong_limits(wrong, capsys):
    assert main(["parse", "--limit", wrong, str(TEXT)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_limits_of_workers_must_be_positive():
    with pytest.raises(gmparse.UsageError):
        Limits(timeout=0)
