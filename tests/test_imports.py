"""What is loaded when: the heavy libraries only where they are used, and imports one way only."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LETTERS = ROOT / "fixtures/letters"
HEAVY = {"spacy", "pdfplumber", "pdfminer", "numpy", "dateparser", "docx", "PIL", "sqlite3", "distributed"}
RUN = "import sys; from gmparse.cli import main; code = main({arguments!r}); assert code == 0, code"


def loaded(program):
    """Top-level modules in ``sys.modules`` after a program."""
    program += "\nimport sys; print('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def after(*arguments):
    return loaded(RUN.format(arguments=[str(argument) for argument in arguments]))


def test_import_loads_nothing_but_itself():
    assert not loaded("import gmparse") & (HEAVY | {"pydantic", "regex", "typer", "rich", "cffi"})


def test_the_public_names_are_loaded_when_used():
    assert not loaded("import gmparse; gmparse.Options(); gmparse.InputError") & (HEAVY | {"pydantic", "typer"})


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]], ids=" ".join)
def test_help_and_version_load_nothing_heavy(arguments):
    assert not after(*arguments) & (HEAVY | {"pydantic", "regex", "rich", "cffi"})


@pytest.mark.parametrize("command", ["parse", "schema", "doctor", "evaluate", "index", "search"])
def test_help_of_a_command_loads_nothing_heavy(command):
    """Newer releases of typer load pydantic for the arguments of a command."""
    assert not after(command, "--help") & (HEAVY | {"regex", "rich", "cffi"})


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
