"""Slices, intervals, evidence, baselines and the page of misses."""

import copy
import json
from collections import Counter

import pytest
from support import FIXTURES, LETTERS

import gmparse
from gmparse.cli import main
from gmparse.errors import ExitCode, InputError, UsageError
from gmparse.evaluate import baseline, baseline_of, compare, evaluate_letters, read_baseline
from gmparse.evaluate.evidence import placed
from gmparse.evaluate.intervals import Interval, f1_of, intervals
from gmparse.evaluate.misses import misses_page
from gmparse.evaluate.slices import agency_of, layout_of, slices_of
from gmparse.evaluate.tables import evidence_table, interval_table, slice_table

ONE = "71d9192b"  # gm-van-phong-ky.pdf, two pages


def gold_of(name):
    return json.loads((FIXTURES / "gold" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def record():
    return gmparse.parse(LETTERS / "gm-van-phong-ky.pdf").to_dict()


@pytest.fixture(scope="module")
def report():
    """Of the digital fixtures, with the records of two letters spoilt."""

    def parse(path):
        found = gmparse.parse(path).to_dict()
        if path.name == "gm-van-phong-ky.pdf":
            found["subject"] = {"text": "<script>alert(1)</script>", "evidence": []}
            found["signer"] = found["signer"] | {"name": "PHÓ CHÁNH VĂN PHÒNG"}
            found["recipients"] = found["recipients"][1:]
        return found

    index = FIXTURES / "index.csv"
    return evaluate_letters(LETTERS, FIXTURES / "gold", parse=parse, index=index, kinds=["digital"])


# --- slices ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "number", "issuer", "layout", "agency"),
    [
        ("GM", "14-GM/ĐU", "ĐẢNG ỦY XÃ AN BÌNH", "party", "party"),
        ("GM", "14/GM-UBND", "ỦY BAN NHÂN DÂN XÃ AN BÌNH", "state", "people's committee"),
        ("QĐ", "32/2025/QĐ-UBND", "UBND TỈNH AN BÌNH", "normative", "people's committee"),
        ("TT", None, "BỘ NỘI VỤ", "normative", "ministry"),
        ("CV", "7/BCH-TM", "BỘ CHỈ HUY QUÂN SỰ TỈNH AN BÌNH", "state", "police, army"),
        ("CV", "7/SXD-VP", "SỞ XÂY DỰNG", "state", "department"),
        ("TM", None, "CÔNG TY CỔ PHẦN AN BÌNH", "other", "company"),
        ("CV", "7/HND", "HỘI NÔNG DÂN TỈNH", "state", "mass organisation"),
        ("CV", "7/HĐND", "HỘI ĐỒNG NHÂN DÂN TỈNH", "state", "people's council"),
        ("BB", None, None, "state", "none"),
    ],
)
def test_layout_and_agency(kind, number, issuer, layout, agency):
    gold = {"type": kind, "number": {"text": number}, "issuer": {"name": issuer}}
    assert (layout_of(gold), agency_of(gold)) == (layout, agency)
    assert layout_of(gold | {"family": "party"}) == agency_of(gold | {"family": "party"}) == "party"


def test_slices_of_a_letter():
    gold = {"type": "GM", "number": {"text": "14/GM-UBND"}, "issuer": {"name": "UBND XÃ AN BÌNH"}}
    ways = ("kind=photo", "type=GM", "layout=state", "agency=people's committee")
    assert slices_of(gold, "photo") == ("all", "scan", *ways)
    assert slices_of(gold, "docx")[:3] == ("all", "digital", "kind=docx")


def test_breakdown_counts_the_letters_of_each_slice(report):
    whole = {name.split("=")[0] for name in report.slices}
    assert whole == {"kind", "type", "layout", "agency"}
    for factor in whole:
        parts = [part for name, part in report.slices.items() if name.startswith(f"{factor}=")]
        assert sum(part.letters for part in parts) == len(report.letters)
        rights = sum(part.fields["recipients"]["right"] for part in parts if "recipients" in part.fields)
        assert rights == report.fields["recipients"]["all"]["right"]
    spoilt = report.slices["type=GM"]
    assert spoilt.header_right == spoilt.letters - 1
    assert ("signer.name", spoilt.fields["signer.name"]["f1"]) in spoilt.lowest
    table = slice_table(report, ["layout", "type"])
    assert "layout=party" in table and "type=GM" in table and "agency=" not in table
    with pytest.raises(UsageError, match="--by colour"):
        slice_table(report, ["colour"])


# --- intervals -------------------------------------------------------------------------------------------------------


def letters_of(rights):
    key = ("subject", "all")
    return {f"{i:03}": {key: Counter({"right": r, "wrong": 1 - r})} for i, r in enumerate(rights)}, key


def test_bootstrap_is_about_the_binomial_spread():
    letters, key = letters_of([1] * 90 + [0] * 10)
    bounds, mean = intervals(letters, [key], [key])
    low, high = bounds[key]
    assert mean == bounds[key]
    assert 0.82 <= low <= 0.86  # 0.9 ± 1.96 · 0.03
    assert 0.94 <= high <= 0.98


def test_bootstrap_is_reproducible_and_needs_spread():
    letters, key = letters_of([1, 0, 1, 1, 0, 1, 1, 1])
    assert intervals(letters, [key]) == intervals(letters, [key])
    assert intervals(letters, [key], seed=1)[0].keys() == {key}
    same, key = letters_of([1] * 5)
    assert intervals(same, [key])[0][key] == Interval(1.0, 1.0)
    assert intervals({}, [key]) == ({}, None)


def test_f1_of_counts():
    assert f1_of(0, 0, 0, 0) is None
    assert f1_of(1, 1, 0, 0) == 0.5
    assert f1_of(2, 0, 1, 1) == pytest.approx(2 / 3)


def test_intervals_hold_the_scores(report):
    bounds = report.intervals(samples=200)
    for name, row in report.fields.items():
        low, high = bounds[f"{name}/all"]
        assert low <= row["all"]["f1"] <= high, name
    assert bounds["core/all"].low <= report.core["all"] <= bounds["core/all"].high
    assert "core/scan" not in bounds
    assert f"{100 * report.core['all']:.1f} [" in interval_table(report, bounds)


# --- evidence --------------------------------------------------------------------------------------------------------


def test_evidence_of_right_values_lies_where_the_gold_says(report):
    assert report.evidence["all"].values > 400
    assert report.evidence["all"].right_page == report.evidence["all"].overlapping == 1.0
    assert "signer.name" in evidence_table(report)


def test_displaced_evidence_is_seen(record):
    gold = gold_of(ONE)
    before = {one.path: one for one in placed(gold, record)}
    assert {"issuer.name", "number.serial", "signer.name", "meetings[0].location"} <= before.keys()
    moved = copy.deepcopy(record)
    moved["signer"]["evidence"] = [entry | {"page": 1} for entry in moved["signer"]["evidence"]]
    for entry in moved["meetings"][0]["location"]["evidence"]:
        entry["box"] = [edge + 40 for edge in entry["box"]]
    after = {one.path: one for one in placed(gold, moved)}
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"signer.name", "signer.position", "meetings[0].location"}
    assert not after["signer.name"].page
    assert after["meetings[0].location"].overlap < 0.1


def test_wrong_values_are_not_judged_by_their_evidence(record):
    gold = gold_of(ONE)
    other = copy.deepcopy(record)
    other["issuer"]["name"] = "SỞ NỘI VỤ"
    other["recipients"] = []
    paths = {one.path for one in placed(gold, other)}
    assert paths and not any(path.startswith(("issuer.name", "recipients")) for path in paths)
    assert list(placed(gold, None)) == []


# --- baselines -------------------------------------------------------------------------------------------------------


def test_a_baseline_holds_figures_alone(report):
    held = baseline_of(report)
    assert held["f1"]["type/all"] == 1.0
    assert set(held) == {"f1", "letters", "recognised_with", "tolerance", "accepted"}
    assert held["recognised_with"] is None  # no scans among them
    assert not any(isinstance(value, str) for value in held["f1"].values())
    assert compare(report, held) == []


def test_drops_count_unless_named(report):
    held = baseline_of(report)
    held["f1"] |= {"type/all": 1.01, "gone/all": 0.5}
    assert compare(report, held) == ["type/all: 1.0100 → 1.0000", "gone/all: 0.5000 → not scored"]
    held["accepted"] = {"type/all": "the reason", "gone/all": "no longer a field"}
    assert compare(report, held) == []


def test_other_recognisers_have_some_slack_for_scans_alone(report, monkeypatch):
    held = baseline_of(report) | {"recognised_with": "tesseract 9, abacus", "tolerance": 0.02}
    held["f1"] |= {"type/all": 1.01, "type/digital": 1.01, "core/all": report.core["all"] + 0.03}
    assert [drop.split(":")[0] for drop in compare(report, held)] == ["type/digital", "core/all"]
    monkeypatch.setattr(baseline, "recogniser", lambda: "tesseract 9, abacus")
    assert {drop.split(":")[0] for drop in compare(report, held)} == {"type/all", "type/digital", "core/all"}


def test_reading_a_baseline(tmp_path):
    path = tmp_path / "b.json"
    for text in ("{", "[]"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="--new-baseline"):
            read_baseline(path)
    assert baseline.recogniser()


# --- misses ----------------------------------------------------------------------------------------------------------


def test_the_page_of_misses_shows_each_beside_its_page(report):
    page = misses_page(report)
    assert page.count("<li ") == len(report.errors) >= 3
    assert page.count("<img ") == 2  # the subject's page, the signer's and recipients' page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'class="box found"' in page and 'class="box gold"' in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_command_writes_scores_slices_and_pages(tmp_path, capsys):
    arguments = ["evaluate", "--letters", str(LETTERS), "--gold", str(FIXTURES / "gold"), "--only", f"{ONE},42274d8c"]
    arguments += ["--index", str(FIXTURES / "index.csv")]
    held, page, scores = tmp_path / "held.json", tmp_path / "misses.html", tmp_path / "scores.json"
    more = [
        "--by",
        "type,agency",
        "--intervals",
        "--html",
        str(page),
        "--json",
        str(scores),
        "--new-baseline",
        str(held),
    ]
    assert main([*arguments, *more]) == ExitCode.OK
    out = capsys.readouterr().out
    assert "type=GM" in out and "agency=people's committee" in out and "evidence of" in out and "[100.0 100.0]" in out
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads(scores.read_text(encoding="utf-8"))["slices"]["type=GM"]["letters"] == 2
    assert main([*arguments, "--baseline", str(held)]) == ExitCode.OK
    better = json.loads(held.read_text(encoding="utf-8"))
    better["f1"]["subject/all"] = 1.5
    held.write_text(json.dumps(better), encoding="utf-8")
    assert main([*arguments, "--baseline", str(held)]) == ExitCode.SCORE_BELOW_BASELINE
    assert "below the baseline: subject/all: 1.5000 → 1.0000" in capsys.readouterr().err
    assert main([*arguments, "--html", str(tmp_path / "none" / "x.html")]) == ExitCode.UNREADABLE
