"""The package as declared: versions, entry points, extras, what belongs into the wheel."""

import ast
import re
import sys
import tomllib
from importlib.metadata import entry_points, requires, version
from importlib.resources import files
from pathlib import Path

import pytest

import gmparse
from gmparse import errors
from gmparse.nlp import model_path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_one_version():
    assert gmparse.__version__ == PROJECT["project"]["version"] == version("gmparse")


def test_the_console_script():
    (script,) = entry_points(group="console_scripts", name="gmparse")
    assert script.load().__module__ == "gmparse.cli"


def test_entry_points_of_spacy_can_be_loaded():
    groups = PROJECT["project"]["entry-points"]
    assert groups
    for group, names in groups.items():
        for name in names:
            assert [point.load() for point in entry_points(group=group, name=name)], f"{group}: {name}"


def test_the_extras_are_named():
    extras = PROJECT["project"]["optional-dependencies"]
    assert {"ocr", "verify", "review", "dask", "parquet", "export", "all"} <= extras.keys()
    assert extras["all"] == ["gmparse[ocr,verify,review,dask,parquet,export]"]
    assert "dev" in PROJECT["dependency-groups"]


def test_python_version_and_licence():
    project = PROJECT["project"]
    assert project["requires-python"] == ">=3.11"
    assert project["license"] == "Apache-2.0"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").lstrip().startswith("Apache License")


def test_every_import_is_declared():
    """Each third-party package that a source file imports is a dependency, whatever else happens to be installed."""
    known = {re.split(r"[ <>=!~\[(;]", line)[0].lower() for line in requires("gmparse") or ()}
    distribution = {
        "_cffi_backend": "cffi",
        "cv2": "opencv-python-headless",
        "docx": "python-docx",
        "pdfminer": "pdfminer-six",
        "PIL": "pillow",
        "pyhanko_certvalidator": "pyhanko-certvalidator",
    }
    for path in SOURCES:
        for name in imports_of(path) - sys.stdlib_module_names - {"gmparse"}:
            assert distribution.get(name, name) in known, f"{name} in {path.relative_to(ROOT)}"


def imports_of(path):
    """Top-level names of the modules that a file imports, hidden imports included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_type_hints_are_shipped():
    assert (files("gmparse") / "py.typed").is_file()


def test_the_model_is_found_in_an_editable_install_too():
    assert model_path() in (ROOT / "models", files("gmparse") / "models")
    doc = gmparse.load_nlp()("Đồng chí Trần Văn Mẫu, Phó Giám đốc Sở Y tế chủ trì.")
    assert doc.ents


@pytest.mark.parametrize("name", gmparse.__all__)
def test_public_names_can_be_used(name):
    assert getattr(gmparse, name) is not None
    assert name in dir(gmparse)


def test_public_names_are_what_they_say():
    """Importing the module gmparse.parse does not put it in the place of the function."""
    import gmparse.parse

    assert callable(gmparse.parse)
    assert gmparse.parse is gmparse.parse.__globals__["parse"]
    assert gmparse.PasswordError is errors.PasswordError
    with pytest.raises(AttributeError, match="nothing"):
        gmparse.nothing  # noqa: B018


def test_files_stay_small():
    """400 lines a file, generated ones aside."""
    lines = {path.name: path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    assert {name: count for name, count in lines.items() if count > 400} == {}
