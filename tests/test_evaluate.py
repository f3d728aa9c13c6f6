"""The scorer: by hand, against itself, and against the first scorer of the project."""

import copy
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from gmparse.errors import DamagedFileError, InputError, UsageError
from gmparse.evaluate import Miss, compare, evaluate, evaluate_letters, score
from gmparse.evaluate.matching import compatible, normal, pairs, same, same_time, similarity, task_similarity

SHARED = Path(__file__).parents[2] / "shared"

GOLD = {
    "id": "1a2b3c4d",
    "type": "GM",
    "issuer": {"name": "SỞ VĂN HÓA", "parent": "UBND TỈNH HÒA AN"},
    "number": {"text": "57/GM-SVH", "serial": "57", "symbol": "GM-SVH", "handwritten": False},
    "place": "Hòa An",
    "date": {"edtf": "2025-07-21", "handwritten": False},
    "subject": "V/v họp bàn kế hoạch mở thư viện lưu động",
    "urgency": "HỎA TỐC",
    "secrecy": "MẬT",
    "addressees": ["Sở Tài chính", "Công an tỉnh"],
    "citations": [
        {"type": "CT", "number": "07/CT-TTg", "date": "2025-03-14", "issuer": "Thủ tướng Chính phủ", "name": None},
        {"type": "L", "number": None, "date": None, "issuer": None, "name": "Luật Thư viện"},
    ],
    "meetings": [
        {
            "start": "2025-07-23T14:00",
            "end": "2025-07-23T16:30",
            "mode": "in_person",
            "location": "Phòng họp số 2, Sở Văn hóa",
            "chair": "Đ/c Trần Mẫu, Giám đốc Sở Văn hóa",
            "participants": ["Đại diện Sở Tài chính", "Trưởng các phòng"],
        }
    ],
    "assignments": [
        {"assignee": "Phòng Hành chính", "task": "chuẩn bị báo cáo về kho sách của tỉnh", "deadline": "2025-07-22"}
    ],
    "recipients": ["Như trên", "Lưu: VT"],
    "signer": {"lines": ["GIÁM ĐỐC"], "position": "GIÁM ĐỐC", "name": "Trần Mẫu"},
    "unsure": [],
}


def record_of(gold):
    """The record a perfect parser would give, in the shapes of the public contract."""
    record = copy.deepcopy(gold)
    record["type"] = {"code": gold["type"], "name": "…"}
    for key in ("place", "subject", "urgency", "secrecy"):
        record[key] = {"text": gold[key]} if gold[key] else None
    for key in ("addressees", "recipients"):
        record[key] = [{"text": text} for text in gold[key]]
    for meeting in record["meetings"]:
        for key in ("location", "chair"):
            meeting[key] = {"text": meeting[key]} if meeting[key] else None
        meeting["participants"] = [{"text": text} for text in meeting["participants"] or []]
    for assignment in record["assignments"]:
        assignment["assignee"] = {"text": assignment["assignee"]}
        assignment["task"] = {"text": assignment["task"]}
    record["source"] = {"name": f"{gold['id']}.pdf", "sha256": gold["id"] + "0" * 56}
    record["needs_review"] = []
    return record


def folder_of(tmp_path, *golds):
    folder = tmp_path / "gold"
    folder.mkdir()
    for gold in golds:
        (folder / f"{gold['id']}.json").write_text(json.dumps(gold), encoding="utf-8")
    return folder


def f1s(report, part="all"):
    return {name: row[part]["f1"] for name, row in report.fields.items() if part in row}


# --- comparison ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Hoà An", "Hòa An", True),
        ("uỷ ban nhân dân", "ỦY BAN NHÂN DÂN", True),
        ("quý", "qúy", False),
        ("GM - SVH", "GM\u2013SVH", True),
        ("\u00d0ồng", "Đồng", True),
        ("“Thư viện”.", "Thư viện", True),
        ("57 / GM", "57/GM", True),
        ("Sở Văn hóa", "Sở Văn hoa", False),
        (None, "", True),
    ],
)
def test_same_but_for_spelling_habits(one, other, equal):
    assert same(one, other) is equal


def test_other_numbers_are_never_similar():
    assert similarity("Phòng họp số 1, Sở Văn hóa", "Phòng họp số 2, Sở Văn hóa") == 0
    assert similarity("Phòng họp số 2 Sở Văn hóa", "Phòng họp số 2, Sở Văn hóa") > 0.9
    assert similarity("", "x") == similarity(None, None) == 0


def test_a_cut_gold_task_is_compared_over_its_length():
    gold = "chuẩn bị " * 20
    assert task_similarity(gold + "và nhiều việc khác nữa " * 10, gold) > 0.95
    assert task_similarity("chuẩn bị " + "và nhiều việc khác nữa " * 10, "chuẩn bị") == 0


@pytest.mark.parametrize(
    ("found", "gold", "equal"),
    [
        ("2025-07-23T14:00", "2025-07-23T14:00", True),
        ("2025-07-23 14:00:00", "2025-07-23T14:00", True),
        ("2025-07-23T14:00", "2025-07-23", True),
        ("2025-07-23", "2025-07-23T14:00", False),
        (None, "2025-07-23", False),
    ],
)
def test_times_to_the_precision_of_the_gold(found, gold, equal):
    assert same_time(found, gold) is equal


def test_partial_dates_agree_as_far_as_they_go():
    assert compatible("2025-07-XX", "2025-07-23")
    assert not compatible("2025-08-XX", "2025-07-23")
    assert not compatible("2025-07", "2025-07-23")
    assert not compatible(None, "2025-07-23")


def test_pairs_are_one_to_one_best_first():
    table = {("a", "x"): 0.9, ("b", "x"): 1.0, ("b", "y"): 0.95, ("a", "y"): 0.0}
    assert pairs("ab", "xy", lambda f, g: table[f, g]) == [(1, 0)]
    assert pairs("aa", "xx", lambda f, g: 1.0) == [(0, 0), (1, 1)]
    assert normal("  A  B. ") == "a b"


# --- counting by hand ------------------------------------------------------------------------------------------------


def verdicts(gold, predicted, **kind):
    tally = score(gold, predicted, **kind)
    return {name: {k: n for k, n in c.items() if n} for (name, part), c in tally.counts.items() if part == "all"}


def test_wrong_missed_spurious_and_partial():
    gold = GOLD | {"urgency": None}
    predicted = record_of(gold)
    predicted["issuer"]["name"] = "SỞ TÀI CHÍNH"
    predicted["place"] = None
    predicted["urgency"] = {"text": "KHẨN"}
    predicted["date"] = {"edtf": "2025-07-XX"}
    predicted["addressees"] = [{"text": "Công an tỉnh"}, {"text": "Sở Xây dựng"}, {"text": "Sở Y tế"}]
    found = verdicts(gold, predicted)
    assert found["issuer"] == {"wrong": 1}
    assert found["place"] == {"missed": 1}
    assert found["urgency"] == {"spurious": 1}
    assert found["date"] == {"missed": 1}
    assert found["addressees"] == {"right": 1, "missed": 1, "spurious": 2}
    assert found["subject"] == {"right": 1}


def test_slices():
    by_hand = GOLD | {"number": GOLD["number"] | {"handwritten": True}}
    counts = score(by_hand, record_of(by_hand), kind="photo").counts
    parts = {name: {part for field, part in counts if field == name} for name, _ in counts}
    ways = {"kind=photo", "type=GM", "layout=state", "agency=department"}
    assert parts["number.serial"] == {"all", "scan", "hand"} | ways
    assert parts["date"] == {"all", "scan", "printed", "scan printed"} | ways | {f"{way} printed" for way in ways}
    assert parts["issuer"] == {"all", "scan"} | ways


def test_unsure_paths_do_not_count():
    gold = GOLD | {"unsure": ["place", "number.serial", "addressees[0]", "meetings[0].start", "citations[0].date"]}
    predicted = record_of(gold)
    predicted["place"] = {"text": "Nơi khác"}
    predicted["number"]["serial"] = "99"
    predicted["meetings"][0]["start"] = "2025-07-23T09:00"
    predicted["citations"][0]["date"] = "2024-01-01"
    found = verdicts(gold, predicted)
    assert found.keys().isdisjoint({"place", "number.serial", "meeting.start"})
    assert found["citations.date"] == {"tn": 1}  # the law's
    assert found["addressees"] == {"right": 1}
    assert found["citations"] == {"right": 2}


def test_citations_without_number_are_optional():
    predicted = record_of(GOLD)
    predicted["citations"] += [{"type": "BC", "number": None, "name": f"Báo cáo {i}"} for i in "abcdef"]
    assert verdicts(GOLD, predicted)["citations"] == {"right": 2, "spurious": 2}  # 3 + 2 // 2 are free
    predicted["citations"] = [{"type": "CT", "number": "07/CT-UBND"}]
    assert verdicts(GOLD, predicted)["citations"] == {"missed": 2, "spurious": 1}


def test_unmatched_meetings_count_in_their_parts():
    predicted = record_of(GOLD)
    predicted["meetings"] = [{"start": "2025-09-01", "location": {"text": "Hội trường lớn"}}]
    found = verdicts(GOLD, predicted)
    assert found["meetings"] == {"missed": 1, "spurious": 1}
    assert found["meeting.start"] == {"missed": 1, "spurious": 1}
    assert found["participants"] == {"missed": 2}


def test_surplus_assignments_are_free_where_the_gold_stops():
    one = GOLD["assignments"][0]
    gold = GOLD | {"assignments": [one | {"assignee": f"Phòng {i}"} for i in range(20)]}
    predicted = record_of(gold)
    predicted["assignments"] += [{"assignee": {"text": "Phòng 99"}, "task": {"text": "dọn kho sách cũ"}}]
    assert verdicts(gold, predicted)["assignments"] == {"right": 20}
    assert verdicts(GOLD, record_of(GOLD) | {"assignments": predicted["assignments"][-1:]})["assignments"] == {
        "missed": 1,
        "spurious": 1,
    }


# --- reports ---------------------------------------------------------------------------------------------------------


def test_gold_against_gold_is_one(tmp_path):
    report = evaluate(folder_of(tmp_path, GOLD), [record_of(GOLD)])
    assert set(f1s(report).values()) == {1.0}
    assert report.core == {"all": 1.0, "digital": 1.0, "scan": None}
    assert report.whole_header == 1.0
    assert (report.accepted, report.accepted_wrong, report.errors) == (("1a2b3c4d",), 0, ())


@pytest.mark.parametrize("predictions", [[], [{"source": {"sha256": "1a2b3c4d"}}]])
def test_nothing_found_is_zero(tmp_path, predictions):
    report = evaluate(folder_of(tmp_path, GOLD), predictions)
    assert set(f1s(report).values()) == {0.0}
    assert report.core["all"] == 0.0
    assert {miss.kind for miss in report.errors} == {"missed"}


def changed(path, value):
    def change(record):
        *parents, last = path
        for key in parents:
            record = record[key]
        record[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (changed(["type", "code"], "CV"), {"type"}),
        (changed(["issuer", "name"], "SỞ TÀI CHÍNH"), {"issuer"}),
        (changed(["issuer", "parent"], None), {"issuer.parent"}),
        (changed(["number", "serial"], "58"), {"number.serial"}),
        (changed(["number", "symbol"], "GM-STC"), {"number.symbol"}),
        (changed(["place"], {"text": "Bình An"}), {"place"}),
        (changed(["date", "edtf"], "2025-07-22"), {"date"}),
        (changed(["subject"], None), {"subject"}),
        (changed(["urgency"], None), {"urgency"}),
        (changed(["secrecy"], {"text": "TỐI MẬT"}), {"secrecy"}),
        (changed(["signer", "name"], "Trần Thử"), {"signer.name"}),
        (changed(["signer", "position"], "PHÓ GIÁM ĐỐC"), {"signer.position"}),
        (changed(["addressees", 0], {"text": "Sở Y tế"}), {"addressees"}),
        (changed(["recipients"], []), {"recipients"}),
        (changed(["citations", 1, "name"], "Luật Đất đai"), {"citations"}),
        (changed(["citations", 0, "type"], "QĐ"), {"citations.type"}),
        (changed(["citations", 0, "issuer"], "Bộ Nội vụ"), {"citations.issuer"}),
        (changed(["citations", 0, "date"], None), {"citations.date"}),
        (changed(["meetings", 0, "start"], "2025-07-23T08:00"), {"meeting.start"}),
        (changed(["meetings", 0, "end"], None), {"meeting.end"}),
        (changed(["meetings", 0, "mode"], "online"), {"meeting.mode"}),
        (changed(["meetings", 0, "location"], {"text": "Phòng họp số 3, Sở Văn hóa"}), {"meeting.location"}),
        (changed(["meetings", 0, "chair"], None), {"meeting.chair"}),
        (changed(["meetings", 0, "participants", 1], {"text": "Khách mời"}), {"participants"}),
        (changed(["assignments", 0, "deadline"], "2025-07-25"), {"assignments.deadline"}),
        (changed(["assignments", 0, "task"], {"text": "x"}), {"assignments", "assignments.deadline"}),
    ],
)
def test_each_corruption_lowers_its_field_alone(tmp_path, change, fields):
    folder = folder_of(tmp_path, GOLD)
    whole = evaluate(folder, [record_of(GOLD)])
    record = record_of(GOLD)
    change(record)
    report = evaluate(folder, [record])
    scores = f1s(report)
    assert {name for name, value in f1s(whole).items() if scores.get(name, 0.0) < value} == fields
    assert {miss.field for miss in report.errors} <= fields
    names = {drop.split(":")[0] for drop in compare(report, whole.to_dict())}
    assert {name.split("/")[0] for name in names if "/" in name} - {"core"} == fields


def test_compare_with_a_baseline(tmp_path):
    folder = folder_of(tmp_path, GOLD)
    baseline = evaluate(folder, [record_of(GOLD)]).to_dict()
    record = record_of(GOLD)
    record["subject"] = None
    report = evaluate(folder, [record])
    drops = compare(report, baseline)
    assert [drop.split(":")[0] for drop in drops] == [
        "subject/all", "subject/digital", "core/all", "core/digital", "whole_header",
    ]  # fmt: skip
    assert drops[0] == "subject/all: 1.0000 → 0.0000"
    names = [drop.split(":")[0] for drop in drops]
    assert compare(report, baseline | {"accepted": names}) == []
    assert compare(report, baseline | {"accepted": dict.fromkeys(names, "the reason")}) == []
    assert compare(report, json.loads(json.dumps(report.to_dict()))) == []
    assert compare(report, {"gone": {"all": {"f1": 0.5}}}) == ["gone/all: 0.5000 → not scored"]


def test_table_and_error_lines(tmp_path):
    record = record_of(GOLD)
    record["subject"] = {"text": "khác"}
    report = evaluate(folder_of(tmp_path, GOLD), [record])
    assert "subject" in report.table()
    assert "needs no review: 1, of these with a wrong value: 1" in report.table()
    assert report.errors == (Miss("subject", "1a2b3c4d", "wrong", GOLD["subject"], "khác"),)
    assert report.error_lines()[0].startswith("subject\t1a2b3c4d\twrong\tgold=")


def test_choosing_letters(tmp_path):
    folder = folder_of(tmp_path, GOLD, GOLD | {"id": "99999999"})
    index = tmp_path / "index.csv"
    index.write_text("id,kind,file\n1a2b3c4d,scan,a.pdf\n99999999,signed,b.pdf\n", encoding="utf-8")
    named = record_of(GOLD)
    named["source"] = {"name": "odd.pdf", "sha256": "f" * 64}
    assert evaluate(folder, [named], index=index, kinds=["scan"], names={"odd.pdf": "1a2b3c4d"}).core["scan"] == 1.0
    assert evaluate(folder, [], only=["99999999"]).letters == ("99999999",)
    with pytest.raises(UsageError, match="no gold letter"):
        evaluate(folder, [], only=["00000000"])
    with pytest.raises(InputError, match="not a folder"):
        evaluate(tmp_path / "none", [])
    with pytest.raises(InputError, match=r"none\.csv"):
        evaluate(folder, [], index=tmp_path / "none.csv")
    (folder / "bad.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not JSON"):
        evaluate(folder, [])


def test_letters_are_found_parsed_and_their_failures_told(tmp_path):
    letters = tmp_path / "letters"
    letters.mkdir()
    ids = []
    for name in ("a.pdf", "b.pdf", "broken.pdf"):
        (letters / name).write_bytes(name.encode())
        ids.append(hashlib.sha256(name.encode()).hexdigest()[:8])
    by_index, by_hash, broken = ids
    folder = folder_of(tmp_path, *(GOLD | {"id": i} for i in (*ids, "00000000")))
    index = tmp_path / "index.csv"
    index.write_text(f"id,kind,file\n{by_index},digital,a.pdf\n{by_hash},scan,gone.pdf\n", encoding="utf-8")

    def parse(path):
        if path.name == "broken.pdf":
            raise DamagedFileError("broken.pdf: no pages")
        return record_of(GOLD)

    report = evaluate_letters(letters, folder, parse=parse, index=index)
    assert set(report.predicted) == {by_index, by_hash}
    reasons = dict(report.failures)
    assert reasons[broken] == "DamagedFileError: broken.pdf: no pages"
    assert "no file" in reasons["00000000"]
    assert report.fields["subject"]["all"]["missed"] == 2
    assert f"no record of {broken}" in report.table()
    with pytest.raises(InputError, match="not a folder"):
        evaluate_letters(tmp_path / "none", folder, parse=parse)


# --- the first scorer of the project ---------------------------------------------------------------------------------


def corrupted(gold, rng):
    """A record with some values lost, changed, shortened or doubled."""
    record = record_of(
        gold | {key: gold.get(key) or [] for key in ("meetings", "assignments", "addressees", "recipients")}
    )

    def spoil(value):
        if isinstance(value, dict):
            return {key: spoil(item) if key != "source" else item for key, item in value.items()}
        if isinstance(value, list):
            kept = [spoil(item) for item in value if rng.random() > 0.1]
            return kept + kept[:1] if rng.random() < 0.1 else kept
        draw = rng.random()
        if draw < 0.06:
            return None
        if isinstance(value, str) and draw < 0.12:
            return value[: len(value) // 2]
        if isinstance(value, str) and draw < 0.2:
            return value.replace("1", "2").replace("a", "â")
        if isinstance(value, str) and draw < 0.25:
            return value[:-2] + "XX"
        return "thừa" if value is None and draw > 0.95 else value

    source, record["source"] = record["source"], None
    result = spoil(record)
    result["source"] = source
    result["needs_review"] = [] if rng.random() < 0.4 else ["subject"]
    return result


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize("choice", [{}, {"kinds": ["digital", "scan"]}])
def test_figures_are_those_of_the_first_scorer(tmp_path, choice):
    gold, index = SHARED / "gold" / "dev", SHARED / "letters" / "index.csv"
    rng = random.Random(7)
    records = [corrupted(json.loads(path.read_text(encoding="utf-8")), rng) for path in sorted(gold.glob("*.json"))]
    records = [record for record in records if rng.random() > 0.05]
    lines, out = tmp_path / "found.jsonl", tmp_path / "scores.json"
    lines.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    command = [sys.executable, SHARED / "tools" / "score.py", "--gold", gold, "--pred", lines, "--index", index]
    command += ["--json", out, "--errors"] + [
        part for kinds in choice.values() for part in ("--kinds", ",".join(kinds))
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    report = evaluate(gold, records, index=index, **choice)
    figures = report.to_dict()
    assert figures.pop("failures") == figures.pop("evidence") == {}
    assert figures.pop("slices")
    assert figures == json.loads(out.read_text(encoding="utf-8"))
    assert len(report.errors) > 100
    assert "\n".join([report.table(), *report.error_lines(), ""]) == printed
