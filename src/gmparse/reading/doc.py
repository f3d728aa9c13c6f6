"""DOC and RTF → `gmparse.page.Document`: LibreOffice makes a DOCX in a folder of its own, which is read as that."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from gmparse.errors import DamagedFileError, InputError, LimitError, MissingDependencyError
from gmparse.options import Options
from gmparse.page import Document
from gmparse.reading.docx import read_docx

INSTALL = "apt-get install libreoffice-writer-nogui"
_PROGRAMS = ("soffice", "libreoffice")
# A letter may link pictures of other machines: they are not fetched, and no macro runs.
_SETTINGS = {"BlockUntrustedRefererLinks": "true", "DisableMacrosExecution": "true", "DisableActiveContent": "true"}
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for name, value in _SETTINGS.items()
    )
    + "</oor:items>"
)


def read_doc(data: bytes, media_type: str, name: str, sha256: str, options: Options) -> Document:
    """Read a Word document of the old format, or rich text.

    LibreOffice runs with a profile of its own, without macros and without a network address to open.

    Raises:
        MissingDependencyError: LibreOffice is not installed.
        DamagedFileError: it cannot read the file.
        LimitError: it takes longer than ``options.max_seconds``.
        InputError: there is no room for temporary files.
    """
    converted = convert(data, ".rtf" if media_type.endswith("rtf") else ".doc", "docx", options)
    return replace(read_docx(converted, name, sha256, options), media_type=media_type)


def convert(data: bytes, suffix: str, to: str, options: Options) -> bytes:
    """A document in another format, as LibreOffice writes it. Errors as `read_doc`.

    Args:
        data: the document.
        suffix: its kind: ``.doc``, ``.rtf``, ``.docx``.
        to: what to make: ``docx``, ``pdf``.
        options: ``max_seconds``.
    """
    try:
        # What a program that was ended still writes must not turn its end into another error.
        with tempfile.TemporaryDirectory(prefix="gmparse-", ignore_cleanup_errors=True) as folder:
            source = Path(folder) / f"letter{suffix}"
            source.write_bytes(data)
            _run(source, to, Path(folder), options)
            converted = source.with_suffix(f".{to}")
            if not converted.is_file():
                raise DamagedFileError(
                    "LibreOffice cannot read the document: open it where it was made, save it as PDF"
                )
            return converted.read_bytes()
    except OSError as error:
        what = f"LibreOffice has no room to work: {error.strerror or error}"
        raise InputError(f"{what}: make room for temporary files, or set TMPDIR to a folder with some") from error


def is_available() -> bool:
    """Whether LibreOffice is installed."""
    return _program() is not None


def _program() -> str | None:
    return next((found for program in _PROGRAMS if (found := shutil.which(program))), None)


def _run(source: Path, to: str, folder: Path, options: Options) -> None:
    program = _program()
    if program is None:
        raise MissingDependencyError(f"reading DOC and RTF needs LibreOffice: {INSTALL}")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", to, "--outdir", str(folder), str(source)]
    # A session of its own: the program is a script, and its children must end with it.
    try:
        process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        raise MissingDependencyError(f"{program} cannot be started: {error.strerror or error}: {INSTALL}") from error
    try:
        process.wait(options.max_seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise LimitError.beyond("max_seconds", options.max_seconds, "LibreOffice takes too many seconds") from error
