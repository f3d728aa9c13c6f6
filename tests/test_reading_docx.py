"""DOCX: what Word shows, in order, at a nominal place."""

import io
import zipfile
from pathlib import Path

import pytest

from gmparse.errors import DamagedFileError, LimitError
from gmparse.options import DEFAULT, Options
from gmparse.reading.docx import read_docx

SHARED = Path(__file__).parents[2] / "shared"
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SECTION = '<w:sectPr><w:pgMar w:left="1440" w:right="1440"/></w:sectPr>'
RULED = "<w:tblBorders>" + "".join(
    f'<w:{side} w:val="single"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
RULED += "</w:tblBorders>"


def pack(body: str, section: str = SECTION, **parts: str) -> bytes:
    """A DOCX of a body and parts by name (``styles="…"`` → word/styles.xml, ``header1="…"``)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NS}><w:body>{body}{section}</w:body></w:document>")
        rels = "".join(
            f'<Relationship Id="{name}" Type="{RELS}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
            for name in parts
        )
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{rels}</Relationships>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def read(body: str, section: str = SECTION, options: Options = DEFAULT, **parts: str):
    document = read_docx(pack(body, section, **parts), "letter.docx", "0" * 64, options)
    assert document.page_count is None
    page = document.pages[0]
    for line in page.lines:
        assert line.page is None
        assert line.text == line.text.strip()
        assert all(line.text[w.start : w.end] == w.text for w in line.words)
        assert all(0 <= w.place.x0 < w.place.x1 <= 595 for w in line.words)
        assert 0 <= line.place.top < line.place.bottom <= page.height
    return page


def texts(body: str, **parts: str):
    return [line.text for line in read(body, **parts).lines]


def p(*runs: str, props: str = "") -> str:
    return f"<w:p><w:pPr>{props}</w:pPr>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def r(text: str, props: str = "") -> str:
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*blocks: str, props: str = "") -> str:
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{''.join(blocks)}</w:tc>"


def tbl(*rows: str, props: str = "", grid: tuple[int, ...] = (4000, 5000)) -> str:
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in grid)
    body = "".join(row if row.startswith("<w:tr>") else f"<w:tr>{row}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr>{props}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"


def field(instruction: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


# --- text of a paragraph ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (p("Sở Văn", " hóa"), ["Sở Văn hóa"]),
        (p("a", "<w:ins>" + r("mới") + "</w:ins>", "<w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"), ["amới"]),
        (p("<w:moveFrom>" + r("đi") + "</w:moveFrom>", "<w:moveTo>" + r("đến") + "</w:moveTo>"), ["đến"]),
        (p("một", "<w:r><w:br/></w:r>", "hai", "<w:r><w:cr/></w:r>", "ba"), ["một", "hai", "ba"]),
        (p('<w:hyperlink r:id="x">' + r("https://hop.example") + "</w:hyperlink>"), ["https://hop.example"]),
        (p("07/CT", "<w:r><w:noBreakHyphen/></w:r>", "TTg"), ["07/CT-TTg"]),
        (p("hội", "<w:r><w:softHyphen/></w:r>", " nghị"), ["hội nghị"]),
        (p('<w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r>', " mục"), ["• mục"]),
        (p('<w:fldSimple w:instr=" DATE ">' + r("18/7/2025") + "</w:fldSimple>"), ["18/7/2025"]),
        (p("Trang ", '<w:fldSimple w:instr="PAGE">' + r("3") + "</w:fldSimple>"), ["Trang"]),
        (p(field("REF so", "57"), "/GM"), ["57/GM"]),
        (p(field("PAGE", "2"), "x"), ["x"]),
        (p("<w:sdt><w:sdtContent>" + r("trong khung") + "</w:sdtContent></w:sdt>"), ["trong khung"]),
        (p(r("ẩn", "<w:vanish/>"), "hiện"), ["hiện"]),
        (p(r("giấy mời", "<w:caps/>")), ["GIẤY MỜI"]),
        (p("chú", '<w:r><w:footnoteReference w:id="1"/></w:r>', " thích"), ["chú thích"]),
        (p("\u00d0\u1ed3ng\u00a0Ho\u0300a\u200b"), ["Đồng Hòa"]),
        (p("o", "\u0302\u0301"), ["\u1ed1"]),
        (p("", "  "), []),
    ],
)
def test_text(paragraph, expected):
    assert texts(paragraph) == expected


def test_a_field_left_open_hides_nothing_below():
    open_field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    assert texts(p(open_field) + p("còn đây")) == ["còn đây"]


def test_deleted_paragraph_mark_joins():
    assert texts(p("Sở Văn ", props="<w:rPr><w:del/></w:rPr>") + p("hóa")) == ["Sở Văn hóa"]


def test_tabs_are_gaps():
    tab = "<w:r><w:tab/></w:r>"
    line = read(p("Số: 1", tab, "Hòa An", props='<w:tabs><w:tab w:val="left" w:pos="4000"/></w:tabs>')).lines[0]
    assert line.text.startswith("Số: 1   ")
    assert line.words[-2].place.x0 == pytest.approx(72 + 200)
    assert [read(p(tab, "GIÁM ĐỐC")).lines[0].text, read(p(tab, "x")).lines[0].place.x0] == ["GIÁM ĐỐC", 72 + 36]


def test_tcvn3_font_is_decoded():
    font = '<w:rFonts w:ascii=".VnTime"/>'
    capitals = '<w:rFonts w:ascii=".VnTimeH"/>'
    assert texts(p(r("céng hoµ t­", font)) + p(r("céng", capitals))) == ["cộng hoà tư", "CỘNG"]


def test_paragraphs_and_locators():
    lines = read(p("a", "<w:r><w:br/></w:r>", "b") + tbl(tc(p("c"), p("d"))) + p("e")).lines
    assert [(line.text, line.locator, line.starts_paragraph) for line in lines] == [
        ("a", "body/p[0]", True),
        ("b", "body/p[0]", False),
        ("c", "body/tbl[0]/r[0]/c[0]/p[0]", True),
        ("d", "body/tbl[0]/r[0]/c[0]/p[1]", True),
        ("e", "body/p[1]", True),
    ]


# --- place and style -------------------------------------------------------------------------------------------------


def test_alignment_and_indents():
    lines = read(
        p("trái")
        + p("giữa", props='<w:jc w:val="center"/>')
        + p("phải", props='<w:jc w:val="right"/>')
        + p("thụt", props='<w:jc w:val="both"/><w:ind w:left="200" w:firstLine="400"/>')
    ).lines
    assert lines[0].place.x0 == 72
    assert lines[1].place.x_mid == pytest.approx(297.5)
    assert lines[2].place.x1 == pytest.approx(523)
    assert lines[3].place.x0 == pytest.approx(72 + 10 + 20)
    assert [line.place.top for line in lines] == [0, 14, 28, 42]


def test_long_paragraph_stays_in_its_column():
    line = read(p("dài " * 200)).lines[0]
    assert line.place.x0 == 72
    assert line.place.x1 == pytest.approx(523)


STYLES = f"""<w:styles {NS}>
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="26"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:basedOn w:val="Base"/><w:rPr><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Em"><w:rPr><w:i/><w:rFonts w:ascii="Arial"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="TableGrid"><w:tblPr>{RULED}</w:tblPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>
</w:styles>"""


def test_styles_are_inherited():
    page = read(
        p("thường")
        + p("tựa", r(" nghiêng", '<w:rStyle w:val="Em"/><w:b w:val="0"/>'), props='<w:pStyle w:val="Title"/>')
        + p("vòng", props='<w:pStyle w:val="Loop"/>'),
        styles=STYLES,
    )
    plain, title, loop = page.lines
    assert (plain.size, plain.bold) == (13.0, False)
    assert (title.words[0].style.size, title.words[0].style.bold, title.words[0].style.italic) == (16.0, True, False)
    assert (title.words[1].style.bold, title.words[1].style.italic, title.words[1].style.font) == (False, True, "Arial")
    assert title.place.x_mid == pytest.approx(297.5)
    assert loop.size == 13.0


# --- lists -----------------------------------------------------------------------------------------------------------

LEVELS = (("decimal", "%1."), ("lowerLetter", "%2)"), ("bullet", "\uf02d"), ("upperRoman", "%4."), ("decimal", "%1.%5"))
NUMBERING = (
    f'<w:numbering {NS}><w:abstractNum w:abstractNumId="7">'
    + "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        '<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl>'
        for i, (form, text) in enumerate(LEVELS)
    )
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId '
    'w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>'
)


def item(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, props=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_list_markers_are_written_out():
    body = item("A") + item("B") + item("x", 1) + item("y", 1) + item("z", 2) + item("C") + item("w", 1) + item("v", 3)
    body += item("u", 4) + item("D", number=2) + item("E", number=2) + item("ngoài", number=0)
    assert texts(body, numbering=NUMBERING) == [
        "1. A", "2. B", "a) x", "b) y", "- z", "3. C", "a) w", "I. v", "3.1 u", "5. D", "6. E", "ngoài",
    ]  # fmt: skip


def test_list_indent_is_the_levels_unless_the_paragraph_has_its_own():
    own = p("B", props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:ind w:left="0" w:firstLine="0"/>')
    lines = read(item("A") + own, numbering=NUMBERING).lines
    assert lines[0].place.x0 == pytest.approx(72 + 18)
    assert lines[1].place.x0 == pytest.approx(72)


# --- tables ----------------------------------------------------------------------------------------------------------


def test_cells_side_by_side_share_their_top():
    center = '<w:jc w:val="center"/>'
    page = read(tbl(tc(p("trái", props=center), p("hai")) + tc(p("phải", props=center)), tc(p("dưới")) + tc(p(""))))
    left, second, right, below = page.lines
    assert left.place.top == right.place.top == 0
    assert second.place.top == 14
    assert below.place.top == 28
    assert left.place.x_mid == pytest.approx(72 + 100)
    assert right.place.x_mid == pytest.approx(72 + 200 + 125)
    assert page.tables == ()


def test_ruled_table():
    merged = '<w:gridSpan w:val="2"/>'
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    page = read(
        tbl(
            tc(p("STT"), props=down) + tc(p("Nội dung")),
            tc(p(""), props=on) + tc(p("chi tiết")),
            tc(p("Tổng"), props=merged),
            props=RULED,
        )
    )
    (table,) = page.tables
    shown = [[cell.text if cell else None for cell in row] for row in table.rows]
    assert shown == [["STT", "Nội dung"], [None, "chi tiết"], ["Tổng", None]]
    stt = table.rows[0][0]
    assert stt is not None
    assert (stt.place.top, stt.place.bottom) == (0, 28)
    assert [line.text for line in page.lines] == ["STT", "Nội dung", "chi tiết", "Tổng"]
    assert table.rows[0][1].lines[0] is page.lines[1]


def borders(kind: str, *sides: str) -> str:
    return "<w:tcBorders>" + "".join(f'<w:{side} w:val="{kind}"/>' for side in sides) + "</w:tcBorders>"


@pytest.mark.parametrize(
    ("table", "cell", "ruled"),
    [
        ('<w:tblStyle w:val="TableGrid"/>', "", True),
        ('<w:tblStyle w:val="TableGrid"/>' + RULED.replace("single", "none"), "", False),
        (RULED, borders("nil", "top", "left", "bottom"), False),
        ("", borders("single", "top", "start", "bottom", "end"), True),
        ("", borders("single", "bottom"), False),
        ("", "", False),
    ],
)  # fmt: skip
def test_what_is_ruled(table, cell, ruled):
    row = tc(p("a"), props=cell) + tc(p("b"), props=cell)
    assert bool(read(tbl(row, row, props=table), styles=STYLES).tables) is ruled


def test_nested_table_and_deleted_row():
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{tc(p('xóa'))}</w:tr>"
    lines = read(tbl(tc(tbl(tc(p("trong")), grid=(2000,)), p("sau")), deleted, tc(p("cuối")))).lines
    assert [(line.text, line.locator) for line in lines] == [
        ("trong", "body/tbl[0]/r[0]/c[0]/tbl[0]/r[0]/c[0]/p[0]"),
        ("sau", "body/tbl[0]/r[0]/c[0]/p[0]"),
        ("cuối", "body/tbl[0]/r[2]/c[0]/p[0]"),
    ]


def test_table_wider_than_the_paper_is_narrowed():
    page = read(tbl(tc(p("a")) + tc(p("b", props='<w:jc w:val="right"/>')), grid=(9000, 9000), props=RULED))
    assert page.tables[0].place.x0 >= 0
    assert page.tables[0].place.x1 <= 595


# --- text boxes, headers ---------------------------------------------------------------------------------------------

BOX = f"<w:txbxContent>{p('DỰ THẢO')}</w:txbxContent>"


def test_text_box_is_read_once():
    anchor = (
        '<wp:anchor><wp:positionH relativeFrom="column"><wp:posOffset>1270000</wp:posOffset></wp:positionH>'
        f'<wp:extent cx="1270000" cy="1"/>{BOX}</wp:anchor>'
    )
    vml = f'<v:shape style="position:absolute;margin-left:5pt;width:90pt"><v:textbox>{BOX}</v:textbox></v:shape>'
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{anchor}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{vml}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    lines = read(p("Số: 1", both)).lines
    assert [(line.text, line.locator) for line in lines] == [
        ("Số: 1", "body/p[0]"),
        ("DỰ THẢO", "body/p[0]/box[0]/p[0]"),
    ]
    assert lines[1].place.x0 == pytest.approx(172)
    old = read(p("Số: 1", f"<w:r><w:pict>{vml}</w:pict></w:r>")).lines
    assert old[1].place.x0 == pytest.approx(77)


@pytest.mark.parametrize(
    ("header", "expected"),
    [(p("SỞ VĂN HÓA"), ["SỞ VĂN HÓA", "thân"]), (p(field("PAGE", "2")), ["thân"]), (p("- 2 -"), ["thân"])],
)
def test_first_header_only_when_it_says_something(header, expected):
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    xml = f"<w:hdr {NS}>{header}</w:hdr>"
    assert [line.text for line in read(p("thân"), section, header1=xml).lines] == expected
    titled = section.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>")
    assert [line.text for line in read(p("thân"), titled, header1=xml).lines] == ["thân"]


# --- hostile and broken files ----------------------------------------------------------------------------------------


def test_unpacked_size_is_limited():
    data = pack(p("x" * 100_000))
    with pytest.raises(LimitError, match="max_unpacked_bytes"):
        read_docx(data, "bomb.docx", "0" * 64, Options(max_unpacked_bytes=50_000))


def test_declared_sizes_are_not_believed():
    data = bytearray(pack(p("x" * 100_000)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the directory now says ten bytes
    with pytest.raises((LimitError, DamagedFileError)):
        read_docx(bytes(data), "lies.docx", "0" * 64, Options(max_unpacked_bytes=50_000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "{"x" * 50}">]><d>&a;</d>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", xml.encode(encoding))
    with pytest.raises(DamagedFileError, match="entities"):
        read_docx(out.getvalue(), "laughs.docx", "0" * 64, DEFAULT)


@pytest.mark.parametrize("body", ["<w:p>", "</w:body>", "<w:p>&nbsp;</w:p>"])
def test_broken_xml(body):
    with pytest.raises(DamagedFileError, match=r"word/document\.xml"):
        read(body)


def test_broken_container():
    whole = pack(p("x"))
    central = whole.index(b"PK\x01\x02")
    with pytest.raises(DamagedFileError):  # asks for a ZIP version that does not exist
        read_docx(whole[: central + 6] + b"\xc4" + whole[central + 7 :], "broken.docx", "0" * 64, DEFAULT)
    with pytest.raises(DamagedFileError):  # points before the start of the file
        read_docx(whole[:-6] + b"\xff\xff\xff\x7f" + whole[-2:], "broken.docx", "0" * 64, DEFAULT)
    for data in (b"", b"PK\x03\x04", whole[: len(whole) // 2], whole.replace(b"word/document", b"word/nocument")):
        with pytest.raises(DamagedFileError):
            read_docx(data, "broken.docx", "0" * 64, DEFAULT)


@pytest.mark.parametrize(("start", "end"), [("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"), ("<w:sdt>", "</w:sdt>")])
def test_deep_nesting_is_refused_or_read_without_a_crash(start, end):
    body = start * 3000 + p("x") + end * 3000
    try:
        read(body)
    except DamagedFileError as error:
        assert "nested" in str(error)
    with pytest.raises(DamagedFileError, match="nested"):
        read("<w:p>" + "<w:smartTag>" * 3000 + r("x") + "</w:smartTag>" * 3000 + "</w:p>")


@pytest.mark.parametrize("odd", ["nan", "inf", "-1", "1e999", "999999999999", "", "x"])
def test_a_senseless_measure_does_no_harm(odd):
    tabs = f'<w:tabs><w:tab w:val="left" w:pos="{odd}"/></w:tabs><w:ind w:left="{odd}" w:hanging="{odd}"/>'
    cell = tc(p("y"), props=f'<w:gridSpan w:val="{odd}"/><w:tcW w:w="{odd}"/>')
    body = p("x", "<w:r><w:tab/></w:r>", r("z", f'<w:sz w:val="{odd}"/>'), props=tabs)
    section = f'<w:sectPr><w:pgMar w:left="{odd}" w:right="{odd}"/></w:sectPr>'
    assert len(read(body + tbl(cell, props=f'<w:tblInd w:w="{odd}"/>'), section).lines) == 2


def test_an_odd_measure_is_nominal():
    assert texts(p("x", props='<w:ind w:left="12pt"/>') + tbl(tc(p("y"), props='<w:gridSpan w:val="99999"/>'))) == [
        "x",
        "y",
    ]


def test_a_document_made_by_python_docx():
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("KẾ HOẠCH", level=1)
    document.add_paragraph("Mục một", style="List Number")
    document.add_paragraph("Mục hai", style="List Number")
    document.add_paragraph("Ý nhỏ", style="List Bullet")
    table = document.add_table(2, 2, style="Table Grid")
    table.cell(0, 0).text = "STT"
    out = io.BytesIO()
    document.save(out)
    page = read_docx(out.getvalue(), "made.docx", "0" * 64, DEFAULT).pages[0]
    assert [line.text for line in page.lines] == ["KẾ HOẠCH", "1. Mục một", "2. Mục hai", "• Ý nhỏ", "STT"]
    assert page.lines[0].bold
    assert len(page.tables) == 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize("name", ["one.docx", "two.docx"])
def test_the_case_letters(name):
    data = (SHARED / "cases" / name).read_bytes()
    page = read_docx(data, name, "0" * 64, DEFAULT).pages[0]
    assert len(page.lines) == 30
    assert page.tables == ()
    number, date, title, recipients, signer = (
        next(line for line in page.lines if line.text.startswith(start))
        for start in ("Số:   ", "Quảng", "GIẤY MỜI", "Nơi nhận:", "GIÁM ĐỐC")
    )
    assert number.place.top == date.place.top
    assert title.place.x_mid == pytest.approx(316, abs=2)
    assert signer.place.x0 > recipients.place.x1
    assert signer.place.top == recipients.place.top
