"""Paths that cannot be read, given to every command that takes one: a line each, and the others' results stay."""

import contextlib
import ctypes
import json
import os
import shutil
import socket
import subprocess
import sys

import pytest
from support import LETTERS

import gmparse
from gmparse import Index
from gmparse.cli import main
from gmparse.errors import InputError
from gmparse.reading import pipes

TEXT = LETTERS / "cv-kiem-tra.txt"
CODE = """
import sys
from gmparse.cli import main
from gmparse.reading import pipes

pipes.PATIENCE = 0.2
sys.exit(main())
"""
UNREADABLE, SOME_FAILED = 2, 4


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    """Paths of every kind that hold no letter, all there at once."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "folder.pdf").mkdir()
    (folder / "gone.pdf").symlink_to(folder / "nowhere.pdf")
    (folder / "round.pdf").symlink_to(folder / "round.pdf")
    os.mkfifo(folder / "pipe.pdf")
    (folder / "empty.pdf").touch()
    listener = socket.socket(socket.AF_UNIX)
    with contextlib.chdir(folder):  # the name of a socket must be short
        listener.bind("socket.pdf")
    yield {
        "missing": folder / "missing.pdf",
        "a folder": folder / "folder.pdf",
        "a link to nothing": folder / "gone.pdf",
        "a link to itself": folder / "round.pdf",
        "a pipe": folder / "pipe.pdf",
        "a socket": folder / "socket.pdf",
        "a device": "/dev/null",
        "below a file": TEXT / "letter.pdf",
        "a name too long": folder / f"{'x' * 300}.pdf",
        "no bytes": folder / "empty.pdf",
    }
    listener.close()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(pipes, "PATIENCE", 0.2)


def said_of(paths, lines):
    """Whether there is a line for each path, in their order, and no other."""
    assert len(lines) == len(paths)
    for path, line in zip(paths, lines, strict=True):
        assert line.startswith(f"gmparse: {path}: ")
        assert "bug" not in line and "Traceback" not in line


# --- commands that read letters --------------------------------------------------------------------------------------


def without(bad, kind):
    return [path for name, path in bad.items() if name != kind]


@pytest.mark.parametrize("command", [["parse", "--only", "header", "--jsonl"], ["lint", "--json"]], ids=lambda c: c[0])
def test_letters_among_paths_that_cannot_be_read(bad, command, capsys):
    paths = without(bad, "a pipe")
    code = main([*command, *map(str, paths[:5]), str(TEXT), *map(str, paths[5:])])
    said = capsys.readouterr()
    assert code == SOME_FAILED
    said_of(paths, said.err.splitlines())
    files = [json.loads(line) for line in said.out.splitlines()]
    assert files and {one.get("file") or one["source"]["name"] for one in files} <= {str(TEXT), TEXT.name}


def test_an_export_of_letters_among_paths_that_cannot_be_read(bad, tmp_path, capsys):
    paths, out = without(bad, "a pipe"), tmp_path / "out.jsonl"
    assert main(["export", "--format", "jsonl", "--out", str(out), *map(str, paths), str(TEXT)]) == SOME_FAILED
    *failed, summary = capsys.readouterr().err.splitlines()
    said_of(paths, failed)
    assert "1 entries from 1 letters" in summary
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    "command",
    [
        ["parse", "--only", "header", "--jsonl"],
        ["export", "--format", "jsonl", "--out", os.devnull],
        ["lint", "--json"],
    ],
    ids=["parse", "export", "lint"],
)
def test_nobody_waits_for_ever_at_a_pipe(bad, command):
    done = run(*command, bad["a pipe"], TEXT, timeout=10)
    assert done.returncode == SOME_FAILED
    said_of([bad["a pipe"]], done.stderr.splitlines()[:1])
    assert done.stdout or command[0] == "export"


def test_indexing_among_paths_that_cannot_be_read(bad, tmp_path, capsys):
    """A folder is searched, and a pipe never opened."""
    paths, db = without(bad, "a folder"), tmp_path / "letters.db"
    assert main(["index", *map(str, bad.values()), str(TEXT), "--db", str(db), "--jobs", "1", "--quiet"]) == SOME_FAILED
    lines = {line.split(": ")[1]: line.split(": ")[2] for line in capsys.readouterr().err.splitlines()}
    assert lines == {str(path): "empty" if path == bad["no bytes"] else "unreadable" for path in paths}
    with Index(db) as index:
        assert [hit.path for hit in index.search()] == [str(TEXT)]
        assert len(list(index.failures())) == len(paths)


@pytest.mark.parametrize("kind", ["missing", "a folder", "a link to itself", "a device", "a name too long"])
@pytest.mark.parametrize("command", ["parse", "lint", "explain", "export"])
def test_a_path_that_cannot_be_read_alone(bad, tmp_path, capsys, command, kind):
    out = tmp_path / "out"
    more = {"explain": ["--html", str(out)], "export": ["--format", "jsonl", "--out", str(out)]}.get(command, [])
    code = main([command, *more, str(bad[kind])])
    said = capsys.readouterr()
    assert (code, said.out) == (UNREADABLE, "")
    said_of([bad[kind]], said.err.splitlines())
    assert not out.exists()


def test_page_images_among_which_one_cannot_be_read(bad, capsys):
    code = main(["explain", "--html", os.devnull, str(LETTERS.parent / "scans/anh-chup.jpg"), str(bad["missing"])])
    assert code == UNREADABLE
    said_of([bad["missing"]], capsys.readouterr().err.splitlines())


# --- commands that read an index -------------------------------------------------------------------------------------

OF_AN_INDEX = [
    ["show", "{}", "1"],
    ["due", "{}", "--by", "2026"],
    ["search", "{}", "họp"],
    ["stats", "{}"],
    ["duplicates", "{}"],
    ["review", "{}"],
]
each_of_an_index = pytest.mark.parametrize("command", OF_AN_INDEX, ids=lambda command: command[0])


@each_of_an_index
def test_an_index_that_cannot_be_read(bad, command, capsys):
    paths = without(bad, "no bytes")  # SQLite's empty database
    for path in paths:
        assert main([part.format(path) for part in command]) == UNREADABLE
    said = capsys.readouterr()
    said_of(paths, said.err.splitlines())
    assert said.out == ""


def test_a_place_is_no_path(capsys):
    """It takes the name of a unit; nothing is opened."""
    assert main(["place", str(TEXT)]) == 1
    assert capsys.readouterr().err.splitlines() == [f"gmparse: no unit is named {str(TEXT)!r}"]


# --- rights ----------------------------------------------------------------------------------------------------------


def run(*arguments, before=None, **more):
    """The command line in a process of its own; ``before`` is called in it first."""
    command = [sys.executable, "-c", CODE, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, preexec_fn=before, text=True, **more)


def without_rights():
    """Root, in whose name the tests may run, keeps the rights of an owner and no more."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability)  # PR_CAPBSET_DROP


@pytest.fixture
def closed(tmp_path):
    """A letter that may not be read, and one in a folder that may not be entered."""
    folder = tmp_path / "closed"
    folder.mkdir()
    shutil.copy(TEXT, folder / "letter.txt")
    shutil.copy(TEXT, tmp_path / "letter.txt")
    (tmp_path / "letter.txt").chmod(0)
    folder.chmod(0)
    yield [tmp_path / "letter.txt", folder / "letter.txt"]
    folder.chmod(0o700)


@pytest.mark.parametrize(
    "command",
    [["parse", "--only", "header", "--jsonl"], ["lint", "--json"]],
    ids=lambda command: command[0],
)
def test_letters_that_may_not_be_read(closed, command):
    done = run(*command, *closed, TEXT, before=without_rights)
    assert done.returncode == SOME_FAILED
    said_of(closed, done.stderr.splitlines())
    assert done.stdout


@pytest.mark.parametrize("command", ["explain", "export", "index"])
def test_a_letter_that_may_not_be_read(closed, tmp_path, command):
    out = tmp_path / "out"
    more = {
        "explain": ["--html", out],
        "export": ["--format", "jsonl", "--out", out],
        "index": ["--quiet", "--db", out],
    }[command]
    done = run(command, *more, closed[0], before=without_rights)
    assert done.returncode in (UNREADABLE, SOME_FAILED)
    said_of(closed[:1], done.stderr.splitlines())


@each_of_an_index
def test_an_index_in_a_folder_that_may_not_be_entered(closed, command):
    done = run(*(part.format(closed[1]) for part in command), before=without_rights)
    assert (done.returncode, done.stdout) == (UNREADABLE, "")
    said_of(closed[1:], done.stderr.splitlines())


@each_of_an_index
def test_an_index_that_may_not_be_read(closed, command):
    done = run(*(part.format(closed[0]) for part in command), before=without_rights)
    assert (done.returncode, done.stdout) == (UNREADABLE, "")
    said_of(closed[:1], done.stderr.splitlines())


# --- the library, where the command line looks first -----------------------------------------------------------------


@pytest.mark.parametrize("which", [0, 1])
def test_the_library_says_what_may_not_be_read(closed, which):
    """Each in one line that names the path: a letter, a list of letters, an index."""
    path = str(closed[which])
    work = f"""
import gmparse
paths = [{path!r}, {str(closed[1].parent)!r}]
for act in (lambda: gmparse.parse({path!r}), lambda: gmparse.Index({path!r}, create=False),
            lambda: print([one.failure.reason for one in gmparse.parse_many(paths, jobs=1)])):
    try:
        act()
    except gmparse.InputError as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", work], capture_output=True, text=True, preexec_fn=without_rights, check=True
    )
    parsed, opened, many = done.stdout.splitlines()
    assert parsed == f"{path}: may not be read: give yourself the right to read it (chmod u+r)"
    assert opened.startswith(f"{path}: cannot be opened: ")
    assert many == "['unreadable', 'unreadable']"


# --- pipes -----------------------------------------------------------------------------------------------------------


def test_a_pipe_is_read_however_late_its_writer_writes(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    script = f"exec > {pipe}; sleep 0.5; cat {TEXT}"  # opened at once, later than the patience written
    with subprocess.Popen(["sh", "-c", script]):
        assert gmparse.parse(pipe, options=gmparse.Options(only="header")).number.text == "1243/SNV-VTLT"


def test_a_pipe_into_which_nothing_was_written_is_empty(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", f": > {pipe}"]), pytest.raises(InputError, match="the file is empty"):
        gmparse.parse(pipe)


def test_a_pipe_that_nobody_writes_into_is_said(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match=f"^{pipe}: is a pipe that nobody writes into: give a file"):
        gmparse.parse(pipe)


@each_of_an_index
def test_an_empty_file_is_no_index(tmp_path, command):
    """To SQLite it is a new database."""
    path = tmp_path / "archive.db"
    path.touch()
    done = run(*(part.format(path) for part in command))
    assert (done.returncode, done.stdout) == (UNREADABLE, "")
    said_of([path], done.stderr.splitlines())
    assert path.stat().st_size == 0
