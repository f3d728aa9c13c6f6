"""What is loaded when: the heavy libraries only where they are used, and imports one way only."""

import subprocess
import sys
from pathlib import Path

import pytest

from gmparse.cli import app

ROOT = Path(__file__).parents[1]
LETTERS = ROOT / "fixtures/letters"
HEAVY = {"spacy", "pdfplumber", "pdfminer", "numpy", "dateparser", "docx", "PIL", "sqlite3", "distributed"}
RUN = "import sys; from gmparse.cli import main; code = main({arguments!r}); assert code == 0, code"


def modules(program):
    """Names of the modules in ``sys.modules`` after a program."""
    program += "\nimport sys; print('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def loaded(program):
    """Top-level modules in ``sys.modules`` after a program."""
    return {name.partition(".")[0] for name in modules(program)}


def running(*arguments):
    """The program that runs a command."""
    return RUN.format(arguments=[str(argument) for argument in arguments])


def after(*arguments):
    return loaded(running(*arguments))


def test_import_loads_nothing_but_itself():
    assert not loaded("import gmparse") & (HEAVY | {"pydantic", "regex", "click", "typer", "rich", "cffi"})


def test_the_public_names_are_loaded_when_used():
    assert not loaded("import gmparse; gmparse.Options(); gmparse.InputError") & (
        HEAVY | {"pydantic", "click", "typer"}
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], *([name, "--help"] for name in app.commands)], ids=" ".join
)
def test_help_and_version_load_click_and_the_declarations_alone(arguments):
    """No library but click, and nothing of gmparse that reads or keeps letters."""
    names = modules(running(*arguments))
    assert not {name.partition(".")[0] for name in names} & (HEAVY | {"pydantic", "regex", "typer", "rich", "cffi"})
    ours = {name for name in names if name.startswith("gmparse.") and not name.startswith("gmparse.cli")}
    assert ours == {"gmparse.errors"}


@pytest.mark.parametrize("name", ["gm-so-trong.pdf", "kh-chuyen-doi-so.pdf", "cv-dang-uy.docx", "cv-kiem-tra.txt"])
def test_header_only_parsing_loads_nothing_heavy(name):
    """The plan has ruled tables, which pdfplumber finds when the body is asked for."""
    assert not after("parse", "--only", "header", LETTERS / name) & HEAVY


def test_pdfplumber_is_loaded_where_tables_are():
    program = f"import gmparse; gmparse.read({str(LETTERS / 'kh-chuyen-doi-so.pdf')!r})"
    assert "pdfplumber" in loaded(program)
    assert "pdfplumber" not in loaded(program.replace("kh-chuyen-doi-so", "gm-so-trong"))


def test_imports_go_one_way():
    """The layers of DESIGN §1, hidden imports included; no module stands outside of them."""
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Contracts: 1 kept, 0 broken" in done.stdout
