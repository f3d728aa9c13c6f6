"""The real phrases of ../shared/domain/phrases_real.csv, by their row: what each must give, but not their text.

A phrase that is a field's whole text is put into a small letter under the label it would have; values are cut out of
the phrase itself, so that no real text stands in this file.
"""

import re

import pytest
from support import SHARED, needs_shared, table

import gmparse
from gmparse.grammar.deadlines import find_deadlines
from gmparse.grammar.times import find_moments

pytestmark = needs_shared

PHRASES = SHARED / "domain/phrases_real.csv"
ROWS = table(PHRASES) if PHRASES.is_file() else []

# Rows that are not read as they should be, with the cause. A test fails when one is mended and not taken off the list.
KNOWN = {
    101: "a note in brackets of a week's calendar: a declarative sentence is no instruction of a letter",
}

LETTER = """SỞ VĂN HÓA TỈNH HÒA AN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 57/GM-SVH
Hòa An, ngày 02 tháng 01 năm 2010

GIẤY MỜI
Dự Hội nghị tổng kết

{body}

Nơi nhận:
{recipients}

GIÁM ĐỐC

Trần Văn Mẫu
"""
TIME = "Thời gian: 14 giờ 00 ngày 05/3/2010."
PLACE = "Địa điểm: Phòng họp số 1."
COPIES = "- Như trên;\n- Lưu: VT."


def phrase(row):
    """The phrase, its placeholders for names filled in and notes of its collector taken off."""
    text = ROWS[row]["chuoi"].replace("<Họ tên>", "Trần Văn Mẫu").replace("<tên>", "Mẫu")
    return re.sub(r"\s*\((?:phẩy|chấm phẩy): HD\d+\)$", "", text)


def parsed(*body, recipients=COPIES):
    letter = LETTER.format(body="\n".join(body), recipients=recipients)
    return gmparse.parse(letter.encode()).to_dict(evidence=False)


def holds(row, right):
    """Whether a row is right, or a known miss; a known miss that is right fails too."""
    assert right == (row not in KNOWN), KNOWN.get(row, f"row {row} is not read rightly")


def test_every_row_is_tested():
    tested = {*TIMES, *NO_TIME, *PLACES, *PARTICIPANTS, *NO_PARTICIPANT, *DEADLINES, *ASSIGNMENTS, *RECIPIENTS}
    assert tested == set(range(len(ROWS)))


# --- time: the letter's date, start, end, hours that have no date ---

TIMES = {
    0: ("2025-07-10", "2025-07-23T14:00", None),
    1: ("2018-01-30", "2018-02-06T07:30", "2018-02-06T09:00"),
    2: ("2023-11-20", "2023-12-06T08:00", None),
    3: ("2021-08-01", "2021-08-12T08:00", "2021-08-13"),
    4: ("2021-08-01", "2021-08-10", "2021-08-12"),
    5: ("2022-12-01", "2022-12-07", "2022-12-10"),
    6: ("2017-05-20", "2017-06-01T07:30", None),
    7: ("2014-03-20", "2014-03-31T16:30", None),
    8: ("2014-03-31", "2014-03-31T14:00", None),
    9: ("2014-03-20", "2014-03-31T08:00", "2014-03-31T16:30"),
    10: ("2011-02-20", "2011-03-04", None),
    11: ("2011-02-20", None, None, "08:00", "11:30"),
    12: ("2011-02-20", None, None, "13:00", "16:30"),
    13: ("2011-02-20", "2011-03-08T08:00", None),
    14: ("2012-03-20", "2012-03-28T14:00", None),
    15: ("2011-02-20", "2011-03-04T10:00", None),
    16: ("2019-05-20", None, None, "07:30"),
    17: ("2019-05-20", None, None, "13:30"),
    20: ("2019-05-20", "2019-05-28", None),
    21: ("2025-07-10", None, None, "08:30"),
    22: ("2025-07-10", None, None, "14:00"),
    23: ("2025-07-10", "2025-07-14", "2025-07-20"),
    24: ("2025-07-10", "2025-07-14", None),
    25: ("2020-05-01", "2020-05-16T08:00", "2020-06-03T16:00"),
    26: ("2010-12-01", "2010-12-17", None),
    27: ("2015-12-28", "2016-01-05T16:00", None),
    28: ("2014-03-20", "2014-03-31T08:00", "2014-03-31T17:30"),
    29: ("2014-05-20", "2014-05-28", None),
    30: ("2010-10-20", "2010-11-04T17:00", None),
    31: ("2025-10-01", "2025-10-17T14:00", None),
    32: ("2024-07-01", "2024-07-15T08:30", None),
    33: ("2026-09-20", "2026-10-05T08:30", None),
    34: ("2024-12-01", "2024-12-11T13:30", None),
    35: ("2025-07-01", "2025-07-15T08:00", None),
    36: ("2025-08-20", "2025-09-03T07:30", None),
    37: ("2025-08-20", None, None, "13:30"),
    38: ("2025-08-01", "2025-08-20T08:00", "2025-08-21"),
    39: ("2025-08-01", "2025-08-12", None),
    40: ("2025-08-20", "2025-09-05", "2025-09-07"),
}
SAME_DAY = (9, 28)  # "cùng ngày": the day is that of the sentence before
NO_TIME = (18, 19, 41, 42, 43)  # no hour and no day, or a template's blank


@pytest.mark.parametrize("row", TIMES)
def test_times(row):
    date, start, end, *hours = TIMES[row]
    before = "Hội nghị bắt đầu lúc 8h00 ngày 31/3/2014; dự kiến kết thúc vào " if row in SAME_DAY else ""
    text = before + (phrase(row)[phrase(row).index("1") :] if before else phrase(row))
    moments = find_moments(text, date)
    found = [(m.begin, m.finish, *([c.iso for c in m.clocks] if m.begin is None else ())) for m in moments]
    holds(row, found == [(start, end, *hours)] and not moments[0].weekday_conflict)


@pytest.mark.parametrize("row", [row for row in TIMES if TIMES[row][1]])
def test_times_of_a_letter(row):
    """The same behind the label of an invitation."""
    _, start, end, *_ = TIMES[row]
    before = "bắt đầu lúc 8h00 ngày 31/3/2014; dự kiến kết thúc vào " if row in SAME_DAY else ""
    text = re.sub(r"^(?:1\. )?Thời gian:? ", "", phrase(row).rstrip(":"), flags=re.I)
    text = before + (text[text.index("1") :] if before else text)
    year = start[:4] if "/20" not in text and "năm" not in text and "-20" not in text else "2010"
    letter = LETTER.replace("năm 2010", f"năm {year}").format(body=f"Thời gian: {text}\n{PLACE}", recipients=COPIES)
    meetings = gmparse.parse(letter.encode()).meetings
    holds(row, [(m.start, m.end) for m in meetings] == [(start, end)])


@pytest.mark.parametrize("row", NO_TIME)
def test_no_time(row):
    assert [m.begin for m in find_moments(phrase(row), "2025-07-10") if m.begin] == []
    (meeting,) = parsed(f"Thời gian: {phrase(row)}", PLACE)["meetings"]
    assert meeting["start"] is None


# --- place: what of the phrase is the place (from, to), and how people meet ---

PLACES = {
    44: ("tại ", None, "in_person"),
    45: ("Tại ", None, "in_person"),
    46: ("", None, "in_person"),
    47: ("", None, None),
    48: ("", None, "in_person"),
    49: ("", None, "in_person"),
    50: ("", None, "in_person"),
    51: ("", None, "in_person"),
    52: ("", None, "in_person"),
    53: ("", None, "in_person"),
    54: ("tại ", None, "in_person"),
    55: ("tại ", " (", "in_person"),
    56: ("tại ", None, "in_person"),
    57: ("tại ", None, "in_person"),
    58: ("tại ", None, "in_person"),
    59: ("", None, "in_person"),
    60: ("", None, "in_person"),
    61: ("", None, "in_person"),
    62: ("tại ", None, "hybrid"),
    63: ("", None, "online"),
    64: ("", None, "online"),
}
# Rows whose place names a street (offsets into the phrase); in no other is there one.
STREETS = {44: (47, 62), 46: (46, 65), 47: (59, 74), 48: (19, 35), 59: (22, 34)}


@pytest.mark.parametrize("row", PLACES)
def test_places(row):
    lead, end, mode = PLACES[row]
    text = phrase(row)
    label = "" if text.startswith("2.") else "Địa điểm: "
    (meeting,) = parsed(TIME, label + text)["meetings"]
    start = text.index(lead) + len(lead)
    place = text[start : text.index(end, start) if end else None].rstrip(" .") if end else text[start:]
    place = place if place.endswith("...") else place.rstrip(" .")
    found = meeting["location"] or {}
    holds(row, found.get("text") == place and (meeting["mode"] == mode or mode is None))


@pytest.mark.parametrize("row", [row for row in PLACES if row not in (63, 64)])
def test_streets(row):
    (meeting,) = parsed(TIME, ("" if row == 44 else "Địa điểm: ") + phrase(row))["meetings"]
    assert meeting["location"]["street"] == (phrase(row)[slice(*STREETS[row])] if row in STREETS else None)


def test_link_of_an_online_meeting():
    (meeting,) = parsed(TIME, f"Hình thức, địa điểm: {phrase(64)}")["meetings"]
    assert meeting["location"]["url"] == phrase(64)[phrase(64).index("https") :]
    assert meeting["mode"] == "online"


# --- participants: the items of the list (offsets of the text in the phrase's pieces), who presides ---

PARTICIPANTS = {
    65: (["Đ/c Trần Văn Mẫu"], True),
    66: (["Đại diện", "Đại diện"], False),
    67: (["Trưởng/phó"], False),
    68: (["Các doanh nghiệp"], False),
    69: (["Lãnh đạo", "Lãnh đạo"], False),
    70: (["lãnh đạo"], False),
    71: (["mời"], False),
    72: (["PCTTT"], False),
    73: (["(LĐVP"], False),
    74: (["Dự"], True),
}
NO_PARTICIPANT = (75, 76, 77)  # a template, a sentence of thanks, a request to come on time


def pieces(text):
    """A list that the collector wrote into one line: each item a line again."""
    return re.sub(r"(?:(?<=[;:,])|(?<=\.\.\.)) (?=[-+] )", "\n", text)


@pytest.mark.parametrize("row", PARTICIPANTS)
def test_participants(row):
    begins, presides = PARTICIPANTS[row]
    text = pieces(phrase(row))
    label = "" if text.startswith("1.") else "Thành phần:\n"
    (meeting,) = parsed(TIME, PLACE, label + text)["meetings"]
    found = [item["text"] for item in meeting["participants"]]
    right = len(found) == len(begins) and all(map(str.startswith, found, begins))
    holds(row, right and (meeting["chair"] is not None) == presides)


@pytest.mark.parametrize("row", NO_PARTICIPANT)
def test_no_participant(row):
    (meeting,) = parsed("Trân trọng kính mời: Giám đốc Sở Tài chính.", TIME, PLACE, phrase(row))["meetings"]
    holds(row, [item["text"] for item in meeting["participants"]] == ["Giám đốc Sở Tài chính"])


# --- deadlines: day or None where the calendar has none, whether the day counts; none at all: [] ---

DEADLINES = {
    78: [("2025-09-30", False)],
    79: [("2025-09-30", True)],
    80: [("2025-10-31", True)],
    81: [("2024-12-31", True)],
    82: [(None, True)],
    83: [("2025-12-31", False)],
    84: [(None, True)],
    85: [("2012-03-26", True)],
    86: [(None, False)],
    87: [(None, False)],
    88: [("2025-03-31", True)],
    89: [],  # when to be there, no task's deadline
    90: [(None, True)],
    91: [],  # a template's blank
    92: [],  # when a document takes effect
    93: [("2025-08-15T16:00", False), (None, False), (None, True)],
}


@pytest.mark.parametrize("row", DEADLINES)
def test_deadlines(row):
    found = find_deadlines(phrase(row), "2025-01-02")
    holds(row, [(d.date, d.inclusive) for d in found] == DEADLINES[row])


@pytest.mark.parametrize("row", DEADLINES)
def test_deadlines_are_no_meetings(row):
    assert parsed("Đề nghị các đơn vị nghiên cứu.", phrase(row))["meetings"] == []


# --- assignments: assignee from, to, and whether units are to help; none: [] ---

ASSIGNMENTS = {
    94: [("phòng", " phối hợp", 0)],
    95: [("Sở", " chủ trì", 1)],
    96: [("Sở", " theo dõi", 0)],
    97: [("Sở", " đôn đốc", 0)],
    98: [("các", " đăng ký", 0)],
    99: [("Ban", " phối hợp", 2)],
    100: [("các", " phải", 0)],
    101: [("Phòng", " chuẩn bị", 0)],
    102: [],  # courtesy
    103: [],  # how to behave in a meeting
    104: [],
    105: [("Văn phòng", " tham mưu", 0)],
}
UNDER_A_HEADING = (105,)  # a sentence that gives a task only because of the section it stands in


@pytest.mark.parametrize("row", ASSIGNMENTS)
def test_assignments(row):
    text = phrase(row)
    over = "1. Tổ chức thực hiện\n- " if row in UNDER_A_HEADING else ""
    found = parsed("Sở có ý kiến như sau.", over + text)["assignments"]
    wanted = [(text[text.index(first) : text.index(end)], help_) for first, end, help_ in ASSIGNMENTS[row]]
    holds(row, [(one["assignee"]["text"], len(one["coordinating"])) for one in found] == wanted)


# --- recipients: how many lines, the filing line's parts ---

RECIPIENTS = {
    106: (3, "VT", "TCHC", "vth"),
    107: (4, "VT", "NCKS", "Mẫu"),
    108: (4, "VT", "NCKS", None),
    109: (1, "VT", "CCVC", "Mẫu"),
    110: (1, None, None, None),
    111: (2, "Văn phòng Tỉnh uỷ", None, None),
    112: (2, "Văn phòng Trung ương Đảng", None, None),
    113: (1, "VT, Hồ sơ", None, None),
}


@pytest.mark.parametrize("row", RECIPIENTS)
def test_recipients(row):
    count, *filing = RECIPIENTS[row]
    text = pieces(phrase(row).split(" | ")[0])
    record = parsed("Nội dung.", recipients=text)
    found = record["filing"] or {}
    holds(row, len(record["recipients"]) == count and [found.get(k) for k in ("archive", "unit", "drafter")] == filing)


@pytest.mark.parametrize(
    ("at", "unit", "drafter"), [(1, "TCCC", "Mẫu"), (2, "KT, NCKSTTHC", "Mẫu")], ids=["point", "two"]
)
def test_other_filing_lines(at, unit, drafter):
    filing = parsed("Nội dung.", recipients=phrase(109).split(" | ")[at])["filing"]
    assert (filing["archive"], filing["unit"], filing["drafter"]) == ("VT", unit, drafter)
