"""Confidences: the signals, the table, what is put into the evidence, and how the table is fitted."""

import sys
from types import SimpleNamespace

import pytest
from support import EACH_FIXTURE, LETTERS, ROOT

import gmparse
from gmparse.doubts import SIGNALS, claims_of, uncalibrated
from gmparse.doubts.calibration import Calibration, Steps, measured
from gmparse.doubts.signals import agree, signal_of
from gmparse.fields.assignments import Assignment
from gmparse.fields.base import Evidence, Text
from gmparse.fields.citations import Citation
from gmparse.fields.date import LetterDate
from gmparse.fields.issuer import Issuer
from gmparse.fields.number import Number
from gmparse.fields.recipients import Recipient
from gmparse.fields.signer import Signer

sys.path.insert(0, str(ROOT / "scripts"))

from calibration_fit import EXPECTED, Counted, Observation, Silence, crossed, fit
from calibration_report import accuracy_tables, written


def letter(**parts):
    """What signals look at of a letter."""
    issuer = Issuer(name="SỞ VĂN HÓA")
    number = Number(text="57/GM-SVH", serial="57", year=None, symbol="GM-SVH", state="read")
    kind = SimpleNamespace(code="GM")
    return SimpleNamespace(**({"issuer": issuer, "number": number, "type": kind, "recipients": ()} | parts))


def citation(number=None, issuer=None):
    empty = {"type": None, "date": None, "name": None, "title": None, "provisions": (), "role": "mention"}
    return Citation(text="Luật Thư viện", number=number, issuer=issuer, **empty)


def signer(*lines, name="Trần Mẫu", authority=()):
    return Signer(lines=lines, authority=authority, position=lines[-1] if lines else None, name=name)


def assignment(task, rule="assignments.actor", deadline_text=None):
    proof = Evidence(field="text", page=1, box=None, text="x", origin="content", rule=rule, confidence=1.0)
    more = {"coordinating": (), "deadline": None, "deadline_inclusive": None, "deadline_text": deadline_text}
    return Assignment(assignee=Text(text="Sở Nội vụ", evidence=(proof,)), task=Text(text=task), **more)


ABOVE, OWNED, BELOW = (Recipient(text=text) for text in ("Như trên", "VPCP: BTCN, các PCN", "Cổng TTĐT"))
LAST = Recipient(text="Lưu: VT")
OWNED_LIST = letter(recipients=(ABOVE, OWNED, BELOW, LAST))
PLAN = letter(type=SimpleNamespace(code="KH"))
HOSPITAL = letter(issuer=Issuer(name="BỆNH VIỆN MẮT"))
BLANK_DAY = LetterDate(text="ngày tháng 7 năm 2025", edtf="2025-07-XX", state="blank")
DAY = LetterDate(text="ngày 03 tháng 7 năm 2025", edtf="2025-07-03", state="read")
DEPUTY = signer("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", authority=("KT.",))
NO_DEPUTY = signer("KT. GIÁM ĐỐC", "GIÁM ĐỐC", authority=("KT.",))
LISTED_TASK = assignment("chuẩn bị báo cáo", "assignments.lead-in")
QUARTER = assignment("x", deadline_text="trong quý II/2026")
DEADLINE = assignment("x", deadline_text="trước ngày 30/9/2026")


@pytest.mark.parametrize(
    ("family", "way", "value", "scalar", "of", "signal"),
    [
        ("recipients", "ocr", Recipient(text="Như trên"), "text", letter(), ""),
        ("recipients", "ocr", Recipient(text="Như tr@n"), "text", letter(), "odd-signs"),
        ("recipients", "ocr", Recipient(text="Sở Nội vụ (b/c"), "text", letter(), "odd-signs"),
        ("recipients", "text", Recipient(text="Sở Nội vụ (b/c"), "text", letter(), ""),
        ("recipients", "ocr", Recipient(text="Lưu: VT, TCHC"), "text", letter(), "filing"),
        ("recipients", "text", Recipient(text="Lưu: VT, TCHC"), "text", letter(), ""),
        ("recipients", "text", Recipient(text="Sở Nội vụ; Sở Y tế"), "text", letter(), "several"),
        ("recipients", "text", ABOVE, "text", OWNED_LIST, ""),
        ("recipients", "text", OWNED, "text", OWNED_LIST, "headed"),
        ("recipients", "text", BELOW, "text", OWNED_LIST, "headed"),
        ("recipients", "text", LAST, "text", OWNED_LIST, ""),
        ("issuer", "ocr", Issuer(name="SỞ VĂN HÓA"), "name", letter(), ""),
        ("issuer", "ocr", Issuer(name="SỞ YĂN HÓA"), "name", letter(), "other-initials"),
        ("issuer", "ocr", Issuer(name="SỞVĂNHÓA"), "name", letter(), "odd-signs"),
        ("issuer", "ocr", Issuer(name="SỞ VĂN HÓA-THỂ THAO"), "name", letter(), "dashed"),
        ("issuer.parent", "ocr", Issuer(name="SỞ", parent="UBND TỈNH LÂM ĐỒNG"), "parent", letter(), ""),
        ("issuer.parent", "ocr", Issuer(name="SỞ", parent="UBND TỈNH LÂM"), "parent", letter(), "unknown-province"),
        ("subject", "ocr", Text(text="V/v ứng phó bão số l6"), "text", letter(), "odd-signs"),
        ("subject", "ocr", Text(text="-V/v ứng phó bão số 16"), "text", letter(), "odd-signs"),
        ("number.symbol", "ocr", letter().number, "symbol", letter(), ""),
        ("number.symbol", "ocr", letter().number, "symbol", HOSPITAL, "other-initials"),
        ("date", "ocr", BLANK_DAY, "edtf", letter(), "partial"),
        ("date", "ocr", DAY, "edtf", letter(), ""),
        ("signer.position", "ocr", DEPUTY, "position", letter(), ""),
        ("signer.position", "ocr", NO_DEPUTY, "position", letter(), "no-deputy"),
        ("signer.name", "ocr", signer(), "name", letter(), "alone"),
        ("citations", "ocr", citation("37/HD-SYT"), "number", letter(), ""),
        ("citations", "ocr", citation("37/HD"), "number", letter(), "bare-number"),
        ("citations", "ocr", citation("37/QĐĐ-UBND"), "number", letter(), "unknown-type"),
        ("citations", "ocr", citation("37/UBND-VX"), "number", letter(), ""),
        ("citations", "ocr", citation(), "text", letter(), "no-number"),
        ("citations.issuer", "ocr", citation(issuer="Chính phủ"), "issuer", letter(), ""),
        ("citations.issuer", "ocr", citation(issuer="Chính"), "issuer", letter(), "unknown-organ"),
        ("citations.issuer", "text", citation(issuer="Hội đồng Đại học"), "issuer", letter(), "unfinished-organ"),
        ("citations.issuer", "text", citation(issuer="Sở Văn hóa"), "issuer", letter(), ""),
        ("meeting.location", "text", Text(text="phòng của từng lãnh đạo"), "text", letter(), "unnamed"),
        ("meeting.location", "text", Text(text="Hội trường A"), "text", letter(), ""),
        ("participants", "text", Text(text="Trưởng các phòng"), "text", PLAN, "from-plan"),
        ("participants", "text", Text(text="Địa điểm: Hội trường A"), "text", letter(), "labelled"),
        ("participants", "text", Text(text="Đại diện lãnh đạo: Sở Y tế; Sở Nội vụ"), "text", letter(), ""),
        ("assignments", "text", assignment("chuẩn bị báo cáo gửi Sở Nội vụ"), "task", letter(), ""),
        ("assignments", "text", assignment("chuẩn bị báo cáo gửi Sở Nội vụ"), "task", PLAN, "weak-verb"),
        ("assignments", "text", assignment("chủ trì, phối hợp với Sở Y tế"), "task", PLAN, ""),
        ("assignments", "text", assignment("Chủ trì"), "task", letter(), "short-task"),
        ("assignments", "text", assignment("chuẩn bị báo cáo tổng hợp", "assignments.unit-heading"), "task", PLAN, ""),
        ("assignments", "text", LISTED_TASK, "task", letter(), "under-lead-in"),
        ("assignments", "text", assignment("giúp Chủ tịch chỉ đạo", "assignments.duties"), "task", PLAN, "duties"),
        ("assignments.deadline", "text", QUARTER, "deadline", letter(), "period"),
        ("assignments.deadline", "text", DEADLINE, "deadline", letter(), ""),
    ],
)  # fmt: skip
def test_signals(family, way, value, scalar, of, signal):
    assert signal_of(family, value, scalar, way, of) == signal
    assert signal in ("", *SIGNALS)


@pytest.mark.parametrize(
    ("issuer", "symbol", "agrees"),
    [
        ("SỞ VĂN HÓA", "GM-SVH", True),
        ("ỦY BAN NHÂN DÂN TỈNH AN BÌNH", "QĐ-UBND", True),
        ("ĐẢNG ỦY XÃ AN BÌNH", "GM/ĐU", True),
        ("BAN TỔ CHỨC", "HD/BTCTU", False),
        ("BỘ Y TẾ", "CV-SVH", False),
        ("SỞ VĂN HÓA", "X", False),
    ],
)
def test_initials_of_the_issuer_in_the_symbol(issuer, symbol, agrees):
    assert agree(issuer, symbol) is agrees


# --- the table and its use -------------------------------------------------------------------------------------------


def test_steps_hold_from_their_start_on():
    steps = Steps((0.0, 0.8, 0.9), (0.5, 0.7, 0.95))
    assert [steps.at(raw) for raw in (0.0, 0.79, 0.8, 0.9, 1.0)] == [0.5, 0.5, 0.7, 0.95, 0.95]


def test_unknown_groups_are_as_others():
    row = {"way": "ocr", "family": "other", "signal": "", "steps": [[0.0, 0.6]], "real": [6, 10]}
    doubted = row | {"signal": "any", "steps": [[0.0, 0.4]]}
    table = Calibration({"threshold": 0.9, "figure": [row, doubted], "nothing": []})
    claim = SimpleNamespace(way="ocr", family="unheard-of", signal="", raw=0.3)
    assert table.confidence(claim) == 0.6
    claim.signal = "odd-signs"
    assert table.confidence(claim) == 0.4
    assert table.nothing_there("type", "absent", "ocr") == 0.0


def test_the_shipped_table_is_sound():
    table = measured()
    assert 0.5 < table.threshold < 1
    for (way, _, signal), steps in table._steps.items():
        assert way in ("text", "ocr") and signal in ("", "any", *SIGNALS)
        assert steps.starts[0] == 0.0
        assert list(steps.shares) == sorted(steps.shares)
        assert all(0 <= share <= 1 for share in steps.shares)
    assert {("text", "other", ""), ("ocr", "other", "")} <= table._steps.keys()


@EACH_FIXTURE
def test_the_evidence_holds_what_the_table_says(row):
    letter = gmparse.parse(LETTERS / row["file"])
    with uncalibrated():
        before = gmparse.parse(LETTERS / row["file"])
    raw, weighed = list(claims_of(before)), list(claims_of(letter))
    assert [claim.path for claim in raw] == [claim.path for claim in weighed]
    for one, other in zip(raw, weighed, strict=True):
        confidence = measured().confidence(one)
        assert all(entry.confidence == confidence for entry in other.evidence if entry.text), one.path
        unsure = any(issue.code == "value-unsure" and issue.path == one.path for issue in letter.issues)
        assert unsure == (confidence < measured().threshold), one.path
    assert {issue.path for issue in letter.issues if issue.code == "value-unsure"} <= set(letter.needs_review)


def test_every_path_of_a_claim_leads_to_its_value():
    letter = gmparse.parse(LETTERS / "gm-van-phong-ky.pdf")
    for claim in claims_of(letter):
        value = letter
        for step in claim.path.replace("]", "").replace("[", ".").split("."):
            value = value[int(step)] if step.isdigit() else getattr(value, step)
        assert value not in (None, ""), claim.path


def test_a_broken_signature_is_an_issue_and_no_doubt(tmp_path):
    data = bytearray((LETTERS / "ky-so-ngay.pdf").read_bytes())
    at = data.find(b"/Producer")
    assert at > 0
    data[at + 11] ^= 1
    letter = gmparse.parse(bytes(data))
    assert any(issue.code == "signature-broken" and issue.severity == "warning" for issue in letter.issues)
    assert not any(path.startswith("signatures") for path in letter.needs_review)


# --- fitting ---------------------------------------------------------------------------------------------------------


def seen(right, wrong, *, source="real", way="text", family="type", signal="", raw=1.0):
    return [
        Observation(source, f"{at:08x}", way, family, signal, raw, at < right) for at in range(right + wrong)
    ]  # fmt: skip


def share(table, **group):
    return table.share(
        Observation("real", "0", *({"way": "text", "family": "type", "signal": "", "raw": 1.0} | group).values(), True)
    )


def test_own_letters_alone_never_reach_the_threshold():
    table = fit(seen(5000, 0, source="sweep"), [])
    assert share(table) <= EXPECTED < table.threshold


def test_a_handful_of_real_values_does_and_one_wrong_one_undoes_it():
    own = seen(5000, 0, source="sweep")
    assert share(fit(own + seen(10, 0), [])) >= 0.99
    assert share(fit(own + seen(40, 1), [])) < 0.99
    assert share(fit(own + seen(400, 1), [])) >= 0.99


def test_own_letters_can_lower_a_share():
    assert share(fit(seen(50, 50, source="sweep") + seen(20, 0), [])) < 0.9


def test_shares_rise_with_the_raw_confidence():
    values = seen(5, 5, way="ocr", raw=0.4) + seen(20, 4, way="ocr", raw=0.75) + seen(60, 0, way="ocr", raw=0.95)
    values += seen(10, 4, way="ocr", raw=0.92)
    steps = next(row.steps for row in fit(values, []).figures if row.family == "type")
    shares = [value for _, value in steps]
    assert shares == sorted(shares) and shares[0] < 0.75 and shares[-1] > 0.93


def test_signals_have_shares_of_their_own():
    values = seen(100, 0, family="recipients") + seen(3, 3, family="recipients", signal="several")
    table = fit(values, [])
    assert share(table, family="recipients") > 0.99 > 0.85 > share(table, family="recipients", signal="several")


def test_counted():
    assert Counted(9, 10).drawn_to(0.5, 10) == 0.7


def test_cross_validation_never_shows_a_value_the_table_that_saw_its_letter():
    wrong = Observation("real", "00000001", "text", "type", "", 1.0, right=False)
    rest = [Observation("real", f"{at * 2:08x}", "text", "type", "", 1.0, right=True) for at in range(60)]
    values, _ = crossed([wrong, *rest], [])
    given = {judged.value.letter: judged.confidence for judged in values}
    assert given["00000001"] >= 0.99  # the table of the other half knows of no wrong one
    assert given["00000002"] < 0.95  # the table of the other half knows of nothing else


def test_silences_are_measured_too():
    slots = [Silence("real", f"{at:08x}", "text", "number.serial", "blank", right=True) for at in range(20)]
    slots += [Silence("real", f"{at:08x}", "ocr", "number.serial", "blank", right=at % 2 == 0) for at in range(20)]
    found = {(row.path, row.state, row.way): row.share for row in fit(seen(3, 0), slots).nothing}
    assert found["number.serial", "blank", "text"] > 0.8 > 0.7 > found["number.serial", "blank", "ocr"]


def test_the_written_table_reads_back_and_the_page_keeps_its_words():
    import tomllib

    values, slots = seen(30, 1) + seen(8, 4, way="ocr", family="issuer", raw=0.6), []
    table = fit(values, slots)
    back = Calibration(tomllib.loads(written(table)))
    claim = SimpleNamespace(way="ocr", family="issuer", signal="", raw=0.6)
    assert back.confidence(claim) == table.share(values[-1])
    blocks = [f"<!-- {name} -->\nold\n<!-- end -->\n" for name in ("reliability", "review", "groups")]
    page = "before\n" + "between\n".join(blocks) + "after\n"
    again = accuracy_tables(page, values, slots)
    assert again.startswith("before\n") and again.endswith("after\n") and "between" in again and "old" not in again
    assert accuracy_tables(again, values, slots) == again
