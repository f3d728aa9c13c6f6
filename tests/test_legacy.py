"""Letters in TCVN3 and VNI, and other text layers that say less than they show: the record of the Unicode letter."""

import shutil
import unicodedata

import pytest
from letterset.invitations import SAMPLE_FORM
from letterwriter import fonts_missing, write_docx, write_text
from letterwriter.legacy import encoded, legacy_docx, legacy_pdf, legacy_text, rtf
from support import FIXTURES, LETTERS, SHARED, needs_shared, table

import gmparse
from gmparse import encodings
from gmparse.errors import UnsupportedFormatError
from gmparse.options import Options
from gmparse.reading import legacy
from gmparse.reading.lost_blanks import parted

needs_fonts = pytest.mark.skipif(fonts_missing() is not None, reason=fonts_missing() or "")
needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="apt-get install libreoffice-writer-nogui: needed for RTF"
)
CODES = pytest.mark.parametrize("code", ["tcvn3", "vni"])
TEXT = write_text(SAMPLE_FORM, columns=True)
LETTERS_OF_ALL = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
PANGRAM = "Kính gửi: Ủy ban nhân dân tỉnh; đề nghị thực hiện đúng quy định, báo cáo kết quả trước ngày 05/8 (thứ Tư). "


def composed(text):
    return unicodedata.normalize("NFC", text)


def record(source, **options):
    data = gmparse.parse(source, options=Options(**options)).to_dict(evidence=False)
    return {key: value for key, value in data.items() if key not in ("source", "issues", "needs_review")}


# --- tables and detection ---------------------------------------------------------------------------------------------


def test_every_letter_comes_back_from_tcvn3():
    assert encodings.decode(encoded(LETTERS_OF_ALL, "tcvn3"), "tcvn3", ".VnTime") == LETTERS_OF_ALL
    assert encodings.decode(encoded("ĂÂĐÊÔƠƯ", "tcvn3"), "tcvn3", ".VnTime") == "ĂÂĐÊÔƠƯ"
    assert encodings.decode(encoded(LETTERS_OF_ALL, "tcvn3"), "tcvn3", ".VnTimeH") == LETTERS_OF_ALL.upper()


@pytest.mark.parametrize("letters", [LETTERS_OF_ALL, LETTERS_OF_ALL.upper()], ids=["small", "capital"])
def test_every_letter_comes_back_from_vni(letters):
    text = " ".join(letters)  # apart, so that no letter is taken for the accent of another
    code = encoded(text, "vni")
    shown = encodings.decode(code, "vni")
    assert len(shown) == len(code) > len(text)
    assert composed(shown) == text


def test_vni_keeps_places():
    code = encoded("Sở Y tế: 12/QĐ-SYT, đường Nguyễn Huệ", "vni")
    shown = encodings.decode(code, "vni")
    for word in ("12", "QÑ", "Hueä"):
        at = code.index(word)
        assert composed(shown[at : at + len(word)]) == composed(encodings.decode(word, "vni"))


def test_an_accent_in_capitals_behind_a_small_letter():
    assert composed(encodings.decode("UÛy ban, UÙng duïng, HOAØ, Hoaø", "vni")) == "Ủy ban, Úng dụng, HOÀ, Hoà"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (encoded(PANGRAM * 3, "tcvn3"), "tcvn3"),
        (encoded(PANGRAM * 3, "vni"), "vni"),
        (PANGRAM * 3, None),
        (unicodedata.normalize("NFD", PANGRAM * 3), None),
        ("Hoà bình, thuý, quà, toán, tuân, hoè, ngoã. " * 9, None),  # Unicode, and no letter beyond Latin-1
        ("« Überprüfung der Grundsätze für Behörden »; größere Änderungen müssen " * 3, None),
        ("© 2025 • điều 1 · khoản 2 · ®  ± 5 %, ½ ngày; " * 9, None),
        ("Sè", None),
        ("", None),
    ],
    ids=["tcvn3", "vni", "unicode", "nfd", "latin-1", "german", "signs", "short", "empty"],
)
def test_encoding_of_a_whole_text(text, expected):
    assert encodings.encoding_of(text) == expected
    assert expected is None or encodings.is_suspect(text)


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", "tcvn3", False),
        (".VnTimeH", "tcvn3", True),
        (".VnArial NarrowH", "tcvn3", True),
        ("VnTimeHBold", "tcvn3", True),
        ("VnTimeBold", "tcvn3", False),
        (".VnHelvetIns", "tcvn3", False),
        ("VNI-Times", "vni", False),
        ("VNI-Helve-Condense", "vni", False),
        ("Times New Roman", None, False),
        ("Vnexpress", None, False),
        ("", None, False),
    ],
)
def test_encoding_of_a_font(font, encoding, capitals):
    assert encodings.encoding_of_font(font) == encoding
    assert encodings.is_capital_font(font) == capitals


def test_fonts_are_told_apart_by_their_names_and_texts():
    tcvn3, vni = encoded(PANGRAM, "tcvn3"), encoded(PANGRAM, "vni")
    texts = {".VnTime": encoded("Sở", "tcvn3"), ".VnArial": PANGRAM, "VNI-Times": vni, "F1": tcvn3 * 3, "F2": PANGRAM}
    known = {}
    assert encodings.encodings_of(texts, known) == {".VnTime": "tcvn3", "VNI-Times": "vni", "F1": "tcvn3"}
    assert known == {".VnTime": "tcvn3", "VNI-Times": "vni", "F1": "tcvn3"}
    assert encodings.encodings_of({"F1": encoded("Lưu: VT", "tcvn3")}, known) == {"F1": "tcvn3"}  # a page with one line
    assert encodings.encodings_of({"F1": encoded("Lưu: VT", "tcvn3")}) == {}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CỘNG HÒA XÃ HỘI", "CỘNG HÒA XÃ HỘI"),
        ("TỈNH BÌNH ĐỊNH", "TỈNH BÌNH ĐỊNH"),
        ("HÖ thèng, TÊt c¶, BÖnh", "Hệ thống, Tất cả, Bệnh"),
        ("§iÒu, KÕt qu¶", "Điều, Kết quả"),
        ("TØNH NGHÖ AN, CéNG HßA, UBND", "TỉNH NGHệ AN, CộNG HòA, UBND"),
    ],
)
def test_capitals_of_unicode_inside_of_tcvn3_stay(text, shown):
    assert encodings.decode(text, "tcvn3") == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("TỉNH NGHệ AN", "TỈNH NGHỆ AN"), ("Tết ở UBND, CộNG", "Tết ở UBND, CỘNG"), ("Tỉnh", "Tỉnh"), ("Vũ", "Vũ")],
)
def test_words_typed_in_capitals_become_so(text, shown):
    assert encodings.in_capitals(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"C\u7897?ng h\u242\'f2a", "Cộng hòa"),
        (r"C\u1ed9ng h\u00f2a, \u0111\u01b0\u1ee3c", "Cộng hòa, được"),
        (r"C\u7897ng", "Cộng"),
        (r"C:\u2020, \user, \u12", r"C:\u2020, \user, \u12"),
        ("không có", "không có"),
    ],
)
def test_escapes_of_letters_stand_for_them(text, shown):
    assert encodings.unescaped(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("d©n c\ufffevµ nh\ufffeng\xadêi d©n", "dân c\ufffevà nh\ufffengười dân"),  # cư, như
        ("thµnh phè Q§\ufffeUBND, hµnh chÝnh\ufffetæ chøc", "thành phố QĐ-UBND, hành chính-tổ chức"),
    ],
)
def test_line_hyphens_of_pdfium_that_are_letters(text, shown):
    assert legacy.decoded(text, lambda _: ".VnTime", {}) == shown


def test_a_line_hyphen_of_other_text_is_one():
    assert legacy.decoded("kinh\ufffetế, xã\x02hội", lambda _: "Times", {}) == "kinh-tế, xã-hội"


# --- whole letters ----------------------------------------------------------------------------------------------------


@CODES
def test_docx(code):
    plain = write_docx(SAMPLE_FORM)
    old = legacy_docx(plain, code)
    assert [line.text for line in gmparse.read(old).pages[0].lines] == [
        line.text for line in gmparse.read(plain).pages[0].lines
    ]
    assert record(old) == record(plain)


@needs_fonts
@CODES
@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
def test_pdf_with_old_fonts(code, engine):
    old = gmparse.read(legacy_pdf(TEXT, code), options=Options(engine=engine))
    assert [line.text for line in old.pages[0].lines] == [
        line.text for line in gmparse.read(legacy_pdf(TEXT, "unicode")).pages[0].lines
    ]
    assert record(legacy_pdf(TEXT, code)) == record(legacy_pdf(TEXT, "unicode"))


@needs_fonts
def test_pdf_whose_fonts_have_other_names():
    assert record(legacy_pdf(TEXT, "vni", named=False)) == record(legacy_pdf(TEXT, "unicode"))
    # Capitals come out as small letters where no font says that they are capitals.
    lines = [line.text for line in gmparse.read(legacy_pdf(TEXT, "tcvn3", named=False)).pages[0].lines]
    wanted = [line.text for line in gmparse.read(legacy_pdf(TEXT, "unicode")).pages[0].lines]
    assert [line.lower() for line in lines] == [line.lower() for line in wanted]


@needs_fonts
@CODES
def test_letters_have_the_places_of_their_codes(code):
    """Each word begins where its first character was drawn."""
    old, plain = (gmparse.read(legacy_pdf(TEXT, c)).pages[0].lines for c in (code, "unicode"))
    for one, other in zip(old, plain, strict=True):
        assert one.place.x0 == pytest.approx(other.place.x0, abs=1)
        assert len(one.words) == len(other.words)
        assert all(a.place.x1 <= b.place.x0 + 1 for a, b in zip(one.words, one.words[1:], strict=False))


def test_plain_text_of_one_byte_a_character():
    assert record(legacy_text(TEXT, "vni")) == record(TEXT.encode())
    lines = gmparse.read(legacy_text(TEXT, "tcvn3")).pages[0].lines
    assert (
        "".join(line.text for line in lines).lower()
        == "".join(line.text for line in gmparse.read(TEXT.encode()).pages[0].lines).lower()
    )


@CODES
def test_plain_text_whose_codes_were_saved_as_unicode(code):
    assert gmparse.read(encoded(TEXT, code).encode()).text == gmparse.read(legacy_text(TEXT, code)).text


def test_bytes_that_are_no_letter_are_refused():
    with pytest.raises(UnsupportedFormatError):
        gmparse.read("Überprüfung der Grundsätze".encode("latin-1") * 20)


@needs_office
@pytest.mark.parametrize("code", ["unicode", "tcvn3", "vni"])
def test_rich_text_through_libreoffice(code):
    text = write_text(SAMPLE_FORM)
    lines = [line.text for line in gmparse.read(rtf(text, code)).pages[0].lines]
    assert [" ".join(line.split()) for line in lines] == [" ".join(line.split()) for line in text.splitlines() if line]


@pytest.mark.parametrize("file", ["ma-tcvn3.pdf", "ma-vni.pdf", "ma-tcvn3.docx", "ma-vni.txt"])
def test_files(file):
    assert record(FIXTURES / "odd" / file)["number"] == record(LETTERS / "gm-mau-nd30.pdf")["number"]
    assert record(FIXTURES / "odd" / file)["issuer"] == record(LETTERS / "gm-mau-nd30.pdf")["issuer"]


# --- lost blanks ------------------------------------------------------------------------------------------------------


def cells(gaps):
    """Cells of ten points for each character, with wider gaps before some."""

    def of(spans):
        return [
            (*(x := 10.0 * s + sum(g for at, g in gaps.items() if at <= s),), 12.0, x + 9.5, 0.0) * 2 for s, _ in spans
        ]

    return of


@pytest.mark.parametrize(
    ("word", "gaps", "words"),
    [
        ("TỈNHHÒA", {4: 1.8}, ["TỈNH", "HÒA"]),
        ("CHỦNGHĨA", {3: 1.8}, ["CHỦ", "NGHĨA"]),
        ("sởvănhóa", {2: 1.8, 5: 1.8}, ["sở", "văn", "hóa"]),
        ("TỈNHHÒA", {}, ["TỈNHHÒA"]),  # drawn as one word
        ("NGHIÊNG", {3: 1.8}, ["NGHIÊNG"]),  # one syllable
        ("quyết", {2: 1.8}, ["quyết"]),
    ],
)
def test_fused_words_are_parted_at_gaps(word, gaps, words):
    text = f"ab {word} cd"
    spans, starts = parted(
        text, [(0, 2), (3, 3 + len(word)), (4 + len(word), 6 + len(word))], cells({3 + a: g for a, g in gaps.items()})
    )
    assert [text[a:b] for a, b in spans] == ["ab", *words, "cd"]
    assert len(starts) == len(words) - 1


# --- real letters -----------------------------------------------------------------------------------------------------


@needs_shared
@pytest.mark.parametrize(
    "row",
    [r for r in table(SHARED / "letters/index.csv") if r["legacy_font"] == "y"] if SHARED.is_dir() else [],
    ids=lambda row: row["id"],
)
def test_real_letters_are_readable(row):
    if row["kind"] == "doc" and shutil.which("soffice") is None:
        pytest.skip("apt-get install libreoffice-writer-nogui")
    document = gmparse.read(SHARED / "letters" / row["file"])
    text = document.text
    assert encodings.encoding_of(text) is None
    assert len(encodings._HINT.findall(text)) < 0.001 * len(text)  # slips of the typist
    letters = [char for char in text.lower() if char.isalpha()]
    assert 0.15 < sum(char in LETTERS_OF_ALL for char in letters) / len(letters) < 0.4
