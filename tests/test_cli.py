"""The command line: what it prints where, and its exit codes."""

import csv
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from oddfiles import PASSWORD

import gmparse
from gmparse.cli import doctor, letters, main
from gmparse.errors import ExitCode, MissingDependencyError
from gmparse.reading import ocr

ROOT = Path(__file__).parents[1]
LETTERS = ROOT / "fixtures/letters"
ODD = ROOT / "fixtures/odd"
CASES = ROOT.parent / "shared/cases"
GMPARSE = [sys.executable, "-c", "import sys; from gmparse.cli import main; sys.exit(main())"]
COMMANDS = ["parse", "schema", "doctor", "evaluate", "index", "search", "show", "due", "stats", "duplicates"]

INVITATION = LETTERS / "gm-so-trong.pdf"
DISPATCH = LETTERS / "cv-dang-uy.docx"
TWO = LETTERS / "hai-van-ban.pdf"


def rows(path):
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def run(capsys):
    """Run the command line; gives exit code, stdout and stderr."""

    def call(*arguments):
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


# --- help and version ------------------------------------------------------------------------------------------------


def test_version(run):
    assert run("--version") == (0, f"gmparse {gmparse.__version__}\n", "")


def test_help_names_every_command(run):
    code, out, err = run("--help")
    assert (code, err) == (0, "")
    assert all(f"\n  {command} " in out for command in COMMANDS)
    assert "..." not in out.partition("Commands:")[2], "the one-line help of a command is cut off"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert out.startswith(f"Usage: gmparse {command} ")


def test_the_bare_command_shows_help_and_is_wrong_usage(run):
    code, out, err = run()
    assert code == ExitCode.USAGE
    assert "Usage: gmparse" in out + err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["parse"], "FILE"),
        (["parse", "--colour", INVITATION], "--colour"),
        (["parse", "--json", "--table", INVITATION], "--json and --table exclude each other"),
        (["parse", "--engine", "mupdf", INVITATION], "choose pdfium or pdfplumber"),
        (["parse", "--only", "body", INVITATION], "choose all or header"),
        (["parse", "--combine", INVITATION, DISPATCH], "only page images"),
        (["parse", "--timeout", "soon", INVITATION], "--timeout"),
        (["parse", "--timeout", "1e400", INVITATION], "timeout must be"),
        (["show", "letters.db", "first"], "ID"),
        (["search", "letters.db", "one", "two"], "two"),
        (["print"], "print"),
        (["evaluate", "--letters", LETTERS], "--gold"),
    ],
)
def test_wrong_usage_is_exit_code_1(run, arguments, says):
    code, out, err = run(*arguments)
    assert code == ExitCode.USAGE
    assert out == ""
    assert says in err


# --- parse: what comes out -------------------------------------------------------------------------------------------


def test_one_file_piped_is_one_json_record(run):
    code, out, err = run("parse", INVITATION)
    assert (code, err) == (0, "")
    assert json.loads(out) == gmparse.parse(INVITATION).to_dict()
    assert out.startswith("{\n  ")
    assert "Giấy mời" in out


def test_several_files_piped_are_json_lines(run):
    code, out, err = run("parse", INVITATION, DISPATCH)
    assert (code, err) == (0, "")
    records = [json.loads(line) for line in out.splitlines()]
    assert [record["source"]["name"] for record in records] == [INVITATION.name, DISPATCH.name]
    assert records == [gmparse.parse(path).to_dict() for path in (INVITATION, DISPATCH)]


def test_json_of_several_files_is_one_array(run):
    _, out, _ = run("parse", "--json", INVITATION, DISPATCH)
    assert [record["type"]["code"] for record in json.loads(out)] == ["GM", "CV"]


def test_jsonl_of_one_file_is_one_line(run):
    _, out, _ = run("parse", "--jsonl", INVITATION)
    assert out.count("\n") == 1
    assert json.loads(out)["type"]["code"] == "GM"


def test_a_table_shows_the_record(run):
    code, out, _ = run("parse", "--table", INVITATION)
    assert code == 0
    flat = " ".join(out.replace("│", " ").split())
    record = gmparse.parse(INVITATION).to_dict(evidence=False)
    for text in (record["subject"]["text"], record["issuer"]["parent"], record["signer"]["name"], "(left blank)"):
        assert text in flat
    assert all(item["text"] in flat for item in record["recipients"])


def test_a_terminal_gets_a_table():
    main_end, terminal = pty.openpty()
    with subprocess.Popen([*GMPARSE, "parse", INVITATION], stdout=terminal, stderr=subprocess.PIPE) as process:
        os.close(terminal)
        shown = b""
        try:
            while part := os.read(main_end, 65536):
                shown += part
        except OSError:  # Linux: the other end is closed
            pass
        os.close(main_end)
        assert process.wait() == 0
    assert "Giấy mời" in shown.decode()
    assert not shown.startswith(b"{")


def test_brackets_in_a_letter_are_no_markup():
    from gmparse.cli.table import rows as table_rows

    record = gmparse.parse(INVITATION).to_dict(evidence=False) | {"subject": {"text": "V/v [bold]họp[/bold]"}}
    assert ("Subject", "V/v [bold]họp[/bold]") in list(table_rows(record))


def test_every_fixture_makes_a_table(run):
    code, out, err = run("parse", "--table", *sorted(LETTERS.iterdir()))
    assert (code, err) == (0, "")
    assert all(str(path) in out for path in LETTERS.iterdir())


def test_evidence_may_be_left_out(run):
    _, full, _ = run("parse", INVITATION)
    _, bare, _ = run("parse", "--no-evidence", INVITATION)
    assert '"evidence"' in full
    assert '"evidence"' not in bare
    assert json.loads(bare) == gmparse.parse(INVITATION).to_dict(evidence=False)


def test_every_letter_of_a_file(run):
    _, first, _ = run("parse", TWO)
    _, every, _ = run("parse", "--all-letters", TWO)
    records = [json.loads(line) for line in every.splitlines()]
    assert [record["source"]["part"] for record in records] == [1, 2]
    assert records[0] == json.loads(first)
    assert records[0]["number"] != records[1]["number"]


def test_only_the_header(run):
    _, out, _ = run("parse", "--only", "header", "--no-evidence", INVITATION)
    header, whole = json.loads(out), gmparse.parse(INVITATION).to_dict(evidence=False)
    for key in ("type", "issuer", "number", "date", "subject", "recipients", "signer"):
        assert header[key] == whole[key]
    assert all(header.get(key, []) == [] for key in ("citations", "meetings", "assignments", "directives"))


def test_the_other_engine_gives_the_same_header(run):
    _, one, _ = run("parse", "--no-evidence", "--only", "header", INVITATION)
    _, other, _ = run("parse", "--no-evidence", "--only", "header", "--engine", "pdfplumber", INVITATION)
    assert json.loads(one) == json.loads(other)


def test_a_password_as_option_or_from_the_environment(run, monkeypatch):
    locked = ODD / "password.pdf"
    code, out, _ = run("parse", "--password", PASSWORD, locked)
    assert (code, json.loads(out)["type"]["code"]) == (0, "GM")
    code, out, err = run("parse", "--password", "khac", locked)
    assert (code, out) == (ExitCode.UNREADABLE, "")
    assert "the password is wrong" in err
    monkeypatch.setenv("GMPARSE_PASSWORD", PASSWORD)
    assert run("parse", locked)[0] == 0


# --- parse: what goes wrong ------------------------------------------------------------------------------------------


def assert_refused(result, path, code):
    """Nothing on stdout, one line on stderr that begins with the path and says more than that it failed."""
    assert result[:2] == (code, "")
    assert result[2].count("\n") == 1
    assert result[2].startswith(f"gmparse: {path}: ")
    assert len(result[2]) > len(f"gmparse: {path}: ") + 20
    assert "Traceback" not in result[2]


@pytest.mark.parametrize("row", rows(ODD / "expected.csv"), ids=lambda row: row["file"])
def test_odd_files(run, row):
    path = ODD / row["file"]
    result = run("parse", "--ocr", "never", path)
    if row["outcome"] == "error":
        assert_refused(result, path, int(row["exit_code"]))
    else:
        assert (result[0], result[2]) == (int(row["exit_code"]), "")
        codes = [issue["code"] for issue in json.loads(result[1])["issues"]]
        assert not row["issue"] or row["issue"] in codes


@pytest.mark.parametrize(
    "row",
    [row for row in rows(CASES / "expected.csv") if row["outcome"] == "error"]
    or [pytest.param({}, marks=pytest.mark.skip(reason="needs the cases of ../shared"))],
    ids=lambda row: row.get("case", "none"),
)
def test_bad_cases(run, row):
    path = CASES / row["case"]
    assert_refused(run("parse", path), path, ExitCode.UNREADABLE)


def test_a_missing_file_and_a_folder(run):
    assert_refused(run("parse", "missing.pdf"), "missing.pdf", ExitCode.UNREADABLE)
    assert_refused(run("parse", LETTERS), LETTERS, ExitCode.UNREADABLE)


def test_what_is_missing_for_pictures_and_old_word_files(run, tmp_path, monkeypatch):
    monkeypatch.setattr("gmparse.reading.ocr._DATA_FOLDERS", ())
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setattr("shutil.which", lambda program: None)
    ocr._engine.cache_clear()
    for name, data, command in (
        ("scan.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "tesseract-ocr-vie|gmparse\\[ocr\\]"),
        ("letter.rtf", b"{\\rtf1 x}", "apt-get install libreoffice"),
    ):
        (tmp_path / name).write_bytes(data)
        result = run("parse", tmp_path / name)
        assert_refused(result, tmp_path / name, ExitCode.MISSING_DEPENDENCY)
        assert re.search(command, result[2])
    ocr._engine.cache_clear()


def test_a_bad_file_does_not_stop_the_others(run):
    code, out, err = run("parse", ODD / "empty.pdf", INVITATION, "missing.pdf", DISPATCH)
    assert code == ExitCode.SOME_FAILED
    assert [json.loads(line)["source"]["name"] for line in out.splitlines()] == [INVITATION.name, DISPATCH.name]
    assert [line.split(": ")[1] for line in err.splitlines()] == [str(ODD / "empty.pdf"), "missing.pdf"]


def test_when_every_file_fails_their_common_code_counts(run):
    code, out, err = run("parse", ODD / "empty.pdf", ODD / "html.pdf")
    assert (code, out) == (ExitCode.UNREADABLE, "")
    assert err.count("\n") == 2


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([], 0), ([0, 0], 0), ([0, 2], 4), ([3], 3), ([3, 3], 3), ([2, 3], 2), ([0, 15], 15), ([15, 2], 15), ([0, 3], 4)],
)
def test_the_exit_code_of_several_files(codes, expected):
    assert letters.overall(codes) == expected


def test_a_bug_is_exit_code_15_and_hides_no_other_letter(run, monkeypatch):
    honest = letters.parse

    def broken(source, **options):
        if source == DISPATCH:
            raise ZeroDivisionError("division by zero")
        return honest(source, **options)

    monkeypatch.setattr(letters, "parse", broken)
    code, out, err = run("parse", DISPATCH, INVITATION)
    assert code == ExitCode.BUG
    assert json.loads(out)["source"]["name"] == INVITATION.name
    assert err.count("\n") == 1
    assert f"{DISPATCH}: unexpected error" in err and "--traceback" in err and "report" in err
    assert "Traceback (most recent call last)" in run("parse", "--traceback", DISPATCH)[2]


def test_a_bug_outside_of_files_is_exit_code_15_too(run, monkeypatch):
    monkeypatch.setattr(letters, "run", lambda job: 1 // 0)
    code, out, err = run("parse", INVITATION)
    assert (code, out, err.count("\n")) == (ExitCode.BUG, "", 1)


def test_a_missing_package_is_exit_code_3(run, monkeypatch):
    def missing(source, **options):
        raise MissingDependencyError("this needs more: pip install 'gmparse[ocr]'")

    monkeypatch.setattr(letters, "parse", missing)
    result = run("parse", INVITATION)
    assert_refused(result, INVITATION, ExitCode.MISSING_DEPENDENCY)
    assert "pip install 'gmparse[ocr]'" in result[2]


def test_an_interrupt_is_exit_code_130(run, monkeypatch):
    def interrupted(pool, jobs):
        raise KeyboardInterrupt

    monkeypatch.setattr(letters.Pool, "run", interrupted)
    assert run("parse", INVITATION)[0] == ExitCode.INTERRUPTED


def test_a_reader_that_stops_reading_is_no_error():
    command = subprocess.Popen(
        [*GMPARSE, "parse", "--jsonl", *[INVITATION] * 8], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdout.read(1) == b"{"
    command.stdout.close()
    assert command.stderr.read() == b""
    command.stderr.close()
    assert command.wait() == 0


# --- schema, doctor, evaluate ----------------------------------------------------------------------------------------


def test_schema(run):
    code, out, err = run("schema")
    assert (code, err) == (0, "")
    schema = json.loads(out)
    assert schema == gmparse.json_schema()
    assert set(gmparse.parse(INVITATION).to_dict()) == set(schema["properties"])


def test_doctor_finds_this_installation_whole(run):
    code, out, err = run("doctor")
    assert (code, err) == (0, "")
    assert "MISSING" not in out
    for thing in ("python", "spacy", "pdfium library", "spaCy model", "extra ocr", "tesseract", "LibreOffice", "fonts"):
        assert any(thing in line for line in out.splitlines())


def test_doctor_says_what_mends_it(run, monkeypatch):
    monkeypatch.setattr(doctor, "_version", lambda package: None if package == "regex" else "1.0")
    code, out, _ = run("doctor")
    assert code == ExitCode.MISSING_DEPENDENCY
    assert "MISSING   regex: pip install --force-reinstall regex" in out.splitlines()
    assert out.splitlines()[-1] == "missing: regex"


def test_doctor_takes_a_broken_part_for_missing(run, monkeypatch):
    monkeypatch.setattr(doctor, "_pdfium", lambda: 1 // 0)
    assert "MISSING   pdfium library" in run("doctor")[1]


EVALUATE = ("evaluate", "--letters", LETTERS, "--gold", ROOT / "fixtures/gold", "--index", ROOT / "fixtures/index.csv")
ONLY = ("--only", "02764e54,a5108092")


def test_evaluate_prints_the_table(run):
    code, out, err = run(*EVALUATE, *ONLY)
    assert (code, err) == (0, "")
    assert out.startswith("2 gold letters, 2 predicted\n")
    assert "signer.name" in out
    assert run(*EVALUATE, *ONLY, "--kinds", "docx")[1].startswith("1 gold letters")


def test_evaluate_against_a_baseline(run, tmp_path):
    scores = tmp_path / "scores.json"
    assert run(*EVALUATE, *ONLY, "--json", scores)[0] == 0
    assert run(*EVALUATE, *ONLY, "--baseline", scores)[0] == 0
    better = json.loads(scores.read_text())
    better["subject"]["all"]["f1"] = 1.01
    scores.write_text(json.dumps(better))
    code, out, err = run(*EVALUATE, *ONLY, "--baseline", scores)
    assert code == ExitCode.SCORE_BELOW_BASELINE
    assert "subject/all: 1.0100 →" in err
    assert "signer.name" in out


def test_evaluate_lists_misses(run, tmp_path):
    gold = json.loads((ROOT / "fixtures/gold/02764e54.json").read_text(encoding="utf-8"))
    gold["place"] = "Hòa An"
    (tmp_path / "02764e54.json").write_text(json.dumps(gold), encoding="utf-8")
    out = run("evaluate", "--letters", LETTERS, "--gold", tmp_path, "--errors")[1]
    assert 'place\t02764e54\twrong\tgold="Hòa An"\tpred="Đồng Tháp"' in out


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [("--gold", "missing", 2), ("--letters", "missing", 2), ("--baseline", "missing", 2), ("--only", "ffffffff", 1)],
)
def test_evaluate_without_its_files(run, option, value, code):
    result = run(*EVALUATE, *ONLY, option, value)
    assert result[:2] == (code, "")
    assert result[2].count("\n") == 1
