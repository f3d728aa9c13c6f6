"""The one options object: limits and choices of a parse, frozen, the same for library and command line."""

from __future__ import annotations

from dataclasses import dataclass, fields
from os import PathLike
from typing import Literal

from gmparse.errors import UsageError

Engine = Literal["pdfium", "pdfplumber"]
Scope = Literal["all", "header"]
Ocr = Literal["auto", "never", "always"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read and parse.

    Args:
        engine: PDF reader. ``pdfium`` is the default; ``pdfplumber`` is about forty times slower and independent of it.
        only: ``header`` reads letterhead, number, date, title, addressees, recipients and signer, and skips the body's
            fields; spaCy and pdfplumber are then never loaded.
        ocr: ``auto`` reads pages without a usable text layer as pictures when the extra ``ocr`` is installed, and says
            so in an issue when it is not; ``never`` leaves them; ``always`` reads every page as a picture, or fails.
        password: opens encrypted PDFs.
        verify_roots: certificate files (PEM, DER) to which the chains of digital signatures must lead; without any,
            ``signatures[].trusted`` stays ``None``. Needs the extra ``verify``.
        lexicon: TOML file with an agency's own organs, abbreviations, positions and rooms (`gmparse.lexicon.user`).
        max_bytes: larger inputs raise `LimitError`.
        max_pages: pages read of a document; of a longer one the first ``max_pages - max_pages // 4`` and the last
            ``max_pages // 4`` are read and the issue ``pages-skipped`` says so.
        max_page_chars: characters of one page's text layer; more raise `LimitError`.
        max_chars: characters of all that is read of a file; more raise `LimitError`.
        max_lines: lines of a text, paragraphs of a DOCX; more raise `LimitError`.
        max_unpacked_bytes: unpacked size of a DOCX's text parts, without its pictures; more raises `LimitError`.
        max_pixels: pixels of one picture; more raise `LimitError`.
        max_seconds: time for LibreOffice to convert a DOC; more raises `LimitError`.
        max_ocr_seconds: time from when a file is opened to when its last picture is recognised; more raises
            `LimitError`. Asked for between printed lines: the layout of the page in hand is analysed to its end.

    Raises:
        UsageError: a limit below 1 or an unknown choice.
    """

    engine: Engine = "pdfium"
    only: Scope = "all"
    ocr: Ocr = "auto"
    password: str | None = None
    verify_roots: tuple[str | PathLike[str], ...] = ()
    lexicon: str | PathLike[str] | None = None
    max_bytes: int = 200_000_000
    max_pages: int = 200
    max_page_chars: int = 200_000
    max_chars: int = 2_000_000
    max_lines: int = 20_000
    max_unpacked_bytes: int = 100_000_000
    max_pixels: int = 60_000_000
    max_seconds: int = 60
    max_ocr_seconds: int = 600

    def __post_init__(self) -> None:
        if self.engine not in ("pdfium", "pdfplumber"):
            raise UsageError(f"unknown engine {self.engine!r}; choose pdfium or pdfplumber")
        if self.only not in ("all", "header"):
            raise UsageError(f"unknown scope {self.only!r}; choose all or header")
        if self.ocr not in ("auto", "never", "always"):
            raise UsageError(f"unknown ocr mode {self.ocr!r}; choose auto, never or always")
        for name in limits():
            if getattr(self, name) < 1:
                raise UsageError(f"{name} must be at least 1")


def limits() -> tuple[str, ...]:
    """The names of the options that are limits: all that begin with ``max_``."""
    return tuple(one.name for one in fields(Options) if one.name.startswith("max_"))


DEFAULT = Options()
