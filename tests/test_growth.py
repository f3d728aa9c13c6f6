"""Records and work grow with a letter, not with its square. Times: benchmarks/growth.py."""

import sys
from difflib import SequenceMatcher

import pytest
from crowded import KINDS, crowded

import gmparse
import gmparse.fields.citations.merge  # a function of the same name hides it

FEW, TIMES = 25, 4


def values(record):
    """How many of what the letter is crowded with were read."""
    return max(len(record.meetings), len(record.assignments), len(record.citations))


@pytest.mark.parametrize("kind", KINDS)
def test_the_record_grows_with_its_values(kind):
    few, many = (gmparse.parse(crowded(kind, count)) for count in (FEW, TIMES * FEW))
    if kind != "guests in one sentence":  # which are one participant
        assert (values(few), values(many)) == (FEW, TIMES * FEW)
    for measure in (len, lambda text: text.count('"rule":')):  # an entry of evidence has one
        sizes = [measure(record.model_dump_json()) for record in (few, many)]
        assert sizes[1] < 1.05 * TIMES * sizes[0]


def test_numbers_are_compared_with_few_others(monkeypatch):
    """Each of a hundred decisions of one serial and no day might be any other one, misprinted."""
    merge = sys.modules["gmparse.fields.citations.merge"]
    compared = []
    monkeypatch.setattr(merge, "SequenceMatcher", lambda *pair: compared.append(pair) or SequenceMatcher(*pair))
    count = 3 * merge._COMPARED
    text = crowded("citations of one serial", count).decode()
    undated = "\n".join(line.partition(" ngày ")[0] if "Căn cứ" in line else line for line in text.splitlines())
    assert len(gmparse.parse(undated.encode()).citations) > count // 2
    assert count < len(compared) <= merge._COMPARED * count


def test_the_words_of_a_value_in_a_line_of_thousands():
    """They are found by halves, and are those that overlap."""
    from gmparse.reading import read_document

    (line,) = (
        line
        for page in read_document(("công văn số 5/SVH-VP, " * 1000).encode()).pages
        for line in page.lines
        if len(line.words) > 1000
    )
    for start, end in ((0, 3), (1, 2), (3, 4), (100, 100), (100, 101), (99, 160), (0, 10**6), (10**6, 10**6 + 1)):
        slow = tuple(word for word in line.words if word.start < end and word.end > start)
        assert line.words_in(start, end) == slow
