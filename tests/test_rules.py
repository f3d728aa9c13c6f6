"""Every rule finds its examples and leaves its rejects alone."""

import importlib
import pkgutil
from functools import cache, partial

import pytest
from support import LETTERS

import gmparse
from gmparse.fields.assignments import actors
from gmparse.fields.citations import types
from gmparse.grammar import organ_names
from gmparse.reading import read_document
from gmparse.rules import Rule, Told, matches

MODULES = [m.name for m in pkgutil.walk_packages(gmparse.__path__, "gmparse.") if not m.name.endswith("_pdfium_abi")]


def rules(kind):
    found = {}
    for name in MODULES:
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, kind):
                found[value.id] = value
    return found


RULES, TOLD = rules(Rule), rules(Told)
EACH_TOLD = pytest.mark.parametrize("told", TOLD.values(), ids=TOLD)
EACH = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def test_there_are_rules():
    assert len(RULES) > 40


@EACH
def test_rule_finds_its_examples(rule):
    assert rule.examples, "a rule without an example proves nothing"
    assert [text for text in rule.examples if not rule.search(text)] == []


@EACH
def test_rule_leaves_its_rejects(rule):
    assert rule.rejects, "a rule without a counter-example proves nothing"
    assert [text for text in rule.rejects if rule.search(text)] == []


@EACH
def test_rule_says_what_it_reads(rule):
    assert rule.about


@EACH_TOLD
def test_rule_without_a_pattern_reads_its_examples(told):
    assert told.about
    assert told.examples, "a rule without an example proves nothing"
    assert [(text, told.reads(text)) for text, _ in told.examples] == list(told.examples)


@EACH_TOLD
def test_rule_without_a_pattern_leaves_its_rejects(told):
    assert told.rejects, "a rule without a counter-example proves nothing"
    assert [text for text in told.rejects if told.reads(text)] == []


OPENED = {rule.id: rule.finditer.args[:2] for rule in RULES.values() if isinstance(rule.finditer, partial)}
OPENED |= {
    "verbs of tasks": (actors._pattern("verbs"), actors._opening("verbs")),
    "verbs that give": (actors._give(), actors._opening("give")),
    "types of documents": (types.type_pattern(), types._opening()),
    "heads of organs": (organ_names._words().head, organ_names._words().opening),
}


@cache
def printed():
    """What our own letters say, as printed and in small letters, and the examples of all rules."""
    documents = [read_document(path) for path in sorted(LETTERS.glob("*.pdf"))]
    letters = [" ".join(line.text for page in document.pages for line in page.lines) for document in documents]
    proofs = [text for rule in RULES.values() for text in (*rule.examples, *rule.rejects)]
    return [*letters, *map(actors.simple, letters), *proofs]


@pytest.mark.parametrize("pattern, opens", OPENED.values(), ids=OPENED)
def test_a_pattern_that_is_asked_only_where_it_may_begin_finds_the_same(pattern, opens):
    found = {text: [match.span() for match in matches(pattern, opens, text)] for text in printed()}
    assert any(found.values())
    assert found == {text: [match.span() for match in pattern.finditer(text)] for text in printed()}
