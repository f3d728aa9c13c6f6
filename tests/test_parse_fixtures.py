"""The whole flow on the own letters: every scored field of every gold record, and evidence for every value.

What no score weighs: `test_gold_parts`.
"""

import pytest
from support import EACH_FIXTURE, LETTERS, gold_records

import gmparse
from gmparse.evaluate import score

GOLD = gold_records()


def gold_of(row):
    return GOLD[row["id"]]


@EACH_FIXTURE
def test_scored_fields_are_right(row):
    record = gmparse.parse(LETTERS / row["file"]).to_dict()
    assert score(gold_of(row), record).misses == []


def test_the_second_letter_of_a_file():
    first, second = gmparse.parse_all(LETTERS / "hai-van-ban.pdf")
    gold = next(record for record in GOLD.values() if record.get("others"))
    wanted = gold["others"][0]
    assert (first.source.part, second.source.part) == (1, 2)
    assert [(part.kind, part.pages) for part in second.parts] == [("letter", (1,)), ("letter", (2,))]
    record = second.to_dict()
    misses = [(miss.field, miss.gold, miss.found) for miss in score({**wanted, "id": gold["id"]}, record).misses]
    assert misses == []


def values_with_evidence(data, path=""):
    if isinstance(data, dict):
        if "evidence" in data and path:
            yield path, data
        for key, value in data.items():
            if key not in ("evidence", "issues"):
                yield from values_with_evidence(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from values_with_evidence(value, f"{path}[{index}]")


@EACH_FIXTURE
def test_every_value_has_evidence(row):
    record = gmparse.parse(LETTERS / row["file"]).to_dict()
    inner = {
        path for path, value in values_with_evidence(record) if value["evidence"] or all_parts_have_evidence(value)
    }
    bare = [path for path, value in values_with_evidence(record) if path not in inner and has_value(value)]
    assert bare == []


def all_parts_have_evidence(value):
    parts = [inner for key, inner in value.items() if key != "evidence" and isinstance(inner, (dict, list)) and inner]
    return bool(parts) and all(
        part.get("evidence") if isinstance(part, dict) else all(isinstance(p, str) or p.get("evidence") for p in part)
        for part in parts
    )


def has_value(value):
    return any(inner for key, inner in value.items() if key not in ("evidence", "state"))


@EACH_FIXTURE
def test_evidence_lies_where_it_says(row):
    """Line by line: the words of the page inside each box are the evidence's text."""
    path = LETTERS / row["file"]
    document = gmparse.read(path)
    printed = [line for page in document.pages for line in page.lines]
    stamped = [line for stamp in document.stamps for line in stamp.lines]
    checked = 0
    for letter in gmparse.parse_all(path):
        for where, value in values_with_evidence(letter.to_dict()):
            for proof in value["evidence"]:
                if proof["box"] is None:
                    assert proof["locator"], (where, proof)
                    continue
                if not proof["text"]:  # only a place: of a signature
                    continue
                lines = stamped if where.startswith("stamps") else printed
                here = [line for line in lines if line.page == proof["page"]]
                assert text_in(here, proof["box"]) == squash(proof["text"]), where
                checked += 1
    assert checked or row["kind"] != "digital"


def text_in(lines, box):
    """The letters and digits of the words whose middle lies inside a box; of the line it stands on alone."""
    x0, top, x1, bottom = box
    near = [line for line in lines if overlap(line.place, top, bottom) > 0.6]
    words = [w for line in near for w in line.words if x0 - 0.1 <= w.place.x_mid <= x1 + 0.1]
    return squash("".join(word.text for word in words if top - 0.1 <= word.place.y_mid <= bottom + 0.1))


def overlap(place, top, bottom):
    shared = min(place.bottom, bottom) - max(place.top, top)
    return shared / min(place.height, bottom - top) if bottom > top else 0


def squash(text):
    return "".join(text.split())


def test_record_without_evidence_has_none():
    record = gmparse.parse(LETTERS / "gm-so-trong.pdf").to_dict(evidence=False)
    assert "evidence" not in str(record)


def test_header_only_reads_the_same_header():
    path = LETTERS / "kh-chuyen-doi-so.pdf"
    whole = gmparse.parse(path).to_dict()
    head = gmparse.parse(path, options=gmparse.Options(only="header")).to_dict()
    assert head["citations"] == head["meetings"] == head["assignments"] == []
    for key in ("type", "issuer", "number", "date", "subject", "addressees", "recipients", "signer"):
        assert head[key] == whole[key], key


def test_parse_is_a_function_whatever_was_imported_first():
    from gmparse.parse import parse

    assert gmparse.parse is parse


@pytest.mark.parametrize("wrap", [bytes, lambda data: __import__("io").BytesIO(data)], ids=["bytes", "file"])
def test_bytes_and_files_give_the_record_of_the_path(wrap):
    path = LETTERS / "cv-mat.pdf"
    record = gmparse.parse(wrap(path.read_bytes())).to_dict()
    of_path = gmparse.parse(path).to_dict()
    assert {**record, "source": None} == {**of_path, "source": None}
