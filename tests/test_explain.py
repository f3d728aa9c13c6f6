"""The page with evidence: complete, in itself, safe against its letter, linked both ways."""

import base64
import hashlib
import html
import io
import re
import shutil
import socket
import zipfile
from contextlib import suppress

import pypdfium2
import pytest
from browser import DESKTOP, NARROW, NEEDS_CHROMIUM, Watched, chromium
from PIL import Image, ImageChops
from support import FIXTURES, LETTERS, table

import gmparse
from gmparse.cli import main
from gmparse.errors import ExitCode, GmparseError, UsageError
from gmparse.explain import draw, labels, view_of, written
from gmparse.explain.again import canvas
from gmparse.explain.pictures import page_pictures
from gmparse.explain.rows import GROUPS, listing
from gmparse.explain.view import view
from gmparse.fields.issues import CODES
from gmparse.options import Options
from gmparse.reading import ocr

INVITATION = LETTERS / "gm-van-phong-ky.pdf"
BLANK = LETTERS / "gm-so-trong.pdf"
WORD = LETTERS / "gm-phuong.docx"
TEXT = LETTERS / "gm-hoi-dong.txt"
SCAN = FIXTURES / "scans/quet-xau.pdf"

needs_ocr = pytest.mark.skipif(
    not ocr.is_available(), reason="sudo apt-get install tesseract-ocr-vie: needed for scans"
)
needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="apt-get install libreoffice-writer-nogui: needed to draw DOCX"
)

HOSTILE = "\n".join(
    (
        "SỞ NỘI VỤ",
        'Số: 12/GM-"><script>alert(1)</script>',
        "Hòa An, ngày 3 tháng 9 năm 2025",
        "GIẤY MỜI",
        "<img src=x onerror=alert(2)> họp </style><script>alert(3)</script> & 'bàn'",
        "Kính gửi: <b onmouseover=alert(4)>Phòng Văn hóa</b>",
        "Thời gian: 8 giờ 00 ngày 05/9/2025.",
        "Địa điểm: Phòng họp javascript:alert(5) --><svg onload=alert(6)>",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "GIÁM ĐỐC",
        "Trần Văn Mẫu",
    )
)


def entries_of(value):
    """All entries of evidence in a record, without those of its issues."""
    if isinstance(value, dict):
        yield from value.get("evidence", ())
        for key, inner in value.items():
            if key not in ("evidence", "issues"):
                yield from entries_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from entries_of(inner)


def boxes_in(page):
    """Classes and corners of the boxes of marks, as points."""
    for mark in re.findall(r'<g class="mark ([^"]+)"[^>]*>(.*?)</g>', page, re.S):
        for x, y, width, height in re.findall(
            r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"', mark[1]
        ):
            yield mark[0].split()[0], tuple(map(float, (x, y, width, height)))


def text_of(page):
    """What a reader of the Vietnamese page sees."""
    body = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.S)
    body = re.sub(r'<span lang="en">.*?</span>', "", body, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", body.replace("<br>", "\n")))


# --- the page in itself ----------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_else():
    page = gmparse.explain(INVITATION)
    assert not re.findall(r"(?:https?:)?//[a-z]", re.sub(r'src="data:[^"]+"', "", page).replace("// ", ""))
    assert all(source.startswith("data:image/") for source in re.findall(r'\bsrc="([^"]*)"', page))
    assert "@import" not in page
    assert "url(" not in page
    assert re.findall(r'\bhref="([^"]*)"', page) == ["#record"]


def test_its_policy_allows_its_own_style_and_script_alone():
    page = gmparse.explain(INVITATION)
    policy = html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1])
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    for directive, element in (("style-src", "style"), ("script-src", "script")):
        (content,) = re.findall(rf"<{element}>(.*?)</{element}>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert allowed.pop(directive) == f"'sha256-{digest}'"
    assert allowed == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
    assert not re.search(r'<[^>]+ (?:style|on\w+)="', page)


def test_the_page_is_small():
    assert len(gmparse.explain(INVITATION)) < 300_000  # two pages of text


@pytest.mark.parametrize("name", ["gm-van-phong-ky.pdf", "kh-chuyen-doi-so.pdf", "ky-so-ngay.pdf", "hai-van-ban.pdf"])
def test_every_value_has_its_box(name):
    """Also of several pages, of signatures, of the second letter of a file."""
    page = gmparse.explain(LETTERS / name)
    wanted = {
        (round(entry["box"][0] - 1.5, 2), round(entry["box"][1] - 0.75, 2))
        for letter in gmparse.parse_all(LETTERS / name)
        for entry in entries_of(letter.to_dict())
        if entry["box"]
    }
    assert wanted
    assert wanted <= {box[:2] for _, box in boxes_in(page)}


def test_what_needs_review_comes_first():
    record = gmparse.parse(BLANK).to_dict() | {"needs_review": ["number.serial", "date.edtf", "signer.name"]}
    shown = view(BLANK, gmparse.read(BLANK), [record], Options())
    seen = text_of(written(shown))
    assert seen.index("Cần xem lại") < seen.index("Số để trống") < seen.index("Loại văn bản")
    assert "Số, ký hiệu › Số" in seen
    assert "?/08/2025" in seen
    assert seen.count("Không có trên trang, hoặc không đọc được") == 1  # of the signer no issue says more
    assert "Nothing to review" in written(view(BLANK, gmparse.read(BLANK), [record | {"needs_review": []}], Options()))


def test_an_empty_slot_is_marked():
    assert any(group == "g-issue" for group, _ in boxes_in(gmparse.explain(BLANK)))


def test_every_row_points_to_a_mark_that_is_there():
    page = gmparse.explain(INVITATION)
    marks = set(re.findall(r'<g class="mark[^>]* data-v="([^"]+)"', page))
    rows = re.findall(r'<div class="row[^>]* data-v="([^"]+)"', page)
    assert len(rows) > 40
    assert set(rows) <= marks
    assert marks <= set(rows)


def test_zones_and_rules_are_there_on_demand():
    page = gmparse.explain(INVITATION)
    assert page.count('<g class="zone"') > 8
    assert "Quốc hiệu, tiêu ngữ" in page
    assert "number.line · content" in page


def test_both_languages():
    vietnamese, english = gmparse.explain(BLANK), gmparse.explain(BLANK, language="en")
    assert '<html lang="vi">' in vietnamese
    assert '<html lang="en">' in english
    assert "The number was left blank" in vietnamese
    with pytest.raises(UsageError, match="vi or en"):
        gmparse.explain(BLANK, language="fr")


def test_a_file_object_keeps_its_name():
    with INVITATION.open("rb") as file:
        assert "gm-van-phong-ky.pdf" in gmparse.explain(file)


@pytest.mark.parametrize("row", table(FIXTURES / "odd/expected.csv"), ids=lambda row: row["file"])
def test_odd_files_are_shown_or_refused(row):
    try:
        assert "</html>" in gmparse.explain(FIXTURES / "odd" / row["file"])
    except GmparseError:
        assert row["outcome"] == "error"


# --- hostile letters -------------------------------------------------------------------------------------------------


def test_text_of_the_letter_is_escaped():
    page = gmparse.explain(HOSTILE.encode())
    assert len(re.findall(r"<script\b", page)) == 1
    assert not re.search(r"<(?:img|b|svg) (?:src|on)", page)
    assert "<img src=x onerror=alert(2)>" in text_of(page)


def test_the_name_of_the_file_is_escaped(tmp_path):
    path = tmp_path / "<script>alert(1)<.pdf"
    path.write_bytes(INVITATION.read_bytes())
    page = gmparse.explain(path)
    assert len(re.findall(r"<script\b", page)) == 1
    assert "&lt;script&gt;alert(1)&lt;.pdf" in page


# --- places ----------------------------------------------------------------------------------------------------------


def darkness(picture, box):
    """The share of dark pixels in a box of a page's picture."""
    page = Image.open(io.BytesIO(picture.data)).convert("L")
    scale = page.width / picture.width
    cut = page.crop([round(edge * scale) for edge in box])
    return cut.point(lambda level: 255 * (level < 110)).histogram()[255] / max(1, cut.width * cut.height)


@needs_ocr
@pytest.mark.parametrize("name", ["quet-xau.pdf", "quet-van-phong.pdf", "anh-tren-ban.jpg"])
def test_boxes_of_scans_lie_on_their_ink(name):
    """The bad scan is askew, the photo shows a table around the sheet: their pictures are made level as for reading."""
    path = FIXTURES / "scans" / name
    letter = gmparse.parse(path)
    (picture,) = page_pictures(path)
    boxes = [one["box"] for one in entries_of(letter.to_dict()) if one["box"] and one["text"]]
    assert len(boxes) > 15
    for x0, top, x1, bottom in boxes:
        assert darkness(picture, (x0, top, x1, bottom)) > 0.04


@needs_ocr
@pytest.mark.parametrize("turn", [90, 180])
def test_scans_are_drawn_again_without_recognition(turn):
    """How a page lay is told by where the ink is: the same as when it was read."""
    photo = io.BytesIO()
    Image.open(FIXTURES / "scans/anh-chup.jpg").convert("RGB").rotate(turn, expand=True).save(photo, "JPEG", quality=90)
    record = gmparse.parse(photo.getvalue()).to_dict()
    again = canvas(photo.getvalue(), [record], Options())
    (picture,) = page_pictures(photo.getvalue())
    assert again.picture(1, Options()) == picture
    assert again.picture(2, Options()) is None


@needs_ocr
def test_scanned_pdfs_too():
    again = canvas(SCAN.read_bytes(), [gmparse.parse(SCAN).to_dict()], Options())
    assert [again.picture(1, Options())] == list(page_pictures(SCAN))


@needs_office
def test_libreoffice_fetches_nothing_for_a_letter(tmp_path):
    """A picture that a DOCX links on another machine would tell that the letter was opened."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        linked = f"http://127.0.0.1:{server.getsockname()[1]}/picture.png"
        path = tmp_path / "linked.docx"
        with_linked_picture(WORD, path, linked)
        assert page_pictures(path)
        with suppress(TimeoutError):
            asked.append(server.accept())
    assert not asked


def with_linked_picture(source, target, address):
    """A copy of a DOCX whose first paragraph shows a picture of another machine."""
    picture = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:extent cx="900000" cy="900000"/><wp:docPr id="99" name="p"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
        '<pic:cNvPr id="99" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="rIdFar" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/><a:stretch><a:fillRect/>'
        '</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )
    relation = (
        '<Relationship Id="rIdFar" TargetMode="External" Target="ADDRESS" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
    ).replace("ADDRESS", address)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + picture.encode())
            elif name == "word/_rels/document.xml.rels":
                data = data.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
            new.writestr(name, data)


def test_a_turned_page_is_shown_upright():
    pdf = pypdfium2.PdfDocument(INVITATION)
    for page in pdf:
        page.set_rotation(90)
    turned = io.BytesIO()
    pdf.save(turned)
    for picture, upright in zip(page_pictures(turned.getvalue()), page_pictures(INVITATION), strict=True):
        assert (picture.width, picture.height) == pytest.approx((upright.width, upright.height), abs=0.1)
        pages = [Image.open(io.BytesIO(one.data)).convert("L").resize((300, 424)) for one in (picture, upright)]
        difference = ImageChops.difference(*pages).histogram()
        assert sum(level * count for level, count in enumerate(difference)) / (300 * 424) < 6


def test_pictures_keep_the_red_of_a_stamp():
    """Few colours make them small; the rare ones must be among them."""
    (picture,) = page_pictures(LETTERS / "van-ban-den.pdf")
    colours = Image.open(io.BytesIO(picture.data)).convert("RGB").getcolors(1 << 20)
    assert any(red > 200 and green < 80 and blue < 80 for _, (red, green, blue) in colours)
    assert len(picture.data) < 60_000


def test_pages_read_only_in_part_are_shown_in_part():
    options = gmparse.Options(max_pages=2)
    assert [picture.page for picture in page_pictures(LETTERS / "kh-chuyen-doi-so.pdf", options=options)] == [1, 2]


@needs_ocr
def test_images_of_one_letter():
    photo = FIXTURES / "scans/anh-chup.jpg"
    assert [picture.page for picture in page_pictures([photo, photo])] == [1, 2]
    assert page_pictures([photo])[0].media_type == "image/jpeg"


@needs_office
@pytest.mark.parametrize("name", ["gm-phuong.docx", "hd-lien-nganh.docx", "tb-ket-luan.docx"])
def test_word_documents_are_drawn_with_their_values(name):
    view = view_of(LETTERS / name)
    printed = gmparse.read(LETTERS / name)
    assert view.pictures
    assert printed.page_count is None
    (letter,) = view.letters
    missing = [mark.path for mark, spots in zip(letter.marks, letter.spots, strict=True) if not spots]
    assert not missing
    number = next(spots for mark, spots in zip(letter.marks, letter.spots, strict=True) if mark.path == "number.text")
    assert number[0].page == 1
    assert number[0].box.x1 < 330  # of 595 points: the left column of the letterhead
    assert number[0].box.top < 220


@needs_office
def test_fonts_of_old_that_cannot_be_drawn_are_shown_as_text():
    """Printed with another font, TCVN3 letters would be gibberish, and no value would be found in them."""
    shown = view_of(FIXTURES / "odd/ma-tcvn3.docx")
    (letter,) = shown.letters
    assert all(spots or stretches for spots, stretches in zip(letter.spots, letter.stretches, strict=True))


def test_word_documents_without_libreoffice_are_shown_as_text(monkeypatch):
    monkeypatch.setattr("gmparse.reading.doc.shutil.which", lambda name: None)
    page = gmparse.explain(WORD)
    assert "<img" not in page
    assert re.search(r'<span class="mark g-number[^>]*>GM-UBND</span>', page)
    assert "Không có hình trang" in page


def test_plain_text_is_marked_in_its_lines():
    view = view_of(TEXT)
    (letter,) = view.letters
    found = {
        mark.path: [view.lines[one.line].text[one.start : one.end] for one in stretches]
        for mark, stretches in zip(letter.marks, letter.stretches, strict=True)
    }
    assert found["number.serial"] == ["105"]
    assert found["number.symbol"] == ["GM-SNNMT"]
    assert all(found.values())


def test_a_short_value_is_marked_inside_of_its_own_text():
    """The serial 5 is not the 5 of 15 before it."""
    text = TEXT.read_text(encoding="utf-8").replace("Số: 105/GM-SNNMT", "Số: 5/GM-5-SNNMT")
    view = view_of(text.encode())
    (letter,) = view.letters
    at = next(mark.at for mark in letter.marks if mark.path == "number.serial")
    (place,) = letter.stretches[at]
    assert view.lines[place.line].text[: place.end] == "Số: 5"


# --- words -----------------------------------------------------------------------------------------------------------


def test_every_issue_is_in_both_languages():
    for code, entry in CODES.items():
        message = entry.message.format(detail="X7")
        said = labels.issue(code, message)
        assert said.vi != message, code
        assert ("X7" in said.vi) is ("X7" in message), code
        assert ("X7" in said.en) is ("X7" in message), code


def test_every_key_and_choice_of_the_record_has_a_name():
    schema = gmparse.json_schema()
    objects = {name: entry["properties"] for name, entry in schema["$defs"].items()}
    left_out = {"Evidence", "Issue", "Part", "Source", "AdministrativeUnit"}
    for name, properties in objects.items():
        for key, entry in properties.items() if name not in left_out else ():
            assert key == "evidence" or labels.field(key) != labels.same(key), f"{name}.{key}"
            for choice in entry.get("enum", ()):
                assert labels.value(key, choice) != labels.same(choice), f"{key}: {choice}"
    assert set(GROUPS) <= schema["properties"].keys()


@pytest.mark.parametrize(
    ("key", "content", "shown"),
    [
        ("edtf", "2025-07-XX", "?/07/2025"),
        ("edtf", "2025-07-23", "23/07/2025"),
        ("edtf", "XXXX-07-23", "23/07/?"),
        ("start", "2025-07-23T14:00", "14:00 23/07/2025"),
        ("deadline", "2025", "2025"),
        ("text", "2025-07-23", "2025-07-23"),
    ],
)
def test_days_are_written_as_people_do(key, content, shown):
    assert labels.value(key, content).vi == shown


def test_paths_in_words():
    assert labels.path("meetings[0].start") == ("Cuộc họp, sự kiện 1 › Bắt đầu", "Meetings and events 1 › Start")
    assert labels.path("recipients[2].text").en == "Recipients 3"
    assert labels.path("no-letterhead") == labels.same("no-letterhead")
    assert labels.path("") == labels.same("")


def test_the_list_holds_every_scalar_once():
    record = gmparse.parse(INVITATION).to_dict()
    paths = [row.path for group in listing(record).groups for row in group.rows]
    assert len(paths) == len(set(paths))
    assert {"number.serial", "issuer.name", "meetings[0].chair.name", "assignments[1].deadline"} <= set(paths)


def test_a_unit_that_has_ended_is_shown_with_those_of_today():
    record = gmparse.parse(INVITATION).to_dict()
    unit = {"ward": "xã Cũ", "district": "huyện Mẫu", "province": "tỉnh Hòa An", "code": "1", "valid_on": "2025-01-01"}
    record["issuer"]["unit"] = unit | {"ended": True, "present": [{"ward": "xã Mới", "province": "tỉnh Hòa An"}]}
    rows = {row.path: row for group in listing(record).groups for row in group.rows}
    assert rows["issuer.unit"].text.vi == "xã Cũ, huyện Mẫu, tỉnh Hòa An"
    assert rows["issuer.unit.present"].text.vi == "xã Mới, tỉnh Hòa An"


def test_colours_can_be_read():
    """WCAG 2.1, 1.4.3: text against the panel, in light and dark."""
    css = (FIXTURES.parent / "src/gmparse/explain/page.css").read_text(encoding="utf-8")
    light, _, dark = css.partition("@media (prefers-color-scheme: dark)")
    dark = dark.partition("* { box-sizing")[0]
    for part in (light, dark):
        named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part.partition(".g-type")[0]))
        colours = [*re.findall(r"--t: (#[0-9a-f]{6})", part), named["ink"], named["soft"], named["accent"]]
        assert len(colours) > 12
        assert all(contrast(colour, named["panel"]) >= 4.5 for colour in colours)
        assert contrast(named["warn"], named["warn-ground"]) >= 4.5
        assert contrast(named["soft"], named["ground"]) >= 4.5
        assert contrast(named["soft"], named["warn-ground"]) >= 4.5
        assert contrast(named["fine"], named["fine-ground"]) >= 4.5


def contrast(one, other):
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05

    first, second = light(one), light(other)
    return max(first, second) / min(first, second)


# --- drawing and the command -----------------------------------------------------------------------------------------


def test_png_is_the_page_with_boxes():
    drawn = draw(view_of(INVITATION))
    assert len(drawn) == 2
    page = Image.open(io.BytesIO(drawn[0])).convert("RGB")
    (type_box,) = [entry.box for entry in gmparse.parse(INVITATION).type.evidence]
    scale = page.width / 595.28
    edge = page.getpixel((round((type_box[0] - 1.4) * scale), round((type_box[1] + type_box[3]) / 2 * scale)))
    assert edge[0] > edge[2] + 60  # red
    with pytest.raises(UsageError, match="no pages to draw"):
        draw(view_of(TEXT))


def test_the_command(tmp_path, capsys):
    page, picture = tmp_path / "letter.html", tmp_path / "letter.png"
    assert main(["explain", str(INVITATION), "--html", str(page), "--png", str(picture)]) == ExitCode.OK
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert {path.name for path in tmp_path.iterdir()} == {"letter.html", "letter.png", "letter-2.png"}
    assert main(["explain", str(INVITATION)]) == ExitCode.USAGE
    assert "--html OUT" in capsys.readouterr().err
    assert main(["explain", str(tmp_path / "none.pdf"), "--html", str(page)]) == ExitCode.UNREADABLE
    assert main(["explain", str(INVITATION), "--html", str(tmp_path / "no/folder.html")]) == ExitCode.UNREADABLE
    assert "cannot be written" in capsys.readouterr().err


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def opened(browser, tmp_path):
    """Opens the page of a letter, and looks afterwards that nothing went wrong and nothing was fetched."""
    watched = []

    def open_page(source, size=DESKTOP, **options):
        path = tmp_path / "letter.html"
        path.write_text(gmparse.explain(source), encoding="utf-8")
        one = Watched(browser, size, **options)
        watched.append((one, path.as_uri()))
        one.page.goto(path.as_uri())
        return one.page

    yield open_page
    for one, address in watched:
        assert one.complaints == []
        assert {url for url in one.requests if not url.startswith("data:")} == {address}
        one.close()


def lit(page, selector):
    return page.eval_on_selector_all(f"{selector}.on", "them => them.map(one => one.dataset.v)")


def is_seen(page, selector):
    """Whether the element lies inside of its pane."""
    return page.eval_on_selector(
        selector,
        """one => {
          const inner = one.getBoundingClientRect(), outer = one.closest('.pages, .record').getBoundingClientRect();
          return inner.top >= outer.top && inner.bottom <= outer.bottom;
        }""",
    )


@NEEDS_CHROMIUM
def test_hover_links_value_and_box_both_ways(opened):
    page = opened(INVITATION)
    signer = page.locator(".row", has_text="Tạ Minh Hoàng").first
    key = signer.get_attribute("data-v")
    signer.hover()
    assert lit(page, ".mark") == [key]
    page.wait_for_timeout(700)  # it scrolls there
    assert is_seen(page, f'.mark[data-v="{key}"]')
    serial = page.locator(".mark", has=page.locator("xpath=self::*[contains(@aria-label, 'Số: 412')]")).first
    serial.scroll_into_view_if_needed()
    serial.hover()
    assert lit(page, ".row") == [serial.get_attribute("data-v")]
    page.wait_for_timeout(700)
    assert is_seen(page, f'.row[data-v="{serial.get_attribute("data-v")}"]')
    page.mouse.move(5, 5)
    assert lit(page, ".mark") == []


@NEEDS_CHROMIUM
def test_a_click_holds(opened):
    page = opened(INVITATION)
    row = page.locator(".row[data-v]").nth(3)
    row.click()
    page.mouse.move(5, 5)
    assert lit(page, ".mark") == [row.get_attribute("data-v")]
    page.keyboard.press("Escape")
    assert lit(page, ".mark") == []


@NEEDS_CHROMIUM
def test_the_keyboard_is_enough(opened):
    page = opened(BLANK)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.row')"):
            break
    first = page.evaluate("document.activeElement.dataset.v")
    assert lit(page, ".mark") == [first]
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.v")
    assert second != first
    assert lit(page, ".mark") == [second]
    page.keyboard.press("End")
    assert lit(page, ".mark") == [page.evaluate("document.activeElement.dataset.v")]
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.matches('.mark')")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')")


@NEEDS_CHROMIUM
def test_zones_rules_size_and_language_on_demand(opened):
    page = opened(INVITATION)
    assert not page.locator(".zone").first.is_visible()
    page.get_by_role("button", name="Vùng").click()
    assert page.locator(".zone").first.is_visible()
    assert not page.locator(".rule").first.is_visible()
    page.get_by_role("button", name="Quy tắc").click()
    assert page.locator(".rule").first.is_visible()
    width = page.locator(".sheet").first.bounding_box()["width"]
    page.get_by_role("button", name="Phóng to").click()
    assert page.locator(".sheet").first.bounding_box()["width"] > 1.3 * width
    page.get_by_role("button", name="Ngôn ngữ").click()
    assert page.get_by_text("Document type").first.is_visible()
    assert not page.get_by_text("Loại văn bản").first.is_visible()
    assert page.locator(".mark").first.get_attribute("aria-label") == page.locator(".mark").first.get_attribute(
        "data-en"
    )


@NEEDS_CHROMIUM
@pytest.mark.parametrize("source", [BLANK, TEXT], ids=["pdf", "text"])
def test_a_phone_shows_page_and_record(opened, source):
    page = opened(source, NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    for name in (".pages", ".record"):
        box = page.locator(name).bounding_box()
        assert box["height"] > 200
        assert box["width"] == NARROW["width"]
        assert page.eval_on_selector(name, "one => one.scrollWidth <= one.clientWidth")
    row = page.locator(".row[data-v]").first
    row.click()
    assert lit(page, ".mark")
    assert all(row.get_attribute("data-v") in keys.split() for keys in lit(page, ".mark"))


@NEEDS_CHROMIUM
def test_boxes_lie_on_the_picture(opened):
    page = opened(INVITATION)
    picture, over = page.locator(".sheet img").first.bounding_box(), page.locator(".sheet svg").first.bounding_box()
    assert over == pytest.approx(picture, abs=1)


@NEEDS_CHROMIUM
def test_dark_mode(opened):
    page = opened(INVITATION, color_scheme="dark")
    assert page.eval_on_selector(".record", "one => getComputedStyle(one).backgroundColor") == "rgb(26, 32, 41)"


@NEEDS_CHROMIUM
def test_a_hostile_letter_stays_text(opened):
    page = opened(HOSTILE.encode())
    assert page.locator(".record img, .record script, .record b, .text img, .text script, .text svg").count() == 0
    assert "<img src=x onerror=alert(2)>" in page.inner_text("body")
    for row in page.locator(".row[data-v]").all():
        row.hover()
