"""Writes the generated pages of docs/: record.md, cli.md, errors.md, python.md, fields/, the table in limits.md.

python scripts/build_docs.py            write them
python scripts/build_docs.py --check    write nothing; exit 1 when a page is stale
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import benchdocs
import click
import fielddocs
import pythondocs
import scoredocs
from pythondocs import EXAMPLE

import gmparse
from gmparse import errors
from gmparse.cli import app
from gmparse.fields.issues import CODES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
NOTE = "<!-- Written by scripts/build_docs.py: do not edit. -->\n\n"

Schema = Mapping[str, Any]


# --- record.md ---


# What each top-level key holds; a test says when one is missing.
KEYS = {
    "schema_version": "version of this contract",
    "source": "the file, and which letter of it this is",
    "parts": "what the pages of the file are",
    "family": "the rules its layout follows: state organs, the Party, normative documents, none of these",
    "type": "the document type; `CV` (công văn) for a letter without a title",
    "issuer": "the organ that issued it, with its parent as printed above",
    "co_issuers": "further organs of a joint document",
    "number": "number and symbol; `state` says whether it was read, left blank, unreadable or absent",
    "place": "where it was issued, as before the date",
    "date": "the date of issue",
    "subject": "what it is about (trích yếu)",
    "urgency": "mark of urgency: HỎA TỐC, THƯỢNG KHẨN, KHẨN",
    "secrecy": "mark of secrecy: TUYỆT MẬT, TỐI MẬT, MẬT",
    "addressees": "after `Kính gửi`",
    "citations": "documents it cites, with the part they play in it",
    "directives": "bases that are no document: instructions of a leader",
    "meetings": "events it invites to or announces",
    "assignments": "tasks it gives, with assignee and deadline",
    "recipients": "after `Nơi nhận`, the filing line among them",
    "filing": "the line `Lưu: …` in its parts",
    "signer": "who signed, with the chain of authority",
    "co_signers": "further signers of a joint document",
    "attachments": "enclosures that it names",
    "signatures": "digital signatures of the file",
    "stamps": "stamps on the page: arrival, copy, urgency",
    "issues": "what a person may want to know, by [code](errors.md#issue-codes)",
    "needs_review": "paths a person should look at; empty: nothing was missing or doubtful",
}


def record_page() -> str:
    schema = gmparse.json_schema()
    return "\n".join(
        [
            "# The record",
            "",
            "What `gmparse parse --json` prints and `Letter.to_dict()` gives; `gmparse schema` prints its JSON Schema.",
            "",
            "- Values are verbatim as on the page: Unicode NFC, one blank for a line break, no closing `;` `.` `./.`.",
            "  Normal forms (`edtf`, `serial`, `start`) stand beside the text, never instead of it.",
            "- What is not on the page is `null` or an empty list. Nothing is guessed from clock, locale or network.",
            "- Dates and times are strings in EDTF (ISO 8601-2) and ISO 8601 local time; unknown parts stay `X`.",
            "- Everything that was read carries `evidence`, one entry a printed line. Boxes are PDF points from the",
            "  top left corner of the upright page. Formats without pages have a `locator` instead of page and box.",
            "- Top-level keys are a contract: more may be added, none is renamed within a schema version.",
            "",
            f"The record of [`{EXAMPLE}`](../{EXAMPLE}), without evidence:",
            "",
            "```json",
            gmparse.parse(ROOT / EXAMPLE).to_json(evidence=False, indent=2),
            "```",
            "",
            *_object_section("Letter", schema, schema),
            *(line for name in _in_order(schema) for line in _object_section(name, schema["$defs"][name], schema)),
        ]
    )


def _in_order(schema: Schema) -> list[str]:
    """Names of the definitions in the order in which the record mentions them."""
    text, names = json.dumps(schema["properties"]), list[str]()
    waiting = re.findall(r"#/\$defs/(\w+)", text)
    while waiting:
        name = waiting.pop(0)
        if name not in names:
            names.append(name)
            waiting += re.findall(r"#/\$defs/(\w+)", json.dumps(schema["$defs"][name].get("properties", {})))
    return names


def _object_section(name: str, schema: Schema, root: Schema) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    if description := schema.get("description"):
        yield _code(description)
        yield ""
    if "enum" in schema:
        yield f"One of {', '.join(f'`{value}`' for value in schema['enum'])}."
        yield ""
    if not schema.get("properties"):
        return
    yield "| key | holds | |"
    yield "|---|---|---|"
    for key, value in schema["properties"].items():
        about = " ".join(_code(value.get("description", "")).split()) or (KEYS[key] if name == "Letter" else "")
        yield f"| `{key}` | {_kind(value)} | {about} |"
    yield ""


def _kind(schema: Schema) -> str:
    """A schema's type in words, with links to the sections of objects."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "allOf" in schema:
        return _kind(schema["allOf"][0])
    if "anyOf" in schema:
        return " or ".join(_kind(part) for part in schema["anyOf"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'], ensure_ascii=False)}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return _array(schema)
    return str(schema.get("type", "any value"))


def _array(schema: Schema) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(_kind(part) for part in schema['prefixItems'])}]"
    return f"list of {_kind(schema.get('items', {}))}"


def _code(text: str) -> str:
    """Docstring → Markdown: double backticks become single ones."""
    return inspect.cleandoc(text).replace("``", "`").replace("|", "\\|")


# --- cli.md ---


def cli_page() -> str:
    parts = [
        "# The command line",
        "",
        "Data goes to stdout, everything said to a person to stderr. One file that fails does not stop the others.",
        "The exit codes are in [errors.md](errors.md#exit-codes). The same from Python: [python.md](python.md).",
        "",
        "| command | |",
        "|---|---|",
        *(f"| [`gmparse {name}`](#gmparse-{name}) | {_first(command.help)} |" for name, command in _commands()),
        "",
        "## gmparse",
        "",
        *_options(app),
    ]
    for name, command in _commands():
        parts += [f"## gmparse {name}", "", "```", _usage(name, command), "```", "", _code(command.help or ""), ""]
        parts += [*_options(command), *EXAMPLES.get(name, ())]
    return "\n".join(parts).rstrip() + "\n"


EXAMPLES = {
    "parse": (
        "```sh",
        "gmparse parse letter.pdf                          # a table",
        "gmparse parse letter.pdf > letter.json            # JSON",
        "gmparse parse incoming/*.pdf > letters.jsonl      # JSON Lines, one record a line",
        "gmparse parse --only header --no-evidence *.docx  # letterhead to signature, without places",
        "GMPARSE_PASSWORD=secret gmparse parse locked.pdf  # keeps the password out of the list of processes",
        "```",
        "",
    ),
    "index": (
        "```sh",
        "gmparse index incoming/ --db letters.db                 # a folder; again later: only what is new is read",
        "gmparse index incoming/ --db letters.db --watch         # and whatever arrives",
        "find . -name '*.pdf' -print0 | gmparse index - --db letters.db",
        "```",
        "",
        "More: [bulk.md](bulk.md).",
        "",
    ),
    "search": (
        "```sh",
        "gmparse search letters.db '\"giấy mời\" số hóa' --from 2025-08 --issuer 'sở nội vụ'",
        "gmparse search letters.db --assignee 'phòng tài chính' --due-before 2025-10-01 --json",
        "```",
        "",
    ),
    "export": (
        "```sh",
        "gmparse export incoming/*.pdf --format register-xlsx --out register.xlsx   # the register, ready to print",
        "gmparse export letters.db --format ics --from 2025-09 --out meetings.ics   # meetings and deadlines",
        "```",
        "",
        "More: [export.md](export.md).",
        "",
    ),
    "evaluate": (
        "```sh",
        "gmparse evaluate --letters fixtures/letters --gold fixtures/gold --index fixtures/index.csv",
        "```",
        "",
    ),
}


def _commands() -> list[tuple[str, click.Command]]:
    return list(app.commands.items())


def _usage(name: str, command: click.Command) -> str:
    return " ".join([f"gmparse {name}", *command.collect_usage_pieces(click.Context(command))])


def _first(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


def _options(command: click.Command) -> Iterator[str]:
    yield "| option | |"
    yield "|---|---|"
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            yield f"| `{parameter.human_readable_name}` | {parameter.help} |"
        elif isinstance(parameter, click.Option):
            yield f"| {_names(parameter)} | {_about(parameter)} |"
    yield "| `-h`, `--help` | Show the help and exit. |"
    yield ""


def _names(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    return f"{names} `{option.metavar}`".replace("|", "\\|") if option.metavar else names


def _about(option: click.Option) -> str:
    parts = [option.help or ""]
    if option.required:
        parts.append("Required.")
    if isinstance(option.default, str) and option.default:
        parts.append(f"Default: `{option.default}`.")
    if option.envvar:
        parts.append(f"Environment: `{option.envvar}`.")
    return " ".join(parts)


# --- errors.md ---

CODE_MEANINGS = {
    "OK": "all read",
    "USAGE": "wrong usage: an unknown option, options that exclude each other",
    "UNREADABLE": "the input cannot be read: the line on stderr says why and what to do",
    "MISSING_DEPENDENCY": "an extra or a system package is missing; the line on stderr holds the command",
    "SOME_FAILED": "some files failed, the rest is done",
    "SCORE_BELOW_BASELINE": "`gmparse evaluate --baseline`: a score is below the baseline",
    "BUG": "a bug of gmparse: run again with `--traceback` and report what it prints, but no letter that is not public",
    "INTERRUPTED": "interrupted (Ctrl-C)",
}


def errors_page() -> str:
    return "\n".join(
        [
            "# Errors and issues",
            "",
            "An **error** says that a file gave no record. An **issue** is an entry of a record's `issues`: something",
            "in the letter or its reading that a person may want to know.",
            "",
            "## Exit codes",
            "",
            "| code | name | |",
            "|---|---|---|",
            *(f"| {code.value} | `{code.name}` | {CODE_MEANINGS[code.name]} |" for code in errors.ExitCode),
            "",
            "Of several files: 0 when all were read, 4 when some failed, 15 when a bug showed; when all failed, their",
            "common code, else 2.",
            "",
            "## Exceptions",
            "",
            "All are children of `gmparse.GmparseError`; `str(error)` is one line that says what to do next.",
            "",
            "| exception | is a | exit code | raised when |",
            "|---|---|---|---|",
            *(_exception_row(error) for error in exceptions()),
            "",
            "## Issue codes",
            "",
            "`severity` is `info`, `warning` or `error`. Warnings and errors put their `path` into `needs_review`,",
            "but for findings that leave the values certain: `signature-broken`, `signature-then-changed`.",
            "",
            "| code | severity | message | what to do |",
            "|---|---|---|---|",
            *(_issue_row(name) for name in CODES),
            "",
        ]
    )


def exceptions() -> list[type[errors.GmparseError]]:
    """The exception tree in the order of the source."""
    found = [value for value in vars(errors).values() if inspect.isclass(value)]
    return [value for value in found if issubclass(value, errors.GmparseError)]


def _exception_row(error: type[errors.GmparseError]) -> str:
    about = " ".join(_code(error.__doc__ or "").split())
    return f"| `{error.__name__}` | `{error.__bases__[0].__name__}` | {error.exit_code.value} | {about} |"


def _issue_row(name: str) -> str:
    code = CODES[name]
    message = code.message.replace("{detail}", "…")
    return f"| `{name}` | {code.severity} | {message} | {code.advice} |".replace("\n", " ")


# --- all ---

PAGES: dict[str, Callable[[], str]] = {
    "record.md": record_page,
    "cli.md": cli_page,
    "errors.md": errors_page,
    "python.md": pythondocs.page,
}


# Pages that say themselves where they come from: written by hand around what is generated, or from kept measurements.
PARTLY: dict[str, Callable[[], str]] = {"limits.md": scoredocs.page, "benchmarks.md": benchdocs.page}


def field_pages() -> dict[str, Callable[[], str]]:
    """The pages of docs/fields: one a field, the rules that several share, and their index."""
    schema = gmparse.json_schema()

    def values(name: str) -> list[str]:
        """Table of an object's keys; its links lead to the page of the record."""
        section = list(_object_section(name, schema["$defs"][name], schema))
        return [line.replace("](#", "](../record.md#") for line in ["### " + name, *section[1:]]]

    return fielddocs.pages(KEYS, schema, values)


def main(arguments: list[str]) -> int:
    stale = []
    pages = PAGES | field_pages()
    stale += [f"fields/{path.name}" for path in (DOCS / "fields").glob("*.md") if f"fields/{path.name}" not in pages]
    for name in stale if "--check" not in arguments else ():
        (DOCS / name).unlink()
    for name, page in (pages | PARTLY).items():
        path, text = DOCS / name, (NOTE if name in pages else "") + page().rstrip() + "\n"
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        print(f"stale in docs/: {', '.join(stale)}: run python scripts/build_docs.py", file=sys.stderr)
        return 1
    print(f"docs/: {', '.join(stale) or 'nothing'} written" if "--check" not in arguments else "docs/ is current")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
