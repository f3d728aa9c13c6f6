"""Write the spaCy pipeline models/ out of the lexicon.

    .venv/bin/python scripts/build_models.py [--check]

``--check`` writes nothing and exits 1 when a file of models/ differs from what the lexicon gives.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from gmparse.lexicon import rows, table
from gmparse.nlp.gazetteer import Gazetteer
from gmparse.nlp.patterns import EntityRule, Patterns
from gmparse.nlp.words import spelled

MODELS = Path(__file__).parents[1] / "models"
_KEEP = {"README.md"}  # written by hand


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when models/ is stale")
    args = parser.parse_args()
    nlp = build()
    if not args.check:
        nlp.to_disk(MODELS)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        nlp.to_disk(folder)
        stale = sorted(_differences(Path(folder), MODELS))
    print("\n".join(f"stale: {path}" for path in stale) or "models are up to date")
    return 1 if stale else 0


def _differences(fresh: Path, old: Path) -> set[str]:
    files = [{p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()} for root in (fresh, old)]
    names = {name for found in files for name in found if str(name) not in _KEEP}
    return {str(name) for name in names if files[0].get(name) != files[1].get(name)}


def build() -> Language:
    """The whole pipeline in memory."""
    config = {"nlp": {"tokenizer": {"@tokenizers": "gmparse.tokenizer.v1"}}}
    nlp = spacy.blank("vi", config=config, meta=_meta())
    gazetteer = nlp.add_pipe("gmparse_gazetteer")
    assert isinstance(gazetteer, Gazetteer)  # noqa: S101 - for the type checker
    for label, rule, names, proper, prefixes in _gazetteer_groups():
        gazetteer.add(label, rule, sorted(names), proper=proper, prefixes=prefixes)
    patterns = nlp.add_pipe("gmparse_patterns")
    assert isinstance(patterns, Patterns)  # noqa: S101 - for the type checker
    patterns.add(*_rules(nlp))
    return nlp


def _meta() -> dict[str, Any]:
    return {
        "lang": "vi",
        "name": "gmparse_official",
        "version": "0.1.0",
        "description": "Persons, positions, organs, places, document numbers and times in Vietnamese official text; rules only.",
        "author": "The gmparse developers",
        "license": "Apache-2.0",
        "spacy_version": ">=3.7,<3.9",
        "requirements": ["gmparse"],
    }


# Gazetteer


def _gazetteer_groups() -> Iterable[tuple[str, str, set[str], bool, tuple[str, ...]]]:
    yield "POSITION", "position.title", set(titles()), False, ()
    yield "POSITION", "position.role", set(table("positions")["roles"]), False, ()
    yield "ORG", "org.name", set(table("organs")["names"]["state"]), False, ()
    kinds = table("place_words")["kinds"]
    names: dict[str, set[str]] = {}
    for row in (*rows("places"), *rows("places_before_2025")):
        names.setdefault(row["kind"], set()).add(row["name"].removeprefix(row["kind"].capitalize()).strip())
    for kind, known in sorted(names.items()):
        yield "PLACE", "place.known-unit", known, True, tuple(kinds[kind])
    for kind in ("tỉnh", "thành phố"):
        yield "PLACE", "place.known-province", set(provinces()), True, tuple(kinds[kind])
    yield "PLACE", "place.province", set(provinces()) - set(table("place_words")["everyday_provinces"]), True, ()


@cache
def provinces() -> tuple[str, ...]:
    aliases = table("place_words")["aliases"]
    names = {row["name"] for row in rows("provinces")}
    return tuple(sorted(names | {alias for same in aliases.values() for alias in same}))


@cache
def titles() -> tuple[str, ...]:
    data = table("positions")
    heads = data["heads"]
    deputies = [f"phó {head}" for head in heads]
    return tuple(sorted({*heads, *deputies, *data["others"]}))


# Rules


def _rules(nlp: Language) -> list[EntityRule]:
    data = table("entity_rules")
    lists = word_lists()
    parts = {name: alternation(words) for name, words in lists.items()} | exact_parts()
    for name, template in data["fragments"].items():
        parts[name] = template
    return [_rule(row, lists, parts, nlp) for row in data["rule"]]


def _rule(row: dict[str, Any], lists: dict[str, list[str]], parts: dict[str, str], nlp: Language) -> EntityRule:
    return EntityRule(
        row["id"],
        row["label"],
        tuple(sorted(_first_words(row["first"], lists, nlp))),
        _fill(row["pattern"], parts),
        row.get("check", ""),
        tuple((text, entity) for text, entity in row["examples"]),
        tuple(row["rejects"]),
    )


def _first_words(first: list[str], lists: dict[str, list[str]], nlp: Language) -> set[str]:
    found = set()
    for entry in first:
        named = re.fullmatch(r"\{\{(\w+)_list\}\}", entry)
        for phrase in lists[named[1]] if named else [entry]:
            found.add("#" if phrase == "#" else spelled(nlp.make_doc(phrase)[0].text))
    return found


_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def _fill(template: str, parts: dict[str, str]) -> str:
    def part(match: re.Match[str]) -> str:
        return "(?:" + _fill(parts[match[1]], parts) + ")"

    return _blanks(_PLACEHOLDER.sub(part, template))


def _blanks(pattern: str) -> str:
    """One blank of a template → any number of them."""
    return re.sub(r"(?<!\[) (?![+?*])", " +", re.sub(r" \?", " *", pattern))


def word_lists() -> dict[str, list[str]]:
    """The lists of the lexicon by the names that templates use."""
    positions, organs, names = table("positions"), table("organs"), table("surnames")
    honorifics, places = table("honorifics"), table("place_words")
    towns = {r["name"] for r in rows("places_before_2025") if r["kind"] in ("thành phố", "thị xã", "quận", "huyện")}
    heads = organs["heads"]
    surnames = [*names["share"], *names["surnames"]["common"], *names["surnames"]["also_words"]]
    return {
        "field": organs["fields"]["names"],
        "province": list(provinces()),
        "town": [name for name in sorted(towns) if not name[0].isdigit()],
        "surname": surnames,
        "great_surname": list(names["share"]),
        "minority": [*names["surnames"]["minority"], *names["surnames"]["compound"]],
        "honorific": [*honorifics["address"], *honorifics["ranks"]],
        "title": list(titles()),
        "role": positions["roles"],
        "unit": positions["units"],
        "unit_head": positions["unit_heads"],
        "head_short": heads["short"],
        "head_known": heads["known_only"],
        "head_long": heads["long"],
        "head_owned": heads["owned"],
        "head_alone": heads["alone"],
        "head_committee": heads["committee"],
        "party": organs["names"]["party"],
        "level": organs["owners"]["levels"],
        "level_group": organs["owners"]["groups"],
        "group_noun": organs["groups"]["nouns"],
        "group_tail": organs["groups"]["tails"],
        "low_stop": organs["stops"]["low"],
        "street_name": places["streets"],
        "name_end": [*_organ_starts(), *organs["names"]["party"], *organs["stops"]["capital"]],
        "person_end": [*_organ_starts(), *organs["stops"]["person"]],
        "degree": honorifics["degrees"],
        "short_title": list(positions["short"]),
    }


def _organ_starts() -> list[str]:
    """Beginnings of titles and organs of several syllables: single ones (trường, vùng) stand in names too."""
    heads = table("organs")["heads"]
    return [*titles(), *(head for head in (*heads["long"], *heads["owned"]) if " " in head or head in heads["alone"])]


def exact_parts() -> dict[str, str]:
    """Alternations that ask for the case as it is written."""
    short = table("positions")["short"]
    degrees = table("honorifics")["degrees"]
    return {
        "degree": alternation(degrees, exact=True),
        "short_title": alternation(list(short), exact=True),
    }


def alternation(phrases: Iterable[str], *, exact: bool = False) -> str:
    """A pattern for one of the phrases, whole words, the longest that fits; common beginnings are shared."""
    tree: dict[str, Any] = {}
    for phrase in phrases:
        node = tree
        for atom in _atoms(phrase if exact else spelled(phrase)):
            node = node.setdefault(atom, {})
        node[""] = {}
    pattern = _branch(tree)
    return f"{pattern}(?!\\p{{L}})" if exact else f"(?i:{pattern})(?!\\p{{L}})"


def _atoms(phrase: str) -> list[str]:
    parts = re.split(r"( ?[-–] | ?, | )", phrase)
    atoms: list[str] = []
    for index, part in enumerate(parts):
        if index % 2:
            atoms.append({"-": " *- *", "–": " *- *", ",": " *, *"}.get(part.strip(), " +"))
        else:
            atoms += [re.escape(char) for char in part]
    return atoms


def _branch(node: dict[str, Any]) -> str:
    ways = [atom + _branch(rest) for atom, rest in sorted(node.items()) if atom]
    if not ways:
        return ""
    body = ways[0] if len(ways) == 1 and "" not in node else f"(?:{'|'.join(ways)})"
    return body + "?" if "" in node else body


if __name__ == "__main__":
    sys.exit(main())
