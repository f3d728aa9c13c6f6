"""Write the spaCy pipeline models/ out of the lexicon.

    .venv/bin/python scripts/build_models.py [--check]

``--check`` writes nothing and exits 1 when a file of models/ differs from what the lexicon gives.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.util import load_config

from gmparse.lexicon import rows, table
from gmparse.nlp.gazetteer import Gazetteer
from gmparse.nlp.patterns import EntityRule, Patterns

MODELS = Path(__file__).parents[1] / "models"
# Written by hand; the words that spaCy met while building; trained by train_digits.py.
_KEEP = {"README.md", "vocab", "digits.npz"}


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
    """Files that differ. What spaCy alone decides is left out: its defaults of training, its own version."""
    files = [{p.relative_to(root): _essence(p) for p in root.rglob("*") if p.is_file()} for root in (fresh, old)]
    names = {name for found in files for name in found if name.parts[0] not in _KEEP}
    return {str(name) for name in names if files[0].get(name) != files[1].get(name)}


def _essence(path: Path) -> Any:
    if path.name == "config.cfg":
        config = load_config(path)
        return {section: config[section] for section in ("nlp", "components")}
    if path.name == "meta.json":
        return {name: value for name, value in json.loads(path.read_bytes()).items() if name != "spacy_git_version"}
    return path.read_bytes()


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
    patterns.define(word_lists(), table("entity_rules")["fragments"])
    patterns.add(*rules())
    return nlp


def _meta() -> dict[str, Any]:
    return {
        "lang": "vi",
        "name": "gmparse_official",
        "version": "0.1.0",
        "description": "Persons, positions, organs, places, numbers and times in Vietnamese official text, by rules.",
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


def rules() -> list[EntityRule]:
    """The rules as they stand in the lexicon."""
    return [
        EntityRule(
            row["id"],
            row["label"],
            row["pattern"],
            tuple((text, entity) for text, entity in row["examples"]),
            tuple(row["rejects"]),
            tuple(row.get("first", ())),
        )
        for row in table("entity_rules")["rule"]
    ]


def word_lists() -> dict[str, list[str]]:
    """The lists that patterns name."""
    organs, places, positions = table("organs"), table("place_words"), table("positions")
    heads, owners = organs["heads"], organs["owners"]
    return {
        **_person_lists(),
        "title": list(titles()),
        "unit": positions["units"],
        "unit_head": positions["unit_heads"],
        "group_adjective": organs["groups"]["adjectives"],
        "short_title": list(positions["short"]),
        "long_short_title": [title for title in positions["short"] if len(title) > 2],
        "field": organs["fields"]["names"],
        "head_short": heads["short"],
        "head_known": heads["known_only"],
        "head_long": heads["long"],
        "head_owned": heads["owned"],
        "head_alone": heads["alone"],
        "head_committee": heads["committee"],
        "bare_head": heads["bare"],
        "before_bare": heads["before_bare"],
        "list_head": heads["listed"],
        "chief": heads["not_after"],
        "led": heads["led"],
        "inside": heads["inside"],
        "party": organs["names"]["party"],
        "organ_short": organs["names"]["short"],
        "level": owners["levels"],
        "level_group": owners["groups"],
        "no_level": owners["not_before"],
        "group_noun": organs["groups"]["nouns"],
        "group_tail": organs["groups"]["tails"],
        "low_stop": organs["stops"]["low"],
        "verb": organs["verbs"]["fields"],
        "managing": organs["managing"]["words"],
        "named_after": organs["verbs"]["named_after"],
        "name_end": [
            *_beginnings(),
            *organs["names"]["party"],
            *organs["stops"]["capital"],
            *table("honorifics")["ranks"],
        ],
        "province": list(provinces()),
        "town": towns(),
        "street_name": places["streets"],
        "before_number": places["before_number"],
        "counted": places["counted"],
        "before_address": places["before_address"],
        "address_kind": places["address_kinds"],
        "not_before_person": places["named_after_persons"],
    }


def _person_lists() -> dict[str, list[str]]:
    names, honorifics = table("surnames"), table("honorifics")
    surnames = names["surnames"]
    return {
        "surname": [*names["share"], *surnames["common"], *surnames["also_words"]],
        "great_surname": list(names["share"]),
        "minority": [*surnames["minority"], *surnames["compound"]],
        "minority_sure": [*(name for name in surnames["minority"] if len(name) > 2), *surnames["compound"]],
        "honorific": [*honorifics["address"], *honorifics["ranks"]],
        "degree": honorifics["degrees"],
        "person_end": [*_beginnings(), *table("organs")["stops"]["person"]],
    }


def towns() -> list[str]:
    """Names of districts and towns before 2025-07-01, those with a number left out."""
    rows_ = rows("places_before_2025")
    return sorted({r["name"] for r in rows_ if not r["district"] and not r["name"][-1].isdigit()})


def _beginnings() -> list[str]:
    """Titles and heads of organs of several syllables: single ones (trường, vùng) stand in names too."""
    heads = table("organs")["heads"]
    return [*titles(), *(head for head in (*heads["long"], *heads["owned"]) if " " in head or head in heads["alone"])]


if __name__ == "__main__":
    sys.exit(main())
