"""The documentation: complete, current, and its examples true."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import gmparse
from gmparse import errors
from gmparse.cli import app
from gmparse.fields.issues import CODES
from gmparse.lexicon.document_types import all_types

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "fixtures/*.md", "benchmarks/*.md", "models/**/*.md")
    for path in ROOT.glob(pattern)
)
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def text_of(name):
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(page, language):
    """Fenced blocks of a language, also those inside of lists."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", page.read_text(encoding="utf-8"), re.M | re.S)
    return ["\n".join(line.removeprefix(indent) for line in body.splitlines()) for indent, body in found]


def anchors(page):
    """Anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ["index", "quickstart", "flow", "record", "cli", "errors", "python"])
def test_the_pages_are_there_and_listed(page):
    assert (DOCS / f"{page}.md").is_file()
    assert page == "index" or f"({page}.md)" in text_of("index.md")


def test_every_page_is_listed():
    assert all(f"({page.name})" in text_of("index.md") for page in DOCS.glob("*.md") if page.name != "index.md")


def test_generated_pages_are_current():
    command = [sys.executable, ROOT / "scripts/build_docs.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@EACH_PAGE
def test_links_resolve(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), f"{target} in {page.name}"
        assert not anchor or anchor in anchors(linked), f"{target} in {page.name}"


@pytest.mark.parametrize("name", sorted(app.commands))
def test_every_command_and_option_is_documented(name):
    command = app.commands[name]
    section = text_of("cli.md").partition(f"\n## gmparse {name}\n")[2].partition("\n## ")[0]
    assert section
    assert command.help.strip()
    for parameter in command.params:
        assert parameter.help, f"{name}: {parameter.name} has no help"
        names = (
            [*parameter.opts, *parameter.secondary_opts]
            if parameter.param_type_name == "option"
            else [parameter.human_readable_name]
        )
        assert all(f"`{option}`" in section for option in names)


@EACH_PAGE
def test_commands_in_the_docs_exist(page):
    known = {option for command in app.commands.values() for param in command.params for option in param.opts}
    known |= {
        option for command in app.commands.values() for param in command.params for option in param.secondary_opts
    }
    known |= {"--version", "--help"}
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            words = line.partition("#")[0].split()
            if "gmparse" in words:
                after = words[words.index("gmparse") + 1 :]
                assert after[0] in {*app.commands, "--version", "--help"}, line
                assert {word for word in after if word.startswith("--")} <= known, line


@pytest.mark.parametrize("name", [name for name in gmparse.__all__ if name != "__version__"])
def test_every_public_name_is_documented(name):
    assert f"gmparse.{name}" in text_of("python.md")
    assert getattr(gmparse, name).__doc__


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_issue_code_is_documented(name):
    assert f"| `{name}` | {CODES[name].severity} |" in text_of("errors.md")
    assert CODES[name].advice


def test_every_error_and_exit_code_is_documented():
    page = text_of("errors.md")
    found = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert len(found) == 8
    assert all(f"| `{error.__name__}` |" in page for error in found)
    assert all(f"| {code.value} | `{code.name}` |" in page for code in errors.ExitCode)


def test_every_key_of_the_record_is_explained():
    page = text_of("record.md").partition("\n## Letter\n")[2].partition("\n## ")[0]
    for key in gmparse.json_schema()["properties"]:
        assert re.search(rf"^\| `{key}` \| [^|]+ \| [^|]{{10,}} \|$", page, re.M), key


def test_every_object_of_the_record_has_a_section():
    page = text_of("record.md")
    for name, schema in gmparse.json_schema()["$defs"].items():
        assert f"\n## {name}\n" in page
        assert schema.get("description"), f"{name} has no docstring"


@EACH_PAGE
def test_python_in_the_docs_compiles(page):
    for block in blocks(page, "python"):
        if "->" not in block.partition("\n")[0]:  # a signature
            ast.parse(block)


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "quickstart.md", DOCS / "python.md"], ids=lambda p: p.name)
def test_python_in_the_docs_runs(page, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    names = {}
    examples = [block for block in blocks(page, "python") if "->" not in block.partition("\n")[0]]
    assert examples
    for block in examples:
        exec(compile(block, str(page), "exec"), names)  # noqa: S102
    assert names["letter"].type.name


def assert_shows(shown, real):
    """What a page shows of a record is so in the record; … stands for what it leaves out."""
    if isinstance(shown, dict):
        for key in shown.keys() - {"…"}:
            assert_shows(shown[key], real[key])
        assert "…" in shown or shown.keys() == real.keys()
    elif isinstance(shown, list):
        whole = [item for item in shown if item != "…"]
        assert len(whole) < len(real) if "…" in shown else len(whole) == len(real)
        for one, other in zip(whole, real, strict=False):
            assert_shows(one, other)
    else:
        assert shown == real


@pytest.mark.parametrize(
    ("page", "letter"), [(ROOT / "README.md", "gm-mau-nd30.pdf"), (DOCS / "quickstart.md", "gm-so-trong.pdf")]
)
def test_the_records_in_the_docs_are_the_fixtures(page, letter):
    (shown,) = blocks(page, "json")
    assert_shows(json.loads(shown), gmparse.parse(ROOT / "fixtures/letters" / letter).to_dict(evidence=False))


def test_the_guide_to_a_new_field_works(tmp_path, monkeypatch):
    """The file that the guide shows can be imported, its rule holds, and it reads a number."""
    (source,) = [block for block in blocks(DOCS / "adding-a-field.md", "python") if "def find" in block]
    (tmp_path / "fax.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import fax

    rule = fax._FAX
    assert all(rule.search(text) for text in rule.examples)
    assert not any(rule.search(text) for text in rule.rejects)
    assert rule.search("Điện thoại: 0255.3555.000; Fax: 0255.3555.111")[1] == "0255.3555.111"


def test_the_guide_to_a_new_type_names_no_existing_one():
    (row,) = blocks(DOCS / "adding-a-type.md", "toml")
    shown = tomllib.loads(row)["type"][0]
    assert shown.keys() == {"code", "name", "symbols", "also"}
    assert shown["name"] not in {entry.name for entry in all_types()}
    assert shown["code"] not in {entry.code for entry in all_types()}


def test_the_picture_of_the_readme_is_there():
    picture = (DOCS / "img/letter.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 150_000


def test_targets_of_the_makefile_are_explained():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.M)[1].split()
    assert all(re.search(rf"^{target}:.*## \w", makefile, re.M) for target in phony)
    for page in PAGES:
        for target in re.findall(r"`make ([a-z-]+)`", page.read_text(encoding="utf-8")):
            assert target in phony, f"make {target} in {page.name}"
