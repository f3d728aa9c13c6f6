"""The pages of docs/fields, from the code: values, rules with examples and counter-examples, issue codes.

Used by build_docs.py. It fails when a field, a key of the record, a rule or an issue code is on no page.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import gmparse
import gmparse.fields
from gmparse.fields.issues import CODES
from gmparse.rules import Rule, Told

# Keys of the record that a field's module fills; a module of fields/ that is missing here is an error.
FIELDS: dict[str, tuple[str, ...]] = {
    "document_type": ("family", "type"),
    "issuer": ("issuer", "co_issuers"),
    "number": ("number",),
    "date": ("date", "place"),
    "subject": ("subject",),
    "marks": ("urgency", "secrecy"),
    "addressees": ("addressees",),
    "citations": ("citations",),
    "directives": ("directives",),
    "meetings": ("meetings",),
    "assignments": ("assignments",),
    "recipients": ("recipients", "filing"),
    "signer": ("signer", "co_signers"),
    "attachments": ("attachments",),
    "stamps": ("stamps",),
    "signatures": ("signatures",),
}
# Keys about the record itself, and modules that help fields and are none.
NO_FIELD = frozenset(("schema_version", "source", "parts", "issues", "needs_review"))
HELPERS = frozenset(("base", "issues"))
SHARED = ("zones", "outline", "grammar")  # packages whose rules several fields use
FILE_CODES = "Issues of the file"
# Shared rules that find a field's line or read its value, for fields that have few rules of their own.
BY_SHARED_RULES: dict[str, tuple[str, ...]] = {
    "number": ("cue.number", "cue.number-and-date", "cue.number-apart-from-date"),
    "subject": ("cue.reference",),
    "marks": ("cue.mark-label",),
    "date": ("cue.date", "date", "date.line"),
    "addressees": ("cue.addressees", "cue.wired"),
    "recipients": ("cue.recipients", "cue.bullet"),
    "signer": ("cue.authority", "cue.position", "cue.signed", "cue.signing-note"),
}
# Letters of the fixtures whose values a field's page shows: where two, the second has it otherwise or not at all.
LETTERS: dict[str, tuple[str, ...]] = {
    "document_type": ("gm-mau-nd30.pdf", "cv-dang-uy.docx"),
    "issuer": ("gm-mau-nd30.pdf", "hd-lien-nganh.docx"),
    "number": ("gm-dang-uy.pdf", "gm-so-trong.pdf"),
    "date": ("gm-mau-nd30.pdf", "gm-so-trong.pdf"),
    "subject": ("cv-hoa-toc.pdf", "ggt-huong-dan.pdf"),
    "marks": ("cv-hoa-toc.pdf", "cv-mat.pdf"),
    "addressees": ("cv-hoa-toc.pdf", "gm-mau-nd30.pdf"),
    "citations": ("cv-mat.pdf",),
    "directives": ("gm-so-trong.pdf",),
    "meetings": ("gm-so-trong.pdf",),
    "assignments": ("gm-so-trong.pdf",),
    "recipients": ("gm-so-trong.pdf",),
    "signer": ("gm-so-trong.pdf", "gm-van-phong-ky.pdf"),
    "attachments": ("cv-ban-qlda.pdf",),
    "stamps": ("van-ban-den.pdf",),
    "signatures": ("ky-ca-dong.pdf",),
}
LONG = 40  # lines of a value that is shown only when asked for
FIXTURES = Path(__file__).parents[1] / "fixtures/letters"

Values = Callable[[str], list[str]]


def pages(keys: Mapping[str, str], schema: Mapping[str, Any], values: Values) -> dict[str, Callable[[], str]]:
    """Name and writer of each page.

    Args:
        keys: what each top-level key of the record holds.
        schema: the record's JSON Schema.
        values: gives the table of an object's keys as lines.
    """
    here = {name: tuple(key for key in FIELDS[name] if key in schema["properties"]) for name in FIELDS}
    here = {name: of for name, of in here.items() if of}
    _complete(here, schema)
    found: dict[str, Callable[[], str]] = {
        f"fields/{name}.md": partial(_page, name, of, keys, schema, values) for name, of in here.items()
    }
    return found | {"fields/shared.md": _shared_page, "fields/index.md": partial(_index, here, keys)}


def _complete(here: Mapping[str, tuple[str, ...]], schema: Mapping[str, Any]) -> None:
    unknown = set(modules_of_fields()) - set(FIELDS) - _helpers()
    missing = set(schema["properties"]) - {key for of in here.values() for key in of} - NO_FIELD
    owned = {rule.id for name in here for rule in rules_of(name)} | {rule.id for _, rules in shared() for rule in rules}
    lost = {rule.id for module in _walk("gmparse") for rule in _rules(module)} - owned
    if unknown or missing or lost:
        raise SystemExit(f"scripts/fielddocs.py: on no page: {sorted(unknown | missing | lost)}")


# --- the code ---


@cache
def modules_of_fields() -> dict[str, list[ModuleType]]:
    """Each module of gmparse.fields with those under it."""
    names = [info.name for info in pkgutil.iter_modules(gmparse.fields.__path__)]
    return {name: _walk(f"gmparse.fields.{name}") for name in names}


def _helpers() -> frozenset[str]:
    """Modules that no key of the record comes from: they have no ``find`` and no ``draft``."""
    ways = ("find", "draft")
    names = {name for name, found in modules_of_fields().items() if not any(hasattr(found[0], way) for way in ways)}
    return HELPERS | (names - FIELDS.keys())


@cache
def _walk(name: str) -> list[ModuleType]:
    first = importlib.import_module(name)
    inner = pkgutil.walk_packages(getattr(first, "__path__", ()), f"{name}.")
    return [first, *(importlib.import_module(info.name) for info in inner if not info.name.endswith("_pdfium_abi"))]


def _rules(module: ModuleType) -> list[Rule]:
    """The rules that a module defines, in the order of its source."""
    source = inspect.getsource(module)
    found = {value.id: value for value in vars(module).values() if isinstance(value, Rule)}
    own = [rule for rule in found.values() if f'"{rule.id}"' in source]
    return sorted(own, key=lambda rule: source.index(f'"{rule.id}"'))


def rules_of(name: str) -> list[Rule]:
    """The rules of a field."""
    return [rule for module in modules_of_fields()[name] for rule in _rules(module)]


def told_of(name: str) -> list[Told]:
    """The rules of a field that go by words or positions."""
    return [value for module in modules_of_fields()[name] for value in vars(module).values() if isinstance(value, Told)]


@cache
def shared() -> list[tuple[ModuleType, list[Rule]]]:
    """Modules outside of the fields, and helpers of several fields, that have rules."""
    helping = [module for name in _helpers() & set(modules_of_fields()) for module in modules_of_fields()[name]]
    others = [module for module in _walk("gmparse") if not module.__name__.startswith("gmparse.fields")]
    return [(module, rules) for module in [*others, *helping] if (rules := _rules(module))]


def _imports(module: ModuleType) -> set[str]:
    """Names of the modules of gmparse that a module imports from."""
    nodes = ast.walk(ast.parse(inspect.getsource(module)))
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gmparse"):
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _used(name: str) -> Iterator[ModuleType]:
    """Shared modules that a field uses, straight or through other shared ones."""
    by_name = {module.__name__: module for module, _ in shared()}
    waiting = [imported for module in modules_of_fields()[name] for imported in _imports(module)]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one in by_name and one not in seen:
            waiting += _imports(by_name[one])
        seen.add(one)
    return (module for module, _ in shared() if module.__name__ in seen)


def codes_of(modules: Iterable[ModuleType]) -> list[str]:
    """Issue codes that the source of the modules names, whole or by their first word: ``f"number-{state}"``."""
    source = "\n".join(inspect.getsource(module) for module in modules)
    return [code for code in CODES if f'"{code}"' in source or f'f"{code.partition("-")[0]}-{{' in source]


# --- pages ---


def _page(name: str, of: tuple[str, ...], keys: Mapping[str, str], schema: Mapping[str, Any], values: Values) -> str:
    modules = modules_of_fields()[name]
    codes, used = codes_of(modules), [_link(module) for module in _used(name)]
    return "\n".join(
        [
            f"# {', '.join(of)}",
            "",
            _text(modules[0].__doc__),
            "",
            "| key of the record | holds |",
            "|---|---|",
            *(f"| `{key}` | {keys[key]} |" for key in of),
            "",
            *_shown(name, of),
            *_values(of, schema, values),
            *_rule_list(name),
            *([f"It also reads with what several fields share: {', '.join(used)}.", ""] if used else []),
            *_issues(codes),
        ]
    )


def _values(of: Iterable[str], schema: Mapping[str, Any], values: Values) -> Iterator[str]:
    names = dict.fromkeys(name for key in of for name in _objects(schema["properties"][key], schema))
    if names:
        yield from ("## Values", "")
    for name in names:
        yield from values(name)


def _objects(part: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    """Names of the objects that a key holds, those inside of them too; evidence is on the page of the record."""
    if isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name != "Evidence":
            yield name
            yield from _objects(schema["$defs"][name].get("properties", {}), schema)
        for inner in part.values():
            yield from _objects(inner, schema)
    elif isinstance(part, list):
        for inner in part:
            yield from _objects(inner, schema)


def _shown(field: str, of: Iterable[str]) -> Iterator[str]:
    """What the field holds of some of our own letters."""
    yield from ("## In our letters", "")
    for letter in LETTERS[field]:
        record = _record(letter)
        lines = json.dumps({key: record[key] for key in of}, ensure_ascii=False, indent=2).splitlines()
        name, block = f"[`{letter}`](../../fixtures/letters/{letter})", ("```json", *lines, "```")
        if len(lines) > LONG:
            yield from (f"{name}:", "", "<details><summary>its value</summary>", "", *block, "", "</details>", "")
        else:
            yield from (f"{name}:", "", *block, "")


@cache
def _record(letter: str) -> dict[str, Any]:
    return gmparse.parse(FIXTURES / letter).to_dict(evidence=False)


def _rule_list(name: str) -> Iterator[str]:
    """The field's own rules, then those of others that find its place; a field without either is read by position."""
    by_id = {rule.id: rule for _, rules in shared() for rule in rules}
    others = [by_id[one] for one in BY_SHARED_RULES.get(name, ())]
    yield from ("## Rules", "")
    for told in told_of(name):
        made = [_quoted(text) + (f" → `{value}`" if isinstance(value, str) else "") for text, value in told.examples]
        yield from (f"### {told.id}", "", _sentence(told), "", f"- reads: {', '.join(made)}")
        yield from (f"- leaves alone: {', '.join(map(_quoted, told.rejects))}", "")
    for rule in rules_of(name):
        yield from _rule(rule)
    for rule in others:
        anchor = rule.id.replace(".", "")
        yield from (f"### {rule.id}", "", f"{_sentence(rule)} [More](shared.md#{anchor}).", "", *_proofs(rule), "")
    if not rules_of(name) and not others and not told_of(name):
        yield from (
            "No pattern finds it: it is told by where it stands on the page, by words of the lexicon, or by the file",
            "itself.",
            "",
        )


def _sentence(rule: Rule | Told) -> str:
    return _text(rule.about[:1].upper() + rule.about[1:]).rstrip(".") + "."


def _proofs(rule: Rule) -> Iterator[str]:
    yield f"- finds: {', '.join(map(_quoted, rule.examples))}"
    yield f"- leaves alone: {', '.join(map(_quoted, rule.rejects))}"


def _rule(rule: Rule) -> Iterator[str]:
    yield from (f"### {rule.id}", "", _sentence(rule), "", *_proofs(rule))
    yield from ("", "<details><summary>pattern</summary>", "", "```text")
    yield from (line.rstrip() for line in inspect.cleandoc(rule.pattern.pattern).splitlines())
    yield from ("```", "", "</details>", "")


def _issues(codes: Iterable[str]) -> Iterator[str]:
    rows = [
        f"| [`{code}`](../errors.md#issue-codes) | {CODES[code].severity} | {CODES[code].advice} |" for code in codes
    ]
    if rows:
        yield from ("## Issues", "", "| code | severity | what to do |", "|---|---|---|", *rows, "")


def _shared_page() -> str:
    parts = [
        "# Shared rules",
        "",
        "Rules of the zones, of the outline and of the small grammars: several fields read with them.",
        "",
    ]
    for module, rules in shared():
        parts += [f"## {_title(module)}", "", _text(module.__doc__), ""]
        parts += [line for rule in rules for line in _rule(rule)]
    return "\n".join(parts)


def _index(here: Mapping[str, tuple[str, ...]], keys: Mapping[str, str]) -> str:
    used = {code for name in here for code in codes_of(modules_of_fields()[name])}
    return "\n".join(
        [
            "# Fields",
            "",
            "One page a field: what it holds, the rules that read it with examples and counter-examples, its issues.",
            "The rules are the code's own; a test runs every example and counter-example.",
            "",
            "| page | keys | |",
            "|---|---|---|",
            *(_index_row(name, of, keys) for name, of in here.items()),
            "| [shared](shared.md) | | rules of the zones, the outline and the grammars |",
            "",
            f"## {FILE_CODES}",
            "",
            "They are about the file or the reading, not about one field.",
            "",
            *list(_issues(code for code in CODES if code not in used))[2:],
        ]
    )


def _index_row(name: str, of: Iterable[str], keys: Mapping[str, str]) -> str:
    first = next(iter(of))
    return f"| [{name}]({name}.md) | {', '.join(f'`{key}`' for key in of)} | {keys[first].partition(';')[0]} |".replace(
        "(errors.md", "(../errors.md"
    )


def _title(module: ModuleType) -> str:
    return module.__name__.removeprefix("gmparse.").replace(".", " ").replace("_", " ")


def _link(module: ModuleType) -> str:
    return f"[{_title(module)}](shared.md#{_title(module).replace(' ', '-')})"


def _text(text: str | None) -> str:
    """Docstring → Markdown."""
    return inspect.cleandoc(text or "").replace("``", "`")


def _quoted(text: str) -> str:
    mark = "``" if "`" in text else "`"
    return f"{mark}{text}{mark}" if text.strip() else "an empty text"
