"""Recognition by Tesseract in this process: words of a picture with their places and confidences.

Needs tesserocr (extra ``ocr``) and Tesseract's Vietnamese data (Debian: ``tesseract-ocr-vie``).
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from gmparse.errors import DamagedFileError, MissingDependencyError
from gmparse.reading.deadline import current

_LANGUAGE = "vie"
_DATA_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_NEVER_MEANT = "ØÖ†⁄|©®™°¢£¥€§¶«»¬±×÷ßæœ{}[]<>^~`\\"  # signs that letters do not hold, and noise is read as
_NUMBERED = re.compile(r"\d/")  # numbers of documents: their serial may be sure where their symbol is not
_PER_CENT = 100.0
_UNREADABLE = "\ufffd"
_SURE_TURN = 3.0  # Tesseract's confidence in the orientation from which it is believed
_LONGEST = 2**31 - 1  # milliseconds that Tesseract can be told

_PACKAGES = "pip install 'gmparse[ocr]'"
_DATA = "apt-get install tesseract-ocr-vie"


Look = Literal["page", "block", "line", "sparse"]
_MODES: dict[Look, str] = {"page": "AUTO", "block": "SINGLE_BLOCK", "line": "SINGLE_LINE", "sparse": "SPARSE_TEXT"}


class Seen(NamedTuple):
    """A recognised word: its box in pixels and confidence, 0 to 1.

    Of its printed line: the number, the height from the top of tall letters to the bottom of deep ones, and where the
    baseline crosses the word. ``letters``: the confidence of each character where it is worth knowing, else empty.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: int
    row_height: float
    baseline: float
    letters: tuple[float, ...] = ()


def by_line(words: Iterable[Seen]) -> list[list[Seen]]:
    """Words by their printed line, in the order of the lines, each left to right."""
    lines: dict[int, list[Seen]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return [sorted(line, key=lambda word: word.left) for line in lines.values()]


@cache
def _engine() -> Any:
    """Tesseract, loaded once a process, on one thread: letters are read by several processes."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        import tesserocr
    except ImportError as error:
        raise MissingDependencyError(f"reading scans needs tesserocr: {_PACKAGES}") from error
    # Leptonica writes remarks on odd pictures to stderr, which belongs to the program that imports gmparse.
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    folder = data_folder()
    if folder is None:
        raise MissingDependencyError(f"reading scans needs Tesseract's Vietnamese data: {_DATA}")
    mode = {"psm": tesserocr.PSM.AUTO, "oem": tesserocr.OEM.LSTM_ONLY}
    try:
        engine = tesserocr.PyTessBaseAPI(path=folder, lang=_LANGUAGE, **mode)
    except RuntimeError as error:
        raise MissingDependencyError(f"Tesseract cannot use {folder}/{_LANGUAGE}.traineddata: {_DATA}") from error
    engine.SetVariable("tessedit_char_blacklist", _NEVER_MEANT)
    return engine


def data_folder() -> str | None:
    """The folder with Tesseract's Vietnamese data, ``None`` when it is missing."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = ([named, f"{named}/tessdata"] if named else []) + list(_DATA_FOLDERS)
    return next((folder for folder in folders if (Path(folder) / f"{_LANGUAGE}.traineddata").is_file()), None)


def require() -> None:
    """Raise what is missing, with the command that installs it.

    Raises:
        MissingDependencyError: tesserocr, OpenCV or the Vietnamese data are not installed.
    """
    try:
        import cv2  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError(f"reading scans needs opencv-python-headless: {_PACKAGES}") from error
    _engine()


def is_available() -> bool:
    """Whether pictures can be read here."""
    try:
        require()
    except MissingDependencyError:
        return False
    return True


def recognise(grey: Any, dpi: int, *, look: Look = "page") -> list[Seen]:
    """Words of a grey picture, in reading order.

    Args:
        grey: 8-bit pixels, rows by columns.
        dpi: resolution.
        look: what to look for: a laid-out page, one block, one line, or scattered words.

    Tesseract asks for the time before each line; its analysis of the layout runs to its end.

    Raises:
        DamagedFileError: a page at which Tesseract fails.
        LimitError: the `gmparse.reading.deadline` has passed.
    """
    import tesserocr

    deadline, engine = current(), _engine()
    engine.SetPageSegMode(getattr(tesserocr.PSM, _MODES[look]))
    height, width = grey.shape
    engine.SetImageBytes(grey.tobytes(), width, height, 1, width)
    engine.SetSourceResolution(dpi)
    milliseconds = min(deadline.left() * 1000, _LONGEST)
    if not engine.Recognize(timeout=math.ceil(milliseconds)):
        deadline.left()  # raises when it has passed: what was read until then is no page
        if look == "page":  # of a page without text it says that it succeeded
            raise DamagedFileError("Tesseract gives up on the picture: scan it again")
    return list(_words(engine, tesserocr.RIL))


def _words(engine: Any, level: Any) -> Iterator[Seen]:
    iterator = engine.GetIterator()
    line, row_height, base = 0, 0.0, ((0, 0), (1, 0))
    while iterator is not None:
        if iterator.IsAtBeginningOf(level.TEXTLINE):
            line += 1
            row_height = iterator.RowAttributes()["row_height"]
            base = iterator.Baseline(level.TEXTLINE) or base
        box = iterator.BoundingBox(level.WORD)
        text = _text(iterator, level.WORD).strip() if box else ""
        if text:
            left, top, right, bottom = box
            sure = iterator.Confidence(level.WORD) / _PER_CENT if _UNREADABLE not in text else 0.0
            letters = _letters(iterator, level, text) if _NUMBERED.search(text) else ()
            yield Seen(text, left, top, right, bottom, sure, line, row_height, _at(base, (left + right) / 2), letters)
        if not iterator.Next(level.WORD):
            return


def _text(iterator: Any, level: int) -> str:
    """The text of a word or character; U+FFFD where Tesseract gives bytes that are no UTF-8."""
    try:
        return iterator.GetUTF8Text(level) or ""
    except UnicodeDecodeError as error:
        return error.object.decode("utf-8", "replace")


def _letters(iterator: Any, level: Any, text: str) -> tuple[float, ...]:
    """The confidence of each character of the word at which the iterator stands; it is then at the word's last one."""
    sure: list[float] = []
    while True:
        symbol = _text(iterator, level.SYMBOL)
        sure += [iterator.Confidence(level.SYMBOL) / _PER_CENT] * len(symbol)
        if iterator.IsAtFinalElement(level.WORD, level.SYMBOL) or not iterator.Next(level.SYMBOL):
            break
    return tuple(sure) if len(sure) == len(text) else ()


def _at(base: tuple[tuple[int, int], tuple[int, int]], x: float) -> float:
    """Height of a sloping baseline at ``x``."""
    (x0, y0), (x1, y1) = base
    return y0 + (y1 - y0) * (x - x0) / max(x1 - x0, 1)


def orientation(grey: Any) -> int:
    """Degrees clockwise by which the picture must be turned to stand upright: 0, 90, 180 or 270. 0 when unsure.

    Raises:
        LimitError: the `gmparse.reading.deadline` has passed.
    """
    import tesserocr

    current().left()
    folder = data_folder()
    if folder is None or not (Path(folder) / "osd.traineddata").is_file():
        return 0
    with tesserocr.PyTessBaseAPI(path=folder, lang="osd", psm=tesserocr.PSM.OSD_ONLY) as engine:
        height, width = grey.shape
        engine.SetImageBytes(grey.tobytes(), width, height, 1, width)
        found = engine.DetectOrientationScript()
    if not found or found["orient_conf"] < _SURE_TURN:
        return 0
    return -int(found["orient_deg"]) % 360  # by which the page was turned clockwise
