"""Body lines → a tree of paragraphs and items: lines made here, letters as PDF, the same letter set otherwise."""

import textwrap

import pytest
from letterwriter import Letter, Par, fonts_missing, write_docx, write_pdf, write_text
from letterwriter import Table as TableBlock

from gmparse import outline
from gmparse.page import Box, Cell, Document, Line, Page, Style, Table, Word
from gmparse.reading import read_document
from gmparse.zones import Layout, Zones, find_zones, split

needs_fonts = pytest.mark.skipif(bool(fonts_missing()), reason=str(fonts_missing()))

LEFT, RIGHT = 85.0, 541.0
PAGE = 42  # lines of a page


def line(text, x=LEFT, y=100.0, *, right=None, page=1, size=14.0, bold=False, plain=False, starts=None):
    """A printed line: ``right`` is where it ends (default: half the size a letter)."""
    end = right if right is not None else x + len(text) * size * 0.45
    step = (end - x) / max(len(text), 1)
    style = Style() if plain else Style(size, bold)
    words, at = [], 0
    for part in text.split(" "):
        if part:
            place = Box(x + at * step, y, x + (at + len(part)) * step, y + size)
            words.append(Word(part, at, place, style))
        at += len(part) + 1
    return Line(text, tuple(words), Box(x, y, end, y + size), page, starts_paragraph=starts)


def set_lines(paragraphs, *, measure=68, size=14.0, indent=28.0, justified=True, page_lines=PAGE):
    """Paragraphs wrapped to a measure (letters a line), the first line of each set in; over several pages."""
    found = []
    for text in paragraphs:
        bold = text.startswith("**")
        rows = textwrap.wrap(text.removeprefix("**"), measure - 4, break_on_hyphens=False)
        for at, row in enumerate(rows):
            x = LEFT + (indent if at == 0 else 0.0)
            natural = x + len(row) * (RIGHT - LEFT) / measure
            full = justified and at < len(rows) - 1
            count = len(found)
            y = 60.0 + (count % page_lines) * size * 1.35
            right = RIGHT if full else min(natural, RIGHT)
            found.append(line(row, x, y, right=right, page=1 + count // page_lines, size=size, bold=bold))
    return found


def zones(body, tables=(), layout=None):
    empty = dict.fromkeys(
        ("motto", "issuer", "title", "subject", "marks", "addressees", "recipients", "signatures", "rest", "notes"), ()
    )
    layout = layout or Layout(LEFT, RIGHT, True)
    return Zones(**empty, number=None, date=None, body=tuple(body), tables=tuple(tables), layout=layout, unread=False)


def tree(items):
    """Marker, text, children of each item; a table is the number of its rows and columns."""
    return [
        (item.marker, item.own, tree(item.children))
        if item.table is None
        else (len(item.table.rows), len(item.table.rows[0]))
        for item in items
    ]


def built(paragraphs, **setting):
    return tree(outline.build(zones(set_lines(paragraphs, **setting))).items)


LONG = "Rà soát, thống kê toàn bộ hồ sơ lưu trữ của đơn vị từ năm 2015 đến nay, phân loại theo thời hạn bảo quản"
PLAN = [
    "Thực hiện kế hoạch công tác năm, Sở Văn hóa đề nghị các đơn vị triển khai những nội dung sau đây:",
    "**I. MỤC ĐÍCH, YÊU CẦU",
    "1. Mục đích",
    f"a) {LONG}.",
    "b) Nâng cao trách nhiệm của người đứng đầu.",
    "2. Yêu cầu: bảo đảm đúng tiến độ, tiết kiệm, hiệu quả.",
    "**II. NỘI DUNG",
    "1. Công tác chuẩn bị",
    "1.1. Xây dựng tài liệu",
    f"- {LONG};",
    "+ Danh mục hồ sơ;",
    "+ Mục lục văn bản.",
    "- In ấn, phát hành tài liệu.",
    "1.2. Bố trí kinh phí từ nguồn ngân sách.",
    "2. Tổ chức thực hiện",
    f"{LONG}.",
]
PLAN_TREE = [
    ("", "Thực hiện kế hoạch công tác năm, Sở Văn hóa đề nghị các đơn vị triển khai những nội dung sau đây:", [
        ("I.", "MỤC ĐÍCH, YÊU CẦU", [
            ("1.", "Mục đích", [
                ("a)", f"{LONG}.", []),
                ("b)", "Nâng cao trách nhiệm của người đứng đầu.", []),
            ]),
            ("2.", "Yêu cầu: bảo đảm đúng tiến độ, tiết kiệm, hiệu quả.", []),
        ]),
        ("II.", "NỘI DUNG", [
            ("1.", "Công tác chuẩn bị", [
                ("1.1.", "Xây dựng tài liệu", [
                    ("-", f"{LONG};", [("+", "Danh mục hồ sơ;", []), ("+", "Mục lục văn bản.", [])]),
                    ("-", "In ấn, phát hành tài liệu.", []),
                ]),
                ("1.2.", "Bố trí kinh phí từ nguồn ngân sách.", []),
            ]),
            ("2.", "Tổ chức thực hiện", [("", f"{LONG}.", [])]),
        ]),
    ]),
]  # fmt: skip


# --- markers ---


@pytest.mark.parametrize(
    ("text", "kind", "marker"),
    [
        ("I. MỤC ĐÍCH", "roman", "I."),
        ("IV/ Kinh phí", "roman", "IV/"),
        ("II - NỘI DUNG", "roman", "II -"),
        ("1. Thời gian", "decimal", "1."),
        ("2/ Địa điểm", "decimal", "2/"),
        ("1.1. Thành phần", "decimal2", "1.1."),
        ("1.1 Thành phần", "decimal2", "1.1"),
        ("1.2.3. Khác", "decimal3", "1.2.3."),
        ("(1) Rà soát", "paren", "(1)"),
        ("2) Rà soát", "paren", "2)"),
        ("a) Rà soát", "letter", "a)"),
        ("đ) Rà soát", "letter", "đ)"),
        ("b. Rà soát", "letter", "b."),
        ("- Đại diện", "dash", "-"),
        ("– Đại diện", "dash", "–"),
        ("-Đại diện", "dash", "-"),
        ("+ Sở Tài chính", "plus", "+"),
        ("* Ghi chú", "star", "*"),
        ("• Lãnh đạo", "dot", "•"),
        ("\uf0b7 Lãnh đạo", "dot", "\uf0b7"),
        ("Điều 2. Hiệu lực", "article", "Điều 2."),
        ("Chương II", "chapter", "Chương II"),
        ("Mục 1. Quy định chung", "chapter", "Mục 1."),
    ],
)
def test_markers(text, kind, marker):
    found = outline.marker_of(text)
    assert found[:2] == (kind, marker)
    assert text[found[2] :].strip() == text.removeprefix(marker).strip()


@pytest.mark.parametrize(
    "text",
    [
        "14h00 ngày 06/8/2025",
        "30/9/2025; các đơn vị",
        "1.500.000 đồng cho mỗi đại biểu",
        "2025 và những năm tiếp theo",
        "57/GM-SVH ngày 21/7",
        "Ông Trần Văn Mẫu",
        "V/v họp",
        "i tờ",
    ],
)
def test_what_is_no_marker(text):
    assert outline.marker_of(text) == ("", "", 0)


# --- the same content set otherwise gives the same tree ---


@pytest.mark.parametrize("measure", [48, 60, 68, 80, 100])
@pytest.mark.parametrize("justified", [True, False], ids=["justified", "ragged"])
def test_width_of_lines_does_not_matter(measure, justified):
    assert built(PLAN, measure=measure, justified=justified) == PLAN_TREE


@pytest.mark.parametrize("size", [11.0, 12.0, 13.0, 14.5, 16.0])
def test_size_of_type_does_not_matter(size):
    assert built(PLAN, size=size) == PLAN_TREE


@pytest.mark.parametrize("indent", [14.0, 28.0, 36.0])
def test_indent_does_not_matter(indent):
    assert built(PLAN, indent=indent) == PLAN_TREE


@pytest.mark.parametrize("page_lines", [3, 5, 7, 11])
def test_page_breaks_do_not_matter(page_lines):
    assert built(PLAN, page_lines=page_lines) == PLAN_TREE


STYLES = {
    "slash": {"I.": "I/", "II.": "II/", "1.": "1/", "2.": "2/", "a)": "a.", "b)": "b."},
    "dash behind": {"I.": "I -", "II.": "II -", "1.1.": "1.1", "1.2.": "1.2"},
    "brackets": {"a)": "(a)", "b)": "(b)", "-": "–", "+": "*"},
    "dots": {"-": "•", "+": "-"},
    "words": {"I.": "Phần I.", "II.": "Phần II."},
}


@pytest.mark.parametrize("style", STYLES)
def test_style_of_numbers_does_not_matter(style):
    """Only the markers differ; what hangs under what does not."""
    renamed = [renumber(text, STYLES[style]) for text in PLAN]
    assert shape(built(renamed)) == shape(PLAN_TREE)


def renumber(text, other):
    bold = "**" if text.startswith("**") else ""
    marker, blank, rest = text.removeprefix("**").partition(" ")
    return bold + other.get(marker, marker) + blank + rest


def shape(nodes):
    return [(own, shape(children)) for _, own, children in nodes]


# --- single matters ---


def test_items_that_continue_over_lines_stay_one():
    rows = [
        "1. Thời gian: bắt đầu từ 14 giờ 00 phút, ngày 06 tháng 8",
        "năm 2025 (thứ Tư).",
        "2. Địa điểm: Hội trường A.",
    ]
    lines = [line(rows[0], LEFT + 28, 100, right=RIGHT), line(rows[1], y=120), line(rows[2], LEFT + 28, 140)]
    assert tree(outline.build(zones(lines)).items) == [
        ("1.", "Thời gian: bắt đầu từ 14 giờ 00 phút, ngày 06 tháng 8 năm 2025 (thứ Tư).", []),
        ("2.", "Địa điểm: Hội trường A.", []),
    ]


def test_a_wrapped_line_that_begins_like_a_marker_is_none():
    """``23/7`` and a dash at the start of a wrapped line, at the margin behind a full line, open no item."""
    rows = [
        "Sở Văn hóa tổ chức tập huấn cho các đơn vị trong hai ngày, từ ngày 22",
        "- 23 tháng 7 năm 2025 tại Hội trường A.",
    ]
    lines = [line(rows[0], LEFT + 28, 100, right=RIGHT), line(rows[1], LEFT, 120)]
    assert tree(outline.build(zones(lines)).items) == [("", " ".join(rows), [])]


def test_hanging_items():
    """All lines of an item set in, the marker alone before them."""
    lines = []
    for text in (f"- {LONG} và báo cáo kết quả.", "- Sở Tài chính.", "- Sở Nội vụ."):
        for row, part in enumerate(textwrap.wrap(text, 50)):
            x = LEFT + (40 if row == 0 else 54)
            y = 100 + 20 * len(lines)
            lines.append(line(part, x, y, right=RIGHT if len(part) > 40 else None))
    assert [own for _, own, _ in tree(outline.build(zones(lines)).items)] == [
        f"{LONG} và báo cáo kết quả.", "Sở Tài chính.", "Sở Nội vụ.",
    ]  # fmt: skip


def test_run_in_headings():
    found = built(
        [
            "1. Thời gian: 8 giờ 00 ngày 06/8/2025.",
            "2. Thành phần:",
            "- Đại diện Sở Tài chính;",
            "- Đại diện Sở Nội vụ.",
        ]
    )
    assert found == [
        ("1.", "Thời gian: 8 giờ 00 ngày 06/8/2025.", []),
        ("2.", "Thành phần:", [("-", "Đại diện Sở Tài chính;", []), ("-", "Đại diện Sở Nội vụ.", [])]),
    ]


def test_one_marker_for_two_levels_is_told_by_the_indent():
    rows = [("- Đại diện Lãnh đạo:", 28), ("- Sở Tài chính;", 48), ("- Sở Nội vụ.", 48), ("- Các trường.", 28)]
    lines = [line(text, LEFT + x, 100 + 20 * at) for at, (text, x) in enumerate(rows)]
    assert tree(outline.build(zones(lines)).items) == [
        ("-", "Đại diện Lãnh đạo:", [("-", "Sở Tài chính;", []), ("-", "Sở Nội vụ.", [])]),
        ("-", "Các trường.", []),
    ]


def test_labels_without_numbers():
    """Labels open paragraphs, also where the one before them has no closing sign."""
    found = built(
        ["Thời gian: 8 giờ 00 ngày 06/8/2025", "Địa điểm: Hội trường A", "Thành phần: Đại diện Sở Tài chính."]
    )
    assert [own.split(":")[0] for _, own, _ in found] == ["Thời gian", "Địa điểm", "Thành phần"]


def test_paragraphs_of_an_article():
    found = built(
        [
            "**Điều 1. Thành lập Tổ công tác gồm:",
            "1. Ông Trần Văn Mẫu.",
            "2. Bà Lê Thị Thử.",
            "**Điều 2. Hiệu lực",
            "Quyết định có hiệu lực từ ngày ký.",
        ]
    )
    assert found == [
        ("Điều 1.", "Thành lập Tổ công tác gồm:", [("1.", "Ông Trần Văn Mẫu.", []), ("2.", "Bà Lê Thị Thử.", [])]),
        ("Điều 2.", "Hiệu lực", [("", "Quyết định có hiệu lực từ ngày ký.", [])]),
    ]


def test_a_gap_parts_paragraphs():
    lines = [line(f"{LONG}", LEFT, 100, right=RIGHT), line("Trân trọng kính mời.", LEFT, 140)]
    assert len(outline.build(zones(lines)).items) == 2


def test_a_format_that_knows_its_paragraphs_is_believed():
    lines = [
        line("1. Thời gian: 8 giờ 00", y=100, page=None, starts=True),
        line("2. ngày 06/8/2025.", y=120, page=None, starts=False),
        line("Địa điểm", y=140, page=None, starts=True),
    ]
    assert [own for _, own, _ in tree(outline.build(zones(lines)).items)] == [
        "Thời gian: 8 giờ 00 2. ngày 06/8/2025.", "Địa điểm",
    ]  # fmt: skip


def test_plain_text_without_indents():
    rows = [
        "Thực hiện kế hoạch năm, Sở Văn hóa mời các đơn vị dự họp, cụ thể như",
        "sau:",
        "1. Thời gian: 8 giờ 00 ngày 06/8/2025.",
        "2. Thành phần:",
        "- Đại diện Sở Tài chính và các phòng chuyên môn của Ủy ban nhân dân",
        "các xã, phường;",
        "- Đại diện Sở Nội vụ.",
        "Đề nghị các đơn vị đến đúng giờ.",
    ]
    lines = [
        line(text, 0, 100 + 12 * at, page=None, size=12, plain=True, right=6 * len(text))
        for at, text in enumerate(rows)
    ]
    layout = Layout(0, 400, False, True)
    leadin, last = tree(outline.build(zones(lines, layout=layout)).items)
    assert last == ("", "Đề nghị các đơn vị đến đúng giờ.", [])
    assert leadin[2] == [
        ("1.", "Thời gian: 8 giờ 00 ngày 06/8/2025.", []),
        ("2.", "Thành phần:", [
            ("-", "Đại diện Sở Tài chính và các phòng chuyên môn của Ủy ban nhân dân các xã, phường;", []),
            ("-", "Đại diện Sở Nội vụ.", []),
        ]),
    ]  # fmt: skip


# --- tables ---


def ruled(rows, *, page, top=200.0):
    made, width = [], (RIGHT - LEFT) / len(rows[0])
    for number, row in enumerate(rows):
        y = top + 24 * number
        places = [Box(LEFT + width * at, y, LEFT + width * (at + 1), y + 24) for at in range(len(row))]
        made.append(
            tuple(Cell((line(text, box.x0 + 4, y + 4, page=page),), box) for text, box in zip(row, places, strict=True))
        )
    return Table(Box(LEFT, top, RIGHT, top + 24 * len(rows)), tuple(made))


def lines_of(table):
    return [item for row in table.rows for cell in row for item in cell.lines]


def test_a_table_stands_in_its_place():
    table = ruled([("Nội dung", "Đơn vị"), ("1. Rà soát", "Sở Nội vụ")], page=1)
    before, after = line("1. Phân công:", LEFT + 28, 180), line("2. Kinh phí.", LEFT + 28, 300)
    found = outline.build(zones([before, *lines_of(table), after], [table]))
    assert tree(found.items) == [("1.", "Phân công:", [(2, 2)]), ("2.", "Kinh phí.", [])]
    assert found.tables == [table]


def test_a_table_cut_by_a_page_break_is_one():
    first = ruled([("Nội dung", "Đơn vị"), ("Rà soát", "Sở Nội vụ")], page=1, top=700)
    second = ruled([("Tổng hợp", "Sở Tài chính"), ("Báo cáo", "Văn phòng")], page=2, top=60)
    (table,) = outline.build(zones([*lines_of(first), *lines_of(second)], [first, second])).tables
    assert [row[0].text for row in table.rows] == ["Nội dung", "Rà soát", "Tổng hợp", "Báo cáo"]


def test_a_head_printed_again_on_the_next_page_is_left_out():
    head = ("Nội dung", "Đơn vị")
    first = ruled([head, ("Rà soát", "Sở Nội vụ")], page=1, top=700)
    second = ruled([head, ("Báo cáo", "Văn phòng")], page=2, top=60)
    (table,) = outline.build(zones([*lines_of(first), *lines_of(second)], [first, second])).tables
    assert [row[0].text for row in table.rows] == ["Nội dung", "Rà soát", "Báo cáo"]


@pytest.mark.parametrize("second", [[("Tổng hợp", "Sở Tài chính", "Quý I")], [("Tổng hợp", "Sở Tài chính")]])
def test_tables_with_other_columns_or_text_between_stay_apart(second):
    first = ruled([("Nội dung", "Đơn vị"), ("Rà soát", "Sở Nội vụ")], page=1, top=300)
    other = ruled(second, page=2, top=200)
    between = [] if len(second[0]) == 3 else [line("Danh sách 2", page=2, y=100)]
    found = outline.build(zones([*lines_of(first), *between, *lines_of(other)], [first, other]))
    assert found.tables == [first, other]


# --- letters ---

BODY = (
    Par("Thực hiện kế hoạch công tác năm, Sở Văn hóa mời các đơn vị dự họp triển khai nhiệm vụ, cụ thể như sau:"),
    Par("Thời gian: 8 giờ 00 ngày 06/8/2025.", "1."),
    Par("Thành phần:", "2."),
    Par("Đại diện Lãnh đạo:", "-", level=1),
    Par("Sở Tài chính và các phòng chuyên môn của Ủy ban nhân dân các xã, phường trên địa bàn tỉnh;", "+", level=2),
    Par("Sở Nội vụ.", "+", level=2),
    Par("Nội dung chi tiết:", "3."),
    Par(f"{LONG};", "a)"),
    Par("Thảo luận.", "b)"),
)
BODY_TREE = [
    ("", BODY[0].text, [
        ("1.", BODY[1].text, []),
        ("2.", "Thành phần:", [("-", "Đại diện Lãnh đạo:", [("+", BODY[4].text, []), ("+", BODY[5].text, [])])]),
        ("3.", "Nội dung chi tiết:", [("a)", f"{LONG};", []), ("b)", "Thảo luận.", [])]),
    ]),
]  # fmt: skip


def letter(body=BODY, **other):
    return Letter(
        code="GM", title="GIẤY MỜI", subject="Họp triển khai nhiệm vụ", issuer=("SỞ VĂN HÓA",),
        parent=("UBND TỈNH HÒA AN",), place="Hòa An", body=body, recipients=("Như trên",), **other,
    )  # fmt: skip


def outline_of(data):
    (part,) = (part for part in split(read_document(data)) if part.kind == "letter")
    return outline.build(find_zones(part))


@needs_fonts
@pytest.mark.parametrize("size", [12, 13, 14])
def test_a_letter_as_pdf(size):
    assert tree(outline_of(write_pdf(letter(font_size=size))).items) == BODY_TREE


def test_a_letter_as_docx():
    assert tree(outline_of(write_docx(letter())).items) == BODY_TREE


@pytest.mark.parametrize("width", [60, 84, 110])
def test_a_letter_as_text(width):
    assert tree(outline_of(write_text(letter(), width=width).encode()).items) == BODY_TREE


@needs_fonts
def test_items_over_pages_and_page_numbers():
    """Long items run over the page; the page's number is no item."""
    body = tuple(Par(f"{LONG}, {LONG.lower()}, lần thứ {n}.", f"{n}.") for n in range(1, 31))
    document = outline_of(write_pdf(letter(body)))
    assert tree(document.items) == [(par.marker, par.text, []) for par in body]
    assert len({item.lines[0].page for item in (entry.text for entry in document.items)}) > 1


def page_of(lines, number):
    return Page(number, 595.0, 842.0, tuple(lines))


def test_footnotes_and_page_numbers_are_no_items():
    """A footnote between two pages does not cut the paragraph that runs on; it stands in the notes."""
    rows = textwrap.wrap(f"{LONG}; tổng hợp, báo cáo kết quả về Sở Văn hóa", 60)
    half = len(rows) // 2
    first = [line(row, LEFT + (28 if at == 0 else 0), 600 + 19 * at, right=RIGHT) for at, row in enumerate(rows[:half])]
    mark, note = line("1", LEFT, 760, size=6, right=LEFT + 4), line("Theo Kế hoạch của tỉnh.", LEFT + 6, 761, size=10)
    footnote = joined_line(mark, note)
    number = line("2", 295, 30, page=2, size=13)
    second = [line(row, LEFT, 60 + 19 * at, page=2, right=RIGHT) for at, row in enumerate(rows[half:])]
    document = Document("x", "", "", (page_of([*first, footnote], 1), page_of([number, *second], 2)), 2)
    (part,) = split(document)
    found = find_zones(part)
    assert [" ".join(note.text.split()) for note in found.notes] == ["1 Theo Kế hoạch của tỉnh."]
    assert tree(outline.build(found).items) == [("", " ".join(rows), [])]


def joined_line(left, right):
    """Two pieces of one printed line."""
    moved = tuple(word._replace(start=word.start + len(left.text) + 1) for word in right.words)
    place = left.place.union(right.place)
    return Line(f"{left.text} {right.text}", (*left.words, *moved), place, left.page)


@needs_fonts
def test_a_long_table_over_pages():
    rows = tuple((str(n), f"Nhiệm vụ thứ {n}", "Sở Nội vụ") for n in range(1, 70))
    block = TableBlock(("STT", "Nội dung", "Đơn vị chủ trì"), rows)
    (table,) = outline_of(write_pdf(letter((Par("Phân công như sau:"), block)))).tables
    assert [row[0].text for row in table.rows] == ["STT", *(row[0] for row in rows)]


def test_a_list_goes_on_after_a_paragraph_of_its_item():
    paragraphs = ["Đề nghị các đơn vị:", "1. Rà soát hồ sơ.", "Việc rà soát tiến hành hằng năm.", "2. Báo cáo kết quả."]
    (lead,) = built(paragraphs)
    assert [child[0] for child in lead[2]] == ["1.", "2."]
    assert lead[2][0][2][0][1].startswith("Việc rà soát")


def test_another_list_that_begins_again_is_its_own():
    found = built(["Nội dung:", "1. Rà soát hồ sơ.", "Phần này kết thúc.", "1. Báo cáo kết quả."])
    assert [item[0] for item in found] == ["", "", "1."]


def test_labels_go_on_beside_a_list_of_guests():
    paragraphs = [
        "Kính mời dự họp như sau:",
        "Thời gian: 8 giờ.",
        "Thành phần:",
        "- Sở Nội vụ;",
        "- Sở Tài chính.",
        "Địa điểm: Hội trường.",
    ]
    (lead,) = built(paragraphs)
    assert [child[1].split(":")[0] for child in lead[2]] == ["Thời gian", "Thành phần", "Địa điểm"]


def test_a_bullet_that_was_lost():
    (lead,) = built(["Thành phần gồm có:", "- Sở Nội vụ;", "Đại diện Sở Tài chính;", "- Thư viện tỉnh."])
    assert [child[0] for child in lead[2]] == ["-", "", "-"]


@pytest.mark.parametrize("speck", [".", "'", "|", "~", "·"])
def test_specks_are_no_paragraphs(speck):
    (lead,) = built(["Thành phần gồm có:", "- Sở Nội vụ;", speck, "- Thư viện tỉnh."])
    assert [child[0] for child in lead[2]] == ["-", "-"]


@pytest.mark.parametrize("text", ["- " * 4000, "1. " * 4000, "a) " * 4000, "I" * 8000, "(" * 8000])
def test_hostile_text_ends_quickly(text):
    assert isinstance(outline.build(zones([line(text), line(text, y=120)])), outline.Outline)
