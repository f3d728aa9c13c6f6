"""The sweep: its letters, its report, its baseline."""

import json
import sys
from collections import Counter

import pytest
from lettersweep import agencies, variant
from lettersweep.context import Context
from lettersweep.letters import letter_of
from lettersweep.meetings import NUMBERINGS, Markers
from lettersweep.phrases import DATE_FORMS, deadline_of, time_of
from lettersweep.render import old_tone
from letterwriter import fonts_missing
from support import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import sweep

needs_fonts = pytest.mark.skipif(fonts_missing() is not None, reason=fonts_missing() or "")


def test_every_kind_of_issuer_writes_letters_with_gold_that_stands_in_them():
    for seed, agency in enumerate(agencies()):
        letter = letter_of(Context(seed, agency["kind"]))
        assert "{" not in repr(letter).replace("{}", ""), agency["kind"]
        assert letter.signers[0].lines and letter.issuer and letter.number and letter.recipients
        body = " ".join(block.printed for block in letter.body) + " ".join(letter.bases)
        for citation in letter.labels.citations:
            assert (citation.number or citation.name) in body.replace(" /", "/")
        for assignment in letter.labels.assignments:
            assert assignment.assignee.lower() in body.lower() and assignment.task in body
        for meeting in letter.labels.meetings:
            assert meeting.location in body and all(one in body for one in meeting.participants)
            assert not meeting.chair or meeting.chair in body


def test_the_sweep_is_as_broad_as_promised():
    factors = Counter()
    for seed in range(400):
        context = Context(seed)
        letter_of(context)
        factors.update(set(context.factors.items()))
    ways = Counter(name for name, _ in factors)
    assert len(agencies()) >= 30
    assert ways["type"] >= 9
    assert ways["agency"] == len(agencies())
    assert ways["time form"] >= 12 and ways["clock"] >= 8 and ways["numbering"] >= len(NUMBERINGS)
    assert ways["citation form"] >= 5 and ways["deadline form"] >= 8 and ways["authority"] >= 5


def test_times_and_deadlines_lie_after_the_letter():
    for seed in range(200):
        context = Context(seed)
        time, deadline = time_of(context), deadline_of(context)
        assert time.start >= str(context.day) and (time.end is None or time.end >= time.start)
        assert deadline is None or deadline.moment >= str(context.day)


@pytest.mark.parametrize(
    ("sample", "above", "first"),
    [("1.", "", "1. 2."), ("I.", "", "I. II."), ("a)", "", "a) b)"), ("-", "", "- -"), ("1.1.", "3.", "3.1. 3.2.")],
)
def test_markers(sample, above, first):
    markers = Markers(sample, above)
    assert f"{markers.next()} {markers.next()}" == first


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("Hòa An", "Hoà An"),
        ("ỦY BAN", "UỶ BAN"),
        ("thúy", "thuý"),
        ("quý", "quý"),
        ("Quỳnh", "Quỳnh"),
        ("hoàn", "hoàn"),
    ],
)
def test_old_tone_placement(new, old):
    assert old_tone(new) == old


def test_date_forms_name_the_day():
    from datetime import date

    for name, form in DATE_FORMS.items():
        assert all(part in form(date(2026, 11, 25)) for part in ("25", "11", "2026")), name


@needs_fonts
def test_seeds_are_reproducible():
    assert [variant(seed).gold["id"] for seed in range(5)] == [variant(seed).gold["id"] for seed in range(5)]


# --- the report ------------------------------------------------------------------------------------------------------


def outcome(seed, right, wrong, **factors):
    misses = [("subject", "wrong", "a", "b")] * wrong
    return sweep.Outcome(seed, factors, {"subject": Counter(right=right, wrong=wrong)}, misses, reviewed=bool(wrong))


def test_ways_that_do_worse_are_named():
    results = [outcome(seed, 1, 0, form="PDF") for seed in range(40)]
    results += [outcome(seed, int(seed % 2 == 0), seed % 2, form="text") for seed in range(40, 60)]
    lines = sweep.worse_ways(results, sweep.totals(results))
    assert len(lines) == 1 and "form = text: 0.500 (else 1.000), 20" in lines[0]
    page = sweep.report(results, 10)
    assert "60 letters" in page and "41\tsubject\twrong" in page
    assert "needs no review: 50, of these with a wrong value: 0" in page


def test_a_drop_below_the_baseline_fails(tmp_path, monkeypatch, capsys):
    path = tmp_path / "sweep.json"
    monkeypatch.setattr(sweep, "BASELINE", path)
    assert sweep._against_baseline({"subject": 0.9}, 0, 10, update=False) == 0  # there is none
    assert sweep._against_baseline({"subject": 0.9}, 0, 10, update=True) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["f1"] == {"subject": 0.9}
    assert sweep._against_baseline({"subject": 0.9}, 0, 10, update=False) == 0
    assert sweep._against_baseline({"subject": 0.8}, 5, 10, update=False) == 0  # other letters
    assert sweep._against_baseline({"subject": 0.8}, 0, 10, update=False) == 5
    assert "below the baseline: subject: 0.9 → 0.8" in capsys.readouterr().err


@needs_fonts
def test_the_command(tmp_path, capsys):
    assert sweep.main(["--count", "3", "--first", "900", "--workers", "1"]) == 0
    assert "3 letters" in capsys.readouterr().out
    assert sweep.main(["--write", "3", "4", "--out", str(tmp_path)]) == 0
    assert len(list(tmp_path.iterdir())) == 4
