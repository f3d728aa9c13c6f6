"""Lint: each rule finds its wrong examples and none of its right ones; clean letters have no warnings."""

import json

import pytest
from support import LETTERS, ROOT

import gmparse
from gmparse.cli import main
from gmparse.letter import Letter
from gmparse.lint import RULES, lint

PAGE = (ROOT / "docs/lint.md").read_text(encoding="utf-8")
EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def clean(family):
    """A letter without any departure: a công văn of the state, or of the party."""
    letter = gmparse.parse(LETTERS / "cv-ban-qlda.pdf").to_dict()
    party = gmparse.parse(LETTERS / "cv-dang-uy.docx").to_dict()
    return party if family == "party" else letter


def codes(family, part):
    return [finding.code for finding in lint(Letter.model_validate(clean(family) | part | {"family": family}))]


@pytest.mark.parametrize("family", ["state", "party"])
def test_the_letters_that_examples_change_are_clean(family):
    assert codes(family, {}) == []


@EACH_RULE
def test_every_rule_finds_its_wrong_examples_and_no_right_one(rule):
    assert rule.wrong and rule.right
    for family in set(rule.families) & {"state", "party"}:
        for part in rule.wrong:
            assert codes(family, part).count(rule.code) == 1, part
        for part in rule.right:
            assert rule.code not in codes(family, part), part


@EACH_RULE
def test_rules_bind_only_their_families(rule):
    for family in {"state", "party", "normative", "other"} - set(rule.families):
        for part in rule.wrong:
            found = lint(Letter.model_validate(clean("state") | part | {"family": family}))
            assert rule.code not in [finding.code for finding in found]


@pytest.mark.parametrize(
    ("key", "field", "part", "code"),
    [
        ("number", "serial", {"serial": "7"}, "serial-without-zero"),
        ("date", "edtf", {"text": "ngày 5 tháng 7 năm 2025"}, "day-without-zero"),
        ("date", "edtf", {"text": "ngày 15 tháng 07 năm 2025"}, "month-with-zero"),
    ],
)
def test_lost_zeros_of_recognised_text_are_no_departures(key, field, part, code):
    record = clean("state")
    proof = [one | {"origin": "ocr"} for one in record[key]["evidence"]]
    assert any(one["field"] == field for one in proof)
    assert code in codes("state", {key: record[key] | part})
    assert code not in codes("state", {key: record[key] | part | {"evidence": proof}})


def test_findings_have_their_place():
    (finding,) = lint(gmparse.parse(LETTERS / "gm-so-trong.pdf"))
    assert finding.code == "abbreviation-under-title"
    assert finding.clause == "Nghị định 30/2020/NĐ-CP, Phụ lục I, II.5"
    assert finding.evidence[0].page == 1 and finding.evidence[0].box


def test_own_letters_have_no_warnings():
    """They were made by the rules of the decree; the three with a V/v that they should not have are informed of."""
    letters = [letter for path in sorted(LETTERS.iterdir()) for letter in gmparse.parse_all(path)]
    found = {letter.source.name: [one.code for one in lint(letter)] for letter in letters if lint(letter)}
    assert found == {
        "cv-kiem-tra.txt": ["subject-without-abbreviation"],
        "gm-so-trong.pdf": ["abbreviation-under-title"],
        "tb-xet-tuyen.pdf": ["abbreviation-under-title"],
    }


SLIPS = """SỞ NỘI VỤ
TỈNH HÒA AN

Số: 7/SNV-VP

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Hòa An, ngày 5 tháng 2 năm 2026

V/v báo cáo công tác văn thư

Kính gửi: Các phòng chuyên môn

Sở Nội vụ đề nghị các phòng báo cáo.

Nơi nhận:
- Như trên;
- Giám đốc Sở.

GIÁM ĐỐC

Trần Văn Mẫu
"""


def test_the_command_says_clause_and_place(tmp_path, capsys):
    path = tmp_path / "cv.txt"
    path.write_text(SLIPS, encoding="utf-8")
    assert main(["lint", str(path), str(tmp_path / "missing.pdf")]) == gmparse.ExitCode.SOME_FAILED
    said = capsys.readouterr()
    assert "missing.pdf: no such file" in said.err
    for code in ("serial-without-zero", "day-without-zero", "month-without-zero", "filing-missing"):
        assert f"[{code}]" in said.out
    assert "cv.txt, line 4: warning: number 7" in said.out
    assert main(["lint", "--json", str(path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    first = lines[0]
    assert first["code"] == "serial-without-zero" and first["evidence"][0]["locator"] == "line 4"
    assert len(lines) == 4


@EACH_RULE
def test_every_rule_is_documented(rule):
    clause = rule.clause or "the letter against itself"
    assert f"| `{rule.code}` | {rule.severity} | {', '.join(rule.families)} | {clause} |" in PAGE
