"""Pages printed and scanned for this project (../shared/ocr) → the record of their text."""

import json
from difflib import SequenceMatcher

import pytest
from support import SHARED, needs_shared

import gmparse
from gmparse.evaluate import score
from gmparse.reading import ocr

pytestmark = [
    needs_shared,
    pytest.mark.skipif(not ocr.is_available(), reason="scans cannot be read here: see gmparse doctor"),
]

CORE = ("type", "issuer", "number", "place", "date", "subject", "addressees", "citations", "meetings", "assignments")
# Its line breaks cut one sentence of this letter's text in two; the scan has it whole.
CUT_IN_TEXT = ".meetings[0].text"
PARTS = (*CORE, "recipients", "signer")


def scan_of(name):
    return gmparse.parse([SHARED / f"ocr/{name}_p{number}_200_office.jpg" for number in (1, 2)])


def values(data, path=""):
    """Every scalar of a record by its path."""
    if isinstance(data, dict):
        return {key: value for name, inner in data.items() for key, value in values(inner, f"{path}.{name}").items()}
    if isinstance(data, (list, tuple)):
        return {key: value for i, inner in enumerate(data) for key, value in values(inner, f"{path}[{i}]").items()}
    return {path: data}


def are_alike(one, other):
    return None not in (one, other) and SequenceMatcher(None, one, other, autojunk=False).ratio() > 0.9


@pytest.mark.parametrize("name", ["congvan", "kehoach", "quyetdinh"])
def test_a_scan_gives_the_record_of_its_clean_text(name):
    """What differs are misread characters: nothing is missing, nothing is there that is not in the text."""
    text = "\n".join((SHARED / f"ocr/{name}_p{number}.txt").read_text(encoding="utf-8") for number in (1, 2))
    records = (scan_of(name), gmparse.parse(text.encode()))
    scanned, printed = (values({part: record.to_dict(evidence=False)[part] for part in PARTS}) for record in records)
    assert scanned.keys() == printed.keys()
    unlike = {path: (scanned[path], value) for path, value in printed.items() if scanned[path] != value}
    assert {path: pair for path, pair in unlike.items() if path != CUT_IN_TEXT and not are_alike(*pair)} == {}
    assert len(unlike) <= 0.05 * len(printed), unlike


def test_the_first_letter_is_read_from_its_scan():
    """Its text file has lines cut in the middle, so the gold is asked."""
    gold = json.loads((SHARED / "gold/dev/0eef2977.json").read_text(encoding="utf-8"))
    missed = [miss for miss in score(gold, scan_of("seed").to_dict()).misses if miss.found is None or miss.gold is None]
    assert missed == []
