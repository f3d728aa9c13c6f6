"""``gmparse doctor``: what is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from typing import NamedTuple

import gmparse
from gmparse.errors import ExitCode

_EXTRAS = ("ocr", "verify", "review", "dask", "parquet", "export")
_FONT = "LiberationSerif-Regular.ttf"
_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
_OLDEST = (3, 11)
_ONE_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>"
)


class Check(NamedTuple):
    """One thing looked at. ``mend`` is the command that installs it; ``needed`` says that nothing works without."""

    name: str
    found: str | None
    mend: str
    needed: bool


def run() -> int:
    """Print every check; exit code 3 when something is missing that gmparse needs."""
    found = list(checks())
    for check in found:
        print(_line(check))
    missing = [check.name for check in found if check.needed and not check.found]
    print(f"missing: {', '.join(missing)}" if missing else "gmparse can parse letters")
    return ExitCode.MISSING_DEPENDENCY if missing else ExitCode.OK


def _line(check: Check) -> str:
    if check.found:
        return f"ok        {check.name}: {check.found}"
    return f"{'MISSING ' if check.needed else 'optional'}  {check.name}: {check.mend}"


def checks() -> Iterator[Check]:
    """Everything looked at: Python, packages, pdfium and the model, then what is optional."""
    python = ".".join(map(str, sys.version_info[:3])) if sys.version_info >= _OLDEST else None
    yield Check("python", python, "install Python 3.11 or newer", needed=True)
    yield Check("gmparse", gmparse.__version__, "", needed=True)
    for package in _packages(None):
        yield Check(package, _version(package), f"pip install --force-reinstall {package}", needed=True)
    yield Check("pdfium library", _tried(_pdfium), "pip install --force-reinstall pypdfium2", needed=True)
    yield Check("spaCy model of gmparse", _tried(_model), "pip install --force-reinstall gmparse", needed=True)
    yield from _extras()
    yield from _programs()


def _packages(extra: str | None) -> list[str]:
    """Names of the packages that gmparse, or one of its extras, requires."""
    wanted = f'extra == "{extra}"' if extra else None
    names = []
    for line in requires("gmparse") or ():
        requirement, _, condition = line.partition(";")
        if (wanted in condition.replace("'", '"')) if wanted else "extra" not in condition:
            names.append(_name(requirement))
    return names


def _name(requirement: str) -> str:
    for stop in " <>=!~[(":
        requirement = requirement.partition(stop)[0]
    return requirement.strip()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _extras() -> Iterator[Check]:
    known = metadata("gmparse").get_all("Provides-Extra") or []
    for extra in _EXTRAS:
        packages = _packages(extra) if extra in known else []
        versions = [f"{package} {_version(package)}" for package in packages if _version(package)]
        complete = packages and len(versions) == len(packages)
        mend = f"pip install 'gmparse[{extra}]'" if packages else "comes with a later release"
        yield Check(f"extra {extra}", ", ".join(versions) if complete else None, mend, needed=False)


def _programs() -> Iterator[Check]:
    yield Check(
        "tesseract with Vietnamese (for scans)",
        _tried(_tesseract),
        "sudo apt-get install tesseract-ocr-vie tesseract-ocr-osd",
        needed=False,
    )
    yield Check(
        "LibreOffice (for DOC)",
        shutil.which("soffice") or shutil.which("libreoffice"),
        "sudo apt-get install libreoffice-writer-nogui",
        needed=False,
    )
    yield Check(
        "Liberation fonts (to make the fixtures)",
        _font(),
        "sudo apt-get install fonts-liberation fonts-liberation2",
        needed=False,
    )


def _tried(check: Callable[[], str | None]) -> str | None:
    """What a check finds, ``None`` when it breaks: a broken part is a missing part."""
    try:
        return check()
    except Exception:  # noqa: BLE001
        return None


def _pdfium() -> str:
    from gmparse.reading.pdfium import PdfFile

    with PdfFile(_ONE_PAGE) as pdf:
        return f"opens a PDF of {pdf.page_count} page"


def _model() -> str:
    nlp = gmparse.load_nlp()
    return f"{nlp.meta['name']} {nlp.meta['version']}"


def _tesseract() -> str | None:
    from gmparse.reading import ocr

    return ocr.data_folder()


def _font() -> str | None:
    for folder in _FONT_FOLDERS:
        found = next(folder.rglob(_FONT), None) if folder.is_dir() else None
        if found:
            return str(found)
    return None
