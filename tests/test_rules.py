"""Every rule finds its examples and leaves its rejects alone."""

import importlib
import pkgutil

import pytest

import gmparse
from gmparse.rules import Rule, Told

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
