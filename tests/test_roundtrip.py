"""Content of a letter → PDF → record: the same content, whatever the letter says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letterwriter import Day, Filing, Letter, Number, Par, Signer, fonts_missing, write_pdf

import gmparse

pytestmark = pytest.mark.skipif(fonts_missing() is not None, reason=fonts_missing() or "")

TITLES = {"GM": "GIẤY MỜI", "KH": "KẾ HOẠCH", "TB": "THÔNG BÁO", "TTr": "TỜ TRÌNH", "BC": "BÁO CÁO", "CT": "CHỈ THỊ"}
PLACES = ["Hà Nội", "Lào Cai", "Vĩnh Long", "Đắk Lắk", "Cà Mau", "Huế", "Thành phố Hồ Chí Minh"]
PARENTS = ["UBND TỈNH LÀO CAI", "BỘ XÂY DỰNG", "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK", None]
ISSUERS = ["SỞ NỘI VỤ", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "TRUNG TÂM LƯU TRỮ", "THANH TRA TỈNH", "TRƯỜNG CAO ĐẲNG Y TẾ"]
SYMBOLS = ["SNV", "SKHCN", "TTLT", "UBND", "CĐYT"]
ORGANS = ["Sở Tài chính", "Công an tỉnh", "Văn phòng UBND tỉnh", "UBND các xã, phường", "Bệnh viện Đa khoa tỉnh"]
WORDS = (  # noqa: SIM905
    "tổ chức họp bàn giải pháp triển khai công tác lưu trữ hồ sơ điện tử phục vụ chuyển đổi số quản lý văn bản tập "
    "huấn kiểm tra đánh giá kết quả thực hiện nhiệm vụ năm học kế hoạch phối hợp tuyên truyền bảo vệ môi trường"
).split()
SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Lý"]
MIDDLES = ["Văn", "Thị", "Hữu", "Minh", "Thanh", "Quốc", "Ngọc"]
GIVEN = ["An", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Khánh", "Lâm", "Mai", "Phúc", "Quỳnh", "Thảo", "Yến"]
POSITIONS = [
    ("GIÁM ĐỐC",),
    ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
    ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ("Q. VIỆN TRƯỞNG",),
]

phrases = st.lists(st.sampled_from(WORDS), min_size=4, max_size=24).map(" ".join)
sentences = phrases.map(lambda text: text[0].upper() + text[1:] + ".")
names = st.tuples(*map(st.sampled_from, (SURNAMES, MIDDLES, GIVEN))).map(" ".join)
days = st.builds(
    Day,
    st.integers(2005, 2030),
    st.one_of(st.none(), st.integers(1, 12)),
    st.one_of(st.none(), st.integers(1, 28)),
).filter(lambda day: day.month is not None or day.day is None)
numbers = st.one_of(st.none(), st.integers(1, 9999).map(lambda n: f"{n:02d}"))


@st.composite
def letters(draw):
    code = draw(st.sampled_from(["CV", *TITLES]))
    symbol = draw(st.sampled_from(SYMBOLS))
    listed = draw(st.lists(st.sampled_from(ORGANS), min_size=1, max_size=4, unique=True))
    parent = draw(st.sampled_from(PARENTS))
    return Letter(
        code=code,
        title=TITLES.get(code),
        subject=("V/v " if code == "CV" else "Về việc ") + draw(phrases),
        issuer=(draw(st.sampled_from(ISSUERS)),),
        parent=(parent,) if parent else (),
        number=Number(draw(numbers), f"{symbol}-VP" if code == "CV" else f"{code}-{symbol}"),
        place=draw(st.sampled_from(PLACES)),
        date=draw(days),
        addressees=tuple(listed) if code in ("CV", "TTr") else (),
        body=tuple(Par(text) for text in draw(st.lists(sentences, min_size=1, max_size=9))),
        signers=(Signer(draw(st.sampled_from(POSITIONS)), draw(names), draw(st.sampled_from([None, "TS.", "ThS."]))),),
        recipients=("Như trên", *draw(st.lists(st.sampled_from(ORGANS), max_size=6, unique=True))),
        filing=Filing("Lưu: VT, TCHC(abc)", "VT", "TCHC", "abc"),
        font_size=draw(st.sampled_from([13, 14])),
        letterhead_last=draw(st.booleans()),
    )


def text(value):
    return value.text if value is not None else None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(letters())
def test_what_was_written_is_read(letter):
    found = gmparse.parse(write_pdf(letter))
    signer = letter.signers[0]
    assert found.type.code == letter.code
    assert (found.issuer.name, found.issuer.parent) == (letter.issuer[0], letter.parent[0] if letter.parent else None)
    assert (found.number.serial, found.number.symbol) == (letter.number.serial, letter.number.symbol)
    assert found.number.state == ("read" if letter.number.serial else "blank")
    assert text(found.place) == letter.place
    assert found.date.edtf == letter.date.edtf
    assert text(found.subject) == letter.subject
    assert tuple(item.text for item in found.addressees) == letter.addressees
    assert tuple(item.text for item in found.recipients) == letter.all_recipients
    assert (found.signer.lines, found.signer.position, found.signer.name) == (
        signer.lines,
        signer.lines[-1],
        signer.name,
    )
    assert found.citations == found.meetings == ()
