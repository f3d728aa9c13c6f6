"""The guides: every command of theirs runs on a copy of the fixtures, and prints what the page shows."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import tomllib
from itertools import dropwhile
from pathlib import Path

import pytest
from support import FIXTURES
from test_docs import DOCS, ROOT, blocks

from gmparse.index.corrections.said import WHOLE
from gmparse.review.archive import Archive

ARCHIVISTS = ("guide-archivist.md", "huong-dan-luu-tru.md")
PLACE = "/luu-tru"  # the folder that the pages show
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
ENDLESS = {"review": "open http://127.0.0.1:", "--watch": "Ctrl-C ends it"}  # what they print when they are ready
SECONDS = 120.0
# An expression with its value behind it: letter.date.edtf  # '2025-08-XX'
VALUE = re.compile(
    r"^(?!import|from|for|if|\w+ = )(\S[^#\n]*\S)  # ((?:'|None|datetime)[^:\n]*(?:'|None|\)))(?::.*)?$", re.M
)


def steps(page):
    """Commands of a page with what is shown of their output, ``None`` where nothing is; in order."""
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    for (language, body), (following, shown) in zip(found, [*found[1:], ("", "")], strict=True):
        if language != "sh":
            continue
        *first, last = body.splitlines()
        yield from ((line, None) for line in first)
        yield last, shown if following == "text" and last.startswith("gmparse") else None


def pattern_of(line):
    """A printed line: … stands for anything, the ids of letters may be others."""
    parts = (re.escape(part) for part in re.sub(r"\[\d+\]", "[#]", line).split("…"))
    return re.compile(".*".join(parts).rstrip())


def assert_printed(shown, printed):
    """The lines of a page stand so in what was printed; a line of … alone leaves some out."""
    waiting = [re.sub(r"\[\d+\]", "[#]", line.rstrip()) for line in printed.splitlines()]
    near = True
    for line in shown.splitlines():
        if line == "…":
            near = False
            continue
        pattern = pattern_of(line)
        if not near:
            waiting = list(dropwhile(lambda one, p=pattern: not p.fullmatch(one), waiting))
        assert waiting, f"not printed: {line}\nbut:\n{printed}"
        assert pattern.fullmatch(waiting[0]), f"{line}\nis not:\n{waiting[0]}\nin:\n{printed}"
        waiting, near = waiting[1:], True
    assert not near or not waiting, f"the page does not show:\n{waiting}"


@pytest.fixture
def archive(tmp_path):
    """A folder with our own letters, as the guides begin with."""
    for name in ("letters", "odd"):
        shutil.copytree(FIXTURES / name, tmp_path / "fixtures" / name)
    return tmp_path


def run(line, folder):
    """What a command prints; it must not fail, unless some files gave no letter."""
    here = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": here, "COLUMNS": "200", "OMP_THREAD_LIMIT": "1"}
    options = {"cwd": folder, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    ready = next((sign for word, sign in ENDLESS.items() if word in line and "--export-gold" not in line), None)
    if ready is None:
        done = subprocess.run(["bash", "-c", line], check=False, timeout=SECONDS, **options)
        assert done.returncode in (0, 4), f"{line}: {done.stdout}"
        return done.stdout
    with subprocess.Popen(shlex.split(line), bufsize=1, **options) as process:
        late = threading.Timer(SECONDS, process.kill)  # it never prints what it should
        late.start()
        printed = ""
        for printed_line in process.stdout:
            printed += printed_line
            if ready in printed_line:
                break
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        late.cancel()
    assert ready in printed, printed
    return printed


def accept_one(db):
    """What a reviewer does before letters can be exported as gold."""
    with Archive(db) as opened:
        opened.corrections.add(opened.key_of(1), WHOLE, "accept", reviewer="Trần Mẫu")


def test_the_archivists_guide_works(archive):
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    ran = 0
    for line, shown in steps(DOCS / ARCHIVISTS[0]):
        if line.startswith("pip install"):
            assert set(re.search(r"\[(.+)\]", line)[1].split(",")) <= set(known)
            continue
        if "--export-gold" in line:
            accept_one(archive / "letters.db")
        printed = run(line, archive).replace(str(archive), PLACE)
        if shown is not None:
            assert_printed(shown, printed)
        ran += 1
    assert ran > 20
    assert (archive / "so-dang-ky-van-ban-den.xlsx").read_bytes().startswith(b"PK")
    assert (archive / "lich-hop.ics").read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")
    assert list((archive / "edxml").glob("*.edxml"))


def test_the_guides_of_archivists_have_the_same_commands():
    english, vietnamese = (list(steps(DOCS / name)) for name in ARCHIVISTS)
    assert english == vietnamese


@pytest.mark.parametrize(
    ("shown", "good"), [("a\n…\nc\n", True), ("a\nc\n", False), ("a … z\n…\n", False), ("a\n", False)]
)
def test_what_a_page_shows_is_compared(shown, good):
    """The comparison itself fails where a line is missing, wrong or left out in silence."""
    printed = "a\nb\nc\n"
    if good:
        assert_printed(shown, printed)
    else:
        with pytest.raises(AssertionError):
            assert_printed(shown, printed)


def test_the_python_guide_runs(archive, monkeypatch):
    """All blocks of Python, one after the other, as a reader would type them."""
    monkeypatch.chdir(archive)
    page = DOCS / "guide-python.md"
    names = {"__name__": "guide"}
    compared = 0
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec"), names)  # noqa: S102
        for expression, said in VALUE.findall(block):
            value = repr(eval(expression, names))  # noqa: S307
            assert value.strip("()") == said or value == said, expression
            compared += 1
    assert compared > 5
    assert names["letter"].type.name
