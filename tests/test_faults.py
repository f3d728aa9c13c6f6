"""What gmparse leans on fails: recogniser, LibreOffice, disk, rights, files that change. One file's loss, and said so.

A recogniser or LibreOffice that is missing: test_scans.py, test_hostile.py. A full, locked or read-only disk under an
index at work: test_index.py.
"""

import ctypes
import faulthandler
import io
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import bulk
import pytest
from support import FIXTURES, LETTERS

import gmparse
from gmparse import Index
from gmparse.batch import Done
from gmparse.batch.failures import failure_of
from gmparse.batch.letters import File, read_letters
from gmparse.cli import main
from gmparse.errors import DamagedFileError, InputError, LimitError, MissingDependencyError, UsageError
from gmparse.export import write
from gmparse.index import schema
from gmparse.index.rows import file_rows
from gmparse.options import Options
from gmparse.reading import deadline, ocr, read_document

needs_tesseract = pytest.mark.skipif(
    not ocr.is_available(), reason="pip install 'gmparse[ocr]', apt-get install tesseract-ocr-vie"
)
LIGHT = Options(only="header", ocr="never")
TEXT = LETTERS / "cv-kiem-tra.txt"
SCAN = FIXTURES / "scans/quet-ro.pdf"
GMPARSE = [sys.executable, "-c", "import sys; from gmparse.cli import main; sys.exit(main())"]


# --- the recogniser --------------------------------------------------------------------------------------------------


def crash():
    faulthandler.disable()  # pytest's would print where
    os.abort()


def hang():
    time.sleep(60)


def fail():
    raise RuntimeError("no such page mode")


@needs_tesseract
@pytest.mark.parametrize(
    ("harm", "says", "code"),
    [(crash, "SIGABRT", 4), (hang, "--timeout", 4), (fail, "RuntimeError: no such page mode", 15)],
)
def test_a_recogniser_that_does_harm_costs_its_letter_alone(monkeypatch, capsys, harm, says, code):
    """Workers are forked from this process, so they have the changed function, too."""
    monkeypatch.setattr(ocr, "recognise", lambda *args, **more: harm())
    assert main(["parse", "--timeout", "4", "--only", "header", "--jsonl", str(SCAN), str(TEXT)]) == code
    said = capsys.readouterr()
    assert said.out.count("\n") == said.err.count("\n") == 1
    assert said.err.startswith(f"gmparse: {SCAN}: ") and says in said.err


class Strange:
    """Tesseract, but some of its words are no UTF-8, as tesserocr then says."""

    def __init__(self, of):
        self._of = of

    def __getattr__(self, name):
        return getattr(self._of, name)

    def GetIterator(self):  # noqa: N802
        return Strange(self._of.GetIterator())

    def GetUTF8Text(self, level):  # noqa: N802
        text = self._of.GetUTF8Text(level)
        return (text.encode()[:-1] + b"\xff").decode() if text and text.startswith("ph") else text


@needs_tesseract
def test_words_that_are_no_utf8_are_unsure_and_the_others_are_read(monkeypatch):
    strange = Strange(ocr._engine())
    monkeypatch.setattr(ocr, "_engine", lambda: strange)
    words = [word for page in read_document(SCAN).pages for line in page.lines for word in line.words]
    assert any("\ufffd" in word.text for word in words)
    assert {word.confidence for word in words if "\ufffd" in word.text} == {0.0}
    record = gmparse.parse(SCAN)
    assert (record.type.code, record.number.symbol, record.date.edtf) == ("GM", "GM-KSBT", "2025-09-22")


@needs_tesseract
def test_a_page_at_which_the_recogniser_gives_up_is_no_empty_page(monkeypatch):
    class GivesUp(Strange):
        def Recognize(self, timeout):  # noqa: N802
            return False

    engine = GivesUp(ocr._engine())
    monkeypatch.setattr(ocr, "_engine", lambda: engine)
    with pytest.raises(DamagedFileError, match="Tesseract gives up"):
        gmparse.parse(SCAN)


class Endless(Strange):
    """Tesseract at a page without an end, until its time is over. ``timeouts``: milliseconds that it was given."""

    def __init__(self, of):
        super().__init__(of)
        self.timeouts = []

    def Recognize(self, timeout):  # noqa: N802
        self.timeouts.append(timeout)
        time.sleep(timeout / 1000)
        return False


@needs_tesseract
@pytest.mark.parametrize("source", [SCAN, FIXTURES / "scans/anh-chup.jpg", [FIXTURES / "scans/anh-chup.jpg"] * 2])
def test_an_endless_recogniser_in_the_callers_process_is_ended(monkeypatch, source):
    engine = Endless(ocr._engine())
    monkeypatch.setattr(ocr, "_engine", lambda: engine)
    with pytest.raises(LimitError, match="recognition takes too many seconds; the limit is 1: raise it with") as caught:
        gmparse.parse(source, options=Options(max_ocr_seconds=1))
    assert (caught.value.limit, caught.value.allowed) == ("max_ocr_seconds", 1)
    (timeout,) = engine.timeouts  # nothing more is tried
    assert 0 < timeout <= 1000


@needs_tesseract
def test_one_deadline_for_all_pictures_of_a_letter(monkeypatch):
    class Noting(Strange):
        def Recognize(self, timeout):  # noqa: N802
            timeouts.append(timeout)
            return self._of.Recognize(timeout=timeout)

    timeouts, engine = [], Noting(ocr._engine())
    monkeypatch.setattr(ocr, "_engine", lambda: engine)
    gmparse.parse([FIXTURES / "scans/anh-chup.jpg"] * 2, options=Options(only="header"))
    assert len(timeouts) > 1 and timeouts == sorted(timeouts, reverse=True)
    assert timeouts[0] <= 600_000


@needs_tesseract
@pytest.mark.parametrize("look", ["page", "block", "line", "sparse"])
def test_words_read_before_the_deadline_are_no_page_and_the_next_page_is_whole(look):
    import numpy as np
    from PIL import Image

    grey = np.array(Image.open(FIXTURES / "scans/anh-chup.jpg").convert("L"))
    whole = ocr.recognise(grey, 200, look=look)
    with deadline.within(0.001), pytest.raises(LimitError):
        ocr.recognise(grey, 200, look=look)
    with deadline.within(600):
        assert ocr.recognise(grey, 200, look=look) == whole
    with deadline.within(10**9):  # seconds: more milliseconds than Tesseract can be told
        assert ocr.recognise(grey, 200, look=look) == whole


@needs_tesseract
def test_damaged_data_of_the_recogniser_are_named(tmp_path, monkeypatch):
    (tmp_path / "vie.traineddata").write_bytes(b"no such thing")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    ocr._engine.cache_clear()
    try:
        with pytest.raises(MissingDependencyError, match=r"vie\.traineddata: apt-get install"):
            ocr.require()
        assert "page-needs-ocr" in {issue.code for issue in gmparse.parse(SCAN).issues}
    finally:
        ocr._engine.cache_clear()


# --- LibreOffice -----------------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Puts a script in the place of LibreOffice."""

    def put(script):
        program = tmp_path / "soffice"
        program.write_text(script)
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    return put


def test_libreoffice_does_not_outlive_the_letter_that_it_hangs_on(office, tmp_path):
    """Its time in a worker is shorter than its own; both processes of the script must end."""
    office(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nsleep 61 &\necho $! >> {tmp_path}/pid\nwait\n")
    hanging, fine = gmparse.parse_many([b"{\\rtf1 x}", TEXT], jobs=1, options=LIGHT, timeout=3), []
    for outcome in hanging:
        (fine if outcome.letters else [fine.append(outcome.failure.reason)]).append(outcome.path)
    assert set(map(str, fine)) >= {"timeout", str(TEXT)}
    pids = (tmp_path / "pid").read_text().split()
    assert len(pids) == 2
    wait_until(lambda: not Path(f"/proc/{pids[0]}").exists())


def wait_until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_a_libreoffice_that_cannot_be_started_is_said(office):
    office("\0\1\2 no program")
    with pytest.raises(MissingDependencyError, match="soffice cannot be started: Exec format error"):
        gmparse.parse(b"{\\rtf1 x}")


def test_no_room_for_temporary_files_is_said(office, tmp_path, monkeypatch):
    office("#!/bin/sh\nexit 0\n")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(InputError, match="No such file or directory: make room for temporary files"):
        gmparse.parse(b"{\\rtf1 x}")


# --- disks -----------------------------------------------------------------------------------------------------------


def run(*arguments, before=None, **more):
    """The command line in a process of its own; ``before`` is called in it first."""
    command = [*GMPARSE, *map(str, arguments)]
    return subprocess.run(command, capture_output="stdout" not in more, preexec_fn=before, text=True, **more)


def small(limit):
    """No file may become larger than so many bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="/dev/full is a disk without room")
@pytest.mark.parametrize("command", [["parse", "--json"], ["parse", "--table"], ["lint"]], ids=" ".join)
def test_an_output_that_does_not_fit_is_no_bug(command):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = run(*command, TEXT, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("gmparse: the output cannot be written: No space left on device")


@pytest.mark.parametrize("kind", ["csv", "jsonl", "register-xlsx", "parquet"])
def test_an_export_that_does_not_fit_leaves_what_was_there(tmp_path, kind):
    out = tmp_path / "register"
    out.write_text("the old one")
    done = run("export", "--format", kind, "--out", out, TEXT, before=small(100))
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == f"gmparse: {out}: cannot be written: File too large"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("register", "the old one")]


def test_an_index_that_does_not_fit_goes_on_when_there_is_room(tmp_path):
    bulk.write_letters(tmp_path / "in", 40)
    db = tmp_path / "letters.db"
    done = run("index", tmp_path / "in", "--db", db, "--jobs", "1", before=small(300_000))
    assert done.returncode == 2
    assert "letters.db: its disk does not answer as it should" in done.stderr.splitlines()[-1]
    assert main(["index", str(tmp_path / "in"), "--db", str(db), "--jobs", "1"]) == 0
    with Index(db) as index:
        assert index.stats().letters == 40


def test_an_index_that_cannot_even_be_made_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(schema, "_SETTINGS", (*schema._SETTINGS, "max_page_count = 3"))
    with pytest.raises(InputError, match="the disk is full"):
        Index(tmp_path / "letters.db")


# --- rights ----------------------------------------------------------------------------------------------------------

OUTPUTS = [
    ["export", "--format", "csv", "--out"],
    ["export", "--format", "edxml", "--out"],
    ["explain", "--html"],
    ["index", "--db"],
]


@pytest.mark.parametrize("command", OUTPUTS, ids=" ".join)
def test_outputs_where_nothing_can_be_written(tmp_path, command, capsys):
    """Below a file: that root may not, either."""
    (tmp_path / "file").write_text("x")
    assert main([*command, str(tmp_path / "file/out"), str(TEXT)]) in (1, 2)
    said = capsys.readouterr().err.splitlines()
    assert "cannot be" in said[-1] and str(tmp_path / "file/out") in said[-1]


def without_rights():
    """Root, in whose name the tests may run, keeps the rights of an owner and no more."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability)  # PR_CAPBSET_DROP


def test_a_letter_that_may_not_be_read(tmp_path):
    letter = Path(shutil.copy(TEXT, tmp_path))
    letter.chmod(0)
    done = run("parse", letter, before=without_rights)
    assert (done.returncode, done.stderr.splitlines()) == (
        2,
        [f"gmparse: {letter}: may not be read: give yourself the right to read it (chmod u+r)"],
    )


@pytest.mark.parametrize("command", OUTPUTS, ids=" ".join)
def test_a_folder_that_may_not_be_written(tmp_path, command):
    (tmp_path / "in").mkdir()
    (tmp_path / "in").chmod(0o555)
    done = run(*command, tmp_path / "in/out", TEXT, before=without_rights)
    assert done.returncode in (1, 2)
    assert "cannot be" in done.stderr.splitlines()[-1]
    assert list((tmp_path / "in").iterdir()) == []


def test_what_is_no_file_is_written_and_not_replaced(tmp_path):
    pipe, link, real = tmp_path / "pipe", tmp_path / "link", tmp_path / "real"
    os.mkfifo(pipe)
    real.write_text("old")
    link.symlink_to(real)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    for out in (pipe, link):
        write([gmparse.parse(TEXT, options=LIGHT)], out, format="jsonl")
    reader.join(10)
    assert pipe.is_fifo() and link.is_symlink()
    assert got == [real.read_text()] != ["old"]


# --- files that change -----------------------------------------------------------------------------------------------


class Changing:
    """An engine for `Index.add` in whose hands the files change between being listed and being read."""

    def __init__(self, change):
        self._change = change

    def __call__(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def run(self, jobs, idle):
        for key, request in jobs:
            self._change(Path(request.path))
            try:
                result = file_rows(LIGHT, request)
            except gmparse.GmparseError as error:
                result = failure_of(error)
            yield Done(key, result)


def nothing(path):
    pass


def test_a_file_that_vanishes_while_it_is_indexed(tmp_path):
    bulk.write_letters(tmp_path / "in", 3)
    with Index(tmp_path / "letters.db") as index:
        assert index.add([tmp_path / "in"], engine=Changing(Path.unlink)).failed == {"unreadable": 3}
        assert index.stats().letters == 0
        bulk.write_letters(tmp_path / "in", 3)
        assert index.add([tmp_path / "in"], engine=Changing(nothing)).failed.total() == 0
        assert index.stats().letters == 3


def test_a_file_that_changes_while_it_is_indexed_is_read_again(tmp_path):
    letter = Path(shutil.copy(TEXT, tmp_path))

    def rewrite(path):
        path.write_text(path.read_text(encoding="utf-8").replace("Kính gửi:", "Kính gửi: "), encoding="utf-8")

    with Index(tmp_path / "letters.db") as index:
        assert index.add([letter], engine=Changing(rewrite)).added == 1
        summary = index.add([letter], engine=Changing(nothing))
        assert summary.failed.total() == 0
        (hit,) = index.search()
        assert next(iter(index.letters())).letter.source.sha256 == read_document(letter).sha256
        assert index.add([letter], engine=Changing(nothing)).unchanged == 1
        assert hit.path == str(letter)


def test_a_file_that_is_gone_or_has_become_a_folder_when_it_is_read(tmp_path):
    path = tmp_path / "letter.txt"
    with pytest.raises(InputError, match="no such file"):
        read_letters(LIGHT, File(str(path)))
    path.mkdir()
    with pytest.raises(InputError, match="is a folder"):
        read_letters(LIGHT, File(str(path)))


def test_a_file_that_grows_beyond_the_limit_after_its_size_was_asked(monkeypatch):
    monkeypatch.setattr(os, "fstat", lambda descriptor: os.stat(os.devnull))  # noqa: PTH116
    with pytest.raises(LimitError, match="too many bytes"):
        gmparse.parse(TEXT, options=Options(max_bytes=100))


def test_a_pipe_that_fills_slowly_is_read_to_its_end():
    """Without a buffer, each read gives what is there already."""
    reading, writing = os.pipe()
    data = TEXT.read_bytes()

    def write():
        with open(writing, "wb", buffering=0) as stream:  # noqa: PTH123
            for at in range(0, len(data), 700):
                stream.write(data[at : at + 700])
                time.sleep(0.005)

    writer = threading.Thread(target=write)
    writer.start()
    with open(reading, "rb", buffering=0) as stream:  # noqa: PTH123
        record = gmparse.parse(stream, options=LIGHT)
    writer.join()
    assert record.source.sha256 == read_document(TEXT).sha256


def test_streams_that_fail():
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(InputError, match="cannot be read to its end: Input/output error"):
        gmparse.parse(Broken(b"x"))
    with pytest.raises(UsageError, match="opened as text"):
        gmparse.parse(io.StringIO("x"))


def test_a_disk_that_fails_under_a_file(monkeypatch):
    """Linux: the memory of a process that nobody mapped is a file whose reading fails."""
    with pytest.raises(InputError, match="cannot be opened: Input/output error"):
        gmparse.parse("/proc/self/mem")


def test_remarks_of_pdfminer_stay_off_the_screen(tmp_path):
    """A font without its box: pdfminer, which reads this letter's annotations, warns of it."""
    path = tmp_path / "letter.pdf"
    path.write_bytes((LETTERS / "ky-phong-khong-nhung.pdf").read_bytes().replace(b"/FontBBox", b"/FontBBxx"))
    program = "import gmparse, sys; print(gmparse.parse(sys.argv[1], options=gmparse.Options(ocr='never')).number.text)"
    ended = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert ended.stderr == ""


def test_a_limit_of_time_is_no_limit_of_size():
    assert failure_of(LimitError.beyond("max_ocr_seconds", 1, "recognition takes too many seconds")).reason == "timeout"
    assert failure_of(LimitError.beyond("max_bytes", 1, "it is large")).reason == "too-large"
