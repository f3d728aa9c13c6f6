"""DOC and RTF → `gmparse.page.Document`: LibreOffice makes a DOCX in a folder of its own, which is read as that."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from gmparse.errors import DamagedFileError, LimitError, MissingDependencyError
from gmparse.options import Options
from gmparse.page import Document
from gmparse.reading.docx import read_docx

INSTALL = "apt-get install libreoffice-writer-nogui"
_PROGRAMS = ("soffice", "libreoffice")


def read_doc(data: bytes, media_type: str, name: str, sha256: str, options: Options) -> Document:
    """Read a Word document of the old format, or rich text.

    LibreOffice runs with a profile of its own, without macros and without a network address to open.

    Raises:
        MissingDependencyError: LibreOffice is not installed.
        DamagedFileError: it cannot read the file.
        LimitError: it takes longer than ``options.max_seconds``.
    """
    suffix = ".rtf" if media_type.endswith("rtf") else ".doc"
    with tempfile.TemporaryDirectory(prefix="gmparse-") as folder:
        source = Path(folder) / f"letter{suffix}"
        source.write_bytes(data)
        _convert(source, Path(folder), options)
        converted = source.with_suffix(".docx")
        if not converted.is_file():
            raise DamagedFileError("LibreOffice cannot read the document: open it where it was made, save it as PDF")
        document = read_docx(converted.read_bytes(), name, sha256, options)
    return replace(document, media_type=media_type)


def _convert(source: Path, folder: Path, options: Options) -> None:
    program = next((found for program in _PROGRAMS if (found := shutil.which(program))), None)
    if program is None:
        raise MissingDependencyError(f"reading DOC and RTF needs LibreOffice: {INSTALL}")
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "docx", "--outdir", str(folder), str(source)]
    # A session of its own: the program is a script, and its children must end with it.
    process = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(options.max_seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise LimitError(f"LibreOffice took longer than {options.max_seconds} seconds (Options.max_seconds)") from error
