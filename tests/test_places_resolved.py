"""Places taken apart, and resolved to administrative units by the letter's date and the issuer's province."""

import pytest

import gmparse
from gmparse.fields.entities import Names, passage
from gmparse.fields.meetings.places import Home, location_of
from gmparse.fields.places import present_of, printed_units, resolve
from gmparse.lexicon.places import LAST_DAY, REFORM, find_province, find_units, provinces, units
from gmparse.page import Line
from gmparse.text import TextMap


def resolved(text, date, home=None):
    found = resolve(list(printed_units(text, unknown=True)), date, home)
    if found.unit is None:
        return "several" if found.problem == "place-ambiguous" else None
    unit = found.unit
    return unit.ward, unit.district, unit.province, unit.code


NOW, BEFORE = "2025-09-05", "2024-05-06"


@pytest.mark.parametrize(
    ("text", "date", "home", "unit"),
    [
        ("phường Nghĩa Lộ, tỉnh Quảng Ngãi", NOW, None, ("phường Nghĩa Lộ", None, "tỉnh Quảng Ngãi", "21028")),
        ("phường Cam Ly - Đà Lạt", NOW, "Lâm Đồng", ("phường Cam Ly - Đà Lạt", None, "tỉnh Lâm Đồng", "24787")),
        ("UBND PHƯỜNG LONG XUYÊN", NOW, None, ("phường Long Xuyên", None, "tỉnh An Giang", "30307")),
        ("tỉnh Lâm Đồng", NOW, None, (None, None, "tỉnh Lâm Đồng", "68")),
        ("TP. HCM", NOW, None, (None, None, "thành phố Hồ Chí Minh", "79")),
        # shared by several provinces: the issuer's tells, or nothing does
        ("xã Tân Lập", NOW, None, "several"),
        ("xã Tân Lập", NOW, "Lâm Đồng", ("xã Tân Lập", None, "tỉnh Lâm Đồng", "23134")),
        ("xã Tân Lập, tỉnh Lâm Đồng", NOW, "Cà Mau", ("xã Tân Lập", None, "tỉnh Lâm Đồng", "23134")),
        ("xã Tân Lập", NOW, "Cà Mau", "several"),
        ("xã Tân Lập, tỉnh Cà Mau", NOW, None, None),
        # units of their date
        (
            "P. Vĩnh Thanh Vân, TP. Rạch Giá, tỉnh Kiên Giang",
            BEFORE,
            None,
            ("phường Vĩnh Thanh Vân", "thành phố Rạch Giá", "tỉnh Kiên Giang", None),
        ),
        (
            "phường Vĩnh Thanh Vân",
            "2025-06-30",
            "Kiên Giang",
            ("phường Vĩnh Thanh Vân", "thành phố Rạch Giá", "tỉnh Kiên Giang", None),
        ),
        ("phường Vĩnh Thanh Vân", "2025-06-30", None, None),  # the table of before is not whole: no home, no unit
        ("thành phố Rạch Giá, tỉnh Kiên Giang", BEFORE, None, (None, "thành phố Rạch Giá", "tỉnh Kiên Giang", None)),
        ("tỉnh Cần Thơ", "2003-05-06", None, (None, None, "tỉnh Cần Thơ", None)),
        ("tỉnh Cần Thơ", NOW, None, None),  # it ended in 2003
        ("thành phố Huế", "2024-12-31", None, None),  # not yet a province
        ("thành phố Huế", "2025-01-01", None, (None, None, "thành phố Huế", "46")),
        # told apart by the district, a number is no end of another number
        ("huyện Cao Lãnh, tỉnh Đồng Tháp", BEFORE, None, (None, "huyện Cao Lãnh", "tỉnh Đồng Tháp", None)),
        ("TP. Cao Lãnh, tỉnh Đồng Tháp", BEFORE, None, (None, "thành phố Cao Lãnh", "tỉnh Đồng Tháp", None)),
        ("P.1, Q.10, TP.HCM", BEFORE, None, ("phường 1", "quận 10", "thành phố Hồ Chí Minh", None)),
        ("phường 01, quận 10, TP.HCM", BEFORE, None, ("phường 1", "quận 10", "thành phố Hồ Chí Minh", None)),
        ("phường 1, quận 1, TP.HCM", BEFORE, None, None),
        ("phường 1, TP.HCM", BEFORE, None, "several"),
        ("thị trấn Chi Lăng", BEFORE, "Lạng Sơn", ("thị trấn Chi Lăng", "huyện Chi Lăng", "tỉnh Lạng Sơn", None)),
        # a district printed with a unit of today that was formed there
        ("xã Ba Tri, huyện Ba Tri", NOW, "Vĩnh Long", ("xã Ba Tri", None, "tỉnh Vĩnh Long", "29110")),
        ("xã Ba Tri, huyện Chợ Lách", NOW, "Vĩnh Long", None),
        # what the table does not hold is no guess at the province alone
        ("xã Không Có Thật, tỉnh Lâm Đồng", NOW, None, None),
        # partial dates
        ("tỉnh Kiên Giang", "2025-06-XX", None, (None, None, "tỉnh Kiên Giang", None)),
        ("tỉnh Kiên Giang", "2025-XX-XX", None, None),
        ("tỉnh Lâm Đồng", None, None, None),
        ("Sở Lao động - Thương binh và Xã hội", NOW, None, None),
    ],
)
def test_units(text, date, home, unit):
    assert resolved(text, date, home) == unit


@pytest.mark.parametrize(
    ("text", "home", "unit", "present"),
    [
        # by the names of before, with the province of before, of today, or none
        (
            "P. Vĩnh Thanh Vân, TP. Rạch Giá",
            "An Giang",
            ("phường Vĩnh Thanh Vân", "thành phố Rạch Giá", "tỉnh Kiên Giang"),
            [("phường Rạch Giá", "tỉnh An Giang", "30742")],
        ),
        (
            "P. Vĩnh Thanh Vân, TP. Rạch Giá, tỉnh Kiên Giang",
            None,
            ("phường Vĩnh Thanh Vân", "thành phố Rạch Giá", "tỉnh Kiên Giang"),
            [("phường Rạch Giá", "tỉnh An Giang", "30742")],
        ),
        (
            "P. Vĩnh Thanh Vân, TP. Rạch Giá, tỉnh An Giang",
            None,
            ("phường Vĩnh Thanh Vân", "thành phố Rạch Giá", "tỉnh Kiên Giang"),
            [("phường Rạch Giá", "tỉnh An Giang", "30742")],
        ),
        (
            "phường Vĩnh Thanh Vân",
            "An Giang",
            ("phường Vĩnh Thanh Vân", "thành phố Rạch Giá", "tỉnh Kiên Giang"),
            [("phường Rạch Giá", "tỉnh An Giang", "30742")],
        ),
        # of districts the province, but for the islands
        (
            "thành phố Rạch Giá, tỉnh Kiên Giang",
            None,
            (None, "thành phố Rạch Giá", "tỉnh Kiên Giang"),
            [(None, "tỉnh An Giang", "91")],
        ),
        (
            "huyện Côn Đảo, tỉnh Bà Rịa - Vũng Tàu",
            None,
            (None, "huyện Côn Đảo", "tỉnh Bà Rịa - Vũng Tàu"),
            [("đặc khu Côn Đảo", "thành phố Hồ Chí Minh", "26732")],
        ),
        ("tỉnh Kiên Giang", None, (None, None, "tỉnh Kiên Giang"), [(None, "tỉnh An Giang", "91")]),
        # in the order of the table
        (
            "phường Cửa Nam, quận Hoàn Kiếm, TP Hà Nội",
            None,
            ("phường Cửa Nam", "quận Hoàn Kiếm", "thành phố Hà Nội"),
            [
                ("phường Văn Miếu - Quốc Tử Giám", "thành phố Hà Nội", "00226"),
                ("phường Ba Đình", "thành phố Hà Nội", "00004"),
                ("phường Cửa Nam", "thành phố Hà Nội", "00082"),
                ("phường Hoàn Kiếm", "thành phố Hà Nội", "00070"),
            ],
        ),
    ],
)
def test_units_that_had_ended(text, home, unit, present):
    found = resolve(list(printed_units(text, unknown=True)), NOW, home)
    assert found.problem == "place-ended" and found.unit.ended
    assert (found.unit.ward, found.unit.district, found.unit.province) == unit and found.unit.code is None
    assert [(one.ward, one.province, one.code) for one in found.unit.present] == present


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("phường Vĩnh Thanh Vân", None),  # the issuer's province is not known
        ("phường Vĩnh Thanh Vân", "Cà Mau"),  # it is another
        ("huyện Không Có Thật, tỉnh An Giang", None),
        ("P. Vĩnh Thanh Vân, TP. Rạch Giá, tỉnh Cà Mau", None),
        ("P. Vĩnh Thanh Vân, TP. Long Xuyên", "An Giang"),
    ],
)
def test_units_that_had_ended_are_no_guess(text, home):
    assert resolved(text, NOW, home) is None


def test_a_unit_far_away_and_one_that_ended_at_home_are_two():
    far = [u for u in units() if u.code and len(find_units(u.name, kind=u.kind, day=REFORM)) == 1]
    name, home = next(
        (f"{u.kind} {u.name}", find_province(old.province, LAST_DAY).present)
        for u in far
        for old in find_units(u.name, kind=u.kind, day=LAST_DAY)
        if find_province(old.province, LAST_DAY).present != u.province
    )
    assert resolved(name, NOW, home) == "several"
    assert resolved(name, NOW, None)[3]


def test_units_that_were_divided():
    text = "phường Cửa Nam, quận Hoàn Kiếm, thành phố Hà Nội"
    found = resolve(list(printed_units(text)), BEFORE, None)
    assert found.problem == "place-divided" and not found.unit.ended
    assert [one.code for one in found.unit.present] == ["00226", "00004", "00082", "00070"]
    found = resolve(list(printed_units("phường Vĩnh Thanh Vân, thành phố Rạch Giá, tỉnh Kiên Giang")), BEFORE, None)
    assert found.problem is None and [one.ward for one in found.unit.present] == ["phường Rạch Giá"]


def test_every_unit_of_the_tables_has_its_present():
    for unit in (*units(), *provinces()):
        present = present_of(unit)
        assert bool(present) == (not unit.code)
        assert all(one.code for one in present)


# room, street, ward, province
PLACES = {
    "Phòng họp Sở Y tế (19 Nguyễn Chánh, phường Nghĩa Lộ, tỉnh Quảng Ngãi)": (
        "Phòng họp Sở Y tế",
        "19 Nguyễn Chánh",
        "phường Nghĩa Lộ",
        "tỉnh Quảng Ngãi",
    ),
    "Phòng họp số 02 Văn phòng UBND tỉnh": ("Phòng họp số 02 Văn phòng UBND tỉnh", None, None, None),
    "Hội trường tầng 1, Trung tâm Sao Mẫu, đường Trần Phú, phường Thành Vinh": (
        "Hội trường tầng 1",
        "đường Trần Phú",
        "phường Thành Vinh",
        None,
    ),
    "Hội trường 100 chỗ (Tầng 3) - Trung tâm Hành chính tỉnh, Số 36 đường Trần Phú": (
        "Hội trường 100 chỗ (Tầng 3)",
        "Số 36 đường Trần Phú",
        None,
        None,
    ),
    "Khách sạn Sao Mẫu, số 45 Yersin, phường Nha Trang, tỉnh Khánh Hòa": (
        None,
        "số 45 Yersin",
        "phường Nha Trang",
        "tỉnh Khánh Hòa",
    ),
    "số 128, đường 30/4, thị trấn Dương Đông": (None, "số 128, đường 30/4", "thị trấn Dương Đông", None),
    "Hội trường B, số 01 Trần Phú, TP. Rạch Giá, Kiên Giang": ("Hội trường B", "số 01 Trần Phú", None, "Kiên Giang"),
    "Hội trường 17/3, số 02 Trần Phú": ("Hội trường 17/3", "số 02 Trần Phú", None, None),
    "trụ sở UBND xã Bảo Thắng": (None, None, "xã Bảo Thắng", None),
    "Văn phòng": (None, None, None, None),
    "Trung tâm Văn hóa (Đường Tôn Đức Thắng)": (None, "Đường Tôn Đức Thắng", None, None),
}


def place(text):
    line = Line(text=text, words=(), place=None, page=None)
    return location_of(passage(TextMap([line]), 0, len(text), rule="test"), Names([text]), Home())


@pytest.mark.parametrize("text", PLACES)
def test_parts_of_a_place(text):
    location, _ = place(text)
    assert (location.room, location.street, location.ward, location.province) == PLACES[text]
    assert location.text == text and location.unit is None  # without a date


LETTER = """UBND TỈNH {province}
SỞ NỘI VỤ
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 12/GM-SNV

{place}, ngày 05 tháng 9 năm 2025

GIẤY MỜI
Họp triển khai công tác

Sở Nội vụ trân trọng kính mời:
1. Thời gian: 14 giờ 00 phút, ngày 10/9/2025.
2. Địa điểm: Hội trường UBND, {at}.
3. Thành phần: Lãnh đạo các phòng.

Nơi nhận:
- Như trên;
- Lưu: VT.

GIÁM ĐỐC

Trần Văn Mẫu
"""


def parsed(**values):
    return gmparse.parse(LETTER.format(**values).encode()).to_dict()


def test_a_place_is_resolved_by_the_issuer():
    record = parsed(province="LÂM ĐỒNG", place="Lâm Đồng", at="phường Cam Ly - Đà Lạt")
    assert record["issuer"]["unit"]["province"] == "tỉnh Lâm Đồng"
    unit = record["meetings"][0]["location"]["unit"]
    assert (unit["ward"], unit["province"], unit["valid_on"]) == (
        "phường Cam Ly - Đà Lạt",
        "tỉnh Lâm Đồng",
        "2025-09-05",
    )


def test_an_ambiguous_place_is_an_issue_and_no_guess():
    record = parsed(province="CÀ MAU", place="Cà Mau", at="xã Tân Lập")
    location = record["meetings"][0]["location"]
    assert location["ward"] == "xã Tân Lập" and location["unit"] is None
    (issue,) = [issue for issue in record["issues"] if issue["code"] == "place-ambiguous"]
    assert issue["path"] == "meetings[0].location.unit" and issue["evidence"]


def test_a_place_that_had_ended_is_said():
    record = parsed(province="AN GIANG", place="An Giang", at="phường Vĩnh Thanh Vân, TP. Rạch Giá, tỉnh Kiên Giang")
    location = record["meetings"][0]["location"]
    assert (location["ward"], location["province"]) == ("phường Vĩnh Thanh Vân", "tỉnh Kiên Giang")
    unit = location["unit"]
    assert (unit["district"], unit["province"], unit["ended"]) == ("thành phố Rạch Giá", "tỉnh Kiên Giang", True)
    assert unit["present"] == [{"ward": "phường Rạch Giá", "province": "tỉnh An Giang", "code": "30742"}]
    (issue,) = [issue for issue in record["issues"] if issue["code"] == "place-ended"]
    assert issue["path"] == "meetings[0].location.unit" and issue["evidence"]


def test_a_letter_of_before_tells_of_today():
    text = LETTER.replace("tháng 9 năm 2025", "tháng 9 năm 2024").format(
        province="KIÊN GIANG", place="Kiên Giang", at="phường Vĩnh Thanh Vân, thành phố Rạch Giá"
    )
    record = gmparse.parse(text.encode()).to_dict()
    for unit, ward in (
        (record["issuer"]["unit"], None),
        (record["meetings"][0]["location"]["unit"], "phường Rạch Giá"),
    ):
        assert (unit["province"], unit["ended"]) == ("tỉnh Kiên Giang", False)
        assert [(one["ward"], one["province"]) for one in unit["present"]] == [(ward, "tỉnh An Giang")]
    assert not [issue for issue in record["issues"] if issue["code"].startswith("place-")]


@pytest.mark.parametrize(
    ("name", "parent", "date", "home", "unit", "present"),
    [
        (
            "ỦY BAN NHÂN DÂN HUYỆN BA TRI",
            "UBND TỈNH BẾN TRE",
            BEFORE,
            "Bến Tre",
            ("huyện Ba Tri", False),
            [(None, "tỉnh Vĩnh Long")],
        ),
        (
            "UBND XÃ VĨNH HÒA",
            "UBND HUYỆN BA TRI",
            BEFORE,
            "Bến Tre",
            ("huyện Ba Tri", False),
            [("xã Ba Tri", "tỉnh Vĩnh Long")],
        ),
        # an office that still bears its former name
        (
            "TRƯỜNG THPT BA TRI",
            "UBND HUYỆN BA TRI",
            NOW,
            "Vĩnh Long",
            ("huyện Ba Tri", True),
            [(None, "tỉnh Vĩnh Long")],
        ),
        ("SỞ Y TẾ", "UBND TỈNH BẾN TRE", NOW, None, (None, True), [(None, "tỉnh Vĩnh Long")]),
    ],
)
def test_issuers_of_before(name, parent, date, home, unit, present):
    from gmparse.fields.issuer import Issuer, home_province, with_unit

    found = with_unit(Issuer(name=name, parent=parent), date, home)
    issuer = found.value
    assert (issuer.unit.district, issuer.unit.ended) == unit
    assert [(one.ward, one.province) for one in issuer.unit.present] == present
    assert [issue.code for issue in found.issues] == (["place-ended"] if issuer.unit.ended else [])
    assert home_province(issuer, date, home) == ("Vĩnh Long" if date == NOW else "Bến Tre")


@pytest.mark.parametrize(
    ("name", "parent", "date", "place", "unit"),
    [
        ("SỞ Y TẾ", "UBND TỈNH QUẢNG NGÃI", NOW, "Quảng Ngãi", (None, "tỉnh Quảng Ngãi")),
        ("ỦY BAN NHÂN DÂN PHƯỜNG LONG XUYÊN", None, NOW, "Long Xuyên", ("phường Long Xuyên", "tỉnh An Giang")),
        ("ĐẢNG ỦY XÃ ĐẠI TỪ", "ĐẢNG BỘ TỈNH THÁI NGUYÊN", NOW, "Đại Từ", ("xã Đại Từ", "tỉnh Thái Nguyên")),
        ("THANH TRA", "SỞ Y TẾ KIÊN GIANG", BEFORE, "Kiên Giang", (None, "tỉnh Kiên Giang")),
        ("THANH TRA", "SỞ Y TẾ KIÊN GIANG", BEFORE, None, None),  # nothing confirms the bare name
        ("BỘ NỘI VỤ", None, NOW, "Hà Nội", None),  # the place of issue is no territory
        ("BẢO HIỂM XÃ HỘI TỈNH HƯNG YÊN", None, NOW, "Hưng Yên", (None, "tỉnh Hưng Yên")),
        ("SỞ Y TẾ", "UBND TỈNH QUẢNG NGÃI", None, "Quảng Ngãi", None),
    ],
)
def test_issuers(name, parent, date, place, unit):
    from gmparse.fields.issuer import Issuer, with_unit

    issuer = with_unit(Issuer(name=name, parent=parent), date, place).value
    assert (issuer.unit and (issuer.unit.ward, issuer.unit.province)) == unit
